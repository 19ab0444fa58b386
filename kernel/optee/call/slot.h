/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Room for messages to secure world.
 */
#ifndef OPTEE_SLOT_H
#define OPTEE_SLOT_H

#include <linux/list.h>
#include <linux/spinlock.h>

#include "optee/call/call_flags.h"
#include "optee/message.h"

struct optee;
struct optee_slot_chunk;

/* Enough for a session's opening with four parameters, or an invocation. */
#define OPTEE_SLOT_PARAMS	6

/**
 * struct optee_slot - room for a message, and an RPC message behind it
 * @arg:	the message
 * @entry:	the registers that hand it to secure world
 * @cmd:	the message's command, OPTEE_MSG_CMD_*
 * @counted:	the class among whose calls its call is counted; OPTEE_NORMAL: among none
 * @room:	most parameters of the message
 * @num_params:	parameters of the message it was got for
 * @next:	in the list of free slots
 * @chunk:	the chunk it was carved from; NULL for a slot of its own
 *
 * Belongs to one call at a time, between getting and putting it.
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
 * @cache:	a free slot for each processor
 * @lock:	guards @free
 * @free:	the other free slots
 * @chunks:	what slots were carved from: made when the driver comes, goes with it
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
