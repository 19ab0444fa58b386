/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Just enough of a service manager to test restarts. It stores fds on behalf of
 * a service (FDSTORE in sd_notify(3)) and passes them to the next instance (see
 * sd_listen_fds(3)).
 */
#ifndef TEST_MANAGER_H
#define TEST_MANAGER_H

#include <stdbool.h>
#include <sys/types.h>

/** manager_begin() - receive messages and store fds from here on, until the test exits */
void manager_begin(void);

/**
 * manager_start() - start a supplicant with all stored fds
 *
 * Return: its pid, once it holds the device.
 */
pid_t manager_start(void);

/** manager_wait_ready() - wait for READY from the latest supplicant */
void manager_wait_ready(void);

/** manager_rename() - rename a stored fd */
void manager_rename(const char *from, const char *to);

/** manager_has() - return true if an fd is stored under this name */
bool manager_has(const char *name);

/** manager_kept() - count the stored fds */
unsigned int manager_kept(void);

#endif
