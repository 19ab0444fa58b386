/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The emulated RPMB's backing file, with the whole state and a digest over it.
 * Every change rewrites the file and is on the disk before the card responds.
 * Power loss leaves it in either the old or the new state.
 */
#ifndef SUPPLICANT_RPMB_STORE_H
#define SUPPLICANT_RPMB_STORE_H

#include "services/rpmb/rpmb_emu.h"

/**
 * struct rpmb_image - what survives power loss
 * @counter:	write counter; at 0xffffffff the card refuses further writes
 * @has_key:	@key has been programmed
 * @key:	the authentication key
 * @blocks:	the data
 */
struct rpmb_image {
	uint32_t counter;
	bool has_key;
	uint8_t key[RPMB_KEY_SIZE];
	uint8_t blocks[RPMB_EMU_BLOCKS][RPMB_BLOCK_SIZE];
};

/**
 * struct rpmb_store - the backing file
 * @dir:	directory it is in, owned by the caller
 * @broken:	we could not tell whether a change had reached the disk, so we
 *		refuse further ones
 */
struct rpmb_store {
	int dir;
	bool broken;
};

/**
 * rpmb_store_load() - read the state from the file
 * @store:	[out] the file; there's nothing to clean up
 * @dir:	directory, to be kept open as long as @store is in use
 * @image:	[out] the state, known to be on the disk
 *
 * Return: 0, or -errno as rpmb_emu_open().
 */
int rpmb_store_load(struct rpmb_store *store, int dir, struct rpmb_image *image);

/**
 * rpmb_store_key() - program the key
 * @store:	the backing file
 * @image:	[in/out] the state, so far without a key
 * @key:	the key
 *
 * Return: 0 once the key is on the disk and in @image; or -errno, with @image
 * unchanged and, unless @store is broken, the file too.
 */
int rpmb_store_key(struct rpmb_store *store, struct rpmb_image *image,
		   const uint8_t key[RPMB_KEY_SIZE]);

/**
 * rpmb_store_blocks() - write blocks and bump the counter
 * @store:	the backing file
 * @image:	[in/out] the state
 * @first:	first block to write
 * @frames:	a block in each of them
 * @count:	number of frames, at most 2 * RPMB_EMU_RELIABLE_SECTORS. The
 *		caller has checked that the blocks exist
 *
 * Return: 0 once the blocks are on the disk and in @image; or -errno, with
 * @image unchanged and, unless @store is broken, the file too.
 */
int rpmb_store_blocks(struct rpmb_store *store, struct rpmb_image *image,
		      uint16_t first, const struct rpmb_frame *frames, size_t count);

#endif
