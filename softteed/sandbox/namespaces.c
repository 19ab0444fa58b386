// SPDX-License-Identifier: BSD-2-Clause
/*
 * Namespaces. There is no PID namespace: the first process that the zygote
 * forked would be its init, and all others would die with that instance.
 */

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "softteed/sandbox/fence.h"

static int write_text(const char *path, const char *text)
{
	int file = open(path, O_WRONLY | O_CLOEXEC), rc = 0;

	if (file < 0)
		return -errno;
	if (write(file, text, strlen(text)) < 0)
		rc = -errno;
	close(file);
	return rc;
}

/* Map the own user and group to themselves; every other id has no mapping. */
int sandbox_enter_user(const struct sandbox_policy *policy, struct sandbox_report *report)
{
	const unsigned int uid = geteuid(), gid = getegid();
	char text[64];
	int rc;

	(void)policy;
	/* setresuid() cleared it, which makes the files in /proc/self root's. */
	if (prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) || unshare(CLONE_NEWUSER))
		return -errno;
	report->fences[SANDBOX_USER].step = "setgroups";
	rc = write_text("/proc/self/setgroups", "deny");
	report->fences[SANDBOX_USER].step = "uid_map";
	snprintf(text, sizeof(text), "%u %u 1", uid, uid);
	if (!rc)
		rc = write_text("/proc/self/uid_map", text);
	snprintf(text, sizeof(text), "%u %u 1", gid, gid);
	if (!rc)
		rc = write_text("/proc/self/gid_map", text);
	return rc;
}

int sandbox_enter_network(const struct sandbox_policy *policy, struct sandbox_report *report)
{
	(void)policy;
	(void)report;
	return unshare(CLONE_NEWNET) ? -errno : 0;
}

int sandbox_enter_ipc(const struct sandbox_policy *policy, struct sandbox_report *report)
{
	(void)policy;
	(void)report;
	return unshare(CLONE_NEWIPC) ? -errno : 0;
}

int sandbox_enter_host_name(const struct sandbox_policy *policy, struct sandbox_report *report)
{
	(void)policy;
	(void)report;
	return unshare(CLONE_NEWUTS) ? -errno : 0;
}
