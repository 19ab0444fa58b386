/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The file that the emulated RPMB lives in: what the card was at some time, and behind
 * it each change since, every one with a digest. A change is on the disk before the card
 * answers for it; one that was cut short is the last, and does not count.
 */
#ifndef SUPPLICANT_RPMB_STORE_H
#define SUPPLICANT_RPMB_STORE_H

#include "services/rpmb/rpmb_emu.h"

/**
 * struct rpmb_image - what outlives a power cut
 * @counter:	writes so far; 0xffffffff is where it ends
 * @has_key:	whether @key is programmed
 * @key:	the authentication key
 * @blocks:	the memory
 */
struct rpmb_image {
	uint32_t counter;
	bool has_key;
	uint8_t key[RPMB_KEY_SIZE];
	uint8_t blocks[RPMB_EMU_BLOCKS][RPMB_BLOCK_SIZE];
};

/**
 * struct rpmb_store - the file
 * @dir:	its folder, the caller's
 * @file:	open for writing, or -1 where there is none yet
 * @end:	where the next change goes
 * @sequence:	the next change's number
 * @broken:	a change may or may not be on the disk, so no other is taken
 */
struct rpmb_store {
	int dir;
	int file;
	uint64_t end;
	uint64_t sequence;
	bool broken;
};

/**
 * rpmb_store_open() - find the file and what the card was
 * @store:	[out] to be closed with rpmb_store_close(), also after an error
 * @dir:	the folder, which the caller keeps open
 * @image:	[out] the card's state, which is on the disk
 *
 * Return: 0, or -errno as rpmb_emu_open() has it.
 */
int rpmb_store_open(struct rpmb_store *store, int dir, struct rpmb_image *image);

void rpmb_store_close(struct rpmb_store *store);

/**
 * rpmb_store_key() - the card is to have a key
 * @store:	the file
 * @image:	the card's state, without the key
 * @key:	the key
 *
 * Return: 0, it is on the disk and in @image; or -errno, it is in neither.
 */
int rpmb_store_key(struct rpmb_store *store, struct rpmb_image *image,
		   const uint8_t key[RPMB_KEY_SIZE]);

/**
 * rpmb_store_blocks() - blocks are to be written, and the counter to go up by one
 * @store:	the file
 * @image:	the card's state, before
 * @first:	the first block
 * @frames:	frames with a block each
 * @count:	how many, at most 2 * RPMB_EMU_RELIABLE_SECTORS, all within the memory
 *
 * Return: 0, they are on the disk and in @image; or -errno, they are in neither.
 */
int rpmb_store_blocks(struct rpmb_store *store, struct rpmb_image *image,
		      uint16_t first, const struct rpmb_frame *frames, size_t count);

#endif
