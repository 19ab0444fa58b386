/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Access to a card's RPMB, between the worker and the process that holds the
 * card open. A compromised worker could damage a card permanently, because a
 * card's key can be programmed only once. So a separate process holds the card
 * open. It passes on only frames that OP-TEE could send, and a key only if the
 * administrator allows it.
 */
#ifndef SUPPLICANT_RPMB_CARD_H
#define SUPPLICANT_RPMB_CARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "services/rpmb/rpmb_frame.h"

/*
 * Maximum number of frames. The kernel accepts no more in one ioctl, and no
 * card sends that many in one response.
 */
#define RPMB_MAX_FRAMES		1024u

/**
 * struct rpmb_card_request - header of a request on the stream
 * @requests:	number of frames that follow, 1 to RPMB_MAX_FRAMES
 * @answers:	number of frames in the response, 1 to RPMB_MAX_FRAMES
 */
struct rpmb_card_request {
	uint32_t requests;
	uint32_t answers;
};

/**
 * struct rpmb_card_answer - header of a response on the stream
 * @error:	0: the frames of the response follow; or -errno: no frames follow
 */
struct rpmb_card_answer {
	int32_t error;
};

/**
 * rpmb_check_frames() - check that frames are a request that a TEE can make
 * @request:	the frames
 * @requests:	number of frames, at least 1
 * @answers:	number of frames in the response
 * @writes:	[out] the request changes the card
 *
 * Return: 0; -ENOTSUP: the type is unknown; -EBADMSG: the number of frames does
 * not match the type, or the frames have different types.
 */
int rpmb_check_frames(const struct rpmb_frame *request, size_t requests, size_t answers,
		      bool *writes);

/**
 * rpmb_card_serve() - serve a worker in the process that holds the card open
 * @stream:	stream to the worker
 * @card:	descriptor of /dev/mmcblkNrpmb
 * @may_program_key: pass on requests that program the card's key
 *
 * Return: 0 when the worker has closed the stream; or -errno.
 */
int rpmb_card_serve(int stream, int card, bool may_program_key);

/**
 * rpmb_card_transfer() - send a worker's request to the card, and receive its
 * response
 * @stream:	the stream that broker_open_rpmb() returned
 * @request: @requests: the frames of the request
 * @answer: @answers: [out] the frames of the response
 *
 * Return: 0 or -errno: -EPERM: the request would program the key.
 */
int rpmb_card_transfer(int stream, const struct rpmb_frame *request, size_t requests,
		       struct rpmb_frame *answer, size_t answers);

#endif
