// SPDX-License-Identifier: BSD-2-Clause
/*
 * Handle tables. From the highest bit, a handle has 3 bits of kind, which is never 0, 13 bits of
 * its slot's generation, and 16 bits of slot number. It has no more than 32 bits, because
 * applications for OP-TEE hand theirs to clients as a parameter's number.
 *
 * Generations start over when they are used up. To make that rare, the slot that has been free
 * for the longest time is used next.
 */

#include <stdbool.h>
#include <stdlib.h>

#include "softteed/api/object/handle.h"

#define SLOT_BITS	16
#define KIND_BITS	3
#define HANDLE_BITS	32
#define MAX_GENERATION	(((uintptr_t)1 << (HANDLE_BITS - SLOT_BITS - KIND_BITS)) - 1)
#define FIRST_SLOTS	16

/*
 * @pointer:	NULL if the slot is free
 * @generation:	number of the slot's current or next handle
 * @next_free:	number of the next free slot, plus 1; 0 for the last
 */
struct handle_slot {
	void *pointer;
	uintptr_t generation;
	uint32_t next_free;
};

/* Double the number of slots. The table's list of free slots is empty. */
static bool add_slots(struct handle_table *table)
{
	uint32_t count = table->num_slots ? table->num_slots * 2 : FIRST_SLOTS;
	struct handle_slot *slots;

	if (count > HANDLE_MAX)
		return false;
	slots = realloc(table->slots, count * sizeof(*slots));
	if (!slots)
		return false;
	for (uint32_t n = table->num_slots; n < count; n++)
		slots[n] = (struct handle_slot){
			.generation = 1,
			.next_free = n + 1 < count ? n + 2 : 0,
		};
	table->first_free = table->num_slots + 1;
	table->last_free = count;
	table->slots = slots;
	table->num_slots = count;
	return true;
}

uintptr_t handle_open(struct handle_table *table, void *pointer)
{
	struct handle_slot *slot;
	uint32_t number;

	if (!table->first_free && !add_slots(table))
		return 0;
	number = table->first_free - 1;
	slot = &table->slots[number];
	table->first_free = slot->next_free;
	slot->pointer = pointer;
	return (uintptr_t)table->kind << (HANDLE_BITS - KIND_BITS) |
	       slot->generation << SLOT_BITS | number;
}

static struct handle_slot *find_slot(const struct handle_table *table, uintptr_t handle)
{
	uint32_t number = handle & (HANDLE_MAX - 1);
	struct handle_slot *slot;

	if (handle >> (HANDLE_BITS - KIND_BITS) != (uintptr_t)table->kind ||
	    number >= table->num_slots)
		return NULL;
	slot = &table->slots[number];
	if (!slot->pointer || slot->generation != (handle >> SLOT_BITS & MAX_GENERATION))
		return NULL;
	return slot;
}

void *handle_find(const struct handle_table *table, uintptr_t handle)
{
	struct handle_slot *slot = find_slot(table, handle);

	return slot ? slot->pointer : NULL;
}

void handle_close(struct handle_table *table, uintptr_t handle)
{
	struct handle_slot *slot = find_slot(table, handle);

	if (!slot)
		return;
	slot->pointer = NULL;
	slot->generation = slot->generation % MAX_GENERATION + 1;
	slot->next_free = 0;
	if (table->first_free)
		table->slots[table->last_free - 1].next_free = (uint32_t)(slot - table->slots) + 1;
	else
		table->first_free = (uint32_t)(slot - table->slots) + 1;
	table->last_free = (uint32_t)(slot - table->slots) + 1;
}
