// SPDX-License-Identifier: GPL-2.0-only
/*
 * Deferred undo operations: a worker runs those that could not be completed immediately.
 *
 * Closing a session and unregistering memory each take a call, which may have to wait for
 * a thread of the TEE. A process that exits or is killed does not wait for that, but the
 * TEE must still release the objects. So a worker makes the call, with TEE_WAIT_MODE_UNLIMITED.
 * The resources that it needs are part of the object that is undone.
 *
 * Each operation has its own work item, so that a hanging TEE blocks only its own items.
 * The queue runs up to WQ_DFL_ACTIVE items concurrently, so a TEE with that many blocked
 * items also blocks the items of other TEEs.
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
 * tee_undo_prepare() - prepare an undo operation for tee_undo_now()
 * @undo:	embedded in the object that is undone
 * @again:	undoes it and frees the object; may wait
 */
void tee_undo_prepare(struct tee_undo *undo, void (*again)(struct tee_undo *undo))
{
	undo->again = again;
	INIT_WORK(&undo->work, undo_work);
}

/**
 * tee_undo_now() - queue a prepared operation to a worker
 * @undo:	the operation; owned by the worker after this
 *
 * Context: any; does not sleep.
 */
void tee_undo_now(struct tee_undo *undo)
{
	queue_work(tee_undo_wq, &undo->work);
}

/**
 * tee_undo_later() - prepare an undo operation and queue it to a worker
 * @undo:	embedded in the object that is undone; owned by the worker after this
 * @again:	as for tee_undo_prepare()
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

/*
 * This is called after all devices and pools have been freed, when the remaining
 * operations finish on their own.
 */
void tee_undo_exit(void)
{
	destroy_workqueue(tee_undo_wq);
}
