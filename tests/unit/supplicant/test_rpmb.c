// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests for RPMB requests, as issued by OP-TEE. They run against the emulated
 * card, and against a card behind the kernel's ioctl. The latter is just
 * another emulation that is fed single commands, with a thread in place of the
 * process holding the card.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <linux/major.h>
#include <linux/mmc/ioctl.h>
#include <openssl/hmac.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <tee_client_api.h>
#include <unistd.h>

#include "ipc/broker.h"
#include "request/request.h"
#include "services/rpmb/rpmb.h"
#include "services/rpmb/rpmb_card.h"
#include "services/rpmb/rpmb_emu.h"

static const uint8_t key[RPMB_KEY_SIZE] = "the key of the tests, 32 bytes .";
static char directory[32];
static int dir;

/* The card behind the ioctl, and the errno to fail with */
#define CARD_NUMBER	3
static struct rpmb_emu *card;
static int fail_ioctl;
static unsigned int opened;
static const uint8_t card_cid[16] = "the card's CID.";

/* The card's holders. There may be several threads, but they take turns. */
static bool may_program_key;
static pthread_t helpers[8];
static unsigned int num_helpers;
static unsigned int commands;

static void *keep_card(void *argument)
{
	int stream = (int)(intptr_t)argument, null = open("/dev/null", O_RDWR | O_CLOEXEC);

	rpmb_card_serve(stream, null, may_program_key);
	close(null);
	close(stream);
	return NULL;
}

static int start_card_helper(void)
{
	int ends[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
	assert_true(num_helpers < 8);
	assert_int_equal(pthread_create(&helpers[num_helpers++], NULL, keep_card,
					(void *)(intptr_t)ends[1]), 0);
	return ends[0];
}

int broker_open_rpmb(unsigned int device, struct rpmb_card_info *info)
{
	if (device != CARD_NUMBER && device != 1)
		return -ENOENT;
	memset(info, 0, sizeof(*info));
	if (device == CARD_NUMBER)
		memcpy(info->cid, card_cid, sizeof(info->cid));
	info->size_mult = RPMB_EMU_SIZE_MULT;
	info->reliable_sectors = RPMB_EMU_RELIABLE_SECTORS;
	opened++;
	return start_card_helper();
}

int __wrap_ioctl(int fd, unsigned long request, void *argument);

int __wrap_ioctl(int fd, unsigned long request, void *argument)
{
	struct mmc_ioc_multi_cmd *multi = argument;
	uint64_t i;
	int err = 0;

	assert_true(fd >= 0);
	assert_int_equal(request, MMC_IOC_MULTI_CMD);
	commands++;
	for (i = 0; i < multi->num_of_cmds && !err; i++) {
		const struct mmc_ioc_cmd *command = &multi->cmds[i];
		void *data = (void *)(uintptr_t)command->data_ptr;

		assert_int_equal(command->blksz, 512);
		assert_int_equal(command->flags, 0x35);	/* R1 with data */
		if (command->opcode == 25)
			err = rpmb_emu_write(card, data, command->blocks,
					     (unsigned int)command->write_flag >> 31);
		else if (command->opcode == 18)
			err = rpmb_emu_read(card, data, command->blocks);
		else
			err = -EINVAL;
		assert_int_equal(!command->write_flag, command->opcode == 18);
	}
	if (fail_ioctl) {
		errno = fail_ioctl;
		return -1;
	}
	errno = -err;
	return err ? -1 : 0;
}

static int make_directory(void **state)
{
	(void)state;
	strcpy(directory, "/tmp/rpmb-test-XXXXXX");
	assert_non_null(mkdtemp(directory));
	dir = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return 0;
}

static int set_up_emulated(void **state)
{
	make_directory(state);
	rpmb_setup(RPMB_EMULATED, dir);
	return 0;
}

static int set_up_device(void **state)
{
	make_directory(state);
	assert_int_equal(rpmb_emu_open(dir, &card), 0);
	rpmb_setup(RPMB_DEVICE, -1);
	opened = commands = 0;
	may_program_key = true;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	rpmb_shutdown();
	while (num_helpers)
		pthread_join(helpers[--num_helpers], NULL);
	rpmb_emu_close(card);
	card = NULL;
	fail_ioctl = 0;
	unlinkat(dir, RPMB_EMU_FILE, 0);
	close(dir);
	return rmdir(directory);
}

static uint32_t call(void *in, size_t in_size, void *out, size_t *out_size)
{
	struct service_request request = {
		.function = SUPP_RPMB,
		.num_params = 2,
		.params = {
			{ .kind = SUPP_MEMORY, .input = true, .data = in, .size = in_size },
			{ .kind = SUPP_MEMORY, .output = true, .data = out,
			  .size = *out_size },
		},
	};
	uint32_t result = supp_rpmb(&request);

	*out_size = request.params[1].size;
	return result;
}

struct packet {
	uint16_t command, device, block_count;
	struct rpmb_frame frames[4];
} __attribute__((packed));

static uint32_t ask(uint16_t device, const struct rpmb_frame *frames, size_t count,
		    struct rpmb_frame *answer, size_t answers)
{
	struct packet packet = { .device = device };
	size_t size = answers * sizeof(*answer);
	uint32_t result;

	memcpy(packet.frames, frames, count * sizeof(*frames));
	result = call(&packet, 6 + count * sizeof(*frames), answer, &size);
	if (!result)
		assert_int_equal(size, answers * sizeof(*answer));
	return result;
}

static void sign(struct rpmb_frame *frames, size_t count)
{
	uint8_t message[4 * 284];
	unsigned int length = RPMB_KEY_SIZE;
	size_t i;

	for (i = 0; i < count; i++)
		memcpy(message + i * 284, (const uint8_t *)&frames[i] + 228, 284);
	HMAC(EVP_sha256(), key, sizeof(key), message, count * 284,
	     frames[count - 1].key_mac, &length);
}

/* What OP-TEE does with a card: program the key, write, read. */
static void use_card(uint16_t device)
{
	struct rpmb_frame frames[4] = { 0 }, answers[3];
	size_t i;

	rpmb_put16(frames[0].type, RPMB_READ_COUNTER);
	assert_int_equal(ask(device, frames, 1, answers, 1), TEEC_SUCCESS);
	assert_int_equal(rpmb_get16(answers[0].result), RPMB_NO_KEY);

	rpmb_put16(frames[0].type, RPMB_PROGRAM_KEY);
	memcpy(frames[0].key_mac, key, sizeof(key));
	assert_int_equal(ask(device, frames, 1, answers, 1), TEEC_SUCCESS);
	assert_int_equal(rpmb_get16(answers[0].type), 0x0100);
	assert_int_equal(rpmb_get16(answers[0].result), RPMB_OK);

	memset(frames, 0, sizeof(frames));
	for (i = 0; i < 2; i++) {
		rpmb_put16(frames[i].type, RPMB_WRITE_DATA);
		rpmb_put16(frames[i].address, 40);
		rpmb_put16(frames[i].block_count, 2);
		memset(frames[i].data, 0xa0 + (int)i, RPMB_BLOCK_SIZE);
	}
	sign(frames, 2);
	assert_int_equal(ask(device, frames, 2, answers, 1), TEEC_SUCCESS);
	assert_int_equal(rpmb_get16(answers[0].type), 0x0300);
	assert_int_equal(rpmb_get16(answers[0].result), RPMB_OK);
	assert_int_equal(rpmb_get32(answers[0].write_counter), 1);
	/* the same write again is a replay */
	assert_int_equal(ask(device, frames, 2, answers, 1), TEEC_SUCCESS);
	assert_int_equal(rpmb_get16(answers[0].result), RPMB_COUNTER_FAILURE);

	memset(frames, 0, sizeof(frames));
	rpmb_put16(frames[0].type, RPMB_READ_DATA);
	rpmb_put16(frames[0].address, 39);
	memcpy(frames[0].nonce, "nonce", 5);
	assert_int_equal(ask(device, frames, 1, answers, 3), TEEC_SUCCESS);
	assert_int_equal(answers[0].data[0], 0);
	assert_int_equal(answers[1].data[9], 0xa0);
	assert_int_equal(answers[2].data[255], 0xa1);
	assert_memory_equal(answers[2].nonce, "nonce", 5);
	memcpy(frames, answers, sizeof(answers));
	sign(frames, 3);
	assert_memory_equal(frames[2].key_mac, answers[2].key_mac, RPMB_KEY_SIZE);
}

static void test_emulated(void **state)
{
	uint8_t info[19];
	uint16_t head[3] = { 1, 0, 0 };
	size_t size = sizeof(info);

	(void)state;
	assert_int_equal(call(head, sizeof(head), info, &size), TEEC_SUCCESS);
	assert_memory_equal(info, rpmb_emu_cid, 16);
	assert_int_equal(info[16], RPMB_EMU_SIZE_MULT);
	assert_int_equal(info[17], RPMB_EMU_RELIABLE_SECTORS);
	assert_int_equal(info[18], 0);
	use_card(0);
}

static void test_device(void **state)
{
	uint8_t info[19];
	uint16_t head[3] = { 1, CARD_NUMBER, 0 };
	size_t size = sizeof(info);

	(void)state;
	assert_int_equal(call(head, sizeof(head), info, &size), TEEC_SUCCESS);
	assert_memory_equal(info, card_cid, 16);
	assert_int_equal(info[16], RPMB_EMU_SIZE_MULT);
	use_card(CARD_NUMBER);
	assert_int_equal(opened, 1);
	head[1] = 2;
	assert_int_equal(call(head, sizeof(head), info, &size), TEEC_ERROR_ITEM_NOT_FOUND);
}

/* There is only one chance to program a key, so this takes an option. */
static void test_key_is_not_programmed(void **state)
{
	struct rpmb_frame frame = { .type = { 0, RPMB_PROGRAM_KEY } }, answer;

	(void)state;
	may_program_key = false;
	memcpy(frame.key_mac, key, sizeof(key));
	assert_int_equal(ask(CARD_NUMBER, &frame, 1, &answer, 1), TEEC_ERROR_ACCESS_DENIED);
	assert_int_equal(commands, 0);
	rpmb_put16(frame.type, RPMB_READ_COUNTER);
	assert_int_equal(ask(CARD_NUMBER, &frame, 1, &answer, 1), TEEC_SUCCESS);
	assert_int_equal(rpmb_get16(answer.result), RPMB_NO_KEY);
}

/*
 * Write to the card's process like a compromised worker might. Returns the
 * error from the reply, or 1 if it just exits.
 */
static int say(uint32_t requests, uint32_t answers, const struct rpmb_frame *frames, size_t count)
{
	struct rpmb_card_request head = { requests, answers };
	struct rpmb_card_answer answer = { 1 };
	struct rpmb_frame got[8];
	int stream = start_card_helper();

	assert_int_equal(send(stream, &head, sizeof(head), MSG_NOSIGNAL), sizeof(head));
	/* it may be gone by now */
	if (count && send(stream, frames, count * sizeof(*frames), MSG_NOSIGNAL) < 0)
		assert_int_equal(errno, EPIPE);
	shutdown(stream, SHUT_WR);
	if (recv(stream, &answer, sizeof(answer), MSG_WAITALL) == sizeof(answer) && !answer.error)
		assert_int_equal(recv(stream, got, answers * sizeof(*got), MSG_WAITALL),
				 answers * sizeof(*got));
	close(stream);
	pthread_join(helpers[--num_helpers], NULL);
	return answer.error;
}

/* Even a compromised worker is confined to what OP-TEE does with a card. */
static void test_hijacked_worker(void **state)
{
	struct rpmb_frame frames[4] = { 0 };

	(void)state;
	may_program_key = false;
	for (unsigned int type = 0; type <= 0xffff; type += type < 0x600 ? 1 : 0x1111) {
		if (type >= RPMB_READ_COUNTER && type <= RPMB_READ_DATA)
			continue;
		rpmb_put16(frames[0].type, (uint16_t)type);
		assert_int_equal(say(1, 1, frames, 1),
				 type == RPMB_PROGRAM_KEY ? -EPERM : -ENOTSUP);
	}
	/* Key programming hidden behind another frame, and two frames where one is allowed */
	rpmb_put16(frames[0].type, RPMB_WRITE_DATA);
	rpmb_put16(frames[1].type, RPMB_PROGRAM_KEY);
	assert_int_equal(say(2, 1, frames, 2), -EBADMSG);
	rpmb_put16(frames[0].type, RPMB_READ_DATA);
	assert_int_equal(say(2, 1, frames, 2), -EBADMSG);
	rpmb_put16(frames[1].type, RPMB_READ_DATA);
	assert_int_equal(say(2, 1, frames, 2), -EBADMSG);
	/* Bad frame counts, and fewer frames than announced */
	assert_int_equal(say(0, 1, frames, 1), 1);
	assert_int_equal(say(1, 0, frames, 1), 1);
	assert_int_equal(say(UINT32_MAX, 1, frames, 1), 1);
	assert_int_equal(say(1, UINT32_MAX, frames, 1), 1);
	assert_int_equal(say(1025, 1, frames, 1), 1);
	assert_int_equal(say(2, 1, frames, 1), 1);
	assert_int_equal(commands, 0);
	assert_int_equal(say(1, 3, frames, 1), 0);
	assert_int_equal(commands, 1);
}

/* A failure means reopening the card and discarding what it returned. */
static void test_device_fails(void **state)
{
	struct rpmb_frame frame = { .type = { 0, RPMB_READ_COUNTER } }, answer;

	(void)state;
	memset(&answer, 0x77, sizeof(answer));
	fail_ioctl = EIO;
	assert_int_equal(ask(CARD_NUMBER, &frame, 1, &answer, 1), TEEC_ERROR_GENERIC);
	assert_int_equal(answer.data[0], 0x77);
	fail_ioctl = 0;
	assert_int_equal(ask(CARD_NUMBER, &frame, 1, &answer, 1), TEEC_SUCCESS);
	assert_int_equal(opened, 2);
}

static void test_bad_requests(void **state)
{
	struct rpmb_frame frames[4] = { 0 }, answers[4];
	struct packet packet = { 0 };
	uint16_t head[3] = { 1, 0, 0 };
	size_t size;
	unsigned int type;

	(void)state;
	for (type = 0; type <= 0x500; type++) {
		if (type >= RPMB_PROGRAM_KEY && type <= RPMB_READ_DATA)
			continue;
		rpmb_put16(frames[0].type, (uint16_t)type);
		assert_int_equal(ask(0, frames, 1, answers, 1), TEEC_ERROR_GENERIC);
	}
	/* frame counts that do not go with the type */
	for (type = RPMB_PROGRAM_KEY; type <= RPMB_READ_DATA; type++) {
		rpmb_put16(frames[0].type, (uint16_t)type);
		rpmb_put16(frames[1].type, (uint16_t)type);
		if (type != RPMB_WRITE_DATA)
			assert_int_equal(ask(0, frames, 2, answers, 1),
					 TEEC_ERROR_BAD_PARAMETERS);
		if (type != RPMB_READ_DATA)
			assert_int_equal(ask(0, frames, 1, answers, 2),
					 TEEC_ERROR_BAD_PARAMETERS);
		assert_int_equal(ask(0, frames, 0, answers, 1), TEEC_ERROR_BAD_PARAMETERS);
		assert_int_equal(ask(0, frames, 1, answers, 0), TEEC_ERROR_BAD_PARAMETERS);
	}
	/* mixed types */
	rpmb_put16(frames[0].type, RPMB_WRITE_DATA);
	rpmb_put16(frames[1].type, RPMB_READ_DATA);
	assert_int_equal(ask(0, frames, 2, answers, 1), TEEC_ERROR_BAD_PARAMETERS);
	/* bad sizes */
	size = 512;
	assert_int_equal(call(&packet, 5, answers, &size), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(call(&packet, 6 + 511, answers, &size), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(call(&packet, 6 + 513, answers, &size), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(call(NULL, 0, answers, &size), TEEC_ERROR_BAD_PARAMETERS);
	size = 0;
	assert_int_equal(call(&packet, 6 + 512, NULL, &size), TEEC_ERROR_BAD_PARAMETERS);
	for (size = 18; size <= 20; size += 2)
		assert_int_equal(call(head, sizeof(head), answers, &size),
				 TEEC_ERROR_BAD_PARAMETERS);
	size = 19;
	assert_int_equal(call(&packet, 7, answers, &size), TEEC_ERROR_BAD_PARAMETERS);
	head[0] = 2;
	assert_int_equal(call(head, sizeof(head), answers, &size), TEEC_ERROR_BAD_PARAMETERS);
}

static void test_too_many_frames(void **state)
{
	struct rpmb_frame *answers = calloc(1025, sizeof(*answers));
	struct rpmb_frame frame = { .type = { 0, RPMB_READ_DATA } };

	(void)state;
	assert_int_equal(ask(0, &frame, 1, answers, 1025), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(ask(0, &frame, 1, answers, 1024), TEEC_SUCCESS);
	assert_int_equal(rpmb_get16(answers[1023].block_count), 1024);
	free(answers);
}

static void test_damaged_file(void **state)
{
	struct rpmb_frame frame = { .type = { 0, RPMB_READ_COUNTER } }, answer;
	int file = openat(dir, RPMB_EMU_FILE, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	(void)state;
	assert_int_equal(write(file, "damage", 6), 6);
	close(file);
	assert_int_equal(ask(0, &frame, 1, &answer, 1), TEEC_ERROR_GENERIC);
}

static void test_not_set_up(void **state)
{
	struct rpmb_frame frame = { .type = { 0, RPMB_READ_COUNTER } }, answer;

	(void)state;
	rpmb_shutdown();
	assert_int_equal(ask(0, &frame, 1, &answer, 1), TEEC_ERROR_NOT_SUPPORTED);
}

#define EMULATED(name) cmocka_unit_test_setup_teardown(name, set_up_emulated, tear_down)
#define DEVICE(name) cmocka_unit_test_setup_teardown(name, set_up_device, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		EMULATED(test_emulated),
		DEVICE(test_device),
		DEVICE(test_key_is_not_programmed),
		DEVICE(test_hijacked_worker),
		DEVICE(test_device_fails),
		EMULATED(test_bad_requests),
		EMULATED(test_too_many_frames),
		EMULATED(test_damaged_file),
		EMULATED(test_not_set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
