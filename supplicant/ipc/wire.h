/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages between the supplicant's processes, one per packet on a socket pair.
 *
 * The size follows from the type, and wire_decode() refuses anything else. Both
 * ends are the same binary, so numbers are in host byte order. Keep this code
 * free of side effects: the unit tests and the fuzzer run it on its own.
 */
#ifndef SUPPLICANT_WIRE_H
#define SUPPLICANT_WIRE_H

#include <stddef.h>
#include <stdint.h>

#define WIRE_MAX_HOST	255	/* longest host name, without the NUL */
#define WIRE_PAGE_SIZE	4096u	/* shared memory sizes are multiples of this */

/* for the name lookup and the connect() together */
#define WIRE_CONNECT_TIMEOUT_MS	30000

enum wire_type {
	WIRE_READY = 1,		/* worker to monitor: up and serving; no reply */
	WIRE_OPEN_TA,		/* worker to monitor; reply carries a descriptor */
	WIRE_OPEN_RPMB,		/* likewise */
	WIRE_CREATE_DUMP,	/* likewise */
	WIRE_ALLOC_MEMORY,	/* likewise */
	WIRE_MAP_MEMORY,	/* likewise */
	WIRE_FREE_MEMORY,	/* worker to monitor; no reply */
	WIRE_USE_DIRECTORY,	/* worker to monitor: we're using the storage directory you opened
				 * for us; no descriptor in the reply */
	WIRE_CONNECT,		/* worker to connector; reply carries a descriptor, unless the
				 * request does (a UDP socket to reconnect) */
	WIRE_ANSWER,		/* reply to any of the above */
	WIRE_NUM_TYPES
};

/* struct wire_connect::kind */
enum wire_socket { WIRE_TCP, WIRE_UDP };

/* struct wire_create_dump::kind */
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
	uint64_t size;		/* in bytes, a multiple of WIRE_PAGE_SIZE */
};

struct wire_memory {
	uint32_t id;		/* kernel's shm id */
};

struct wire_connect {
	uint32_t kind;		/* enum wire_socket */
	uint32_t family;	/* 4, 6, or 0 for either */
	uint32_t port;
	uint32_t renews;	/* 1 if the message carries a UDP socket to reconnect, else 0 */
	char host[WIRE_MAX_HOST + 1];	/* NUL-padded to the end */
};

struct wire_answer {
	uint64_t size;		/* WIRE_OPEN_TA, WIRE_MAP_MEMORY: file or region size, in bytes */
	uint8_t cid[16];	/* WIRE_OPEN_RPMB, with the next two: see struct rpmb_card_info */
	uint8_t size_mult;
	uint8_t reliable_sectors;
	int32_t error;		/* -errno, or 0 and a descriptor (but see enum wire_type for the
				 * exceptions) */
	uint32_t id;		/* WIRE_ALLOC_MEMORY: kernel's shm id */
};

/**
 * struct wire_message - any message
 * @type:	tells which member of @u is valid
 * @sequence:	copied from request to reply; 0 in messages without a reply
 * @u:		body
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

/* the largest packet, 8 bytes of header included */
#define WIRE_MAX_SIZE	(8 + sizeof(((struct wire_message *)0)->u))

/**
 * wire_encode() - turn a message into a packet
 * @message:	a valid message, not checked here
 * @packet:	[out] WIRE_MAX_SIZE bytes
 *
 * Return: packet size.
 */
size_t wire_encode(const struct wire_message *message, uint8_t packet[WIRE_MAX_SIZE]);

/**
 * wire_decode() - parse and validate a packet
 * @message:	[out] untouched on error
 * @packet: @size: as received
 *
 * Return: 0, or -EBADMSG if the type is unknown, the size is wrong for it, or
 * a field is out of range.
 */
int wire_decode(struct wire_message *message, const uint8_t *packet, size_t size);

/** wire_type_name() - get a type's name for the log, never NULL */
const char *wire_type_name(enum wire_type type);

#endif
