// SPDX-License-Identifier: GPL-2.0-only
/*
 * The notification interrupt: post the keys that secure world reports, and run its
 * bottom half in a DO_BOTTOM_HALF call.
 */

#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>

#include "optee/call/call.h"
#include "optee/call/fast_call.h"
#include "optee/optee.h"
#include "optee/optee_smc.h"
#include "optee/rpc/notify.h"
#include "optee/rpc/notify_irq.h"

/* Don't set a thread aside for the bottom half if there are this few */
#define OPTEE_FEW_THREADS	3

/* Driver removal polls for the bottom half to finish, for this long and this often, ms */
#define OPTEE_OWN_CALL_MS	2000
#define OPTEE_OWN_CALL_POLL_MS	10

/*
 * Secure world has posted keys, or one of its drivers has work that it can't do in
 * interrupt context. The handler is threaded as there's no telling how often secure
 * world raises the interrupt.
 */
static irqreturn_t notifier_interrupt(int irq, void *data)
{
	struct optee *optee = data;
	struct optee_notifier *notifier = &optee->notifier;
	struct tee_conduit_result result;
	bool any = false;
	u32 n;

	/* Each key is pending once at most, so stop there even if OP-TEE claims there's more */
	for (n = 0; n <= notifier->max_key; n++) {
		optee_fast_call(optee, OPTEE_SMC_GET_ASYNC_NOTIF_VALUE, 0, &result);
		if (result.a[0] != OPTEE_SMC_RETURN_OK ||
		    !(result.a[2] & OPTEE_SMC_NOTIF_VALID))
			break;
		any = true;
		if (result.a[1] == OPTEE_SMC_NOTIF_DO_BOTTOM_HALF)
			queue_work(notifier->workqueue, &notifier->work);
		else
			optee_notify_post(optee, result.a[1]);
		if (!(result.a[2] & OPTEE_SMC_NOTIF_PENDING))
			break;
	}
	return any ? IRQ_HANDLED : IRQ_NONE;
}

/*
 * Run the bottom half. Calls that occupy OP-TEE threads may be waiting for it, so it
 * waits for a thread without a timeout and, from the first time on, has one set aside.
 *
 * With OPTEE_FEW_THREADS or fewer we can't afford that, clients would have too few
 * left. Then the calls waiting for the bottom half may well occupy all threads, and
 * it's up to OP-TEE to end them.
 */
static void notifier_work(struct work_struct *work)
{
	struct optee *optee = container_of(work, struct optee, notifier.work);
	struct optee_notifier *notifier = &optee->notifier;
	int rc;

	if (!notifier->has_reserved_thread && optee->threads.total > OPTEE_FEW_THREADS)
		notifier->has_reserved_thread =
			optee_threads_reserve(&optee->threads, OPTEE_NOTIFIER);
	rc = optee_call_simple(optee, OPTEE_MSG_CMD_DO_BOTTOM_HALF, 0, 0,
			       OPTEE_NOTIFIER | OPTEE_STAY | OPTEE_SUPP_NOWAIT, NULL);
	if (rc)
		dev_dbg(optee->dev, "bottom half: %d\n", rc);
}

int optee_notifier_start_irq(struct optee *optee, unsigned int irq)
{
	struct optee_notifier *notifier = &optee->notifier;
	struct tee_conduit_result result;
	int rc;

	INIT_WORK(&notifier->work, notifier_work);
	/*
	 * Not freezable: the freezer would wait for this call, and this call possibly
	 * for one whose client is already frozen
	 */
	notifier->workqueue = alloc_ordered_workqueue("optee", 0);
	if (!notifier->workqueue)
		return -ENOMEM;
	rc = request_threaded_irq(irq, NULL, notifier_interrupt, IRQF_ONESHOT, "optee", optee);
	if (rc)
		goto destroy_workqueue;
	optee_fast_call(optee, OPTEE_SMC_ENABLE_ASYNC_NOTIF, 0, &result);
	if (result.a[0] != OPTEE_SMC_RETURN_OK) {
		rc = -EOPNOTSUPP;
		goto free_irq;
	}
	notifier->irq = irq;
	return 0;

free_irq:
	free_irq(irq, optee);
destroy_workqueue:
	destroy_workqueue(notifier->workqueue);
	return rc;
}

/*
 * Wait for a bottom half that is running or waiting for a thread. Returns false if it
 * is still there after OPTEE_OWN_CALL_MS.
 */
bool optee_notifier_wait_idle(struct optee *optee)
{
	struct optee_notifier *notifier = &optee->notifier;
	unsigned long end = jiffies + msecs_to_jiffies(OPTEE_OWN_CALL_MS);

	while (notifier->irq && work_busy(&notifier->work)) {
		if (time_after(jiffies, end))
			return false;
		msleep(OPTEE_OWN_CALL_POLL_MS);
	}
	return true;
}

void optee_notifier_stop_irq(struct optee *optee)
{
	struct optee_notifier *notifier = &optee->notifier;
	int rc;

	if (!notifier->irq)
		return;
	/* Secure world first, or it could raise an interrupt that has no handler */
	rc = optee_call_simple(optee, OPTEE_MSG_CMD_STOP_ASYNC_NOTIF, 0, 0,
			       OPTEE_CLEANUP | OPTEE_STAY, NULL);
	if (rc)
		dev_err(optee->dev, "cannot stop notifications: %d\n", rc);
	free_irq(notifier->irq, optee);
	destroy_workqueue(notifier->workqueue);
	notifier->irq = 0;
}
