// SPDX-License-Identifier: BSD-2-Clause
/*
 * Contexts: choosing a TEE, opening it, finding what is behind a TEEC_Context, and what
 * becomes of it all in a child.
 */
#include "teec_private.h"

#include "device.h"
#include "tee_devices.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Upstream's kernel numbers its devices from 0 to 15, and so does ours. */
#define NUM_NODES	32

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

/* Guards writing to the table, and the list, where a context is until it is freed. */
static pthread_mutex_t contexts_lock = PTHREAD_MUTEX_INITIALIZER;
static struct teec_context *contexts;

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

/* Opening */

/* Takes over @fd on success. Returns 0 or -errno. */
static int add_context(int fd, __u32 gen_caps)
{
	struct teec_context *context;
	struct table_part *part;

	/* Above what a process may have open, but for machines set up so. */
	if (fd >> TABLE_BITS >= TABLE_SIZE)
		return -EMFILE;
	context = calloc(1, sizeof(*context));
	if (!context)
		return -ENOMEM;
	context->fd = fd;
	context->registers = gen_caps & TEE_GEN_CAP_REG_MEM;
	context->null_memref = gen_caps & TEE_GEN_CAP_MEMREF_NULL;
	context->refs = 1;
	pthread_mutex_init(&context->lock, NULL);

	pthread_mutex_lock(&contexts_lock);
	part = table[fd >> TABLE_BITS];
	if (!part) {
		part = calloc(1, sizeof(*part));
		if (!part)
			goto free_context;
		__atomic_store_n(&table[fd >> TABLE_BITS], part, __ATOMIC_RELEASE);
	}
	context->next = contexts;
	contexts = context;
	__atomic_store_n(&part->contexts[fd % TABLE_SIZE], context, __ATOMIC_RELEASE);
	pthread_mutex_unlock(&contexts_lock);
	return 0;

free_context:
	pthread_mutex_unlock(&contexts_lock);
	pthread_mutex_destroy(&context->lock);
	free(context);
	return -ENOMEM;
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

/* The first that will do. Needs no sysfs, and is what most programs ask for. */
static int open_first(bool trustzone, TEEC_Context *context)
{
	char path[32];
	int reason = -ENOENT;

	for (unsigned int n = 0; n < NUM_NODES; n++) {
		int rc;

		snprintf(path, sizeof(path), "/dev/tee%u", n);
		rc = open_device(path, trustzone, context);
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
	struct teec_context **link;

	pthread_mutex_unlock(&context->lock);
	if (!last)
		return;
	pthread_mutex_lock(&contexts_lock);
	for (link = &contexts; *link != context; link = &(*link)->next)
		;
	*link = context->next;
	pthread_mutex_unlock(&contexts_lock);
	pthread_mutex_destroy(&context->lock);
	free(context);
}

TEEC_EXPORT void TEEC_FinalizeContext(TEEC_Context *context)
{
	struct teec_context *found;
	int fd;

	if (!context)
		return;
	fd = context->imp.fd;
	pthread_mutex_lock(&contexts_lock);
	found = teec_context_find(context);
	if (!found) {
		pthread_mutex_unlock(&contexts_lock);
		return;
	}
	__atomic_store_n(&table[fd >> TABLE_BITS]->contexts[fd % TABLE_SIZE], NULL,
			 __ATOMIC_RELEASE);
	pthread_mutex_unlock(&contexts_lock);

	context->imp.fd = -1;
	pthread_mutex_lock(&found->lock);
	found->finalized = true;
	teec_memory_drain(found);
	teec_context_put_unlock(found);
	/* Sessions go with it. Not before: the descriptor finds the context. */
	teec_device_close(fd);
}
