// SPDX-License-Identifier: BSD-2-Clause
/* Tests for softteed/protocol/message.c and packet.c */
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "softteed/protocol/packet.h"
#include "unit.h"

static void open_pair(int ends[2])
{
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
}

static void close_pair(int ends[2])
{
	close(ends[0]);
	close(ends[1]);
}

/* Find a descriptor number above those in use: it stays the same if none is leaked. */
static int next_fd(void)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	assert_true(fd >= 0);
	close(fd);
	return fd;
}

static void every_type_has_one_size(void **state)
{
	(void)state;
	for (uint32_t type = 0; type < MESSAGE_TYPES + 3; type++) {
		size_t size = message_size(type);

		assert_int_equal(!!size, type >= MESSAGE_HELLO && type < MESSAGE_TYPES);
		for (size_t got = 0; got <= sizeof(struct message); got++) {
			struct message message = { .magic = MESSAGE_MAGIC, .type = type };

			assert_int_equal(message_check(&message, got),
					 size && got == size ? 0 : -EBADMSG);
		}
	}
}

static void refuses_another_magic(void **state)
{
	struct message message = { .magic = MESSAGE_MAGIC ^ 1, .type = MESSAGE_HELLO };

	(void)state;
	assert_int_equal(message_check(&message, message_size(MESSAGE_HELLO)), -EBADMSG);
}

static void refuses_what_is_no_errno(void **state)
{
	struct message opened = { .magic = MESSAGE_MAGIC, .type = MESSAGE_OPENED };
	struct message granted = { .magic = MESSAGE_MAGIC, .type = MESSAGE_GRANTED };
	const uint32_t not_errno[] = { 4096, (uint32_t)INT32_MIN, (uint32_t)-ENOENT };

	(void)state;
	opened.opened.error = 4095;
	assert_int_equal(message_check(&opened, message_size(MESSAGE_OPENED)), 0);
	granted.granted.error = 4095;
	assert_int_equal(message_check(&granted, message_size(MESSAGE_GRANTED)), 0);
	for (size_t n = 0; n < ARRAY_LEN(not_errno); n++) {
		opened.opened.error = not_errno[n];
		assert_int_equal(message_check(&opened, message_size(MESSAGE_OPENED)), -EBADMSG);
		granted.granted.error = not_errno[n];
		assert_int_equal(message_check(&granted, message_size(MESSAGE_GRANTED)), -EBADMSG);
	}
}

static void terminates_the_reason(void **state)
{
	struct message message = { .magic = MESSAGE_MAGIC, .type = MESSAGE_PANICKED };

	(void)state;
	memset(message.panicked.reason, 'x', sizeof(message.panicked.reason));
	assert_int_equal(message_check(&message, message_size(MESSAGE_PANICKED)), 0);
	assert_int_equal(strlen(message.panicked.reason), MESSAGE_REASON_LEN - 1);
}

static void terminates_names(void **state)
{
	struct message message;
	const struct tee_ioctl_identity *identity = &message.welcome.identity;

	(void)state;
	memset(&message, 'x', sizeof(message));
	message.magic = MESSAGE_MAGIC;
	message.type = MESSAGE_WELCOME;
	assert_int_equal(message_check(&message, message_size(MESSAGE_WELCOME)), 0);
	assert_int_equal(strlen(identity->driver_name), TEE_IDENTITY_NAME_LEN - 1);
	assert_int_equal(strlen(identity->driver_version), TEE_IDENTITY_NAME_LEN - 1);
	assert_int_equal(strlen(identity->conduit), TEE_IDENTITY_NAME_LEN - 1);
	assert_int_equal(strlen(identity->os_name), TEE_IDENTITY_NAME_LEN - 1);
	assert_int_equal(strlen(identity->os_version), TEE_IDENTITY_NAME_LEN - 1);
	assert_int_equal(strlen(identity->os_build), TEE_IDENTITY_BUILD_LEN - 1);
}

static void passes_messages_and_descriptors(void **state)
{
	struct message message = { .type = MESSAGE_SESSION, .session = { .id = 7, .login = 1 } };
	int ends[2], fds[MESSAGE_MAX_FDS], passed[2] = { 0, 1 };

	(void)state;
	open_pair(ends);
	assert_int_equal(message_send(ends[0], &message, passed, 2), 0);
	memset(&message, 0, sizeof(message));
	assert_int_equal(message_receive(ends[1], &message, fds, 0), 0);
	assert_int_equal(message.type, MESSAGE_SESSION);
	assert_int_equal(message.session.id, 7);
	assert_true(fds[0] >= 0 && fds[1] >= 0);
	assert_int_equal(fds[2], -1);
	assert_int_equal(fcntl(fds[0], F_GETFD), FD_CLOEXEC);
	packet_close_fds(fds, MESSAGE_MAX_FDS);
	assert_int_equal(message_receive(ends[1], &message, fds, MSG_DONTWAIT), -EAGAIN);
	close(ends[0]);
	assert_int_equal(message_receive(ends[1], &message, fds, 0), -EPIPE);
	assert_int_equal(message_send(ends[1], &message, NULL, 0), -EPIPE);
	close(ends[1]);
}

/* What isn't a message is dropped along with its descriptors. */
static void leaks_no_descriptor_of_a_bad_packet(void **state)
{
	const struct {
		size_t size, num_fds, most;
	} cases[] = {
		{ 3, 1, MESSAGE_MAX_FDS },
		{ sizeof(struct message) + 8, 2, MESSAGE_MAX_FDS },
		{ 8, 3, 1 },
		{ 8, 2, 0 },
	};
	static const size_t rooms[] = { MESSAGE_MAX_FDS, 1 };
	int ends[2], fds[MESSAGE_MAX_FDS], passed[MESSAGE_MAX_FDS] = { 0, 1, 2 };
	char data[sizeof(struct message) + 8] = { 0 };
	struct message message;
	int before;

	(void)state;
	open_pair(ends);
	before = next_fd();
	for (size_t n = 0; n < ARRAY_LEN(cases); n++) {
		assert_int_equal(packet_send(ends[0], data, cases[n].size, passed,
					     cases[n].num_fds, 0), 0);
		if (cases[n].most == MESSAGE_MAX_FDS)
			assert_int_equal(message_receive(ends[1], &message, fds, 0), -EBADMSG);
		else
			assert_int_equal(packet_receive(ends[1], data, sizeof(data), fds,
							cases[n].most, 0), -EBADMSG);
		assert_int_equal(next_fd(), before);
	}
	/* Empty, as if the sender were gone */
	for (size_t n = 0; n < ARRAY_LEN(rooms); n++) {
		assert_int_equal(packet_send(ends[0], data, 0, passed, 1, 0), 0);
		assert_int_equal(packet_receive(ends[1], data, sizeof(data), fds, rooms[n], 0),
				 -EPIPE);
		assert_int_equal(next_fd(), before);
	}
	close_pair(ends);
}

static void refuses_descriptors_without_taking_them(void **state)
{
	struct message message = { .type = MESSAGE_HELLO };
	int ends[2], null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	int before;

	(void)state;
	open_pair(ends);
	before = next_fd();
	assert_int_equal(message_receive_plain(ends[1], &message), -EAGAIN);
	assert_int_equal(message_send(ends[0], &message, NULL, 0), 0);
	assert_int_equal(message_receive_plain(ends[1], &message), 0);
	assert_int_equal(message.type, MESSAGE_HELLO);
	assert_int_equal(packet_send(ends[0], "x", 1, NULL, 0, 0), 0);
	assert_int_equal(message_receive_plain(ends[1], &message), -EBADMSG);
	assert_int_equal(message_send(ends[0], &message, &null, 1), 0);
	for (int n = 0; n < 2; n++) {
		assert_int_equal(message_receive_plain(ends[1], &message), -EBADMSG);
		assert_int_equal(next_fd(), before);
	}
	close(ends[0]);
	/* Still there */
	assert_int_equal(message_receive_plain(ends[1], &message), -EBADMSG);
	close(ends[1]);
	close(null);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type_has_one_size),
		cmocka_unit_test(refuses_another_magic),
		cmocka_unit_test(refuses_what_is_no_errno),
		cmocka_unit_test(terminates_the_reason),
		cmocka_unit_test(terminates_names),
		cmocka_unit_test(passes_messages_and_descriptors),
		cmocka_unit_test(leaks_no_descriptor_of_a_bad_packet),
		cmocka_unit_test(refuses_descriptors_without_taking_them),
	};

	return RUN(tests);
}
