/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Slots: buffers for messages to secure world.
 */
#ifndef OPTEE_SLOT_H
#define OPTEE_SLOT_H

#include <linux/list.h>
#include <linux/spinlock.h>

#include "optee/call/call_flags.h"
#include "optee/message.h"

struct optee;
struct optee_slot_chunk;

/*
 * Number of parameters in a slot: enough for OPEN_SESSION with four parameters and two
 * META ones.
 */
#define OPTEE_SLOT_PARAMS	6

/**
 * struct optee_slot - buffer for a message, and for an RPC message after it
 * @arg:	the message
 * @entry:	registers that pass the message to secure world
 * @cmd:	command of the message, OPTEE_MSG_CMD_*
 * @counted:	class in whose number of calls in progress this slot's call is counted;
 *		OPTEE_NORMAL: not counted
 * @room:	maximum number of parameters of a message
 * @num_params:	number of parameters of the current message
 * @next:	next slot in the free list
 * @chunk:	chunk that the slot is part of; NULL if it is a separate page
 *
 * Belongs to one call at a time, from optee_slot_get() to optee_slot_put().
 */
struct optee_slot {
	struct optee_msg_arg *arg;
	unsigned long entry[4];
	u32 cmd;
	enum optee_class counted;
	u32 room;
	u32 num_params;
	struct optee_slot *next;
	struct optee_slot_chunk *chunk;
};

/**
 * struct optee_slots - all slots
 * @cache:	one free slot for each CPU
 * @lock:	guards @free
 * @free:	list of the other free slots
 * @chunks:	list of chunks; made when the driver is bound, freed when it is removed
 */
struct optee_slots {
	struct optee_slot * __percpu *cache;
	spinlock_t lock;
	struct optee_slot *free;
	struct list_head chunks;
};

struct optee_slot *optee_slot_get(struct optee *optee, u32 num_params,
				  unsigned int flags);
void optee_slot_put(struct optee *optee, struct optee_slot *slot);
void optee_slot_set_address(const struct optee *optee, struct optee_slot *slot,
			    phys_addr_t address);
size_t optee_slot_rpc_size(const struct optee *optee);

#endif /* OPTEE_SLOT_H */
