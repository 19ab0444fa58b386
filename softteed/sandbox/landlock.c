// SPDX-License-Identifier: BSD-2-Clause
/*
 * Landlock: refuse every right that the kernel's version knows, except those on
 * the process's own directories.
 */

#include <errno.h>
#include <linux/landlock.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "softteed/sandbox/fence.h"

/* linux/landlock.h may be older than these. */
#define ACCESS_REFER		(1ull << 13)	/* ABI 2 */
#define ACCESS_TRUNCATE		(1ull << 14)	/* ABI 3 */
#define ACCESS_IOCTL_DEV	(1ull << 15)	/* ABI 5 */
#define ACCESS_TCP		3ull		/* ABI 4: bind() and connect() */
#define SCOPE_ALL		3ull		/* ABI 6: abstract sockets, signals */

/* struct landlock_ruleset_attr; older kernels get a shorter size. */
struct ruleset {
	__u64 fs;
	__u64 net;
	__u64 scoped;
};

static size_t choose_rules(int abi, struct ruleset *rules)
{
	rules->fs = ACCESS_REFER - 1;
	if (abi >= 2)
		rules->fs |= ACCESS_REFER;
	if (abi >= 3)
		rules->fs |= ACCESS_TRUNCATE;
	if (abi >= 5)
		rules->fs |= ACCESS_IOCTL_DEV;
	if (abi < 4)
		return sizeof(rules->fs);
	rules->net = ACCESS_TCP;
	if (abi < 6)
		return offsetof(struct ruleset, scoped);
	rules->scoped = SCOPE_ALL;
	return sizeof(*rules);
}

static int allow(int ruleset, int directory, __u64 rights)
{
	struct landlock_path_beneath_attr rule = {
		.allowed_access = rights,
		.parent_fd = directory,
	};

	return syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) ?
	       -errno : 0;
}

static int allow_files(const struct sandbox_policy *policy, int ruleset, __u64 handled)
{
	const __u64 plain = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
	const __u64 change = LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_FILE |
		LANDLOCK_ACCESS_FS_MAKE_REG | ACCESS_TRUNCATE;
	int rc = 0;

	if (policy->kind != SANDBOX_ZYGOTE && policy->directory >= 0)
		rc = allow(ruleset, policy->directory, (plain | change) & handled);
	if (!rc && policy->kind == SANDBOX_BROKER && policy->removable >= 0)
		rc = allow(ruleset, policy->removable, LANDLOCK_ACCESS_FS_REMOVE_FILE);
	for (size_t n = 0; !rc && n < policy->num_readable; n++)
		rc = allow(ruleset, policy->readable[n], plain);
	return rc;
}

int sandbox_restrict_objects(const struct sandbox_policy *policy, struct sandbox_report *report)
{
	struct ruleset rules = { 0 };
	size_t size;
	int abi, ruleset, rc;

	abi = (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	if (abi < 1)
		return abi < 0 ? -errno : -ENOSYS;
	report->landlock_abi = abi;
	size = choose_rules(abi, &rules);
	report->fences[SANDBOX_LANDLOCK].step = "rules";
	ruleset = (int)syscall(SYS_landlock_create_ruleset, &rules, size, 0);
	if (ruleset < 0)
		return -errno;
	rc = allow_files(policy, ruleset, rules.fs);
	if (!rc && syscall(SYS_landlock_restrict_self, ruleset, 0))
		rc = -errno;
	close(ruleset);
	return rc;
}
