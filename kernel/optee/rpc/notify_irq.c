// SPDX-License-Identifier: GPL-2.0-only
/*
 * The interrupt by which secure world posts keys and asks for calls, and those calls.
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

/* With so few threads none is kept for the calls that secure world asks for. */
#define OPTEE_FEW_THREADS	3

/* How long the removal of the driver waits for such a call, and how often it looks. */
#define OPTEE_OWN_CALL_MS	2000
#define OPTEE_OWN_CALL_POLL_MS	10

/*
 * The interrupt: secure world has posted keys, or wants a call in which its drivers do what
 * they cannot do in an interrupt. It is served by a thread, because secure world may raise it
 * without end.
 */
static irqreturn_t notifier_interrupt(int irq, void *data)
{
	struct optee *optee = data;
	struct optee_notifier *notifier = &optee->notifier;
	struct tee_conduit_result result;
	bool any = false;
	u32 n;

	/* Each key can be posted once; more than all of them is nonsense. */
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
 * Calls that hold secure world's threads may wait for the call that it asks for here. So
 * this call waits for a thread until the driver stops, and after the first such call a
 * thread is kept for the next. With few threads clients would lose too many of them: there
 * none is kept, and if all are held by calls that wait for this one, they wait until secure
 * world ends them.
 */
static void notifier_work(struct work_struct *work)
{
	struct optee *optee = container_of(work, struct optee, notifier.work);
	struct optee_notifier *notifier = &optee->notifier;
	int rc;

	if (!notifier->keeps_thread && optee->threads.total > OPTEE_FEW_THREADS)
		notifier->keeps_thread = optee_threads_keep(&optee->threads, OPTEE_NOTIFIER);
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
	/* Not to be frozen: its call may wait for those of clients that are. */
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
 * Wait until no call that secure world asked for is under way or waits for a thread. False: one
 * still is, after some time.
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
	/* Secure world first, so that nothing comes once nobody listens. */
	rc = optee_call_simple(optee, OPTEE_MSG_CMD_STOP_ASYNC_NOTIF, 0, 0,
			       OPTEE_CLEANUP | OPTEE_STAY, NULL);
	if (rc)
		dev_err(optee->dev, "secure world keeps on notifying: %d\n", rc);
	free_irq(notifier->irq, optee);
	destroy_workqueue(notifier->workqueue);
	notifier->irq = 0;
}
