// SPDX-License-Identifier: GPL-2.0-only
/*
 * Slots: room for messages.
 *
 * A chunk is a page that secure world knows, carved into slots; knowing the
 * page, it need not map it anew for each call. Memory reserved at boot serves best, for
 * secure world need not even look it up; else a page is registered. A chunk is one page
 * and no more because secure world maps a registered region as a whole for the time of
 * a call. A free slot lies in its processor's cache or in the list; getting and
 * putting one costs a few instructions and no lock while the cache has it.
 *
 * All chunks are made when the driver comes: as many as calls can be made at once need,
 * and no client can have more made. A call that finds no free slot, which happens only
 * where secure world does not tell how many calls it takes, has a page of its own.
 *
 * Where secure world cannot be handed registered messages, every message begins a
 * page.
 */

#include <linux/io.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/slab.h>

#include "optee.h"
#include "optee_smc.h"

/* Enough for a session's opening with four parameters, or an invocation. */
#define OPTEE_SLOT_PARAMS	6

/* Slots for calls where secure world does not tell how many it takes. */
#define OPTEE_SLOTS_UNKNOWN	16U

/**
 * struct optee_slot_chunk - memory carved into slots
 * @link:	in the list of chunks
 * @page:	the memory; NULL where @shm is
 * @shm:	the memory, from reserved memory; else NULL
 * @region:	what secure world knows of @page; its cookie 0: nothing
 * @num:	number of slots
 * @slots:	the slots
 */
struct optee_slot_chunk {
	struct list_head link;
	struct page *page;
	struct tee_shm *shm;
	struct tee_region region;
	unsigned int num;
	struct optee_slot slots[];
};

/* What an RPC message behind the message takes. */
static size_t rpc_size(const struct optee *optee)
{
	return optee->rpc_params ? OPTEE_MSG_SIZE(optee->rpc_params) : 0;
}

static size_t slot_size(const struct optee *optee)
{
	return ALIGN(OPTEE_MSG_SIZE(OPTEE_SLOT_PARAMS) + rpc_size(optee), 64);
}

static bool uses_registered_slots(const struct optee *optee)
{
	return optee->rpc_params && (optee->caps & OPTEE_SMC_SEC_CAP_DYNAMIC_SHM);
}

static void set_entry_address(const struct optee *optee, struct optee_slot *slot,
			      phys_addr_t address)
{
	slot->entry[0] = optee->rpc_params ? OPTEE_SMC_CALL_WITH_RPC_ARG :
					     OPTEE_SMC_CALL_WITH_ARG;
	slot->entry[1] = upper_32_bits(address);
	slot->entry[2] = lower_32_bits(address);
	slot->entry[3] = OPTEE_SMC_SHM_CACHED;
}

static void set_entry_cookie(struct optee_slot *slot, u64 cookie, size_t offset)
{
	slot->entry[0] = OPTEE_SMC_CALL_WITH_REGD_ARG;
	slot->entry[1] = upper_32_bits(cookie);
	slot->entry[2] = lower_32_bits(cookie);
	slot->entry[3] = offset;
}

/* A slot that is a page of its own, and holds as much as a page does. */
static struct optee_slot *make_page_slot(struct optee *optee, unsigned int flags)
{
	/* What cleans up is not to fail for want of memory. */
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
	slot->room = (OPTEE_MSG_PAGE_SIZE - rpc_size(optee) -
		      sizeof(struct optee_msg_arg)) / sizeof(struct optee_msg_param);
	set_entry_address(optee, slot, virt_to_phys(slot->arg));
	return slot;
}

static void free_page_slot(struct optee_slot *slot)
{
	free_page((unsigned long)slot->arg);
	kfree(slot);
}

static int fill_chunk_page(struct optee *optee, struct optee_slot_chunk *chunk)
{
	unsigned int n;
	void *va;
	int rc;

	chunk->page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	if (!chunk->page)
		return -ENOMEM;
	va = page_address(chunk->page);
	chunk->region = (struct tee_region){
		.pages = &chunk->page,
		.num_pages = 1,
		.size = PAGE_SIZE,
		.vaddr = va,
	};
	rc = optee_region_register(optee, &chunk->region);
	/* After -EIO secure world may know the page, which is therefore not used again. */
	if (rc && rc != -EIO)
		__free_page(chunk->page);
	if (rc)
		return rc;
	for (n = 0; n < chunk->num; n++) {
		size_t offset = n * slot_size(optee);

		chunk->slots[n].arg = va + offset;
		set_entry_cookie(&chunk->slots[n], chunk->region.cookie, offset);
	}
	return 0;
}

static int fill_chunk_reserved(struct optee *optee, struct optee_slot_chunk *chunk)
{
	struct tee_shm *shm = tee_shm_alloc_driver_buf(optee->pool, PAGE_SIZE);
	phys_addr_t address;
	unsigned int n;
	void *va;

	if (IS_ERR(shm))
		return PTR_ERR(shm);
	va = tee_shm_get_va(shm, 0);
	if (!tee_region_is_reserved(shm->region) || IS_ERR(va) ||
	    tee_shm_get_pa(shm, 0, &address)) {
		tee_shm_put(shm);
		return -ENOMEM;
	}
	chunk->shm = shm;
	for (n = 0; n < chunk->num; n++) {
		struct optee_slot *slot = &chunk->slots[n];

		slot->arg = va + n * slot_size(optee);
		set_entry_address(optee, slot, address + n * slot_size(optee));
	}
	return 0;
}

static void free_chunk(struct optee *optee, struct optee_slot_chunk *chunk)
{
	/* A page that secure world may still write to is not used again. */
	if (chunk->region.cookie &&
	    optee_region_unregister(optee, &chunk->region, TEE_PATIENCE_ALL))
		chunk->page = NULL;
	if (chunk->page)
		__free_page(chunk->page);
	tee_shm_put(chunk->shm);
	kfree(chunk);
}

static int fill_chunk(struct optee *optee, struct optee_slot_chunk *chunk)
{
	int rc = fill_chunk_reserved(optee, chunk);

	return rc && uses_registered_slots(optee) ? fill_chunk_page(optee, chunk) : rc;
}

/* Make a chunk; its slots are free. Return: their number, or an errno. */
static int add_chunk(struct optee *optee)
{
	unsigned int num = PAGE_SIZE / slot_size(optee);
	struct optee_slots *slots = &optee->slots;
	struct optee_slot_chunk *chunk;
	unsigned int n;
	int rc;

	chunk = kzalloc(struct_size(chunk, slots, num), GFP_KERNEL);
	if (!chunk)
		return -ENOMEM;
	chunk->num = num;
	rc = fill_chunk(optee, chunk);
	if (rc) {
		kfree(chunk);
		return rc;
	}

	spin_lock(&slots->lock);
	for (n = 0; n < num; n++) {
		chunk->slots[n].chunk = chunk;
		chunk->slots[n].room = OPTEE_SLOT_PARAMS;
		chunk->slots[n].next = slots->free;
		slots->free = &chunk->slots[n];
	}
	list_add_tail(&chunk->link, &slots->chunks);
	spin_unlock(&slots->lock);
	return num;
}

/* A slot from the list of free ones, or NULL. */
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

int optee_slots_init(struct optee *optee)
{
	struct optee_slots *slots = &optee->slots;

	spin_lock_init(&slots->lock);
	INIT_LIST_HEAD(&slots->chunks);
	slots->cache = alloc_percpu(struct optee_slot *);
	return slots->cache ? 0 : -ENOMEM;
}

/**
 * optee_slots_fill() - make the slots
 * @optee:	the OP-TEE, whose pools are there
 *
 * One for each call that can be made at once, and for each processor, which keeps one.
 * Where there are less of them than wanted, calls have pages of their own.
 */
void optee_slots_fill(struct optee *optee)
{
	unsigned int wanted = optee->threads.total ?: OPTEE_SLOTS_UNKNOWN;
	unsigned int got = 0;
	int rc;

	wanted += num_possible_cpus();
	while (got < wanted) {
		rc = add_chunk(optee);
		if (rc < 0)
			break;
		got += rc;
	}
}

/* No call is under way any more, and none is made but to forget the chunks. */
void optee_slots_destroy(struct optee *optee)
{
	struct optee_slots *slots = &optee->slots;
	struct optee_slot_chunk *chunk, *next;
	int cpu;

	/* From here on a message goes in a page of its own. */
	slots->free = NULL;
	for_each_possible_cpu(cpu)
		*per_cpu_ptr(slots->cache, cpu) = NULL;

	list_for_each_entry_safe(chunk, next, &slots->chunks, link) {
		list_del(&chunk->link);
		free_chunk(optee, chunk);
	}
	free_percpu(slots->cache);
}
