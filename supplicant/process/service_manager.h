/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The service manager that has started the supplicant: systemd, or whoever speaks its
 * protocol (sd_notify(3), sd_listen_fds(3)). It is told how things are, and keeps open files
 * for the next supplicant, however this one ends. Where it does not read, a message is waited
 * for 2 s and lost, and those that follow are lost at once, until it takes one.
 */
#ifndef SUPPLICANT_SERVICE_MANAGER_H
#define SUPPLICANT_SERVICE_MANAGER_H

/* The first descriptor that a service manager hands over. */
#define SERVICE_MANAGER_FIRST_FD	3

/** service_manager_tell() - tell it, such as "READY=1" */
void service_manager_tell(const char *message);

/**
 * service_manager_keep() - have it keep an open file
 * @name:	by which it is known; several may share one
 * @fd:		a descriptor of it, which stays the caller's
 */
void service_manager_keep(const char *name, int fd);

/** service_manager_drop() - it need not keep the files of a name any more */
void service_manager_drop(const char *name);

/**
 * service_manager_count() - how many open files it has handed over
 *
 * They begin with SERVICE_MANAGER_FIRST_FD. Asked before anything else is opened, and only
 * in the process that it has started.
 *
 * Return: the number of files; 0 if there is no service manager or it passed none.
 */
int service_manager_count(void);

/**
 * service_manager_name() - the name of one of them
 * @number:	from 0
 * @name: @size: [out]
 *
 * Return: 0, or -ENOENT where there is no name or it is too long.
 */
int service_manager_name(int number, char *name, unsigned long size);

/** service_manager_forget() - the environment says nothing of files any more */
void service_manager_forget(void);

#endif
