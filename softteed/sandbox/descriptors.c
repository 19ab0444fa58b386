// SPDX-License-Identifier: BSD-2-Clause
/*
 * What a process inherits: descriptors and the environment.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "softteed/sandbox/fence.h"

#define MAX_KEEP	64

extern char **environ;

/* Wipe the strings too, because they stay on the initial stack. */
int sandbox_empty_environment(const struct sandbox_policy *policy, struct sandbox_report *report)
{
	(void)policy;
	(void)report;
	for (char **variable = environ; variable && *variable; variable++)
		explicit_bzero(*variable, strlen(*variable));
	return clearenv() ? -ENOMEM : 0;
}

static int compare(const void *left, const void *right)
{
	const int a = *(const int *)left, b = *(const int *)right;

	return (a > b) - (a < b);
}

int sandbox_close_others(const int *keep, size_t num_keep)
{
	unsigned int from = 0;
	int sorted[MAX_KEEP];

	if (num_keep > MAX_KEEP)
		return -EINVAL;
	if (num_keep)
		memcpy(sorted, keep, num_keep * sizeof(*keep));
	qsort(sorted, num_keep, sizeof(*sorted), compare);
	for (size_t n = 0; n < num_keep; n++) {
		unsigned int descriptor = (unsigned int)sorted[n];

		if (sorted[n] < 0)
			return -EBADF;
		if (descriptor > from && syscall(SYS_close_range, from, descriptor - 1, 0))
			return -errno;
		if (descriptor >= from)
			from = descriptor + 1;
	}
	return syscall(SYS_close_range, from, ~0u, 0) ? -errno : 0;
}

int sandbox_close_descriptors(const struct sandbox_policy *policy, struct sandbox_report *report)
{
	int keep[MAX_KEEP];
	size_t num = policy->num_keep;

	(void)report;
	if (num + policy->num_readable + 2 > MAX_KEEP)
		return -EINVAL;
	if (num)
		memcpy(keep, policy->keep, num * sizeof(*keep));
	if (policy->kind != SANDBOX_ZYGOTE && policy->directory >= 0)
		keep[num++] = policy->directory;
	if (policy->kind == SANDBOX_BROKER && policy->removable >= 0)
		keep[num++] = policy->removable;
	for (size_t n = 0; n < policy->num_readable; n++)
		keep[num++] = policy->readable[n];
	return sandbox_close_others(keep, num);
}
