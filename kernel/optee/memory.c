// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory that secure world knows: cookies, page lists, registering regions.
 *
 * A cookie is an id and never an address. What secure world says of a cookie is
 * believed no further than that it is looked up and checked for its kind.
 */

#include <linux/io.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "optee.h"

static const struct xa_limit cookie_limit = XA_LIMIT(1, INT_MAX);

u64 optee_memory_add(struct optee *optee, enum optee_memory_kind kind,
		     struct tee_shm *shm, struct page *page)
{
	struct optee_memory *memory = kmalloc(sizeof(*memory), GFP_KERNEL);
	u32 cookie;

	if (!memory)
		return 0;
	*memory = (struct optee_memory){ .kind = kind, .shm = shm, .page = page };
	/* Cyclic, so that a cookie that secure world kept too long finds nothing. */
	if (xa_alloc_cyclic(&optee->memories, &cookie, memory, cookie_limit,
			    &optee->next_cookie, GFP_KERNEL) < 0) {
		kfree(memory);
		return 0;
	}
	return cookie;
}

/* The lock of the xarray is held. */
static struct optee_memory *find_memory(struct optee *optee, u64 cookie,
					unsigned int kinds)
{
	struct optee_memory *memory;

	if (cookie != (unsigned long)cookie)
		return NULL;
	memory = xa_load(&optee->memories, cookie);
	return memory && (kinds & BIT(memory->kind)) ? memory : NULL;
}

struct optee_memory *optee_memory_take(struct optee *optee, u64 cookie,
				       unsigned int kinds)
{
	struct optee_memory *memory;

	xa_lock(&optee->memories);
	memory = find_memory(optee, cookie, kinds);
	if (memory)
		__xa_erase(&optee->memories, cookie);
	xa_unlock(&optee->memories);
	return memory;
}

struct tee_shm *optee_memory_get_shm(struct optee *optee, u64 cookie,
				     unsigned int kinds)
{
	struct optee_memory *memory;
	struct tee_shm *shm = NULL;

	xa_lock(&optee->memories);
	memory = find_memory(optee, cookie, kinds);
	if (memory && memory->shm) {
		shm = memory->shm;
		tee_shm_get(shm);
	}
	xa_unlock(&optee->memories);
	return shm;
}

void optee_memory_release(struct optee_memory *memory)
{
	if (!memory)
		return;
	tee_shm_put(memory->shm);
	if (memory->page)
		put_page(memory->page);
	kfree(memory);
}

/*
 * What secure world has not given back when the driver goes it may still write to: the pages
 * are not used again. The pools are closed.
 */
void optee_memories_destroy(struct optee *optee)
{
	struct optee_memory *memory;
	unsigned int kept = 0;
	unsigned long cookie;

	xa_for_each(&optee->memories, cookie, memory) {
		xa_erase(&optee->memories, cookie);
		if (memory->shm)
			tee_shm_leak(memory->shm);
		tee_shm_put(memory->shm);
		kfree(memory);
		kept++;
	}
	if (kept)
		dev_err(optee->dev, "secure world has not given back %u pieces of memory\n", kept);
	xa_destroy(&optee->memories);
	if (optee->list_page)
		__free_page(optee->list_page);
}

/* The page that most lists consist of is kept from one list to the next. */
static struct page *get_list_page(struct optee *optee)
{
	struct page *page = xchg(&optee->list_page, NULL);

	return page ?: alloc_page(GFP_KERNEL);
}

static void put_list_page(struct optee *optee, struct page *page)
{
	if (cmpxchg(&optee->list_page, NULL, page))
		__free_page(page);
}

int optee_page_list_make(struct optee *optee, struct optee_page_list *list,
			 struct page **pages, size_t offset, size_t size)
{
	size_t entries = optee_page_list_entries(offset, size);
	size_t n = optee_page_list_length(entries);
	u64 next = 0;

	list->first = NULL;
	/* Backwards, for each page names the next. One by one: none need adjoin. */
	while (n--) {
		struct page *page = get_list_page(optee);

		if (!page) {
			optee_page_list_free(optee, list);
			return -ENOMEM;
		}
		optee_page_list_fill(page_address(page), n, pages, offset, entries, next);
		next = page_to_phys(page);
		set_page_private(page, (unsigned long)list->first);
		list->first = page;
	}
	list->buf_ptr = next | (offset % OPTEE_MSG_PAGE_SIZE);
	return 0;
}

void optee_page_list_free(struct optee *optee, struct optee_page_list *list)
{
	struct page *page;

	while ((page = list->first)) {
		list->first = (struct page *)page_private(page);
		set_page_private(page, 0);
		put_list_page(optee, page);
	}
}

static int memory_call(struct optee *optee, u32 cmd,
		       const struct optee_msg_param *param, unsigned int flags,
		       u32 *ret)
{
	struct optee_slot *slot = optee_call_begin(optee, 1, flags);
	int rc;

	if (IS_ERR(slot))
		return PTR_ERR(slot);
	slot->cmd = cmd;
	*slot->arg = (struct optee_msg_arg){
		.cmd = cmd,
		.ret = TEEC_ERROR_COMMUNICATION,
		.num_params = 1,
	};
	slot->arg->params[0] = *param;
	rc = optee_call(optee, slot, flags, NULL);
	*ret = READ_ONCE(slot->arg->ret);
	optee_call_end(optee, slot);
	return rc;
}

/*
 * The core has checked the region, so that a refusal is about room: OP-TEE answers
 * in more than one way when it can take no more.
 */
static int region_errno(u32 ret)
{
	return ret == TEEC_SUCCESS ? 0 : -ENOMEM;
}

static u64 new_cookie(struct optee *optee)
{
	return BIT_ULL(63) | (u64)atomic64_inc_return(&optee->next_region);
}

int optee_region_register(void *data, struct tee_region *region)
{
	struct optee *optee = data;
	struct optee_msg_param param = {
		.attr = OPTEE_MSG_TYPE_TMEM_OUTPUT | OPTEE_MSG_ATTR_NONCONTIG,
		.u.tmem.size = region->size,
		.u.tmem.shm_ref = new_cookie(optee),
	};
	struct optee_page_list list;
	u32 ret;
	int rc;

	if (!region->size || region->offset >= PAGE_SIZE ||
	    region->num_pages > SIZE_MAX / PAGE_SIZE ||
	    region->size > region->num_pages * PAGE_SIZE - region->offset)
		return -EINVAL;

	rc = optee_page_list_make(optee, &list, region->pages, region->offset, region->size);
	if (rc)
		return rc;
	param.u.tmem.buf_ptr = list.buf_ptr;
	region->cookie = param.u.tmem.shm_ref;
	rc = memory_call(optee, OPTEE_MSG_CMD_REGISTER_SHM, &param, OPTEE_NORMAL, &ret);
	/*
	 * The answer does not say whether the region is registered: it is not to be. Where that
	 * cannot be had, even because the caller was killed, the pages are not used again.
	 */
	if (rc == -EIO || (!rc && ret == TEEC_ERROR_COMMUNICATION))
		rc = optee_region_unregister(optee, region, TEE_PATIENCE_KILLABLE) ? -EIO : -ENOMEM;
	else if (!rc)
		rc = region_errno(ret);
	optee_page_list_free(optee, &list);
	return rc;
}

int optee_region_unregister(void *data, struct tee_region *region,
			    enum tee_patience patience)
{
	struct optee_msg_param param = {
		.attr = OPTEE_MSG_TYPE_RMEM_INPUT,
		.u.rmem.shm_ref = region->cookie,
	};
	struct optee *optee = data;
	u32 ret = TEEC_ERROR_COMMUNICATION;
	int rc;

	rc = memory_call(optee, OPTEE_MSG_CMD_UNREGISTER_SHM, &param,
			 OPTEE_CLEANUP | optee_patience_flags(patience), &ret);
	if (rc == -EINTR || rc == -EBUSY)
		return rc;
	if (rc || ret) {
		dev_err_ratelimited(optee->dev,
				    "secure world did not give memory back: %d, %#x\n",
				    rc, ret);
		return -EIO;
	}
	region->cookie = 0;
	return 0;
}
