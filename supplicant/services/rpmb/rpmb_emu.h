/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Emulated RPMB, for development and tests on machines that don't have an eMMC.
 *
 * It behaves like a real one (JEDEC JESD84-B51, 6.6.22) except that it protects
 * against nothing: anyone with write access to the backing file can put back an
 * old copy.
 *
 * Not thread-safe. Callers have to serialize whole transactions anyway, as with
 * a real card, since sending a request and reading its response are separate
 * steps.
 */
#ifndef SUPPLICANT_RPMB_EMU_H
#define SUPPLICANT_RPMB_EMU_H

#include <stdbool.h>

#include "services/rpmb/rpmb_frame.h"

/* Size of the emulated RPMB in RPMB_SIZE_UNIT, and in blocks */
#define RPMB_EMU_SIZE_MULT	2
#define RPMB_EMU_BLOCKS		(RPMB_EMU_SIZE_MULT * RPMB_SIZE_UNIT / RPMB_BLOCK_SIZE)

/* Reliable write size, in sectors of 512 bytes (two blocks each) */
#define RPMB_EMU_RELIABLE_SECTORS	1

/* Backing file, in the storage directory */
#define RPMB_EMU_FILE		".rpmb"

extern const uint8_t rpmb_emu_cid[RPMB_CID_SIZE];

struct rpmb_emu;

/**
 * rpmb_emu_open() - open the emulated card
 * @dir:	directory with the backing file, to be kept open until
 *		rpmb_emu_close()
 * @emu:	[out] the card; closed with rpmb_emu_close()
 *
 * Without a backing file we start from the factory state: no key, a write
 * counter of 0, and zeroed blocks.
 *
 * Return: 0, or -errno: -EUCLEAN if the file is damaged or in the older format
 * with a journal, -ENOMEM, or an error from reading the file or syncing its
 * name.
 */
int rpmb_emu_open(int dir, struct rpmb_emu **emu);

/** rpmb_emu_close() - close the card, which may be NULL */
void rpmb_emu_close(struct rpmb_emu *emu);

/**
 * rpmb_emu_write() - send frames to the card (CMD25)
 * @emu:	the card
 * @frames:	the request
 * @count:	their number, at least 1
 * @reliable:	as a reliable write (CMD23, bit 31)
 *
 * A write or a key is on the disk by the time this returns, unless it failed. The
 * outcome goes into the result register, not into the return value.
 *
 * Return: 0; -EINVAL: this is not a valid request, and the card has not changed.
 */
int rpmb_emu_write(struct rpmb_emu *emu, const struct rpmb_frame *frames, size_t count,
		   bool reliable);

/**
 * rpmb_emu_read() - receive frames from the card (CMD18)
 * @emu:	the card
 * @frames:	[out] the response
 * @count:	frames to read, at least 1
 *
 * Return: 0; -EINVAL: there is no request to respond to, or the response does not
 * have @count frames.
 */
int rpmb_emu_read(struct rpmb_emu *emu, struct rpmb_frame *frames, size_t count);

#endif
