/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Helpers for drivers that work on a request in several steps, or that wait for it to
 * complete. They do the waiting, and tell when it's time to give up. Using them is
 * optional: nothing in the core depends on it.
 */
#ifndef __TEE_REQUEST_H
#define __TEE_REQUEST_H

#include <linux/list.h>
#include <linux/tee_core.h>
#include <linux/tee_wait.h>
#include <linux/wait.h>

/**
 * struct tee_request - a request that its driver is working on
 * @ctx:	the client
 * @session:	its session, or 0 if it's about to open one
 * @cancel_id:	what the client passes to cancel it
 *
 * Owned by the caller, usually on the operation's stack. From tee_request_begin() to
 * tee_request_end() it's on the device's list of requests, so don't return from the
 * operation in between.
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
 * @request:	filled in here
 * @ctx:	the client
 * @session:	&tee_ioctl_invoke_arg.session, or 0 if the request opens a session
 * @cancel_id:	the argument's cancel_id
 *
 * Context: in one of the client's operations, i.e. in its own task. Doesn't sleep.
 */
void tee_request_begin(struct tee_request *request, struct tee_context *ctx,
		       u32 session, u32 cancel_id);

/**
 * tee_request_end() - end a request
 * @request:	the request, off the device's list after this
 *
 * Context: as tee_request_begin(), but not under a lock that an interrupt handler
 * takes.
 */
void tee_request_end(struct tee_request *request);

/**
 * tee_request_reason_to_end() - check whether to give up on a request
 * @request:	the request
 *
 * Context: as tee_request_begin(). Doesn't sleep. Call it at least once per long step.
 * Return: 0 to carry on; -ENODEV if the device is being removed; -ECANCELED if the
 * client wants to cancel the request; -EINTR if the task is being killed; -EBUSY if it
 * should freeze, usually because the machine suspends.
 */
int tee_request_reason_to_end(const struct tee_request *request);

/* Same without -EBUSY, for tee_request_wait(): a sleeping task can simply be frozen */
int tee_request_reason_to_leave(const struct tee_request *request);

/**
 * tee_request_wait() - wait for a condition, or a reason to give up
 * @request:	the request
 * @condition:	checked on every wakeup, in process context without locks; can't sleep.
 *		Call tee_request_wake() when it may have become true
 * @timeout:	jiffies, or MAX_SCHEDULE_TIMEOUT
 *
 * Also returns if the request is cancelled, if the task gets a fatal signal, and if the
 * device is being removed. So if these are all the waits you have, you need no stop(),
 * and tee_request_cancel() can be your cancel_req(). The task may be frozen in here.
 * Don't use this in close() and close_session(): they have work to do even during
 * removal.
 *
 * On error the TEE may still be busy with the request, and write to the client's
 * memory. Make it stop before you return from the operation.
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
 * tee_request_wait_until() - wait for a condition, reason to give up or not
 * @request:	the request
 * @condition:	as for tee_request_wait()
 * @timeout:	jiffies
 *
 * Some TEEs take a moment to stop. After tee_request_wait() has failed, tell the TEE,
 * then use this to wait for its confirmation. A killed client can't exit before that,
 * so make @timeout no longer than the TEE needs. The task may be frozen in here.
 *
 * Context: as tee_request_begin(); sleeps.
 * Return: 0 if @condition holds. -ETIMEDOUT if not, and the TEE may still be using the
 * client's memory.
 */
#define tee_request_wait_until(request, condition, timeout)			\
	(tee_wait((request)->wait, condition, TEE_WAIT_CLEANUP, 0, timeout) ? 0 : -ETIMEDOUT)

/**
 * tee_request_wake() - have a waiting request look at its condition again
 * @request:	the request. Make sure that it can't end under you, e.g. with a lock in
 *		the driver
 *
 * Context: any.
 */
void tee_request_wake(struct tee_request *request);

/**
 * tee_request_cancel() - cancel_req() for drivers that use struct tee_request
 * @ctx:	the client
 * @cancel_id:	the request's id
 * @session:	its session, or 0
 *
 * Return: 0, or -EINVAL if the client doesn't have such a request.
 */
int tee_request_cancel(struct tee_context *ctx, u32 cancel_id, u32 session);

#endif /* __TEE_REQUEST_H */
