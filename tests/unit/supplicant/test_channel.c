// SPDX-License-Identifier: BSD-2-Clause
/* Tests for channels: message format, permissions, and concurrent calls */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "ipc/channel.h"
#include "ipc/permit.h"

static const struct wire_message samples[] = {
	{ .type = WIRE_READY },
	{ .type = WIRE_OPEN_TA, .sequence = 1, .u.open_ta.uuid = { 1, 2, 3 } },
	{ .type = WIRE_OPEN_RPMB, .sequence = 2, .u.open_rpmb.device = 5 },
	{ .type = WIRE_CREATE_DUMP, .sequence = 3, .u.create_dump.kind = WIRE_DUMP_FTRACE },
	{ .type = WIRE_CONNECT, .sequence = 4, .u.connect = { WIRE_UDP, 6, 65535, 1, "::1" } },
	{ .type = WIRE_ANSWER, .sequence = 5, .u.answer.error = -ENOENT },
	{ .type = WIRE_ALLOC_MEMORY, .sequence = 6, .u.alloc_memory.size = 8192 },
	{ .type = WIRE_MAP_MEMORY, .sequence = 7, .u.memory.id = 9 },
	{ .type = WIRE_FREE_MEMORY, .u.memory.id = 10 },
	{ .type = WIRE_USE_DIRECTORY, .sequence = 8 },
};

#define NUM_SAMPLES (sizeof(samples) / sizeof(samples[0]))

/* The length is fixed per message type, anything else is refused. */
static void one_length_each(void **state)
{
	uint8_t packet[WIRE_MAX_SIZE + 8];
	struct wire_message message;

	(void)state;
	for (size_t n = 0; n < NUM_SAMPLES; n++) {
		size_t size = wire_encode(&samples[n], packet);

		memset(packet + size, 0, sizeof(packet) - size);
		for (size_t length = 0; length <= sizeof(packet); length++)
			assert_int_equal(wire_decode(&message, packet, length),
					 length == size ? 0 : -EBADMSG);
		assert_int_equal(wire_decode(&message, packet, size), 0);
		assert_memory_equal(&message, &samples[n], sizeof(message));
	}
}

static int decode(const struct wire_message *message)
{
	uint8_t packet[WIRE_MAX_SIZE];
	struct wire_message read;

	return wire_decode(&read, packet, wire_encode(message, packet));
}

static void wrong_values(void **state)
{
	struct wire_message message = samples[4];

	(void)state;
	message.u.connect.kind = 2;
	assert_int_equal(decode(&message), -EBADMSG);
	message.u.connect.kind = WIRE_TCP;	/* only UDP sockets can be reconnected */
	assert_int_equal(decode(&message), -EBADMSG);
	message = samples[4];
	message.u.connect.family = 5;
	assert_int_equal(decode(&message), -EBADMSG);
	message = samples[4];
	message.u.connect.port = 65536;
	assert_int_equal(decode(&message), -EBADMSG);
	message.u.connect.port = 0;
	assert_int_equal(decode(&message), -EBADMSG);
	message = samples[4];
	message.u.connect.host[WIRE_MAX_HOST] = 'x';	/* one past the longest name */
	assert_int_equal(decode(&message), -EBADMSG);
	memset(message.u.connect.host, 'x', sizeof(message.u.connect.host));
	assert_int_equal(decode(&message), -EBADMSG);
	memset(message.u.connect.host, 0, sizeof(message.u.connect.host));
	assert_int_equal(decode(&message), -EBADMSG);
	message = samples[3];
	message.u.create_dump.kind = WIRE_NUM_DUMPS;
	assert_int_equal(decode(&message), -EBADMSG);
	message = samples[5];
	message.u.answer.error = 1;
	assert_int_equal(decode(&message), -EBADMSG);
	message.u.answer.error = -4096;
	assert_int_equal(decode(&message), -EBADMSG);
	message = samples[6];
	message.u.alloc_memory.size = 12287;
	assert_int_equal(decode(&message), -EBADMSG);
	message.u.alloc_memory.size = 0;
	assert_int_equal(decode(&message), -EBADMSG);
	message = samples[8];
	message.sequence = 1;
	assert_int_equal(decode(&message), -EBADMSG);
	message = samples[0];
	message.sequence = 1;
	assert_int_equal(decode(&message), -EBADMSG);
}

/* The complete permission table. What is not listed is refused. */
static void permit_table(void **state)
{
	(void)state;
	for (int from = -1; from <= PERMIT_NUM_STATES; from++) {
		for (int type = -1; type <= WIRE_NUM_TYPES; type++) {
			bool serves = type == WIRE_OPEN_TA || type == WIRE_OPEN_RPMB ||
				      type == WIRE_CREATE_DUMP || type == WIRE_ALLOC_MEMORY ||
				      type == WIRE_FREE_MEMORY || type == WIRE_USE_DIRECTORY;
			bool starts = type == WIRE_READY || type == WIRE_MAP_MEMORY;
			bool may_start = from == PERMIT_STARTING || from == PERMIT_STOPPING;
			bool want = (may_start && starts) ||
				    ((from == PERMIT_SERVING || from == PERMIT_STOPPING) && serves);

			assert_int_equal(permit_message((enum permit_state)from,
							(enum wire_type)type), want);
		}
	}
}

static void descriptors_pass(void **state)
{
	struct wire_message message;
	int ends[2], pipes[2], passed;
	char byte = 0;

	(void)state;
	assert_int_equal(channel_pair(ends), 0);
	assert_int_equal(pipe(pipes), 0);
	assert_int_equal(channel_send_fd(ends[0], &samples[5], pipes[1]), 0);
	assert_int_equal(channel_recv(ends[1], &message, &passed), 0);
	assert_true(passed >= 0 && (fcntl(passed, F_GETFD) & FD_CLOEXEC));
	assert_int_equal(write(passed, "x", 1), 1);
	assert_int_equal(read(pipes[0], &byte, 1), 1);
	assert_int_equal(byte, 'x');
	close(passed);
	/*
	 * The receiver does not expect an fd here: refuse the message, but do
	 * not leak the fd.
	 */
	assert_int_equal(channel_send_fd(ends[0], &samples[1], pipes[1]), 0);
	close(pipes[1]);
	assert_int_equal(channel_recv(ends[1], &message, NULL), -EBADMSG);
	assert_int_equal(read(pipes[0], &byte, 1), 0);
	close(ends[0]);
	assert_int_equal(channel_recv(ends[1], &message, &passed), -EPIPE);
	assert_int_equal(passed, -1);
	close(ends[1]);
	close(pipes[0]);
}

#define CALLERS	16u
#define CALLS	50u

static struct channel channel = CHANNEL_INITIALIZER;

/*
 * Collect two requests and answer them in reverse order. The reply's fd and
 * number show whether the right caller got it.
 */
static void *answer_in_pairs(void *argument)
{
	struct pollfd ready = { .fd = *(int *)argument, .events = POLLIN };
	struct wire_message asked[2], reply = { .type = WIRE_ANSWER };
	int null = open("/dev/null", O_RDONLY);
	unsigned int count;

	for (unsigned int n = 0; n < CALLERS * CALLS; n += count) {
		/* with an odd number, the last one is alone */
		for (count = 0; count < 2 && (!count || poll(&ready, 1, 20) > 0); count++)
			if (channel_recv(ready.fd, &asked[count], NULL))
				return NULL;
		for (unsigned int i = count; i--;) {
			reply.sequence = asked[i].sequence;
			reply.u.answer.size = asked[i].u.open_rpmb.device;
			channel_send_fd(ready.fd, &reply, null);
		}
	}
	close(null);
	return NULL;
}

static void *call_often(void *argument)
{
	uint32_t number = *(uint32_t *)argument * 1000;
	struct wire_answer answer;
	int passed;

	for (uint32_t n = 0; n < CALLS; n++) {
		struct wire_message request = { .type = WIRE_OPEN_RPMB,
			.u.open_rpmb.device = number + n };

		if (channel_call(&channel, &request, -1, &answer, &passed, 10000) ||
		    answer.size != number + n || passed < 0)
			return NULL;
		close(passed);
	}
	return argument;
}

static void many_callers(void **state)
{
	pthread_t server, callers[CALLERS];
	uint32_t numbers[CALLERS];
	void *result;
	int ends[2];

	(void)state;
	assert_int_equal(channel_pair(ends), 0);
	channel.fd = ends[0];
	pthread_create(&server, NULL, answer_in_pairs, &ends[1]);
	for (uint32_t n = 0; n < CALLERS; n++) {
		numbers[n] = n;
		pthread_create(&callers[n], NULL, call_often, &numbers[n]);
	}
	for (unsigned int n = 0; n < CALLERS; n++) {
		pthread_join(callers[n], &result);
		assert_ptr_equal(result, &numbers[n]);
	}
	pthread_join(server, NULL);
	close(ends[0]);
	close(ends[1]);
}

/* No channel, no reply in time, peer gone, peer sending garbage */
static void calls_that_fail(void **state)
{
	struct wire_message request = samples[2], late, reply = { .type = WIRE_ANSWER };
	struct wire_answer answer;
	int ends[2], passed;

	(void)state;
	channel.fd = -1;
	assert_int_equal(channel_call(&channel, &request, -1, &answer, &passed, 100), -EPERM);
	assert_int_equal(channel_pair(ends), 0);
	channel.fd = ends[0];
	assert_int_equal(channel_call(&channel, &request, -1, &answer, &passed, 50), -ETIMEDOUT);
	assert_int_equal(channel_recv(ends[1], &late, NULL), 0);
	reply.sequence = late.sequence;
	assert_int_equal(channel_send_fd(ends[1], &reply, ends[1]), 0);
	/* The reply still comes in, and the next call has to skip it. */
	assert_int_equal(channel_call(&channel, &request, -1, &answer, &passed, 50), -ETIMEDOUT);
	assert_int_equal(passed, -1);
	/* A request where a reply is due means the peer is broken. */
	assert_int_equal(channel_send(ends[1], &samples[1]), 0);
	assert_int_equal(channel_call(&channel, &request, -1, &answer, &passed, 1000), -EIO);
	close(ends[1]);
	assert_int_equal(channel_call(&channel, &request, -1, &answer, &passed, 1000), -EIO);
	close(ends[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_length_each),
		cmocka_unit_test(wrong_values),
		cmocka_unit_test(permit_table),
		cmocka_unit_test(descriptors_pass),
		cmocka_unit_test(many_callers),
		cmocka_unit_test(calls_that_fail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
