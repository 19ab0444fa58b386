// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests for the TEE's sockets, with the connector in a process of its own and
 * servers on loopback
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <tee_client_api.h>
#include <time.h>
#include <unistd.h>

#include "ipc/broker.h"
#include "ipc/channel.h"
#include "request/request.h"
#include "services/socket/connector.h"
#include "services/socket/socket.h"
#include "services/socket/socket_table.h"
#include "stopping.h"

#define TCP		0x65
#define UDP		0x66
#define FOREVER		0xffffffffu
#define TIMEOUT		0xf1007003u
#define NO_RESOURCES	0xf1007004u
#define NO_HOST		0xf1007007u
#define INSTANCE	7

static int stopping;
static pid_t connector;
static int channel;

static int start(int timeout_ms)
{
	int ends[2];

	stopping = eventfd(0, EFD_CLOEXEC);
	stopping_set_fd(stopping);
	assert_int_equal(channel_pair(ends), 0);
	connector = fork();
	if (!connector) {
		close(ends[0]);
		_exit(connector_serve(ends[1], timeout_ms) ? 1 : 0);
	}
	close(ends[1]);
	channel = ends[0];
	broker_start(-1, channel);
	return 0;
}

static int set_up(void **state)
{
	(void)state;
	return start(WIRE_CONNECT_TIMEOUT_MS);
}

static int set_up_hasty(void **state)
{
	(void)state;
	return start(300);
}

/* Close its channel and return the connector's exit status. */
static int stop_connector(void)
{
	int status;

	close(channel);
	channel = -1;
	assert_int_equal(waitpid(connector, &status, 0), connector);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int tear_down(void **state)
{
	(void)state;
	socket_table_close_all(INSTANCE);
	socket_table_close_all(INSTANCE + 1);
	if (channel >= 0)
		assert_int_equal(stop_connector(), 0);
	broker_start(-1, -1);
	close(stopping);
	return 0;
}

/* requests the way the TEE sends them */

static struct supp_param value(uint64_t a, uint64_t b, uint64_t c)
{
	return (struct supp_param){ .kind = SUPP_VALUE, .input = true, .a = a, .b = b, .c = c };
}

static struct supp_param memory(const void *data, size_t size, bool input, bool output)
{
	return (struct supp_param){ .kind = SUPP_MEMORY, .input = input, .output = output,
		.data = (void *)(uintptr_t)data, .size = size };
}

static uint32_t open_sized(uint64_t instance, uint64_t protocol, uint64_t family,
			   const char *host, size_t size, uint64_t port, uint32_t *handle)
{
	struct service_request request = {
		.function = SUPP_SOCKET,
		.num_params = 4,
		.params = { value(0, instance, 0), value(port, protocol, family),
			memory(host, size, true, false),
			{ .kind = SUPP_VALUE, .output = true } },
	};
	uint32_t result = supp_socket(&request);

	*handle = (uint32_t)request.params[3].a;
	return result;
}

static uint32_t open_to(uint64_t protocol, const char *host, uint16_t port, uint32_t *handle)
{
	return open_sized(INSTANCE, protocol, 0, host, strlen(host) + 1, port, handle);
}

static uint32_t close_it(uint64_t instance, uint64_t handle)
{
	struct service_request request = {
		.num_params = 1, .params = { value(1, instance, handle) },
	};

	return supp_socket(&request);
}

static uint32_t close_all(uint64_t instance)
{
	struct service_request request = {
		.num_params = 1, .params = { value(2, instance, 0) },
	};

	return supp_socket(&request);
}

static uint32_t send_it(uint64_t instance, uint32_t handle, const void *data, size_t *size,
			uint32_t timeout)
{
	struct service_request request = {
		.num_params = 3,
		.params = { value(3, instance, handle), memory(data, *size, true, false),
			value(timeout, 0, 0) },
	};
	uint32_t result;

	request.params[2].output = true;
	result = supp_socket(&request);
	*size = request.params[2].b;
	return result;
}

static uint32_t receive(uint64_t instance, uint32_t handle, void *data, size_t *size,
			uint32_t timeout)
{
	struct service_request request = {
		.num_params = 3,
		.params = { value(4, instance, handle), memory(data, *size, false, true),
			value(timeout, 0, 0) },
	};
	uint32_t result = supp_socket(&request);

	*size = request.params[1].size;
	return result;
}

static uint32_t control(uint32_t handle, uint32_t command, const void *data, size_t size)
{
	struct service_request request = {
		.num_params = 3,
		.params = { value(5, INSTANCE, handle), memory(data, size, true, true),
			value(command, 0, 0) },
	};

	return supp_socket(&request);
}

/* servers */

static int serve(int type, int family, uint16_t *port)
{
	struct sockaddr_in6 name = { .sin6_family = AF_INET6, .sin6_addr = in6addr_loopback };
	struct sockaddr_in name4 = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	struct sockaddr *address = family == AF_INET ? (void *)&name4 : (void *)&name;
	socklen_t size = family == AF_INET ? sizeof(name4) : sizeof(name);
	int fd = socket(family, type | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	assert_int_equal(bind(fd, address, size), 0);
	if (type == SOCK_STREAM)
		assert_int_equal(listen(fd, 4), 0);
	assert_int_equal(getsockname(fd, address, &size), 0);
	*port = ntohs(family == AF_INET ? name4.sin_port : name.sin6_port);
	return fd;
}

/* Receive a datagram and return its source port. */
static uint16_t get_datagram(int server, char *data, size_t size)
{
	struct sockaddr_in from;
	socklen_t length = sizeof(from);
	ssize_t got = recvfrom(server, data, size - 1, 0, (struct sockaddr *)&from, &length);

	assert_true(got >= 0);
	data[got] = 0;
	return ntohs(from.sin_port);
}

static long elapsed_ms(const struct timespec *since)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - since->tv_sec) * 1000 + (now.tv_nsec - since->tv_nsec) / 1000000;
}

static void talk_tcp(int family, const char *host)
{
	uint16_t port;
	int server = serve(SOCK_STREAM, family, &port), peer;
	char data[64] = "";
	uint32_t handle;
	size_t size;

	assert_int_equal(open_to(TCP, host, port, &handle), TEEC_SUCCESS);
	peer = accept(server, NULL, NULL);
	size = 6;
	assert_int_equal(send_it(INSTANCE, handle, "hello", &size, FOREVER), TEEC_SUCCESS);
	assert_int_equal(size, 6);
	assert_int_equal(read(peer, data, sizeof(data)), 6);
	assert_string_equal(data, "hello");
	assert_int_equal(write(peer, "answer", 7), 7);
	size = sizeof(data);
	assert_int_equal(receive(INSTANCE, handle, data, &size, 1000), TEEC_SUCCESS);
	assert_int_equal(size, 7);
	assert_string_equal(data, "answer");
	/* EOF reads as 0 bytes */
	close(peer);
	size = sizeof(data);
	assert_int_equal(receive(INSTANCE, handle, data, &size, FOREVER), TEEC_SUCCESS);
	assert_int_equal(size, 0);
	assert_int_equal(close_it(INSTANCE, handle), TEEC_SUCCESS);
	close(server);
}

static void test_tcp(void **state)
{
	(void)state;
	talk_tcp(AF_INET, "127.0.0.1");
	talk_tcp(AF_INET, "localhost");
}

static void test_tcp_ipv6(void **state)
{
	uint16_t port;
	uint32_t handle;
	int server;

	(void)state;
	talk_tcp(AF_INET6, "::1");
	server = serve(SOCK_STREAM, AF_INET6, &port);
	assert_int_equal(open_sized(INSTANCE, TCP, 2, "::1", 4, port, &handle), TEEC_SUCCESS);
	/* address of the wrong family */
	assert_int_equal(open_sized(INSTANCE, TCP, 1, "::1", 4, port, &handle), NO_HOST);
	assert_int_equal(open_sized(INSTANCE, TCP, 2, "127.0.0.1", 10, port, &handle), NO_HOST);
	close(server);
}

static void test_udp(void **state)
{
	uint16_t port, second, from, moved;
	int one = serve(SOCK_DGRAM, AF_INET, &port), two = serve(SOCK_DGRAM, AF_INET, &second);
	char data[64];
	uint32_t handle;
	size_t size = 3;

	(void)state;
	assert_int_equal(open_to(UDP, "127.0.0.1", port, &handle), TEEC_SUCCESS);
	assert_int_equal(send_it(INSTANCE, handle, "one", &size, 1000), TEEC_SUCCESS);
	from = get_datagram(one, data, sizeof(data));
	assert_string_equal(data, "one");

	/* another destination, but the same local port */
	assert_int_equal(control(handle, 0x66000002, &second, sizeof(second)), TEEC_SUCCESS);
	assert_int_equal(send_it(INSTANCE, handle, "two", &size, 1000), TEEC_SUCCESS);
	moved = get_datagram(two, data, sizeof(data));
	assert_string_equal(data, "two");
	assert_int_equal(moved, from);

	/* another address, but the same port */
	assert_int_equal(control(handle, 0x66000001, "localhost", 10), TEEC_SUCCESS);
	assert_int_equal(send_it(INSTANCE, handle, "new", &size, 1000), TEEC_SUCCESS);
	get_datagram(two, data, sizeof(data));
	assert_string_equal(data, "new");

	port = 0;
	assert_int_equal(control(handle, 0x66000002, &port, 2), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(control(handle, 0x66000002, &port, 1), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(control(handle, 0x66000002, NULL, 0), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(control(handle, 0x66000001, "localhost", 9), NO_HOST);
	assert_int_equal(control(handle, 0x66000001, "no-such-host.invalid", 21), NO_HOST);
	assert_int_equal(control(handle, 0x65f00000, &port, 4), TEEC_ERROR_NOT_SUPPORTED);
	close(one);
	close(two);
}

/* A receive of size 0 returns the number of bytes available, without consuming any. */
static void test_sizes(void **state)
{
	uint16_t port, tcp_port;
	int server = serve(SOCK_DGRAM, AF_INET, &port);
	int listener = serve(SOCK_STREAM, AF_INET, &tcp_port), peer;
	struct sockaddr_in client;
	socklen_t length = sizeof(client);
	static char large[9000];
	char data[64];
	uint32_t handle;
	size_t size = 0;

	(void)state;
	assert_int_equal(open_to(UDP, "127.0.0.1", port, &handle), TEEC_SUCCESS);
	assert_int_equal(receive(INSTANCE, handle, NULL, &size, FOREVER), TEEC_SUCCESS);
	assert_int_equal(size, 0);
	size = 1;
	assert_int_equal(send_it(INSTANCE, handle, "x", &size, 0), TEEC_SUCCESS);
	assert_int_equal(recvfrom(server, data, sizeof(data), 0, (struct sockaddr *)&client,
				  &length), 1);
	sendto(server, large, sizeof(large), 0, (struct sockaddr *)&client, length);
	sendto(server, "abcdefgh", 8, 0, (struct sockaddr *)&client, length);
	sendto(server, "last", 4, 0, (struct sockaddr *)&client, length);
	size = 0;
	assert_int_equal(receive(INSTANCE, handle, NULL, &size, 0), TEEC_SUCCESS);
	assert_int_equal(size, sizeof(large));
	size = sizeof(large);
	assert_int_equal(receive(INSTANCE, handle, large, &size, 0), TEEC_SUCCESS);
	assert_int_equal(size, sizeof(large));
	/* too large for the buffer, the rest is lost */
	size = 3;
	memset(data, 0, sizeof(data));
	assert_int_equal(receive(INSTANCE, handle, data, &size, 0), TEEC_SUCCESS);
	assert_int_equal(size, 8);
	assert_string_equal(data, "abc");
	size = sizeof(data);
	assert_int_equal(receive(INSTANCE, handle, data, &size, 0), TEEC_SUCCESS);
	assert_int_equal(size, 4);

	assert_int_equal(open_to(TCP, "127.0.0.1", tcp_port, &handle), TEEC_SUCCESS);
	peer = accept(listener, NULL, NULL);
	assert_int_equal(write(peer, "12345", 5), 5);
	size = 0;
	assert_int_equal(receive(INSTANCE, handle, NULL, &size, 0), TEEC_SUCCESS);
	assert_int_equal(size, 5);
	size = 2;
	assert_int_equal(receive(INSTANCE, handle, data, &size, 0), TEEC_SUCCESS);
	assert_int_equal(size, 2);
	size = 0;
	assert_int_equal(receive(INSTANCE, handle, NULL, &size, 0), TEEC_SUCCESS);
	assert_int_equal(size, 3);
	size = 0;
	assert_int_equal(receive(INSTANCE + 1, handle, NULL, &size, 0),
			 TEEC_ERROR_BAD_PARAMETERS);
	close(peer);
	close(listener);
	close(server);
}

static void test_buffers(void **state)
{
	uint32_t handle, bytes = 4096, effective = 0;
	socklen_t length = sizeof(effective);
	struct tee_socket *socket;
	uint16_t port;
	int server = serve(SOCK_STREAM, AF_INET, &port);

	(void)state;
	assert_int_equal(open_to(TCP, "127.0.0.1", port, &handle), TEEC_SUCCESS);
	assert_int_equal(control(handle, 0x65f00000, &bytes, 4), TEEC_SUCCESS);
	assert_int_equal(control(handle, 0x65f00001, &bytes, 4), TEEC_SUCCESS);
	socket = socket_table_get(INSTANCE, handle);
	assert_int_equal(getsockopt(socket->fd, SOL_SOCKET, SO_SNDBUF, &effective, &length), 0);
	socket_table_put(socket);
	assert_int_equal(effective, 2 * 4096);	/* the kernel doubles it, see socket(7) */
	assert_int_equal(control(handle, 0x65f00001, &bytes, 3), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(control(handle, 0x65f00001, NULL, 0), TEEC_ERROR_BAD_PARAMETERS);
	bytes = 0x80000000;
	assert_int_equal(control(handle, 0x65f00001, &bytes, 4), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(control(handle, 0x66000002, &bytes, 2), TEEC_ERROR_NOT_SUPPORTED);
	close(server);
}

static void test_no_server(void **state)
{
	uint16_t port;
	uint32_t handle;

	(void)state;
	close(serve(SOCK_STREAM, AF_INET, &port));
	assert_int_equal(open_to(TCP, "127.0.0.1", port, &handle), TEEC_ERROR_COMMUNICATION);
	assert_int_equal(open_to(TCP, "no-such-host.invalid", port, &handle), NO_HOST);
}

static void test_bad_requests(void **state)
{
	char host[300];
	uint32_t handle;
	size_t size = 4;

	(void)state;
	memset(host, 'a', sizeof(host));
	host[299] = 0;
	assert_int_equal(open_sized(INSTANCE, TCP, 0, host, 300, 80, &handle), NO_HOST);
	assert_int_equal(open_sized(INSTANCE, TCP, 0, "", 1, 80, &handle), NO_HOST);
	assert_int_equal(open_sized(INSTANCE, TCP, 0, NULL, 0, 80, &handle), NO_HOST);
	assert_int_equal(open_sized(INSTANCE, TCP, 0, "127.0.0.1", 9, 80, &handle), NO_HOST);
	assert_int_equal(open_sized(INSTANCE, TCP, 0, "::1", 4, 0, &handle),
			 TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(open_sized(INSTANCE, TCP, 0, "::1", 4, 65536, &handle),
			 TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(open_sized(INSTANCE, 0x67, 0, "::1", 4, 80, &handle),
			 TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(open_sized(INSTANCE, TCP, 3, "::1", 4, 80, &handle),
			 TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(close_it(INSTANCE, 0), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(close_it(INSTANCE, 0x100000100ull), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(send_it(INSTANCE, 0x100, "data", &size, 0), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(receive(INSTANCE, 0xffffffff, host, &size, 0),
			 TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(control(1, 0, host, 4), TEEC_ERROR_BAD_PARAMETERS);
}

/* Each command with 0 to 5 parameters of one kind; a single combination is valid. */
static void test_signatures(void **state)
{
	static const struct supp_param kinds[] = {
		{ .kind = SUPP_NONE },
		{ .kind = SUPP_VALUE, .input = true },
		{ .kind = SUPP_VALUE, .output = true },
		{ .kind = SUPP_MEMORY, .input = true },
		{ .kind = SUPP_MEMORY, .output = true },
	};
	unsigned int command, count, kind;

	(void)state;
	for (command = 0; command < 8; command++) {
		for (count = 0; count <= 5; count++) {
			for (kind = 0; kind < 5; kind++) {
				struct service_request request = { .num_params = count };
				unsigned int i;

				for (i = 0; i < count; i++)
					request.params[i] = kinds[kind];
				request.params[0].a = command;
				/* "close all" takes one value */
				if (command == 2 && kind == 1 && count == 1)
					continue;
				assert_int_equal(supp_socket(&request),
						 TEEC_ERROR_BAD_PARAMETERS);
			}
		}
	}
}

static void test_timeouts(void **state)
{
	static char data[65536];
	struct timespec since;
	uint16_t port;
	int server = serve(SOCK_STREAM, AF_INET, &port), peer;
	uint32_t handle, result;
	size_t size;
	int i;

	(void)state;
	assert_int_equal(open_to(TCP, "127.0.0.1", port, &handle), TEEC_SUCCESS);
	peer = accept(server, NULL, NULL);

	clock_gettime(CLOCK_MONOTONIC, &since);
	size = sizeof(data);
	memset(data, 0x5a, sizeof(data));
	assert_int_equal(receive(INSTANCE, handle, data, &size, 0), TIMEOUT);
	/* Same size, and the buffer's old contents aren't passed off as data. */
	assert_int_equal(size, sizeof(data));
	assert_int_equal(data[0] | data[sizeof(data) - 1], 0);
	assert_true(elapsed_ms(&since) < 50);
	clock_gettime(CLOCK_MONOTONIC, &since);
	size = sizeof(data);
	assert_int_equal(receive(INSTANCE, handle, data, &size, 80), TIMEOUT);
	assert_true(elapsed_ms(&since) >= 79 && elapsed_ms(&since) < 2000);

	/* fill up all socket buffers */
	for (i = 0, result = 0; i < 1000 && !result; i++) {
		size = sizeof(data);
		result = send_it(INSTANCE, handle, data, &size, 20);
	}
	assert_int_equal(result, TIMEOUT);
	close(peer);
	close(server);
}

struct waiter {
	uint32_t handle;
	uint32_t result;
	bool ended;
	size_t size;
};

static void *wait_to_receive(void *argument)
{
	struct waiter *waiter = argument;
	char data[16];

	waiter->size = sizeof(data);
	waiter->result = receive(INSTANCE, waiter->handle, data, &waiter->size, FOREVER);
	__atomic_store_n(&waiter->ended, true, __ATOMIC_SEQ_CST);
	return NULL;
}

static void start_waiter(struct waiter *waiter, pthread_t *thread)
{
	assert_int_equal(pthread_create(thread, NULL, wait_to_receive, waiter), 0);
	usleep(50000);
	assert_false(__atomic_load_n(&waiter->ended, __ATOMIC_SEQ_CST));
}

/* This receive has no timeout, but must end if the supplicant is stopped. */
static void test_stopping(void **state)
{
	struct waiter waiter = { .handle = 0 };
	uint64_t one = 1;
	pthread_t thread;
	uint16_t port;
	int server = serve(SOCK_DGRAM, AF_INET, &port);

	(void)state;
	assert_int_equal(open_to(UDP, "127.0.0.1", port, &waiter.handle), TEEC_SUCCESS);
	start_waiter(&waiter, &thread);
	assert_int_equal(write(stopping, &one, sizeof(one)), sizeof(one));
	pthread_join(thread, NULL);
	assert_int_equal(waiter.result, TEEC_ERROR_COMMUNICATION);
	close(server);
}

static void *connect_to_nobody(void *argument);
static int serve_nobody(uint16_t *port, int fillers[8]);
static void close_nobody(int server, int fillers[8]);

/* So does a connect. */
static void test_stopping_in_connect(void **state)
{
	struct waiter waiter = { 0 };
	struct timespec since;
	int fillers[8], nobody;
	uint64_t one = 1;
	pthread_t thread;
	uint16_t port;

	(void)state;
	nobody = serve_nobody(&port, fillers);
	waiter.size = port;
	pthread_create(&thread, NULL, connect_to_nobody, &waiter);
	usleep(100000);
	clock_gettime(CLOCK_MONOTONIC, &since);
	assert_int_equal(write(stopping, &one, sizeof(one)), sizeof(one));
	pthread_join(thread, NULL);
	assert_int_equal(waiter.result, TEEC_ERROR_COMMUNICATION);
	assert_true(elapsed_ms(&since) < 2000);
	/* The connector and its child must go as well. */
	assert_int_equal(stop_connector(), 0);
	assert_true(elapsed_ms(&since) < 5000);
	close_nobody(nobody, fillers);
}

/* Close wakes a thread that is blocked on the socket, and invalidates the handle. */
static void test_close_while_waiting(void **state)
{
	uint16_t tcp_port, udp_port;
	int tcp = serve(SOCK_STREAM, AF_INET, &tcp_port);
	int udp = serve(SOCK_DGRAM, AF_INET, &udp_port), i;
	struct waiter waiter;
	pthread_t thread;
	size_t size = 1;

	(void)state;
	for (i = 0; i < 4; i++) {
		waiter = (struct waiter){ .handle = 0 };
		assert_int_equal(open_to(i & 1 ? TCP : UDP, "127.0.0.1",
					 i & 1 ? tcp_port : udp_port, &waiter.handle),
				 TEEC_SUCCESS);
		start_waiter(&waiter, &thread);
		if (i & 2)
			assert_int_equal(close_all(INSTANCE), TEEC_SUCCESS);
		else
			assert_int_equal(close_it(INSTANCE, waiter.handle), TEEC_SUCCESS);
		pthread_join(thread, NULL);
		assert_int_equal(waiter.result, TEEC_ERROR_BAD_PARAMETERS);
		assert_int_equal(send_it(INSTANCE, waiter.handle, "x", &size, 0),
				 TEEC_ERROR_BAD_PARAMETERS);
	}
	close(tcp);
	close(udp);
}

/* The handle a new worker starts with */
static uint32_t first_handle(void)
{
	uint32_t handle = 0;
	int ends[2], status;
	pid_t worker;

	assert_int_equal(pipe(ends), 0);
	worker = fork();
	if (!worker) {
		socket_table_add(INSTANCE, WIRE_TCP, eventfd(0, EFD_CLOEXEC), &handle);
		_exit(write(ends[1], &handle, sizeof(handle)) != sizeof(handle));
	}
	assert_int_equal(waitpid(worker, &status, 0), worker);
	assert_int_equal(status, 0);
	assert_int_equal(read(ends[0], &handle, sizeof(handle)), sizeof(handle));
	close(ends[0]);
	close(ends[1]);
	return handle;
}

/*
 * OP-TEE may still hold a handle from the previous worker, so none is reused.
 * This test runs first, before any handle exists.
 */
static void test_handles_of_another_worker(void **state)
{
	uint32_t before = first_handle(), handle;

	(void)state;
	assert_true(before && before <= INT32_MAX);
	/* 23 random bits, so expect a false alarm in one of three million runs */
	for (int worker = 0; worker < 3; worker++) {
		handle = first_handle();
		assert_int_not_equal(handle, before);
		assert_int_equal(handle & 0xff, before & 0xff);
	}
}

/* Handles belong to one socket, and sockets to one TA instance. */
static void test_handles(void **state)
{
	uint16_t port;
	int server = serve(SOCK_DGRAM, AF_INET, &port);
	uint32_t mine, other, later;
	char data[8];
	size_t size = 1;

	(void)state;
	assert_int_equal(open_to(UDP, "127.0.0.1", port, &mine), TEEC_SUCCESS);
	assert_int_equal(open_sized(INSTANCE + 1, UDP, 0, "127.0.0.1", 10, port, &other),
			 TEEC_SUCCESS);
	assert_int_not_equal(mine, other);
	assert_int_equal(send_it(INSTANCE + 1, mine, "x", &size, 0), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(receive(INSTANCE + 1, mine, data, &size, 0),
			 TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(close_it(INSTANCE + 1, mine), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(close_all(INSTANCE), TEEC_SUCCESS);
	size = 1;
	assert_int_equal(send_it(INSTANCE, mine, "x", &size, 0), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(send_it(INSTANCE + 1, other, "x", &size, 0), TEEC_SUCCESS);
	assert_int_equal(open_to(UDP, "127.0.0.1", port, &later), TEEC_SUCCESS);
	assert_int_not_equal(later, mine);
	assert_int_equal(close_it(INSTANCE, mine), TEEC_ERROR_BAD_PARAMETERS);
	close(server);
}

static void test_limits(void **state)
{
	uint16_t port;
	int server = serve(SOCK_DGRAM, AF_INET, &port), i;
	uint32_t handles[SOCKET_MAX_OF_INSTANCE], handle;

	(void)state;
	for (i = 0; i < SOCKET_MAX_OF_INSTANCE; i++)
		assert_int_equal(open_to(UDP, "127.0.0.1", port, &handles[i]), TEEC_SUCCESS);
	assert_int_equal(open_to(UDP, "127.0.0.1", port, &handle), NO_RESOURCES);
	assert_int_equal(open_sized(INSTANCE + 1, UDP, 0, "127.0.0.1", 10, port, &handle),
			 TEEC_SUCCESS);
	assert_int_equal(close_it(INSTANCE, handles[3]), TEEC_SUCCESS);
	assert_int_equal(open_to(UDP, "127.0.0.1", port, &handle), TEEC_SUCCESS);
	close(server);
}

/* A listening socket with its backlog full. Connecting to it hangs. */
static int serve_nobody(uint16_t *port, int fillers[8])
{
	struct sockaddr_in name = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int server = serve(SOCK_STREAM, AF_INET, port), i;

	assert_int_equal(listen(server, 0), 0);
	name.sin_port = htons(*port);
	for (i = 0; i < 8; i++) {
		fillers[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
		connect(fillers[i], (struct sockaddr *)&name, sizeof(name));
	}
	usleep(20000);
	return server;
}

static void close_nobody(int server, int fillers[8])
{
	int i;

	for (i = 0; i < 8; i++)
		close(fillers[i]);
	close(server);
}

static void *connect_to_nobody(void *argument)
{
	struct waiter *waiter = argument;

	waiter->result = open_to(TCP, "127.0.0.1", (uint16_t)waiter->size, &waiter->handle);
	__atomic_store_n(&waiter->ended, true, __ATOMIC_SEQ_CST);
	return NULL;
}

/* More hanging connects than may run at a time, each with its own timeout. */
static void test_connect_times_out(void **state)
{
	struct waiter waiters[CONNECTOR_MAX_ATTEMPTS + 4] = { 0 };
	pthread_t threads[CONNECTOR_MAX_ATTEMPTS + 4];
	size_t count = sizeof(waiters) / sizeof(waiters[0]), i;
	struct timespec since;
	int fillers[8], nobody;
	uint16_t port;

	(void)state;
	nobody = serve_nobody(&port, fillers);
	clock_gettime(CLOCK_MONOTONIC, &since);
	for (i = 0; i < count; i++) {
		waiters[i].size = port;
		pthread_create(&threads[i], NULL, connect_to_nobody, &waiters[i]);
	}
	for (i = 0; i < count; i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(waiters[i].result, TIMEOUT);
	}
	assert_true(elapsed_ms(&since) >= 590);
	close_nobody(nobody, fillers);
}

/*
 * One connect hangs, another works. Killing the connecting process only fails
 * its own connect.
 */
static void test_several_at_a_time(void **state)
{
	char command[64], line[64] = "";
	struct waiter waiter = { 0 };
	uint16_t port, good_port;
	int fillers[8], nobody, good;
	pthread_t thread;
	uint32_t handle;
	FILE *children;

	(void)state;
	nobody = serve_nobody(&port, fillers);
	good = serve(SOCK_STREAM, AF_INET, &good_port);
	waiter.size = port;
	pthread_create(&thread, NULL, connect_to_nobody, &waiter);
	usleep(100000);
	assert_int_equal(open_to(TCP, "127.0.0.1", good_port, &handle), TEEC_SUCCESS);
	assert_false(__atomic_load_n(&waiter.ended, __ATOMIC_SEQ_CST));

	snprintf(command, sizeof(command), "/proc/%d/task/%d/children", connector, connector);
	children = fopen(command, "r");
	assert_non_null(children);
	assert_non_null(fgets(line, sizeof(line), children));
	fclose(children);
	assert_int_equal(kill(atoi(line), SIGKILL), 0);
	pthread_join(thread, NULL);
	assert_int_equal(waiter.result, TEEC_ERROR_COMMUNICATION);
	assert_int_equal(open_to(TCP, "127.0.0.1", good_port, &handle), TEEC_SUCCESS);
	close(good);
	close_nobody(nobody, fillers);
}

/* The connector exits on garbage, where it can do no harm. */
static void test_garbage(void **state)
{
	struct wire_message message = { .type = WIRE_OPEN_TA, .sequence = 1 };
	char packet[4096];

	(void)state;
	memset(packet, 0x41, sizeof(packet));
	assert_int_equal(send(channel, packet, sizeof(packet), 0), sizeof(packet));
	assert_int_equal(stop_connector(), 1);
	close(stopping);
	start(1000);
	assert_int_equal(channel_send(channel, &message), 0);
	assert_int_equal(stop_connector(), 1);
	/* Reconnect without an fd, and connect with one */
	close(stopping);
	start(1000);
	message = (struct wire_message){ .type = WIRE_CONNECT, .sequence = 1,
		.u.connect = { WIRE_UDP, 4, 80, true, "127.0.0.1" } };
	assert_int_equal(channel_send(channel, &message), 0);
	assert_int_equal(stop_connector(), 1);
	close(stopping);
	start(1000);
	message.u.connect.renews = false;
	assert_int_equal(channel_send_fd(channel, &message, 0), 0);
	assert_int_equal(stop_connector(), 1);
}

/* Reconnecting is for UDP. */
static void test_foreign_socket(void **state)
{
	int ends[2], tcp, udp;
	uint16_t port;

	(void)state;
	udp = serve(SOCK_DGRAM, AF_INET, &port);
	assert_int_equal(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, ends), 0);
	assert_int_equal(broker_reconnect(ends[0], 4, "127.0.0.1", port), -EINVAL);
	tcp = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(broker_reconnect(tcp, 4, "127.0.0.1", port), -EINVAL);
	assert_int_equal(broker_reconnect(udp, 4, "127.0.0.1", port), 0);
	close(tcp);
	close(udp);
	close(ends[0]);
	close(ends[1]);
}

static void test_sockets_off(void **state)
{
	uint32_t handle;

	(void)state;
	stop_connector();
	broker_start(-1, -1);
	assert_int_equal(open_to(TCP, "127.0.0.1", 80, &handle), TEEC_ERROR_NOT_SUPPORTED);
	/* If it was killed, we'd get another error. */
	close(stopping);
	start(1000);
	kill(connector, SIGKILL);
	waitpid(connector, NULL, 0);
	assert_int_equal(open_to(TCP, "127.0.0.1", 80, &handle), TEEC_ERROR_COMMUNICATION);
	close(channel);
	channel = -1;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_handles_of_another_worker),
		TEST(test_tcp),
		TEST(test_tcp_ipv6),
		TEST(test_udp),
		TEST(test_sizes),
		TEST(test_buffers),
		TEST(test_no_server),
		TEST(test_bad_requests),
		TEST(test_signatures),
		TEST(test_timeouts),
		TEST(test_stopping),
		TEST(test_stopping_in_connect),
		TEST(test_close_while_waiting),
		TEST(test_handles),
		TEST(test_limits),
		cmocka_unit_test_setup_teardown(test_connect_times_out, set_up_hasty, tear_down),
		TEST(test_several_at_a_time),
		TEST(test_garbage),
		TEST(test_foreign_socket),
		TEST(test_sockets_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
