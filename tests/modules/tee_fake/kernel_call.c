// SPDX-License-Identifier: GPL-2.0-only
/*
 * Kernel clients of the fake TEE.
 *
 * fake_kernel_call() issues the very call that test_fake.c issues by ioctl, to
 * see that the driver gets the same arguments either way.
 */

#include <linux/err.h>
#include <linux/string.h>
#include <linux/workqueue.h>

#include "fake.h"

static const u8 some_uuid[TEE_IOCTL_UUID_LEN] = {
	0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
};

static struct tee_context *open_context(void)
{
	return tee_client_open_context(NULL, fake_match, NULL, NULL);
}

static int open_session(struct tee_context *ctx, u32 *session)
{
	struct tee_ioctl_open_session_arg arg = { .cancel_id = 5 };
	int rc;

	memcpy(arg.uuid, some_uuid, sizeof(arg.uuid));
	rc = tee_client_open_session(ctx, &arg, NULL);
	*session = arg.session;
	return rc ?: -(int)!!arg.ret;
}

int fake_kernel_call(void)
{
	struct tee_ioctl_invoke_arg arg = { .func = 0x1234, .cancel_id = 7, .num_params = 4 };
	struct tee_param param[4] = { };
	struct tee_context *ctx;
	struct tee_shm *shm;
	int rc;

	ctx = open_context();
	if (IS_ERR(ctx))
		return PTR_ERR(ctx);
	rc = open_session(ctx, &arg.session);
	if (rc)
		goto close_context;
	shm = tee_shm_alloc_kernel_buf(ctx, PAGE_SIZE);
	if (IS_ERR(shm)) {
		rc = PTR_ERR(shm);
		goto close_context;
	}
	param[0].attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT;
	param[0].u.value.a = 1;
	param[0].u.value.b = 2;
	param[0].u.value.c = 3;
	param[1].attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT;
	param[1].u.memref.shm = shm;
	param[1].u.memref.shm_offs = 16;
	param[1].u.memref.size = 32;
	param[2].attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT; /* null */
	rc = tee_client_invoke_func(ctx, &arg, param);
	tee_shm_free(shm);
close_context:
	tee_client_close_context(ctx);
	return rc;
}

/*
 * A kernel client that calls from a worker. Nothing pins tee_fake on its
 * behalf: its context has no module reference, no process waits for it, and
 * nobody has one of our files open.
 */
static void client_call(struct work_struct *unused)
{
	struct tee_ioctl_invoke_arg arg = { };
	struct tee_context *first = open_context(), *ctx;

	if (IS_ERR(first))
		return;
	ctx = tee_client_clone_context(first);
	tee_client_close_context(first);
	if (IS_ERR(ctx))
		return;
	if (!open_session(ctx, &arg.session))
		tee_client_invoke_func(ctx, &arg, NULL);
	tee_client_close_context(ctx);
}
static DECLARE_WORK(client_work, client_call);

int fake_client_call(void)
{
	return schedule_work(&client_work) ? 0 : -EBUSY;
}

void fake_wait_for_client_call(void)
{
	flush_work(&client_work);
}

/* just shouldn't crash */
static void test_null_put(struct seq_file *s, unsigned int *n)
{
	tee_shm_put(NULL);
	tee_shm_free(NULL);
	tap_line(s, n, "cve_2025_39865_put_of_null", true, 0);
}

static void test_contexts(struct seq_file *s, unsigned int *n)
{
	struct tee_ioctl_version_data vers = { };
	struct tee_context *first, *second;
	long rc;

	first = tee_client_open_context(NULL, fake_match, NULL, &vers);
	rc = PTR_ERR_OR_ZERO(first);
	tap_line(s, n, "kernel_client_opens_the_device_it_looks_for",
		 !rc && vers.impl_id == FAKE_IMPL_ID, rc);
	if (rc)
		return;
	tap_line(s, n, "kernel_client_does_not_wait_for_a_supplicant",
		 first->supp_nowait, first->supp_nowait);
	/* there is no second one */
	second = tee_client_open_context(first, fake_match, NULL, NULL);
	rc = PTR_ERR_OR_ZERO(second);
	tap_line(s, n, "kernel_client_looks_after_a_device", rc == -ENOENT, rc);
	if (!rc)
		tee_client_close_context(second);
	tee_client_close_context(first);
}

static void test_driver_errors(struct seq_file *s, unsigned int *n)
{
	struct tee_context *ctx;
	long rc;

	fake.knobs.open_errno = EBUSY;
	ctx = open_context();
	fake.knobs.open_errno = 0;
	rc = PTR_ERR_OR_ZERO(ctx);
	/* Upstream passes on the driver's errno. -ENOENT (nothing matched) is fine, too. */
	tap_line(s, n, "kernel_client_of_a_driver_that_fails", rc == -EBUSY || rc == -ENOENT,
		 rc);
	if (!rc)
		tee_client_close_context(ctx);
}

static void test_sessions(struct seq_file *s, unsigned int *n)
{
	struct tee_ioctl_invoke_arg arg = { };
	struct tee_context *ctx = open_context(), *other = open_context();
	int closed = atomic_read(&fake.counters.close_sessions), rc;
	u32 session, stale;

	if (IS_ERR(ctx) || IS_ERR(other)) {
		tap_line(s, n, "kernel_client_sessions", false, PTR_ERR_OR_ZERO(ctx));
		return;
	}
	rc = open_session(ctx, &stale) ?: open_session(ctx, &session);
	tap_line(s, n, "kernel_client_opens_sessions", !rc, rc);
	rc = tee_client_close_session(ctx, stale);
	tap_line(s, n, "kernel_client_closes_a_session", !rc, rc);
	rc = tee_client_close_session(ctx, stale);
	tap_line(s, n, "kernel_client_closes_a_session_twice", rc == -EINVAL, rc);
	arg.session = stale;
	rc = tee_client_invoke_func(ctx, &arg, NULL);
	tap_line(s, n, "kernel_client_invokes_a_closed_session", rc == -EINVAL, rc);
	arg.session = session;
	rc = tee_client_invoke_func(other, &arg, NULL);
	tap_line(s, n, "kernel_client_invokes_anothers_session", rc == -EINVAL, rc);
	rc = tee_client_system_session(ctx, session);
	tap_line(s, n, "system_session_is_not_supported", rc == -EOPNOTSUPP, rc);
	tee_client_close_context(other);
	tee_client_close_context(ctx);
	closed = atomic_read(&fake.counters.close_sessions) - closed;
	tap_line(s, n, "context_closes_the_sessions_left_open", closed == 2, closed);
}

/* Memory may be freed after its context */
static void test_memory_after_close(struct seq_file *s, unsigned int *n)
{
	struct tee_context *ctx = open_context();
	struct tee_shm *shm;
	u8 *va;
	bool ok;

	if (IS_ERR(ctx)) {
		tap_line(s, n, "kernel_memory_outlives_its_context", false, PTR_ERR(ctx));
		return;
	}
	shm = tee_shm_alloc_kernel_buf(ctx, 3 * PAGE_SIZE);
	tee_client_close_context(ctx);
	ok = !IS_ERR(shm);
	if (ok) {
		va = tee_shm_get_va(shm, 0);
		ok = !IS_ERR(va) && !memchr_inv(va, 0, 3 * PAGE_SIZE);
		if (ok)
			memset(va, 0xee, 3 * PAGE_SIZE);
		tee_shm_free(shm);
	}
	tap_line(s, n, "kernel_memory_outlives_its_context", ok, PTR_ERR_OR_ZERO(shm));
}

void fake_test_kernel_clients(struct seq_file *s, unsigned int *n)
{
	test_null_put(s, n);
	test_contexts(s, n);
	test_driver_errors(s, n);
	test_sessions(s, n);
	test_memory_after_close(s, n);
}
