// SPDX-License-Identifier: GPL-2.0-only
/*
 * Helpers that the core has for small drivers: tee_device_offer() and
 * tee_device_withdraw(), noop operations, and cancellable requests.
 */

#include <linux/err.h>
#include <linux/string.h>
#include <linux/tee_request.h>
#include <linux/workqueue.h>

#include "fake.h"

/* the request that offered_stop() looks at, and what it saw */
static struct tee_request *request_at_stop;
static int reason_at_stop;

static void offered_get_version(struct tee_device *teedev,
				struct tee_ioctl_version_data *vers)
{
	vers->impl_id = FAKE_IMPL_ID + 1;
}

static void offered_stop(struct tee_device *teedev)
{
	if (request_at_stop)
		reason_at_stop = tee_request_reason_to_end(request_at_stop);
}

static int offered_open_session(struct tee_call *call, struct tee_ioctl_open_session_arg *arg,
				struct tee_param *param)
{
	arg->session = 1;
	arg->ret = 0;
	return 0;
}

static int offered_close_session(struct tee_call *call, u32 session)
{
	return 0;
}

static int offered_invoke(struct tee_call *call, struct tee_ioctl_invoke_arg *arg,
			  struct tee_param *param)
{
	arg->ret = 0;
	return 0;
}

static const struct tee_driver_ops offered_ops = {
	.get_version = offered_get_version,
	.open_session = offered_open_session,
	.close_session = offered_close_session,
	.invoke_func = offered_invoke,
	.open = tee_stateless_open,
	.close = tee_stateless_close,
	.stop = offered_stop,
};

static const struct tee_desc offered_desc = {
	.name = "tee_fake_offered", .ops = &offered_ops, .owner = THIS_MODULE,
};

static const struct tee_identity_match offered_match = { .os_name = "offered OS" };

static struct tee_device *offer(const struct tee_desc *desc,
				const struct tee_shm_pool_ops *memory)
{
	struct tee_identity identity;

	fake_identity(&identity);
	strscpy(identity.os_name, "offered OS");
	return tee_device_offer(desc, &identity, &fake.pdev->dev, memory, &fake);
}

/* expects -EINVAL */
static void refused_offer(struct seq_file *s, unsigned int *n, const char *name,
			  struct tee_device *teedev)
{
	tap_line(s, n, name, IS_ERR(teedev) && PTR_ERR(teedev) == -EINVAL,
		 PTR_ERR_OR_ZERO(teedev));
	if (!IS_ERR(teedev))
		tee_device_withdraw(teedev);
}

/*
 * What registration insists on, an offer needs as well. A refused offer must
 * not leave anything behind.
 */
static void test_refused_offers(struct seq_file *s, unsigned int *n)
{
	struct tee_driver_ops ops = offered_ops;
	struct tee_desc desc = offered_desc;
	struct tee_shm_pool_ops half = { .region_register = fake_pool_ops.region_register };

	refused_offer(s, n, "offer_without_memory_is_refused", offer(&offered_desc, NULL));
	refused_offer(s, n, "offer_with_half_a_memory_is_refused", offer(&offered_desc, &half));
	refused_offer(s, n, "offer_without_driver_is_refused", offer(NULL, &tee_no_memory));
	desc.ops = &ops;
	ops.open = NULL;
	refused_offer(s, n, "offer_without_open_is_refused", offer(&desc, &tee_no_memory));
	refused_offer(s, n, "offer_without_identity_is_refused",
		      tee_device_offer(&offered_desc, NULL, &fake.pdev->dev, &tee_no_memory,
				       NULL));
}

/* More often than there are device numbers, and with a client each time */
static void test_offers(struct seq_file *s, unsigned int *n)
{
	struct tee_device *teedev;
	struct tee_context *ctx;
	struct tee_shm *shm;
	long rc = 0;
	int i;

	for (i = 0; i < 50 && !rc; i++) {
		teedev = offer(&offered_desc, &tee_no_memory);
		rc = PTR_ERR_OR_ZERO(teedev);
		if (rc)
			break;
		ctx = tee_client_open_by_identity(NULL, &offered_match);
		rc = PTR_ERR_OR_ZERO(ctx);
		if (!rc) {
			shm = tee_shm_alloc_kernel_buf(ctx, PAGE_SIZE);
			if (!IS_ERR(shm) || PTR_ERR(shm) != -EOPNOTSUPP)
				rc = -EIO;
			tee_client_close_context(ctx);
		}
		rc = tee_device_withdraw(teedev) ?: rc;
	}
	tap_line(s, n, "offered_and_withdrawn_time_and_again", !rc && i == 50, rc);
	ctx = tee_client_open_by_identity(NULL, &offered_match);
	tap_line(s, n, "withdrawn_device_is_not_found", PTR_ERR_OR_ZERO(ctx) == -ENOENT,
		 PTR_ERR_OR_ZERO(ctx));
	if (!IS_ERR(ctx))
		tee_client_close_context(ctx);
}

static void cancels(struct seq_file *s, unsigned int *n, const char *name,
		    struct tee_context *ctx, u32 cancel_id, u32 session, int expected)
{
	int rc = tee_request_cancel(ctx, cancel_id, session);

	tap_line(s, n, name, rc == expected, rc);
}

static void ends(struct seq_file *s, unsigned int *n, const char *name,
		 const struct tee_request *request, int expected)
{
	int rc = tee_request_reason_to_end(request);

	tap_line(s, n, name, rc == expected, rc);
}

/* @ctx and @other both have a request 7, and @ctx has another one (8) which opens a session */
static void test_cancellation(struct seq_file *s, unsigned int *n,
			      struct tee_context *ctx, struct tee_context *other)
{
	struct tee_request mine, more, theirs;

	cancels(s, n, "no_request_is_cancelled_where_there_is_none", ctx, 7, 1, -EINVAL);
	tee_request_begin(&mine, ctx, 1, 7);
	tee_request_begin(&more, ctx, 0, 8);
	tee_request_begin(&theirs, other, 1, 7);
	ends(s, n, "request_has_no_reason_to_end", &mine, 0);
	cancels(s, n, "request_of_another_cancel_id", ctx, 9, 1, -EINVAL);
	cancels(s, n, "request_of_another_session", ctx, 7, 2, -EINVAL);
	cancels(s, n, "request_of_no_session", ctx, 7, 0, -EINVAL);
	ends(s, n, "request_not_cancelled_by_a_cancellation_of_others", &mine, 0);
	cancels(s, n, "request_is_cancelled", ctx, 7, 1, 0);
	ends(s, n, "cancelled_request_ends", &mine, -ECANCELED);
	ends(s, n, "request_of_the_same_client_goes_on", &more, 0);
	ends(s, n, "request_of_another_client_goes_on", &theirs, 0);
	cancels(s, n, "opening_of_a_session_is_cancelled", ctx, 8, 0, 0);
	ends(s, n, "cancelled_opening_ends", &more, -ECANCELED);
	tee_request_end(&mine);
	cancels(s, n, "request_that_is_over_is_not_cancelled", ctx, 7, 1, -EINVAL);
	tee_request_end(&more);
	tee_request_end(&theirs);
}

/* Ends some time after its cancellation, as it would with a slow TEE */
static struct {
	struct tee_request request;
	struct delayed_work work;
	bool stopped;
} late;

static void confirm_late(struct work_struct *work)
{
	WRITE_ONCE(late.stopped, true);
	tee_request_wake(&late.request);
}

static void waits(struct seq_file *s, unsigned int *n, const char *name, int rc, int expected)
{
	tap_line(s, n, name, rc == expected, rc);
}

static void test_waits(struct seq_file *s, unsigned int *n, struct tee_context *ctx)
{
	struct tee_request *request = &late.request;

	late.stopped = false;
	INIT_DELAYED_WORK(&late.work, confirm_late);
	tee_request_begin(request, ctx, 1, 7);
	waits(s, n, "request_waits_no_longer_than_asked",
	      tee_request_wait(request, late.stopped, 2), -ETIMEDOUT);
	cancels(s, n, "request_that_is_to_stop_is_cancelled", ctx, 7, 1, 0);
	waits(s, n, "cancelled_request_does_not_wait",
	      tee_request_wait(request, late.stopped, MAX_SCHEDULE_TIMEOUT), -ECANCELED);
	schedule_delayed_work(&late.work, msecs_to_jiffies(100));
	waits(s, n, "cancelled_request_waits_for_its_tee_to_stop",
	      tee_request_wait_until(request, READ_ONCE(late.stopped), 30 * HZ), 0);
	flush_delayed_work(&late.work);
	waits(s, n, "tee_that_never_stops_is_not_waited_for",
	      tee_request_wait_until(request, !READ_ONCE(late.stopped), 2), -ETIMEDOUT);
	tee_request_end(request);
}

/* This driver doesn't set TEE_GEN_CAP_MEMREF_NULL, so it may well dereference @shm */
static void test_null_memory(struct seq_file *s, unsigned int *n, struct tee_context *ctx)
{
	struct tee_param param = { .attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT };
	struct tee_ioctl_open_session_arg open = { };
	struct tee_ioctl_invoke_arg invoke = { };
	int rc;

	open.num_params = 1;
	rc = tee_client_open_session(ctx, &open, &param);
	tap_line(s, n, "kernel_client_opens_with_null_memory_that_is_not_supported",
		 rc == -EINVAL, rc);
	open.num_params = 0;
	rc = tee_client_open_session(ctx, &open, NULL);
	invoke.session = open.session;
	rc = rc ?: tee_client_invoke_func(ctx, &invoke, NULL);
	tap_line(s, n, "kernel_client_invokes_without_memory", !rc, rc);
	invoke.num_params = 1;
	rc = tee_client_invoke_func(ctx, &invoke, &param);
	tap_line(s, n, "kernel_client_invokes_with_null_memory_that_is_not_supported",
		 rc == -EINVAL, rc);
}

static void test_requests(struct seq_file *s, unsigned int *n)
{
	struct tee_device *teedev = offer(&offered_desc, &tee_no_memory);
	struct tee_context *ctx, *other;
	struct tee_request request;
	int rc;

	if (IS_ERR(teedev)) {
		tap_line(s, n, "device_for_requests", false, PTR_ERR(teedev));
		return;
	}
	ctx = tee_device_open(teedev);
	other = tee_device_open(teedev);
	if (IS_ERR(ctx) || IS_ERR(other)) {
		tap_line(s, n, "clients_for_requests", false, PTR_ERR_OR_ZERO(ctx));
		goto withdraw;
	}
	test_cancellation(s, n, ctx, other);
	test_waits(s, n, ctx);
	test_null_memory(s, n, ctx);
	/*
	 * Withdraw the device under a pending request. offered_stop() should
	 * find it cancelled.
	 */
	tee_request_begin(&request, ctx, 1, 7);
	request_at_stop = &request;
	reason_at_stop = 0;
	rc = tee_device_withdraw(teedev);
	request_at_stop = NULL;
	teedev = NULL;
	tap_line(s, n, "device_is_withdrawn_under_clients", !rc, rc);
	tap_line(s, n, "request_ends_when_the_device_goes", reason_at_stop == -ENODEV,
		 reason_at_stop);
	tee_request_end(&request);
withdraw:
	if (!IS_ERR(ctx))
		tee_client_close_context(ctx);
	if (!IS_ERR(other))
		tee_client_close_context(other);
	if (teedev)
		tee_device_withdraw(teedev);
}

void fake_test_offers(struct seq_file *s, unsigned int *n)
{
	test_refused_offers(s, n);
	test_offers(s, n);
	test_requests(s, n);
}
