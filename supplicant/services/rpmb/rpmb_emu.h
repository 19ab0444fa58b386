/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Emulation of an eMMC's Replay Protected Memory Block, for development and
 * tests on machines without one.
 *
 * It follows the rules of a real RPMB (JEDEC JESD84-B51, 6.6.22), but it does
 * not protect against replay: a user who can write its backing file can restore
 * an older version of it.
 *
 * The functions are not thread-safe. The caller must serialize them, as for a
 * real card, which takes a request and returns its response with separate
 * commands.
 */
#ifndef SUPPLICANT_RPMB_EMU_H
#define SUPPLICANT_RPMB_EMU_H

#include <stdbool.h>

#include "services/rpmb/rpmb_frame.h"

/* Size of the emulated RPMB, in units of RPMB_SIZE_UNIT and in blocks */
#define RPMB_EMU_SIZE_MULT	2
#define RPMB_EMU_BLOCKS		(RPMB_EMU_SIZE_MULT * RPMB_SIZE_UNIT / RPMB_BLOCK_SIZE)

/* Size of a reliable write, in sectors of 512 bytes; each sector holds two blocks */
#define RPMB_EMU_RELIABLE_SECTORS	1

/* Name of the backing file in the storage directory */
#define RPMB_EMU_FILE		".rpmb"

extern const uint8_t rpmb_emu_cid[RPMB_CID_SIZE];

struct rpmb_emu;

/**
 * rpmb_emu_open() - open the emulated card
 * @dir:	directory of its file, which the caller keeps open until
 *		rpmb_emu_close()
 * @emu:	[out] the card, to be closed with rpmb_emu_close()
 *
 * If the backing file does not exist, the card is in its factory state: no key,
 * counter 0, all data 0.
 *
 * Return: 0, or -errno: -EUCLEAN (the file is damaged, or has the format of an
 * earlier version, which kept a journal), -ENOMEM, or an error reading the file
 * or syncing its name.
 */
int rpmb_emu_open(int dir, struct rpmb_emu **emu);

/** rpmb_emu_close() - close the card; NULL is allowed */
void rpmb_emu_close(struct rpmb_emu *emu);

/**
 * rpmb_emu_write() - send frames to the card (CMD25)
 * @emu:	the card
 * @frames:	a request
 * @count:	number of frames, at least 1
 * @reliable:	send them as a reliable write (CMD23, bit 31)
 *
 * The next read returns the result. When this function returns, the key or the
 * data is on the disk, or the result is an error.
 *
 * Return: 0; -EINVAL: the frames are not a valid request, and the card is not
 * changed.
 */
int rpmb_emu_write(struct rpmb_emu *emu, const struct rpmb_frame *frames, size_t count,
		   bool reliable);

/**
 * rpmb_emu_read() - receive frames from the card (CMD18)
 * @emu:	the card
 * @frames:	[out] the response
 * @count:	number of frames, at least 1
 *
 * Return: 0; -EINVAL: no request was sent, or its response does not have @count
 * frames.
 */
int rpmb_emu_read(struct rpmb_emu *emu, struct rpmb_frame *frames, size_t count);

#endif
