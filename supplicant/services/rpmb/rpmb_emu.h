/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A model of an eMMC's Replay Protected Memory Block, for machines without one.
 *
 * It keeps every rule of the real one (JEDEC JESD84-B51, 6.6.22) but the one that
 * matters: whoever can write its file can put back an old one. It is for development
 * and tests.
 *
 * The functions are not thread-safe; the caller serialises them, as he must for a real
 * card, where a request and its answer are two commands.
 */
#ifndef SUPPLICANT_RPMB_EMU_H
#define SUPPLICANT_RPMB_EMU_H

#include <stdbool.h>

#include "services/rpmb/rpmb_frame.h"

/* Its size, in units of RPMB_SIZE_UNIT, and in blocks */
#define RPMB_EMU_SIZE_MULT	2
#define RPMB_EMU_BLOCKS		(RPMB_EMU_SIZE_MULT * RPMB_SIZE_UNIT / RPMB_BLOCK_SIZE)

/* Sectors of 512 bytes that a reliable write takes, so twice as many blocks */
#define RPMB_EMU_RELIABLE_SECTORS	1

/* Where its state lies in the storage folder */
#define RPMB_EMU_FILE		".rpmb"

extern const uint8_t rpmb_emu_cid[RPMB_CID_SIZE];

struct rpmb_emu;

/**
 * rpmb_emu_open() - switch the card on
 * @dir:	the folder of its file, which the caller keeps open as long as the card is
 * @emu:	[out] the card; to be closed with rpmb_emu_close()
 *
 * Without a file the card is as from the factory: no key, counter 0, all zeroes.
 *
 * Return: 0, or -errno: -EUCLEAN (the file is damaged by more than a write that was cut
 * short), -ENOMEM, or of reading or of making durable what is there.
 */
int rpmb_emu_open(int dir, struct rpmb_emu **emu);

/** rpmb_emu_close() - switch it off; NULL is fine */
void rpmb_emu_close(struct rpmb_emu *emu);

/**
 * rpmb_emu_write() - frames to the card (CMD25)
 * @emu:	the card
 * @frames:	a request
 * @count:	frames of it, at least 1
 * @reliable:	as a reliable write (CMD23, bit 31)
 *
 * What comes of it the next read tells. Key and data are on the disk, or the card has
 * failed and says so, when this returns.
 *
 * Return: 0, or -EINVAL: no request of this kind, the card is as it was.
 */
int rpmb_emu_write(struct rpmb_emu *emu, const struct rpmb_frame *frames, size_t count,
		   bool reliable);

/**
 * rpmb_emu_read() - frames from the card (CMD18)
 * @emu:	the card
 * @frames:	[out] the answer
 * @count:	frames of it, at least 1
 *
 * Return: 0, or -EINVAL where nothing was asked.
 */
int rpmb_emu_read(struct rpmb_emu *emu, struct rpmb_frame *frames, size_t count);

#endif
