/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Handles: the ids by which a program refers to its shared memory.
 *
 * The table reuses the most recently freed handle, in constant time. An xarray would cost
 * some 700 additional instructions for each memory object that is created and freed, and
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
 * @free:	index of the first free slot; @size if all slots are in use
 *
 * No memory is allocated before the first handle is assigned. The structure must be
 * zeroed before tee_handles_init(); tee_handles_destroy() frees the memory.
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
