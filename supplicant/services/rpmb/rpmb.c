// SPDX-License-Identifier: BSD-2-Clause
/*
 * OP-TEE's RPMB requests (OPTEE_RPC_CMD_RPMB): relay frames to the card and
 * back, or describe the card. The frames are authenticated by OP-TEE. We merely
 * check their number and type, so the card never sees a request it doesn't
 * support.
 *
 * OP-TEE also has newer requests, to probe for a card and to send frames to it.
 * They refer to memory that isn't shared with user space, so only the kernel
 * could serve them. We fail those with NOT_SUPPORTED, and OP-TEE falls back to
 * OPTEE_RPC_CMD_RPMB.
 */

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <tee_client_api.h>
#include <unistd.h>

#include "ipc/broker.h"
#include "log.h"
#include "request/request.h"
#include "services/rpmb/rpmb.h"
#include "services/rpmb/rpmb_card.h"
#include "services/rpmb/rpmb_emu.h"

#define COMMAND_DATA		0
#define COMMAND_DEVICE_INFO	1

/* request header, in the TEE's byte order, which is ours too */
struct rpmb_request {
	uint16_t command;
	uint16_t device;
	uint16_t block_count;		/* unused */
};

struct rpmb_device_info {
	uint8_t cid[RPMB_CID_SIZE];
	uint8_t size_mult;		/* in RPMB_SIZE_UNIT */
	uint8_t reliable_sectors;
	uint8_t error;
};

_Static_assert(sizeof(struct rpmb_request) == 6, "as the TEE has it");
_Static_assert(sizeof(struct rpmb_device_info) == 19, "as the TEE has it");

/*
 * A card takes a request and returns the response in separate commands, so we
 * cannot overlap requests. @lock serializes them and guards everything below
 * it.
 */
static struct {
	bool ready;
	enum rpmb_mode mode;
	int storage;

	pthread_mutex_t lock;
	struct rpmb_emu *emu;
	int card;			/* stream to the process that has it open, or -1 */
	unsigned int number;		/* the TEE's number for @card */
	struct rpmb_card_info info;
} rpmb = { .lock = PTHREAD_MUTEX_INITIALIZER, .card = -1 };

void rpmb_setup(enum rpmb_mode mode, int storage)
{
	rpmb.mode = mode;
	rpmb.storage = storage;
	rpmb.ready = true;
}

static void close_card(void)
{
	if (rpmb.card >= 0)
		close(rpmb.card);
	rpmb.card = -1;
}

void rpmb_shutdown(void)
{
	pthread_mutex_lock(&rpmb.lock);
	rpmb_emu_close(rpmb.emu);
	rpmb.emu = NULL;
	close_card();
	rpmb.ready = false;
	pthread_mutex_unlock(&rpmb.lock);
}

static int open_emu(void)
{
	int err;

	if (rpmb.emu)
		return 0;
	err = rpmb_emu_open(rpmb.storage, &rpmb.emu);
	if (err == -EUCLEAN) {
		log_error("RPMB: %s in the storage directory is damaged or has an older format. "
			  "Remove it to start with a new emulated card", RPMB_EMU_FILE);
		return err;
	}
	if (err) {
		log_error("RPMB: the emulated card's file, %s in the storage directory: %s",
			  RPMB_EMU_FILE, strerror(-err));
		return err;
	}
	log_warning("RPMB: emulated; anybody who can write %s in the storage directory can "
		    "restore an old state. --rpmb=device uses a card's", RPMB_EMU_FILE);
	return 0;
}

/* It is the monitor that picks the card, by number or as given on the command line. */
static int open_card(unsigned int device)
{
	int card;

	if (rpmb.card >= 0 && rpmb.number == device)
		return 0;
	close_card();
	card = broker_open_rpmb(device, &rpmb.info);
	if (card < 0) {
		log_error("RPMB: card %u: %s", device, strerror(-card));
		return card;
	}
	rpmb.card = card;
	rpmb.number = device;
	return 0;
}

static int open_rpmb(unsigned int device)
{
	return rpmb.mode == RPMB_EMULATED ? open_emu() : open_card(device);
}

static int transfer_emu(const struct rpmb_frame *request, size_t requests,
			struct rpmb_frame *answer, size_t answers, bool writes)
{
	struct rpmb_frame result = { 0 };
	int err;

	err = rpmb_emu_write(rpmb.emu, request, requests, writes);
	if (!err && writes) {
		rpmb_put16(result.type, RPMB_READ_RESULT);
		err = rpmb_emu_write(rpmb.emu, &result, 1, false);
	}
	return err ? err : rpmb_emu_read(rpmb.emu, answer, answers);
}

static uint32_t result_of(int err)
{
	switch (err) {
	case 0:
		return TEEC_SUCCESS;
	case -ENOENT:
	case -ENODEV:
	case -ENXIO:
		return TEEC_ERROR_ITEM_NOT_FOUND;
	case -EPERM:
	case -EACCES:
		return TEEC_ERROR_ACCESS_DENIED;
	case -ENOMEM:
		return TEEC_ERROR_OUT_OF_MEMORY;
	case -EBADMSG:
		return TEEC_ERROR_BAD_PARAMETERS;
	default:
		return TEEC_ERROR_GENERIC;
	}
}

static uint32_t exchange_frames(unsigned int device, const void *from, size_t requests,
				void *to, size_t answers)
{
	size_t size = (requests + answers) * RPMB_FRAME_SIZE;
	struct rpmb_frame *request, *answer;
	uint32_t result;
	bool writes;
	int err;

	request = calloc(1, size);
	if (!request)
		return TEEC_ERROR_OUT_OF_MEMORY;
	answer = request + requests;
	memcpy(request, from, requests * RPMB_FRAME_SIZE);
	err = rpmb_check_frames(request, requests, answers, &writes);
	if (err) {
		result = result_of(err);
		goto out;
	}
	err = open_rpmb(device);
	if (!err && rpmb.mode == RPMB_EMULATED)
		err = transfer_emu(request, requests, answer, answers, writes);
	else if (!err)
		err = rpmb_card_transfer(rpmb.card, request, requests, answer, answers);
	/*
	 * Our request has passed the check, so this -EBADMSG comes from
	 * elsewhere, e.g. the file system below the emulated card.
	 */
	result = err == -EBADMSG ? TEEC_ERROR_GENERIC : result_of(err);
	if (!err)
		memcpy(to, answer, answers * RPMB_FRAME_SIZE);
	/* The card may be gone. Reopen it for the next request. */
	if (err)
		close_card();
out:
	explicit_bzero(request, size);
	free(request);
	return result;
}

static uint32_t tell_device(unsigned int device, void *to)
{
	struct rpmb_device_info info = { .error = 0 };
	int err;

	err = open_rpmb(device);
	if (err)
		return result_of(err);
	if (rpmb.mode == RPMB_EMULATED) {
		memcpy(info.cid, rpmb_emu_cid, sizeof(info.cid));
		info.size_mult = RPMB_EMU_SIZE_MULT;
		info.reliable_sectors = RPMB_EMU_RELIABLE_SECTORS;
	} else {
		memcpy(info.cid, rpmb.info.cid, sizeof(info.cid));
		info.size_mult = rpmb.info.size_mult;
		info.reliable_sectors = rpmb.info.reliable_sectors;
	}
	memcpy(to, &info, sizeof(info));
	return TEEC_SUCCESS;
}

static uint32_t serve_data(unsigned int device, const uint8_t *frames, size_t size,
			   struct supp_param *answer)
{
	size_t requests = size / RPMB_FRAME_SIZE, answers = answer->size / RPMB_FRAME_SIZE;
	uint32_t result;

	if (!requests || size % RPMB_FRAME_SIZE || requests > RPMB_MAX_FRAMES ||
	    !answer->data || !answers || answers > RPMB_MAX_FRAMES)
		return TEEC_ERROR_BAD_PARAMETERS;
	result = exchange_frames(device, frames, requests, answer->data, answers);
	if (!result)
		answer->size = answers * RPMB_FRAME_SIZE;
	return result;
}

uint32_t supp_rpmb(struct service_request *request)
{
	struct supp_param *in = &request->params[0], *out = &request->params[1];
	struct rpmb_request head;
	uint32_t result = TEEC_ERROR_BAD_PARAMETERS;

	if (!supp_expect(request, "mM") || !in->data || in->size < sizeof(head))
		return TEEC_ERROR_BAD_PARAMETERS;
	memcpy(&head, in->data, sizeof(head));

	pthread_mutex_lock(&rpmb.lock);
	if (!rpmb.ready)
		result = TEEC_ERROR_NOT_SUPPORTED;
	else if (head.command == COMMAND_DATA)
		result = serve_data(head.device, (uint8_t *)in->data + sizeof(head),
				    in->size - sizeof(head), out);
	else if (head.command == COMMAND_DEVICE_INFO && in->size == sizeof(head) &&
		 out->data && out->size == sizeof(struct rpmb_device_info))
		result = tell_device(head.device, out->data);
	pthread_mutex_unlock(&rpmb.lock);
	return result;
}
