// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory that secure world knows by a cookie, parameters that name it, and page lists.
 *
 * A cookie is an id and never an address. What secure world says of a cookie is
 * believed no further than that it is looked up and checked for its kind.
 */

#include <linux/io.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "optee/memory.h"
#include "optee/optee.h"

static const struct xa_limit cookie_limit = XA_LIMIT(1, INT_MAX);

/**
 * optee_memory_add() - give memory a cookie
 * @optee:	the OP-TEE
 * @kind:	what it is
 * @shm:	the memory of KERNEL and SUPP: the reference goes to the cookie
 * @page:	the page of PAGE, likewise
 *
 * Return: the cookie, good until optee_memory_take(); or 0 where there is no
 * memory for it.
 */
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

/**
 * optee_memory_take() - take memory's cookie away
 * @optee:	the OP-TEE
 * @cookie:	the cookie, as secure world says
 * @kinds:	bits of the kinds it may be
 *
 * Return: the memory, now the caller's to release; NULL for a wrong cookie.
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
 * optee_memory_get_shm() - the shared memory a cookie names
 * @optee:	the OP-TEE
 * @cookie:	the cookie, as secure world says
 * @kinds:	bits of the kinds it may be
 *
 * Return: the memory with a reference, or NULL for a wrong cookie.
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

void optee_rpc_put_params(struct tee_param *params, u32 num)
{
	u32 n;

	for (n = 0; n < num; n++)
		if (tee_param_is_memref(params + n))
			tee_shm_put(params[n].u.memref.shm);
}

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

/**
 * optee_page_list_make() - make the page list of a piece of memory
 * @optee:	the OP-TEE
 * @list:	filled in; to be given back with optee_page_list_free()
 * @pages:	the memory's pages
 * @offset:	where in the first of them the piece begins
 * @size:	its size, more than 0
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
