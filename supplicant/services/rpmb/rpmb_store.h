/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Backing file of the emulated RPMB: the card's whole state, with a digest.
 * Each change replaces the file, and is on the disk before the card responds.
 * After power loss the file has the state from before the change or from after
 * it.
 */
#ifndef SUPPLICANT_RPMB_STORE_H
#define SUPPLICANT_RPMB_STORE_H

#include "services/rpmb/rpmb_emu.h"

/**
 * struct rpmb_image - the state that survives power loss
 * @counter:	number of writes; at 0xffffffff no more are possible
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
 * struct rpmb_store - the backing file of the emulated RPMB
 * @dir:	its directory, which the caller owns
 * @broken:	it is unknown whether a change is on the disk, so further
 *		changes are refused
 */
struct rpmb_store {
	int dir;
	bool broken;
};

/**
 * rpmb_store_load() - read the card's state
 * @store:	[out] the file, which needs no clean-up
 * @dir:	the directory, which the caller keeps open as long as it uses @store
 * @image:	[out] the card's state, which is on the disk
 *
 * Return: 0, or -errno as rpmb_emu_open().
 */
int rpmb_store_load(struct rpmb_store *store, int dir, struct rpmb_image *image);

/**
 * rpmb_store_key() - program the key
 * @store:	the file
 * @image:	[in/out] the card's state, without a key
 * @key:	the key
 *
 * Return: 0: the key is on the disk and in @image; or -errno: it is not in
 * @image, and not in the file unless @store is broken.
 */
int rpmb_store_key(struct rpmb_store *store, struct rpmb_image *image,
		   const uint8_t key[RPMB_KEY_SIZE]);

/**
 * rpmb_store_blocks() - write blocks, and increment the counter
 * @store:	the file
 * @image:	[in/out] the card's state
 * @first:	the first block
 * @frames:	frames, each with a block
 * @count:	number of frames, at most 2 * RPMB_EMU_RELIABLE_SECTORS; all
 *		blocks must be within the memory
 *
 * Return: 0: the blocks are on the disk and in @image; or -errno: they are not
 * in @image, and not in the file unless @store is broken.
 */
int rpmb_store_blocks(struct rpmb_store *store, struct rpmb_image *image,
		      uint16_t first, const struct rpmb_frame *frames, size_t count);

#endif
