// SPDX-License-Identifier: GPL-2.0-only
/*
 * Message slots: allocation and release.
 *
 * A free slot sits either in its CPU's cache or on the free list. The cached case takes
 * a few instructions and no lock. When no slot is free, or the message has too many
 * parameters for one, the call gets a page of its own instead. The slots themselves
 * come from slot_chunk.c.
 */

#include <linux/io.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/slab.h>

#include "optee/call/slot.h"
#include "optee/optee.h"
#include "optee/optee_smc.h"

/* Bytes needed after each message for its RPC message, 0 if RPC messages are separate */
size_t optee_slot_rpc_size(const struct optee *optee)
{
	return optee->rpc_params ? OPTEE_MSG_SIZE(optee->rpc_params) : 0;
}

void optee_slot_set_address(const struct optee *optee, struct optee_slot *slot,
			    phys_addr_t address)
{
	slot->entry[0] = optee->rpc_params ? OPTEE_SMC_CALL_WITH_RPC_ARG :
					     OPTEE_SMC_CALL_WITH_ARG;
	slot->entry[1] = upper_32_bits(address);
	slot->entry[2] = lower_32_bits(address);
	slot->entry[3] = OPTEE_SMC_SHM_CACHED;
}

/* A page of its own, for as many parameters as fit in it */
static struct optee_slot *make_page_slot(struct optee *optee, unsigned int flags)
{
	/* Clean-up must not fail for lack of memory */
	gfp_t gfp = optee_class(flags) == OPTEE_CLEANUP ? GFP_KERNEL | __GFP_NOFAIL :
							  GFP_KERNEL_ACCOUNT;
	struct optee_slot *slot = kzalloc(sizeof(*slot), gfp);
	unsigned long page;

	if (!slot)
		return ERR_PTR(-ENOMEM);
	page = __get_free_page(gfp | __GFP_ZERO);
	if (!page) {
		kfree(slot);
		return ERR_PTR(-ENOMEM);
	}
	slot->arg = (void *)page;
	slot->room = (OPTEE_MSG_PAGE_SIZE - optee_slot_rpc_size(optee) -
		      sizeof(struct optee_msg_arg)) / sizeof(struct optee_msg_param);
	optee_slot_set_address(optee, slot, virt_to_phys(slot->arg));
	return slot;
}

static void free_page_slot(struct optee_slot *slot)
{
	free_page((unsigned long)slot->arg);
	kfree(slot);
}

/* Returns NULL if the free list is empty */
static struct optee_slot *pop_slot(struct optee_slots *slots)
{
	struct optee_slot *slot;

	spin_lock(&slots->lock);
	slot = slots->free;
	if (slot)
		slots->free = slot->next;
	spin_unlock(&slots->lock);
	return slot;
}

static noinline struct optee_slot *get_slot_slow(struct optee *optee, u32 num_params,
						 unsigned int flags)
{
	struct optee_slot *slot = NULL;

	if (num_params <= OPTEE_SLOT_PARAMS)
		slot = pop_slot(&optee->slots);
	if (!slot)
		slot = make_page_slot(optee, flags);
	if (!IS_ERR(slot) && num_params > slot->room) {
		free_page_slot(slot);
		return ERR_PTR(-EINVAL);
	}
	return slot;
}

/**
 * optee_slot_get() - get a slot for a message
 * @optee:	the OP-TEE
 * @num_params:	how many parameters have to fit
 * @flags:	call flags
 *
 * Never calls into secure world. If the registered and reserved slots are all in use
 * this falls back to a freshly allocated page.
 *
 * Return: a slot with undefined contents, to be released with optee_slot_put(); or
 * ERR_PTR(-EINVAL) for too many parameters, or ERR_PTR(-ENOMEM), which OPTEE_CLEANUP
 * calls never get.
 */
struct optee_slot *optee_slot_get(struct optee *optee, u32 num_params,
				  unsigned int flags)
{
	struct optee_slot *slot;

	if (likely(num_params <= OPTEE_SLOT_PARAMS)) {
		slot = this_cpu_xchg(*optee->slots.cache, NULL);
		if (likely(slot)) {
			slot->num_params = num_params;
			return slot;
		}
	}
	slot = get_slot_slow(optee, num_params, flags);
	if (!IS_ERR(slot))
		slot->num_params = num_params;
	return slot;
}

static noinline void put_slot_slow(struct optee *optee, struct optee_slot *slot)
{
	struct optee_slots *slots = &optee->slots;

	if (!slot->chunk) {
		free_page_slot(slot);
		return;
	}
	spin_lock(&slots->lock);
	slot->next = slots->free;
	slots->free = slot;
	spin_unlock(&slots->lock);
}

void optee_slot_put(struct optee *optee, struct optee_slot *slot)
{
	if (unlikely(!slot->chunk) ||
	    unlikely(this_cpu_cmpxchg(*optee->slots.cache, NULL, slot)))
		put_slot_slow(optee, slot);
}

