// SPDX-License-Identifier: BSD-2-Clause
/*
 * Clients that break the rules: neither the broker nor an instance that others use may suffer
 * from it.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <grp.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fixture.h"
#include "hostile.h"
#include "softteed/protocol/channel.h"
#include "softteed/protocol/packet.h"
#include "unit.h"

#define UUID(number)	{ 0x5f, 0x7c, 0, 0, 0, 0, 0x40, 0, 0x80, 0, 0, 0, 0, 0, 0, number }

/*
 * struct raw - a session without the client's library
 * @fds:	channel and socket
 * @channel:	the channel
 */
struct raw {
	int fds[MESSAGE_MAX_FDS];
	struct channel channel;
};

static bool never_dead(void *data)
{
	(void)data;
	return false;
}

static uint32_t call_raw(struct raw *raw, const struct channel_call *call)
{
	struct channel_reply reply = { 0 };

	channel_post(&raw->channel, call);
	assert_int_equal(channel_await_reply(&raw->channel, &reply, never_dead, NULL), 0);
	return reply.result;
}

static void open_raw(struct raw *raw, int fd, uint8_t number)
{
	struct message message = {
		.type = MESSAGE_OPEN,
		.open.uuid = UUID(number),
	};

	assert_int_equal(message_send(fd, &message, NULL, 0), 0);
	assert_int_equal(message_receive(fd, &message, raw->fds, 0), 0);
	assert_int_equal(message.type, MESSAGE_OPENED);
	assert_int_equal(message.opened.error, 0);
	assert_int_equal(message.opened.result, 0);
	assert_int_equal(channel_map(&raw->channel, raw->fds[0]), 0);
}

static void drop_raw(struct raw *raw)
{
	channel_unmap(&raw->channel);
	packet_close_fds(raw->fds, MESSAGE_MAX_FDS);
}

/* The broker and the instance still serve others, and soon. */
static void assert_served(struct softteed_client *client, uint32_t session)
{
	struct timespec from, to;
	struct softteed_client *other;

	clock_gettime(CLOCK_MONOTONIC, &from);
	assert_int_equal(add(client, session, 1, 1), 2);
	other = connect_broker();
	open_session(other, APPLICATION_SHARED);
	softteed_client_close(other);
	clock_gettime(CLOCK_MONOTONIC, &to);
	assert_true(to.tv_sec - from.tv_sec < 10);
}

/* The end of a connection with many sessions takes many messages to the instance. */
static void a_client_with_many_sessions_dies(void **state)
{
	struct softteed_client *client = connect_broker();
	uint32_t session = open_session(client, APPLICATION_SHARED);
	const struct channel_call call = { .kind = CHANNEL_OPEN };
	uint32_t sessions = 0;
	struct raw raw;
	int fd;

	(void)state;
	for (int round = 0; round < 2; round++) {
		fd = connect_raw();
		for (int n = 0; n < 900; n++) {
			open_raw(&raw, fd, APPLICATION_SHARED);
			assert_int_equal(call_raw(&raw, &call), 0);
			drop_raw(&raw);
		}
		close(fd);
		for (int ms = 0; sessions != 1 && ms < 20000; ms += 10) {
			sleep_ms(10);
			count(client, session, &sessions);
		}
		assert_int_equal(sessions, 1);
	}
	assert_served(client, session);
	softteed_client_close(client);
}

/* Return the process id of the instance. */
static pid_t pid_raw(struct raw *raw)
{
	const struct channel_call call = {
		.kind = CHANNEL_INVOKE,
		.command = COMMAND_PID,
		.params[0].type = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT,
	};
	struct channel_reply reply = { 0 };

	channel_post(&raw->channel, &call);
	assert_int_equal(channel_await_reply(&raw->channel, &reply, never_dead, NULL), 0);
	assert_int_equal(reply.result, TEEC_SUCCESS);
	return (pid_t)reply.params[0].a;
}

static void request(int fd, unsigned int seconds)
{
	const struct timeval limit = { .tv_sec = seconds };
	struct message message = { .type = MESSAGE_OPEN, .open.uuid = UUID(APPLICATION_SHARED) };

	assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)), 0);
	assert_int_equal(message_send(fd, &message, NULL, 0), 0);
}

/* Drop the answer's channel. Return 0, or -EAGAIN if there's no answer. */
static int take_answer(int fd)
{
	int fds[MESSAGE_MAX_FDS], rc;
	struct message message;

	rc = message_receive(fd, &message, fds, 0);
	if (rc)
		return rc;
	packet_close_fds(fds, MESSAGE_MAX_FDS);
	assert_int_equal(message.type, MESSAGE_OPENED);
	assert_int_equal(message.opened.error, 0);
	assert_int_equal(message.opened.result, TEEC_SUCCESS);
	return 0;
}

#define WAITING	60

/* An instance ends, because of its only open session, while requests wait for room in it. */
static void an_instance_ends_while_requests_wait(void **state)
{
	const struct channel_call open_it = { .kind = CHANNEL_OPEN };
	const struct channel_call close_it = { .kind = CHANNEL_CLOSE };
	int fd = connect_raw(), waiting[WAITING], rc = 0;
	struct raw raw;
	pid_t pid;

	(void)state;
	open_raw(&raw, fd, APPLICATION_SHARED);
	assert_int_equal(call_raw(&raw, &open_it), 0);
	pid = pid_raw(&raw);
	assert_int_equal(kill(pid, SIGSTOP), 0);
	for (int n = 0; n < WAITING; n++)
		waiting[n] = connect_raw();
	for (int n = 0; n < 900 && !rc; n++) {
		request(waiting[0], 1);
		rc = take_answer(waiting[0]);
	}
	assert_int_equal(rc, -EAGAIN);
	for (int n = 1; n < WAITING; n++)
		request(waiting[n], 10);
	channel_post(&raw.channel, &close_it);
	sleep_ms(100);
	assert_int_equal(kill(pid, SIGCONT), 0);
	for (int n = WAITING; n; n--) {
		assert_int_equal(take_answer(waiting[n - 1]), 0);
		close(waiting[n - 1]);
	}
	drop_raw(&raw);
	close(fd);
}

/* Return a socket that accepts connections on this machine, or -1 without a loopback interface. */
static int listen_tcp(struct sockaddr_in *address)
{
	socklen_t size = sizeof(*address);
	int tcp = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	*address = (struct sockaddr_in){
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	if (bind(tcp, (struct sockaddr *)address, size) || listen(tcp, 64) ||
	    getsockname(tcp, (struct sockaddr *)address, &size)) {
		close(tcp);
		return -1;
	}
	return tcp;
}

/* Return a TCP socket whose last close() takes a minute. */
static int slow_socket(const struct sockaddr_in *address)
{
	const struct linger linger = { 1, 60 };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	static const char data[65536];

	if (connect(fd, (const struct sockaddr *)address, sizeof(*address)) ||
	    setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger)))
		_exit(1);
	while (send(fd, data, sizeof(data), MSG_DONTWAIT) > 0)
		;
	return fd;
}

static void wait_for(pid_t pid)
{
	int status = 1;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

/* Pass a slow descriptor along with a message, twice, so that the second is never read. */
static void send_slow(int fd, uint32_t type, const struct sockaddr_in *address)
{
	struct message message = { .magic = MESSAGE_MAGIC, .type = type };
	size_t size = type ? message_size(type) : 1;
	pid_t pid = fork();

	/* A process that exits doesn't wait for its sockets. */
	if (!pid) {
		int slow = slow_socket(address);
		int rc = packet_send(fd, &message, size, &slow, 1, 0);

		packet_send(fd, &message, size, &slow, 1, 0);
		_exit(!!rc);
	}
	wait_for(pid);
}

/* The last one to close a descriptor may have to wait for whatever is behind it. */
static void descriptors_that_take_long_to_close(void **state)
{
	static const uint32_t types[] = { MESSAGE_HELLO, MESSAGE_OPEN, MESSAGE_STOP, 0 };
	struct softteed_client *client;
	struct sockaddr_in address;
	int tcp = listen_tcp(&address);
	uint32_t session;

	(void)state;
	allow_descriptors("--allow-unsigned");
	client = connect_broker();
	session = open_session(client, APPLICATION_SHARED);
	for (size_t n = 0; tcp >= 0 && n < ARRAY_LEN(types); n++) {
		int fd = connect_raw();

		send_slow(fd, types[n], &address);
		sleep_ms(50);
		assert_served(client, session);
		close(fd);
		assert_served(client, session);
	}
	softteed_client_close(client);
	if (tcp < 0)
		SKIP_BECAUSE("no loopback interface");
	close(tcp);
}

/* Linux 6.16 doesn't even let them into the broker's sockets. */
static void assert_refused(int fd)
{
	struct message message = { .type = MESSAGE_HELLO };
	socklen_t size = sizeof(int);
	int value, rc;

	if (getsockopt(fd, SOL_SOCKET, SO_PASSRIGHTS, &value, &size) && errno == ENOPROTOOPT) {
		close(fd);
		SKIP_BECAUSE("this kernel can't refuse them");
	}
	rc = message_send(fd, &message, &fd, 1);
	close(fd);
	assert_int_equal(rc, -EPERM);
}

static void descriptors_for_the_broker(void **state)
{
	(void)state;
	assert_refused(connect_raw());
}

/* Not in a connection that is older than the broker, either. */
static void descriptors_from_the_start(void **state)
{
	int fd;

	stop_broker(state);
	listener = listen_for_broker();
	fd = connect_raw();
	start_with("--allow-unsigned");
	close(listener);
	listener = -1;
	assert_refused(fd);
}

static bool is_late(void *data)
{
	unsigned int *seconds = data;

	return !(*seconds)--;
}

/* The same in a session's socket: at its end, other sessions of the instance may not wait. */
static void descriptors_left_in_a_session(void **state)
{
	const struct channel_call too_early = { .kind = CHANNEL_INVOKE };
	struct softteed_client *client = connect_broker();
	struct channel_reply reply = { 0 };
	struct raw hostile, other;
	struct sockaddr_in address;
	int tcp = listen_tcp(&address), fds[2] = { connect_raw(), connect_raw() };
	unsigned int patience = 10;

	(void)state;
	open_session(client, APPLICATION_SHARED);
	open_raw(&hostile, fds[0], APPLICATION_SHARED);
	open_raw(&other, fds[1], APPLICATION_SHARED);
	if (tcp >= 0)
		send_slow(hostile.fds[1], 0, &address);
	drop_raw(&hostile);
	close(fds[0]);
	sleep_ms(200);
	/* It's refused, and that ends the session. */
	channel_post(&other.channel, &too_early);
	assert_int_equal(channel_await_reply(&other.channel, &reply, is_late, &patience), 0);
	assert_int_equal(reply.result, TEEC_ERROR_BAD_PARAMETERS);
	drop_raw(&other);
	close(fds[1]);
	softteed_client_close(client);
	if (tcp < 0)
		SKIP_BECAUSE("no loopback interface");
	close(tcp);
}

/* Nor may others wait if the instance can't serve the session, as it has no threads left. */
static void descriptors_left_in_a_session_without_a_thread(void **state)
{
	struct tee_ioctl_param param = value(0, 0), pid = value(0, 0);
	struct softteed_client *client;
	struct sockaddr_in address;
	uint32_t session, other;
	struct timespec from, to;
	struct raw raw;
	int tcp, fd;

	if (!has_user_namespaces())
		SKIP_BECAUSE("no user namespaces");
	tcp = listen_tcp(&address);
	if (tcp < 0)
		SKIP_BECAUSE("no loopback interface");
	/* The kernel doesn't limit root's threads. */
	stop_broker(state);
	start_unprivileged("--allow-unsigned");
	client = connect_broker();
	session = open_session(client, HOSTILE_COMMANDS);
	assert_int_equal(invoke(client, session, HOSTILE_PID, &pid), TEEC_SUCCESS);
	assert_int_equal(invoke(client, session, HOSTILE_THREADS, &param), TEEC_SUCCESS);
	assert_int_equal(kill((pid_t)pid.a, SIGSTOP), 0);
	fd = connect_raw();
	open_raw(&raw, fd, HOSTILE_COMMANDS);
	send_slow(raw.fds[1], 0, &address);
	drop_raw(&raw);
	assert_int_equal(kill((pid_t)pid.a, SIGCONT), 0);
	clock_gettime(CLOCK_MONOTONIC, &from);
	assert_int_equal(try_open(client, HOSTILE_COMMANDS, &other), TEEC_ERROR_TARGET_DEAD);
	clock_gettime(CLOCK_MONOTONIC, &to);
	assert_true(to.tv_sec - from.tv_sec < 10);
	assert_int_equal(invoke(client, session, HOSTILE_NOTHING, &param), TEEC_SUCCESS);
	close(fd);
	softteed_client_close(client);
	close(tcp);
}

/* Nor may it keep the instance from others, or have it killed. */
static void descriptors_left_in_the_only_session(void **state)
{
	struct softteed_client *client = connect_broker();
	uint32_t session, result = TEEC_ERROR_BUSY;
	struct sockaddr_in address;
	int tcp = listen_tcp(&address), fd = connect_raw();
	struct raw hostile;

	(void)state;
	open_raw(&hostile, fd, APPLICATION_ALONE_KEPT);
	if (tcp >= 0)
		send_slow(hostile.fds[1], 0, &address);
	drop_raw(&hostile);
	close(fd);
	for (int ms = 0; result == TEEC_ERROR_BUSY && ms < 10000; ms += 100) {
		sleep_ms(100);
		result = try_open(client, APPLICATION_ALONE_KEPT, &session);
	}
	assert_int_equal(result, TEEC_SUCCESS);
	softteed_client_close(client);
	if (tcp < 0)
		SKIP_BECAUSE("no loopback interface");
	close(tcp);
}

/* A client may forget sessions without closing them, or its connection. */
static void sessions_that_are_dropped_dont_count(void **state)
{
	struct softteed_client *client = connect_broker();
	uint32_t kept = open_session(client, APPLICATION_KEPT), ids[10];
	const struct channel_call call = { .kind = CHANNEL_OPEN };
	uint32_t sessions = 0;
	struct raw raw;
	int fd = connect_raw();

	(void)state;
	for (int n = 0; n < 1500; n++) {
		open_raw(&raw, fd, APPLICATION_KEPT);
		if (n % 2)
			assert_int_equal(call_raw(&raw, &call), 0);
		drop_raw(&raw);
		/* It takes the instance a moment to notice. */
		if (n % 100 == 99)
			sleep_ms(50);
	}
	close(fd);
	/* More than the client's library keeps for another time */
	for (int round = 0; round < 200; round++) {
		for (size_t n = 0; n < ARRAY_LEN(ids); n++)
			ids[n] = open_session(client, APPLICATION_KEPT);
		for (size_t n = 0; n < ARRAY_LEN(ids); n++)
			close_session(client, ids[n]);
	}
	count(client, kept, &sessions);
	assert_int_equal(sessions, 1);
	softteed_client_close(client);
}

/* Memory is only reserved here, but so is the address space of an instance that others use. */
static void memory_that_fills_the_address_space(void **state)
{
	struct softteed_client *client = connect_broker();
	uint32_t session = open_session(client, APPLICATION_SHARED);
	int memory = memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	const struct channel_call open = { .kind = CHANNEL_OPEN };
	struct channel_call call = { .kind = CHANNEL_INVOKE, .attached = 1 };
	int fd = connect_raw();
	uint32_t refused = 0;
	struct raw raw;

	(void)state;
	assert_int_equal(ftruncate(memory, (off_t)1 << 45), 0);
	assert_int_equal(fcntl(memory, F_ADD_SEALS, F_SEAL_SHRINK), 0);
	open_raw(&raw, fd, APPLICATION_SHARED);
	assert_int_equal(call_raw(&raw, &open), 0);
	for (uint32_t n = 0; !refused && n < 64; n++) {
		const struct channel_attach attach = { .id = n, .size = (uint64_t)1 << 40 };

		call.command = COMMAND_COUNT;
		assert_int_equal(packet_send(raw.fds[1], &attach, sizeof(attach), &memory, 1, 0),
				 0);
		refused = call_raw(&raw, &call);
	}
	assert_int_equal(refused, TEEC_ERROR_OUT_OF_MEMORY);
	assert_served(client, session);
	drop_raw(&raw);
	close(fd);
	close(memory);
	softteed_client_close(client);
}

/* Huge pages can vanish from under a mapping, in spite of the seals. */
static void memory_of_huge_pages(void **state)
{
	int memory = memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_HUGETLB);
	const struct channel_attach attach = { .id = 0, .size = (uint64_t)2 << 20 };
	struct channel_call call = { .kind = CHANNEL_OPEN, .attached = 1 };
	struct raw raw;
	int fd;

	(void)state;
	if (memory < 0 || ftruncate(memory, (off_t)2 << 20))
		SKIP_BECAUSE("no huge pages");
	assert_int_equal(fcntl(memory, F_ADD_SEALS, F_SEAL_SHRINK), 0);
	fd = connect_raw();
	open_raw(&raw, fd, APPLICATION_SHARED);
	assert_int_equal(packet_send(raw.fds[1], &attach, sizeof(attach), &memory, 1, 0), 0);
	assert_int_equal(call_raw(&raw, &call), TEEC_ERROR_OUT_OF_MEMORY);
	drop_raw(&raw);
	close(fd);
	close(memory);
}

struct opener {
	struct softteed_client *client;
	uint32_t result;
	pthread_t thread;
};

static void *open_slowly(void *data)
{
	struct opener *opener = data;
	struct open_message message = {
		.arg.uuid = { 0x5f, 0x7c, 0, 0, 0, 0, 0x40, 0, 0x80, 0, 0, 0, 0, 0, 0,
			      HOSTILE_SLOW_START },
		.arg.cancel_id = 5,
	};

	assert_int_equal(softteed_client_open_session(opener->client, &message.arg), 0);
	opener->result = message.arg.ret;
	return NULL;
}

static void cancels_an_open_before_there_is_an_instance(void **state)
{
	struct opener opener = { .client = connect_broker() };
	struct tee_ioctl_cancel_arg cancel = { .cancel_id = 5 };
	uint32_t session;

	(void)state;
	assert_int_equal(pthread_create(&opener.thread, NULL, open_slowly, &opener), 0);
	sleep_ms(500);
	assert_int_equal(softteed_client_cancel(opener.client, &cancel), 0);
	cancel.cancel_id = 6;
	assert_int_equal(softteed_client_cancel(opener.client, &cancel), -EINVAL);
	pthread_join(opener.thread, NULL);
	assert_int_equal(opener.result, TEEC_ERROR_CANCEL);
	/* The session that nobody wants any more is gone. */
	assert_int_equal(try_open(opener.client, HOSTILE_SLOW_START, &session), 0);
	softteed_client_close(opener.client);
}

/* Take all connections and sessions that the broker gives to one user. Return false on error. */
static bool take_all(void)
{
	const struct rlimit limit = { 8192, 8192 };
	int fd = connect_raw(), connections = 1, sessions = 0;
	struct message message;
	int fds[MESSAGE_MAX_FDS];

	do {
		message = (struct message){
			.type = MESSAGE_OPEN,
			.open.uuid = { 0x5f, 0x7c, 0, 0, 0, 0, 0x40, 0, 0x80, 0, 0, 0, 0, 0, 0,
				       APPLICATION_SHARED },
		};
		if (!sessions && setrlimit(RLIMIT_NOFILE, &limit))
			return false;
		if (message_send(fd, &message, NULL, 0) || message_receive(fd, &message, fds, 0))
			return false;
		sessions += !message.opened.error;
	} while (!message.opened.error);
	for (ssize_t size = 1; size > 0; connections++) {
		fd = connect_raw();
		message.type = MESSAGE_HELLO;
		message_send(fd, &message, NULL, 0);
		size = recv(fd, &message, sizeof(message), 0);
	}
	return sessions > 900 && connections > 200 && connections < 300;
}

/* Ask twice, which is one time too many before the answer is read. Return false if it's refused. */
static bool ask_without_reading(int fd)
{
	struct message hello = { .type = MESSAGE_HELLO }, message = hello;

	message_send(fd, &message, NULL, 0);
	if (recv(fd, &message, sizeof(message), 0) <= 0)
		return false;
	message_send(fd, &hello, NULL, 0);
	message_send(fd, &hello, NULL, 0);
	return true;
}

/* Return false unless there's one answer, and then the end. */
static bool has_one_answer(int fd)
{
	struct message message;

	return recv(fd, &message, sizeof(message), 0) > 0 &&
	       recv(fd, &message, sizeof(message), 0) <= 0;
}

/* Answers that aren't read may have descriptors of the broker's, so there's one per connection. */
static void answers_that_nobody_reads(void **state)
{
	const struct rlimit limit = { 8192, 8192 };
	int first, connections = 1;
	pid_t pid;

	if (geteuid())
		SKIP_BECAUSE("only root can become other users");
	stop_broker(state);
	start_for_everybody("--allow-unsigned");
	pid = fork();
	if (!pid) {
		if (setrlimit(RLIMIT_NOFILE, &limit) || setresuid(1000, 1000, 1000))
			_exit(1);
		first = connect_raw();
		ask_without_reading(first);
		while (connections < 400 && ask_without_reading(connect_raw()))
			connections++;
		_exit(connections == 256 && has_one_answer(first) ? 0 : 1);
	}
	wait_for(pid);
}

static pid_t fork_user(uid_t uid, int *done)
{
	int ends[2];
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (setgroups(0, NULL) || setresgid(uid, uid, uid) || setresuid(uid, uid, uid) ||
		    !take_all() || write(ends[1], "x", 1) != 1)
			_exit(1);
		pause();
	}
	close(ends[1]);
	*done = ends[0];
	return pid;
}

/* As another user, connect once more, and pass a slow descriptor before that's noticed. */
static void connect_slowly(uid_t uid, const struct sockaddr_in *address)
{
	pid_t pid;

	assert_int_equal(kill(broker, SIGSTOP), 0);
	pid = fork();
	if (!pid) {
		if (setresuid(uid, uid, uid))
			_exit(1);
		send_slow(connect_raw(), MESSAGE_HELLO, address);
		_exit(0);
	}
	wait_for(pid);
	assert_int_equal(kill(broker, SIGCONT), 0);
}

/* A connection too many may have descriptors in it before the broker refuses it. */
static void descriptors_in_a_refused_connection(void **state)
{
	struct softteed_client *client;
	struct sockaddr_in address;
	int tcp, done;
	uint32_t session;
	pid_t user;
	char byte;

	(void)state;
	if (geteuid())
		SKIP_BECAUSE("only root can become other users");
	tcp = listen_tcp(&address);
	if (tcp < 0)
		SKIP_BECAUSE("no loopback interface");
	allow_descriptors("--allow-unsigned");
	user = fork_user(1000, &done);
	assert_int_equal(read(done, &byte, 1), 1);
	client = connect_broker();
	session = open_session(client, APPLICATION_SHARED);
	connect_slowly(1000, &address);
	assert_served(client, session);
	kill(user, SIGKILL);
	assert_int_equal(waitpid(user, NULL, 0), user);
	softteed_client_close(client);
	close(done);
	close(tcp);
}

/* Two users fill their share, but the third has its own. */
static void users_fill_their_shares(void **state)
{
	struct softteed_client *client;
	int done[2];
	pid_t users[2];
	char byte;

	(void)state;
	if (geteuid())
		SKIP_BECAUSE("only root can become other users");
	stop_broker(state);
	start_for_everybody("--allow-unsigned");
	for (int n = 0; n < 2; n++)
		users[n] = fork_user(1000 + 1000 * (uid_t)n, &done[n]);
	for (int n = 0; n < 2; n++)
		assert_int_equal(read(done[n], &byte, 1), 1);
	client = connect_broker();
	assert_served(client, open_session(client, APPLICATION_SHARED));
	for (int n = 0; n < 2; n++) {
		kill(users[n], SIGKILL);
		assert_int_equal(waitpid(users[n], NULL, 0), users[n]);
		close(done[n]);
	}
	assert_served(client, open_session(client, APPLICATION_SHARED));
	softteed_client_close(client);
}

/* What an application opens for one user counts as theirs, whoever it was started for. */
static void an_application_charges_its_callers(void **state)
{
	struct softteed_client *client;
	struct tee_ioctl_param param;
	pid_t user;
	uint8_t *at;
	char byte;
	int done, id;

	(void)state;
	if (geteuid())
		SKIP_BECAUSE("only root can become other users");
	stop_broker(state);
	start_for_everybody("--allow-unsigned");
	user = fork_user(1000, &done);
	assert_int_equal(read(done, &byte, 1), 1);
	client = connect_broker();
	assert_int_equal(softteed_client_alloc(client, 16, &id, (void **)&at), 0);
	param = (struct tee_ioctl_param){ TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT, 0, 16,
					  (uint64_t)id };
	assert_int_equal(invoke(client, open_session(client, APPLICATION_SHARED), COMMAND_FORWARD,
				&param), TEEC_SUCCESS);
	softteed_client_free(client, id, at, 16);
	softteed_client_close(client);
	kill(user, SIGKILL);
	assert_int_equal(waitpid(user, NULL, 0), user);
	close(done);
}

/* Return the errno of an OPEN with the login, or 0. */
static uint32_t login_raw(int fd, uint32_t login)
{
	const uint32_t group = getegid();
	struct message message = {
		.type = MESSAGE_OPEN,
		.open = { .uuid = UUID(APPLICATION_SHARED), .login = login },
	};
	int fds[MESSAGE_MAX_FDS];

	memcpy(message.open.login_data, &group, sizeof(group));
	assert_int_equal(message_send(fd, &message, NULL, 0), 0);
	assert_int_equal(message_receive(fd, &message, fds, 0), 0);
	packet_close_fds(fds, MESSAGE_MAX_FDS);
	assert_int_equal(message.type, MESSAGE_OPENED);
	return message.opened.error;
}

/* What /proc says about another user's process doesn't tell who has the connection. */
static void other_users_are_not_their_programs(void **state)
{
	int fd;

	(void)state;
	if (geteuid())
		SKIP_BECAUSE("only root can become other users");
	stop_broker(state);
	start_for_everybody("--allow-unsigned");
	assert_int_equal(seteuid(1000), 0);
	fd = connect_raw();
	assert_int_equal(seteuid(0), 0);
	assert_int_equal(login_raw(fd, TEE_IOCTL_LOGIN_APPLICATION), EPERM);
	assert_int_equal(login_raw(fd, TEE_IOCTL_LOGIN_USER_APPLICATION), EPERM);
	assert_int_equal(login_raw(fd, TEE_IOCTL_LOGIN_GROUP_APPLICATION), EPERM);
	assert_int_equal(login_raw(fd, TEE_IOCTL_LOGIN_USER), 0);
	assert_int_equal(login_raw(fd, TEE_IOCTL_LOGIN_GROUP), 0);
	close(fd);
	fd = connect_raw();
	assert_int_equal(login_raw(fd, TEE_IOCTL_LOGIN_APPLICATION), 0);
	close(fd);
}

static void requests_dont_fill_the_log(void **state)
{
	struct softteed_client *client;
	unsigned int lines = 0;
	struct stat status;
	uint32_t session;
	char *text, *at;

	stop_broker(state);
	log_file = memfd_create("log", MFD_CLOEXEC);
	start_with("--allow-unsigned");
	client = connect_broker();
	for (int n = 0; n < 2000; n++)
		assert_int_equal(try_open(client, 0x77, &session), TEEC_ERROR_ITEM_NOT_FOUND);
	sleep_ms(1100);
	assert_int_equal(try_open(client, 0x77, &session), TEEC_ERROR_ITEM_NOT_FOUND);
	softteed_client_close(client);
	stop_broker(state);
	assert_int_equal(fstat(log_file, &status), 0);
	text = at = calloc(1, (size_t)status.st_size + 1);
	assert_int_equal(pread(log_file, text, (size_t)status.st_size, 0), status.st_size);
	while ((at = strstr(at, "not found"))) {
		at++;
		lines++;
	}
	assert_in_range(lines, 20, 600);
	assert_non_null(strstr(text, "are left out"));
	free(text);
	close(log_file);
	log_file = -1;
}

/* Neither may end up without the socket. */
static void two_brokers_on_one_socket(void **state)
{
	struct softteed_client *client;
	char other_store[80];
	int status = 0;
	pid_t second;

	(void)state;
	snprintf(other_store, sizeof(other_store), "%s.second", store_path);
	second = fork();
	if (!second) {
		freopen("/dev/null", "w", stderr);
		execl(SOFTTEED, SOFTTEED, "--socket", socket_path, "--storage", other_store,
		      NULL);
		_exit(127);
	}
	assert_int_equal(waitpid(second, &status, 0), second);
	assert_int_equal(WEXITSTATUS(status), 1);
	client = connect_broker();
	open_session(client, APPLICATION_SHARED);
	softteed_client_close(client);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_client_with_many_sessions_dies),
		TEST(an_instance_ends_while_requests_wait),
		TEST(descriptors_that_take_long_to_close),
		TEST(descriptors_for_the_broker),
		TEST(descriptors_from_the_start),
		TEST(descriptors_left_in_a_session),
		TEST(descriptors_left_in_a_session_without_a_thread),
		TEST(descriptors_left_in_the_only_session),
		TEST(descriptors_in_a_refused_connection),
		TEST(answers_that_nobody_reads),
		TEST(sessions_that_are_dropped_dont_count),
		TEST(memory_that_fills_the_address_space),
		TEST(memory_of_huge_pages),
		TEST(cancels_an_open_before_there_is_an_instance),
		TEST(users_fill_their_shares),
		TEST(an_application_charges_its_callers),
		TEST(other_users_are_not_their_programs),
		TEST(requests_dont_fill_the_log),
		TEST(two_brokers_on_one_socket),
	};

	return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
