/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Helpers for drivers that process a client's request in steps or wait for its
 * completion. They check whether the request must end, and wait. A driver need not use
 * them; neither the core nor its clients depend on them.
 */
#ifndef __TEE_REQUEST_H
#define __TEE_REQUEST_H

#include <linux/list.h>
#include <linux/tee_core.h>
#include <linux/tee_wait.h>
#include <linux/wait.h>

/**
 * struct tee_request - a client's request while its driver processes it
 * @ctx:	the client
 * @session:	the session in which it is made; 0 if it opens one
 * @cancel_id:	the id by which the client cancels it
 *
 * This is for drivers that process a request in steps and check between steps whether to
 * continue. The caller owns it, usually on the stack of the operation. It is in the
 * device's list of requests from tee_request_begin() to tee_request_end(), and the
 * operation must not return between them.
 */
struct tee_request {
	struct tee_context *ctx;
	u32 session;
	u32 cancel_id;

	/* private: request.c's */
	struct list_head link;
	bool cancelled;
	wait_queue_head_t wait;
};

/**
 * tee_request_begin() - make a request cancellable
 * @request:	the request, filled in here
 * @ctx:	the client
 * @session:	&tee_ioctl_invoke_arg.session, or 0 if the request opens a session
 * @cancel_id:	the cancel_id of the argument
 *
 * Context: an operation of the client, in the client's own task. Does not sleep.
 */
void tee_request_begin(struct tee_request *request, struct tee_context *ctx,
		       u32 session, u32 cancel_id);

/**
 * tee_request_end() - end a request
 * @request:	the request; after this only the caller holds a pointer to it
 *
 * Context: as tee_request_begin(), without a lock that an interrupt handler takes.
 */
void tee_request_end(struct tee_request *request);

/**
 * tee_request_reason_to_end() - check whether a request should be abandoned
 * @request:	the request
 *
 * Context: as tee_request_begin(); call it at least once for each long step. Does not
 * sleep.
 * Return: 0; -ENODEV if the device is being removed, -ECANCELED if the client has
 * cancelled the request, -EINTR if the calling task is being killed, -EBUSY if it is to
 * be frozen, for instance because the machine suspends.
 */
int tee_request_reason_to_end(const struct tee_request *request);

/*
 * Used by tee_request_wait(). Same as tee_request_reason_to_end(), but a waiting task can
 * be frozen.
 */
int tee_request_reason_to_leave(const struct tee_request *request);

/**
 * tee_request_wait() - wait until a condition holds, or the request must end
 * @request:	the request
 * @condition:	the condition; evaluated whenever the request is woken, including by
 *		tee_request_wake(), in process context and without a lock; must not sleep
 * @timeout:	maximum wait, jiffies; MAX_SCHEDULE_TIMEOUT for no limit
 *
 * A cancellation of the request, a fatal signal and the removal of the device end the
 * wait. So a driver whose calls wait only with this function needs no stop() operation,
 * and uses tee_request_cancel() as its cancel_req(). The task may be frozen while it
 * waits. Do not use it in close() and close_session(), which must do their work even
 * while the device is being removed.
 *
 * A TEE that is still processing the request may write to the client's memory. The driver
 * must make the TEE stop before the operation returns an error.
 *
 * Context: as tee_request_begin(); sleeps.
 * Return: 0 if @condition holds; -ETIMEDOUT; or as tee_request_reason_to_end(), except -EBUSY.
 */
#define tee_request_wait(request, condition, timeout)				\
({										\
	struct tee_request *__request = (request);				\
	bool __holds = false;							\
	int __reason = 0;							\
	long __left = tee_wait(__request->wait,					\
			       (__holds = (condition)) ||			\
			       (__reason = tee_request_reason_to_leave(__request)), \
			       TEE_WAIT_KILLABLE, 0, timeout);			\
										\
	__holds ? 0 : __left < 0 ? -EINTR : __reason ?: -ETIMEDOUT;		\
})

/**
 * tee_request_wait_until() - wait until a condition holds, even if the request should end
 * @request:	the request
 * @condition:	as for tee_request_wait()
 * @timeout:	maximum wait, jiffies
 *
 * This is for a TEE that does not stop immediately when asked to. After
 * tee_request_wait() has failed, the driver asks the TEE to stop, and uses this function
 * to wait for the confirmation. A killed client exits only after this wait, so @timeout
 * should be no longer than the TEE needs to stop. The task may be frozen while it waits.
 *
 * Context: as tee_request_begin(); sleeps.
 * Return: 0 if @condition holds, otherwise -ETIMEDOUT: the TEE may still use the client's
 * memory.
 */
#define tee_request_wait_until(request, condition, timeout)			\
	(tee_wait((request)->wait, condition, TEE_WAIT_CLEANUP, 0, timeout) ? 0 : -ETIMEDOUT)

/**
 * tee_request_wake() - make a request evaluate the condition that it waits for
 * @request:	the request; the caller ensures that it has not ended, for instance with a lock of
 *		the driver
 *
 * Context: any.
 */
void tee_request_wake(struct tee_request *request);

/**
 * tee_request_cancel() - implement cancel_req() for a driver that uses struct tee_request
 * @ctx:	the client
 * @cancel_id:	the id of the request
 * @session:	the session in which it is made, or 0
 *
 * Return: 0, or -EINVAL if the client has no such request.
 */
int tee_request_cancel(struct tee_context *ctx, u32 cancel_id, u32 session);

#endif /* __TEE_REQUEST_H */
