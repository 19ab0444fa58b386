// SPDX-License-Identifier: GPL-2.0-only
/*
 * A session with a TEE's TPM, and the kthread that makes its calls.
 *
 * Commands are run in the task that wants them, which may be any that the kernel measures
 * and may get killed any time. A PCR then must be extended nevertheless, or IMA's log and
 * the PCR differ forever. So calls are made by a kthread. Its user waits for it, and may
 * walk away, but only the session's end makes it leave a call. So there's never more than
 * one call in the TEE, and after an abandoned one the next user waits until it's over.
 *
 * A TPM that's gone stays gone: a new session could be with a new TPM whose PCRs are zero.
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/completion.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tee_core.h>
#include <linux/tee_result.h>
#include <linux/tee_wait.h>
#include <linux/uuid.h>

#include "check.h"
#include "tpm.h"

/*
 * Commands get at least this long, jiffies, whatever becomes of their callers. The TPM
 * core's own limits are for chips that don't share a processor.
 */
#define LEAST_BUDGET	(10UL * HZ)

/* How long to wait once a long command isn't wanted any more, or in a hurry, jiffies */
#define LAST_WAIT	(5 * HZ)

static const uuid_t tpm_uuid = TA_TPM_UUID;

/* What a broken TPM has written, or an abandoned call, mustn't be taken for a response. */
static void wipe(struct tee_tpm_service *service)
{
	memzero_explicit(tee_shm_get_va(service->shm, 0), 2 * TA_TPM_MAX_SIZE);
}

/* Returns 0, -EPIPE if the TPM is gone for good, or what else a call returns. */
static int result_of(struct tee_tpm_service *service, int rc, u32 ret, u32 origin)
{
	if (!rc && !ret)
		return 0;
	/* -EINTR is our own SIGKILL, at the end */
	if (rc == -ENODEV || rc == -EINTR || (!rc && ret == TEEC_ERROR_TARGET_DEAD)) {
		WRITE_ONCE(service->is_dead, true);
		return -EPIPE;
	}
	if (rc)
		return rc;
	/* by tee_tpm_service_cancel() */
	if (ret == TEEC_ERROR_CANCEL)
		return -ECANCELED;
	pr_warn_ratelimited("%s: the TEE refuses with %#x from %u\n",
			    dev_name(tee_device_get_dev(service->ctx->teedev)), ret, origin);
	return -EIO;
}

/* Make the call in @service->shm. Returns the response's length, or a negative errno. */
static int invoke(struct tee_tpm_service *service)
{
	struct tee_ioctl_invoke_arg arg = {
		.func = TA_TPM_CMD_SUBMIT,
		.session = service->session,
		.cancel_id = service->cancel_id,
		.num_params = 2,
	};
	struct tee_param params[] = {
		{
			.attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT,
			.u.memref = { .shm = service->shm, .size = service->size },
		}, {
			.attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT,
			.u.memref = {
				.shm = service->shm,
				.shm_offs = TA_TPM_MAX_SIZE,
				.size = TA_TPM_MAX_SIZE,
			},
		},
	};
	int rc = tee_client_invoke_func(service->ctx, &arg, params);
	u64 written = params[1].u.memref.size;

	rc = result_of(service, rc, arg.ret, arg.ret_origin);
	if (rc)
		return rc;
	/* The TEE may go on writing, so check the copy. */
	memcpy(service->response, tee_shm_get_va(service->shm, TA_TPM_MAX_SIZE),
	       min_t(u64, written, TA_TPM_MAX_SIZE));
	return tee_tpm_check_response(service->response, written, TA_TPM_MAX_SIZE);
}

static int caller_thread(void *data)
{
	struct tee_tpm_service *service = data;

	/* from the kernel only: root's would leave a call that may still write to @shm */
	allow_kernel_signal(SIGKILL);
	for (;;) {
		wait_event_idle(service->work, smp_load_acquire(&service->is_busy) ||
					       READ_ONCE(service->is_closing));
		if (READ_ONCE(service->is_closing))
			break;
		service->result = invoke(service);
		wipe(service);
		/* pairs with is_idle(): @result and @response are the user's now */
		smp_store_release(&service->is_busy, false);
		wake_up(&service->idle);
	}
	tee_shm_free(service->shm);
	/* takes the session with it, once an abandoned call in it has ended */
	tee_client_close_context(service->ctx);
	complete(&service->closed);
	wait_event_idle(service->work, kthread_should_stop());
	return 0;
}

static bool is_idle(struct tee_tpm_service *service)
{
	return !smp_load_acquire(&service->is_busy);
}

/*
 * Wait for the kthread. A user that's killed gives up early with @may_give_up, and any
 * user while the service is being closed. Returns 0, -ETIME, -EINTR if killed, or -EPIPE
 * if the service has ended meanwhile.
 *
 * The wait is freezable, with the TPM core's locks held. tpm_suspend() knows that.
 */
static int wait_until_idle(struct tee_tpm_service *service, unsigned long end, bool may_give_up)
{
	unsigned int state = may_give_up ? TEE_WAIT_KILLABLE : TEE_WAIT_CLEANUP;
	long left = max_t(long, end - jiffies, 0);

	left = tee_wait(service->idle, is_idle(service) || READ_ONCE(service->is_hurried),
			state, 0, left);
	if (left && !is_idle(service)) {
		left = min_t(long, max_t(long, end - jiffies, 0), LAST_WAIT);
		tee_wait(service->idle, is_idle(service), TEE_WAIT_CLEANUP, 0, left);
	}
	if (is_idle(service))
		return 0;
	if (READ_ONCE(service->is_hurried)) {
		WRITE_ONCE(service->is_dead, true);
		return -EPIPE;
	}
	return may_give_up && fatal_signal_pending(current) ? -EINTR : -ETIME;
}

static int call(struct tee_tpm_service *service, const u8 *command, size_t size,
		unsigned long budget)
{
	bool may_give_up = budget > LEAST_BUDGET || (current->flags & PF_KTHREAD);
	unsigned long end = jiffies + max(budget, LEAST_BUDGET);
	int rc;

	/* for an abandoned call, which may find out that the TPM is gone */
	rc = wait_until_idle(service, end, may_give_up);
	if (rc)
		return rc;
	if (READ_ONCE(service->is_dead))
		return -EPIPE;
	memcpy(tee_shm_get_va(service->shm, 0), command, size);
	service->size = size;
	service->cancel_id++;
	/* pairs with caller_thread() */
	smp_store_release(&service->is_busy, true);
	wake_up(&service->work);
	rc = wait_until_idle(service, end, may_give_up);
	/* Only if killed: then we won't have to wait for a thread of the TEE. */
	if (rc == -EINTR)
		tee_tpm_service_cancel(service);
	return rc ?: service->result;
}

/**
 * tee_tpm_service_call() - have the TPM run a command
 * @service:	the service
 * @command:	the command
 * @size:	its size, bytes
 * @budget:	how long it may take, jiffies; at least some seconds are granted
 *
 * The response is in @service->response until the next call. If a process waits for a long
 * command, or the search for TPMs for any, a SIGKILL ends the wait after a few seconds. The
 * command is then cancelled, if the TEE can do that.
 *
 * Context: process, may sleep; one task at a time.
 * Return: the response's length, bytes, or a negative errno: -EINVAL for a command of an
 * impossible size; -EPIPE if the TPM is gone; -EIO if the TEE refuses, or its response makes
 * no sense; -ETIME if it has taken too long, and -EINTR if the task was killed, where the
 * command may be run nevertheless; or another errno of tee_client_invoke_func().
 */
int tee_tpm_service_call(struct tee_tpm_service *service, const u8 *command, size_t size,
			 unsigned long budget)
{
	int rc = tee_tpm_check_command(size, TA_TPM_MAX_SIZE);

	if (rc)
		return rc;
	if (READ_ONCE(service->is_dead))
		return -EPIPE;
	WRITE_ONCE(service->is_used, true);
	rc = call(service, command, size, budget);
	WRITE_ONCE(service->is_used, false);
	return rc;
}

/**
 * tee_tpm_service_cancel() - have the TEE cancel the call that's in it, if it can
 * @service:	the service
 *
 * Context: process, may sleep.
 */
void tee_tpm_service_cancel(struct tee_tpm_service *service)
{
	struct tee_ioctl_cancel_arg arg = {
		.session = service->session,
		.cancel_id = service->cancel_id,
	};

	/* a matter of luck, like any cancellation: without it, the call just takes longer */
	tee_client_cancel_req(service->ctx, &arg);
}

/**
 * tee_tpm_service_hurry() - have the service end soon
 * @service:	the service
 *
 * Nobody waits for longer than some seconds from now on, and if that's in vain, the TPM is
 * taken for gone.
 *
 * Context: any.
 */
void tee_tpm_service_hurry(struct tee_tpm_service *service)
{
	WRITE_ONCE(service->is_hurried, true);
	wake_up_all(&service->idle);
}

/**
 * tee_tpm_service_is_used() - check whether a task waits for the TPM
 * @service:	the service
 *
 * Return: true if one does.
 */
bool tee_tpm_service_is_used(const struct tee_tpm_service *service)
{
	return READ_ONCE(service->is_used);
}

/* Returns the TEE's result, or a negative errno. */
static s64 open_session(struct tee_tpm_service *service, u32 login)
{
	struct tee_ioctl_open_session_arg arg = { .clnt_login = login };
	int rc;

	export_uuid(arg.uuid, &tpm_uuid);
	/*
	 * Without a timeout: each attempt would leave another abandoned call behind. The
	 * search's SIGKILL ends it.
	 */
	rc = tee_client_open_session(service->ctx, &arg, NULL);
	service->session = arg.session;
	return rc ?: arg.ret;
}

/* Upstream's application is made for clients that are anybody. */
static int log_in(struct tee_tpm_service *service)
{
	s64 rc = open_session(service, TEE_IOCTL_LOGIN_REE_KERNEL);

	if (rc == TEEC_ERROR_ACCESS_DENIED || rc == TEEC_ERROR_BAD_PARAMETERS ||
	    rc == TEEC_ERROR_NOT_SUPPORTED || rc == TEEC_ERROR_NOT_IMPLEMENTED)
		rc = open_session(service, TEE_IOCTL_LOGIN_PUBLIC);
	/* no such application, or the supplicant that could load it isn't up yet */
	return rc > 0 ? -ENOENT : rc;
}

/**
 * tee_tpm_service_open() - open a session with a TEE's TPM
 * @teedev:	the TEE; the caller makes sure that it stays until tee_tpm_service_close()
 *
 * Context: process, may sleep; ends early on a fatal signal.
 * Return: the service, or ERR_PTR: -ENOENT if the TEE doesn't have it (or not without a
 * supplicant); -ENODEV; -ENOMEM; -EINTR.
 */
struct tee_tpm_service *tee_tpm_service_open(struct tee_device *teedev)
{
	struct tee_tpm_service *service = kzalloc(sizeof(*service), GFP_KERNEL);
	int rc;

	if (!service)
		return ERR_PTR(-ENOMEM);
	init_waitqueue_head(&service->work);
	init_waitqueue_head(&service->idle);
	init_completion(&service->closed);
	/* a call that never returns pins its context, so don't share one */
	service->ctx = tee_device_open(teedev);
	if (IS_ERR(service->ctx)) {
		rc = PTR_ERR(service->ctx);
		goto free_service;
	}
	rc = log_in(service);
	if (rc)
		goto close_context;
	service->shm = tee_shm_alloc_kernel_buf(service->ctx, 2 * TA_TPM_MAX_SIZE);
	if (IS_ERR(service->shm)) {
		rc = PTR_ERR(service->shm);
		goto close_context;
	}
	service->caller = kthread_run(caller_thread, service, "tee_tpm/%s",
				      dev_name(tee_device_get_dev(teedev)));
	if (!IS_ERR(service->caller))
		return service;

	rc = PTR_ERR(service->caller);
	tee_shm_free(service->shm);
close_context:
	tee_client_close_context(service->ctx);
free_service:
	kfree(service);
	return ERR_PTR(rc);
}

/**
 * tee_tpm_service_close() - close a session that nobody uses
 * @service:	the service
 *
 * If the TEE doesn't answer, that's left to the core after some seconds, and so is a call
 * that's still in the TEE.
 *
 * Context: process, may sleep.
 */
void tee_tpm_service_close(struct tee_tpm_service *service)
{
	bool hangs = !is_idle(service);

	WRITE_ONCE(service->is_closing, true);
	wake_up(&service->work);
	/* A killed kthread waits for nothing. */
	if (hangs || !wait_for_completion_timeout(&service->closed, LAST_WAIT))
		send_sig(SIGKILL, service->caller, 1);
	kthread_stop(service->caller);
	kfree_sensitive(service);
}
