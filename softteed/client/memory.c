// SPDX-License-Identifier: BSD-2-Clause
/*
 * Memory that sessions can use: memfds that are sealed against shrinking, so that an
 * application never gets a SIGBUS from them.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "softteed/client/client_private.h"

struct client_memory *client_memory_get(struct softteed_client *client, uint64_t id)
{
	if (id >= client->num_memory || !client->memory[id].used || client->memory[id].freed)
		return NULL;
	return &client->memory[id];
}

/* Return an unused slot, or -ENOMEM. Called with the lock held. */
static int find_slot(struct softteed_client *client)
{
	size_t count = client->num_memory;
	struct client_memory *larger;

	for (size_t n = 0; n < count; n++) {
		if (!client->memory[n].used)
			return (int)n;
	}
	if (count >= INT_MAX / 2)
		return -ENOMEM;
	larger = realloc(client->memory, (count + count / 2 + 8) * sizeof(*larger));
	if (!larger)
		return -ENOMEM;
	client->memory = larger;
	client->num_memory = count + count / 2 + 8;
	memset(larger + count, 0, (client->num_memory - count) * sizeof(*larger));
	return (int)count;
}

static int add_memory(struct softteed_client *client, int fd, size_t size)
{
	int id;

	pthread_mutex_lock(&client->lock);
	id = find_slot(client);
	if (id >= 0)
		client->memory[id] = (struct client_memory){ .fd = fd, .size = size, .used = true };
	pthread_mutex_unlock(&client->lock);
	return id;
}

int softteed_client_alloc(struct softteed_client *client, size_t size, int *id, void **at)
{
	int fd, rc;

	if (!size || size > PTRDIFF_MAX)
		return -EINVAL;
	fd = memfd_create("softteed-memory", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (fd < 0)
		return -errno;
	if (ftruncate(fd, (off_t)size) ||
	    fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)) {
		rc = -errno;
		goto close_fd;
	}
	*at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (*at == MAP_FAILED) {
		rc = -errno;
		goto close_fd;
	}
	rc = add_memory(client, fd, size);
	if (rc < 0)
		goto unmap;
	*id = rc;
	return 0;

unmap:
	munmap(*at, size);
close_fd:
	close(fd);
	return rc;
}

int softteed_client_import(struct softteed_client *client, int fd, size_t *size, int *id)
{
	int seals = fcntl(fd, F_GET_SEALS);
	struct stat status;
	int copy, rc;

	if (seals < 0)
		return -EINVAL;
	if (!(seals & F_SEAL_SHRINK) && fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK))
		return -errno;
	if (fstat(fd, &status) || status.st_size <= 0)
		return -EINVAL;
	copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	if (copy < 0)
		return -errno;
	rc = add_memory(client, copy, (size_t)status.st_size);
	if (rc < 0) {
		close(copy);
		return rc;
	}
	*id = rc;
	*size = (size_t)status.st_size;
	return 0;
}

/* Free the slot if nobody has the memory. Called with the lock held. */
static void release_memory(struct client_memory *memory)
{
	if (!memory->freed || memory->sessions)
		return;
	close(memory->fd);
	memset(memory, 0, sizeof(*memory));
}

void client_memory_detached(struct softteed_client *client, struct client_session *session,
			    int id)
{
	session->attached_bytes -= client->memory[id].size;
	client->memory[id].sessions--;
	release_memory(&client->memory[id]);
}

void softteed_client_free(struct softteed_client *client, int id, void *at, size_t size)
{
	struct client_memory *memory;
	bool attached = false;

	if (at)
		munmap(at, size);
	pthread_mutex_lock(&client->lock);
	memory = client_memory_get(client, (uint64_t)id);
	if (memory) {
		memory->freed = true;
		attached = memory->sessions;
		release_memory(memory);
	}
	pthread_mutex_unlock(&client->lock);
	if (attached)
		client_session_detach(client);
}
