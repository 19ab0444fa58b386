/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Notifications from secure world
 */
#ifndef OPTEE_NOTIFY_H
#define OPTEE_NOTIFY_H

#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

struct optee;

/**
 * struct optee_notifier - keys posted by secure world, and who waits for them
 * @lock:	guards @waiters and @posted; irqs are off while it is held
 * @waiters:	list of struct key_waiter
 * @posted:	bitmap of keys that nobody was waiting for when they were posted
 * @max_key:	highest key
 * @irq:	notification interrupt, 0 if we have none
 * @work:	issues the DO_BOTTOM_HALF call
 * @has_reserved_thread: such a call has been requested before, so a thread is now kept
 *		for them
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
