// SPDX-License-Identifier: BSD-2-Clause
/* Tests for softteed/protocol/channel.c, with a thread at each end */
#include <fcntl.h>
#include <linux/tee.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include "softteed/protocol/channel.h"
#include "unit.h"

#define CALLS	20000

/*
 * struct ends - both ends of a channel
 * @client:	the test's
 * @instance:	the thread's
 * @stop:	ends the thread's wait
 */
struct ends {
	struct channel client;
	struct channel instance;
	pthread_t thread;
	atomic_bool stop, sleeps;
	int stopped;
};

static void open_ends(struct ends *ends)
{
	int fd = channel_create();

	assert_true(fd >= 0);
	memset(ends, 0, sizeof(*ends));
	assert_int_equal(channel_map(&ends->client, fd), 0);
	assert_int_equal(channel_map(&ends->instance, fd), 0);
	close(fd);
}

static void close_ends(struct ends *ends)
{
	channel_unmap(&ends->client);
	channel_unmap(&ends->instance);
}

static bool alive(void *data)
{
	(void)data;
	return false;
}

static bool dead(void *data)
{
	(void)data;
	return true;
}

/* Replies with the command plus 1, and returns once told to stop. */
static void *serve(void *data)
{
	struct ends *ends = data;
	struct channel_call call;

	while (!(ends->stopped = channel_await_call(&ends->instance, &call, &ends->stop,
						    &ends->sleeps))) {
		const struct channel_reply reply = { .result = call.command + 1 };

		channel_reply(&ends->instance, &reply);
	}
	return NULL;
}

static void ignore(int number)
{
	(void)number;
}

static void start(struct ends *ends, void *(*function)(void *))
{
	const struct sigaction action = { .sa_handler = ignore };

	sigaction(SIGUSR1, &action, NULL);
	assert_int_equal(pthread_create(&ends->thread, NULL, function, ends), 0);
}

static void carries_calls_and_replies(void **state)
{
	struct ends ends;

	(void)state;
	open_ends(&ends);
	start(&ends, serve);
	for (uint32_t n = 0; n < CALLS; n++) {
		const struct channel_call call = { .kind = CHANNEL_INVOKE, .command = n };
		struct channel_reply reply;

		channel_post(&ends.client, &call);
		assert_int_equal(channel_await_reply(&ends.client, &reply, alive, NULL), 0);
		assert_int_equal(reply.result, n + 1);
	}
	ends.stop = true;
	while (pthread_tryjoin_np(ends.thread, NULL)) {
		pthread_kill(ends.thread, SIGUSR1);
		usleep(100);
	}
	assert_int_equal(ends.stopped, -EINTR);
	close_ends(&ends);
}

static void numbers_wrap_around_the_reserved_one(void **state)
{
	struct ends ends;

	(void)state;
	open_ends(&ends);
	ends.client.sequence = UINT32_MAX - 3;
	ends.instance.sequence = UINT32_MAX - 3;
	for (uint32_t n = 0; n < 8; n++) {
		const struct channel_call call = { .kind = CHANNEL_INVOKE, .command = n };
		const struct channel_reply answer = { .result = n };
		struct channel_reply reply;
		struct channel_call got;

		channel_post(&ends.client, &call);
		assert_int_not_equal(ends.client.sequence, UINT32_MAX);
		assert_int_not_equal(ends.client.sequence, 0);
		assert_int_equal(channel_await_call(&ends.instance, &got, &ends.stop,
						    &ends.sleeps), 0);
		assert_int_equal(got.command, n);
		channel_reply(&ends.instance, &answer);
		assert_int_equal(channel_await_reply(&ends.client, &reply, alive, NULL), 0);
		assert_int_equal(reply.result, n);
	}
	close_ends(&ends);
}

static void *kill_it(void *data)
{
	struct ends *ends = data;

	usleep(20000);
	channel_kill(&ends->instance);
	return NULL;
}

static void a_killed_instance_wakes_the_client(void **state)
{
	const struct channel_call call = { .kind = CHANNEL_INVOKE };
	struct channel_reply reply;
	struct ends ends;

	(void)state;
	open_ends(&ends);
	start(&ends, kill_it);
	channel_post(&ends.client, &call);
	assert_int_equal(channel_await_reply(&ends.client, &reply, alive, NULL), -EPIPE);
	pthread_join(ends.thread, NULL);
	/* The channel stays dead. */
	channel_post(&ends.client, &call);
	assert_int_equal(channel_await_reply(&ends.client, &reply, alive, NULL), -EPIPE);
	close_ends(&ends);
}

static void a_client_notices_a_death_that_nobody_reports(void **state)
{
	const struct channel_call call = { .kind = CHANNEL_INVOKE };
	struct channel_reply reply;
	struct ends ends;

	(void)state;
	open_ends(&ends);
	channel_post(&ends.client, &call);
	assert_int_equal(channel_await_reply(&ends.client, &reply, dead, NULL), -EPIPE);
	close_ends(&ends);
}

/* Writes numbers that belong to no call, all the time */
static void *lie(void *data)
{
	struct ends *ends = data;
	volatile uint32_t *reply = (volatile uint32_t *)ends->instance.page + 16;

	while (!ends->stop)
		*reply = *reply % 1000 + 2;
	return NULL;
}

static void a_lying_instance_doesnt_keep_the_client_busy(void **state)
{
	const struct channel_call call = { .kind = CHANNEL_INVOKE };
	struct channel_reply reply;
	struct ends ends;

	(void)state;
	open_ends(&ends);
	start(&ends, lie);
	usleep(20000);
	channel_post(&ends.client, &call);
	assert_int_equal(channel_await_reply(&ends.client, &reply, alive, NULL), -EPIPE);
	ends.stop = true;
	pthread_join(ends.thread, NULL);
	close_ends(&ends);
}

static void *cancel_it(void *data)
{
	struct ends *ends = data;

	usleep(20000);
	channel_cancel(&ends->client);
	return NULL;
}

static void cancels_the_call_in_progress_only(void **state)
{
	const struct channel_call call = { .kind = CHANNEL_INVOKE };
	const struct channel_reply reply = { 0 };
	struct channel_call got;
	struct ends ends;

	(void)state;
	open_ends(&ends);
	channel_cancel(&ends.client);
	channel_post(&ends.client, &call);
	assert_int_equal(channel_await_call(&ends.instance, &got, &ends.stop, &ends.sleeps), 0);
	assert_false(channel_is_cancelled(&ends.instance));
	assert_false(channel_await_cancel(&ends.instance, 1));
	start(&ends, cancel_it);
	assert_true(channel_await_cancel(&ends.instance, UINT32_MAX));
	assert_true(channel_is_cancelled(&ends.instance));
	pthread_join(ends.thread, NULL);
	channel_reply(&ends.instance, &reply);

	channel_post(&ends.client, &call);
	assert_int_equal(channel_await_call(&ends.instance, &got, &ends.stop, &ends.sleeps), 0);
	assert_false(channel_is_cancelled(&ends.instance));
	close_ends(&ends);
}

/* Each side gets what the types tell it to, and nothing that a call before has left. */
static void passes_parameters_by_their_types(void **state)
{
	static const struct channel_call call = { .kind = CHANNEL_INVOKE, .params = {
		{ TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT, 0, 1, 2 },
		{ TEE_IOCTL_PARAM_ATTR_TYPE_NONE, 3, 4, 5 },
		{ TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT, 6, 7, 8 },
		{ TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT, 0, 0, 0 },
	} }, empty = { .kind = CHANNEL_INVOKE };
	static const struct channel_reply answer = { .params = {
		{ .a = 11 }, { .a = 12 }, { .b = 13 }, { .a = 14, .b = 15 },
	} };
	static const struct channel_param none;
	struct channel_reply reply;
	struct channel_call got;
	struct ends ends;

	(void)state;
	open_ends(&ends);
	channel_post(&ends.client, &call);
	assert_int_equal(channel_await_call(&ends.instance, &got, &ends.stop, &ends.sleeps), 0);
	for (size_t n = 0; n < CHANNEL_PARAMS; n++)
		assert_memory_equal(&got.params[n], n == 1 ? &none : &call.params[n], sizeof(none));
	channel_reply(&ends.instance, &answer);
	assert_int_equal(channel_await_reply(&ends.client, &reply, alive, NULL), 0);
	for (size_t n = 0; n < CHANNEL_PARAMS; n++)
		assert_memory_equal(&reply.params[n], n < 2 ? &none : &answer.params[n],
				    sizeof(none));

	channel_post(&ends.client, &empty);
	assert_int_equal(channel_await_call(&ends.instance, &got, &ends.stop, &ends.sleeps), 0);
	assert_memory_equal(&got, &empty, sizeof(got));
	channel_reply(&ends.instance, &answer);
	assert_int_equal(channel_await_reply(&ends.client, &reply, alive, NULL), 0);
	for (size_t n = 0; n < CHANNEL_PARAMS; n++)
		assert_memory_equal(&reply.params[n], &none, sizeof(none));
	close_ends(&ends);
}

static int memory(size_t size, int seals)
{
	int fd = memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	assert_int_equal(ftruncate(fd, (off_t)size), 0);
	assert_int_equal(fcntl(fd, F_ADD_SEALS, seals), 0);
	return fd;
}

static void refuses_memory_that_can_change_its_size(void **state)
{
	const int fds[] = {
		memory(4096, 0),
		memory(4096, F_SEAL_GROW),
		memory(4096, F_SEAL_SHRINK),
		memory(4095, F_SEAL_SHRINK | F_SEAL_GROW),
		memory(8192, F_SEAL_SHRINK | F_SEAL_GROW),
		memory(0, F_SEAL_SHRINK | F_SEAL_GROW),
		open("/dev/zero", O_RDWR | O_CLOEXEC),
	};
	struct channel channel;

	(void)state;
	for (size_t n = 0; n < ARRAY_LEN(fds); n++) {
		assert_int_equal(channel_map(&channel, fds[n]), -EBADMSG);
		channel_unmap(&channel);
		close(fds[n]);
	}
	assert_int_equal(channel_map(&channel, -1), -EBADMSG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(carries_calls_and_replies),
		cmocka_unit_test(numbers_wrap_around_the_reserved_one),
		cmocka_unit_test(a_killed_instance_wakes_the_client),
		cmocka_unit_test(a_client_notices_a_death_that_nobody_reports),
		cmocka_unit_test(a_lying_instance_doesnt_keep_the_client_busy),
		cmocka_unit_test(cancels_the_call_in_progress_only),
		cmocka_unit_test(passes_parameters_by_their_types),
		cmocka_unit_test(refuses_memory_that_can_change_its_size),
	};

	return RUN(tests);
}
