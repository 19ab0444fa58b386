// SPDX-License-Identifier: BSD-2-Clause
/*
 * Set up the fences. Each takes away something that an earlier one needs, which
 * fixes their order.
 */

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "softteed/sandbox/fence.h"

#define ZYGOTE	SANDBOX_BIT(SANDBOX_ZYGOTE)
#define STORAGE	SANDBOX_BIT(SANDBOX_STORAGE)
#define ALL	(ZYGOTE | STORAGE | SANDBOX_BIT(SANDBOX_BROKER))

/*
 * The broker stays in its namespaces: it must see the users of its clients, and
 * shares the network namespace of its sockets.
 */
static const struct {
	const char *name;
	sandbox_step *enter;
	const char *first_step;
	unsigned int kinds;
	bool mandatory;
} fences[SANDBOX_FENCES] = {
	[SANDBOX_ENVIRONMENT] = { "environment", sandbox_empty_environment, "clearenv",
				  ALL, false },
	[SANDBOX_DESCRIPTORS] = { "descriptors", sandbox_close_descriptors, "close_range",
				  ALL, false },
	[SANDBOX_USER] = { "user namespace", sandbox_enter_user, "unshare",
			   ZYGOTE | STORAGE, false },
	[SANDBOX_NETWORK] = { "network namespace", sandbox_enter_network, "unshare",
			      ZYGOTE | STORAGE, false },
	[SANDBOX_IPC] = { "ipc namespace", sandbox_enter_ipc, "unshare",
			  ZYGOTE | STORAGE, false },
	[SANDBOX_HOST_NAME] = { "uts namespace", sandbox_enter_host_name, "unshare",
				ZYGOTE | STORAGE, false },
	[SANDBOX_ROOT] = { "empty root", sandbox_change_root, "directory",
			   ZYGOTE | STORAGE, false },
	[SANDBOX_LIMITS] = { "rlimits", sandbox_limit_resources, "setrlimit", ALL, true },
	[SANDBOX_CAPABILITIES] = { "capabilities", sandbox_drop_capabilities, "capset",
				   ALL, true },
	[SANDBOX_NO_NEW_PRIVS] = { "no_new_privs", sandbox_refuse_privileges, "prctl",
				   ALL, true },
	[SANDBOX_NOT_DUMPABLE] = { "not dumpable", sandbox_refuse_dumps, "prctl", ALL, true },
	[SANDBOX_PARENT_DEATH] = { "parent death", sandbox_die_with_parent, "prctl",
				   ZYGOTE | STORAGE, false },
	[SANDBOX_SECRET] = { "memfd_secret", sandbox_probe_secret, "memfd_secret",
			     ZYGOTE | STORAGE, false },
	[SANDBOX_LANDLOCK] = { "landlock", sandbox_restrict_objects, "version", ALL, false },
	[SANDBOX_CALLS] = { "seccomp", sandbox_filter_calls, "rules", ALL, true },
};

const char *sandbox_fence_name(enum sandbox_fence fence)
{
	return fence < SANDBOX_FENCES ? fences[fence].name : "unknown";
}

bool sandbox_fence_is_mandatory(enum sandbox_fence fence)
{
	return fence < SANDBOX_FENCES && fences[fence].mandatory;
}

bool sandbox_fence_is_used(enum sandbox_fence fence, enum sandbox_kind kind)
{
	return fence < SANDBOX_FENCES && fences[fence].kinds & SANDBOX_BIT(kind);
}

void sandbox_log_missing(const struct sandbox_report *report, const char *who)
{
	for (int n = 0; n < SANDBOX_FENCES; n++) {
		const char *step = report->fences[n].step;

		if (report->fences[n].state == SANDBOX_MISSING)
			fprintf(stderr, "softteed: sandbox: no %s for %s here: %s%s%s\n",
				fences[n].name, who, step ? step : "", step ? ": " : "",
				strerror(report->fences[n].error));
	}
}

/* Return: 0, or -errno if the fence is mandatory and failed. */
static int enter_fence(const struct sandbox_policy *policy, struct sandbox_report *report,
		       enum sandbox_fence fence)
{
	int rc;

	if (!sandbox_fence_is_used(fence, policy->kind))
		return 0;
	if (policy->without & SANDBOX_BIT(fence)) {
		report->fences[fence].state = SANDBOX_LEFT_OUT;
		return 0;
	}
	report->fences[fence].step = fences[fence].first_step;
	rc = fences[fence].enter(policy, report);
	report->fences[fence].state = rc ? SANDBOX_MISSING : SANDBOX_IN_FORCE;
	report->fences[fence].error = -rc;
	/* A process whose parent has died must not go on. */
	return fences[fence].mandatory || rc == -ESRCH ? rc : 0;
}

int sandbox_enter(const struct sandbox_policy *policy, struct sandbox_report *report)
{
	int rc;

	memset(report, 0, sizeof(*report));
	if ((unsigned int)policy->kind > SANDBOX_BROKER)
		return -EINVAL;
	rc = sandbox_change_user(policy);
	for (int fence = 0; !rc && fence < SANDBOX_LIMITS; fence++)
		rc = enter_fence(policy, report, (enum sandbox_fence)fence);
	/* A new root is the directory, and the working directory already. */
	if (!rc && policy->kind == SANDBOX_STORAGE &&
	    report->fences[SANDBOX_ROOT].state != SANDBOX_IN_FORCE && fchdir(policy->directory))
		rc = -errno;
	for (int fence = SANDBOX_LIMITS; !rc && fence < SANDBOX_FENCES; fence++)
		rc = enter_fence(policy, report, (enum sandbox_fence)fence);
	return rc;
}

int sandbox_enter_instance(const struct sandbox_instance *instance)
{
	int rc = sandbox_set_death_signal(instance->parent);

	if (!rc)
		rc = sandbox_close_others(instance->keep, instance->num_keep);
	if (rc || instance->unconfined)
		return rc;
	/* The ids have no mapping in the new namespace. An instance needs none. */
	if (instance->user_namespace && unshare(CLONE_NEWUSER))
		rc = -errno;
	if (!rc && instance->user_namespace)
		rc = sandbox_clear_capabilities();
	if (!rc && instance->max_files)
		rc = sandbox_set_limit(RLIMIT_NOFILE, instance->max_files);
	if (!rc && instance->max_memory)
		rc = sandbox_set_limit(RLIMIT_AS, instance->max_memory);
	if (!rc && instance->max_tasks)
		rc = sandbox_set_limit(RLIMIT_NPROC, instance->max_tasks);
	if (!rc && instance->max_data)
		rc = sandbox_set_limit(RLIMIT_DATA, instance->max_data);
	return rc ? rc : sandbox_filter_instance();
}

int sandbox_loaded(void)
{
	return sandbox_filter_loaded();
}
