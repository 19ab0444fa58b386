/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests to the storage process of an application, and its replies. Each is one packet of a
 * SEQPACKET socket: a header, then the name, the attributes and the data, without padding.
 * Numbers have the machine's byte order, because both ends are on the same machine.
 *
 * Data that does not fit into a packet is sent in advance, by STORAGE_APPEND requests. The next
 * STORAGE_CREATE or STORAGE_WRITE of the same connection uses it, followed by its own data; its
 * size is that of all the data.
 */
#ifndef SOFTTEED_STORAGE_MESSAGE_H
#define SOFTTEED_STORAGE_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

#define STORAGE_MAGIC		0x31475453u
#define STORAGE_MAX_NAME	64
#define STORAGE_MAX_META	8448
#define STORAGE_MAX_DATA	32768
#define STORAGE_MAX_PACKET	(sizeof(struct storage_header) + STORAGE_MAX_NAME + \
				 STORAGE_MAX_META + STORAGE_MAX_DATA)

enum storage_command {
	STORAGE_OPEN = 1,	/* name, flags: handle, meta, size */
	STORAGE_CREATE,		/* name, flags, meta, size, data: handle */
	STORAGE_CLOSE,		/* handle */
	STORAGE_DELETE,		/* handle, which is closed */
	STORAGE_RENAME,		/* handle, name */
	STORAGE_READ,		/* handle, position, size (at most STORAGE_MAX_DATA): data */
	STORAGE_WRITE,		/* handle, position, size, data */
	STORAGE_TRUNCATE,	/* handle, size */
	STORAGE_INFO,		/* handle: size */
	STORAGE_SET_META,	/* handle, meta */
	STORAGE_NEXT,		/* position, 0 for the first: name, meta, size, next position */
	STORAGE_APPEND,		/* position (0 discards earlier data), data */
	STORAGE_GET_TIME,	/* : data */
	STORAGE_SET_TIME,	/* data, at most STORAGE_MAX_TIME bytes */
};

#define STORAGE_MAX_TIME	64

/**
 * struct storage_header - start of a request or reply
 * @magic:	STORAGE_MAGIC
 * @code:	request: enum storage_command; reply: TEE_SUCCESS or TEE_ERROR_*
 * @handle:	an open object of this connection, not 0; one of an earlier connection of the
 *		instance gets TEE_ERROR_STORAGE_NOT_AVAILABLE
 * @flags:	TEE_DATA_FLAG_*
 * @position:	in the data stream, in bytes; of STORAGE_NEXT: an object
 * @size:	size of the data stream, or wanted bytes
 * @name_size:	bytes of the name, at most STORAGE_MAX_NAME
 * @meta_size:	bytes of the serialized attributes, at most STORAGE_MAX_META
 * @data_size:	bytes of data, at most STORAGE_MAX_DATA
 * @reserved:	0
 */
struct storage_header {
	uint32_t magic, code, handle, flags;
	uint64_t position, size;
	uint32_t name_size, meta_size, data_size, reserved;
};

/**
 * struct storage_message - a request or reply in memory
 * @header:	its header
 * @name:	the name, or NULL if its size is 0; likewise @meta and @data
 */
struct storage_message {
	struct storage_header header;
	const uint8_t *name, *meta, *data;
};

/**
 * storage_message_pack() - write a message to a buffer
 * @message:	the message; the magic and the reserved field are filled in
 * @packet:	[out] the packet
 * @room:	bytes at @packet; STORAGE_MAX_PACKET suffice
 *
 * Return: the packet's size, or 0 if a part exceeds its limit or @room.
 */
size_t storage_message_pack(const struct storage_message *message, void *packet, size_t room);

/**
 * storage_message_parse() - check a packet
 * @packet:	the packet; nobody else may change it
 * @size:	its size in bytes
 * @message:	[out] the message, which points into @packet
 *
 * Return: 0, or -EBADMSG if a size is wrong.
 */
int storage_message_parse(const void *packet, size_t size, struct storage_message *message);

/**
 * storage_request_check() - check that a parsed request has the parts that its command needs
 * @message:	the request
 *
 * Return: 0, or -EBADMSG.
 */
int storage_request_check(const struct storage_message *message);

#endif
