/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Handles: the numbers by which a program names its shared memory.
 *
 * A table that gives out the number freed last, in constant time. An xarray would
 * do, at some 700 instructions more for each piece of memory that comes and
 * goes, and this is the way of every temporary buffer.
 */
#ifndef TEE_HANDLES_H
#define TEE_HANDLES_H

#include <linux/spinlock.h>
#include <linux/types.h>

/**
 * struct tee_handles - numbers and what they name
 * @lock:	guards the rest; the holder of a number's object takes it to look up
 * @slots:	objects by number, less 1; a free slot holds the next free one
 * @size:	number of slots
 * @free:	the first free slot, @size where there is none
 *
 * Takes no memory before the first number is given out. Zeroed and initialised
 * by tee_handles_init(), freed by tee_handles_destroy().
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
