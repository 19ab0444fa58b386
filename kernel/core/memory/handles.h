/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Handles: the ids by which a program names its shared memory.
 *
 * A table that assigns the handle that was freed last, in constant time. An xarray would
 * cost some 700 instructions more for each piece of memory that is created and freed, and
 * programs do that for every temporary buffer.
 */
#ifndef TEE_HANDLES_H
#define TEE_HANDLES_H

#include <linux/spinlock.h>
#include <linux/types.h>

/**
 * struct tee_handles - handles and their objects
 * @lock:	guards the other members; also held by callers of tee_handles_find()
 * @slots:	objects by handle, less 1; a free slot contains the index of the next free
 *		one
 * @size:	number of slots
 * @free:	index of the first free slot, @size if there is none
 *
 * Allocates nothing until the first handle is assigned. Must be zeroed before
 * tee_handles_init(), and is freed by tee_handles_destroy().
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
