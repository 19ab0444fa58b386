// SPDX-License-Identifier: BSD-2-Clause
/* Requests to the storage process of an application, its keys, and its counter */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"
#include "softteed/protocol/packet.h"
#include "unit.h"
#include "vfs.h"

static void test_data(void **state)
{
	static const uint8_t zeros[5000];
	uint32_t handle;
	char data[32];

	(void)state;
	assert_int_equal(create("", ALL, "hello"), TEE_SUCCESS);
	handle = reply.header.handle;
	assert_int_equal(write_data(handle, 10000, "x", 1), TEE_SUCCESS);
	assert_int_equal(simple(STORAGE_READ, handle, 5, 5000), TEE_SUCCESS);
	assert_int_equal(reply.header.data_size, 5000);
	assert_memory_equal(reply.data, zeros, 5000);
	assert_int_equal(simple(STORAGE_READ, handle, 9999, 100), TEE_SUCCESS);
	assert_int_equal(reply.header.data_size, 2);
	assert_int_equal(simple(STORAGE_TRUNCATE, handle, 0, 2), TEE_SUCCESS);
	assert_int_equal(simple(STORAGE_TRUNCATE, handle, 0, 4), TEE_SUCCESS);
	assert_int_equal(simple(STORAGE_READ, handle, 0, 100), TEE_SUCCESS);
	assert_int_equal(reply.header.data_size, 4);
	assert_memory_equal(reply.data, "he\0\0", 4);
	assert_int_equal(write_data(handle, 0xffffffff, "x", 1), TEE_ERROR_STORAGE_NO_SPACE);
	assert_int_equal(write_data(handle, 1 << 20, "x", 1), TEE_ERROR_STORAGE_NO_SPACE);
	assert_int_equal(simple(STORAGE_CLOSE, handle, 0, 0), TEE_SUCCESS);
	assert_int_equal(simple(STORAGE_READ, handle, 0, 1), TEE_ERROR_BAD_PARAMETERS);
	stop();
	start();
	assert_int_equal(read_all("", data, sizeof(data)), TEE_SUCCESS);
	assert_string_equal(data, "he");
}

/* Data that was sent in parts belongs together, and to one client, and there's a limit. */
static void test_parts(void **state)
{
	static uint8_t part[STORAGE_MAX_DATA];
	struct server_client *others[8];
	TEE_Result result = TEE_SUCCESS;
	char data[16];

	(void)state;
	assert_int_equal(ASK(.header = { .code = STORAGE_APPEND, .data_size = 3 },
			     .data = (const uint8_t *)"one"), TEE_SUCCESS);
	/* The first part is missing: it went to another process. */
	assert_int_equal(ASK(.header = { .code = STORAGE_APPEND, .position = 5, .data_size = 3 },
			     .data = (const uint8_t *)"two"), TEE_ERROR_STORAGE_NOT_AVAILABLE);
	assert_int_equal(ASK(.header = { .code = STORAGE_CREATE, .flags = ALL, .name_size = 1,
					 .size = 6, .data_size = 3 },
			     .name = (const uint8_t *)"a", .data = (const uint8_t *)"two"),
			 TEE_ERROR_STORAGE_NOT_AVAILABLE);
	assert_int_equal(open_as(client, "a", READ), TEE_ERROR_ITEM_NOT_FOUND);
	assert_int_equal(ASK(.header = { .code = STORAGE_APPEND, .data_size = 3 },
			     .data = (const uint8_t *)"one"), TEE_SUCCESS);
	assert_int_equal(ASK(.header = { .code = STORAGE_CREATE, .name_size = 1, .size = 6,
					 .data_size = 3 },
			     .name = (const uint8_t *)"a", .data = (const uint8_t *)"two"),
			 TEE_SUCCESS);
	assert_int_equal(simple(STORAGE_CLOSE, reply.header.handle, 0, 0), TEE_SUCCESS);
	assert_int_equal(read_all("a", data, sizeof(data)), TEE_SUCCESS);
	assert_string_equal(data, "onetwo");

	for (size_t n = 0; n < ARRAY_LEN(others); n++) {
		others[n] = server_add_client(server, next_connection());
		for (uint64_t at = 0; at < 8 << 20 && !result; at += sizeof(part))
			result = ask_as(others[n], (struct storage_message){
				.header = { .code = STORAGE_APPEND, .position = at,
					    .data_size = sizeof(part) }, .data = part });
	}
	assert_int_equal(result, TEE_ERROR_OUT_OF_MEMORY);
	for (size_t n = 0; n < ARRAY_LEN(others); n++)
		server_remove_client(others[n]);
	assert_int_equal(ASK(.header = { .code = STORAGE_APPEND, .data_size = sizeof(part) },
			     .data = part), TEE_SUCCESS);
}

/* A handle is no other connection's, even if that one's own has the same place. */
static void test_old_handle(void **state)
{
	struct server_client *other = server_add_client(server, next_connection());
	uint32_t handle;

	(void)state;
	store("a", "1");
	store("b", "2");
	assert_int_equal(open_as(other, "a", READ), TEE_SUCCESS);
	handle = reply.header.handle;
	server_remove_client(other);
	assert_int_equal(open_as(client, "b", READ), TEE_SUCCESS);
	assert_int_not_equal(reply.header.handle, handle);
	assert_int_equal(simple(STORAGE_READ, handle, 0, 1), TEE_ERROR_STORAGE_NOT_AVAILABLE);
}

static void test_sharing(void **state)
{
	static const struct {
		uint32_t first, second;
		TEE_Result result;
	} cases[] = {
		{ READ, READ, TEE_ERROR_ACCESS_CONFLICT },
		{ READ | SHARE_READ, READ, TEE_ERROR_ACCESS_CONFLICT },
		{ READ, READ | SHARE_READ, TEE_ERROR_ACCESS_CONFLICT },
		{ READ | SHARE_READ, READ | SHARE_READ, TEE_SUCCESS },
		{ READ | SHARE_READ, WRITE | SHARE_READ, TEE_ERROR_ACCESS_CONFLICT },
		{ READ | SHARE_READ | SHARE_WRITE, WRITE | SHARE_READ | SHARE_WRITE, TEE_SUCCESS },
		{ WRITE | SHARE_WRITE, WRITE, TEE_ERROR_ACCESS_CONFLICT },
		{ 0, 0, TEE_SUCCESS },
		{ META | SHARE_READ, READ | SHARE_READ, TEE_ERROR_ACCESS_CONFLICT },
		{ 0, META, TEE_ERROR_ACCESS_CONFLICT },
	};

	(void)state;
	store("a", "1");
	for (size_t n = 0; n < sizeof(cases) / sizeof(*cases); n++) {
		struct server_client *other = server_add_client(server, next_connection());

		assert_int_equal(open_as(other, "a", cases[n].first), TEE_SUCCESS);
		assert_int_equal(open_as(client, "a", cases[n].second), cases[n].result);
		if (!cases[n].result)
			simple(STORAGE_CLOSE, reply.header.handle, 0, 0);
		assert_int_equal(create("a", TEE_DATA_FLAG_OVERWRITE, "2"),
				 TEE_ERROR_ACCESS_CONFLICT);
		/* The other instance ends: its handles are closed. */
		server_remove_client(other);
		assert_int_equal(open_as(client, "a", META), TEE_SUCCESS);
		simple(STORAGE_CLOSE, reply.header.handle, 0, 0);
	}
	assert_int_equal(create("a", ALL, "2"), TEE_ERROR_ACCESS_CONFLICT);
	assert_int_equal(open_as(client, "b", READ), TEE_ERROR_ITEM_NOT_FOUND);
}

static void test_names(void **state)
{
	uint32_t handle;
	uint64_t at;
	char data[16];

	(void)state;
	store("a", "1");
	store("b", "2");
	store("c", "3");
	assert_int_equal(open_as(client, "a", ALL), TEE_SUCCESS);
	handle = reply.header.handle;
	assert_int_equal(ASK(.header = { .code = STORAGE_RENAME, .handle = handle,
			     .name_size = 1 }, .name = (const uint8_t *)"b"),
			 TEE_ERROR_ACCESS_CONFLICT);
	assert_int_equal(ASK(.header = { .code = STORAGE_RENAME, .handle = handle,
			     .name_size = 1 }, .name = (const uint8_t *)"z"), TEE_SUCCESS);
	assert_int_equal(simple(STORAGE_NEXT, 0, 0, 0), TEE_SUCCESS);
	assert_memory_equal(reply.name, "z", 1);
	at = reply.header.position;
	assert_int_equal(simple(STORAGE_DELETE, handle, 0, 0), TEE_SUCCESS);
	assert_int_equal(simple(STORAGE_NEXT, 0, at, 0), TEE_SUCCESS);
	assert_memory_equal(reply.name, "b", 1);
	assert_int_equal(simple(STORAGE_NEXT, 0, reply.header.position, 0), TEE_SUCCESS);
	assert_int_equal(simple(STORAGE_NEXT, 0, reply.header.position, 0),
			 TEE_ERROR_ITEM_NOT_FOUND);
	for (int n = 0; n < 6; n++) {
		snprintf(data, sizeof(data), "n%d", n);
		store(data, "");
	}
	assert_int_equal(create("more", ALL, ""), TEE_ERROR_STORAGE_NO_SPACE);
}

static void test_key_file(void **state)
{
	uint8_t key[STORAGE_KEY_SIZE], same[STORAGE_KEY_SIZE];
	char file[128];

	(void)state;
	snprintf(file, sizeof(file), "%s/device.key", directory);
	assert_int_equal(storage_key_load_file(file, 0, key), -ENOENT);
	assert_int_equal(storage_key_load_file(file, 1, key), 0);
	assert_int_equal(storage_key_load_file(file, 1, same), 0);
	assert_memory_equal(key, same, sizeof(key));
	assert_int_equal(chmod(file, 0640), 0);
	assert_int_equal(storage_key_load_file(file, 1, key), -EPERM);
	assert_int_equal(chmod(file, 0600), 0);
	assert_int_equal(truncate(file, 31), 0);
	assert_int_equal(storage_key_load_file(file, 1, key), -EBADMSG);
}

static void test_counter_file(void **state)
{
	struct storage_counter_file file = { .key = { 1 } };
	char name[128];
	uint64_t value;

	(void)state;
	snprintf(name, sizeof(name), "%s/counter", directory);
	file.fd = open(name, O_RDWR | O_CREAT, 0600);
	assert_int_equal(storage_counter_file_ops.read(&file, &value), 0);
	assert_int_equal(value, 0);
	for (uint64_t n = 1; n < 6; n++) {
		assert_int_equal(storage_counter_file_ops.advance(&file, n), 0);
		assert_int_equal(storage_counter_file_ops.read(&file, &value), 0);
		assert_int_equal(value, n);
	}
	/* The last write was cut short. */
	assert_int_equal(ftruncate(file.fd, 4096 + 10), 0);
	assert_int_equal(storage_counter_file_ops.read(&file, &value), 0);
	assert_int_equal(value, 4);
	file.key[0] = 2;
	assert_int_equal(storage_counter_file_ops.read(&file, &value), 0);
	assert_int_equal(value, 0);
	close(file.fd);
}

static void test_process(void **state)
{
	struct storage_message request = { .header.code = STORAGE_NEXT };
	uint8_t packet[STORAGE_MAX_PACKET];
	const uint32_t number = 1;
	uint32_t greeting = 0;
	int control[2], instance[2], status;
	size_t size = storage_message_pack(&request, packet, sizeof(packet));
	ssize_t got;
	pid_t child;

	(void)state;
	stop();
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, control), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, instance), 0);
	child = fork();
	if (!child) {
		close(control[0]);
		close(instance[0]);
		close(instance[1]);
		options.control = control[1];
		_exit(storage_main(&options));
	}
	assert_int_equal(packet_send(control[0], &number, sizeof(number), &instance[1], 1, 0), 0);
	close(instance[1]);
	/* It says that it's there. */
	assert_int_equal(recv(instance[0], &greeting, sizeof(greeting), 0), sizeof(greeting));
	assert_int_equal(greeting, number);
	assert_int_equal(packet_send(instance[0], packet, size, NULL, 0, 0), 0);
	got = recv(instance[0], packet, sizeof(packet), 0);
	assert_true(got > 0);
	assert_int_equal(storage_message_parse(packet, got, &reply), 0);
	assert_int_equal(reply.header.code, TEE_ERROR_ITEM_NOT_FOUND);
	/* A malformed request ends the connection. */
	assert_int_equal(packet_send(instance[0], "bad", 3, NULL, 0, 0), 0);
	assert_int_equal(recv(instance[0], packet, sizeof(packet), 0), 0);
	close(instance[0]);
	close(control[0]);
	close(control[1]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	start();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_data),
		TEST(test_parts),
		TEST(test_old_handle),
		TEST(test_sharing),
		TEST(test_names),
		TEST(test_key_file),
		TEST(test_counter_file),
		TEST(test_process),
	};

	vfs_register();
	return RUN(tests);
}
