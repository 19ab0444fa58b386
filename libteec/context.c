// SPDX-License-Identifier: BSD-2-Clause
/*
 * Contexts: choosing a TEE, opening it, finding what is behind a TEEC_Context, and what
 * becomes of it all in a child.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device.h"
#include "tee_devices.h"
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

/* Fork */

/*
 * Whoever forks may do so while other threads are in the library: they are made to leave
 * it where its lists are whole.
 */
static void prepare_fork(void)
{
	teec_cancel_fork_prepare();
	pthread_mutex_lock(&contexts_lock);
	for (struct teec_context *context = contexts; context; context = context->next)
		pthread_mutex_lock(&context->lock);
}

static void end_fork(void (*settle)(struct teec_context *))
{
	for (struct teec_context *context = contexts; context; context = context->next) {
		settle(context);
		pthread_mutex_unlock(&context->lock);
	}
	pthread_mutex_unlock(&contexts_lock);
	teec_cancel_fork_done();
}

static void end_fork_in_parent(void)
{
	end_fork(teec_memory_forked_parent);
}

static void end_fork_in_child(void)
{
	end_fork(teec_memory_forked_child);
}

static int fork_handlers = -1;

static void add_fork_handlers(void)
{
	fork_handlers = pthread_atfork(prepare_fork, end_fork_in_parent, end_fork_in_child);
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

/* Takes over @fd on success. Returns 0 or -errno. */
static int add_context(int fd, __u32 gen_caps)
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

/*
 * Opens @path, if it is a client's device that speaks GlobalPlatform, and one of OP-TEE
 * in TrustZone where @trustzone. Returns 0 or -errno, -ENOENT where it is another.
 */
static int open_device(const char *path, bool trustzone, TEEC_Context *context)
{
	struct tee_ioctl_version_data version = { 0 };
	int fd = teec_device_open(path);
	int rc;

	if (fd < 0)
		return fd;
	rc = teec_device_ioctl(fd, TEE_IOC_VERSION, &version);
	if (rc < 0)
		goto close_fd;
	rc = -ENOENT;
	if (!(version.gen_caps & TEE_GEN_CAP_GP) ||
	    (version.gen_caps & TEE_GEN_CAP_PRIVILEGED))
		goto close_fd;
	if (trustzone && (version.impl_id != TEE_IMPL_ID_OPTEE ||
			  !(version.impl_caps & TEE_OPTEE_CAP_TZ)))
		goto close_fd;
	rc = add_context(fd, version.gen_caps);
	if (rc)
		goto close_fd;
	context->imp.fd = fd;
	context->imp.reg_mem = version.gen_caps & TEE_GEN_CAP_REG_MEM;
	context->imp.memref_null = version.gen_caps & TEE_GEN_CAP_MEMREF_NULL;
	return 0;

close_fd:
	teec_device_close(fd);
	return rc;
}

/* Why none was found is what the best candidate said: one that is absent says least. */
static int better_reason(int reason, int rc)
{
	return reason == -ENOENT || reason == -ENXIO || reason == -ENODEV ? rc : reason;
}

/*
 * The first that will do. Needs no sysfs, and is what most programs ask for. Clients'
 * devices have the numbers from 0 to 15, upstream and here.
 */
static int open_first(bool trustzone, TEEC_Context *context)
{
	/* Not by snprintf(), which would take a tenth of all the time. */
	static const char *const paths[] = {
		"/dev/tee0", "/dev/tee1", "/dev/tee2", "/dev/tee3", "/dev/tee4", "/dev/tee5",
		"/dev/tee6", "/dev/tee7", "/dev/tee8", "/dev/tee9", "/dev/tee10", "/dev/tee11",
		"/dev/tee12", "/dev/tee13", "/dev/tee14", "/dev/tee15",
	};
	int reason = -ENOENT;

	for (size_t n = 0; n < sizeof(paths) / sizeof(paths[0]); n++) {
		int rc = open_device(paths[n], trustzone, context);

		if (!rc)
			return 0;
		reason = better_reason(reason, rc);
	}
	return reason;
}

/* The first that a selector means. */
static int open_selected(const char *selector, TEEC_Context *context)
{
	struct tee_device_info *list;
	int reason = -ENOENT;
	size_t count;
	int rc;

	rc = tee_devices_list(&list, &count);
	if (rc)
		return rc;
	for (size_t n = 0; n < count; n++) {
		/* What is no selector means nothing: there is no such TEE. */
		if (tee_device_matches(&list[n], selector) <= 0)
			continue;
		rc = open_device(list[n].path, false, context);
		if (!rc) {
			reason = 0;
			break;
		}
		reason = better_reason(reason, rc);
	}
	free(list);
	return reason;
}

/* "/dev/teeN" or "teeN": [out] the node's path. */
static bool names_node(const char *name, char path[32])
{
	const char *node = strncmp(name, "/dev/", 5) ? name : name + 5;
	size_t len = strlen(node);

	if (strncmp(node, "tee", 3) || len < 4 || len > 8 ||
	    strspn(node + 3, "0123456789") != len - 3)
		return false;
	snprintf(path, 32, "/dev/%s", node);
	return true;
}

TEEC_EXPORT TEEC_Result TEEC_InitializeContext(const char *name, TEEC_Context *context)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	char path[32];
	int rc;

	if (!context)
		return TEEC_ERROR_BAD_PARAMETERS;
	context->imp.fd = -1;
	pthread_once(&once, add_fork_handlers);
	if (fork_handlers)
		return TEEC_ERROR_OUT_OF_MEMORY;

	if (!name || !*name)
		rc = open_first(false, context);
	else if (!strcmp(name, "optee-tz"))
		rc = open_first(true, context);
	else if (names_node(name, path))
		rc = open_device(path, false, context);
	else
		rc = open_selected(name, context);
	/* A node without a device is no TEE, and neither is one that is none. */
	if (rc == -ENXIO || rc == -ENODEV || rc == -ENOTTY)
		rc = -ENOENT;
	return teec_result_of_errno(-rc);
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

/* Under the list's lock. */
static void finalize(struct teec_context *context)
{
	bool last;

	__atomic_store_n(table_entry(context->fd), NULL, __ATOMIC_RELEASE);
	pthread_mutex_lock(&context->lock);
	context->finalized = true;
	teec_memory_drain(context);
	last = !--context->refs;
	pthread_mutex_unlock(&context->lock);
	if (last) {
		unlink_context(context);
		free_context(context);
	}
}

TEEC_EXPORT void TEEC_FinalizeContext(TEEC_Context *context)
{
	struct teec_context *found;
	int fd;

	if (!context)
		return;
	pthread_mutex_lock(&contexts_lock);
	found = teec_context_find(context);
	if (found)
		finalize(found);
	pthread_mutex_unlock(&contexts_lock);
	if (!found)
		return;
	/* Sessions go with it. Not before: until now its number was this context's. */
	fd = context->imp.fd;
	context->imp.fd = -1;
	teec_device_close(fd);
}
