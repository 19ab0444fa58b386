/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Handles are the ids by which a program refers to its shared memory.
 *
 * We hand out the most recently freed one first, in constant time. With an xarray,
 * creating and freeing a memory object would cost some 700 instructions more, and
 * programs do that for every temporary buffer.
 */
#ifndef TEE_HANDLES_H
#define TEE_HANDLES_H

#include <linux/spinlock.h>
#include <linux/types.h>

/**
 * struct tee_handles - maps handles to objects
 * @lock:	guards everything below; callers of tee_handles_find() hold it, too
 * @slots:	objects, indexed by handle - 1. A free slot has the index of the next
 *		free one
 * @size:	number of slots
 * @free:	index of the first free slot, or @size if there is none
 *
 * Must be zeroed before tee_handles_init(). The first handle triggers the first
 * allocation, and tee_handles_destroy() frees it all.
 */
struct tee_handles {
	spinlock_t lock;
	void **slots;
	u32 size;
	u32 free;
};

void tee_handles_init(struct tee_handles *handles);
void tee_handles_destroy(struct tee_handles *handles);
int tee_handles_add(struct tee_handles *handles, void *object);
void tee_handles_remove(struct tee_handles *handles, int handle);
void *tee_handles_find(struct tee_handles *handles, int handle);

#endif /* TEE_HANDLES_H */
