/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Notifications: keys that secure world posts, and calls that it asks for.
 */
#ifndef OPTEE_NOTIFY_H
#define OPTEE_NOTIFY_H

#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

struct optee;

/**
 * struct optee_notifier - waiting for keys that secure world posts
 * @lock:	guards the rest; taken in the interrupt
 * @waiters:	those who wait
 * @posted:	keys posted while nobody waited
 * @max_key:	highest key
 * @irq:	the interrupt by which secure world posts, 0 without one
 * @work:	makes the call that secure world asked for
 * @keeps_thread: secure world has asked for such calls, which have a thread kept
 * @workqueue:	runs @work
 */
struct optee_notifier {
	spinlock_t lock;
	struct list_head waiters;
	unsigned long *posted;
	u32 max_key;
	unsigned int irq;
	struct work_struct work;
	bool keeps_thread;
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
