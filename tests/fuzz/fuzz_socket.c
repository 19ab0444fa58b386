// SPDX-License-Identifier: BSD-2-Clause
/*
 * Fuzzer for socket requests. Host names and ports have to be valid when they
 * arrive at the broker, result codes must be known ones, and with all sockets
 * closed there can't be any fds left.
 */

#include <errno.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <tee_client_api.h>
#include <unistd.h>

#include "ipc/broker.h"
#include "services/socket/socket.h"
#include "services/socket/socket_table.h"
#include "stopping.h"
#include "supplicant_input.h"

static int made;
static int stopping = -1;

static void check_target(unsigned int family, const char *host, uint16_t port)
{
	check(family == 0 || family == 4 || family == 6);
	check(host[0] && strlen(host) < 256);
	check(port);
}

int broker_connect(enum wire_socket kind, unsigned int family, const char *host,
		   uint16_t port)
{
	int ends[2];

	check_target(family, host, port);
	if (host[0] == '!')
		return -ECONNREFUSED;
	check(!socketpair(AF_UNIX, SOCK_NONBLOCK | SOCK_CLOEXEC |
			  (kind == WIRE_TCP ? SOCK_STREAM : SOCK_DGRAM), 0, ends));
	/* a peer that sends something, then hangs up */
	check(write(ends[1], host, strlen(host)) > 0);
	close(ends[1]);
	made++;
	return ends[0];
}

int broker_reconnect(int fd, unsigned int family, const char *host, uint16_t port)
{
	check(fd >= 0);
	check_target(family, host, port);
	return 0;
}

/* Cut all timeouts to 1 ms, there is nothing worth waiting for. */
static void hurry(struct service_request *request)
{
	if (request->num_params > 2 && request->params[2].kind == SUPP_VALUE &&
	    request->params[0].a != 5 && request->params[2].a)
		request->params[2].a = 1;
}

static bool is_result(uint32_t result)
{
	return result == TEEC_SUCCESS ||
	       (result >= TEEC_ERROR_GENERIC && result <= TEEC_ERROR_SHORT_BUFFER) ||
	       result == 0xf1007003 || result == 0xf1007004 || result == 0xf1007007;
}

static int lowest_free(void)
{
	int fd = dup(stopping);

	close(fd);
	return fd;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { data, size };
	struct service_request before, after;
	uint64_t instance;
	int lowest;

	if (stopping < 0) {
		stopping = eventfd(0, EFD_CLOEXEC);
		stopping_set_fd(stopping);
	}
	lowest = lowest_free();
	made = 0;
	while (input.size) {
		take_request(&input, &before);
		/* two TA instances only, so that requests find sockets to work on */
		before.params[0].b &= 1;
		hurry(&before);
		after = before;
		check(is_result(supp_socket(&after)));
		check(made <= SOCKET_MAX);
		free_request(&before);
	}
	for (instance = 0; instance < 2; instance++)
		socket_table_close_all(instance);
	/*
	 * libFuzzer does not open or close any fds while an input runs, so this
	 * would be a leak.
	 */
	check(lowest_free() == lowest);
	return 0;
}
