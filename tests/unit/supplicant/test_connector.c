// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests for the connector in its sandbox. How are interface names resolved, and
 * what could a compromised connector still do?
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ipc/channel.h"
#include "log.h"
#include "process/helper.h"
#include "services/dump_files.h"

static const struct supp_options options = { .log_level = LOG_LEVEL_ERROR };
static int channel;
static pid_t connector;

static int start(void **state)
{
	int ends[2];

	(void)state;
	assert_int_equal(channel_pair(ends), 0);
	connector = fork();
	if (!connector) {
		const struct helper_files files = { ends[1], -1, (uid_t)-1, (gid_t)-1 };

		close(ends[0]);
		_exit(connector_main(&options, &files));
	}
	close(ends[1]);
	channel = ends[0];
	return 0;
}

static int stop(void **state)
{
	int status;

	(void)state;
	close(channel);
	assert_int_equal(waitpid(connector, &status, 0), connector);
	return !WIFEXITED(status) || WEXITSTATUS(status);
}

/* Ask for a connection and return the error from the reply. */
static int ask(const char *host, uint32_t family)
{
	struct wire_message message = { .type = WIRE_CONNECT, .sequence = 3,
		.u.connect = { .kind = WIRE_UDP, .family = family, .port = 9 } };
	int fd = -1;

	strcpy(message.u.connect.host, host);
	assert_int_equal(channel_send(channel, &message), 0);
	assert_int_equal(channel_recv(channel, &message, &fd), 0);
	if (fd >= 0)
		close(fd);
	return message.u.answer.error;
}

/*
 * A scope given by name must work like one given by number, with or without
 * IPv6 on the machine.
 */
static void an_interface_has_a_name(void **state)
{
	char by_number[64];

	(void)state;
	snprintf(by_number, sizeof(by_number), "fe80::1%%%u", if_nametoindex("lo"));
	assert_int_equal(ask("fe80::1%lo", 6), ask(by_number, 6));
	assert_int_not_equal(ask("fe80::1%lo", 6), -ENXIO);
	assert_int_equal(ask("fe80::1%nosuchone", 6), -ENXIO);
	assert_int_equal(ask("127.0.0.1", 4), 0);
}

/* Try to leak a byte and @fd through another process's Unix socket. Returns 0 or an errno. */
static int send_out(int fd, const char *path)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path));

	memcpy(to.sun_path, path, strlen(path));
	if (path[0] == '@')
		to.sun_path[0] = 0;
	if (sendto(fd, "x", 1, MSG_DONTWAIT, (struct sockaddr *)&to, size) == 1 ||
	    !connect(fd, (struct sockaddr *)&to, size))
		return 0;
	return errno;
}

/*
 * Attack the monitor, or attempt to outlive it. Counts attacks that work, plus
 * harmless calls that do not.
 */
static int try_processes(void)
{
	pid_t child = (pid_t)syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0);
	int ways = 0;

	if (!child)
		_exit(0);
	ways += child > 0;
	ways += !prctl(PR_SET_PDEATHSIG, 0);
	ways += !fcntl(0, F_SETOWN, getppid());
	ways += !fcntl(0, F_SETSIG, SIGKILL);
	ways += !fcntl(0, F_SETFL, O_ASYNC);
	/* The connector and its children depend on these. */
	ways += prctl(PR_SET_PDEATHSIG, SIGKILL) != 0;
	ways += fcntl(0, F_SETFL, fcntl(0, F_GETFL)) != 0;
	return ways;
}

/*
 * seccomp comes first. Even with a bad fd a call that the filter does not allow
 * fails with EPERM, not EBADF.
 */
static bool is_refused(long result)
{
	return result == -1 && errno == EPERM;
}

/* Likewise for socket calls, those that the connector needs and some that it does not. */
static int try_sockets(void)
{
	static const struct { int level, name; } gets[] = { { SOL_SOCKET, SO_ERROR },
		{ SOL_SOCKET, SO_TYPE }, { SOL_SOCKET, SO_DOMAIN } }, sets[] = {
		{ IPPROTO_IP, IP_RECVERR }, { IPPROTO_IPV6, IPV6_RECVERR } };
	int fd = socket(AF_INET, SOCK_DGRAM, 0), value = 1, ways = fd < 0;
	struct msghdr empty = { 0 };
	socklen_t size = sizeof(value);

	for (size_t n = 0; n < sizeof(gets) / sizeof(gets[0]); n++)
		ways += getsockopt(fd, gets[n].level, gets[n].name, &value, &size) != 0;
	for (size_t n = 0; n < sizeof(sets) / sizeof(sets[0]); n++)
		ways += is_refused(setsockopt(-1, sets[n].level, sets[n].name, &value, size));
	ways += !is_refused(getsockopt(-1, IPPROTO_TCP, SO_ERROR, &value, &size));
	ways += !is_refused(getsockopt(-1, SOL_SOCKET, SO_PEERCRED, &value, &size));
	ways += !is_refused(setsockopt(-1, SOL_SOCKET, SO_RCVBUF, &value, size));
	ways += !is_refused(setsockopt(-1, IPPROTO_IP, SO_REUSEADDR, &value, size));
	ways += !is_refused(send(-1, "x", 1, MSG_OOB));
	ways += !is_refused(sendmsg(-1, &empty, MSG_MORE));
	ways += !is_refused(sendmmsg(-1, NULL, 0, MSG_NOSIGNAL | MSG_ZEROCOPY));
	ways += !is_refused(recv(-1, &value, 1, MSG_OOB));
	ways += !is_refused(recvmsg(-1, &empty, MSG_ERRQUEUE));
	ways += is_refused(recvmsg(-1, &empty, MSG_CMSG_CLOEXEC));
	ways += is_refused(sendmsg(-1, &empty, MSG_NOSIGNAL | MSG_DONTWAIT));
	close(fd);
	return ways;
}

static char outside[64], hidden[64];

/*
 * Takes the place of the connector's main loop and tries to break out in every
 * way we know of. Returns the number of surprises. Whether data actually got
 * out is for the parent to check.
 */
static int try_all(void)
{
	const int types[] = { SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET };
	int ways = try_processes() + try_sockets(), fd, pair[2];

	for (size_t n = 0; n < 6; n++) {
		int type = types[n / 2] | (n % 2 ? SOCK_CLOEXEC : 0);

		fd = socket(AF_UNIX, type, 0);
		ways += fd >= 0;
		if (socketpair(AF_UNIX, type, 0, pair))
			continue;
		/* Only the kind of socketpair that the connector itself creates */
		ways += type != (SOCK_SEQPACKET | SOCK_CLOEXEC);
		close(pair[1]);
		send_out(pair[0], outside);
		send_out(pair[0], hidden);
	}
	/* Nothing inherited may be left open. The log socket is easily forgotten. */
	for (fd = 0; fd < 256; fd++) {
		if (fd == channel)
			continue;
		send_out(fd, outside);
		send_out(fd, hidden);
	}
	ways += socket(AF_NETLINK, SOCK_RAW, 15 /* NETLINK_KOBJECT_UEVENT */) >= 0;
	ways += socket(AF_INET, SOCK_RAW, IPPROTO_ICMP) >= 0;
	ways += socket(AF_PACKET, SOCK_RAW, 0) >= 0;
	return ways;
}

static int listen_at(const char *path)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	memcpy(at.sun_path, path, strlen(path));
	if (path[0] == '@')
		at.sun_path[0] = 0;
	assert_int_equal(bind(fd, (struct sockaddr *)&at, (socklen_t)
			      (offsetof(struct sockaddr_un, sun_path) + strlen(path))), 0);
	return fd;
}

int __wrap_setrlimit(int resource, const void *limits);
int __wrap_connector_serve(int worker, int timeout_ms);
int __real_connector_serve(int worker, int timeout_ms);
static bool is_hijacked;
static rlim_t largest_file = RLIM_INFINITY;

/* no limits here, the sanitizers need more memory than that */
int __wrap_setrlimit(int resource, const void *limits)
{
	if (resource == RLIMIT_FSIZE)
		largest_file = ((const struct rlimit *)limits)->rlim_cur;
	return 0;
}

int __wrap_connector_serve(int worker, int timeout_ms)
{
	if (!is_hijacked)
		return __real_connector_serve(worker, timeout_ms);
	/*
	 * The connector gets a worker's file size limit, and hitting it is an
	 * error rather than a fatal SIGXFSZ.
	 */
	_exit(100 + try_all() + (largest_file > DUMP_MAX_SIZE) +
	      (signal(SIGXFSZ, SIG_IGN) != SIG_IGN));
}

static void it_has_no_way_out(void **state)
{
	int others[2], pair[2], status;
	char byte;
	pid_t child;

	(void)state;
	snprintf(outside, sizeof(outside), "/tmp/connector-test-%d", (int)getpid());
	snprintf(hidden, sizeof(hidden), "@connector-test-%d", (int)getpid());
	others[0] = listen_at(outside);
	others[1] = listen_at(hidden);
	assert_int_equal(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair), 0);
	child = fork();
	if (!child) {
		const struct helper_files files = { -1, -1, (uid_t)-1, (gid_t)-1 };

		/* A service manager may well pass sockets as stdin and so on. */
		is_hijacked = true;
		dup2(pair[0], STDIN_FILENO);
		dup2(pair[0], STDOUT_FILENO);
		dup2(pair[0], STDERR_FILENO);
		close(pair[0]);
		close(pair[1]);
		close(others[0]);
		close(others[1]);
		channel = -1;
		_exit(connector_main(&options, &files));
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	unlink(outside);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 100);
	assert_int_equal(recv(others[0], &byte, 1, MSG_DONTWAIT), -1);
	assert_int_equal(recv(others[1], &byte, 1, MSG_DONTWAIT), -1);
	close(others[0]);
	close(others[1]);
	close(pair[0]);
	close(pair[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_interface_has_a_name, start, stop),
		cmocka_unit_test(it_has_no_way_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
