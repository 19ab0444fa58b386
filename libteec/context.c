// SPDX-License-Identifier: BSD-2-Clause
/*
 * Context lookup and lifetime. There is a table by file descriptor, which
 * teec_context_find() reads without a lock, and a list for fork().
 */
#include <errno.h>
#include <stdlib.h>

#include "context.h"
#include "teec_private.h"

/*
 * Two-level table of initialized contexts, indexed by file descriptor. Every operation goes
 * through here, which is why lookups do not take a lock. A mutex would add 66 instructions
 * (as measured by the bench) and have the program's threads contend for it. We never free a
 * table part: the descriptors in it are going to be reused, and somebody may be reading it.
 */
#define TABLE_BITS	10
#define TABLE_SIZE	(1 << TABLE_BITS)

struct table_part {
	struct teec_context *contexts[TABLE_SIZE];
};

static struct table_part *table[TABLE_SIZE];

/* Protects @contexts and @spare, and serializes updates of @table. */
static pthread_mutex_t contexts_lock = PTHREAD_MUTEX_INITIALIZER;
/* A finalized context is still on this list as long as any of its memory is in use. */
static struct teec_context *contexts;
/* Freed context, kept for reuse. Few programs have more than one at a time. */
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

/* Allocation, under contexts_lock */

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
	context->door.ops->put(&context->door);
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

/* Creating a context */

/* Returns @fd's table entry, or NULL if we're out of memory. Called with contexts_lock held. */
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

int teec_context_add(const struct teec_door *door, __u32 gen_caps)
{
	struct teec_context *context = NULL, **entry;

	/* The table goes up to the default fs.nr_open. */
	if (door->fd >> TABLE_BITS >= TABLE_SIZE)
		return -EMFILE;
	pthread_mutex_lock(&contexts_lock);
	entry = table_entry(door->fd);
	if (entry)
		context = take_context();
	if (context) {
		context->door = *door;
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

/* Dropping a context */

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

	__atomic_store_n(table_entry(context->door.fd), NULL, __ATOMIC_RELEASE);
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

bool teec_context_remove(const TEEC_Context *context, struct teec_door *door,
			 void (*drain)(struct teec_context *))
{
	struct teec_context *found;

	pthread_mutex_lock(&contexts_lock);
	found = teec_context_find(context);
	if (found) {
		*door = found->door;
		remove_context(found, drain);
	}
	pthread_mutex_unlock(&contexts_lock);
	return found != NULL;
}

void teec_context_lock_all(void)
{
	pthread_mutex_lock(&contexts_lock);
	for (struct teec_context *context = contexts; context; context = context->next) {
		pthread_mutex_lock(&context->lock);
		context->door.ops->before_fork(&context->door);
	}
}

void teec_context_unlock_all(bool child, void (*settle)(struct teec_context *))
{
	for (struct teec_context *context = contexts; context; context = context->next) {
		context->door.ops->after_fork(&context->door, child);
		settle(context);
		pthread_mutex_unlock(&context->lock);
	}
	pthread_mutex_unlock(&contexts_lock);
}
