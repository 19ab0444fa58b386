// SPDX-License-Identifier: GPL-2.0-only
/*
 * Optional helpers for drivers that process a request in steps (struct tee_request).
 * Between steps, a driver asks whether to carry on. It should stop if the client has
 * cancelled the request, a signal is pending or the device is being removed.
 */

#include <linux/freezer.h>
#include <linux/list.h>
#include <linux/sched/signal.h>
#include <linux/tee_request.h>

#include "core/device.h"
#include "core/driver/request.h"

void tee_request_begin(struct tee_request *request, struct tee_context *ctx,
		       u32 session, u32 cancel_id)
{
	struct tee_device *teedev = ctx->teedev;

	*request = (struct tee_request){
		.ctx = ctx, .session = session, .cancel_id = cancel_id,
	};
	init_waitqueue_head(&request->wait);
	spin_lock(&teedev->requests_lock);
	list_add(&request->link, &teedev->requests);
	spin_unlock(&teedev->requests_lock);
}
EXPORT_SYMBOL_GPL(tee_request_begin);

void tee_request_end(struct tee_request *request)
{
	struct tee_device *teedev = request->ctx->teedev;

	spin_lock(&teedev->requests_lock);
	list_del(&request->link);
	spin_unlock(&teedev->requests_lock);
}
EXPORT_SYMBOL_GPL(tee_request_end);

int tee_request_reason_to_leave(const struct tee_request *request)
{
	/* Unregistration kills this before it waits for calls. */
	if (percpu_ref_is_dying(&request->ctx->teedev->users))
		return -ENODEV;
	if (READ_ONCE(request->cancelled))
		return -ECANCELED;
	return fatal_signal_pending(current) ? -EINTR : 0;
}
EXPORT_SYMBOL_GPL(tee_request_reason_to_leave);

int tee_request_reason_to_end(const struct tee_request *request)
{
	int reason = tee_request_reason_to_leave(request);

	/* We're about to suspend and must not hold that up. */
	if (!reason && freezing(current))
		reason = -EBUSY;
	return reason;
}
EXPORT_SYMBOL_GPL(tee_request_reason_to_end);

void tee_request_wake(struct tee_request *request)
{
	wake_up_all(&request->wait);
}
EXPORT_SYMBOL_GPL(tee_request_wake);

/**
 * tee_requests_stop() - wake all requests of a device that's being removed
 * @teedev:	the device, whose @users reference has been killed
 *
 * Requests that begin later find @users dead and won't sleep in the first place.
 */
void tee_requests_stop(struct tee_device *teedev)
{
	struct tee_request *request;

	spin_lock(&teedev->requests_lock);
	list_for_each_entry(request, &teedev->requests, link)
		tee_request_wake(request);
	spin_unlock(&teedev->requests_lock);
}

int tee_request_cancel(struct tee_context *ctx, u32 cancel_id, u32 session)
{
	struct tee_device *teedev = ctx->teedev;
	struct tee_request *request;
	int rc = -EINVAL;

	spin_lock(&teedev->requests_lock);
	list_for_each_entry(request, &teedev->requests, link)
		if (request->ctx == ctx && request->session == session &&
		    request->cancel_id == cancel_id) {
			WRITE_ONCE(request->cancelled, true);
			tee_request_wake(request);
			rc = 0;
		}
	spin_unlock(&teedev->requests_lock);
	return rc;
}
EXPORT_SYMBOL_GPL(tee_request_cancel);
