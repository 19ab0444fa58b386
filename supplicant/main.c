// SPDX-License-Identifier: BSD-2-Clause
/* Entry point: command line, daemonizing, and then it's up to the monitor */

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
 * Fork and have the parent wait until the child serves (or dies). Returns the
 * fd on which the child reports that. -1 means the caller should exit with
 * @status: it's the parent, or the child failed.
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
 * Plug holes among fds 0 to 2 with /dev/null, otherwise some file of ours ends
 * up as stderr. Close all other inherited descriptors, except the service
 * manager's.
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
		 * LISTEN_PID names this process, not the child that
		 * go_background() forks, so the passed descriptors are of no
		 * use.
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
		 * Nothing waits for the byte here, but without a descriptor the
		 * monitor neither sends READY=1 nor gives up when the first
		 * worker fails to start.
		 */
		ready = open("/dev/null", O_WRONLY | O_CLOEXEC);
	}
	return monitor_main(&options, ready);
}
