/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A tracefs instance of our own, i.e. a trace buffer that doesn't get in the way of
 * anyone else who is tracing. Once it's removed it costs nothing.
 */
#ifndef GTEE_CLI_TRACEFS_H
#define GTEE_CLI_TRACEFS_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/**
 * struct tracefs - a tracefs instance
 * @path:	its directory, .../instances/gtee-PID
 * @pipe:	trace_pipe, non-blocking; keeps the instance from being removed
 * @pin:	file that keeps module tee loaded, or -1
 * @guard:	pid of the process that removes the instance if we get killed, or -1
 * @alive:	write end of a pipe that tells the guard that we are gone
 */
struct tracefs {
	char path[128];
	int pipe;
	int pin;
	pid_t guard;
	int alive;
};

/**
 * tracefs_open() - create an instance
 * @tracefs:	[out] the instance, to be removed with tracefs_close()
 * @triggers:	you're going to set triggers on its events. They are not removed when
 *		module tee goes away, so this keeps it loaded
 *
 * This first removes stale instances, and then starts a guard process to make sure that ours
 * will not become one. Prints an error on failure, or if the kernel does not have TEE events.
 *
 * Return: enum gtee_status.
 */
int tracefs_open(struct tracefs *tracefs, bool triggers);

/**
 * tracefs_close() - remove an instance, which ends the guard process too
 * @tracefs:	the instance, also after a failed tracefs_open()
 */
void tracefs_close(struct tracefs *tracefs);

/**
 * tracefs_write() - write to an instance's file
 * @tracefs:	the instance
 * @file:	file name below @tracefs->path
 * @text:	what to write; triggers add up
 *
 * Return: 0, or -errno.
 */
int tracefs_write(const struct tracefs *tracefs, const char *file, const char *text);

/**
 * tracefs_read() - read one of an instance's files
 * @tracefs:	the instance
 * @file:	file name below @tracefs->path
 * @text:	[out] contents, NUL-terminated, malloced
 *
 * Return: 0, or -errno.
 */
int tracefs_read(const struct tracefs *tracefs, const char *file, char **text);

/**
 * read_text() - read a whole file from procfs, sysfs and the like
 * @path:	the file
 * @text:	[out] contents, NUL-terminated, malloced
 *
 * Return: 0, or -errno.
 */
int read_text(const char *path, char **text);

/**
 * until_signal() - make Ctrl-C and friends end a loop, not the program
 *
 * On SIGINT, SIGTERM, SIGHUP or SIGQUIT, system calls fail with EINTR and until_signal_came()
 * returns true from then on. Ignores SIGPIPE, since we would rather see write() fail.
 */
void until_signal(void);

/**
 * until_signal_came() - check for one of until_signal()'s signals
 *
 * Return: true if there was one.
 */
bool until_signal_came(void);

#endif
