// SPDX-License-Identifier: BSD-2-Clause
/* Table of open sockets, with a refcount for each */

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "services/socket/socket_table.h"

/*
 * A handle is the entry's index plus a number that increases each time the
 * entry is reused. We start from a random number, so a handle left over from an
 * earlier worker will not match one of our sockets.
 */
#define HANDLE_PLACES		0x100
#define HANDLE_MAX		0x7fffffff	/* OP-TEE treats handles as signed */

_Static_assert(SOCKET_MAX <= HANDLE_PLACES, "a handle has its place in the low byte");

/*
 * struct entry - an open socket, or an unused entry
 * @socket:	what callers see. Has to be first, socket_table_put() casts it
 * @instance:	TA instance that opened the socket
 * @handle:	the instance's handle for it
 * @users:	refcount: one while @open, plus one per socket_table_get(); 0:
 *		unused entry
 * @open:	not closed yet, so the table holds a reference
 */
struct entry {
	struct tee_socket socket;
	uint64_t instance;
	uint32_t handle;
	unsigned int users;
	bool open;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct entry table[SOCKET_MAX];

/*
 * Return: a nonzero handle that this entry hasn't had before. Called with @lock
 * held.
 */
static uint32_t next_handle(const struct entry *place)
{
	static uint32_t first;
	uint32_t handle = place->handle;

	if (!first && getrandom(&first, sizeof(first), GRND_NONBLOCK) != sizeof(first))
		first = (uint32_t)clock_ms() * HANDLE_PLACES;
	first |= 1;	/* not 0; the index goes into the low byte anyway */
	if (!handle)
		handle = first;
	do
		handle = (handle / HANDLE_PLACES + 1) * HANDLE_PLACES & HANDLE_MAX;
	while (!handle);
	return handle | (uint32_t)(place - table);
}

int socket_table_add(uint64_t instance, enum wire_socket kind, int fd, uint32_t *handle)
{
	struct entry *place = NULL;
	unsigned int have = 0;
	int err = -EMFILE;

	pthread_mutex_lock(&lock);
	for (struct entry *entry = table; entry < table + SOCKET_MAX; entry++) {
		if (!entry->users && !place)
			place = entry;
		have += entry->users && entry->instance == instance;
	}
	if (place && have < SOCKET_MAX_OF_INSTANCE) {
		place->socket.fd = fd;
		place->socket.kind = kind;
		atomic_store(&place->socket.closed, false);
		place->instance = instance;
		place->handle = next_handle(place);
		place->users = 1;
		place->open = true;
		*handle = place->handle;
		err = 0;
	}
	pthread_mutex_unlock(&lock);
	return err;
}

static struct entry *find(uint64_t instance, uint32_t handle)
{
	struct entry *entry = &table[handle % HANDLE_PLACES];

	return handle % HANDLE_PLACES < SOCKET_MAX && entry->open &&
	       entry->handle == handle && entry->instance == instance ? entry : NULL;
}

struct tee_socket *socket_table_get(uint64_t instance, uint32_t handle)
{
	struct entry *entry;

	pthread_mutex_lock(&lock);
	entry = find(instance, handle);
	if (entry)
		entry->users++;
	pthread_mutex_unlock(&lock);
	return entry ? &entry->socket : NULL;
}

/* Called with @lock held. */
static void put(struct entry *entry)
{
	if (--entry->users)
		return;
	close(entry->socket.fd);
	entry->socket.fd = -1;
}

void socket_table_put(struct tee_socket *socket)
{
	pthread_mutex_lock(&lock);
	put((struct entry *)socket);
	pthread_mutex_unlock(&lock);
}

/*
 * Take the socket out of the table. Anyone sleeping in poll() on it is woken by
 * the shutdown(). Called with @lock held.
 */
static void close_entry(struct entry *entry)
{
	entry->open = false;
	atomic_store(&entry->socket.closed, true);
	if (entry->users > 1)
		shutdown(entry->socket.fd, SHUT_RDWR);
	put(entry);
}

int socket_table_close(uint64_t instance, uint32_t handle)
{
	struct entry *entry;

	pthread_mutex_lock(&lock);
	entry = find(instance, handle);
	if (entry)
		close_entry(entry);
	pthread_mutex_unlock(&lock);
	return entry ? 0 : -ENOENT;
}

void socket_table_close_all(uint64_t instance)
{
	pthread_mutex_lock(&lock);
	for (struct entry *entry = table; entry < table + SOCKET_MAX; entry++)
		if (entry->open && entry->instance == instance)
			close_entry(entry);
	pthread_mutex_unlock(&lock);
}
