// SPDX-License-Identifier: GPL-2.0-only
/*
 * Handle the interrupt by which secure world posts keys and requests calls, and make
 * these calls.
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

/*
 * If secure world has at most this many threads, no thread is kept for the calls that it
 * requests.
 */
#define OPTEE_FEW_THREADS	3

/* Maximum time that the driver's removal waits for such a call, and the polling interval, ms. */
#define OPTEE_OWN_CALL_MS	2000
#define OPTEE_OWN_CALL_POLL_MS	10

/*
 * Handle the interrupt: secure world has posted keys, or requests a call in which its
 * drivers can do work that is not possible in an interrupt. This is a threaded handler,
 * because secure world may raise any number of interrupts.
 */
static irqreturn_t notifier_interrupt(int irq, void *data)
{
	struct optee *optee = data;
	struct optee_notifier *notifier = &optee->notifier;
	struct tee_conduit_result result;
	bool any = false;
	u32 n;

	/* A key is pending at most once, so read at most one value per key. */
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
 * Make the call that secure world requested. Other calls may hold threads of secure world
 * while they wait for this call. So it waits for a thread until the driver stops, and
 * after the first such call a thread is kept for later ones. If secure world has few
 * threads, none is kept, because too few would remain for clients. In that case the calls
 * that wait for this call may hold all threads, and then wait until secure world ends
 * them.
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
	 * The workqueue is not freezable, because freezing would wait for the call, which
	 * may wait for calls of frozen clients.
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
 * Wait until no call that secure world requested is in progress or waits for a thread.
 * Return: false if this is not the case after OPTEE_OWN_CALL_MS.
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
	/* Stop secure world first, so that it does not raise an interrupt that has no handler. */
	rc = optee_call_simple(optee, OPTEE_MSG_CMD_STOP_ASYNC_NOTIF, 0, 0,
			       OPTEE_CLEANUP | OPTEE_STAY, NULL);
	if (rc)
		dev_err(optee->dev, "cannot stop notifications: %d\n", rc);
	free_irq(notifier->irq, optee);
	destroy_workqueue(notifier->workqueue);
	notifier->irq = 0;
}
