// SPDX-License-Identifier: GPL-2.0-only
/* Shared memory ids of a client, see handles.h. */

#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/nospec.h>
#include <linux/string.h>
#include <linux/xarray.h>

#include "core/memory/handles.h"

#define TEE_FIRST_HANDLES	32U
#define TEE_MOST_HANDLES	((u32)INT_MAX / 2)

void tee_handles_init(struct tee_handles *handles)
{
	spin_lock_init(&handles->lock);
}

/**
 * tee_handles_destroy() - free the table
 * @handles:	the table, without any handles left in it
 */
void tee_handles_destroy(struct tee_handles *handles)
{
	/* Usually empty, as most clients share no memory. */
	if (handles->slots)
		kvfree(handles->slots);
}

/* Double the table, unless another thread has beaten us to it. */
static int handles_grow(struct tee_handles *handles)
{
	u32 old = READ_ONCE(handles->size);
	u32 size = old ? 2 * old : TEE_FIRST_HANDLES;
	void **slots, **gone;
	u32 i;

	if (size > TEE_MOST_HANDLES)
		return -ENOMEM;
	slots = kvmalloc_array(size, sizeof(*slots), GFP_KERNEL_ACCOUNT);
	if (!slots)
		return -ENOMEM;
	for (i = old; i < size; i++)
		slots[i] = xa_mk_value(i + 1);

	spin_lock(&handles->lock);
	if (handles->size == old && handles->free == old) {
		gone = handles->slots;
		if (old)
			memcpy(slots, gone, old * sizeof(*slots));
		handles->slots = slots;
		handles->size = size;
	} else {
		gone = slots;
	}
	spin_unlock(&handles->lock);
	kvfree(gone);
	return 0;
}

/**
 * tee_handles_add() - assign a handle
 * @handles:	the table
 * @object:	what it stands for; an aligned pointer
 *
 * Context: process, may sleep.
 * Return: the handle (>= 1), or -ENOMEM.
 */
int tee_handles_add(struct tee_handles *handles, void *object)
{
	u32 slot;
	int rc;

	for (;;) {
		spin_lock(&handles->lock);
		slot = handles->free;
		if (slot < handles->size) {
			handles->free = xa_to_value(handles->slots[slot]);
			handles->slots[slot] = object;
			spin_unlock(&handles->lock);
			return slot + 1;
		}
		spin_unlock(&handles->lock);
		rc = handles_grow(handles);
		if (rc)
			return rc;
	}
}

/**
 * tee_handles_remove() - remove a handle
 * @handles:	the table
 * @handle:	a handle from tee_handles_add()
 */
void tee_handles_remove(struct tee_handles *handles, int handle)
{
	u32 slot = handle - 1;

	spin_lock(&handles->lock);
	handles->slots[slot] = xa_mk_value(handles->free);
	handles->free = slot;
	spin_unlock(&handles->lock);
}

/**
 * tee_handles_find() - look up a handle
 * @handles:	the table, locked by the caller
 * @handle:	a number from user space
 *
 * Return: the object, or NULL if there's no such handle.
 */
void *tee_handles_find(struct tee_handles *handles, int handle)
{
	u32 slot = (u32)handle - 1;
	void *object;

	if (slot >= handles->size)
		return NULL;
	object = handles->slots[array_index_nospec(slot, handles->size)];
	return xa_is_value(object) ? NULL : object;
}
