// SPDX-License-Identifier: BSD-2-Clause
/*
 * Fuzzer for the storage process of softteed: two instances of an application send it packets.
 * Each input is a list of packets, with the sender and the size first. A handle of 1, 2, … is
 * replaced with the sender's first, second, … handle. The database is in memory.
 */

#include <stdint.h>
#include <string.h>

#include "check.h"
#include "softteed/storage/message.h"
#include "softteed/storage/server.h"
#include "tee_internal_api.h"

#define HANDLES	8

struct peer {
	struct server_client *client;
	uint32_t handles[HANDLES];
	size_t num_handles;
};

static void take_handle(struct peer *peer, uint32_t handle)
{
	for (size_t n = 0; n < peer->num_handles; n++)
		if (peer->handles[n] == handle)
			return;
	if (peer->num_handles < HANDLES)
		peer->handles[peer->num_handles++] = handle;
}

static void put_handle(const struct peer *peer, uint8_t *packet, size_t size)
{
	struct storage_header header;

	if (size < sizeof(header))
		return;
	memcpy(&header, packet, sizeof(header));
	if (header.handle && header.handle <= peer->num_handles)
		header.handle = peer->handles[header.handle - 1];
	memcpy(packet, &header, sizeof(header));
}

/* What the server accepts, it answers with a sound packet, and with what was asked for. */
static void check_reply(struct peer *peer, const uint8_t *packet, const void *reply, size_t size)
{
	struct storage_message message;
	struct storage_header request;

	memcpy(&request, packet, sizeof(request));
	check(!storage_message_parse(reply, size, &message));
	if (message.header.code) {
		check(size == sizeof(message.header));
		return;
	}
	if (request.code == STORAGE_OPEN || request.code == STORAGE_CREATE) {
		check(message.header.handle);
		take_handle(peer, message.header.handle);
	}
	if (request.code == STORAGE_READ)
		check(message.header.data_size <= request.size);
	if (request.code == STORAGE_NEXT)
		check(message.header.position > request.position);
}

/* Return what's left of the input. */
static size_t send_packet(struct server *server, struct peer peers[2], const uint8_t *data,
			  size_t size)
{
	static uint8_t reply[STORAGE_MAX_PACKET];
	static uint32_t number = 2;
	struct peer *peer = &peers[data[0] % 2];
	size_t length = data[1] | (size_t)data[2] << 8, reply_size;
	uint8_t *packet;

	if (length > size - 3)
		length = size - 3;
	/* A copy without slack, so that AddressSanitizer reports an access past the end. */
	packet = malloc(length ? length : 1);
	check(packet);
	memcpy(packet, data + 3, length);
	put_handle(peer, packet, length);
	reply_size = server_serve(peer->client, packet, length, reply);
	if (reply_size) {
		check_reply(peer, packet, reply, reply_size);
	} else {
		server_remove_client(peer->client);
		*peer = (struct peer){ .client = server_add_client(server, ++number) };
	}
	free(packet);
	return size - 3 - length;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct storage_keys keys;
	const struct storage_options options = {
		.name = "fuzz", .directory = "/fuzz", .keys = &keys, .vfs = "memdb",
		.max_bytes = 65536, .max_objects = 8,
	};
	struct server *server = server_create(&options);
	struct peer peers[2];

	check(server);
	for (uint32_t n = 0; n < 2; n++)
		peers[n] = (struct peer){ .client = server_add_client(server, n + 1) };
	while (size > 3) {
		size_t rest = send_packet(server, peers, data, size);

		data += size - rest;
		size = rest;
	}
	for (size_t n = 0; n < 2; n++)
		server_remove_client(peers[n].client);
	server_free(server);
	return 0;
}
