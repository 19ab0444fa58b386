/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interface to the service manager, i.e. systemd or any other implementation of
 * sd_notify(3) and sd_listen_fds(3). We report our status and park descriptors
 * there for the next supplicant, so it doesn't matter how this one exits.
 *
 * If the service manager doesn't read its socket, sending times out after 2 s
 * and the message is dropped. After that, messages about descriptors don't wait
 * at all until one gets through.
 */
#ifndef SUPPLICANT_SERVICE_MANAGER_H
#define SUPPLICANT_SERVICE_MANAGER_H

/* SD_LISTEN_FDS_START */
#define SERVICE_MANAGER_FIRST_FD	3

/** service_manager_tell() - send a status message like "READY=1" */
void service_manager_tell(const char *message);

/**
 * service_manager_keep() - put a descriptor into the fd store
 * @name:	FDNAME; need not be unique
 * @fd:		remains the caller's
 */
void service_manager_keep(const char *name, int fd);

/** service_manager_drop() - remove all descriptors called @name from the fd store */
void service_manager_drop(const char *name);

/**
 * service_manager_count() - count the descriptors we were started with
 *
 * They begin at SERVICE_MANAGER_FIRST_FD. Call this before opening anything, and
 * in the original process only (LISTEN_PID).
 *
 * Return: how many; 0 without a service manager.
 */
int service_manager_count(void);

/**
 * service_manager_name() - get a passed descriptor's FDNAME
 * @number:	counting from 0
 * @name: @size: [out] buffer
 *
 * Return: 0, or -ENOENT if it has no name or @size is too small.
 */
int service_manager_name(int number, char *name, unsigned long size);

/** service_manager_forget() - unset LISTEN_PID and friends */
void service_manager_forget(void);

#endif
