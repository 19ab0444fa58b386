/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cookies, which identify memory to secure world, and page lists.
 */
#ifndef OPTEE_MEMORY_H
#define OPTEE_MEMORY_H

#include <linux/types.h>

struct optee;
struct optee_rpc_msg;
struct page;
struct tee_param;
struct tee_shm;

/**
 * struct optee_page_list - page list in memory
 * @first:	first page of the list; its private data points to the next. NULL if
 *		empty
 * @buf_ptr:	address of the list for a message, plus the offset into the memory's
 *		first page
 */
struct optee_page_list {
	struct page *first;
	u64 buf_ptr;
};

int optee_page_list_make(struct optee *optee, struct optee_page_list *list,
			 struct page **pages, size_t offset, size_t size);
void optee_page_list_free(struct optee *optee, struct optee_page_list *list);

/*
 * Kinds of memory in optee.memories. Regions have cookies from a different range, with
 * the highest bit set, and are not in the table: secure world keeps all cookies in one
 * list, but never asks normal world to free a region.
 */
enum optee_memory_kind {
	OPTEE_MEMORY_KERNEL,	/* for an RPC, used by the kernel */
	OPTEE_MEMORY_SUPP,	/* for an RPC, allocated by the supplicant */
	OPTEE_MEMORY_PAGE,	/* a page for an RPC message */
};

/**
 * struct optee_memory - memory that a cookie identifies to secure world
 * @kind:	kind of the memory
 * @shm:	for KERNEL and SUPP: the memory, with a reference. For PAGE: likewise if
 *		the page is reserved memory; otherwise NULL
 * @page:	for PAGE: the page, with a reference, if it is not reserved memory;
 *		otherwise NULL
 */
struct optee_memory {
	enum optee_memory_kind kind;
	struct tee_shm *shm;
	struct page *page;
};

u64 optee_memory_add(struct optee *optee, enum optee_memory_kind kind,
		     struct tee_shm *shm, struct page *page);
struct optee_memory *optee_memory_take(struct optee *optee, u64 cookie,
				       unsigned int kinds);
struct tee_shm *optee_memory_get_shm(struct optee *optee, u64 cookie,
				     unsigned int kinds);
void optee_memory_release(struct optee_memory *memory);
void optee_memories_destroy(struct optee *optee);

int optee_rpc_get_params(struct optee *optee, const struct optee_rpc_msg *msg,
			 struct tee_param *params, unsigned int kinds);
void optee_rpc_put_params(struct tee_param *params, u32 num);

#endif /* OPTEE_MEMORY_H */
