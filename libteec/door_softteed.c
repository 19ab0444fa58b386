// SPDX-License-Identifier: BSD-2-Clause
/*
 * softteed: the operations of a connection as calls of the client in softteed/client/.
 *
 * A struct teec_softteed holds the client. There is one reference from opening until
 * close(), one of the context, and one for each piece of memory, because memory can be
 * released after its context was finalized, even concurrently with it. @client becomes NULL
 * when the connection is closed, and in a child after fork(). Memory is then only unmapped.
 */
#define _GNU_SOURCE /* dup3() */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

#include "door.h"
#include "softteed/client/softteed_client.h"
#include "teec_private.h"

/*
 * struct teec_softteed - a connection to a broker
 * @refs:	refcount, atomic
 * @lock:	held for reading while memory is freed, for writing while @client is closed.
 *		Everything else can rely on @client, because a context that is being
 *		finalized is not in use
 * @client:	the client, or NULL
 */
struct teec_softteed {
	unsigned int refs;
	pthread_rwlock_t lock;
	struct softteed_client *client;
};

static struct teec_softteed *get_connection(struct teec_softteed *softteed)
{
	__atomic_add_fetch(&softteed->refs, 1, __ATOMIC_RELAXED);
	return softteed;
}

static void put_connection(struct teec_softteed *softteed)
{
	if (__atomic_sub_fetch(&softteed->refs, 1, __ATOMIC_ACQ_REL))
		return;
	pthread_rwlock_destroy(&softteed->lock);
	free(softteed);
}

/* Sessions */

static int open_session(const struct teec_door *door, struct tee_ioctl_open_session_arg *arg)
{
	struct softteed_client *client = door->softteed->client;

	return client ? softteed_client_open_session(client, arg) : -EBADFD;
}

static int invoke(const struct teec_door *door, struct tee_ioctl_invoke_arg *arg)
{
	struct softteed_client *client = door->softteed->client;

	return client ? softteed_client_invoke(client, arg) : -EBADFD;
}

static int cancel(const struct teec_door *door, struct tee_ioctl_cancel_arg *arg)
{
	struct softteed_client *client = door->softteed->client;

	return client ? softteed_client_cancel(client, arg) : -EBADFD;
}

static int close_session(const struct teec_door *door, struct tee_ioctl_close_session_arg *arg)
{
	struct softteed_client *client = door->softteed->client;

	return client ? softteed_client_close_session(client, arg) : -EBADFD;
}

/* Memory */

static int allocate(const struct teec_door *door, struct teec_memory *memory)
{
	struct softteed_client *client = door->softteed->client;
	int rc;

	if (!client)
		return -EBADFD;
	rc = softteed_client_alloc(client, memory->size, &memory->id, &memory->at);
	if (rc) {
		memory->at = NULL;
		/* Nothing but the size can be invalid, so it does not fit into a file. */
		return rc == -EINVAL || rc == -EFBIG ? -ENOMEM : rc;
	}
	memory->softteed = get_connection(door->softteed);
	return 0;
}

/* An application can only use memory that is in a memfd. */
static int register_pages(const struct teec_door *door, void *at, struct teec_memory *memory)
{
	(void)door;
	(void)at;
	(void)memory;
	return -EOPNOTSUPP;
}

static int import(const struct teec_door *door, int fd, struct teec_memory *memory)
{
	struct softteed_client *client = door->softteed->client;
	int rc;

	if (!client)
		return -EBADFD;
	rc = softteed_client_import(client, fd, &memory->size, &memory->id);
	if (rc)
		return rc;
	memory->softteed = get_connection(door->softteed);
	return 0;
}

static void unmap(struct teec_memory *memory)
{
	if (!memory->softteed)
		return;
	if (memory->at)
		munmap(memory->at, memory->size);
	put_connection(memory->softteed);
	memory->softteed = NULL;
}

static void release(struct teec_memory *memory)
{
	struct teec_softteed *softteed = memory->softteed;

	if (!softteed)
		return;
	pthread_rwlock_rdlock(&softteed->lock);
	if (softteed->client) {
		softteed_client_free(softteed->client, memory->id, memory->at, memory->size);
		memory->at = NULL;
	}
	pthread_rwlock_unlock(&softteed->lock);
	unmap(memory);
}

/* The connection */

static void close_connection(const struct teec_door *door)
{
	struct teec_softteed *softteed = door->softteed;

	pthread_rwlock_wrlock(&softteed->lock);
	if (softteed->client)
		softteed_client_close(softteed->client);
	else
		close(door->fd); /* the child's placeholder */
	softteed->client = NULL;
	pthread_rwlock_unlock(&softteed->lock);
	put_connection(softteed);
}

static void put(const struct teec_door *door)
{
	put_connection(door->softteed);
}

/* Wait for a thread that closes the client, or the child would inherit half of it. */
static void before_fork(const struct teec_door *door)
{
	struct teec_softteed *softteed = door->softteed;

	pthread_rwlock_rdlock(&softteed->lock);
	if (softteed->client)
		softteed_client_lock(softteed->client);
}

/*
 * Free the child's copy of the client: if parent and child wrote to the same channels, they
 * would corrupt each other's calls. The child's socket is closed, so that
 * the broker notices when the parent exits. Its number stays reserved, because contexts are
 * looked up by number, and another context could get it otherwise. Without a placeholder,
 * leave the socket open.
 */
static void abandon(const struct teec_door *door)
{
	struct teec_softteed *softteed = door->softteed;
	int placeholder;

	pthread_rwlock_init(&softteed->lock, NULL);
	if (!softteed->client)
		return;
	softteed_client_abandon(softteed->client);
	softteed->client = NULL;
	placeholder = eventfd(0, EFD_CLOEXEC);
	if (placeholder < 0)
		return;
	dup3(placeholder, door->fd, O_CLOEXEC);
	close(placeholder);
}

static void after_fork(const struct teec_door *door, bool child)
{
	struct teec_softteed *softteed = door->softteed;

	if (child) {
		abandon(door);
		return;
	}
	if (softteed->client)
		softteed_client_unlock(softteed->client);
	pthread_rwlock_unlock(&softteed->lock);
}

static const struct teec_door_ops softteed_ops = {
	.open_session = open_session,
	.invoke = invoke,
	.cancel = cancel,
	.close_session = close_session,
	.allocate = allocate,
	.register_pages = register_pages,
	.import = import,
	.release = release,
	.unmap = unmap,
	.close = close_connection,
	.put = put,
	.before_fork = before_fork,
	.after_fork = after_fork,
};

int teec_door_open_softteed(const char *path, struct teec_door *door,
			    struct tee_ioctl_version_data *version)
{
	struct teec_softteed *softteed = calloc(1, sizeof(*softteed));
	int rc;

	if (!softteed)
		return -ENOMEM;
	rc = softteed_client_connect(path, &softteed->client);
	if (rc) {
		free(softteed);
		return rc;
	}
	pthread_rwlock_init(&softteed->lock, NULL);
	softteed->refs = 2; /* until close() and until put() */
	softteed_client_version(softteed->client, version);
	*door = (struct teec_door){
		.ops = &softteed_ops, .fd = softteed_client_fd(softteed->client),
		.softteed = softteed,
	};
	return 0;
}
