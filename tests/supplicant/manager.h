/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A service manager, as far as it keeps open files for the service that it starts
 * (sd_notify(3), FDSTORE) and hands them over to the next (sd_listen_fds(3)).
 */
#ifndef TEST_MANAGER_H
#define TEST_MANAGER_H

#include <stdbool.h>
#include <sys/types.h>

/** manager_begin() - listen, and keep what comes; until the process ends */
void manager_begin(void);

/**
 * manager_start() - start a supplicant, and hand over what is kept
 *
 * Return: its process, once it has its device.
 */
pid_t manager_start(void);

/** manager_wait_ready() - until the supplicant that was started last says that it serves */
void manager_wait_ready(void);

/** manager_rename() - the file that is kept by one name has another from now on */
void manager_rename(const char *from, const char *to);

/** manager_has() - whether it keeps a file by a name */
bool manager_has(const char *name);

/** manager_kept() - how many open files it keeps */
unsigned int manager_kept(void);

#endif
