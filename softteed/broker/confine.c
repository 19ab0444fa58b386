// SPDX-License-Identifier: BSD-2-Clause
/*
 * The broker's own sandbox. Everything is open by then: what is left are files in the directories
 * of applications, the newest versions in the directory of counters, and the socket's name.
 */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "softteed/broker/broker_private.h"
#include "softteed/sandbox/sandbox.h"

#define MAX_KEEP	16

/* AddressSanitizer looks for leaks at the end, and traces the process for that. */
#ifdef __SANITIZE_ADDRESS__
#define LEFT_OUT	(SANDBOX_BIT(SANDBOX_CAPABILITIES) | SANDBOX_BIT(SANDBOX_LANDLOCK) | \
			 SANDBOX_BIT(SANDBOX_CALLS))
#else
#define LEFT_OUT	0
#endif

/* Return the directory that has the socket's name, or -1 if there's none, or it can't be opened. */
static int open_parent(const char *path)
{
	char copy[PATH_MAX];

	if (!path || strlen(path) >= sizeof(copy))
		return -1;
	strcpy(copy, path);
	return open(dirname(copy), O_PATH | O_DIRECTORY | O_CLOEXEC);
}

static size_t list_descriptors(int keep[MAX_KEEP], const int *own, size_t num_own)
{
	const int all[] = {
		STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO, broker.epoll, broker.zygote.fd,
		broker.launcher.fd, broker.door.fd, broker.signals, broker.log,
		broker_vtee_descriptor(),
	};
	size_t num = 0;

	for (size_t n = 0; n < sizeof(all) / sizeof(all[0]); n++)
		if (all[n] >= 0)
			keep[num++] = all[n];
	for (size_t n = 0; n < num_own; n++)
		keep[num++] = own[n];
	return num;
}

int broker_confine(const int *own, size_t num_own)
{
	int keep[MAX_KEEP], rc;
	struct sandbox_policy policy = {
		.kind = SANDBOX_BROKER,
		.keep = keep, .num_keep = list_descriptors(keep, own, num_own),
		.directory = broker.counters,
		.readable = broker.folders,
		.removable = open_parent(broker.options.socket),
		.uid = (uid_t)-1, .gid = (gid_t)-1,
		.queues = broker.options.vtee,
		.without = LEFT_OUT,
	};
	struct sandbox_report report;
	struct rlimit files;

	while (broker.options.folders[policy.num_readable])
		policy.num_readable++;
	if (getrlimit(RLIMIT_NOFILE, &files))
		return -errno;
	policy.max_files = files.rlim_max;
	rc = sandbox_enter(&policy, &report);
	sandbox_log_missing(&report, "the broker");
	return rc;
}
