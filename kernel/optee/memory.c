// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory that secure world knows: cookies, page lists, registering regions.
 *
 * A cookie is an id and never an address. What secure world says of a cookie is
 * believed no further than that it is looked up and checked for its kind.
 */

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

/* What secure world has not given back when the driver goes. */
void optee_memories_destroy(struct optee *optee)
{
	struct optee_memory *memory;
	unsigned long cookie;

	xa_for_each(&optee->memories, cookie, memory) {
		/* A region's pages are its owner's to keep or to leak. */
		if (memory->kind != OPTEE_MEMORY_REGION)
			dev_dbg(optee->dev, "secure world kept cookie %lu\n", cookie);
		xa_erase(&optee->memories, cookie);
		optee_memory_release(memory);
	}
	xa_destroy(&optee->memories);
}

int optee_page_list_make(struct optee_page_list *list, struct page **pages,
			 size_t offset, size_t size)
{
	size_t entries = optee_page_list_entries(offset, size);
	size_t length = optee_page_list_length(entries);
	u64 next = 0;
	size_t n;

	list->pages = kvcalloc(length, sizeof(*list->pages), GFP_KERNEL);
	if (!list->pages)
		return -ENOMEM;
	list->num_pages = length;

	/* Backwards, for each page names the next. One by one: none need adjoin. */
	for (n = length; n--;) {
		list->pages[n] = alloc_page(GFP_KERNEL | __GFP_ZERO);
		if (!list->pages[n]) {
			optee_page_list_free(list);
			return -ENOMEM;
		}
		optee_page_list_fill(page_address(list->pages[n]), n, pages,
				     offset, entries, next);
		next = page_to_phys(list->pages[n]);
	}
	list->buf_ptr = next | (offset % OPTEE_MSG_PAGE_SIZE);
	return 0;
}

void optee_page_list_free(struct optee_page_list *list)
{
	size_t n;

	for (n = 0; n < list->num_pages; n++)
		if (list->pages[n])
			__free_page(list->pages[n]);
	kvfree(list->pages);
	*list = (struct optee_page_list){ };
}

static int memory_call(struct optee *optee, u32 cmd,
		       const struct optee_msg_param *param, unsigned int flags,
		       u32 *ret)
{
	struct optee_slot *slot = optee_slot_get_ready(optee);
	int rc;

	if (IS_ERR(slot))
		return PTR_ERR(slot);
	*slot->arg = (struct optee_msg_arg){
		.cmd = cmd,
		.ret = TEEC_ERROR_COMMUNICATION,
		.num_params = 1,
	};
	slot->arg->params[0] = *param;
	rc = optee_call(optee, slot, flags);
	*ret = READ_ONCE(slot->arg->ret);
	optee_slot_put(optee, slot);
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

int optee_region_register(void *data, struct tee_region *region)
{
	struct optee *optee = data;
	struct optee_msg_param param = { };
	struct optee_page_list list;
	u64 cookie;
	u32 ret;
	int rc;

	if (!region->size || region->offset >= PAGE_SIZE ||
	    region->num_pages > SIZE_MAX / PAGE_SIZE ||
	    region->size > region->num_pages * PAGE_SIZE - region->offset)
		return -EINVAL;

	rc = optee_page_list_make(&list, region->pages, region->offset, region->size);
	if (rc)
		return rc;
	cookie = optee_memory_add(optee, OPTEE_MEMORY_REGION, NULL, NULL);
	if (!cookie) {
		rc = -ENOMEM;
		goto free_list;
	}

	param.attr = OPTEE_MSG_TYPE_TMEM_OUTPUT | OPTEE_MSG_ATTR_NONCONTIG;
	param.u.tmem.buf_ptr = list.buf_ptr;
	param.u.tmem.size = region->size;
	param.u.tmem.shm_ref = cookie;
	rc = memory_call(optee, OPTEE_MSG_CMD_REGISTER_SHM, &param, OPTEE_NORMAL, &ret);
	if (!rc)
		rc = region_errno(ret);
	if (rc)
		goto release_cookie;
	region->cookie = cookie;
	optee_page_list_free(&list);
	return 0;

release_cookie:
	optee_memory_release(optee_memory_take(optee, cookie,
					       BIT(OPTEE_MEMORY_REGION)));
free_list:
	optee_page_list_free(&list);
	return rc;
}

int optee_region_unregister(void *data, struct tee_region *region)
{
	struct optee_msg_param param = {
		.attr = OPTEE_MSG_TYPE_RMEM_INPUT,
		.u.rmem.shm_ref = region->cookie,
	};
	struct optee *optee = data;
	u32 ret = TEEC_ERROR_COMMUNICATION;
	int rc;

	rc = memory_call(optee, OPTEE_MSG_CMD_UNREGISTER_SHM, &param,
			 OPTEE_CLEANUP, &ret);
	if (rc || ret) {
		/* The cookie stays taken, for secure world may still know it. */
		dev_err_ratelimited(optee->dev,
				    "secure world did not give memory back: %d, %#x\n",
				    rc, ret);
		return -EIO;
	}
	optee_memory_release(optee_memory_take(optee, region->cookie,
					       BIT(OPTEE_MEMORY_REGION)));
	region->cookie = 0;
	return 0;
}
