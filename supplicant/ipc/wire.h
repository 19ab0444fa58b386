/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages between the supplicant's processes. Each message is one packet on a
 * socket pair.
 *
 * All messages of a type have the same size. A message with a different size or
 * an unknown type is refused. The code has no side effects, so that it can be
 * tested and fuzzed in isolation. Both ends are the same program on the same
 * machine, so numbers are in native byte order.
 */
#ifndef SUPPLICANT_WIRE_H
#define SUPPLICANT_WIRE_H

#include <stddef.h>
#include <stdint.h>

#define WIRE_MAX_HOST	255	/* maximum length of a host name, without the NUL */
#define WIRE_PAGE_SIZE	4096u	/* sizes of shared memory are multiples of this */

/* Time limit for resolving a name and connecting, in ms */
#define WIRE_CONNECT_TIMEOUT_MS	30000

enum wire_type {
	WIRE_READY = 1,		/* worker to monitor: the worker serves; no reply */
	WIRE_OPEN_TA,		/* worker to monitor; the reply has a descriptor */
	WIRE_OPEN_RPMB,		/* likewise */
	WIRE_CREATE_DUMP,	/* likewise */
	WIRE_ALLOC_MEMORY,	/* likewise */
	WIRE_MAP_MEMORY,	/* likewise */
	WIRE_FREE_MEMORY,	/* worker to monitor; no reply */
	WIRE_USE_DIRECTORY,	/* worker to monitor: the storage directory that was opened for this
				 * worker is in use; the reply has no descriptor */
	WIRE_CONNECT,		/* worker to connector; the reply has a descriptor, unless the
				 * request has one: a socket to connect to another server */
	WIRE_ANSWER,		/* the reply to any of these */
	WIRE_NUM_TYPES
};

/* Kinds of socket that WIRE_CONNECT asks for. */
enum wire_socket { WIRE_TCP, WIRE_UDP };

/* Kinds of file that WIRE_CREATE_DUMP creates. */
enum wire_dump { WIRE_DUMP_GPROF, WIRE_DUMP_FTRACE, WIRE_NUM_DUMPS };

struct wire_open_ta {
	uint8_t uuid[16];
};

struct wire_open_rpmb {
	uint32_t device;
};

struct wire_create_dump {
	uint32_t kind;		/* enum wire_dump */
	uint8_t uuid[16];
};

struct wire_alloc_memory {
	uint64_t size;		/* bytes: a multiple of WIRE_PAGE_SIZE */
};

struct wire_memory {
	uint32_t id;		/* the kernel's id */
};

struct wire_connect {
	uint32_t kind;		/* enum wire_socket */
	uint32_t family;	/* 4 or 6; 0: any */
	uint32_t port;
	uint32_t renews;	/* 1: the message has a UDP socket to reconnect; otherwise 0 */
	char host[WIRE_MAX_HOST + 1];	/* NUL-terminated; the rest is 0 */
};

struct wire_answer {
	uint64_t size;		/* WIRE_OPEN_TA: size of the file; WIRE_MAP_MEMORY: of the memory */
	uint8_t cid[16];	/* WIRE_OPEN_RPMB, like the two below: struct rpmb_card_info */
	uint8_t size_mult;
	uint8_t reliable_sectors;
	int32_t error;		/* 0 or -errno; with 0 there is a descriptor, except for
				 * WIRE_USE_DIRECTORY and a WIRE_CONNECT that had one */
	uint32_t id;		/* WIRE_ALLOC_MEMORY: the kernel's id of the memory */
};

/**
 * struct wire_message - a message
 * @type:	its type
 * @sequence:	sequence number, the same in a request and its reply; 0 if no
 *		reply is expected
 * @u:		the body
 */
struct wire_message {
	enum wire_type type;
	uint32_t sequence;
	union {
		struct wire_open_ta open_ta;
		struct wire_open_rpmb open_rpmb;
		struct wire_create_dump create_dump;
		struct wire_alloc_memory alloc_memory;
		struct wire_memory memory;
		struct wire_connect connect;
		struct wire_answer answer;
	} u;
};

/* Size of a buffer that holds any message */
#define WIRE_MAX_SIZE	(8 + sizeof(((struct wire_message *)0)->u))

/**
 * wire_encode() - encode a message
 * @message:	the message, which must be valid
 * @packet:	[out] WIRE_MAX_SIZE bytes
 *
 * Return: bytes written.
 */
size_t wire_encode(const struct wire_message *message, uint8_t packet[WIRE_MAX_SIZE]);

/**
 * wire_decode() - decode and check a message
 * @message:	[out] not changed on error
 * @packet: @size: the packet that was received
 *
 * Return: 0; -EBADMSG: the type is unknown, the size does not match the type,
 * or a value is out of range.
 */
int wire_decode(struct wire_message *message, const uint8_t *packet, size_t size);

/** wire_type_name() - return a type's name for log messages, never NULL */
const char *wire_type_name(enum wire_type type);

#endif
