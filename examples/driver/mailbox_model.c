// SPDX-License-Identifier: GPL-2.0-only
/*
 * Software model of the mailbox TEE, attached to the loopback conduit. It has
 * MAILBOX_REQUESTS slots for concurrent requests, and an interrupt to report that one
 * has completed.
 */

#include <linux/bitops.h>
#include <linux/highmem.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/module.h>
#include <linux/tee_conduit.h>
#include <linux/workqueue.h>

#include "mailbox.h"

#define MODEL_SHARES	64

/* A registered region. Handles are indexes into model.shares, plus one. */
struct share {
	u64 pages[MAILBOX_MAX_PAGES];
	unsigned long num_pages;
	unsigned long offset;
	unsigned long size;
};

struct model_request {
	struct delayed_work work;
	u64 result;
	unsigned long due;
};

/* @lock guards everything below it */
static struct {
	struct tee_loopback_model loopback;
	spinlock_t lock;
	struct share *shares[MODEL_SHARES];
	struct model_request requests[MAILBOX_REQUESTS];
	unsigned long busy;
	unsigned long finished;
} model;

static u64 add_up(const struct share *share, unsigned long offset, unsigned long size)
{
	unsigned long at = share->offset + offset, end = at + size, in_page, n;
	const u8 *bytes;
	u64 sum = 0;

	for (; at < end; at += in_page) {
		in_page = min(end - at, PAGE_SIZE - at % PAGE_SIZE);
		bytes = kmap_local_page(pfn_to_page(PHYS_PFN(share->pages[at / PAGE_SIZE])));
		for (n = 0; n < in_page; n++)
			sum += READ_ONCE(bytes[at % PAGE_SIZE + n]);
		kunmap_local(bytes);
	}
	return sum;
}

/* The request we were queued for may have been aborted and its number reused by now */
static void work(struct work_struct *work)
{
	struct model_request *request = container_of(to_delayed_work(work), struct model_request,
						     work);
	unsigned long number = request - model.requests, flags;
	bool finishes;

	spin_lock_irqsave(&model.lock, flags);
	finishes = test_bit(number, &model.busy) && !time_before(jiffies, request->due);
	if (finishes)
		__set_bit(number, &model.finished);
	spin_unlock_irqrestore(&model.lock, flags);
	if (finishes)
		generic_handle_irq_safe(model.loopback.irq);
}

static unsigned long do_share(const struct tee_conduit_args *args,
			      struct tee_conduit_result *result)
{
	struct share *share;
	unsigned int n;

	if (!args->a[2] || args->a[2] > MAILBOX_MAX_PAGES || args->a[3] >= PAGE_SIZE ||
	    args->a[4] > args->a[2] * PAGE_SIZE - args->a[3])
		return MAILBOX_REFUSED;
	for (n = 0; n < MODEL_SHARES && model.shares[n]; n++)
		;
	share = n < MODEL_SHARES ? kzalloc(sizeof(*share), GFP_ATOMIC) : NULL;
	if (!share)
		return MAILBOX_REFUSED;
	memcpy(share->pages, phys_to_virt(args->a[1]), args->a[2] * sizeof(u64));
	share->num_pages = args->a[2];
	share->offset = args->a[3];
	share->size = args->a[4];
	model.shares[n] = share;
	result->a[1] = n + 1;
	return MAILBOX_OK;
}

static struct share *find_share(unsigned long handle)
{
	return handle && handle <= MODEL_SHARES ? model.shares[handle - 1] : NULL;
}

static unsigned long do_unshare(const struct tee_conduit_args *args)
{
	struct share *share = find_share(args->a[1]);

	if (!share)
		return MAILBOX_REFUSED;
	model.shares[args->a[1] - 1] = NULL;
	kfree(share);
	return MAILBOX_OK;
}

static unsigned long do_submit(const struct tee_conduit_args *args)
{
	unsigned long number = args->a[1], offset = args->a[3], size = args->a[4];
	unsigned long delay = msecs_to_jiffies(args->a[5]);
	const struct share *share = find_share(args->a[2]);
	struct model_request *request;

	if (number >= MAILBOX_REQUESTS || test_bit(number, &model.busy) || !share ||
	    offset > share->size || size > share->size - offset)
		return MAILBOX_REFUSED;
	request = &model.requests[number];
	request->result = add_up(share, offset, size);
	request->due = jiffies + delay;
	__set_bit(number, &model.busy);
	/* may still be pending, for an aborted request with this number */
	mod_delayed_work(system_wq, &request->work, delay);
	return MAILBOX_OK;
}

static unsigned long do_result(struct tee_conduit_result *result)
{
	unsigned long number = find_first_bit(&model.finished, MAILBOX_REQUESTS);

	if (number >= MAILBOX_REQUESTS)
		return MAILBOX_NONE;
	__clear_bit(number, &model.finished);
	__clear_bit(number, &model.busy);
	result->a[1] = number;
	result->a[2] = model.requests[number].result;
	return MAILBOX_OK;
}

static unsigned long do_abort(const struct tee_conduit_args *args)
{
	unsigned long number = args->a[1];

	if (number >= MAILBOX_REQUESTS)
		return MAILBOX_REFUSED;
	cancel_delayed_work(&model.requests[number].work);
	__clear_bit(number, &model.finished);
	__clear_bit(number, &model.busy);
	return MAILBOX_OK;
}

static unsigned long answer_locked(const struct tee_conduit_args *args,
				   struct tee_conduit_result *result)
{
	switch (args->a[0]) {
	case MAILBOX_ABOUT:
		result->a[1] = MAILBOX_MAGIC;
		return MAILBOX_OK;
	case MAILBOX_SHARE:
		return do_share(args, result);
	case MAILBOX_UNSHARE:
		return do_unshare(args);
	case MAILBOX_SUBMIT:
		return do_submit(args);
	case MAILBOX_RESULT:
		return do_result(result);
	case MAILBOX_ABORT:
		return do_abort(args);
	default:
		return MAILBOX_REFUSED;
	}
}

static void answer(const struct tee_loopback_model *loopback, const struct tee_conduit_args *args,
		   struct tee_conduit_result *result)
{
	unsigned long flags;

	spin_lock_irqsave(&model.lock, flags);
	result->a[0] = answer_locked(args, result);
	spin_unlock_irqrestore(&model.lock, flags);
}

static int __init model_init(void)
{
	int irq = irq_alloc_desc(NUMA_NO_NODE);
	unsigned int n;
	int rc;

	if (irq < 0)
		return irq;
	irq_set_chip_and_handler(irq, &dummy_irq_chip, handle_simple_irq);
	irq_modify_status(irq, IRQ_NOREQUEST, 0);
	spin_lock_init(&model.lock);
	for (n = 0; n < MAILBOX_REQUESTS; n++)
		INIT_DELAYED_WORK(&model.requests[n].work, work);
	model.loopback = (struct tee_loopback_model){
		.owner = THIS_MODULE,
		.device_name = "mailbox",
		.irq = irq,
		.answer = answer,
	};
	rc = tee_loopback_attach(&model.loopback);
	if (rc)
		irq_free_desc(irq);
	return rc;
}
module_init(model_init);

static void __exit model_exit(void)
{
	unsigned int n;

	tee_loopback_detach(&model.loopback);
	for (n = 0; n < MAILBOX_REQUESTS; n++)
		cancel_delayed_work_sync(&model.requests[n].work);
	irq_free_desc(model.loopback.irq);
}
module_exit(model_exit);

MODULE_DESCRIPTION("A TEE behind a mailbox, as a model on the loopback conduit");
MODULE_AUTHOR("The gtee authors");
MODULE_LICENSE("GPL");
