/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A private trace buffer, which is a tracefs instance. It does not affect other users of
 * tracing, and has no overhead once it is removed.
 */
#ifndef GTEE_CLI_TRACEFS_H
#define GTEE_CLI_TRACEFS_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/**
 * struct tracefs - tracefs instance
 * @path:	its directory, .../instances/gtee-PID
 * @pipe:	its events as text, non-blocking; the kernel does not remove the instance
 *		while this is open
 * @pin:	open file that keeps the module of the events loaded, or -1
 * @guard:	process that removes the instance if this process is killed, or -1
 * @alive:	write end of a pipe; the guard detects when it is closed
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
 * @tracefs:	[out] the instance; the caller ends it with tracefs_close()
 * @triggers:	the caller will set triggers on its events. The kernel does not remove
 *		triggers when the module of the events is unloaded, so the module is kept
 *		loaded
 *
 * A guard process removes the instance if this process is killed. Stale instances are
 * removed first. Prints an error on failure, and if this kernel has no TEE events.
 *
 * Return: enum gtee_status.
 */
int tracefs_open(struct tracefs *tracefs, bool triggers);

/**
 * tracefs_close() - remove the instance, and end the guard process
 * @tracefs:	the instance; may be partly initialized by a failed tracefs_open()
 */
void tracefs_close(struct tracefs *tracefs);

/**
 * tracefs_write() - write to a file of an instance
 * @tracefs:	the instance
 * @file:	file name relative to @tracefs->path
 * @text:	text to write; a trigger is added to the existing ones
 *
 * Return: 0, or -errno.
 */
int tracefs_write(const struct tracefs *tracefs, const char *file, const char *text);

/**
 * tracefs_read() - read a whole file of an instance
 * @tracefs:	the instance
 * @file:	file name relative to @tracefs->path
 * @text:	[out] its contents, NUL-terminated, allocated
 *
 * Return: 0, or -errno.
 */
int tracefs_read(const struct tracefs *tracefs, const char *file, char **text);

/**
 * read_text() - read a whole file of a kernel file system
 * @path:	the file
 * @text:	[out] its contents, NUL-terminated, allocated
 *
 * Return: 0, or -errno.
 */
int read_text(const char *path, char **text);

/**
 * until_signal() - install handlers for the signals that end a program
 *
 * After SIGINT, SIGTERM, SIGHUP or SIGQUIT, until_signal_came() returns true, and
 * blocking system calls fail with EINTR. SIGPIPE is ignored, so that a write to a closed
 * pipe returns an error.
 */
void until_signal(void);

/**
 * until_signal_came() - check for a signal after until_signal()
 *
 * Return: true if one of the signals was received.
 */
bool until_signal_came(void);

#endif
