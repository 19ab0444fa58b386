// SPDX-License-Identifier: BSD-2-Clause
/* Marshalling: an 8-byte header with type and sequence number, then the body as is */

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "ipc/wire.h"

struct wire_header {
	uint32_t type;
	uint32_t sequence;
};

_Static_assert(sizeof(struct wire_header) == 8, "WIRE_MAX_SIZE counts 8");

static const struct {
	const char *name;
	size_t size;		/* body only */
} types[WIRE_NUM_TYPES] = {
	[WIRE_READY] = { "READY", 0 },
	[WIRE_OPEN_TA] = { "OPEN_TA", sizeof(struct wire_open_ta) },
	[WIRE_OPEN_RPMB] = { "OPEN_RPMB", sizeof(struct wire_open_rpmb) },
	[WIRE_CREATE_DUMP] = { "CREATE_DUMP", sizeof(struct wire_create_dump) },
	[WIRE_ALLOC_MEMORY] = { "ALLOC_MEMORY", sizeof(struct wire_alloc_memory) },
	[WIRE_MAP_MEMORY] = { "MAP_MEMORY", sizeof(struct wire_memory) },
	[WIRE_FREE_MEMORY] = { "FREE_MEMORY", sizeof(struct wire_memory) },
	[WIRE_USE_DIRECTORY] = { "USE_DIRECTORY", 0 },
	[WIRE_CONNECT] = { "CONNECT", sizeof(struct wire_connect) },
	[WIRE_ANSWER] = { "ANSWER", sizeof(struct wire_answer) },
};

const char *wire_type_name(enum wire_type type)
{
	if ((unsigned int)type >= WIRE_NUM_TYPES || !types[type].name)
		return "unknown";
	return types[type].name;
}

size_t wire_encode(const struct wire_message *message, uint8_t packet[WIRE_MAX_SIZE])
{
	struct wire_header header = { message->type, message->sequence };

	memcpy(packet, &header, sizeof(header));
	memcpy(packet + sizeof(header), &message->u, types[message->type].size);
	return sizeof(header) + types[message->type].size;
}

/* A non-empty name, and nothing but NULs behind it */
static bool is_host(const char host[WIRE_MAX_HOST + 1])
{
	size_t length = strnlen(host, WIRE_MAX_HOST + 1);

	if (!length || length > WIRE_MAX_HOST)
		return false;
	for (size_t n = length; n <= WIRE_MAX_HOST; n++)
		if (host[n])
			return false;
	return true;
}

static bool is_sound(const struct wire_message *message)
{
	const struct wire_connect *connect = &message->u.connect;

	switch (message->type) {
	case WIRE_READY:
	case WIRE_FREE_MEMORY:
		return !message->sequence;
	case WIRE_ALLOC_MEMORY:
		return message->u.alloc_memory.size &&
		       !(message->u.alloc_memory.size % WIRE_PAGE_SIZE);
	case WIRE_CREATE_DUMP:
		return message->u.create_dump.kind < WIRE_NUM_DUMPS;
	case WIRE_CONNECT:
		return (connect->kind == WIRE_TCP || connect->kind == WIRE_UDP) &&
		       connect->renews <= (connect->kind == WIRE_UDP) &&
		       (!connect->family || connect->family == 4 || connect->family == 6) &&
		       connect->port && connect->port <= UINT16_MAX && is_host(connect->host);
	case WIRE_ANSWER:
		/* the kernel's errno range (MAX_ERRNO) */
		return message->u.answer.error <= 0 && message->u.answer.error > -4096;
	default:
		return true;
	}
}

int wire_decode(struct wire_message *message, const uint8_t *packet, size_t size)
{
	struct wire_message read = { 0 };
	struct wire_header header;

	if (size < sizeof(header))
		return -EBADMSG;
	memcpy(&header, packet, sizeof(header));
	if (header.type >= WIRE_NUM_TYPES || !types[header.type].name ||
	    size != sizeof(header) + types[header.type].size)
		return -EBADMSG;
	read.type = (enum wire_type)header.type;
	read.sequence = header.sequence;
	memcpy(&read.u, packet + sizeof(header), types[header.type].size);
	if (!is_sound(&read))
		return -EBADMSG;
	*message = read;
	return 0;
}
