/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Part of a service manager: it keeps a service's open files (sd_notify(3),
 * FDSTORE) and passes them to the next instance of the service
 * (sd_listen_fds(3)).
 */
#ifndef TEST_MANAGER_H
#define TEST_MANAGER_H

#include <stdbool.h>
#include <sys/types.h>

/** manager_begin() - receive messages, and keep files, until the process ends */
void manager_begin(void);

/**
 * manager_start() - start a supplicant and pass it the kept files
 *
 * Return: its process, after it has opened its device.
 */
pid_t manager_start(void);

/** manager_wait_ready() - wait until the supplicant that was started last reports READY */
void manager_wait_ready(void);

/** manager_rename() - change the name of a kept file */
void manager_rename(const char *from, const char *to);

/** manager_has() - return true if a file of this name is kept */
bool manager_has(const char *name);

/** manager_kept() - count the kept files */
unsigned int manager_kept(void);

#endif
