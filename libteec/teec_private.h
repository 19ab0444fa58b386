/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the library's files share.
 *
 * Objects and who owns them:
 *
 *   struct teec_context  what is behind a TEEC_Context. Found by its descriptor, so that a
 *                        TEEC_Context may be copied. Its references: one from
 *                        TEEC_InitializeContext() to TEEC_FinalizeContext(), and one for
 *                        each memory that somebody uses; so memory may be released after
 *                        its context.
 *   struct teec_memory   memory that the TEE can see. In its context's list from the day
 *                        it is made; its user's until teec_memory_put(), the context's
 *                        cache's after that, if it is kept at all.
 *
 * Locks, outermost first: those of cancel.c; the list of contexts'; a context's. None is
 * held across a call of the kernel, but for those of cancel.c, across TEE_IOC_CANCEL, and
 * for unmapping when a context goes.
 */
#ifndef TEEC_PRIVATE_H
#define TEEC_PRIVATE_H

#include <linux/tee.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <tee_client_api.h>
#include <tee_client_api_extensions.h>

#define TEEC_EXPORT __attribute__((visibility("default")))

/* A context's cache: buffers of 4 KiB and its doubles, up to this size. */
#define TEEC_CACHE_LARGEST	((size_t)64 << 10)
#define TEEC_CACHE_SIZES	5
/* Most bytes that lie in one: other clients want some of the reserved memory too. */
#define TEEC_CACHE_MOST		((size_t)128 << 10)

/*
 * Memory above this is not the kernel's but the process's own: temporary references are
 * registered rather than copied.
 */
#define TEEC_COPY_LARGEST	((size_t)1 << 20)

#define TEEC_PARAMS		TEEC_CONFIG_PAYLOAD_REF_COUNT

struct teec_memory;

/**
 * struct teec_context - a connection to a TEE
 * @next:	in the list of all contexts, under its lock
 * @fd:		the open device; never changes
 * @registers:	the TEE registers a program's own memory
 * @null_memref: the TEE knows the null memref
 * @lock:	guards what follows
 * @refs:	see above
 * @finalized:	@fd is closed; what comes back is not kept
 * @memories:	all memory, a ring around this head
 * @cache:	memory that nobody uses, all bytes zero, by size, the last used first
 * @cached:	bytes of all of it
 */
struct teec_context {
	struct teec_context *next;
	int fd;
	bool registers;
	bool null_memref;
	pthread_mutex_t lock;
	unsigned int refs;
	bool finalized;
	struct teec_memory *memories;
	struct teec_memory *cache[TEEC_CACHE_SIZES];
	size_t cached;
};

/* Who uses memory. */
enum teec_memory_user {
	TEEC_MEMORY_CACHED,	/* nobody */
	TEEC_MEMORY_TEMPORARY,	/* an operation */
	TEEC_MEMORY_CLIENT,	/* a TEEC_SharedMemory */
};

/**
 * struct teec_memory - memory that the TEE can see
 * @context:	whose it is; never changes
 * @next:	in the context's list, under its lock, as is
 * @previous:	this
 * @next_cached: in one of the cache's lists, under the lock
 * @user:	who uses it, under the lock
 * @inherited:	there was a fork while a TEEC_SharedMemory had it, so that another
 *		process sees it too; written under the lock
 * @id:		the kernel's name for it, in this context
 * @fd:		keeps it, where there is no mapping of ours; else -1
 * @at:		our mapping of it; NULL where there is none
 * @own_pages:	@at is memory of the process, which has been registered
 * @size:	bytes mapped, or registered
 * @granted:	bytes that the client asked for, for TEEC_MEMORY_CLIENT
 * @client_buffer: the client's own buffer, where the kernel did not register that: @at
 *		is a copy of it then, or NULL where there was no memory for one; else NULL
 * @lent:	an operation uses that copy; under the lock
 */
struct teec_memory {
	struct teec_context *context;
	struct teec_memory *next, *previous;
	struct teec_memory *next_cached;
	enum teec_memory_user user;
	bool inherited;
	int id;
	int fd;
	void *at;
	bool own_pages;
	size_t size;
	size_t granted;
	void *client_buffer;
	bool lent;
};

/* context.c */

/**
 * teec_context_find() - what is behind a TEEC_Context
 * @context:	the program's; may be NULL
 *
 * Return: the context, until it is finalized; NULL where it is not initialized.
 */
struct teec_context *teec_context_find(const TEEC_Context *context);

/**
 * teec_context_put() - give a reference back, with the context's lock held
 * @context:	the context; it may be gone afterwards, and the lock is not held
 */
void teec_context_put_unlock(struct teec_context *context);

/* memory.c */

/**
 * teec_memory_get() - get zeroed memory, mapped
 * @context:	the context
 * @size:	bytes wanted; 0 gives some too
 * @user:	TEEC_MEMORY_TEMPORARY or TEEC_MEMORY_CLIENT
 * @memory:	[out] to be given back with teec_memory_put()
 *
 * Return: 0 or -errno.
 */
int teec_memory_get(struct teec_context *context, size_t size,
		    enum teec_memory_user user, struct teec_memory **memory);

/**
 * teec_memory_register() - let the TEE see memory that the program has
 * @context:	the context
 * @at:		where it is
 * @size:	bytes; 0 registers a byte
 * @user:	as above
 * @memory:	[out] as above
 *
 * Return: 0 or -errno, -EOPNOTSUPP where the TEE cannot.
 */
int teec_memory_register(struct teec_context *context, void *at, size_t size,
			 enum teec_memory_user user, struct teec_memory **memory);

/**
 * teec_memory_shadow() - memory for a client's buffer that cannot be registered
 * @context:	the context
 * @buffer:	the client's, which each operation copies
 * @size:	of it
 * @memory:	[out] as above. Where there is no memory for a copy now it has none, if
 *		@size is one that operations find memory for when they run.
 *
 * Return: 0 or -errno.
 */
int teec_memory_shadow(struct teec_context *context, void *buffer, size_t size,
		       struct teec_memory **memory);

/**
 * teec_memory_borrow() - get memory for an operation's copy of a client's buffer
 * @registered:	what teec_memory_shadow() gave
 * @start:	[in,out] the first byte that the operation uses; the one that the memory
 *		begins with
 * @end:	behind the last byte that it uses
 * @memory:	[out] to be given back with teec_memory_return(): @registered itself, or
 *		memory of the operation's own where another one has that
 *
 * Return: 0 or -errno.
 */
int teec_memory_borrow(struct teec_memory *registered, size_t *start, size_t end,
		       struct teec_memory **memory);

/**
 * teec_memory_return() - give an operation's memory back
 * @memory:	what teec_memory_get(), teec_memory_register() or teec_memory_borrow() gave
 * @used:	as for teec_memory_put(): a copy that stays registered is wiped too
 */
void teec_memory_return(struct teec_memory *memory, size_t used);

/**
 * teec_memory_import() - let the TEE see a dma-buf or a memfd, for a client
 * @context:	the context
 * @fd:		the descriptor; the caller keeps it
 * @memory:	[out] as above, with its size
 *
 * Return: 0 or -errno.
 */
int teec_memory_import(struct teec_context *context, int fd,
		       struct teec_memory **memory);

/**
 * teec_memory_put() - give memory back
 * @memory:	the memory
 * @used:	bytes of it, from its start, that may not be zero. They are wiped.
 */
void teec_memory_put(struct teec_memory *memory, size_t used);

/**
 * teec_memory_drain() - release what is cached, with the context's lock held
 * @context:	the context
 */
void teec_memory_drain(struct teec_context *context);

/**
 * teec_memory_forked_parent() - note that a child sees the client's memory, under the lock
 * @context:	the context
 */
void teec_memory_forked_parent(struct teec_context *context);

/**
 * teec_memory_forked_child() - drop what belongs to the parent's threads, under the lock
 * @context:	the context
 */
void teec_memory_forked_child(struct teec_context *context);

/* operation.c */

/**
 * struct teec_transfer - an operation on its way to the TEE and back
 * @context:	the context
 * @operation:	the program's; NULL: no parameters
 * @num_params:	used of @params: what follows is none
 * @params:	as the kernel takes them
 * @memory:	what this reference gives back at the end: what stands for the program's own
 *		memory; NULL where nothing does, or an earlier reference gives that back
 * @used:	bytes of @memory, from its start, that may not be zero
 * @registered:	the registered memory that @copy is a copy of, for this operation; else NULL
 * @copy:	that
 * @start:	the byte of @registered that @copy begins with
 * @at:		where the copy of what the program has there is
 * @buffer:	the program's own memory, where @at is a copy of it; else NULL
 * @size:	bytes that the program said it has there
 */
struct teec_transfer {
	struct teec_context *context;
	TEEC_Operation *operation;
	uint32_t num_params;
	struct tee_ioctl_param *params;
	struct {
		struct teec_memory *memory;
		size_t used;
		const struct teec_memory *registered;
		struct teec_memory *copy;
		size_t start;
		void *at;
		void *buffer;
		size_t size;
	} memref[TEEC_PARAMS];
};

/**
 * teec_transfer_begin() - make the kernel's parameters of an operation's
 * @transfer:	[out] to be ended with teec_transfer_end() in any case
 * @context:	the context
 * @operation:	the program's, may be NULL
 * @params:	room for TEEC_PARAMS of them
 *
 * Return: TEEC_SUCCESS; TEEC_ERROR_BAD_PARAMETERS, TEEC_ERROR_OUT_OF_MEMORY, or another
 * error of the kernel's.
 */
TEEC_Result teec_transfer_begin(struct teec_transfer *transfer,
				struct teec_context *context, TEEC_Operation *operation,
				struct tee_ioctl_param *params);

/**
 * teec_transfer_end() - bring what came back to the program, and release the memory
 * @transfer:	the transfer
 * @answer:	what the TEE said; NULL where it has not seen the operation: the program's is
 *		as it was then
 */
void teec_transfer_end(struct teec_transfer *transfer, const TEEC_Result *answer);

/* cancel.c */

/**
 * teec_cancel_allow() - let an operation be cancelled
 * @operation:	the operation, may be NULL
 * @session:	its session, which stays as it is until teec_cancel_forbid()
 *
 * Return: the name to tell the TEE, never 0; 0 where there is no operation.
 */
uint32_t teec_cancel_allow(TEEC_Operation *operation, TEEC_Session *session);

/**
 * teec_cancel_forbid() - it has ended
 * @operation:	the operation, may be NULL
 */
void teec_cancel_forbid(TEEC_Operation *operation);

/* The locks around a fork: all taken, given back in the parent, and in the child. */
void teec_cancel_fork_prepare(void);
void teec_cancel_fork_done(void);

/* result.c */

/**
 * teec_result_of_errno() - an errno, in the API's words
 * @error:	the errno, 0 or positive
 *
 * Return: a TEEC_* code.
 */
TEEC_Result teec_result_of_errno(int error);

#endif
