// SPDX-License-Identifier: BSD-2-Clause
/*
 * Both ends of the stream between the worker and the process that holds the
 * card open
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "services/plugin/plugin_link.h"
#include "services/rpmb/rpmb_card.h"
#include "services/rpmb/rpmb_mmc.h"

int rpmb_check_frames(const struct rpmb_frame *request, size_t requests, size_t answers,
		      bool *writes)
{
	uint16_t type = rpmb_get16(request->type);

	for (size_t n = 1; n < requests; n++)
		if (rpmb_get16(request[n].type) != type)
			return -EBADMSG;
	*writes = type == RPMB_PROGRAM_KEY || type == RPMB_WRITE_DATA;
	if (type < RPMB_PROGRAM_KEY || type > RPMB_READ_DATA)
		return -ENOTSUP;
	if ((type != RPMB_WRITE_DATA && requests != 1) ||
	    (type != RPMB_READ_DATA && answers != 1))
		return -EBADMSG;
	return 0;
}

static bool is_count(uint32_t frames)
{
	return frames && frames <= RPMB_MAX_FRAMES;
}

/*
 * Check a request and pass it to the card. These frames are our own copy, so
 * the worker cannot change them behind our back.
 */
static int pass_on(int card, const struct rpmb_frame *request, struct rpmb_card_request count,
		   struct rpmb_frame *answer, bool may_program_key)
{
	bool writes;
	int rc = rpmb_check_frames(request, count.requests, count.answers, &writes);

	if (!rc && rpmb_get16(request->type) == RPMB_PROGRAM_KEY && !may_program_key) {
		log_error("RPMB: the card's key is not programmed: that can be done once and never "
			  "again, and is done only with --rpmb-program-key");
		rc = -EPERM;
	}
	return rc ? rc : rpmb_mmc_transfer(card, request, count.requests, answer, count.answers,
					   writes);
}

/* Return: 0, even if the card refused; or -errno if the stream is unusable. */
static int serve_one(int stream, int card, bool may_program_key)
{
	struct rpmb_card_request count;
	struct rpmb_card_answer head;
	struct rpmb_frame *frames, *answer;
	size_t size;
	int rc = plugin_link_read(stream, &count, sizeof(count));

	if (rc)
		return rc;
	if (!is_count(count.requests) || !is_count(count.answers))
		return -EBADMSG;
	size = ((size_t)count.requests + count.answers) * sizeof(*frames);
	frames = calloc(1, size);
	if (!frames)
		return -ENOMEM;
	answer = frames + count.requests;
	rc = plugin_link_read(stream, frames, count.requests * sizeof(*frames));
	if (rc)
		goto free_frames;
	head.error = pass_on(card, frames, count, answer, may_program_key);
	rc = plugin_link_write(stream, &head, sizeof(head));
	if (!rc && !head.error)
		rc = plugin_link_write(stream, answer, count.answers * sizeof(*answer));
free_frames:
	explicit_bzero(frames, size);
	free(frames);
	return rc;
}

int rpmb_card_serve(int stream, int card, bool may_program_key)
{
	int rc;

	do
		rc = serve_one(stream, card, may_program_key);
	while (!rc);
	return rc == -EPIPE ? 0 : rc;
}

int rpmb_card_transfer(int stream, const struct rpmb_frame *request, size_t requests,
		       struct rpmb_frame *answer, size_t answers)
{
	const struct rpmb_card_request count = { (uint32_t)requests, (uint32_t)answers };
	struct rpmb_card_answer head;
	int rc = plugin_link_write(stream, &count, sizeof(count));

	if (!rc)
		rc = plugin_link_write(stream, request, requests * sizeof(*request));
	if (!rc)
		rc = plugin_link_read(stream, &head, sizeof(head));
	if (!rc)
		rc = head.error;
	if (!rc)
		rc = plugin_link_read(stream, answer, answers * sizeof(*answer));
	return rc;
}
