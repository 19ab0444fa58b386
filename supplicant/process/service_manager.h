/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interface to the service manager that started the supplicant: systemd, or
 * another program that speaks its protocol (sd_notify(3), sd_listen_fds(3)).
 * The supplicant reports its status to it. It also stores open files for the
 * next supplicant, no matter how this one exits. If the service manager does
 * not read its socket, sending times out after 2 s and the message is dropped.
 * After that, messages about files are dropped without waiting until the
 * service manager accepts one again.
 */
#ifndef SUPPLICANT_SERVICE_MANAGER_H
#define SUPPLICANT_SERVICE_MANAGER_H

/* The first descriptor that a service manager passes. */
#define SERVICE_MANAGER_FIRST_FD	3

/** service_manager_tell() - send a message about the status, such as "READY=1" */
void service_manager_tell(const char *message);

/**
 * service_manager_keep() - pass an open file, for the service manager to keep
 * @name:	the name of the file; several files may have the same name
 * @fd:		a descriptor of the file, which stays the caller's
 */
void service_manager_keep(const char *name, int fd);

/** service_manager_drop() - ask the service manager to close the files that have a name */
void service_manager_drop(const char *name);

/**
 * service_manager_count() - count the open files that the service manager passed
 *
 * Their descriptors begin with SERVICE_MANAGER_FIRST_FD. Must be called before
 * any other file is opened, and only in the process that the service manager
 * started.
 *
 * Return: the number of files; 0 if there is no service manager or it passed
 * none.
 */
int service_manager_count(void);

/**
 * service_manager_name() - get the name of a passed file
 * @number:	number of the file, from 0
 * @name: @size: [out] buffer for the name, and the buffer's size
 *
 * Return: 0; -ENOENT: the file has no name, or a name that is too long.
 */
int service_manager_name(int number, char *name, unsigned long size);

/** service_manager_forget() - remove the environment variables that describe passed files */
void service_manager_forget(void);

#endif
