// SPDX-License-Identifier: BSD-2-Clause
/*
 * End-to-end tests for plugins, from the TEE's request down to a shared object
 * in a process of its own. The plugins reply, crash, hang, exit, break their
 * channel or do not even load.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <tee_client_api.h>
#include <time.h>
#include <unistd.h>

#include "plugins.h"
#include "request/request.h"
#include "services/plugin/plugin.h"
#include "services/plugin/plugin_host.h"
#include "services/plugin/plugin_link.h"
#include "stopping.h"

#define TIMEOUT_MS	1500

static int stopping;
static pid_t host;
static int stream;
static char directory[64];

static void copy_plugin(const char *from, const char *name, mode_t mode)
{
	static char data[1 << 20];
	char path[512];
	int in, out;
	ssize_t size;

	snprintf(path, sizeof(path), "%s/%s.so", PLUGIN_DIRECTORY, from);
	in = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(in >= 0);
	size = read(in, data, sizeof(data));
	assert_true(size > 0 && (size_t)size < sizeof(data));
	close(in);
	snprintf(path, sizeof(path), "%s/%s", directory, name);
	out = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, mode);
	assert_int_equal(write(out, data, (size_t)size), size);
	assert_int_equal(fchmod(out, mode), 0);
	close(out);
}

static void remove_plugin(const char *name)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	unlink(path);
}

/*
 * Start a plugin host as @user, if we're allowed to switch users. @only_roots
 * restricts it to root's plugins, like the configuration option.
 */
static void start_host_as(uid_t user, bool only_roots)
{
	int ends[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
	host = fork();
	if (!host) {
		struct plugin_host_config config = { ends[1], directory, only_roots, 2000,
			TIMEOUT_MS };

		close(ends[0]);
		/* as in the monitor */
		signal(SIGPIPE, SIG_IGN);
		signal(SIGIO, SIG_IGN);
		if (user != geteuid() && setresuid(user, user, user))
			_exit(1);
		_exit(plugin_host_serve(&config) ? 1 : 0);
	}
	close(ends[1]);
	stream = ends[0];
	plugin_start(stream);
}

static void start_host(void)
{
	start_host_as(geteuid(), false);
}

static int make_directory(void **state)
{
	(void)state;
	strcpy(directory, "/tmp/plugin-test-XXXXXX");
	assert_non_null(mkdtemp(directory));
	stopping = eventfd(0, EFD_CLOEXEC);
	stopping_set_fd(stopping);
	return 0;
}

static int set_up(void **state)
{
	make_directory(state);
	copy_plugin("plugin_one", "a.plugin", 0644);
	copy_plugin("plugin_two", "b.plugin", 0644);
	start_host();
	return 0;
}

static int stop_host(void)
{
	int status;

	close(stream);
	stream = -1;
	assert_int_equal(waitpid(host, &status, 0), host);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int tear_down(void **state)
{
	static const char *const names[] = { "a.plugin", "b.plugin", "c", "d", "e", "f", ".g" };
	size_t i;

	(void)state;
	plugin_start(-1);
	if (stream >= 0)
		assert_int_equal(stop_host(), 0);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		remove_plugin(names[i]);
	assert_int_equal(rmdir(directory), 0);
	close(stopping);
	return 0;
}

static uint32_t invoke(uint8_t last, uint32_t command, uint32_t sub_command, void *data,
		       size_t size, uint64_t *used)
{
	struct service_request request = {
		.function = SUPP_PLUGIN,
		.num_params = 4,
		.params = {
			/* 11223344-5566-7788-99aa-bbccddeeffNN, as little-endian words */
			{ .kind = SUPP_VALUE, .input = true, .b = 0x44332211, .c = 0x88776655 },
			{ .kind = SUPP_VALUE, .input = true, .a = 0xccbbaa99,
			  .b = 0x00ffeedd | (uint32_t)last << 24, .c = command },
			{ .kind = SUPP_VALUE, .input = true, .output = true, .a = sub_command },
			{ .kind = SUPP_MEMORY, .input = true, .output = true, .data = data,
			  .size = size },
		},
	};
	uint32_t result = supp_plugin(&request);

	if (used)
		*used = request.params[2].b;
	return result;
}

static unsigned int get_count(uint8_t last)
{
	unsigned char data[4] = "";

	assert_int_equal(invoke(last, PLUGIN_COUNT, 0, data, sizeof(data), NULL), TEEC_SUCCESS);
	return data[0];
}

static void test_answers(void **state)
{
	unsigned char data[5] = { 1, 2, 3, 4, 5 };
	uint64_t used = 9;

	(void)state;
	assert_int_equal(invoke(1, PLUGIN_PING, 0, NULL, 0, &used), TEEC_SUCCESS);
	assert_int_equal(used, 0);
	assert_int_equal(invoke(1, PLUGIN_ADD, 10, data, 4, &used), TEEC_SUCCESS);
	assert_int_equal(used, 4);
	assert_memory_equal(data, "\x0b\x0c\x0d\x0e\x05", 5);
	assert_int_equal(invoke(1, 77, 0, data, 4, &used), TEEC_ERROR_NOT_SUPPORTED);
	assert_int_equal(invoke(1, PLUGIN_MORE, 0, data, 4, &used), TEEC_ERROR_SHORT_BUFFER);
	assert_int_equal(used, 1004);
	assert_int_equal(get_count(1), 5);
	/* Every plugin has a process, and therefore a counter, to itself. */
	assert_int_equal(get_count(2), 1);
	assert_int_equal(invoke(3, PLUGIN_PING, 0, NULL, 0, &used), TEEC_ERROR_ITEM_NOT_FOUND);
}

/* Plugins may exec programs. Those would inherit ignored signals, so there cannot be any. */
static void test_signals(void **state)
{
	unsigned char data[2] = { 7, 7 };

	(void)state;
	assert_int_equal(invoke(1, PLUGIN_SIGNALS, 0, data, sizeof(data), NULL), TEEC_SUCCESS);
	assert_memory_equal(data, "\0\0", 2);
}

static void test_large_data(void **state)
{
	size_t size = PLUGIN_MAX_DATA;
	unsigned char *data = malloc(size + 1);
	uint64_t used;

	(void)state;
	memset(data, 5, size + 1);
	assert_int_equal(invoke(1, PLUGIN_ADD, 1, data, size, &used), TEEC_SUCCESS);
	assert_int_equal(used, size);
	assert_int_equal(data[0], 6);
	assert_int_equal(data[size - 1], 6);
	assert_int_equal(data[size], 5);
	assert_int_equal(invoke(1, PLUGIN_ADD, 1, data, size + 1, &used),
			 TEEC_ERROR_OUT_OF_MEMORY);
	free(data);
}

static void test_bad_requests(void **state)
{
	struct service_request good = {
		.num_params = 4,
		.params = {
			{ .kind = SUPP_VALUE, .input = true, .b = 0x44332211, .c = 0x88776655 },
			{ .kind = SUPP_VALUE, .input = true, .a = 0xccbbaa99, .b = 0x01ffeedd },
			{ .kind = SUPP_VALUE, .input = true, .output = true },
			{ .kind = SUPP_MEMORY, .input = true, .output = true },
		},
	}, bad;
	uint64_t *const fields[] = { &bad.params[0].b, &bad.params[0].c, &bad.params[1].a,
		&bad.params[1].b, &bad.params[1].c, &bad.params[2].a };
	size_t i;

	(void)state;
	bad = good;
	assert_int_equal(supp_plugin(&bad), TEEC_SUCCESS);
	for (i = 0; i < 4; i++) {
		bad = good;
		bad.params[i].kind = bad.params[i].kind == SUPP_VALUE ? SUPP_MEMORY : SUPP_VALUE;
		assert_int_equal(supp_plugin(&bad), TEEC_ERROR_BAD_PARAMETERS);
		bad = good;
		bad.params[i].input = false;
		assert_int_equal(supp_plugin(&bad), TEEC_ERROR_BAD_PARAMETERS);
		bad = good;
		bad.num_params = i;
		assert_int_equal(supp_plugin(&bad), TEEC_ERROR_BAD_PARAMETERS);
	}
	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		bad = good;
		*fields[i] |= 1ull << 32;
		assert_int_equal(supp_plugin(&bad), TEEC_ERROR_BAD_PARAMETERS);
	}
	bad = good;
	bad.params[3].size = 1;		/* with a NULL pointer */
	assert_int_equal(supp_plugin(&bad), TEEC_ERROR_BAD_PARAMETERS);
	bad = good;
	bad.params[0].a = 1;
	assert_int_equal(supp_plugin(&bad), TEEC_ERROR_NOT_SUPPORTED);
}

struct job {
	uint8_t last;
	uint32_t command;
	uint32_t sub_command;
	uint32_t result;
};

static void *run_job(void *argument)
{
	struct job *job = argument;
	unsigned char data[100];
	size_t i;
	int round;

	if (job->command != PLUGIN_ADD) {
		job->result = invoke(job->last, job->command, job->sub_command, data, 4, NULL);
		return NULL;
	}
	for (round = 0; round < 200; round++) {
		memset(data, round, sizeof(data));
		job->result = invoke(job->last, PLUGIN_ADD, job->sub_command, data,
				     sizeof(data), NULL);
		for (i = 0; i < sizeof(data) && !job->result; i++)
			if (data[i] != (unsigned char)(round + (int)job->sub_command))
				job->result = 1;
		if (job->result)
			break;
	}
	return NULL;
}

/* Replies should not get mixed up between threads. */
static void test_many_threads(void **state)
{
	struct job jobs[16];
	pthread_t threads[16];
	unsigned int i;

	(void)state;
	for (i = 0; i < 16; i++) {
		jobs[i] = (struct job){ (uint8_t)(1 + i % 2), PLUGIN_ADD, i, 99 };
		pthread_create(&threads[i], NULL, run_job, &jobs[i]);
	}
	for (i = 0; i < 16; i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(jobs[i].result, TEEC_SUCCESS);
	}
}

static long elapsed_ms(const struct timespec *since)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - since->tv_sec) * 1000 + (now.tv_nsec - since->tv_nsec) / 1000000;
}

/*
 * Break the plugin. Its own request fails, a concurrent one to another plugin
 * is unaffected, and the next request finds the plugin restarted.
 */
static void brings_down(uint32_t command, uint32_t sub_command)
{
	struct job other = { 2, PLUGIN_SLEEP, 200, 99 };
	struct timespec since;
	pthread_t thread;

	assert_int_equal(invoke(1, PLUGIN_PING, 0, NULL, 0, NULL), TEEC_SUCCESS);
	if (command != PLUGIN_HANG) {
		pthread_create(&thread, NULL, run_job, &other);
		usleep(50000);
	}
	clock_gettime(CLOCK_MONOTONIC, &since);
	assert_int_equal(invoke(1, command, sub_command, NULL, 0, NULL),
			 TEEC_ERROR_TARGET_DEAD);
	if (command != PLUGIN_HANG) {
		/* at once, i.e. without running into the timeout */
		assert_true(elapsed_ms(&since) < TIMEOUT_MS);
		pthread_join(thread, NULL);
		assert_int_equal(other.result, TEEC_SUCCESS);
	}
	assert_int_equal(get_count(1), 1);
}

static void test_crash(void **state)
{
	(void)state;
	brings_down(PLUGIN_CRASH, 0);
	brings_down(PLUGIN_CRASH, 0);
}

static void test_exit(void **state)
{
	(void)state;
	brings_down(PLUGIN_EXIT, 0);
	brings_down(PLUGIN_EXIT, 3);
}

static void test_broken_channel(void **state)
{
	(void)state;
	brings_down(PLUGIN_BREAK_CHANNEL, 0);
}

static void test_hang(void **state)
{
	struct timespec since;

	(void)state;
	clock_gettime(CLOCK_MONOTONIC, &since);
	brings_down(PLUGIN_HANG, 0);
	assert_true(elapsed_ms(&since) >= TIMEOUT_MS - 1);
	assert_true(elapsed_ms(&since) < 10000);
}

/* Skip whatever cannot or should not be loaded, and load the rest. */
static void test_left_out(void **state)
{
	char path[128];
	int fd;

	(void)state;
	copy_plugin("plugin_one", "a.plugin", 0644);
	copy_plugin("plugin_one", "b.plugin", 0644);	/* duplicate UUID */
	copy_plugin("plugin_refuses", "c", 0644);
	copy_plugin("plugin_dies", "d", 0644);
	copy_plugin("plugin_two", "e", 0666);		/* world-writable */
	copy_plugin("plugin_two", ".g", 0644);
	snprintf(path, sizeof(path), "%s/f", directory);
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	assert_int_equal(write(fd, "no object", 9), 9);
	close(fd);
	start_host();
	assert_int_equal(invoke(1, PLUGIN_PING, 0, NULL, 0, NULL), TEEC_SUCCESS);
	assert_int_equal(invoke(2, PLUGIN_PING, 0, NULL, 0, NULL), TEEC_ERROR_ITEM_NOT_FOUND);
	assert_int_equal(invoke(3, PLUGIN_PING, 0, NULL, 0, NULL), TEEC_ERROR_ITEM_NOT_FOUND);
	assert_int_equal(invoke(4, PLUGIN_PING, 0, NULL, 0, NULL), TEEC_ERROR_ITEM_NOT_FOUND);
}

/* If a plugin hangs while it loads, the others wait no longer than its timeout. */
static void test_slow_to_load(void **state)
{
	(void)state;
	copy_plugin("plugin_hangs", "a.plugin", 0644);
	copy_plugin("plugin_one", "b.plugin", 0644);
	start_host();
	assert_int_equal(invoke(1, PLUGIN_PING, 0, NULL, 0, NULL), TEEC_SUCCESS);
	assert_int_equal(invoke(5, PLUGIN_PING, 0, NULL, 0, NULL), TEEC_ERROR_ITEM_NOT_FOUND);
}

/* After a few failed restarts the plugin is dropped. */
static void test_gone_from_disk(void **state)
{
	int i;

	(void)state;
	assert_int_equal(invoke(1, PLUGIN_PING, 0, NULL, 0, NULL), TEEC_SUCCESS);
	remove_plugin("a.plugin");
	assert_int_equal(invoke(1, PLUGIN_CRASH, 0, NULL, 0, NULL), TEEC_ERROR_TARGET_DEAD);
	for (i = 0; i < 3; i++)
		assert_int_equal(invoke(1, PLUGIN_PING, 0, NULL, 0, NULL),
				 TEEC_ERROR_TARGET_DEAD);
	assert_int_equal(invoke(1, PLUGIN_PING, 0, NULL, 0, NULL), TEEC_ERROR_ITEM_NOT_FOUND);
	assert_int_equal(invoke(2, PLUGIN_PING, 0, NULL, 0, NULL), TEEC_SUCCESS);
}

static void test_no_directory(void **state)
{
	(void)state;
	rmdir(directory);
	start_host();
	assert_int_equal(invoke(1, PLUGIN_PING, 0, NULL, 0, NULL), TEEC_ERROR_ITEM_NOT_FOUND);
	mkdir(directory, 0700);
}

static void test_untrusted_directory(void **state)
{
	(void)state;
	copy_plugin("plugin_one", "a.plugin", 0644);
	chmod(directory, 0777);
	start_host();
	assert_int_equal(invoke(1, PLUGIN_PING, 0, NULL, 0, NULL), TEEC_ERROR_ITEM_NOT_FOUND);
}

/*
 * Load a plugin with these owners for the file and its directory. Returns the
 * result of a request.
 */
static uint32_t ping_plugin_of(uid_t owner, uid_t directory_owner, uid_t user, bool only_roots)
{
	char path[128];
	uint32_t result;

	snprintf(path, sizeof(path), "%s/a.plugin", directory);
	assert_int_equal(chown(path, owner, (gid_t)-1), 0);
	assert_int_equal(chown(directory, directory_owner, (gid_t)-1), 0);
	assert_int_equal(chmod(directory, 0755), 0);
	start_host_as(user, only_roots);
	result = invoke(1, PLUGIN_PING, 0, NULL, 0, NULL);
	stop_host();
	return result;
}

/*
 * When started by root, the host will not load anything that its own user could
 * have written, as a compromised worker might be the author.
 */
static void test_whose_plugin(void **state)
{
	uid_t self = geteuid(), user = self ? self : 65534;

	(void)state;
	copy_plugin("plugin_one", "a.plugin", 0644);
	assert_int_equal(ping_plugin_of(user, user, user, false), TEEC_SUCCESS);
	assert_int_equal(ping_plugin_of(user, user, user, true), TEEC_ERROR_ITEM_NOT_FOUND);
	/* needs root to change owners */
	if (!self) {
		assert_int_equal(ping_plugin_of(user, 0, user, true), TEEC_ERROR_ITEM_NOT_FOUND);
		assert_int_equal(ping_plugin_of(0, user, user, true), TEEC_ERROR_ITEM_NOT_FOUND);
		assert_int_equal(ping_plugin_of(0, 0, user, true), TEEC_SUCCESS);
	}
	start_host();
}

/* Make the host exit with a bad request. Everything outstanding must fail. */
static void test_no_host(void **state)
{
	struct plugin_link_request request = { .size = PLUGIN_MAX_DATA + 1 };
	struct job job = { 2, PLUGIN_SLEEP, 300, 99 };
	pthread_t thread;

	(void)state;
	pthread_create(&thread, NULL, run_job, &job);
	usleep(50000);
	assert_int_equal(write(stream, &request, sizeof(request)), sizeof(request));
	pthread_join(thread, NULL);
	assert_int_equal(job.result, TEEC_ERROR_COMMUNICATION);
	assert_int_equal(stop_host(), 1);
	assert_int_equal(invoke(1, PLUGIN_PING, 0, NULL, 0, NULL), TEEC_ERROR_COMMUNICATION);
	plugin_start(-1);
	assert_int_equal(invoke(1, PLUGIN_PING, 0, NULL, 0, NULL), TEEC_ERROR_ITEM_NOT_FOUND);
}

/* Keep this last: once the link has failed, the worker cannot use it anymore. */
static void test_stopping(void **state)
{
	struct job job = { 1, PLUGIN_SLEEP, 390, 99 };
	uint64_t one = 1;
	pthread_t thread;

	(void)state;
	pthread_create(&thread, NULL, run_job, &job);
	usleep(50000);
	assert_int_equal(write(stopping, &one, sizeof(one)), sizeof(one));
	pthread_join(thread, NULL);
	assert_int_equal(job.result, TEEC_ERROR_COMMUNICATION);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
#define TEST_DIRECTORY(name) cmocka_unit_test_setup_teardown(name, make_directory, tear_down)

int main(int argc, char *argv[])
{
	const struct CMUnitTest tests[] = {
		TEST(test_answers),
		TEST(test_signals),
		TEST(test_large_data),
		TEST(test_bad_requests),
		TEST(test_many_threads),
		TEST(test_crash),
		TEST(test_exit),
		TEST(test_broken_channel),
		TEST(test_hang),
		TEST_DIRECTORY(test_left_out),
		TEST_DIRECTORY(test_slow_to_load),
		TEST(test_gone_from_disk),
		TEST_DIRECTORY(test_no_directory),
		TEST_DIRECTORY(test_untrusted_directory),
		TEST_DIRECTORY(test_whose_plugin),
	};
	const struct CMUnitTest last[] = { TEST(test_no_host), TEST(test_stopping) };

	(void)argc;
	(void)argv;
	return cmocka_run_group_tests(tests, NULL, NULL) +
	       cmocka_run_group_tests(last, NULL, NULL);
}
