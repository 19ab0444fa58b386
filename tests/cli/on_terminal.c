// SPDX-License-Identifier: BSD-2-Clause
/*
 * Give a program its own terminal, and copy whatever it writes there to stdout.
 *
 * usage: on-terminal PROGRAM [ARGUMENT]...
 *
 * Exits with the program's status, or 99 if something goes wrong here.
 */
#include <pty.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct winsize size = { .ws_row = 24, .ws_col = 80 };
	char text[4096];
	int terminal, status;
	ssize_t got;
	pid_t child;

	if (argc < 2)
		return 99;
	child = forkpty(&terminal, NULL, NULL, &size);
	if (child < 0) {
		perror("forkpty");
		return 99;
	}
	if (!child) {
		execvp(argv[1], argv + 1);
		_exit(99);
	}
	/* read() fails with EIO after the last process has closed its end. */
	while ((got = read(terminal, text, sizeof(text))) > 0)
		if (write(STDOUT_FILENO, text, (size_t)got) != got)
			return 99;
	if (waitpid(child, &status, 0) < 0 || !WIFEXITED(status))
		return 99;
	return WEXITSTATUS(status);
}
