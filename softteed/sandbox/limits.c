// SPDX-License-Identifier: BSD-2-Clause
/*
 * Resource limits
 */

#include <errno.h>
#include <sys/resource.h>

#include "softteed/sandbox/fence.h"

#define DEFAULT_FILES	256

int sandbox_set_limit(int resource, unsigned long value)
{
	struct rlimit limits;

	if (getrlimit(resource, &limits))
		return -errno;
	/* Raising the hard limit takes CAP_SYS_RESOURCE. */
	if (limits.rlim_max > value)
		limits.rlim_max = value;
	limits.rlim_cur = limits.rlim_max;
	return setrlimit(resource, &limits) ? -errno : 0;
}

int sandbox_limit_resources(const struct sandbox_policy *policy, struct sandbox_report *report)
{
	int rc = sandbox_set_limit(RLIMIT_CORE, 0);

	(void)report;
	if (!rc)
		rc = sandbox_set_limit(RLIMIT_NOFILE,
				       policy->max_files ? policy->max_files : DEFAULT_FILES);
	if (!rc && policy->kind != SANDBOX_BROKER)
		rc = sandbox_set_limit(RLIMIT_FSIZE, policy->max_file_size);
	if (!rc && policy->max_memory)
		rc = sandbox_set_limit(RLIMIT_AS, policy->max_memory);
	if (!rc && policy->max_locked)
		rc = sandbox_set_limit(RLIMIT_MEMLOCK, policy->max_locked);
	if (!rc && policy->max_tasks)
		rc = sandbox_set_limit(RLIMIT_NPROC, policy->max_tasks);
	return rc;
}
