// SPDX-License-Identifier: BSD-2-Clause
/*
 * RPMB requests that hold anything at all, to the emulated card: it changes only by a
 * write with the right code and counter, answers fill memory that is there, and every
 * result is one that there is.
 */

#include <errno.h>
#include <openssl/hmac.h>
#include <unistd.h>

#include "broker.h"
#include "rpmb.h"
#include "rpmb_store.h"
#include "supplicant_input.h"
#include "teec_result.h"

static const uint8_t key[RPMB_KEY_SIZE] = "the fuzzer's";
static struct rpmb_image *card;
static bool may_change;

int broker_open_rpmb(unsigned int device, struct rpmb_card_info *info)
{
	(void)device;
	(void)info;
	return -ENOENT;
}

/* In place of the file: memory that begins with a key, and may fail. */
int rpmb_store_open(struct rpmb_store *store, int dir, struct rpmb_image *image)
{
	*store = (struct rpmb_store){ .dir = dir, .file = -1 };
	memset(image, 0, sizeof(*image));
	memcpy(image->key, key, sizeof(key));
	image->has_key = true;
	card = image;
	return 0;
}

void rpmb_store_close(struct rpmb_store *store)
{
	(void)store;
}

int rpmb_store_key(struct rpmb_store *store, struct rpmb_image *image,
		   const uint8_t with[RPMB_KEY_SIZE])
{
	(void)store;
	(void)image;
	(void)with;
	abort();	/* the card has one */
}

int rpmb_store_blocks(struct rpmb_store *store, struct rpmb_image *image, uint16_t first,
		      const struct rpmb_frame *frames, size_t count)
{
	(void)store;
	check(may_change);
	check(count && first + count <= RPMB_EMU_BLOCKS);
	if (frames[0].data[0] == 0xee)
		return -EIO;
	for (size_t n = 0; n < count; n++)
		memcpy(image->blocks[first + n], frames[n].data, RPMB_BLOCK_SIZE);
	image->counter++;
	return 0;
}

/* Otherwise no write would ever pass; one bit of the input decides. */
static void sign(const struct supp_param *memory)
{
	uint8_t *at = memory->data, message[2 * 284];
	size_t count = memory->size < 6 ? 0 : (memory->size - 6) / RPMB_FRAME_SIZE;
	unsigned int length = RPMB_KEY_SIZE;

	if (!count || count > 2)
		return;
	at += 6;
	for (size_t n = 0; n < count; n++)
		memcpy(message + 284 * n, at + RPMB_FRAME_SIZE * n + RPMB_MAC_OFFSET, 284);
	HMAC(EVP_sha256(), key, sizeof(key), message, 284 * count,
	     at + RPMB_FRAME_SIZE * (count - 1) + 196, &length);
	may_change = true;
}

static void check_result(const struct supp_request *before, const struct supp_request *after,
			 uint32_t result)
{
	check(result == TEEC_SUCCESS || result == TEEC_ERROR_BAD_PARAMETERS ||
	      result == TEEC_ERROR_GENERIC);
	if (!result)
		check(after->params[1].size <= before->params[1].size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { data, size };
	struct supp_request before, after;
	uint32_t counter, result;

	rpmb_setup(RPMB_EMULATED, -1, NULL);
	while (input.size) {
		may_change = false;
		take_request(&input, &before);
		if (take_byte(&input) & 1 && before.params[0].kind == SUPP_MEMORY)
			sign(&before.params[0]);
		counter = card ? card->counter : 0;
		after = before;
		result = supp_rpmb(&after);
		check_result(&before, &after, result);
		check(!card || card->counter == counter ||
		      (may_change && card->counter == counter + 1));
		free_request(&before);
	}
	rpmb_shutdown();
	card = NULL;
	return 0;
}
