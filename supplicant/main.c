// SPDX-License-Identifier: BSD-2-Clause
/* tee-supplicant: parse the command line, and daemonize if that is requested. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "options.h"
#include "process/monitor.h"
#include "process/service_manager.h"

#define STATUS_USAGE	2

/*
 * Fork. The parent waits until the child serves requests, or fails. Return: in
 * the child, a descriptor on which to report that it serves; -1 in the parent,
 * and after an error in the child: then @status is the exit status.
 */
static int go_background(int *status)
{
	int ends[2];
	char byte;
	pid_t pid;

	*status = 1;
	if (pipe2(ends, O_CLOEXEC)) {
		fprintf(stderr, "tee-supplicant: no pipe: %s\n", strerror(errno));
		return -1;
	}
	pid = fork();
	if (!pid) {
		close(ends[0]);
		setsid();
		if (chdir("/"))
			return -1;
		return ends[1];
	}
	close(ends[1]);
	if (pid < 0)
		fprintf(stderr, "tee-supplicant: no process: %s\n", strerror(errno));
	else if (read(ends[0], &byte, 1) == 1)
		*status = 0;
	close(ends[0]);
	return -1;
}

/*
 * If any of the descriptors 0 to 2 is closed, open it, so that no other file
 * gets its number. Close all other descriptors except those that the service
 * manager passed.
 */
static int fill_standard_files(void)
{
	unsigned int first;
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= 2);
	if (fd < 0)
		return -errno;
	/* Close the descriptors that the calling process left open, except those that it passed. */
	close(fd);
	first = SERVICE_MANAGER_FIRST_FD + (unsigned int)service_manager_count();
	return close_range(first, ~0u, 0) ? -errno : 0;
}

int main(int argc, char *argv[])
{
	struct supp_options options;
	int status, ready = -1;

	if (fill_standard_files() || options_parse(&options, argc, argv))
		return STATUS_USAGE;
	if (options.help) {
		options_usage();
		return 0;
	}
	if (options.version) {
		printf("tee-supplicant (gtee) %s\n", SUPP_VERSION);
		return 0;
	}
	umask(077);
	if (options.daemonize) {
		/*
		 * The service manager passes files only to this process, which
		 * is about to exit, so do not use them.
		 */
		close_range(SERVICE_MANAGER_FIRST_FD, ~0u, 0);
		service_manager_forget();
	}
	log_start(options.log_level, options.daemonize);
	if (options.daemonize) {
		ready = go_background(&status);
		if (ready < 0)
			return status;
	} else {
		/*
		 * In the foreground no process waits for the byte. The monitor
		 * still needs a descriptor: only with one does it report
		 * READY=1, and exit if the first worker cannot be started.
		 */
		ready = open("/dev/null", O_WRONLY | O_CLOEXEC);
	}
	return monitor_main(&options, ready);
}
