// SPDX-License-Identifier: BSD-2-Clause
/* See fixture.h. */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fixture.h"
#include "unit.h"
#include "vfs.h"

char directory[64], path[128];
uint8_t device_key[STORAGE_KEY_SIZE];
uint64_t *counter;
struct server *server;
struct server_client *client;
struct storage_message reply;
struct storage_options options;

static struct storage_keys keys;
static uint8_t reply_packet[STORAGE_MAX_PACKET];

static int counter_read(void *context, uint64_t *value)
{
	(void)context;
	*value = *counter;
	return 0;
}

static int counter_advance(void *context, uint64_t value)
{
	(void)context;
	assert_true(value > *counter);
	if (vfs_step())
		return -1;
	*counter = value;
	return 0;
}

const struct storage_counter_ops counter_ops = { counter_read, counter_advance };

uint32_t next_connection(void)
{
	static uint32_t connections;

	return ++connections;
}

void start(void)
{
	static const uint8_t uuid[STORAGE_UUID_SIZE] = { 1 };

	assert_int_equal(storage_keys_derive(device_key, uuid, &keys), 0);
	server = server_create(&options);
	assert_non_null(server);
	client = server_add_client(server, next_connection());
	assert_non_null(client);
}

void stop(void)
{
	if (server) {
		server_remove_client(client);
		server_free(server);
	}
	server = NULL;
}

int setup(void **state)
{
	(void)state;
	strcpy(directory, "/dev/shm/test_storage.XXXXXX");
	assert_non_null(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/objects.db", directory);
	memset(device_key, 1, sizeof(device_key));
	if (!counter)
		counter = mmap(NULL, sizeof(*counter), PROT_READ | PROT_WRITE,
			       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(counter, MAP_FAILED);
	*counter = 0;
	vfs_reset();
	options = (struct storage_options){
		.name = "test", .directory = directory, .keys = &keys,
		.max_bytes = 1 << 20, .max_objects = 8, .vfs = "fault",
	};
	start();
	return 0;
}

int teardown(void **state)
{
	char command[128];

	(void)state;
	stop();
	snprintf(command, sizeof(command), "rm -rf %s", directory);
	return system(command);
}

void shell(const char *command)
{
	char line[400];

	snprintf(line, sizeof(line), "cd %s && %s", directory, command);
	assert_int_equal(system(line), 0);
}

TEE_Result ask_as(struct server_client *who, struct storage_message request)
{
	uint8_t packet[STORAGE_MAX_PACKET];
	size_t size = storage_message_pack(&request, packet, sizeof(packet));

	assert_int_not_equal(size, 0);
	size = server_serve(who, packet, size, reply_packet);
	assert_int_not_equal(size, 0);
	assert_int_equal(storage_message_parse(reply_packet, size, &reply), 0);
	return reply.header.code;
}

TEE_Result create(const char *name, uint32_t flags, const char *data)
{
	return ASK(.header = { .code = STORAGE_CREATE, .flags = flags,
			       .name_size = strlen(name), .size = strlen(data),
			       .data_size = strlen(data) },
		   .name = (const uint8_t *)name, .data = (const uint8_t *)data);
}

TEE_Result open_as(struct server_client *who, const char *name, uint32_t flags)
{
	return ask_as(who, (struct storage_message){
		.header = { .code = STORAGE_OPEN, .flags = flags, .name_size = strlen(name) },
		.name = (const uint8_t *)name });
}

TEE_Result simple(uint32_t command, uint32_t handle, uint64_t position, uint64_t size)
{
	return ASK(.header = { .code = command, .handle = handle, .position = position,
			       .size = size });
}

TEE_Result write_data(uint32_t handle, uint64_t position, const void *data, size_t size)
{
	return ASK(.header = { .code = STORAGE_WRITE, .handle = handle, .position = position,
			       .size = size, .data_size = size }, .data = data);
}

TEE_Result read_all(const char *name, char *data, size_t room)
{
	TEE_Result result = open_as(client, name, READ);
	uint32_t handle = reply.header.handle;

	memset(data, 0, room);
	if (result)
		return result;
	result = simple(STORAGE_READ, handle, 0, room - 1);
	if (!result && reply.header.data_size)
		memcpy(data, reply.data, reply.header.data_size);
	assert_int_equal(simple(STORAGE_CLOSE, handle, 0, 0), TEE_SUCCESS);
	return result;
}

void store(const char *name, const char *data)
{
	assert_int_equal(create(name, ALL | TEE_DATA_FLAG_OVERWRITE, data), TEE_SUCCESS);
	assert_int_equal(simple(STORAGE_CLOSE, reply.header.handle, 0, 0), TEE_SUCCESS);
}
