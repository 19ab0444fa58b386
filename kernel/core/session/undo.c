// SPDX-License-Identifier: GPL-2.0-only
/*
 * Deferred undo operations
 *
 * It takes a call to close a session or to unregister memory, and possibly a wait for a
 * free TEE thread. Tasks that are exiting or killed don't wait, but the TEE still has
 * to let go of the object. So we have a worker make the call, in
 * TEE_WAIT_MODE_UNLIMITED. All that it needs is embedded in the object, and there is
 * nothing to allocate that could fail.
 *
 * With one work item per operation, a TEE that hangs only blocks its own. That is,
 * until it has blocked WQ_DFL_ACTIVE of them. The queue doesn't run more than that, and
 * then other TEEs are stuck, too.
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
 * tee_undo_prepare() - set up an operation for tee_undo_now()
 * @undo:	embedded in the object to undo
 * @again:	undoes and frees the object; may wait
 */
void tee_undo_prepare(struct tee_undo *undo, void (*again)(struct tee_undo *undo))
{
	undo->again = again;
	INIT_WORK(&undo->work, undo_work);
}

/**
 * tee_undo_now() - queue an operation
 * @undo:	the operation, set up. Belongs to the worker from here on
 *
 * Context: any; does not sleep.
 */
void tee_undo_now(struct tee_undo *undo)
{
	queue_work(tee_undo_wq, &undo->work);
}

/**
 * tee_undo_later() - set up an operation and queue it
 * @undo:	embedded in the object to undo. Belongs to the worker from here on
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

/* Devices and pools are gone at this point, so whatever is left finishes by itself. */
void tee_undo_exit(void)
{
	destroy_workqueue(tee_undo_wq);
}
