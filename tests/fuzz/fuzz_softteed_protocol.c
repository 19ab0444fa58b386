// SPDX-License-Identifier: BSD-2-Clause
/*
 * Fuzzer for what softteed's processes receive through sockets. The input is a list of
 * packets with a header of three bytes: which descriptors come along, who receives it, and
 * its size. What is accepted must be sound, and no descriptor may be left over.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "check.h"
#include "softteed/instance/instance_private.h"
#include "softteed/protocol/packet.h"

#define MEMORY_SIZE	8192

enum receiver {
	TO_BROKER,		/* message_receive_plain() */
	TO_INSTANCE,		/* message_receive() */
	TO_SESSION,		/* memory to attach */
	CALL_FIND,		/* no packet: a memory reference */
	CALL_DETACH,		/* no packet: an id */
	RECEIVERS
};

static int descriptors[4];

static int make_memory(int seals)
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	check(fd >= 0 && !ftruncate(fd, MEMORY_SIZE) && !fcntl(fd, F_ADD_SEALS, seals));
	return fd;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	descriptors[0] = make_memory(F_SEAL_SHRINK);
	descriptors[1] = make_memory(0);
	descriptors[2] = open("/dev/zero", O_RDWR | O_CLOEXEC);
	descriptors[3] = open("/", O_RDONLY | O_CLOEXEC);
	return 0;
}

static int next_descriptor(void)
{
	int fd = dup(descriptors[2]);

	close(fd);
	return fd;
}

static void check_message(const struct message *message)
{
	check(message->magic == MESSAGE_MAGIC && message_size(message->type));
	if (message->type == MESSAGE_PANICKED)
		check(strnlen(message->panicked.reason, MESSAGE_REASON_LEN) < MESSAGE_REASON_LEN);
}

static void to_broker(int fd, bool with_descriptors)
{
	struct message message;

	if (message_receive_plain(fd, &message))
		return;
	check_message(&message);
	check(!with_descriptors);
}

static void to_instance(int fd)
{
	int fds[MESSAGE_MAX_FDS];
	struct message message;

	if (!message_receive(fd, &message, fds, MSG_DONTWAIT))
		check_message(&message);
	packet_close_fds(fds, MESSAGE_MAX_FDS);
}

/* All that is attached is in the table, mapped, and can be used to its last byte. */
static void to_session(struct instance_session *session)
{
	size_t before = session->num_memory;
	struct instance_memory *memory;

	if (instance_memory_attach(session)) {
		check(session->num_memory == before);
		return;
	}
	check(session->num_memory == before + 1 && session->mapped <= CHANNEL_MAX_MAPPED);
	memory = &session->memory[before];
	check(memory->size && memory->size <= MEMORY_SIZE);
	((volatile char *)memory->at)[memory->size - 1] = 1;
}

static void find_memory(const struct instance_session *session, const uint8_t *data, size_t size)
{
	struct channel_param param = { 0 };
	void *at;

	memcpy(&param, data, size < sizeof(param) ? size : sizeof(param));
	if (instance_memory_find(session, &param, &at) || !at)
		return;
	for (size_t n = 0; n < session->num_memory; n++) {
		const struct instance_memory *memory = &session->memory[n];
		size_t offset = (size_t)((char *)at - (char *)memory->at);

		if (memory->id == param.memory)
			check(offset <= memory->size && param.b <= memory->size - offset);
	}
}

static void detach(struct instance_session *session, const uint8_t *data, size_t size)
{
	uint32_t id = 0;

	memcpy(&id, data, size < sizeof(id) ? size : sizeof(id));
	instance_memory_detach(session, id);
}

static void send_to(int fd, const uint8_t *data, size_t size, unsigned int flags)
{
	int fds[MESSAGE_MAX_FDS];
	size_t num = flags % (MESSAGE_MAX_FDS + 1);

	for (size_t n = 0; n < num; n++)
		fds[n] = descriptors[(flags >> (2 + 2 * n)) % 4];
	packet_send(fd, data, size, fds, num, MSG_DONTWAIT);
}

static void run_packet(struct instance_session *session, int client, const uint8_t *head,
		       const uint8_t *data, size_t size)
{
	unsigned int receiver = head[1] % RECEIVERS;

	if (receiver < CALL_FIND)
		send_to(client, data, size, head[0]);
	if (receiver == TO_BROKER)
		to_broker(session->socket, head[0] % (MESSAGE_MAX_FDS + 1));
	else if (receiver == TO_INSTANCE)
		to_instance(session->socket);
	else if (receiver == TO_SESSION)
		to_session(session);
	else if (receiver == CALL_FIND)
		find_memory(session, data, size);
	else
		detach(session, data, size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct instance_session session;
	int ends[2], before = next_descriptor();
	char rest[600];

	check(!socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends));
	session.socket = ends[1];
	while (size >= 3) {
		const uint8_t *head = data;
		size_t packet = head[2] < size - 3 ? head[2] : size - 3;

		run_packet(&session, ends[0], head, head + 3, packet);
		/* A packet that was refused stays in the socket. */
		while (recv(ends[1], rest, sizeof(rest), MSG_DONTWAIT) > 0)
			;
		data += 3 + packet;
		size -= 3 + packet;
	}
	while (session.num_memory)
		instance_memory_detach(&session, session.memory[0].id);
	check(!session.mapped);
	close(ends[0]);
	close(ends[1]);
	check(next_descriptor() == before);
	return 0;
}
