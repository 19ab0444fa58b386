// SPDX-License-Identifier: BSD-2-Clause
/*
 * Trusted storage from a client's call to the disk and back: a real broker, real applications, and
 * storage processes that are killed. Each test starts with an empty store.
 */
#include <dirent.h>
#include <fcntl.h>
#include <linux/keyctl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <tee_client_api.h>
#include <unistd.h>

#include "softteed/client/softteed_client.h"
#include "storage.h"
#include "system.h"
#include "unit.h"

/* The internal API's flags and results, whose header can't be included next to the client's */
#define READ		0x1u
#define WRITE		0x2u
#define META		0x4u
#define SHARE_READ	0x10u
#define SHARE_WRITE	0x20u
#define OVERWRITE	0x400u
#define ALL		(READ | WRITE | META)
#define SEEK_FROM_START	0
#define SEEK_FROM_HERE	1
#define SEEK_FROM_END	2
#define CORRUPT_OBJECT		0xf0100001u
#define NOT_AVAILABLE		0xf0100003u
#define NO_SPACE		0xffff3041u
#define TIME_NOT_SET		0xffff5000u

#define OF_SHARED	"/store/5f7c0000-0000-4000-8000-00000000000a"
#define OBJECTS		"5f7c0000-0000-4000-8000-00000000000a/objects.db"

#define READABLE(file)	(access(file, R_OK) == 0)

struct peer {
	TEEC_Context context;
	TEEC_Session session;
};

static struct peer shared, separate;
static pid_t launcher;

/* Return a process's youngest child, or 0. */
static pid_t find_youngest(pid_t of)
{
	DIR *proc = opendir("/proc");
	unsigned long long latest = 0;
	struct dirent *entry;
	pid_t found = 0;

	while ((entry = readdir(proc))) {
		unsigned long long start_time;
		char path[300];
		FILE *file;
		int parent;

		snprintf(path, sizeof(path), "/proc/%s/stat", entry->d_name);
		file = fopen(path, "r");
		if (!file)
			continue;
		if (fscanf(file, "%*d (%*[^)]) %*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u "
			   "%*d %*d %*d %*d %*d %*d %llu", &parent, &start_time) == 2 &&
		    parent == of && start_time >= latest) {
			latest = start_time;
			found = atoi(entry->d_name);
		}
		fclose(file);
	}
	closedir(proc);
	return found;
}

static void connect_peer(struct peer *peer, uint8_t number)
{
	const TEEC_UUID uuid = {
		0x5f7c0000, 0, 0x4000, { 0x80, 0, 0, 0, 0, 0, 0, number },
	};
	char name[80];

	snprintf(name, sizeof(name), "unix:%s", socket_path);
	assert_int_equal(TEEC_InitializeContext(name, &peer->context), TEEC_SUCCESS);
	assert_int_equal(TEEC_OpenSession(&peer->context, &peer->session, &uuid,
					  TEEC_LOGIN_PUBLIC, NULL, NULL, NULL), TEEC_SUCCESS);
}

static void disconnect_peer(struct peer *peer)
{
	TEEC_CloseSession(&peer->session);
	TEEC_FinalizeContext(&peer->context);
}

static int start(void **state)
{
	start_broker(state);
	launcher = find_youngest(broker);
	connect_peer(&shared, STORAGE_SHARED);
	connect_peer(&separate, STORAGE_SEPARATE);
	return 0;
}

static int stop(void **state)
{
	disconnect_peer(&shared);
	disconnect_peer(&separate);
	return stop_broker(state);
}

static void restart(void)
{
	void *state = NULL;

	assert_int_equal(stop(&state), 0);
	start(&state);
}

static int empty(void **state)
{
	char command[100];

	snprintf(command, sizeof(command), "rm -rf %s", store_path);
	return broker ? stop(state) || system(command) : system(command);
}

/* Run a shell command in the store's directory. */
__attribute__((format(printf, 1, 2))) static void shell(const char *format, ...)
{
	char command[400];
	va_list args;
	int size = snprintf(command, sizeof(command), "cd %s && ", store_path);

	va_start(args, format);
	vsnprintf(command + size, sizeof(command) - (size_t)size, format, args);
	va_end(args);
	assert_int_equal(system(command), 0);
}

/* Calls */

struct call {
	const char *name;
	void *data;
	size_t size;
	uint32_t handle, b, whence, c;
};

static uint32_t invoke(struct peer *peer, uint32_t command, struct call *call)
{
	char nothing[1];
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INPUT, TEEC_MEMREF_TEMP_INOUT,
					       TEEC_VALUE_INOUT, TEEC_VALUE_INOUT),
		.params[0].tmpref = { (void *)(uintptr_t)(call->name ?: ""),
				      call->name ? strlen(call->name) : 0 },
		.params[1].tmpref = { call->data ?: nothing, call->data ? call->size : 0 },
		.params[2].value = { call->handle, call->b },
		.params[3].value = { call->whence, 0 },
	};
	uint32_t result = TEEC_InvokeCommand(&peer->session, command, &operation, NULL);

	call->size = operation.params[1].tmpref.size;
	call->handle = operation.params[2].value.a;
	call->whence = operation.params[3].value.a;
	call->c = operation.params[3].value.b;
	return result;
}

#define INVOKE(peer, command, ...) invoke(peer, command, &(struct call){ __VA_ARGS__ })

static uint32_t create(struct peer *peer, const char *name, const char *data, uint32_t flags)
{
	char copy[64];
	struct call call = { .name = name, .data = copy, .size = strlen(data), .b = flags };
	uint32_t result;

	strcpy(copy, data);
	result = invoke(peer, STORAGE_TEST_CREATE, &call);
	if (!result)
		result = INVOKE(peer, STORAGE_TEST_CLOSE, .handle = call.handle);
	return result;
}

static uint32_t open_object(struct peer *peer, const char *name, uint32_t flags, uint32_t *handle)
{
	struct call call = { .name = name, .b = flags };
	uint32_t result = invoke(peer, STORAGE_TEST_OPEN, &call);

	*handle = call.handle;
	return result;
}

static uint32_t close_object(struct peer *peer, uint32_t handle)
{
	return INVOKE(peer, STORAGE_TEST_CLOSE, .handle = handle);
}

/* Read the rest of an open object as a string. */
static uint32_t read_open(struct peer *peer, uint32_t handle, char text[64])
{
	struct call call = { .handle = handle, .data = text, .size = 63 };
	uint32_t result = invoke(peer, STORAGE_TEST_READ, &call);

	text[result ? 0 : call.size] = '\0';
	return result;
}

static uint32_t read_object(struct peer *peer, const char *name, char text[64])
{
	uint32_t handle, result = open_object(peer, name, READ, &handle);

	text[0] = '\0';
	if (result)
		return result;
	result = read_open(peer, handle, text);
	close_object(peer, handle);
	return result;
}

static void expect_object(struct peer *peer, const char *name, const char *expected)
{
	char text[64];

	assert_int_equal(read_object(peer, name, text), TEEC_SUCCESS);
	assert_string_equal(text, expected);
}

static void expect_list(struct peer *peer, const char *expected)
{
	char names[1000];
	struct call call = { .data = names, .size = sizeof(names) - 1 };

	assert_int_equal(invoke(peer, STORAGE_TEST_LIST, &call), TEEC_SUCCESS);
	names[call.size] = '\0';
	assert_string_equal(names, expected);
}

static uint32_t write_text(struct peer *peer, uint32_t handle, const char *text)
{
	char copy[64];

	strcpy(copy, text);
	return INVOKE(peer, STORAGE_TEST_WRITE, .handle = handle, .size = strlen(text),
		      .data = copy);
}

static uint32_t seek(struct peer *peer, uint32_t handle, int32_t offset, uint32_t whence,
		     uint32_t *position, uint32_t *size)
{
	struct call call = { .handle = handle, .b = (uint32_t)offset, .whence = whence };
	uint32_t result = invoke(peer, STORAGE_TEST_SEEK, &call);

	*position = call.whence;
	*size = call.c;
	return result;
}

/* What an application does with its objects */

static void reads_and_writes_a_stream(void **state)
{
	uint32_t handle, position, size;
	char text[64];

	(void)state;
	assert_int_equal(create(&shared, "a", "hello", 0), TEEC_SUCCESS);
	assert_int_equal(open_object(&shared, "a", ALL, &handle), TEEC_SUCCESS);
	assert_int_equal(read_open(&shared, handle, text), TEEC_SUCCESS);
	assert_string_equal(text, "hello");
	assert_int_equal(read_open(&shared, handle, text), TEEC_SUCCESS);
	assert_string_equal(text, "");
	assert_int_equal(write_text(&shared, handle, " world"), TEEC_SUCCESS);
	assert_int_equal(seek(&shared, handle, -5, SEEK_FROM_END, &position, &size), TEEC_SUCCESS);
	assert_int_equal(position, 6);
	assert_int_equal(size, 11);
	assert_int_equal(read_open(&shared, handle, text), TEEC_SUCCESS);
	assert_string_equal(text, "world");
	assert_int_equal(seek(&shared, handle, -100, SEEK_FROM_HERE, &position, &size), 0);
	assert_int_equal(position, 0);
	assert_int_equal(INVOKE(&shared, STORAGE_TEST_TRUNCATE, .handle = handle, .b = 3), 0);
	assert_int_equal(seek(&shared, handle, 5, SEEK_FROM_START, &position, &size), 0);
	assert_int_equal(size, 3);
	/* A write beyond the end fills the gap with zeros. */
	assert_int_equal(write_text(&shared, handle, "!"), TEEC_SUCCESS);
	assert_int_equal(seek(&shared, handle, 0, SEEK_FROM_START, &position, &size), 0);
	assert_int_equal(size, 6);
	assert_int_equal(read_open(&shared, handle, text), TEEC_SUCCESS);
	assert_memory_equal(text, "hel\0\0!", 7);
	close_object(&shared, handle);
}

static void renames_deletes_and_lists(void **state)
{
	uint32_t handle;

	(void)state;
	expect_list(&shared, "");
	assert_int_equal(create(&shared, "a", "1", 0), TEEC_SUCCESS);
	assert_int_equal(create(&shared, "b", "2", 0), TEEC_SUCCESS);
	assert_int_equal(open_object(&shared, "a", META, &handle), TEEC_SUCCESS);
	assert_int_equal(INVOKE(&shared, STORAGE_TEST_RENAME, .name = "b", .handle = handle),
			 TEEC_ERROR_ACCESS_CONFLICT);
	assert_int_equal(INVOKE(&shared, STORAGE_TEST_RENAME, .name = "c", .handle = handle),
			 TEEC_SUCCESS);
	close_object(&shared, handle);
	expect_list(&shared, "c\nb\n");
	expect_object(&shared, "c", "1");
	assert_int_equal(open_object(&shared, "a", READ, &handle), TEEC_ERROR_ITEM_NOT_FOUND);
	assert_int_equal(open_object(&shared, "b", META, &handle), TEEC_SUCCESS);
	assert_int_equal(INVOKE(&shared, STORAGE_TEST_DELETE, .handle = handle), TEEC_SUCCESS);
	expect_list(&shared, "c\n");
}

static void keeps_to_the_sharing_flags(void **state)
{
	struct peer other;
	uint32_t first, second;

	(void)state;
	connect_peer(&other, STORAGE_SEPARATE);
	assert_int_equal(create(&separate, "a", "1", 0), TEEC_SUCCESS);
	/* Two instances, and then one: it's the same to them. */
	for (int n = 0; n < 2; n++) {
		struct peer *peer = n ? &separate : &other;

		assert_int_equal(open_object(&separate, "a", READ | SHARE_READ, &first), 0);
		assert_int_equal(open_object(peer, "a", READ | SHARE_READ, &second), 0);
		close_object(peer, second);
		assert_int_equal(open_object(peer, "a", READ, &second),
				 TEEC_ERROR_ACCESS_CONFLICT);
		assert_int_equal(open_object(peer, "a", WRITE | SHARE_READ | SHARE_WRITE, &second),
				 TEEC_ERROR_ACCESS_CONFLICT);
		assert_int_equal(open_object(peer, "a", META | SHARE_READ, &second),
				 TEEC_ERROR_ACCESS_CONFLICT);
		close_object(&separate, first);
	}
	/* An instance's objects are closed at its end, and that is soon. */
	assert_int_equal(open_object(&other, "a", ALL, &second), TEEC_SUCCESS);
	assert_int_equal(open_object(&separate, "a", READ, &first), TEEC_ERROR_ACCESS_CONFLICT);
	disconnect_peer(&other);
	for (int ms = 0; ms < 20000 && open_object(&separate, "a", READ, &first); ms += 10)
		sleep_ms(10);
	close_object(&separate, first);
	expect_object(&separate, "a", "1");
}

static void overwrites_only_if_told(void **state)
{
	uint32_t handle;

	(void)state;
	assert_int_equal(create(&shared, "a", "1", 0), TEEC_SUCCESS);
	assert_int_equal(create(&shared, "a", "2", 0), TEEC_ERROR_ACCESS_CONFLICT);
	expect_object(&shared, "a", "1");
	assert_int_equal(create(&shared, "a", "3", OVERWRITE), TEEC_SUCCESS);
	expect_object(&shared, "a", "3");
	assert_int_equal(open_object(&shared, "a", READ | SHARE_READ | SHARE_WRITE, &handle), 0);
	assert_int_equal(create(&shared, "a", "4", OVERWRITE), TEEC_ERROR_ACCESS_CONFLICT);
	close_object(&shared, handle);
	expect_object(&shared, "a", "3");
}

static void hides_the_objects_of_others(void **state)
{
	uint32_t handle;

	(void)state;
	assert_int_equal(create(&shared, "a", "shared", 0), TEEC_SUCCESS);
	assert_int_equal(open_object(&separate, "a", READ, &handle), TEEC_ERROR_ITEM_NOT_FOUND);
	assert_int_equal(create(&separate, "a", "separate", 0), TEEC_SUCCESS);
	assert_int_equal(create(&separate, "b", "", 0), TEEC_SUCCESS);
	expect_object(&shared, "a", "shared");
	expect_list(&shared, "a\n");
	expect_object(&separate, "a", "separate");
	expect_list(&separate, "a\nb\n");
}

static void moves_large_data(void **state)
{
	enum { SIZE = 300000 };
	uint8_t *data = malloc(SIZE), *copy = malloc(SIZE);
	struct call call = { .name = "large", .data = data, .size = SIZE, .b = ALL };
	uint32_t position, size;

	(void)state;
	for (size_t n = 0; n < SIZE; n++)
		data[n] = (uint8_t)(n * 7 >> 3);
	assert_int_equal(invoke(&shared, STORAGE_TEST_CREATE, &call), TEEC_SUCCESS);
	assert_int_equal(seek(&shared, call.handle, 100000, SEEK_FROM_START, &position, &size), 0);
	assert_int_equal(size, SIZE);
	memset(data + 100000, 0x5a, 100000);
	assert_int_equal(INVOKE(&shared, STORAGE_TEST_WRITE, .handle = call.handle,
				.data = data + 100000, .size = 100000), TEEC_SUCCESS);
	assert_int_equal(seek(&shared, call.handle, 0, SEEK_FROM_START, &position, &size), 0);
	call.data = copy;
	assert_int_equal(invoke(&shared, STORAGE_TEST_READ, &call), TEEC_SUCCESS);
	assert_int_equal(call.size, SIZE);
	assert_memory_equal(data, copy, SIZE);
	close_object(&shared, call.handle);
	free(data);
	free(copy);
}

static void stores_at_the_end_of_an_instance(void **state)
{
	(void)state;
	disconnect_peer(&separate);
	connect_peer(&separate, STORAGE_SEPARATE);
	for (int ms = 0; ms < 20000; ms += 10) {
		char text[64];

		if (!read_object(&separate, "destroyed", text))
			return;
		sleep_ms(10);
	}
	fail_msg("no object after TA_DestroyEntryPoint()");
}

static void leave_open(struct peer *peer, uint8_t number)
{
	uint32_t handle;

	assert_int_equal(create(peer, "left", "x", OVERWRITE), TEEC_SUCCESS);
	for (int n = 0; n < 50; n++) {
		assert_int_equal(open_object(peer, "left", WRITE, &handle), TEEC_SUCCESS);
		disconnect_peer(peer);
		connect_peer(peer, number);
	}
}

static void closes_what_an_instance_leaves_open(void **state)
{
	(void)state;
	leave_open(&shared, STORAGE_SHARED);
	leave_open(&separate, STORAGE_SEPARATE);
}

static void keeps_the_persistent_time(void **state)
{
	struct call call = { 0 };

	(void)state;
	assert_int_equal(invoke(&shared, STORAGE_TEST_GET_TIME, &call), TIME_NOT_SET);
	call.handle = 1000;
	assert_int_equal(invoke(&shared, STORAGE_TEST_SET_TIME, &call), TEEC_SUCCESS);
	restart();
	assert_int_equal(invoke(&shared, STORAGE_TEST_GET_TIME, &call), TEEC_SUCCESS);
	assert_in_range(call.handle, 1000, 1060);
	/* It's no object. */
	expect_list(&shared, "");
	assert_int_equal(invoke(&separate, STORAGE_TEST_GET_TIME, &call), TIME_NOT_SET);
}

static void has_a_device_of_its_own(void **state)
{
	uint8_t first[16], same[16], other[16];

	assert_int_equal(INVOKE(&shared, STORAGE_TEST_DEVICE, .data = first, .size = 16), 0);
	restart();
	assert_int_equal(INVOKE(&shared, STORAGE_TEST_DEVICE, .data = same, .size = 16), 0);
	assert_memory_equal(first, same, 16);
	empty(state);
	start(state);
	assert_int_equal(INVOKE(&shared, STORAGE_TEST_DEVICE, .data = other, .size = 16), 0);
	assert_memory_not_equal(first, other, 16);
}

/* Restarts and kills */

static void survives_a_restart(void **state)
{
	(void)state;
	assert_int_equal(create(&shared, "a", "1", 0), TEEC_SUCCESS);
	assert_int_equal(create(&separate, "a", "2", 0), TEEC_SUCCESS);
	restart();
	expect_object(&shared, "a", "1");
	expect_object(&separate, "a", "2");
	kill(broker, SIGKILL);
	waitpid(broker, NULL, 0);
	broker = 0;
	disconnect_peer(&shared);
	disconnect_peer(&separate);
	start(state);
	expect_object(&shared, "a", "1");
	assert_int_equal(create(&shared, "b", "3", 0), TEEC_SUCCESS);
	expect_object(&shared, "b", "3");
}

/* Return the storage process that was started last, or 0. */
static pid_t find_storage(void)
{
	return find_youngest(launcher);
}

static void goes_on_with_a_new_process(void **state)
{
	uint32_t handle;
	char text[64];
	pid_t first;

	(void)state;
	assert_int_equal(create(&shared, "a", "1", 0), TEEC_SUCCESS);
	assert_int_equal(open_object(&shared, "a", READ, &handle), TEEC_SUCCESS);
	first = find_storage();
	assert_true(first > 0);
	assert_int_equal(kill(first, SIGKILL), 0);
	/* What was open isn't any more, and what's opened now is not mistaken for it. */
	assert_int_equal(read_open(&shared, handle, text), NOT_AVAILABLE);
	assert_int_equal(create(&shared, "b", "2", READ), TEEC_SUCCESS);
	assert_int_not_equal(find_storage(), first);
	expect_object(&shared, "b", "2");
	assert_int_equal(read_open(&shared, handle, text), NOT_AVAILABLE);
	close_object(&shared, handle);
	expect_object(&shared, "a", "1");
	expect_list(&shared, "a\nb\n");
}

/* Whoever has waited for softteed may remove the directory next. */
static void ends_along_with_softteed(void **state)
{
	pid_t storage;

	assert_int_equal(create(&shared, "a", "1", 0), TEEC_SUCCESS);
	storage = find_storage();
	assert_true(storage > 0);
	assert_int_equal(stop(state), 0);
	assert_int_equal(kill(storage, 0), -1);
	assert_int_equal(errno, ESRCH);
}

static void *kill_storage(void *data)
{
	atomic_bool *stop = data;
	unsigned int seed = 1;

	while (!*stop) {
		pid_t storage = find_storage();

		if (storage)
			kill(storage, SIGKILL);
		sleep_ms((unsigned int)rand_r(&seed) % 50);
	}
	return NULL;
}

static void read_despite_kills(const char *name, char text[64])
{
	uint32_t result = NOT_AVAILABLE;

	for (int n = 0; n < 1000 && result == NOT_AVAILABLE; n++)
		result = read_object(&shared, name, text);
	assert_int_equal(result, TEEC_SUCCESS);
}

/*
 * Kills while calls are underway: each has a result, and what a successful one has stored is
 * there.
 */
static void loses_nothing_to_kills(void **state)
{
	char text[64], known[64] = "0", attempted[64] = "0";
	atomic_bool stop_killing = false;
	int failures = 0;
	pthread_t killer;

	(void)state;
	assert_int_equal(create(&shared, "a", known, 0), TEEC_SUCCESS);
	pthread_create(&killer, NULL, kill_storage, (void *)&stop_killing);
	for (int n = 1; n <= 150; n++) {
		uint32_t result;

		snprintf(attempted, sizeof(attempted), "%d", n);
		result = create(&shared, "a", attempted, OVERWRITE);
		assert_true(result == TEEC_SUCCESS || result == NOT_AVAILABLE);
		if (result == TEEC_SUCCESS) {
			strcpy(known, attempted);
			continue;
		}
		failures++;
		read_despite_kills("a", text);
		assert_true(!strcmp(text, known) || !strcmp(text, attempted));
		strcpy(known, text);
	}
	stop_killing = true;
	pthread_join(killer, NULL);
	print_message("%d of 150 calls failed\n", failures);
	assert_true(failures > 0);
	read_despite_kills("a", text);
	assert_string_equal(text, known);
}

/* Errors */

static void refuses_too_much(void **state)
{
	enum { SIZE = 17 << 20 };
	uint8_t *data = calloc(1, SIZE);

	stop(state);
	keep_log();
	start(state);
	assert_int_equal(INVOKE(&shared, STORAGE_TEST_CREATE, .name = "large", .data = data,
				.size = SIZE), NO_SPACE);
	expect_log(OF_SHARED ": no space: there may be 16777216 bytes for an object\n");
	expect_list(&shared, "");
	for (int n = 0; n < 8; n++) {
		char name[16];

		snprintf(name, sizeof(name), "%d", n);
		assert_int_equal(INVOKE(&shared, STORAGE_TEST_CREATE, .name = name, .data = data,
					.size = 8 << 20), n == 7 ? NO_SPACE : TEEC_SUCCESS);
	}
	expect_list(&shared, "0\n1\n2\n3\n4\n5\n6\n");
	/* The quota is the application's own. */
	assert_int_equal(create(&separate, "a", "1", 0), TEEC_SUCCESS);
	free(data);
}

static void stop_with(const char *name, const char *data)
{
	void *state = NULL;

	assert_int_equal(create(&shared, name, data, 0), TEEC_SUCCESS);
	assert_int_equal(stop(&state), 0);
}

static void needs_the_device_key(void **state)
{
	struct stat status;
	char path[100];

	stop_with("a", "1");
	snprintf(path, sizeof(path), "%s/device.key", store_path);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode, S_IFREG | 0600);
	assert_int_equal(status.st_size, 32);
	shell("mv device.key ../key");
	assert_int_equal(try_broker(NULL, NULL), 1);
	assert_false(READABLE(path));
	shell("chmod 640 ../key && cp -p ../key device.key");
	assert_int_equal(try_broker(NULL, NULL), 1);
	shell("head -c 31 ../key > device.key && chmod 600 device.key");
	assert_int_equal(try_broker(NULL, NULL), 1);
	shell("mv ../key device.key && chmod 600 device.key");
	start(state);
	expect_object(&shared, "a", "1");
}

/* A different key opens nothing and destroys nothing, and neither does a missing check of it. */
static void reads_nothing_with_another_key(void **state)
{
	stop_with("a", "1");
	shell("cp -p device.key ../key && head -c 32 /dev/zero > device.key");
	assert_int_equal(try_broker(NULL, NULL), 1);
	shell("mv device.check ../check");
	start(state);
	assert_int_equal(create(&shared, "b", "2", 0), NOT_AVAILABLE);
	stop(state);
	shell("mv ../key device.key && mv ../check device.check");
	start(state);
	expect_object(&shared, "a", "1");
	expect_list(&shared, "a\n");
}

static void start_with(const char *option, const char *value)
{
	fork_broker((const char *const[]){ "--allow-unsigned", option, value, NULL });
	softteed_client_close(connect_broker());
	connect_peer(&shared, STORAGE_SHARED);
	connect_peer(&separate, STORAGE_SEPARATE);
}

static void takes_a_passphrase(void **state)
{
	char source[100];

	shell("echo correct horse > ../store.phrase && chmod 600 ../store.phrase");
	empty(state);
	snprintf(source, sizeof(source), "passphrase:%s.phrase", store_path);
	start_with("--device-key", source);
	stop_with("a", "1");
	shell("[ ! -e device.key ] && [ -e salt ]");
	shell("echo wrong horse > ../store.phrase");
	assert_int_equal(refuses("wrong passphrase?", "--device-key", source), 1);
	shell("echo correct horse > ../store.phrase && chmod 640 ../store.phrase");
	assert_int_equal(refuses("chmod 600", "--device-key", source), 1);
	shell("chmod 400 ../store.phrase && mv salt ../salt");
	assert_int_equal(try_broker("--device-key", source), 1);
	shell("mv ../salt salt");
	start_with("--device-key", source);
	expect_object(&shared, "a", "1");
}

/* Otherwise it'd be a file with a key that nobody looks after. */
static void takes_no_misspelt_source_of_a_key(void **state)
{
	char path[100];

	empty(state);
	assert_int_equal(refuses("neither keyring:NAME nor passphrase:FILE", "--device-key",
				 "pasphrase:softteed-test"), 1);
	assert_false(READABLE("pasphrase:softteed-test"));
	snprintf(path, sizeof(path), "%s:key", store_path);
	start_with("--device-key", path);
	assert_true(READABLE(path));
	unlink(path);
}

static void takes_a_key_from_the_keyring(void **state)
{
	static const char name[] = "softteed-test", key[] = "0123456789abcdef0123456789abcdef";

	/* A new session, because what's added stays in it. */
	if (syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL, 0, 0, 0) < 0 ||
	    syscall(SYS_add_key, "user", name, key, 32, KEY_SPEC_SESSION_KEYRING) < 0)
		SKIP_BECAUSE("the kernel has no keys here");
	empty(state);
	start_with("--device-key", "keyring:softteed-test");
	stop_with("a", "1");
	shell("[ ! -e device.key ]");
	start_with("--device-key", "keyring:softteed-test");
	expect_object(&shared, "a", "1");
	stop(state);
	assert_int_equal(try_broker("--device-key", "keyring:another"), 1);
}

static void has_a_store_to_itself(void **state)
{
	pid_t first = broker;

	(void)state;
	assert_int_equal(try_broker("--socket", "/nonexistent/socket"), 1);
	broker = first;
	assert_int_equal(create(&shared, "a", "1", 0), TEEC_SUCCESS);
}

static void detects_an_old_or_missing_store(void **state)
{
	uint32_t handle;

	stop_with("a", "1");
	shell("cp " OBJECTS " ../old");
	start(state);
	stop_with("b", "2");
	shell("cp " OBJECTS " ../new && cp ../old " OBJECTS);
	start(state);
	assert_int_equal(open_object(&shared, "a", READ, &handle), CORRUPT_OBJECT);
	/* The others have their own. */
	assert_int_equal(create(&separate, "a", "1", 0), TEEC_SUCCESS);
	stop(state);
	shell("rm " OBJECTS);
	start(state);
	assert_int_equal(open_object(&shared, "a", READ, &handle), CORRUPT_OBJECT);
	assert_int_equal(create(&shared, "a", "1", 0), CORRUPT_OBJECT);
	stop(state);
	shell(": > " OBJECTS);
	start(state);
	assert_int_equal(create(&shared, "a", "1", 0), CORRUPT_OBJECT);
	stop(state);
	shell("cp ../new " OBJECTS);
	start(state);
	expect_object(&shared, "a", "1");
	expect_object(&shared, "b", "2");
	stop(state);
	/* Somebody did it on purpose. */
	shell("mv ../old " OBJECTS " && rm ../new");
	start_with("--accept-old-storage", NULL);
	expect_list(&shared, "a\n");
	stop(state);
	start(state);
	expect_object(&shared, "a", "1");
	assert_int_equal(create(&shared, "b", "3", 0), TEEC_SUCCESS);
}

/* The message says what to do, and that's all it takes. */
static void says_how_to_start_over(void **state)
{
	char remedy[300];
	uint32_t handle;

	snprintf(remedy, sizeof(remedy), "remove %s/5f7c0000-0000-4000-8000-00000000000a and "
		 "%s/counters/5f7c0000-0000-4000-8000-00000000000a\n", store_path, store_path);
	for (int accept = 0; accept < 2; accept++) {
		stop_with("a", "1");
		shell("rm -r 5f7c0000-0000-4000-8000-00000000000a");
		keep_log();
		start(state);
		assert_int_equal(open_object(&shared, "a", READ, &handle), CORRUPT_OBJECT);
		expect_log(accept ? "--accept-old-storage; to start over" : remedy);
		stop(state);
		if (accept) {
			start_with("--accept-old-storage", NULL);
		} else {
			shell("rm -r 5f7c0000-0000-4000-8000-00000000000a "
			      "counters/5f7c0000-0000-4000-8000-00000000000a");
			start(state);
		}
		expect_list(&shared, "");
	}
}

static void serves_a_read_only_store(void **state)
{
	uint32_t handle;

	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL))
		SKIP_BECAUSE("only root may mount");
	stop_with("a", "1");
	assert_int_equal(mount(store_path, store_path, NULL, MS_BIND, NULL), 0);
	assert_int_equal(mount(NULL, store_path, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL), 0);
	start(state);
	expect_object(&shared, "a", "1");
	assert_int_equal(create(&shared, "b", "2", 0), NOT_AVAILABLE);
	assert_int_equal(open_object(&shared, "b", READ, &handle), TEEC_ERROR_ITEM_NOT_FOUND);
	/* This application may have stored nothing yet; its last object comes at its end. */
	assert_int_not_equal(open_object(&separate, "a", READ, &handle), TEEC_SUCCESS);
	stop(state);
	assert_int_equal(umount2(store_path, MNT_DETACH), 0);
	start(state);
	assert_int_equal(create(&shared, "b", "2", 0), TEEC_SUCCESS);
	expect_object(&shared, "a", "1");
}

/* The processes' sandbox is tested elsewhere; here it's that they are in it. */
static void confines_the_process(void **state)
{
	char path[64], line[100];
	bool filtered = false;
	FILE *file;

	(void)state;
	assert_int_equal(create(&shared, "a", "1", 0), TEEC_SUCCESS);
	snprintf(path, sizeof(path), "/proc/%d/status", (int)find_storage());
	file = fopen(path, "r");
	assert_non_null(file);
	while (fgets(line, sizeof(line), file))
		filtered |= !strcmp(line, "Seccomp:\t2\n");
	fclose(file);
	assert_true(filtered);
}

/* A client could change the name after it was checked. */
static void takes_no_name_from_a_client(void **state)
{
	(void)state;
	assert_int_equal(create(&shared, "a", "1", 0), TEEC_SUCCESS);
	assert_int_equal(INVOKE(&shared, STORAGE_TEST_OPEN_SHARED, .name = "a", .b = READ),
			 TEEC_ERROR_TARGET_DEAD);
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, start, empty)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reads_and_writes_a_stream),
		TEST(renames_deletes_and_lists),
		TEST(keeps_to_the_sharing_flags),
		TEST(overwrites_only_if_told),
		TEST(hides_the_objects_of_others),
		TEST(moves_large_data),
		TEST(stores_at_the_end_of_an_instance),
		TEST(closes_what_an_instance_leaves_open),
		TEST(keeps_the_persistent_time),
		TEST(has_a_device_of_its_own),
		TEST(survives_a_restart),
		TEST(goes_on_with_a_new_process),
		TEST(ends_along_with_softteed),
		TEST(loses_nothing_to_kills),
		TEST(refuses_too_much),
		TEST(needs_the_device_key),
		TEST(reads_nothing_with_another_key),
		TEST(takes_a_passphrase),
		TEST(takes_no_misspelt_source_of_a_key),
		TEST(takes_a_key_from_the_keyring),
		TEST(has_a_store_to_itself),
		TEST(detects_an_old_or_missing_store),
		TEST(says_how_to_start_over),
		TEST(confines_the_process),
		TEST(serves_a_read_only_store),
		TEST(takes_no_name_from_a_client),
	};

	return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
