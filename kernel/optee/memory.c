// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cookies and page lists: how memory is named and described to secure world.
 *
 * Our cookies are plain ids and never addresses. When OP-TEE passes one back it is
 * looked up and its kind checked. We trust nothing else about it.
 */

#include <linux/io.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "optee/memory.h"
#include "optee/optee.h"

static const struct xa_limit cookie_limit = XA_LIMIT(1, INT_MAX);

/**
 * optee_memory_add() - assign a cookie to memory
 * @optee:	the OP-TEE
 * @kind:	what the memory is for
 * @shm:	the memory, or NULL; on success the caller's reference moves to the cookie
 * @page:	the page, or NULL; likewise
 *
 * Return: the cookie, valid until optee_memory_take(), or 0 if out of memory.
 */
u64 optee_memory_add(struct optee *optee, enum optee_memory_kind kind,
		     struct tee_shm *shm, struct page *page)
{
	struct optee_memory *memory = kmalloc(sizeof(*memory), GFP_KERNEL);
	u32 cookie;

	if (!memory)
		return 0;
	*memory = (struct optee_memory){ .kind = kind, .shm = shm, .page = page };
	/* Cyclic, so it takes long until a stale cookie in secure world matches something else */
	if (xa_alloc_cyclic(&optee->memories, &cookie, memory, cookie_limit,
			    &optee->next_cookie, GFP_KERNEL) < 0) {
		kfree(memory);
		return 0;
	}
	return cookie;
}

/* Called with the xarray's lock held */
static struct optee_memory *find_memory(struct optee *optee, u64 cookie,
					unsigned int kinds)
{
	struct optee_memory *memory;

	if (cookie != (unsigned long)cookie)
		return NULL;
	memory = xa_load(&optee->memories, cookie);
	return memory && (kinds & BIT(memory->kind)) ? memory : NULL;
}

/**
 * optee_memory_take() - remove a cookie
 * @optee:	the OP-TEE
 * @cookie:	the cookie, as passed by secure world
 * @kinds:	accepted kinds, BIT(OPTEE_MEMORY_*)
 *
 * Return: the memory, which the caller releases, or NULL if the cookie is unknown or
 * its kind not among @kinds.
 */
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

/**
 * optee_memory_get_shm() - look up a cookie's shared memory
 * @optee:	the OP-TEE
 * @cookie:	the cookie, as passed by secure world
 * @kinds:	accepted kinds, BIT(OPTEE_MEMORY_*)
 *
 * Return: the memory with a reference taken, or NULL if the cookie is unknown, isn't of
 * one of @kinds, or stands for a page instead.
 */
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

/* Undo optee_rpc_get_params() */
void optee_rpc_put_params(struct tee_param *params, u32 num)
{
	u32 n;

	for (n = 0; n < num; n++)
		if (tee_param_is_memref(params + n))
			tee_shm_put(params[n].u.memref.shm);
}

/**
 * optee_rpc_get_params() - decode an RPC message's parameters
 * @optee:	the OP-TEE
 * @msg:	the message
 * @params:	filled in; each memref holds a reference until optee_rpc_put_params()
 * @kinds:	accepted kinds of memory, BIT(OPTEE_MEMORY_*)
 *
 * Return: 0, or -EINVAL for a type RPCs don't use, an unknown cookie or a memref out of
 * bounds. On error all references have been dropped.
 */
int optee_rpc_get_params(struct optee *optee, const struct optee_rpc_msg *msg,
			 struct tee_param *params, unsigned int kinds)
{
	struct optee_rpc_ref ref;
	struct tee_shm *shm;
	u32 n;

	for (n = 0; n < msg->num_params; n++) {
		if (optee_rpc_decode(params + n, &ref, msg->params + n))
			goto put_params;
		if (!ref.cookie)
			continue;
		shm = optee_memory_get_shm(optee, ref.cookie, kinds);
		if (!shm)
			goto put_params;
		if (optee_rpc_bind(params + n, &ref, shm)) {
			tee_shm_put(shm);
			goto put_params;
		}
	}
	return 0;

put_params:
	optee_rpc_put_params(params, n);
	return -EINVAL;
}

/*
 * The pools have been closed by now. Whatever is left was never returned by secure
 * world, which may still write to it, so we leak the pages rather than free them.
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
		dev_err(optee->dev, "secure world did not return %u buffers\n", kept);
	xa_destroy(&optee->memories);
	if (optee->list_page)
		__free_page(optee->list_page);
}

/* Most lists fit in one page, so we keep one around */
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

/**
 * optee_page_list_make() - build the page list for a memory range
 * @optee:	the OP-TEE
 * @list:	filled in; free it with optee_page_list_free()
 * @pages:	the memory's pages
 * @offset:	where the range begins in the first page, bytes
 * @size:	its size in bytes, not 0
 *
 * Return: 0 or -ENOMEM.
 */
int optee_page_list_make(struct optee *optee, struct optee_page_list *list,
			 struct page **pages, size_t offset, size_t size)
{
	size_t entries = optee_page_list_entries(offset, size);
	size_t n = optee_page_list_length(entries);
	u64 next = 0;

	list->first = NULL;
	/*
	 * Each list page holds the address of the next one, so work backwards. They
	 * needn't be contiguous, which is why we don't ask for a higher order.
	 */
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
