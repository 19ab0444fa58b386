/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A card's RPMB, between the worker and the process that has the card. A worker that is not
 * itself any more could do a card harm that nobody can undo: its key is programmed once. So the
 * card is open in a process of its own, which passes nothing on but the frames that OP-TEE
 * sends, and a key only where the administrator asked for it.
 */
#ifndef SUPPLICANT_RPMB_CARD_H
#define SUPPLICANT_RPMB_CARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "services/rpmb/rpmb_frame.h"

/* What the kernel takes in one ioctl, and more than any card answers at once */
#define RPMB_MAX_FRAMES		1024u

/**
 * struct rpmb_card_request - what goes over the stream to the card's process
 * @requests:	frames that follow, 1 to RPMB_MAX_FRAMES
 * @answers:	frames that are wanted, likewise
 */
struct rpmb_card_request {
	uint32_t requests;
	uint32_t answers;
};

/**
 * struct rpmb_card_answer - what comes back
 * @error:	0: the frames that were wanted follow; or -errno, and nothing does
 */
struct rpmb_card_answer {
	int32_t error;
};

/**
 * rpmb_check_frames() - whether this is a request that a TEE makes of a card
 * @request:	its frames, the first at least
 * @requests:	how many
 * @answers:	how many are wanted
 * @writes:	[out] it changes the card
 *
 * Return: 0; -ENOTSUP: of a kind that is none's; -EBADMSG: its kind has not that many frames, or
 * they are of several kinds.
 */
int rpmb_check_frames(const struct rpmb_frame *request, size_t requests, size_t answers,
		      bool *writes);

/**
 * rpmb_card_serve() - be the process that has the card
 * @stream:	to the worker
 * @card:	/dev/mmcblkNrpmb
 * @may_program_key: pass on the request that programs the card's key
 *
 * Return: 0 when the worker has gone; or -errno.
 */
int rpmb_card_serve(int stream, int card, bool may_program_key);

/**
 * rpmb_card_transfer() - a worker's request to the card, and its answer
 * @stream:	what broker_open_rpmb() gave
 * @request: @requests: the request's frames
 * @answer: @answers: [out] the answer's
 *
 * Return: 0 or -errno: -EPERM: it would program the key.
 */
int rpmb_card_transfer(int stream, const struct rpmb_frame *request, size_t requests,
		       struct rpmb_frame *answer, size_t answers);

#endif
