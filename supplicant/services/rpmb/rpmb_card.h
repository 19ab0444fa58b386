/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Access to a real RPMB, shielded from the worker. An RPMB's key can be
 * programmed only once in its life, so a compromised worker could ruin the card
 * for good. The worker therefore doesn't get the device. A separate process has
 * it open, lets through only what a TEE would send, and programs the key only
 * if the administrator allows it.
 */
#ifndef SUPPLICANT_RPMB_CARD_H
#define SUPPLICANT_RPMB_CARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "services/rpmb/rpmb_frame.h"

/*
 * Maximum number of frames. The kernel won't take more in one ioctl, and no
 * card returns that many at a time.
 */
#define RPMB_MAX_FRAMES		1024u

/**
 * struct rpmb_card_request - request header on the stream
 * @requests:	number of frames that follow, 1 to RPMB_MAX_FRAMES
 * @answers:	how many to expect in the response, 1 to RPMB_MAX_FRAMES
 */
struct rpmb_card_request {
	uint32_t requests;
	uint32_t answers;
};

/**
 * struct rpmb_card_answer - response header on the stream
 * @error:	0 if the response follows; otherwise -errno, and that is all
 */
struct rpmb_card_answer {
	int32_t error;
};

/**
 * rpmb_check_frames() - check that a TEE could have sent this request
 * @request:	the request's frames
 * @requests:	their number, at least 1
 * @answers:	number of frames expected in the response
 * @writes:	[out] true if the request writes to the card
 *
 * Return: 0; -ENOTSUP: a TEE does not send this type; -EBADMSG: the wrong number
 * of frames for the type, or frames of different types.
 */
int rpmb_check_frames(const struct rpmb_frame *request, size_t requests, size_t answers,
		      bool *writes);

/**
 * rpmb_card_serve() - run the process that holds the card open
 * @stream:	stream to the worker
 * @card:	open /dev/mmcblkNrpmb
 * @may_program_key: let requests through that program the key
 *
 * Return: 0 once the worker has closed the stream; or -errno.
 */
int rpmb_card_serve(int stream, int card, bool may_program_key);

/**
 * rpmb_card_transfer() - exchange frames with the card, from the worker
 * @stream:	stream from broker_open_rpmb()
 * @request: @requests: frames to send
 * @answer: @answers: [out] frames of the response
 *
 * Return: 0; -EPERM: the request would program the key; or another -errno.
 */
int rpmb_card_transfer(int stream, const struct rpmb_frame *request, size_t requests,
		       struct rpmb_frame *answer, size_t answers);

#endif
