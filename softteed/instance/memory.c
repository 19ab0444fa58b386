// SPDX-License-Identifier: BSD-2-Clause
/*
 * The client's memory in an instance: memfds that the client sends, or regions of a vtee
 * device, which are mapped from the session's queue.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "softteed/instance/instance_private.h"
#include "softteed/protocol/packet.h"

static struct instance_memory *find(struct instance_session *session, uint32_t id)
{
	for (size_t n = 0; n < session->num_memory; n++) {
		if (session->memory[n].id == id)
			return &session->memory[n];
	}
	return NULL;
}

/* Huge pages can be taken out of a file again without making it shorter. */
static bool is_ordinary(int fd)
{
	struct statfs system;

	return !fstatfs(fd, &system) && system.f_type == TMPFS_MAGIC;
}

/* Map a client's memfd. It can't get shorter, so accessing it never raises SIGBUS. */
static int map(const struct channel_attach *message, int fd, struct instance_memory *memory)
{
	int seals = fcntl(fd, F_GET_SEALS);
	struct stat status;
	void *at;

	if (seals < 0 || !(seals & F_SEAL_SHRINK) || !is_ordinary(fd) || fstat(fd, &status))
		return -EBADMSG;
	if (!message->size || status.st_size < 0 || message->size > (uint64_t)status.st_size)
		return -EBADMSG;
	at = mmap(NULL, message->size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (at == MAP_FAILED)
		return -errno;
	*memory = (struct instance_memory){ message->id, at, message->size };
	return 0;
}

int instance_memory_attach(struct instance_session *session)
{
	struct channel_attach message;
	int fd, rc;
	ssize_t size;

	size = packet_receive(session->socket, &message, sizeof(message), &fd, 1, MSG_DONTWAIT);
	if (size < 0)
		return (int)size;
	if (size != sizeof(message) || message.reserved || message.id == CHANNEL_NO_MEMORY ||
	    find(session, message.id))
		rc = -EBADMSG;
	else if (session->num_memory == INSTANCE_MEMORY ||
		 message.size > CHANNEL_MAX_MAPPED - session->mapped)
		rc = -ENOMEM;
	else
		rc = map(&message, fd, &session->memory[session->num_memory]);
	packet_close_fds(&fd, 1);
	if (rc)
		return rc;
	session->num_memory++;
	session->mapped += message.size;
	return 0;
}

int instance_memory_map_region(struct instance_session *session, uint32_t region, uint64_t size)
{
	void *at;

	if (find(session, region))
		return 0;
	if (session->num_memory == INSTANCE_MEMORY)
		return -ENOMEM;
	at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, session->queue.fd,
		  (off_t)VTEE_MMAP_OFFSET(region, 0));
	if (at == MAP_FAILED)
		return -errno;
	session->memory[session->num_memory++] = (struct instance_memory){ region, at, size };
	return 0;
}

void instance_memory_detach(struct instance_session *session, uint32_t id)
{
	struct instance_memory *memory = find(session, id);

	if (!memory)
		return;
	munmap(memory->at, memory->size);
	session->mapped -= memory->size;
	*memory = session->memory[--session->num_memory];
}

void instance_memory_unmap_all(struct instance_session *session)
{
	while (session->num_memory)
		instance_memory_detach(session, session->memory[0].id);
}

void instance_memory_make_room(struct instance_session *session)
{
	if (session->num_memory > INSTANCE_MEMORY - CHANNEL_PARAMS)
		instance_memory_unmap_all(session);
}

int instance_memory_find(const struct instance_session *session,
			 const struct channel_param *param, void **at)
{
	const struct instance_memory *memory;
	uint64_t end;

	*at = NULL;
	if (param->memory == CHANNEL_NO_MEMORY)
		return param->a || param->b ? -EINVAL : 0;
	memory = find((struct instance_session *)(uintptr_t)session, param->memory);
	if (!memory || __builtin_add_overflow(param->a, param->b, &end) || end > memory->size)
		return -EINVAL;
	*at = (char *)memory->at + param->a;
	return 0;
}
