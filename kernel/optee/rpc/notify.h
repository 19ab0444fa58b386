/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Notifications: secure world posts keys, and requests calls.
 */
#ifndef OPTEE_NOTIFY_H
#define OPTEE_NOTIFY_H

#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

struct optee;

/**
 * struct optee_notifier - keys that secure world posts, and their waiters
 * @lock:	guards @waiters and @posted; taken with interrupts disabled
 * @waiters:	waiters for a key
 * @posted:	bitmap of the keys that were posted without a waiter
 * @max_key:	highest key
 * @irq:	interrupt by which secure world notifies; 0 if not available
 * @work:	makes the call that secure world requested
 * @has_reserved_thread: secure world has requested such a call, and a thread is kept for these
 *		calls
 * @workqueue:	runs @work
 */
struct optee_notifier {
	spinlock_t lock;
	struct list_head waiters;
	unsigned long *posted;
	u32 max_key;
	unsigned int irq;
	struct work_struct work;
	bool has_reserved_thread;
	struct workqueue_struct *workqueue;
};

int optee_notifier_init(struct optee *optee, u32 max_key);
void optee_notifier_stop(struct optee *optee);
void optee_notifier_destroy(struct optee *optee);
int optee_notify_wait(struct optee *optee, u64 key, u64 timeout_ms, unsigned int flags,
		      u32 *ret);
u32 optee_notify_post(struct optee *optee, u64 key);
int optee_pause(struct optee *optee, u64 ms, unsigned int flags);

#endif /* OPTEE_NOTIFY_H */
