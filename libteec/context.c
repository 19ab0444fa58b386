// SPDX-License-Identifier: BSD-2-Clause
/*
 * Maintains the table of contexts, which is indexed by file descriptor and which
 * teec_context_find() reads without a lock, and the list of all contexts.
 */
#include <errno.h>
#include <stdlib.h>

#include "context.h"
#include "teec_private.h"

/*
 * Two-level table of initialized contexts, indexed by descriptor. Every operation looks its
 * context up here, so lookups take no lock: a mutex would cost each operation 66
 * instructions, measured by the bench, and threads of one program would contend for it.
 * Parts of the table are never freed, because their descriptors will be reused and a lookup
 * may be reading them.
 */
#define TABLE_BITS	10
#define TABLE_SIZE	(1 << TABLE_BITS)

struct table_part {
	struct teec_context *contexts[TABLE_SIZE];
};

static struct table_part *table[TABLE_SIZE];

/* Protects writes to @table, the list @contexts, and @spare. */
static pthread_mutex_t contexts_lock = PTHREAD_MUTEX_INITIALIZER;
/*
 * Every context stays on this list until it is freed, even if it is finalized but has
 * memory in use.
 */
static struct teec_context *contexts;
/* A freed context for reuse. One is enough: most programs have one context at a time. */
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

/* Allocation and freeing, under contexts_lock */

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

/* Addition */

/* Returns the table entry of @fd, or NULL if memory runs out. Called with contexts_lock held. */
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

	/* The table covers all descriptors up to the default of fs.nr_open. */
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

/* Removal */

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

/* Called with contexts_lock held. */
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
