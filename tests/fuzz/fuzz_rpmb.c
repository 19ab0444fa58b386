// SPDX-License-Identifier: BSD-2-Clause
/*
 * Fuzzer for RPMB requests to the emulated card. It takes a valid MAC and the
 * current write counter to change the card. Replies fit into their memory, with
 * result codes that we know.
 */

#include <errno.h>
#include <openssl/hmac.h>
#include <tee_client_api.h>
#include <unistd.h>

#include "ipc/broker.h"
#include "services/rpmb/rpmb.h"
#include "services/rpmb/rpmb_store.h"
#include "supplicant_input.h"

static const uint8_t key[RPMB_KEY_SIZE] = "the fuzzer's";
static struct rpmb_image *card;
static bool may_change;

int broker_open_rpmb(unsigned int device, struct rpmb_card_info *info)
{
	(void)device;
	(void)info;
	return -ENOENT;
}

/*
 * Backing file in memory, for a card that has its key from the beginning.
 * Writes fail now and then.
 */
int rpmb_store_load(struct rpmb_store *store, int dir, struct rpmb_image *image)
{
	*store = (struct rpmb_store){ .dir = dir };
	memset(image, 0, sizeof(*image));
	memcpy(image->key, key, sizeof(key));
	image->has_key = true;
	card = image;
	return 0;
}

int rpmb_store_key(struct rpmb_store *store, struct rpmb_image *image,
		   const uint8_t with[RPMB_KEY_SIZE])
{
	(void)store;
	(void)image;
	(void)with;
	abort();	/* there is one already */
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

/*
 * Sign the request, otherwise no write would ever make it past the MAC. Whether
 * to is up to a bit in the input. Note that the write counter must match as
 * well.
 */
static void sign(const struct supp_param *memory)
{
	uint8_t *at = memory->data, message[2 * 284];
	size_t count = memory->size < 6 ? 0 : (memory->size - 6) / RPMB_FRAME_SIZE;
	unsigned int length = RPMB_KEY_SIZE;
	struct rpmb_frame frame;

	if (!count || count > 2)
		return;
	at += 6;
	may_change = true;
	for (size_t n = 0; n < count; n++) {
		memcpy(&frame, at + RPMB_FRAME_SIZE * n, sizeof(frame));
		if (rpmb_get32(frame.write_counter) != (card ? card->counter : 0))
			may_change = false;
		memcpy(message + 284 * n, frame.data, 284);
	}
	HMAC(EVP_sha256(), key, sizeof(key), message, 284 * count,
	     at + RPMB_FRAME_SIZE * (count - 1) + 196, &length);
}

/*
 * Requests are put together from a few bytes: the numbers of request and reply
 * frames, then for each request frame the type, address, block count, write
 * counter and a byte to fill the data with. Mutating whole frames would mostly
 * hit bytes that do not matter.
 */
static void take_frames(struct input *input, struct service_request *request)
{
	size_t requests = take_byte(input) % 4, answers = take_byte(input) % 8;
	struct rpmb_frame frame = { 0 };
	uint8_t *at;

	*request = (struct service_request){
		.num_params = 2,
		.params = {
			{ .kind = SUPP_MEMORY, .input = true },
			{ .kind = SUPP_MEMORY, .output = true },
		},
	};
	request->params[0].size = 6 + requests * RPMB_FRAME_SIZE;
	request->params[0].data = at = calloc(1, request->params[0].size);
	request->params[1].size = answers * RPMB_FRAME_SIZE;
	request->params[1].data = calloc(answers, RPMB_FRAME_SIZE);
	for (at += 6; requests; requests--, at += RPMB_FRAME_SIZE) {
		take(input, frame.type, 2);
		take(input, frame.address, 2);
		take(input, frame.block_count, 2);
		take(input, frame.write_counter, 4);
		memset(frame.data, take_byte(input), sizeof(frame.data));
		memcpy(at, &frame, sizeof(frame));
	}
}

static void check_result(const struct service_request *before, const struct service_request *after,
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
	struct service_request before, after;
	uint32_t counter, result;
	uint8_t how;

	rpmb_setup(RPMB_EMULATED, -1);
	while (input.size) {
		may_change = false;
		how = take_byte(&input);
		if (how & 2)
			take_frames(&input, &before);
		else
			take_request(&input, &before);
		if (how & 1 && before.params[0].kind == SUPP_MEMORY)
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
