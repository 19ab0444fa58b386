// SPDX-License-Identifier: GPL-2.0-only
/* Kernel clients' calls with a timeout, to a TEE that takes its time */

#include <linux/delay.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/string.h>

#include "fake.h"

#define TIMEOUT_MS	100

/* what each test needs */
struct scene {
	struct tee_context *ctx;
	struct tee_shm *shm;
	u32 session;
	u8 *va;
};

static int scene_make(struct scene *scene)
{
	struct tee_ioctl_open_session_arg arg = { };
	struct tee_context *first = tee_client_open_context(NULL, fake_match, NULL, NULL);
	int rc;

	if (IS_ERR(first))
		return PTR_ERR(first);
	/* A cloned context doesn't pin tee_fake. Each call has to do that by itself. */
	scene->ctx = tee_client_clone_context(first);
	tee_client_close_context(first);
	if (IS_ERR(scene->ctx))
		return PTR_ERR(scene->ctx);
	scene->shm = tee_shm_alloc_kernel_buf(scene->ctx, PAGE_SIZE);
	rc = PTR_ERR_OR_ZERO(scene->shm) ?:
	     tee_client_open_session_timeout(scene->ctx, &arg, NULL, 10000);
	scene->session = arg.session;
	if (rc) {
		tee_client_close_context(scene->ctx);
		return rc;
	}
	scene->va = tee_shm_get_va(scene->shm, 0);
	return 0;
}

static void scene_end(struct scene *scene)
{
	tee_shm_free(scene->shm);
	tee_client_close_context(scene->ctx);
}

/* One value, and 32 bytes of output at offset 64 */
static int call(struct scene *scene, unsigned int timeout_ms, struct tee_param *params)
{
	struct tee_ioctl_invoke_arg arg = { .func = 1, .session = scene->session,
					    .cancel_id = 9, .num_params = 2 };

	params[0] = (struct tee_param){
		.attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT, .u.value.a = 77,
	};
	params[1] = (struct tee_param){
		.attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT,
		.u.memref = { .shm = scene->shm, .shm_offs = 64, .size = 32 },
	};
	return tee_client_invoke_timeout(scene->ctx, &arg, params, timeout_ms);
}

static bool comes_to(const atomic_t *count, int want)
{
	int tries;

	for (tries = 0; tries < 500 && atomic_read(count) != want; tries++)
		msleep(10);
	return atomic_read(count) == want;
}

static void test_in_time(struct seq_file *s, unsigned int *n)
{
	struct tee_param params[2];
	struct scene scene;
	int rc = scene_make(&scene);

	tap_line(s, n, "timed_session_opens", !rc, rc);
	if (rc)
		return;
	fake.knobs.memref_size = 7;
	rc = call(&scene, 10000, params);
	fake.knobs.memref_size = 0;
	tap_line(s, n, "timed_call_returns_its_outputs",
		 !rc && params[1].u.memref.size == 7, rc);
	fake.knobs.invoke_errno = EIO;
	rc = call(&scene, 10000, params);
	fake.knobs.invoke_errno = 0;
	tap_line(s, n, "timed_call_returns_its_error", rc == -EIO, rc);
	scene_end(&scene);
}

/* Whoever has called may unload the driver next. */
static void test_nothing_left(struct seq_file *s, unsigned int *n)
{
	struct tee_param params[2];
	int before, left = 0, round;
	struct scene scene;
	int rc = scene_make(&scene);

	if (rc) {
		tap_line(s, n, "timed_call_leaves_nothing_behind", false, rc);
		return;
	}
	before = module_refcount(THIS_MODULE);
	for (round = 0; round < 200 && !rc; round++) {
		rc = call(&scene, 10000, params);
		left += module_refcount(THIS_MODULE) != before;
	}
	tap_line(s, n, "timed_call_leaves_nothing_behind", !rc && !left, rc ?: left);
	scene_end(&scene);
}

/* If ids repeated, a cancellation that comes late could hit the client's next call */
static void test_cancel_ids(struct seq_file *s, unsigned int *n)
{
	struct tee_ioctl_invoke_arg arg = { .func = 1 };
	struct scene scene;
	u32 first, second;
	int rc = scene_make(&scene);

	if (rc) {
		tap_line(s, n, "timed_calls_have_cancel_ids", false, rc);
		return;
	}
	arg.session = scene.session;
	rc = tee_client_invoke_timeout(scene.ctx, &arg, NULL, 10000);
	first = fake.invoke_cancel_id;
	rc = rc ?: tee_client_invoke_timeout(scene.ctx, &arg, NULL, 10000);
	second = fake.invoke_cancel_id;
	tap_line(s, n, "timed_calls_have_cancel_ids", !rc && first && second && first != second,
		 rc);
	tap_line(s, n, "timed_call_leaves_its_callers_cancel_id", !arg.cancel_id, arg.cancel_id);
	arg.cancel_id = 9;
	rc = tee_client_invoke_timeout(scene.ctx, &arg, NULL, 10000);
	tap_line(s, n, "timed_call_has_the_cancel_id_that_was_chosen",
		 !rc && fake.invoke_cancel_id == 9, rc);
	scene_end(&scene);
}

static void test_too_late(struct seq_file *s, unsigned int *n)
{
	int cancels = atomic_read(&fake.counters.cancels), closes, rc;
	struct tee_param params[2];
	unsigned long began;
	struct scene scene;

	rc = scene_make(&scene);
	if (rc) {
		tap_line(s, n, "timed_call_too_late", false, rc);
		return;
	}
	memset(scene.va, 0xee, PAGE_SIZE);
	fake.knobs.invoke_hang = 1;
	/* as if the TEE were busy, and then as if the worker hadn't reached the driver yet */
	fake.knobs.cancel_busy = 1;
	fake.knobs.cancel_unknown = 2;
	began = jiffies;
	rc = call(&scene, TIMEOUT_MS, params);
	tap_line(s, n, "timed_call_ends_in_time",
		 rc == -ETIMEDOUT && jiffies - began < msecs_to_jiffies(20 * TIMEOUT_MS), rc);
	tap_line(s, n, "timed_call_leaves_the_parameters", params[1].u.memref.size == 32,
		 params[1].u.memref.size);
	tap_line(s, n, "timed_call_asks_to_cancel",
		 comes_to(&fake.counters.cancels, cancels + 4),
		 atomic_read(&fake.counters.cancels));
	tap_line(s, n, "timed_call_asks_until_its_driver_knows_it", !fake.knobs.cancel_unknown,
		 fake.knobs.cancel_unknown);
	tap_line(s, n, "abandoned_call_is_still_under_way",
		 atomic_read(&fake.counters.invokes_running) == 1, 0);
	/* We don't wait for the call here, it closes the session itself when it ends */
	closes = atomic_read(&fake.counters.closes);
	began = jiffies;
	tee_client_close_context(scene.ctx);
	tap_line(s, n, "closing_does_not_wait_for_an_abandoned_call",
		 jiffies - began < msecs_to_jiffies(1000) &&
		 atomic_read(&fake.counters.closes) == closes, 0);
	fake.knobs.invoke_hang = 0;
	fake_command("release");
	tap_line(s, n, "abandoned_call_closes_the_context_behind_it",
		 comes_to(&fake.counters.closes, closes + 1), atomic_read(&fake.counters.closes));
	tap_line(s, n, "abandoned_call_wipes_its_outputs_and_nothing_else",
		 !memchr_inv(scene.va + 64, 0, 32) && !memchr_inv(scene.va, 0xee, 64) &&
		 !memchr_inv(scene.va + 96, 0xee, PAGE_SIZE - 96), scene.va[64]);
	tee_shm_free(scene.shm);
}

/* The session opens when nobody wants it any more */
static void test_open_too_late(struct seq_file *s, unsigned int *n)
{
	struct tee_ioctl_open_session_arg arg = { };
	struct tee_context *ctx = tee_client_open_context(NULL, fake_match, NULL, NULL);
	int closed = atomic_read(&fake.counters.close_sessions), rc;

	if (IS_ERR(ctx)) {
		tap_line(s, n, "timed_session_opens_too_late", false, PTR_ERR(ctx));
		return;
	}
	fake.knobs.open_session_hang = 1;
	rc = tee_client_open_session_timeout(ctx, &arg, NULL, TIMEOUT_MS);
	fake.knobs.open_session_hang = 0;
	tap_line(s, n, "timed_session_is_given_up_in_time", rc == -ETIMEDOUT, rc);
	fake_command("release");
	tap_line(s, n, "session_that_opens_too_late_is_closed",
		 comes_to(&fake.counters.close_sessions, closed + 1),
		 atomic_read(&fake.counters.close_sessions));
	tee_client_close_context(ctx);
}

static void test_refusals(struct seq_file *s, unsigned int *n)
{
	struct tee_ioctl_open_session_arg open = { .clnt_login = TEE_IOCTL_LOGIN_USER };
	struct tee_ioctl_invoke_arg arg = { .num_params = 5 };
	struct tee_param params[5] = { };
	u8 *own = (u8 *)__get_free_page(GFP_KERNEL);
	struct tee_shm *borrowed;
	struct scene scene;
	int rc = scene_make(&scene);

	if (rc || !own) {
		tap_line(s, n, "timed_call_refusals", false, rc);
		return;
	}
	rc = tee_client_open_session_timeout(scene.ctx, &open, NULL, 1000);
	tap_line(s, n, "timed_session_of_a_process_is_refused", rc == -EINVAL, rc);
	arg.session = scene.session;
	rc = tee_client_invoke_timeout(scene.ctx, &arg, params, 1000);
	tap_line(s, n, "timed_call_of_five_parameters_is_refused", rc == -EINVAL, rc);
	borrowed = tee_shm_register_kernel_buf(scene.ctx, own, PAGE_SIZE);
	arg.num_params = 1;
	params[0].attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT;
	params[0].u.memref.shm = borrowed;
	params[0].u.memref.size = PAGE_SIZE;
	rc = IS_ERR(borrowed) ? PTR_ERR(borrowed) :
				tee_client_invoke_timeout(scene.ctx, &arg, params, 1000);
	tap_line(s, n, "timed_call_with_memory_of_its_callers_is_refused", rc == -EINVAL, rc);
	if (!IS_ERR(borrowed))
		tee_shm_free(borrowed);
	free_page((unsigned long)own);
	scene_end(&scene);
}

/* test_life.c and test_fake.c kill the process that calls this */
int fake_timed_call(void)
{
	struct tee_param params[2];
	struct scene scene;
	int rc = scene_make(&scene);

	if (rc)
		return rc;
	rc = call(&scene, 60000, params);
	scene_end(&scene);
	return rc;
}

void fake_test_timed(struct seq_file *s, unsigned int *n)
{
	test_in_time(s, n);
	test_nothing_left(s, n);
	test_cancel_ids(s, n);
	test_too_late(s, n);
	test_open_too_late(s, n);
	test_refusals(s, n);
}
