// SPDX-License-Identifier: BSD-2-Clause
/*
 * Find out whether the kernel has memfd_secret(), whose memory no other process
 * and not even the kernel's own mappings reach.
 */

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "softteed/sandbox/fence.h"

int sandbox_probe_secret(const struct sandbox_policy *policy, struct sandbox_report *report)
{
	int memory = (int)syscall(SYS_memfd_secret, 0);

	(void)policy;
	(void)report;
	if (memory < 0)
		return -errno;
	close(memory);
	return 0;
}
