/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Slots, the buffers in which messages are passed to secure world
 */
#ifndef OPTEE_SLOT_H
#define OPTEE_SLOT_H

#include <linux/list.h>
#include <linux/spinlock.h>

#include "optee/call/call_flags.h"
#include "optee/message.h"

struct optee;
struct optee_slot_chunk;

/* Slots fit an OPEN_SESSION message, i.e. the client's four parameters plus the two META ones */
#define OPTEE_SLOT_PARAMS	6

/**
 * struct optee_slot - buffer for a message and the RPC message after it
 * @arg:	the message
 * @entry:	registers that pass it to secure world
 * @cmd:	OPTEE_MSG_CMD_*
 * @counted:	class whose optee_threads.calls includes this slot's call; OPTEE_NORMAL
 *		if none does
 * @room:	maximum number of parameters
 * @num_params:	number of parameters in the current message
 * @next:	next free slot
 * @chunk:	the chunk it was carved from; NULL if it is a separate page
 *
 * From optee_slot_get() to optee_slot_put() a slot belongs to a single call.
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
 * struct optee_slots - all of an OP-TEE's slots
 * @cache:	one free slot per CPU
 * @lock:	guards @free
 * @free:	the other free slots
 * @chunks:	filled at probe, emptied when the driver is removed
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
