// SPDX-License-Identifier: BSD-2-Clause
/* The storage process of an application: requests, tampering, faults, keys. */

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "softteed/protocol/packet.h"
#include "softteed/storage/key.h"
#include "softteed/storage/message.h"
#include "softteed/storage/server.h"
#include "tee_internal_api.h"
#include "vfs.h"

#define READ		TEE_DATA_FLAG_ACCESS_READ
#define WRITE		TEE_DATA_FLAG_ACCESS_WRITE
#define META		TEE_DATA_FLAG_ACCESS_WRITE_META
#define SHARE_READ	TEE_DATA_FLAG_SHARE_READ
#define SHARE_WRITE	TEE_DATA_FLAG_SHARE_WRITE
#define ALL		(READ | WRITE | META)

static char directory[64], path[128];
static uint8_t device_key[STORAGE_KEY_SIZE];
static struct storage_keys keys;
static uint64_t counter;
static uint32_t connections;
static struct server *server;
static struct server_client *client;
static uint8_t reply_packet[STORAGE_MAX_PACKET];
static struct storage_message reply;

static int counter_read(void *context, uint64_t *value)
{
	(void)context;
	*value = counter;
	return 0;
}

static int counter_advance(void *context, uint64_t value)
{
	(void)context;
	assert_true(value > counter);
	counter = value;
	return 0;
}

static const struct storage_counter_ops counter_ops = { counter_read, counter_advance };
static struct storage_options options;

static void start(void)
{
	static const uint8_t uuid[STORAGE_UUID_SIZE] = { 1 };

	assert_int_equal(storage_keys_derive(device_key, uuid, &keys), 0);
	server = server_create(&options);
	assert_non_null(server);
	client = server_add_client(server, ++connections);
	assert_non_null(client);
}

static void stop(void)
{
	if (server) {
		server_remove_client(client);
		server_free(server);
	}
	server = NULL;
}

static int setup(void **state)
{
	(void)state;
	strcpy(directory, "/dev/shm/test_storage.XXXXXX");
	assert_non_null(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/objects.db", directory);
	memset(device_key, 1, sizeof(device_key));
	counter = 0;
	vfs_fault = (struct vfs_fault){ .left = -1 };
	options = (struct storage_options){
		.name = "test", .directory = directory, .keys = &keys,
		.max_bytes = 1 << 20, .max_objects = 8, .vfs = "fault",
	};
	start();
	return 0;
}

static int teardown(void **state)
{
	char command[128];

	(void)state;
	stop();
	snprintf(command, sizeof(command), "rm -rf %s", directory);
	return system(command);
}

static TEE_Result ask_as(struct server_client *who, struct storage_message request)
{
	uint8_t packet[STORAGE_MAX_PACKET];
	size_t size = storage_message_pack(&request, packet, sizeof(packet));

	assert_int_not_equal(size, 0);
	size = server_serve(who, packet, size, reply_packet);
	assert_int_not_equal(size, 0);
	assert_int_equal(storage_message_parse(reply_packet, size, &reply), 0);
	return reply.header.code;
}

#define ASK(...) ask_as(client, (struct storage_message){ __VA_ARGS__ })

static TEE_Result create(const char *name, uint32_t flags, const char *data)
{
	return ASK(.header = { .code = STORAGE_CREATE, .flags = flags,
			       .name_size = strlen(name), .size = strlen(data),
			       .data_size = strlen(data) },
		   .name = (const uint8_t *)name, .data = (const uint8_t *)data);
}

static TEE_Result open_as(struct server_client *who, const char *name, uint32_t flags)
{
	return ask_as(who, (struct storage_message){
		.header = { .code = STORAGE_OPEN, .flags = flags, .name_size = strlen(name) },
		.name = (const uint8_t *)name });
}

static TEE_Result simple(uint32_t command, uint32_t handle, uint64_t position, uint64_t size)
{
	return ASK(.header = { .code = command, .handle = handle, .position = position,
			       .size = size });
}

static TEE_Result write_data(uint32_t handle, uint64_t position, const void *data, size_t size)
{
	return ASK(.header = { .code = STORAGE_WRITE, .handle = handle, .position = position,
			       .size = size, .data_size = size }, .data = data);
}

/* Open an object, read it, and close it. */
static TEE_Result read_all(const char *name, char *data, size_t room)
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

static void store(const char *name, const char *data)
{
	assert_int_equal(create(name, ALL | TEE_DATA_FLAG_OVERWRITE, data), TEE_SUCCESS);
	assert_int_equal(simple(STORAGE_CLOSE, reply.header.handle, 0, 0), TEE_SUCCESS);
}

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
		struct server_client *other = server_add_client(server, ++connections);

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

static void sql(const char *text)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

/* Change the database behind the store's back. Nothing may read as valid that is not. */
static void test_tampering(void **state)
{
	static const char *const changes[] = {
		"UPDATE store SET head=zeroblob(length(head))",
		"UPDATE store SET head=substr(head, 1, 20)",
		"DELETE FROM store",
		"DELETE FROM objects WHERE id=1",
		"UPDATE objects SET name=zeroblob(32) WHERE id=1",
		"UPDATE objects SET head=zeroblob(100)||substr(head, 101) WHERE id=1",
		"UPDATE objects SET head=substr(head, 1, length(head)-1)||x'00' WHERE id=1",
		"UPDATE objects SET head=(SELECT head FROM objects WHERE id=2) WHERE id=1",
		"UPDATE objects SET id=3-id+10; UPDATE objects SET id=id-10",
		"UPDATE objects SET head='text' WHERE id=1",
		"UPDATE blocks SET data=(SELECT data FROM blocks WHERE object=2) WHERE object=1",
		"UPDATE blocks SET data=substr(data, 1, 4000) WHERE object=1",
		"UPDATE blocks SET data=x'00'||substr(data, 2) WHERE object=1",
		"UPDATE blocks SET data=substr(data, 1, 20)||x'00'||substr(data, 22) "
		"WHERE object=1",
		"DELETE FROM blocks WHERE object=1",
		"DROP TABLE blocks",
	};
	char command[300], data[16];

	(void)state;
	store("a", "first");
	store("b", "second");
	stop();
	snprintf(command, sizeof(command), "cp %s %s.good", path, path);
	assert_int_equal(system(command), 0);
	snprintf(command, sizeof(command), "cp %s.good %s", path, path);
	for (size_t n = 0; n < sizeof(changes) / sizeof(*changes); n++) {
		sql(changes[n]);
		start();
		assert_int_equal(read_all("a", data, sizeof(data)), TEE_ERROR_CORRUPT_OBJECT);
		stop();
		assert_int_equal(system(command), 0);
	}
	assert_int_equal(truncate(path, 5000), 0);
	start();
	assert_int_equal(read_all("a", data, sizeof(data)), TEE_ERROR_CORRUPT_OBJECT);
	stop();
	assert_int_equal(system(command), 0);
	start();
	assert_int_equal(read_all("a", data, sizeof(data)), TEE_SUCCESS);
	assert_string_equal(data, "first");
}

static void test_rollback(void **state)
{
	char command[300], data[16];

	(void)state;
	stop();
	assert_int_equal(unlink(path), 0);
	options.counter = &counter_ops;
	start();
	store("a", "old");
	stop();
	snprintf(command, sizeof(command), "cp %s %s.old", path, path);
	assert_int_equal(system(command), 0);
	start();
	store("a", "new");
	stop();
	/* The counter may lag by one change. */
	counter--;
	start();
	assert_int_equal(read_all("a", data, sizeof(data)), TEE_SUCCESS);
	store("b", "");
	stop();
	snprintf(command, sizeof(command), "cp %s.old %s", path, path);
	assert_int_equal(system(command), 0);
	start();
	assert_int_equal(read_all("a", data, sizeof(data)), TEE_ERROR_CORRUPT_OBJECT);
	stop();
	unlink(path);
	start();
	assert_int_equal(read_all("a", data, sizeof(data)), TEE_ERROR_CORRUPT_OBJECT);
}

/* A row of an old database, in the current one. */
static void test_old_row(void **state)
{
	char command[300], data[16];

	(void)state;
	store("a", "old");
	stop();
	snprintf(command, sizeof(command), "cp %s %s.old", path, path);
	assert_int_equal(system(command), 0);
	start();
	assert_int_equal(open_as(client, "a", WRITE), TEE_SUCCESS);
	assert_int_equal(write_data(reply.header.handle, 0, "new", 3), TEE_SUCCESS);
	stop();
	snprintf(command, sizeof(command), "ATTACH '%s.old' AS o; UPDATE blocks SET data="
		 "(SELECT data FROM o.blocks)", path);
	sql(command);
	start();
	assert_int_equal(read_all("a", data, sizeof(data)), TEE_ERROR_CORRUPT_OBJECT);
	stop();
	snprintf(command, sizeof(command), "ATTACH '%s.old' AS o; UPDATE objects SET head="
		 "(SELECT head FROM o.objects)", path);
	sql(command);
	start();
	assert_int_equal(read_all("a", data, sizeof(data)), TEE_ERROR_CORRUPT_OBJECT);
}

static void test_keys(void **state)
{
	char data[16];

	(void)state;
	store("a", "1");
	stop();
	device_key[0] ^= 1;
	start();
	assert_int_equal(read_all("a", data, sizeof(data)), TEE_ERROR_SECURITY);
	assert_int_equal(create("b", ALL, ""), TEE_ERROR_SECURITY);
	stop();
	device_key[0] ^= 1;
	sql("PRAGMA user_version=2");
	start();
	assert_int_equal(create("b", ALL, ""), TEE_ERROR_UNSUPPORTED_VERSION);
	stop();
	sql("PRAGMA user_version=1");
	start();
	assert_int_equal(read_all("a", data, sizeof(data)), TEE_SUCCESS);
	assert_string_equal(data, "1");
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
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(test_data), TEST(test_sharing), TEST(test_names), TEST(test_tampering),
		TEST(test_rollback), TEST(test_old_row), TEST(test_keys), TEST(test_key_file),
		TEST(test_counter_file), TEST(test_process),
	};

	vfs_register();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
