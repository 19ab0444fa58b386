// SPDX-License-Identifier: BSD-2-Clause
/* Tests for softteed/broker/zygote.c: what waits until the zygote's socket has room */
#include <fcntl.h>
#include <stdarg.h>
#include <sys/socket.h>
#include <unistd.h>

#include "softteed/broker/broker_private.h"
#include "softteed/protocol/packet.h"
#include "unit.h"

/* More than any socket here has room for */
#define MANY	600

struct broker broker;

static struct broker_application application;
static struct broker_instance *instances[MANY];
static int zygote;		/* its end of the socket */
static bool wants_room;

void broker_source_want_room(struct broker_source *source, bool want)
{
	assert_ptr_equal(source, &broker.zygote);
	wants_room = want;
}

void broker_log(const char *format, ...)
{
	(void)format;
}

void broker_stop(int error, const char *why)
{
	(void)why;
	broker.error = error;
}

void broker_source_remove(struct broker_source *source)
{
	(void)source;
}

static int open_sockets(void **state)
{
	int ends[2], small = 1;

	(void)state;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) ||
	    setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &small, sizeof(small)))
		return -1;
	broker.zygote.fd = ends[0];
	zygote = ends[1];
	wants_room = false;
	broker.error = 0;
	for (uint32_t n = 0; n < MANY; n++) {
		instances[n] = calloc(1, sizeof(*instances[n]));
		instances[n]->id = n + 1;
		instances[n]->application = &application;
		instances[n]->control = -1;
	}
	return 0;
}

/* An instance that has been released is freed once the zygote has been told. */
static int close_sockets(void **state)
{
	(void)state;
	close(broker.zygote.fd);
	close(zygote);
	for (int n = 0; n < MANY; n++) {
		if (!instances[n])
			continue;
		assert_int_equal(instances[n]->control, -1);
		free(instances[n]);
	}
	return 0;
}

static void start(int n)
{
	instances[n]->control = open("/dev/null", O_RDONLY | O_CLOEXEC);
	assert_true(instances[n]->control >= 0);
	assert_int_equal(broker_zygote_fork(instances[n]), 0);
}

/* Start instances until one waits. Return how many don't. */
static int fill(void)
{
	int n = 0;

	while (!wants_room) {
		assert_true(n < MANY - 10);
		start(n++);
	}
	assert_int_equal(instances[n - 1]->living, false);
	return n - 1;
}

static void stop(int n)
{
	struct broker_instance *instance = instances[n];

	instances[n] = NULL;
	broker_zygote_kill(instance);
	broker_zygote_release(instance);
}

/* What the zygote is told next */
static void expect(uint32_t type, int n)
{
	int fds[MESSAGE_MAX_FDS];
	struct message message;

	assert_int_equal(message_receive(zygote, &message, fds, MSG_DONTWAIT), 0);
	assert_int_equal(message.type, type);
	assert_int_equal(message.fork.instance, n + 1);
	assert_int_equal(fds[0] >= 0, type == MESSAGE_FORK);
	packet_close_fds(fds, MESSAGE_MAX_FDS);
}

static void expect_nothing(void)
{
	int fds[MESSAGE_MAX_FDS];
	struct message message;

	assert_int_equal(message_receive(zygote, &message, fds, MSG_DONTWAIT), -EAGAIN);
}

static void instances_start_in_turn(void **state)
{
	int count = fill();

	(void)state;
	start(count + 1);
	for (int n = 0; n < count; n++) {
		expect(MESSAGE_FORK, n);
		/* Not before the one that waits, although there's room. */
		if (n == 0)
			start(count + 2);
	}
	expect_nothing();
	broker_zygote_handle(&broker.zygote);
	assert_false(wants_room);
	for (int n = count; n <= count + 2; n++) {
		assert_true(instances[n]->living);
		expect(MESSAGE_FORK, n);
	}
	expect_nothing();
}

static void those_that_waited_are_gone(void **state)
{
	int count = fill();

	(void)state;
	start(count + 1);
	stop(count + 1);
	stop(count);
	for (int n = 0; n < count; n++)
		expect(MESSAGE_FORK, n);
	/* Otherwise the broker would be called for ever, as there's room. */
	broker_zygote_handle(&broker.zygote);
	assert_false(wants_room);
	expect_nothing();
	start(count + 2);
	expect(MESSAGE_FORK, count + 2);
}

static void instances_are_killed_first(void **state)
{
	int count = fill();

	(void)state;
	stop(1);
	stop(0);
	expect(MESSAGE_FORK, 0);
	broker_zygote_handle(&broker.zygote);
	assert_true(wants_room);
	for (int n = 1; n < count; n++)
		expect(MESSAGE_FORK, n);
	expect(MESSAGE_KILL, 0);
	expect_nothing();
	broker_zygote_handle(&broker.zygote);
	assert_false(wants_room);
	expect(MESSAGE_KILL, 1);
	expect(MESSAGE_FORK, count);
	expect_nothing();
}

static void the_zygote_is_gone(void **state)
{
	(void)state;
	close(zygote);
	zygote = -1;
	broker_zygote_handle(&broker.zygote);
	assert_int_equal(broker.error, -ECHILD);
	/* Nobody waits for what will never be. */
	instances[0]->control = open("/dev/null", O_RDONLY | O_CLOEXEC);
	assert_true(broker_zygote_fork(instances[0]) < 0);
	assert_false(wants_room);
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, open_sockets, close_sockets)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(instances_start_in_turn),
		TEST(those_that_waited_are_gone),
		TEST(instances_are_killed_first),
		TEST(the_zygote_is_gone),
	};

	return RUN(tests);
}
