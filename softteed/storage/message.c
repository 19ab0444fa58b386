// SPDX-License-Identifier: BSD-2-Clause
/* Pack and check the messages of the storage protocol. */

#include <errno.h>
#include <string.h>

#include "softteed/storage/message.h"

static size_t check_sizes(const struct storage_header *header)
{
	if (header->name_size > STORAGE_MAX_NAME || header->meta_size > STORAGE_MAX_META ||
	    header->data_size > STORAGE_MAX_DATA)
		return 0;
	/* The limits rule out an overflow. */
	return sizeof(*header) + header->name_size + header->meta_size + header->data_size;
}

static uint8_t *put(uint8_t *at, const void *data, size_t size)
{
	if (size)
		memcpy(at, data, size);
	return at + size;
}

size_t storage_message_pack(const struct storage_message *message, void *packet, size_t room)
{
	struct storage_header header = message->header;
	size_t size = check_sizes(&header);
	uint8_t *at = packet;

	if (!size || size > room)
		return 0;
	header.magic = STORAGE_MAGIC;
	header.reserved = 0;
	at = put(at, &header, sizeof(header));
	at = put(at, message->name, header.name_size);
	at = put(at, message->meta, header.meta_size);
	put(at, message->data, header.data_size);
	return size;
}

int storage_message_parse(const void *packet, size_t size, struct storage_message *message)
{
	struct storage_header *header = &message->header;
	const uint8_t *at = packet;

	if (size < sizeof(*header))
		return -EBADMSG;
	memcpy(header, packet, sizeof(*header));
	if (header->magic != STORAGE_MAGIC || header->reserved || check_sizes(header) != size)
		return -EBADMSG;
	at += sizeof(*header);
	message->name = header->name_size ? at : NULL;
	at += header->name_size;
	message->meta = header->meta_size ? at : NULL;
	at += header->meta_size;
	message->data = header->data_size ? at : NULL;
	return 0;
}

int storage_request_check(const struct storage_message *message)
{
	enum { NAME = 1, META = 2, DATA = 4, HANDLE = 8 };
	static const uint8_t allowed[] = {
		[STORAGE_OPEN] = NAME, [STORAGE_CREATE] = NAME | META | DATA,
		[STORAGE_CLOSE] = HANDLE, [STORAGE_DELETE] = HANDLE,
		[STORAGE_RENAME] = HANDLE | NAME, [STORAGE_READ] = HANDLE,
		[STORAGE_WRITE] = HANDLE | DATA, [STORAGE_TRUNCATE] = HANDLE,
		[STORAGE_INFO] = HANDLE, [STORAGE_SET_META] = HANDLE | META,
		[STORAGE_NEXT] = 0, [STORAGE_APPEND] = DATA,
		[STORAGE_GET_TIME] = 0, [STORAGE_SET_TIME] = DATA,
	};
	const struct storage_header *header = &message->header;
	uint32_t parts = (header->name_size ? NAME : 0) | (header->meta_size ? META : 0) |
			 (header->data_size ? DATA : 0) | (header->handle ? HANDLE : 0);

	if (header->code < STORAGE_OPEN || header->code > STORAGE_SET_TIME)
		return -EBADMSG;
	if (parts & ~allowed[header->code] || (allowed[header->code] & HANDLE && !header->handle))
		return -EBADMSG;
	if (header->code == STORAGE_READ && header->size > STORAGE_MAX_DATA)
		return -EBADMSG;
	if (header->code == STORAGE_SET_TIME && header->data_size > STORAGE_MAX_TIME)
		return -EBADMSG;
	return 0;
}
