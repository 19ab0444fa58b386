// SPDX-License-Identifier: BSD-2-Clause
/*
 * Contexts: choosing a TEE, opening it, finding what is behind a TEEC_Context, and what
 * becomes of it all in a child.
 */
#include <errno.h>
#include <stdlib.h>

#include "context.h"
#include "teec_private.h"

/*
 * Contexts by descriptor, in two steps, so that finding one takes no lock. What has been
 * allocated here stays: descriptors are used again.
 */
#define TABLE_BITS	10
#define TABLE_SIZE	(1 << TABLE_BITS)

struct table_part {
	struct teec_context *contexts[TABLE_SIZE];
};

static struct table_part *table[TABLE_SIZE];

/* Guards writing to the table, the list, where a context is until it is freed, and: */
static pthread_mutex_t contexts_lock = PTHREAD_MUTEX_INITIALIZER;
static struct teec_context *contexts;
/* One that has been freed, for the next: programs open and close one at a time. */
static struct teec_context *spare;

struct teec_context *teec_context_find(const TEEC_Context *context)
{
	struct table_part *part;
	int fd;

	if (!context)
		return NULL;
	fd = context->imp.fd;
	if (fd < 0 || fd >> TABLE_BITS >= TABLE_SIZE)
		return NULL;
	part = __atomic_load_n(&table[fd >> TABLE_BITS], __ATOMIC_ACQUIRE);
	if (!part)
		return NULL;
	return __atomic_load_n(&part->contexts[fd % TABLE_SIZE], __ATOMIC_ACQUIRE);
}

/* Making and freeing, under the lock */

static struct teec_context *take_context(void)
{
	struct teec_context *context = spare;

	spare = NULL;
	if (context)
		return context;
	context = calloc(1, sizeof(*context));
	if (context)
		pthread_mutex_init(&context->lock, NULL);
	return context;
}

static void free_context(struct teec_context *context)
{
	if (!spare) {
		spare = context;
		return;
	}
	pthread_mutex_destroy(&context->lock);
	free(context);
}

static void link_context(struct teec_context *context)
{
	context->next = contexts;
	contexts = context;
}

static void unlink_context(struct teec_context *context)
{
	struct teec_context **link = &contexts;

	while (*link != context)
		link = &(*link)->next;
	*link = context->next;
}

/* Opening */

/* Where the table has @fd's context, made if need be; NULL: there is no memory. */
static struct teec_context **table_entry(int fd)
{
	struct table_part *part = table[fd >> TABLE_BITS];

	if (!part) {
		part = calloc(1, sizeof(*part));
		if (!part)
			return NULL;
		__atomic_store_n(&table[fd >> TABLE_BITS], part, __ATOMIC_RELEASE);
	}
	return &part->contexts[fd % TABLE_SIZE];
}

int teec_context_add(int fd, __u32 gen_caps)
{
	struct teec_context *context = NULL, **entry;

	/* Above what a process may have open, but for machines set up so. */
	if (fd >> TABLE_BITS >= TABLE_SIZE)
		return -EMFILE;
	pthread_mutex_lock(&contexts_lock);
	entry = table_entry(fd);
	if (entry)
		context = take_context();
	if (context) {
		context->fd = fd;
		context->registers = gen_caps & TEE_GEN_CAP_REG_MEM;
		context->null_memref = gen_caps & TEE_GEN_CAP_MEMREF_NULL;
		context->refs = 1;
		context->finalized = false;
		link_context(context);
		__atomic_store_n(entry, context, __ATOMIC_RELEASE);
	}
	pthread_mutex_unlock(&contexts_lock);
	return context ? 0 : -ENOMEM;
}

/* Closing */

void teec_context_put_unlock(struct teec_context *context)
{
	bool last = !--context->refs;

	pthread_mutex_unlock(&context->lock);
	if (!last)
		return;
	pthread_mutex_lock(&contexts_lock);
	unlink_context(context);
	free_context(context);
	pthread_mutex_unlock(&contexts_lock);
}

/* Under contexts_lock. */
static void remove_context(struct teec_context *context, void (*drain)(struct teec_context *))
{
	bool last;

	__atomic_store_n(table_entry(context->fd), NULL, __ATOMIC_RELEASE);
	pthread_mutex_lock(&context->lock);
	context->finalized = true;
	drain(context);
	last = !--context->refs;
	pthread_mutex_unlock(&context->lock);
	if (last) {
		unlink_context(context);
		free_context(context);
	}
}

bool teec_context_remove(const TEEC_Context *context, void (*drain)(struct teec_context *))
{
	struct teec_context *found;

	pthread_mutex_lock(&contexts_lock);
	found = teec_context_find(context);
	if (found)
		remove_context(found, drain);
	pthread_mutex_unlock(&contexts_lock);
	return found != NULL;
}

void teec_context_lock_all(void)
{
	pthread_mutex_lock(&contexts_lock);
	for (struct teec_context *context = contexts; context; context = context->next)
		pthread_mutex_lock(&context->lock);
}

void teec_context_unlock_all(void (*settle)(struct teec_context *))
{
	for (struct teec_context *context = contexts; context; context = context->next) {
		settle(context);
		pthread_mutex_unlock(&context->lock);
	}
	pthread_mutex_unlock(&contexts_lock);
}
