// SPDX-License-Identifier: BSD-2-Clause
/*
 * Each process is killed while threads make calls, open and close sessions. Nobody may hang,
 * everybody gets a result that says so, and no process is left behind.
 */
#include <dirent.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fixture.h"
#include "hostile.h"
#include "softteed/protocol/packet.h"
#include "unit.h"

#define THREADS	16

/*
 * struct worker - a thread that uses applications until something goes wrong
 * @client:	its connection, which others have too
 * @seed:	for its choices
 * @calls:	successful ones
 */
struct worker {
	struct softteed_client *client;
	unsigned int seed;
	unsigned int calls;
	pthread_t thread;
};

static atomic_bool stop;

/* Return false if the application or the broker is gone. */
static bool open_and_call(struct worker *worker)
{
	static const uint8_t numbers[] = {
		APPLICATION_SHARED, APPLICATION_SEPARATE, APPLICATION_KEPT,
	};
	struct open_message open = {
		.arg.uuid = { 0x5f, 0x7c, 0, 0, 0, 0, 0x40, 0, 0x80, 0, 0, 0, 0, 0, 0,
			      numbers[rand_r(&worker->seed) % 3] },
	};
	struct tee_ioctl_param param = value(3, 4);
	bool success = true;

	if (softteed_client_open_session(worker->client, &open.arg))
		return false;
	if (open.arg.ret)
		return false;
	for (int n = rand_r(&worker->seed) % 8; success && n; n--) {
		param = value(3, 4);
		success = !invoke(worker->client, open.arg.session, COMMAND_ADD, &param);
		if (success)
			assert_int_equal(param.a, 7);
		__atomic_add_fetch(&worker->calls, success, __ATOMIC_RELAXED);
	}
	close_session(worker->client, open.arg.session);
	return success;
}

static void *work(void *data)
{
	struct worker *worker = data;

	while (!stop && open_and_call(worker))
		;
	return NULL;
}

static unsigned int sum_calls(const struct worker *workers)
{
	unsigned int calls = 0;

	for (unsigned int n = 0; n < THREADS; n++)
		calls += __atomic_load_n(&workers[n].calls, __ATOMIC_RELAXED);
	return calls;
}

/* Start them, and wait until they are in the middle of things. */
static void start_workers(struct worker *workers, struct softteed_client *const clients[2])
{
	stop = false;
	for (unsigned int n = 0; n < THREADS; n++) {
		workers[n] = (struct worker){ .client = clients[n % 2], .seed = n };
		assert_int_equal(pthread_create(&workers[n].thread, NULL, work, &workers[n]), 0);
	}
	sleep_ms(200);
	for (int ms = 0; !sum_calls(workers) && ms < 20000; ms += 10)
		sleep_ms(10);
}

static void join_workers(struct worker *workers)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += 30;
	for (unsigned int n = 0; n < THREADS; n++)
		assert_int_equal(pthread_timedjoin_np(workers[n].thread, NULL, &until), 0);
	assert_true(sum_calls(workers) > 0);
}

/* Return the parent of a process, or 0. */
static pid_t parent_of(pid_t pid)
{
	char path[32], line[256] = "";
	const char *at;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	file = fopen(path, "re");
	if (!file)
		return 0;
	if (!fgets(line, sizeof(line), file))
		line[0] = '\0';
	fclose(file);
	at = strrchr(line, ')');
	return at ? (pid_t)strtol(at + 4, NULL, 10) : 0;
}

/* Put the children of @parent into @pids. Return how many. */
static size_t children_of(pid_t parent, pid_t *pids, size_t room)
{
	DIR *directory = opendir("/proc");
	struct dirent *entry;
	size_t count = 0;

	while ((entry = readdir(directory))) {
		pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);

		if (pid > 0 && parent_of(pid) == parent && count < room)
			pids[count++] = pid;
	}
	closedir(directory);
	return count;
}

static void assert_gone(const pid_t *pids, size_t count)
{
	for (size_t n = 0; n < count; n++) {
		for (int ms = 0; !kill(pids[n], 0) && ms < 10000; ms += 10)
			sleep_ms(10);
		assert_int_equal(kill(pids[n], 0), -1);
	}
}

enum victim { ZYGOTE, LAUNCHER, BROKER };

/* Send @number to the broker, or one of its children, in the middle of things. */
static void kill_in_the_middle(enum victim victim, int number, int expected)
{
	struct softteed_client *clients[2] = { connect_broker(), connect_broker() };
	pid_t children[4], instances[64], parent = broker;
	size_t num_children, num_instances;
	struct worker workers[THREADS];
	int status;

	start_workers(workers, clients);
	num_children = children_of(broker, children, ARRAY_LEN(children));
	assert_int_equal(num_children, 2);
	num_instances = children_of(children[ZYGOTE], instances, ARRAY_LEN(instances));
	assert_int_equal(kill(victim == BROKER ? broker : children[victim], number), 0);
	assert_int_equal(waitpid(broker, &status, 0), broker);
	broker = 0;
	assert_int_equal(status, expected);
	join_workers(workers);
	assert_gone(children, num_children);
	assert_gone(instances, num_instances);
	assert_int_equal(children_of(parent, children, 1), 0);
	softteed_client_close(clients[0]);
	softteed_client_close(clients[1]);
}

static void the_broker_is_killed(void **state)
{
	(void)state;
	kill_in_the_middle(BROKER, SIGKILL, SIGKILL);
	/* Its socket is left over, which keeps nobody from starting. */
	assert_int_equal(access(socket_path, F_OK), 0);
}

static void the_broker_is_told_to_stop(void **state)
{
	(void)state;
	kill_in_the_middle(BROKER, SIGTERM, 0);
	assert_int_equal(access(socket_path, F_OK), -1);
}

static void request(int fd)
{
	struct message message = {
		.type = MESSAGE_OPEN,
		.open.uuid = { 0x5f, 0x7c, 0, 0, 0, 0, 0x40, 0, 0x80, 0, 0, 0, 0, 0, 0,
			       APPLICATION_SEPARATE },
	};

	message_send(fd, &message, NULL, 0);
}

static uint32_t receive_result(int fd)
{
	int fds[MESSAGE_MAX_FDS];
	struct message message;

	assert_int_equal(message_receive(fd, &message, fds, 0), 0);
	packet_close_fds(fds, MESSAGE_MAX_FDS);
	return message.opened.result;
}

/* More connections and instances than a user can have */
#define MANY	300

/* Nearly as many as a user can have */
#define MOST	240

static void fork_instances(int count)
{
	for (int n = 0; n < count; n++) {
		int fd = connect_raw();

		request(fd);
		sleep_ms(1);
		close(fd);
	}
}

static pid_t zygote_of_broker(void)
{
	pid_t children[4];

	assert_int_equal(children_of(broker, children, ARRAY_LEN(children)), 2);
	return children[ZYGOTE];
}

/*
 * What is to be killed is killed later, if the zygote has no time now: an instance that hangs at
 * its end, after others that haven't started in time. It doesn't read what it's sent, either.
 * A new instance is forked later, too. That's no reason to refuse it.
 */
static void the_zygote_is_stopped(void **state)
{
	struct softteed_client *client = connect_broker();
	uint32_t session = open_session(client, HOSTILE_NO_END);
	pid_t zygote = zygote_of_broker(), hung;
	int late;

	(void)state;
	assert_int_equal(children_of(zygote, &hung, 1), 1);
	/* As long as there is one, the broker knows that each session gets an instance. */
	open_session(client, APPLICATION_SEPARATE);
	assert_int_equal(kill(zygote, SIGSTOP), 0);
	fork_instances(MOST);
	sleep_ms(2000);
	close_session(client, session);
	sleep_ms(24000);
	late = connect_raw();
	request(late);
	sleep_ms(100);
	assert_int_equal(kill(hung, 0), 0);
	assert_int_equal(kill(zygote, SIGCONT), 0);
	assert_gone(&hung, 1);
	assert_int_equal(receive_result(late), TEEC_SUCCESS);
	close(late);
	softteed_client_close(client);
}

/* One user's requests that can't be granted leave room in the zygote's socket for others. */
static void the_zygote_has_room(void **state)
{
	int fds[MANY], none[MESSAGE_MAX_FDS];
	pid_t zygote = zygote_of_broker();
	struct message message;

	(void)state;
	assert_int_equal(kill(zygote, SIGSTOP), 0);
	/* The last of them are refused. */
	for (int n = 0; n < MANY; n++)
		fds[n] = connect_raw();
	assert_int_equal(message_receive(fds[MANY - 1], &message, none, 0), -EPIPE);
	for (int n = 0; n < MANY; n++) {
		request(fds[0]);
		assert_int_equal(receive_result(fds[0]), TEEC_ERROR_OUT_OF_MEMORY);
	}
	packet_close_fds(fds + 1, MANY - 1);
	sleep_ms(100);
	request(fds[0]);
	sleep_ms(100);
	assert_int_equal(kill(zygote, SIGCONT), 0);
	assert_int_equal(receive_result(fds[0]), TEEC_SUCCESS);
	close(fds[0]);
}

static void the_zygote_is_killed(void **state)
{
	(void)state;
	kill_in_the_middle(ZYGOTE, SIGKILL, 1 << 8);
	assert_int_equal(access(socket_path, F_OK), -1);
}

static void the_launcher_is_killed(void **state)
{
	(void)state;
	kill_in_the_middle(LAUNCHER, SIGKILL, 1 << 8);
	assert_int_equal(access(socket_path, F_OK), -1);
}

static void instances_are_killed(void **state)
{
	struct softteed_client *clients[2] = { connect_broker(), connect_broker() };
	struct worker workers[THREADS];
	pid_t zygote, instances[64];
	size_t count;

	(void)state;
	for (int round = 0; round < 5; round++) {
		start_workers(workers, clients);
		assert_true(children_of(broker, &zygote, 1) == 1);
		count = children_of(zygote, instances, ARRAY_LEN(instances));
		for (size_t n = 0; n < count; n++)
			kill(instances[n], SIGKILL);
		stop = true;
		join_workers(workers);
	}
	assert_int_equal(add(clients[0], open_session(clients[0], APPLICATION_SHARED), 1, 2), 3);
	softteed_client_close(clients[0]);
	softteed_client_close(clients[1]);
}

/* Run a client with threads. */
static pid_t fork_clients(void)
{
	pid_t pid = fork();

	if (!pid) {
		struct softteed_client *clients[2] = { connect_broker(), connect_broker() };
		struct worker workers[THREADS];

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		start_workers(workers, clients);
		pause();
	}
	return pid;
}

static void clients_are_killed_and_stopped(void **state)
{
	struct softteed_client *client = connect_broker();
	uint32_t session = open_session(client, APPLICATION_SHARED), sessions = 0;

	(void)state;
	for (int round = 0; round < 10; round++) {
		pid_t pid = fork_clients();

		sleep_ms(50 + 20 * (unsigned int)round);
		/* Stopped in the middle of whatever it does, it holds up nobody. */
		kill(pid, SIGSTOP);
		assert_int_equal(add(client, session, 1, 2), 3);
		close_session(client, open_session(client, APPLICATION_KEPT));
		kill(pid, SIGKILL);
		assert_int_equal(waitpid(pid, NULL, 0), pid);
	}
	for (int ms = 0; sessions != 1 && ms < 20000; ms += 10) {
		count(client, session, &sessions);
		sleep_ms(10);
	}
	assert_int_equal(sessions, 1);
	softteed_client_close(client);
}

/* Those who are connected don't need the name. */
static void *sleep_in_call(void *data)
{
	struct softteed_client *client = connect_broker();
	struct tee_ioctl_param param = value(60000, 0);
	uint32_t session = open_session(client, APPLICATION_KEPT);

	(void)data;
	invoke(client, session, COMMAND_SLEEP, &param);
	softteed_client_close(client);
	return NULL;
}

/* Call an application that calls a busy one. Never returns. */
static _Noreturn void forward(void)
{
	struct tee_ioctl_param param = { TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT, 0, 16, 0 };
	struct softteed_client *client = connect_broker();
	void *at;
	int id;

	if (!softteed_client_alloc(client, 16, &id, &at)) {
		param.c = (uint64_t)id;
		invoke(client, open_session(client, APPLICATION_SHARED), COMMAND_FORWARD, &param);
	}
	_exit(0);
}

/* Then others don't lose their sessions with the application that it has called. */
static void a_client_is_killed_while_another_application_is_busy(void **state)
{
	struct softteed_client *client = connect_broker();
	uint32_t session = open_session(client, APPLICATION_SHARED);
	pthread_t sleeper;
	pid_t pid;

	(void)state;
	pid = fork();
	if (!pid) {
		sleep_ms(500);
		forward();
	}
	assert_int_equal(pthread_create(&sleeper, NULL, sleep_in_call, NULL), 0);
	sleep_ms(2000);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_int_equal(add(client, session, 1, 2), 3);
	stop_broker(state);
	pthread_join(sleeper, NULL);
	softteed_client_close(client);
}

static void the_socket_is_removed(void **state)
{
	struct softteed_client *client = connect_broker();
	int status = 0;

	assert_int_equal(unlink(socket_path), 0);
	assert_int_equal(add(client, open_session(client, APPLICATION_SHARED), 1, 2), 3);
	softteed_client_close(client);
	/* The next broker takes its place, and keeps it. Only one can use a store. */
	status = broker;
	strcat(store_path, "2");
	start_broker(state);
	kill((pid_t)status, SIGTERM);
	assert_int_equal(waitpid((pid_t)status, &status, 0) > 0, true);
	assert_int_equal(status, 0);
	softteed_client_close(connect_broker());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_broker_is_killed),
		TEST(the_broker_is_told_to_stop),
		TEST(the_zygote_is_stopped),
		TEST(the_zygote_has_room),
		TEST(the_zygote_is_killed),
		TEST(the_launcher_is_killed),
		TEST(instances_are_killed),
		TEST(clients_are_killed_and_stopped),
		TEST(a_client_is_killed_while_another_application_is_busy),
		TEST(the_socket_is_removed),
	};

	return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
