/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * RPMB frame layout (JEDEC JESD84-B51, 6.6.22). Numbers are big-endian. The MAC
 * is computed over each frame of a message from @data to the end, and stored in
 * the last frame.
 */
#ifndef SUPPLICANT_RPMB_FRAME_H
#define SUPPLICANT_RPMB_FRAME_H

#include <stddef.h>
#include <stdint.h>

#define RPMB_FRAME_SIZE		512
#define RPMB_BLOCK_SIZE		256
#define RPMB_KEY_SIZE		32
#define RPMB_NONCE_SIZE		16
#define RPMB_CID_SIZE		16

/* RPMB sizes are in multiples of this, in bytes. */
#define RPMB_SIZE_UNIT		(128 * 1024)

struct rpmb_frame {
	uint8_t stuff[196];
	uint8_t key_mac[RPMB_KEY_SIZE];
	uint8_t data[RPMB_BLOCK_SIZE];
	uint8_t nonce[RPMB_NONCE_SIZE];
	uint8_t write_counter[4];
	uint8_t address[2];
	uint8_t block_count[2];
	uint8_t result[2];
	uint8_t type[2];
};

_Static_assert(sizeof(struct rpmb_frame) == RPMB_FRAME_SIZE, "a frame is a sector");

#define RPMB_MAC_OFFSET		offsetof(struct rpmb_frame, data)

/* rpmb_frame.type. A response has its request's type in the upper byte. */
#define RPMB_PROGRAM_KEY	0x0001
#define RPMB_READ_COUNTER	0x0002
#define RPMB_WRITE_DATA		0x0003
#define RPMB_READ_DATA		0x0004
#define RPMB_READ_RESULT	0x0005
#define RPMB_ANSWER(request)	((request) << 8)

/* rpmb_frame.result */
#define RPMB_OK			0x00
#define RPMB_GENERAL_FAILURE	0x01
#define RPMB_MAC_FAILURE	0x02
#define RPMB_COUNTER_FAILURE	0x03
#define RPMB_ADDRESS_FAILURE	0x04
#define RPMB_WRITE_FAILURE	0x05
#define RPMB_READ_FAILURE	0x06
#define RPMB_NO_KEY		0x07
#define RPMB_COUNTER_EXPIRED	0x80	/* flag, ORed to any of the above */

static inline uint16_t rpmb_get16(const uint8_t field[2])
{
	return (uint16_t)(field[0] << 8 | field[1]);
}

static inline void rpmb_put16(uint8_t field[2], uint16_t value)
{
	field[0] = value >> 8;
	field[1] = value & 0xff;
}

static inline uint32_t rpmb_get32(const uint8_t field[4])
{
	return (uint32_t)rpmb_get16(field) << 16 | rpmb_get16(field + 2);
}

static inline void rpmb_put32(uint8_t field[4], uint32_t value)
{
	rpmb_put16(field, value >> 16);
	rpmb_put16(field + 2, value & 0xffff);
}

#endif
