/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory as secure world knows it: cookies, and page lists
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
 * struct optee_page_list - page list that OP-TEE can read
 * @first:	first list page, linked through page_private(); NULL if empty
 * @buf_ptr:	what goes into the message: the list's address plus the offset into the
 *		memory's first page
 */
struct optee_page_list {
	struct page *first;
	u64 buf_ptr;
};

int optee_page_list_make(struct optee *optee, struct optee_page_list *list,
			 struct page **pages, size_t offset, size_t size);
void optee_page_list_free(struct optee *optee, struct optee_page_list *list);

/*
 * Purpose of an entry in optee.memories. Regions have no entry, because OP-TEE never asks
 * us to free one. Since OP-TEE keeps all cookies in one list, the regions' cookies come from
 * a range of their own: their top bit is set.
 */
enum optee_memory_kind {
	OPTEE_MEMORY_KERNEL,	/* RPC buffer for the kernel itself */
	OPTEE_MEMORY_SUPP,	/* RPC buffer from the supplicant */
	OPTEE_MEMORY_PAGE,	/* page for RPC messages */
};

/**
 * struct optee_memory - memory behind a cookie
 * @kind:	what it is for
 * @shm:	the memory, with a reference; NULL for a PAGE outside reserved memory
 * @page:	such a PAGE's page, with a reference; otherwise NULL
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
