// SPDX-License-Identifier: GPL-2.0-only
/*
 * Undoing later what could not be undone at once.
 *
 * Closing a session and making the TEE forget memory take a call, which may have to wait
 * until the TEE is free. A process that is killed, or exits, does not wait for that, and
 * the TEE must not keep what nobody uses any more. So a worker does it, with
 * TEE_PATIENCE_ALL; what it needs for that is part of the object that is undone.
 *
 * Each operation is a work item of its own, so that a TEE that hangs blocks its own items
 * only. The queue runs WQ_DFL_ACTIVE items at once: a TEE with that many blocked items
 * blocks those of the other TEEs too.
 */

#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include "core/session/undo.h"

static struct workqueue_struct *tee_undo_wq;

static void undo_work(struct work_struct *work)
{
	struct tee_undo *undo = container_of(work, struct tee_undo, work);

	undo->again(undo);
}

/**
 * tee_undo_prepare() - say how something is undone, for tee_undo_now()
 * @undo:	part of it
 * @again:	undoes it and frees what @undo is part of; may wait
 */
void tee_undo_prepare(struct tee_undo *undo, void (*again)(struct tee_undo *undo))
{
	undo->again = again;
	INIT_WORK(&undo->work, undo_work);
}

/**
 * tee_undo_now() - have a worker undo what was prepared
 * @undo:	the worker's from now on
 *
 * Context: any; does not sleep.
 */
void tee_undo_now(struct tee_undo *undo)
{
	queue_work(tee_undo_wq, &undo->work);
}

/**
 * tee_undo_later() - have a worker undo something
 * @undo:	part of it; the worker's from now on
 * @again:	as tee_undo_prepare()
 *
 * Context: as tee_undo_now().
 */
void tee_undo_later(struct tee_undo *undo, void (*again)(struct tee_undo *undo))
{
	tee_undo_prepare(undo, again);
	tee_undo_now(undo);
}

int tee_undo_init(void)
{
	tee_undo_wq = alloc_workqueue("tee_undo", WQ_UNBOUND | WQ_MEM_RECLAIM,
				      WQ_DFL_ACTIVE);
	return tee_undo_wq ? 0 : -ENOMEM;
}

/* Every device and pool has gone: what is left in the queue ends by itself. */
void tee_undo_exit(void)
{
	destroy_workqueue(tee_undo_wq);
}
