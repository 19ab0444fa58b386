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
	size_t n = optee_page_list_length(entries);
	u64 next = 0;

	list->first = NULL;
	/* Backwards, for each page names the next. One by one: none need adjoin. */
	while (n--) {
		struct page *page = alloc_page(GFP_KERNEL | __GFP_ZERO);

		if (!page) {
			optee_page_list_free(list);
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

void optee_page_list_free(struct optee_page_list *list)
{
	struct page *page;

	while ((page = list->first)) {
		list->first = (struct page *)page_private(page);
		set_page_private(page, 0);
		__free_page(page);
	}
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

/* How often deferred memory is used before it pays to tell secure world of it. */
#define OPTEE_DEFERRED_USES	3

/**
 * struct deferred_region - a region that secure world has not been told of, or not
 * at once
 * @message:	what a call's message says of it
 * @list:	its page list, for as long as calls may speak of it
 * @cookie:	its cookie to be
 * @uses:	calls that have used it
 * @lock:	held while secure world is told, which is then known by the
 *		region's cookie
 */
struct deferred_region {
	struct optee_deferred message;
	struct optee_page_list list;
	u64 cookie;
	atomic_t uses;
	struct mutex lock;
};

/* Even; the odd number behind it names the region for the time of a call. */
static u64 new_cookie(struct optee *optee)
{
	return BIT_ULL(63) | (u64)atomic64_inc_return(&optee->next_region) << 1;
}

static int tell_region(struct optee *optee, struct tee_region *region,
		       const struct optee_page_list *list, u64 cookie)
{
	struct optee_msg_param param = {
		.attr = OPTEE_MSG_TYPE_TMEM_OUTPUT | OPTEE_MSG_ATTR_NONCONTIG,
		.u.tmem.buf_ptr = list->buf_ptr,
		.u.tmem.size = region->size,
		.u.tmem.shm_ref = cookie,
	};
	u32 ret;
	int rc;

	rc = memory_call(optee, OPTEE_MSG_CMD_REGISTER_SHM, &param, OPTEE_NORMAL, &ret);
	if (!rc)
		rc = region_errno(ret);
	if (!rc)
		WRITE_ONCE(region->cookie, cookie);
	return rc;
}

static int defer_region(struct optee *optee, struct tee_region *region)
{
	struct deferred_region *deferred;
	int rc;

	deferred = kzalloc(sizeof(*deferred), GFP_KERNEL);
	if (!deferred)
		return -ENOMEM;
	rc = optee_page_list_make(&deferred->list, region->pages, region->offset,
				  region->size);
	if (rc) {
		kfree(deferred);
		return rc;
	}
	mutex_init(&deferred->lock);
	deferred->cookie = new_cookie(optee);
	deferred->message.buf_ptr = deferred->list.buf_ptr;
	deferred->message.shm_ref = deferred->cookie + 1;
	region->data = &deferred->message;
	return 0;
}

static struct deferred_region *to_deferred(struct tee_region *region)
{
	return region->data ? container_of(region->data, struct deferred_region, message) :
			      NULL;
}

int optee_region_register(void *data, struct tee_region *region)
{
	struct optee *optee = data;
	struct optee_page_list list;
	int rc;

	if (!region->size || region->offset >= PAGE_SIZE ||
	    region->num_pages > SIZE_MAX / PAGE_SIZE ||
	    region->size > region->num_pages * PAGE_SIZE - region->offset)
		return -EINVAL;
	if (region->deferred)
		return defer_region(optee, region);

	rc = optee_page_list_make(&list, region->pages, region->offset, region->size);
	if (rc)
		return rc;
	rc = tell_region(optee, region, &list, new_cookie(optee));
	optee_page_list_free(&list);
	return rc;
}

static int forget_region(struct optee *optee, struct tee_region *region)
{
	struct optee_msg_param param = {
		.attr = OPTEE_MSG_TYPE_RMEM_INPUT,
		.u.rmem.shm_ref = region->cookie,
	};
	u32 ret = TEEC_ERROR_COMMUNICATION;
	int rc;

	rc = memory_call(optee, OPTEE_MSG_CMD_UNREGISTER_SHM, &param,
			 OPTEE_CLEANUP, &ret);
	if (!rc && !ret) {
		region->cookie = 0;
		return 0;
	}
	dev_err_ratelimited(optee->dev,
			    "secure world did not give memory back: %d, %#x\n", rc, ret);
	return -EIO;
}

int optee_region_unregister(void *data, struct tee_region *region)
{
	struct deferred_region *deferred = to_deferred(region);
	int rc = 0;

	if (region->cookie)
		rc = forget_region(data, region);
	if (deferred) {
		optee_page_list_free(&deferred->list);
		kfree(deferred);
		region->data = NULL;
	}
	return rc;
}

static int prepare_region(struct optee *optee, struct tee_region *region, size_t offset,
			  size_t size)
{
	struct deferred_region *deferred = to_deferred(region);
	bool reached = optee_deferred_reaches(&deferred->message, offset, size);
	int rc = 0;

	if (reached && atomic_inc_return(&deferred->uses) < OPTEE_DEFERRED_USES)
		return 0;
	if (mutex_lock_killable(&deferred->lock))
		return -EINTR;
	if (!region->cookie)
		rc = tell_region(optee, region, &deferred->list, deferred->cookie);
	mutex_unlock(&deferred->lock);
	/* Without room for it, secure world may still take it call by call. */
	return reached && rc == -ENOMEM ? 0 : rc;
}

int optee_memory_prepare(struct optee *optee, const struct tee_param *params, u32 num)
{
	u32 n;
	int rc;

	for (n = 0; n < num; n++) {
		const struct tee_param *param = params + n;
		struct tee_shm *shm;

		if (!tee_param_is_memref(param))
			continue;
		shm = param->u.memref.shm;
		if (!shm || READ_ONCE(shm->region->cookie) || !shm->region->data)
			continue;
		rc = prepare_region(optee, shm->region, shm->offset + param->u.memref.shm_offs,
				    param->u.memref.size);
		if (rc)
			return rc;
	}
	return 0;
}
