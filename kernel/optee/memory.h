/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory that secure world knows by a cookie, and lists of pages.
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
 * struct optee_page_list - a page list in memory
 * @first:	its first page, whose private data is the next; NULL where there is none
 * @buf_ptr:	what a message says of it
 */
struct optee_page_list {
	struct page *first;
	u64 buf_ptr;
};

int optee_page_list_make(struct optee *optee, struct optee_page_list *list,
			 struct page **pages, size_t offset, size_t size);
void optee_page_list_free(struct optee *optee, struct optee_page_list *list);

/*
 * What a cookie names. Regions have cookies of their own, with the highest bit
 * set: secure world keeps all in one list, but never hands those of regions back.
 */
enum optee_memory_kind {
	OPTEE_MEMORY_KERNEL,	/* for an RPC, the kernel's own */
	OPTEE_MEMORY_SUPP,	/* for an RPC, the supplicant's */
	OPTEE_MEMORY_PAGE,	/* a page for an RPC message */
};

/**
 * struct optee_memory - memory that secure world knows by a cookie
 * @kind:	what it is
 * @shm:	of KERNEL and SUPP: the memory, with a reference
 * @page:	of PAGE: the page
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

/* Decode @msg into @params, memrefs with a reference each. 0 or -EINVAL. */
int optee_rpc_get_params(struct optee *optee, const struct optee_rpc_msg *msg,
			 struct tee_param *params, unsigned int kinds);
void optee_rpc_put_params(struct tee_param *params, u32 num);

#endif /* OPTEE_MEMORY_H */
