/* SPDX-License-Identifier: BSD-2-Clause */
/* A command whose calls to softteed are traced: its library writes them to a FIFO */
#ifndef GTEE_CLI_COMMANDS_TRACE_COMMAND_H
#define GTEE_CLI_COMMANDS_TRACE_COMMAND_H

#include <stdbool.h>
#include <sys/types.h>

/**
 * struct trace_command - a command that is being traced
 * @directory:	has the FIFO
 * @fifo:	the FIFO's path
 * @fd:		its read end, non-blocking
 * @pid:	the command's process, 0 once it has been waited for
 * @status:	its wait status
 */
struct trace_command {
	char directory[32];
	char fifo[40];
	int fd;
	pid_t pid;
	int status;
};

/**
 * trace_command_start() - run a command
 * @command:	[out] the command, to be ended with trace_command_end() in any case
 * @tee:	what GTEE_TEE is to be for it, or NULL to leave it
 * @argv:	program and arguments, NULL-terminated
 *
 * Prints an error on failure.
 *
 * Return: enum gtee_status.
 */
int trace_command_start(struct trace_command *command, const char *tee, char **argv);

/**
 * trace_command_has_ended() - check whether it has ended by itself
 * @command:	the command
 *
 * Return: true if so.
 */
bool trace_command_has_ended(struct trace_command *command);

/**
 * trace_command_end() - end a command and remove the FIFO
 * @command:	the command
 *
 * Return: its exit status, or 128 plus the number of the signal that has ended it.
 */
int trace_command_end(struct trace_command *command);

#endif
