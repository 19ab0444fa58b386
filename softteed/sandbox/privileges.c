// SPDX-License-Identifier: BSD-2-Clause
/*
 * User, capabilities, and the attributes of a process that keep it from gaining
 * privileges and others from looking into it.
 */

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "softteed/sandbox/fence.h"

/* Namespaces need capabilities if there is no user namespace: keep them here. */
int sandbox_change_user(const struct sandbox_policy *policy)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2];

	if (policy->uid == (uid_t)-1 || geteuid())
		return 0;
	if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) || setgroups(0, NULL) ||
	    setresgid(policy->gid, policy->gid, policy->gid) ||
	    setresuid(policy->uid, policy->uid, policy->uid) ||
	    syscall(SYS_capget, &header, data))
		return -errno;
	data[0].effective = data[0].permitted;
	data[1].effective = data[1].permitted;
	return syscall(SYS_capset, &header, data) ? -errno : 0;
}

int sandbox_clear_capabilities(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = { 0 };

	return syscall(SYS_capset, &header, data) ? -errno : 0;
}

int sandbox_drop_capabilities(const struct sandbox_policy *policy, struct sandbox_report *report)
{
	(void)policy;
	(void)report;
	/*
	 * Fails with EINVAL after the kernel's last capability, and with EPERM
	 * without CAP_SETPCAP. no_new_privs keeps the set from mattering then.
	 */
	for (int capability = 0; !prctl(PR_CAPBSET_DROP, capability, 0, 0, 0); capability++)
		;
	if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) ||
	    prctl(PR_SET_KEEPCAPS, 0, 0, 0, 0))
		return -errno;
	return sandbox_clear_capabilities();
}

int sandbox_refuse_privileges(const struct sandbox_policy *policy, struct sandbox_report *report)
{
	(void)policy;
	(void)report;
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ? -errno : 0;
}

int sandbox_refuse_dumps(const struct sandbox_policy *policy, struct sandbox_report *report)
{
	(void)policy;
	(void)report;
	return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) ? -errno : 0;
}

int sandbox_set_death_signal(pid_t parent)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0))
		return -errno;
	/* The parent may have died before. */
	return parent && getppid() != parent ? -ESRCH : 0;
}

int sandbox_die_with_parent(const struct sandbox_policy *policy, struct sandbox_report *report)
{
	(void)report;
	return sandbox_set_death_signal(policy->parent);
}
