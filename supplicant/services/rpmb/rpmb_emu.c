// SPDX-License-Identifier: BSD-2-Clause
/* The emulated card's RPMB protocol. Section numbers refer to JEDEC JESD84-B51. */

#include <errno.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <stdlib.h>
#include <string.h>

#include "services/rpmb/rpmb_emu.h"
#include "services/rpmb/rpmb_store.h"

/* MID 0, product name GTEEMU, revision 1.0, serial number 1 */
const uint8_t rpmb_emu_cid[RPMB_CID_SIZE] = {
	0x00, 0x01, 0x47, 0x47, 0x54, 0x45, 0x45, 0x4d,
	0x55, 0x10, 0x00, 0x00, 0x00, 0x01, 0x1c, 0xed,
};

/*
 * struct rpmb_emu - the emulated card
 * @image:	what survives power loss
 * @store:	the file that @image is saved to
 * @asked:	request type that the next read is for; 0: none
 * @nonce: @address: copied from that request
 * @done:	result register: type of the last write or key programming, 0 if
 *		there was none
 * @written:	its address
 * @result:	and its outcome
 */
struct rpmb_emu {
	struct rpmb_image image;
	struct rpmb_store store;
	uint16_t asked;
	uint8_t nonce[RPMB_NONCE_SIZE];
	uint16_t address;
	uint16_t done;
	uint16_t written;
	uint16_t result;
};

int rpmb_emu_open(int dir, struct rpmb_emu **emu)
{
	struct rpmb_emu *card;
	int err;

	card = calloc(1, sizeof(*card));
	if (!card)
		return -ENOMEM;
	err = rpmb_store_load(&card->store, dir, &card->image);
	if (err) {
		rpmb_emu_close(card);
		return err;
	}
	*emu = card;
	return 0;
}

void rpmb_emu_close(struct rpmb_emu *emu)
{
	if (!emu)
		return;
	explicit_bzero(emu, sizeof(*emu));
	free(emu);
}

/* HMAC-SHA-256 over all frames of a message, with the card's key */
static int compute_mac(const struct rpmb_emu *emu, const struct rpmb_frame *frames,
		       size_t count, uint8_t mac[RPMB_KEY_SIZE])
{
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, "SHA256", 0),
		OSSL_PARAM_construct_end(),
	};
	EVP_MAC *hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	EVP_MAC_CTX *context = hmac ? EVP_MAC_CTX_new(hmac) : NULL;
	size_t length;
	int err = -ENOMEM;

	if (!context ||
	    EVP_MAC_init(context, emu->image.key, RPMB_KEY_SIZE, params) != 1)
		goto out;
	for (size_t i = 0; i < count; i++)
		if (EVP_MAC_update(context, frames[i].data,
				   RPMB_FRAME_SIZE - RPMB_MAC_OFFSET) != 1)
			goto out;
	if (EVP_MAC_final(context, mac, &length, RPMB_KEY_SIZE) == 1 &&
	    length == RPMB_KEY_SIZE)
		err = 0;
out:
	EVP_MAC_CTX_free(context);
	EVP_MAC_free(hmac);
	return err;
}

static bool counter_expired(const struct rpmb_emu *emu)
{
	return emu->image.counter == UINT32_MAX;
}

/* 6.6.22.4.1. The key is write-once. */
static uint16_t program_key(struct rpmb_emu *emu, const struct rpmb_frame *frame,
			    size_t count, bool reliable)
{
	if (count != 1 || !reliable || emu->image.has_key)
		return RPMB_GENERAL_FAILURE;
	return rpmb_store_key(&emu->store, &emu->image, frame->key_mac) ?
	       RPMB_WRITE_FAILURE : RPMB_OK;
}

/*
 * Everything after the data has to be identical in all frames, and the block
 * count has to be right.
 */
static bool frames_agree(const struct rpmb_frame *frames, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (memcmp(frames[i].nonce, frames[0].nonce,
			   RPMB_FRAME_SIZE - offsetof(struct rpmb_frame, nonce)) ||
		    rpmb_get16(frames[i].block_count) != count)
			return false;
	return true;
}

/* 6.6.22.4.3. The order of the checks is part of the protocol. */
static uint16_t write_data(struct rpmb_emu *emu, const struct rpmb_frame *frames,
			   size_t count, bool reliable)
{
	uint8_t mac[RPMB_KEY_SIZE];
	uint16_t result = RPMB_MAC_FAILURE;

	if (!emu->image.has_key)
		return RPMB_NO_KEY;
	if (counter_expired(emu))
		return RPMB_WRITE_FAILURE;
	if (!reliable || count > 2 * RPMB_EMU_RELIABLE_SECTORS ||
	    !frames_agree(frames, count))
		return RPMB_GENERAL_FAILURE;
	if (emu->written + count > RPMB_EMU_BLOCKS)
		return RPMB_ADDRESS_FAILURE;
	if (compute_mac(emu, frames, count, mac))
		return RPMB_GENERAL_FAILURE;
	if (!CRYPTO_memcmp(mac, frames[count - 1].key_mac, sizeof(mac)))
		result = RPMB_OK;
	explicit_bzero(mac, sizeof(mac));
	if (result)
		return result;
	if (rpmb_get32(frames[0].write_counter) != emu->image.counter)
		return RPMB_COUNTER_FAILURE;
	return rpmb_store_blocks(&emu->store, &emu->image, emu->written, frames, count) ?
	       RPMB_WRITE_FAILURE : RPMB_OK;
}

int rpmb_emu_write(struct rpmb_emu *emu, const struct rpmb_frame *frames, size_t count,
		   bool reliable)
{
	uint16_t type = rpmb_get16(frames[0].type);

	switch (type) {
	case RPMB_PROGRAM_KEY:
		emu->result = program_key(emu, frames, count, reliable);
		break;
	case RPMB_WRITE_DATA:
		emu->written = rpmb_get16(frames[0].address);
		emu->result = write_data(emu, frames, count, reliable);
		break;
	case RPMB_READ_COUNTER:
	case RPMB_READ_DATA:
		if (count != 1)
			return -EINVAL;
		memcpy(emu->nonce, frames[0].nonce, sizeof(emu->nonce));
		emu->address = rpmb_get16(frames[0].address);
		emu->asked = type;
		return 0;
	case RPMB_READ_RESULT:
		if (count != 1)
			return -EINVAL;
		emu->asked = type;
		return 0;
	default:
		return -EINVAL;
	}
	/* The result is fetched with RPMB_READ_RESULT. */
	emu->done = type;
	emu->asked = 0;
	return 0;
}

/* 6.6.22.4.4 */
static uint16_t read_data(struct rpmb_emu *emu, struct rpmb_frame *frames, size_t count)
{
	uint16_t result = RPMB_OK;

	if (!emu->image.has_key)
		result = RPMB_NO_KEY;
	else if (emu->address + count > RPMB_EMU_BLOCKS)
		result = RPMB_ADDRESS_FAILURE;
	for (size_t i = 0; i < count; i++) {
		if (!result)
			memcpy(frames[i].data, emu->image.blocks[emu->address + i],
			       RPMB_BLOCK_SIZE);
		memcpy(frames[i].nonce, emu->nonce, RPMB_NONCE_SIZE);
		rpmb_put16(frames[i].address, emu->address);
		rpmb_put16(frames[i].block_count, (uint16_t)count);
	}
	return result;
}

static uint16_t read_counter(struct rpmb_emu *emu, struct rpmb_frame *frame)
{
	rpmb_put32(frame->write_counter, emu->image.counter);
	memcpy(frame->nonce, emu->nonce, RPMB_NONCE_SIZE);
	return emu->image.has_key ? RPMB_OK : RPMB_NO_KEY;
}

/* an empty result register reads as a failure */
static uint16_t read_result(struct rpmb_emu *emu, struct rpmb_frame *frame)
{
	if (!emu->done)
		return RPMB_GENERAL_FAILURE;
	if (emu->done == RPMB_WRITE_DATA) {
		rpmb_put32(frame->write_counter, emu->image.counter);
		rpmb_put16(frame->address, emu->written);
	}
	return emu->result;
}

int rpmb_emu_read(struct rpmb_emu *emu, struct rpmb_frame *frames, size_t count)
{
	uint16_t answers = emu->asked, result;

	if (!answers || (count != 1 && answers != RPMB_READ_DATA) || count > UINT16_MAX)
		return -EINVAL;
	memset(frames, 0, count * sizeof(*frames));
	if (answers == RPMB_READ_DATA) {
		result = read_data(emu, frames, count);
	} else if (answers == RPMB_READ_COUNTER) {
		result = read_counter(emu, frames);
	} else {
		result = read_result(emu, frames);
		if (emu->done)
			answers = emu->done;
	}
	if (counter_expired(emu))
		result |= RPMB_COUNTER_EXPIRED;
	for (size_t i = 0; i < count; i++) {
		rpmb_put16(frames[i].result, result);
		rpmb_put16(frames[i].type, RPMB_ANSWER(answers));
	}
	/* 6.6.22.4.1: there is no MAC when the key has just been programmed. */
	if (emu->image.has_key && answers != RPMB_PROGRAM_KEY &&
	    compute_mac(emu, frames, count, frames[count - 1].key_mac))
		for (size_t i = 0; i < count; i++)
			rpmb_put16(frames[i].result, result | RPMB_GENERAL_FAILURE);
	explicit_bzero(emu->nonce, sizeof(emu->nonce));
	emu->asked = 0;
	return 0;
}
