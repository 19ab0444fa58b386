// SPDX-License-Identifier: GPL-2.0-only
/*
 * Chunks, the pages that message slots are carved from.
 *
 * Each chunk is one page that OP-TEE knows ahead of time, which spares it mapping the
 * message page on every call. We try memory reserved at boot first since OP-TEE doesn't
 * even have to look that up, and register a page otherwise. More than a page per chunk
 * would hurt: OP-TEE maps a registered region as a whole for the duration of a call.
 *
 * Everything is set up at probe, for as many calls as can run concurrently, and clients
 * can't make it grow. When OP-TEE doesn't report its thread count we may guess too low.
 * A call that finds no slot then uses a separate page, see slot.c.
 *
 * Without OPTEE_SMC_SEC_CAP_RPC_ARG and dynamic shared memory there are no registered
 * messages, and each one has to be at the start of a page.
 */

#include <linux/io.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/slab.h>

#include "optee/call/slot.h"
#include "optee/call/slot_chunk.h"
#include "optee/optee.h"
#include "optee/optee_smc.h"
#include "optee/region.h"

/* Our guess when OP-TEE doesn't report how many calls it accepts */
#define OPTEE_SLOTS_UNKNOWN	16U

/**
 * struct optee_slot_chunk - page divided into slots
 * @link:	entry in optee_slots.chunks
 * @page:	the memory; NULL if it is in @shm, or if the page had to be leaked
 * @shm:	the memory if it is reserved memory, otherwise NULL
 * @region:	@page's registration; the cookie is 0 if it isn't registered
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

static size_t slot_size(const struct optee *optee)
{
	return ALIGN(OPTEE_MSG_SIZE(OPTEE_SLOT_PARAMS) + optee_slot_rpc_size(optee), 64);
}

static bool uses_registered_slots(const struct optee *optee)
{
	return optee->rpc_params && (optee->caps & OPTEE_SMC_SEC_CAP_DYNAMIC_SHM);
}

static void set_entry_cookie(struct optee_slot *slot, u64 cookie, size_t offset)
{
	slot->entry[0] = OPTEE_SMC_CALL_WITH_REGD_ARG;
	slot->entry[1] = upper_32_bits(cookie);
	slot->entry[2] = lower_32_bits(cookie);
	slot->entry[3] = offset;
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
	/* On -EIO the page may be registered all the same, so leak it */
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
		optee_slot_set_address(optee, slot, address + n * slot_size(optee));
	}
	return 0;
}

static void free_chunk(struct optee *optee, struct optee_slot_chunk *chunk)
{
	/* Secure world may still write to a page it didn't unregister: leak it */
	if (chunk->region.cookie &&
	    optee_region_unregister(optee, &chunk->region, TEE_WAIT_MODE_UNLIMITED))
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

/* Returns the number of slots added, or an errno */
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

int optee_slots_init(struct optee *optee)
{
	struct optee_slots *slots = &optee->slots;

	spin_lock_init(&slots->lock);
	INIT_LIST_HEAD(&slots->chunks);
	slots->cache = alloc_percpu(struct optee_slot *);
	return slots->cache ? 0 : -ENOMEM;
}

/**
 * optee_slots_fill() - allocate the slots
 * @optee:	the OP-TEE, whose pools exist already
 *
 * We want a slot for every call that can run plus one per CPU, since a slot parked in
 * another CPU's cache is out of reach. Running short of memory is not an error: calls
 * fall back to separate pages.
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

/*
 * No client's call is running. All that still calls into secure world is the
 * unregistering below.
 */
void optee_slots_destroy(struct optee *optee)
{
	struct optee_slots *slots = &optee->slots;
	struct optee_slot_chunk *chunk, *next;
	int cpu;

	/* Those calls can't use the slots that are being freed, so make them use pages */
	slots->free = NULL;
	for_each_possible_cpu(cpu)
		*per_cpu_ptr(slots->cache, cpu) = NULL;

	list_for_each_entry_safe(chunk, next, &slots->chunks, link) {
		list_del(&chunk->link);
		free_chunk(optee, chunk);
	}
	free_percpu(slots->cache);
}
