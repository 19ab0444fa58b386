/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A trace buffer of one's own: a tracefs instance, so that nobody else's tracing is
 * disturbed and nothing costs anything once it has gone.
 */
#ifndef GTEE_CLI_TRACEFS_H
#define GTEE_CLI_TRACEFS_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/**
 * struct tracefs - an instance
 * @path:	its folder, .../instances/gtee-PID
 * @pipe:	its events as text, non-blocking. While it is open the kernel lets
 *		nobody remove the instance
 * @pin:	what keeps the module whose events these are, or -1
 * @guard:	a process that removes the instance should we be killed, or -1
 * @alive:	what tells it that we are there, by being open
 */
struct tracefs {
	char path[128];
	int pipe;
	int pin;
	pid_t guard;
	int alive;
};

/**
 * tracefs_open() - make an instance
 * @tracefs:	[out] to be ended with tracefs_close()
 * @triggers:	its events are to have triggers. The kernel does not take those back when
 *		the events' module goes, so the module is kept meanwhile
 *
 * Should this process be killed, another one removes the instance. Instances that were
 * left behind all the same are removed first. What goes wrong is said,
 * also where this kernel's TEE subsystem has no events.
 *
 * Return: enum gtee_status.
 */
int tracefs_open(struct tracefs *tracefs, bool triggers);

void tracefs_close(struct tracefs *tracefs);

/**
 * tracefs_write() - write to a file of an instance
 * @tracefs:	the instance
 * @file:	the file, below @tracefs->path
 * @text:	what to write; a trigger is added to those there are
 *
 * Return: 0, or -errno.
 */
int tracefs_write(const struct tracefs *tracefs, const char *file, const char *text);

/**
 * tracefs_read() - read a whole file of an instance
 * @tracefs:	the instance
 * @file:	the file, below @tracefs->path
 * @text:	[out] allocated, with a NUL at its end
 *
 * Return: 0, or -errno.
 */
int tracefs_read(const struct tracefs *tracefs, const char *file, char **text);

/**
 * read_text() - read a whole file of the kernel's
 * @path:	the file
 * @text:	[out] allocated, with a NUL at its end
 *
 * Return: 0, or -errno.
 */
int read_text(const char *path, char **text);

/**
 * until_signal() - have the signals that end a program end only a wait
 *
 * SIGINT, SIGTERM, SIGHUP and SIGQUIT make until_signal_came() true; SIGPIPE is ignored,
 * so that output fails instead.
 */
void until_signal(void);
bool until_signal_came(void);

#endif
