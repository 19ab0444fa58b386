// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cookies, which identify memory to secure world, the parameters that refer to this
 * memory, and page lists.
 *
 * A cookie is an id, never an address. A cookie from secure world is looked up and its
 * kind is checked; nothing else about it is trusted.
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
 * @kind:	kind of the memory
 * @shm:	the memory, or NULL; on success the cookie takes over the caller's
 *		reference
 * @page:	the page, or NULL; likewise
 *
 * Return: the cookie, valid until optee_memory_take(); 0 if out of memory.
 */
u64 optee_memory_add(struct optee *optee, enum optee_memory_kind kind,
		     struct tee_shm *shm, struct page *page)
{
	struct optee_memory *memory = kmalloc(sizeof(*memory), GFP_KERNEL);
	u32 cookie;

	if (!memory)
		return 0;
	*memory = (struct optee_memory){ .kind = kind, .shm = shm, .page = page };
	/*
	 * Allocate cyclically, so that a stale cookie in secure world does not match
	 * other memory for a long time.
	 */
	if (xa_alloc_cyclic(&optee->memories, &cookie, memory, cookie_limit,
			    &optee->next_cookie, GFP_KERNEL) < 0) {
		kfree(memory);
		return 0;
	}
	return cookie;
}

/* Find the memory of a cookie if it is of one of @kinds. Caller holds the xarray's lock. */
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
 * @kinds:	bits of the kinds that are accepted
 *
 * Return: the memory, which the caller must release; NULL for an unknown cookie or a
 * kind that is not accepted.
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
 * optee_memory_get_shm() - find the shared memory that a cookie identifies
 * @optee:	the OP-TEE
 * @cookie:	the cookie, as passed by secure world
 * @kinds:	bits of the kinds that are accepted
 *
 * Return: the memory with a reference; NULL for an unknown cookie, a kind that is not
 * accepted, or a cookie without shared memory.
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

/* Drop the references that optee_rpc_get_params() took. */
void optee_rpc_put_params(struct tee_param *params, u32 num)
{
	u32 n;

	for (n = 0; n < num; n++)
		if (tee_param_is_memref(params + n))
			tee_shm_put(params[n].u.memref.shm);
}

/**
 * optee_rpc_get_params() - decode the parameters of an RPC message
 * @optee:	the OP-TEE
 * @msg:	the message
 * @params:	filled in, with a reference to the memory of each memref; the caller
 *		drops the references by optee_rpc_put_params()
 * @kinds:	bits of the kinds of memory that are accepted
 *
 * Return: 0, or -EINVAL for a type that no RPC has, an unknown cookie, or a memref beyond
 * its memory. On error no reference is held.
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
 * Remove all cookies when the driver is removed, after its pools were closed. Secure
 * world may still write to memory that it has not returned, so those pages are leaked.
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

/* Get a page for a page list. Most lists need only one page, so one free page is cached. */
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
 * optee_page_list_make() - make the page list of a range of memory
 * @optee:	the OP-TEE
 * @list:	filled in; the caller frees it by optee_page_list_free()
 * @pages:	pages of the memory
 * @offset:	offset of the range into the first page, bytes
 * @size:	size of the range, bytes, more than 0
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
	 * Fill the list from its last page to the first, because each page contains the
	 * next page's address. The pages need not be contiguous, so they are allocated
	 * one by one.
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
