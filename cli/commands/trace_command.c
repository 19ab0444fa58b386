// SPDX-License-Identifier: BSD-2-Clause
/*
 * Calls to softteed don't pass through the kernel, so gtee trace runs a command whose library
 * writes them to a FIFO ($GTEE_TRACE), in the same format as the kernel's.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command.h"
#include "commands/trace_command.h"
#include "output.h"

static int make_fifo(struct trace_command *command)
{
	snprintf(command->directory, sizeof(command->directory), "/tmp/gtee-trace-XXXXXX");
	if (!mkdtemp(command->directory)) {
		command->directory[0] = '\0';
		return -errno;
	}
	snprintf(command->fifo, sizeof(command->fifo), "%s/fifo", command->directory);
	if (mkfifo(command->fifo, 0600))
		return -errno;
	/* With a write end of our own, it has no end when one client closes it. */
	command->fd = open(command->fifo, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	return command->fd < 0 ? -errno : 0;
}

static _Noreturn void run(const struct trace_command *command, const char *tee, char **argv)
{
	signal(SIGPIPE, SIG_DFL);
	if (setenv("GTEE_TRACE", command->fifo, 1) || (tee && setenv("GTEE_TEE", tee, 1)))
		_exit(GTEE_SYSTEM);
	execvp(argv[0], argv);
	output_error(argv[0], NULL, "%s", strerror(errno));
	_exit(GTEE_SYSTEM);
}

int trace_command_start(struct trace_command *command, const char *tee, char **argv)
{
	int rc;

	*command = (struct trace_command) { .fd = -1 };
	rc = make_fifo(command);
	if (!rc) {
		command->pid = fork();
		if (!command->pid)
			run(command, tee, argv);
		rc = command->pid < 0 ? -errno : 0;
	}
	if (!rc)
		return GTEE_DONE;
	command->pid = 0;
	output_error(argv[0], NULL, "cannot be run and traced: %s", strerror(-rc));
	return GTEE_SYSTEM;
}

bool trace_command_has_ended(struct trace_command *command)
{
	if (command->pid && waitpid(command->pid, &command->status, WNOHANG) == command->pid)
		command->pid = 0;
	return !command->pid;
}

int trace_command_end(struct trace_command *command)
{
	if (!trace_command_has_ended(command)) {
		kill(command->pid, SIGTERM);
		while (waitpid(command->pid, &command->status, 0) < 0 && errno == EINTR)
			;
	}
	if (command->fd >= 0)
		close(command->fd);
	if (command->fifo[0])
		unlink(command->fifo);
	if (command->directory[0])
		rmdir(command->directory);
	return WIFSIGNALED(command->status) ? 128 + WTERMSIG(command->status) :
	       WEXITSTATUS(command->status);
}
