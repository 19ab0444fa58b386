// SPDX-License-Identifier: BSD-2-Clause
/*
 * The self-test must report exactly the fence that is left out: as the user that
 * runs the test, as an unprivileged user, and without user namespaces.
 */

#include <errno.h>
#include <grp.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "softteed/sandbox/check.h"
#include "softteed/sandbox/sandbox.h"
#include "unit.h"

#define NOBODY	65534

/* Whose fences are tested */
static enum sandbox_kind kind;

static bool in_report(const char *report, enum sandbox_fence fence, const char *state)
{
	char line[64];

	snprintf(line, sizeof(line), "%s: %s", sandbox_fence_name(fence), state);
	return strstr(report, line);
}

static char *check_without(uint32_t without, uint32_t *failed)
{
	char *report = NULL;
	size_t size;
	FILE *out = open_memstream(&report, &size);
	int rc = sandbox_check(kind, out, without, failed);

	fclose(out);
	if (rc < 0) {
		printf("self-test: %s\n", strerror(-rc));
		*failed = ~0u;
	}
	return report;
}

/* Return: why leaving out @fence changes nothing on this system, or NULL. */
static const char *find_reason(const char *complete, enum sandbox_fence fence)
{
	if (in_report(complete, fence, "missing"))
		return "the system does not permit it";
	if (fence == SANDBOX_CAPABILITIES && geteuid() &&
	    (kind == SANDBOX_BROKER || in_report(complete, SANDBOX_USER, "missing")))
		return "the process has no capabilities";
	return NULL;
}

/* Return: number of a kind's fences for which the self-test is wrong. */
static int check_each_of(enum sandbox_kind checked)
{
	uint32_t failed;
	char *complete;
	int wrong;

	kind = checked;
	complete = check_without(0, &failed);
	wrong = failed != 0;
	printf("%s", complete);
	for (int number = 0; number < SANDBOX_FENCES; number++) {
		enum sandbox_fence fence = (enum sandbox_fence)number;
		const char *reason = find_reason(complete, fence);
		char *report;

		if (!sandbox_fence_is_used(fence, kind))
			continue;
		report = check_without(SANDBOX_BIT(fence), &failed);

		if (!failed && reason) {
			printf("%s: cannot be left out: %s\n", sandbox_fence_name(fence), reason);
		} else if (failed != SANDBOX_BIT(fence)) {
			printf("%s: failed %x:\n%s", sandbox_fence_name(fence), failed, report);
			wrong++;
		}
		free(report);
	}
	free(complete);
	return wrong;
}

static int check_each(void)
{
	return check_each_of(SANDBOX_ZYGOTE) + check_each_of(SANDBOX_BROKER);
}

static void refuse_user_namespaces(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);

	if (!filter || seccomp_attr_set(filter, SCMP_FLTATR_CTL_NNP, 0) ||
	    seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(unshare), 1,
			     SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_NEWUSER, CLONE_NEWUSER)) ||
	    seccomp_load(filter))
		_exit(100);
	seccomp_release(filter);
}

/* Return: check_each() in a child, as nobody if @unprivileged. */
static int check_as(bool unprivileged, bool namespaces)
{
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid) {
		int wrong;

		if (!namespaces)
			refuse_user_namespaces();
		if (unprivileged && !geteuid() &&
		    (setgroups(0, NULL) || setresgid(NOBODY, NOBODY, NOBODY) ||
		     setresuid(NOBODY, NOBODY, NOBODY)))
			_exit(101);
		wrong = check_each();
		fflush(stdout);
		_exit(wrong);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void finds_each_fence(void **state)
{
	(void)state;
	assert_int_equal(check_as(false, true), 0);
}

static void finds_each_fence_unprivileged(void **state)
{
	(void)state;
	assert_int_equal(check_as(true, true), 0);
}

static void finds_each_fence_without_user_namespaces(void **state)
{
	(void)state;
	if (geteuid())
		SKIP_BECAUSE("only root may install the filter that refuses user namespaces");
	assert_int_equal(check_as(false, false), 0);
}

static void finds_each_fence_with_neither(void **state)
{
	(void)state;
	if (geteuid())
		SKIP_BECAUSE("only root may install the filter that refuses user namespaces");
	assert_int_equal(check_as(true, false), 0);
}

/* A probe whose end isn't known proves nothing. */
static void fails_without_knowing_how_probes_end(void **state)
{
	FILE *out = fopen("/dev/null", "w");
	uint32_t failed;

	(void)state;
	assert_non_null(out);
	signal(SIGCHLD, SIG_IGN);
	assert_int_equal(sandbox_check(SANDBOX_ZYGOTE, out, 0, &failed), -ECHILD);
	signal(SIGCHLD, SIG_DFL);
	fclose(out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_each_fence),
		cmocka_unit_test(finds_each_fence_unprivileged),
		cmocka_unit_test(finds_each_fence_without_user_namespaces),
		cmocka_unit_test(finds_each_fence_with_neither),
		cmocka_unit_test(fails_without_knowing_how_probes_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
