// SPDX-License-Identifier: BSD-2-Clause
/*
 * GlobalPlatform TEE Sockets API (OPTEE_RPC_CMD_SOCKET). The worker cannot
 * reach the network, so it is the connector that opens and connects the
 * sockets, and then passes them to us. OP-TEE's TA library depends on the exact
 * results of its own supplicant, which we therefore mimic.
 */

#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <tee_client_api.h>
#include <unistd.h>

#include "clock.h"
#include "ipc/broker.h"
#include "request/request.h"
#include "services/socket/socket.h"
#include "services/socket/socket_table.h"
#include "stopping.h"

/* Commands, in @a of the first value. @b is the TA instance, @c the handle. */
#define SOCKET_OPEN		0
#define SOCKET_CLOSE		1
#define SOCKET_CLOSE_ALL	2
#define SOCKET_SEND		3
#define SOCKET_RECEIVE		4
#define SOCKET_IOCTL		5

#define TIMEOUT_INFINITE	0xffffffffu

/* From GPD_SPE_100, TEE Sockets API */
#define PROTOCOL_TCP		0x65
#define PROTOCOL_UDP		0x66

#define FAMILY_ANY		0
#define FAMILY_IPV4		1
#define FAMILY_IPV6		2

#define TCP_SET_RECEIVE_BUFFER	0x65f00000u
#define TCP_SET_SEND_BUFFER	0x65f00001u
#define UDP_CHANGE_ADDRESS	0x66000001u
#define UDP_CHANGE_PORT		0x66000002u

#define ERROR_TIMEOUT		0xf1007003u
#define ERROR_OUT_OF_RESOURCES	0xf1007004u
#define ERROR_HOSTNAME		0xf1007007u

#define HOST_SIZE		256		/* with the NUL */
#define PEEK_SIZE		4096

static uint32_t result_of_connecting(int err)
{
	switch (err) {
	case 0:
		return TEEC_SUCCESS;
	case -EPERM:
		return TEEC_ERROR_NOT_SUPPORTED;
	case -ENXIO:
		return ERROR_HOSTNAME;
	case -ETIMEDOUT:
		return ERROR_TIMEOUT;
	case -ENOMEM:
	case -ENOBUFS:
	case -EMFILE:
	case -ENFILE:
	case -EAGAIN:
		return ERROR_OUT_OF_RESOURCES;
	default:
		return TEEC_ERROR_COMMUNICATION;
	}
}

/* Copy the host name first and check the copy: the TEE can change the original. */
static uint32_t copy_host(const struct supp_param *param, char host[HOST_SIZE])
{
	if (!param->data || param->size < 2 || param->size > HOST_SIZE)
		return ERROR_HOSTNAME;
	memcpy(host, param->data, param->size);
	if (host[param->size - 1] || !host[0])
		return ERROR_HOSTNAME;
	return TEEC_SUCCESS;
}

static uint32_t open_socket(struct service_request *request)
{
	const struct supp_param *what = &request->params[1];
	char host[HOST_SIZE];
	enum wire_socket kind;
	unsigned int family;
	uint32_t handle, result;
	int fd, err;

	if (!supp_expect(request, "vvmV"))
		return TEEC_ERROR_BAD_PARAMETERS;
	if (what->a < 1 || what->a > UINT16_MAX)
		return TEEC_ERROR_BAD_PARAMETERS;
	if (what->b != PROTOCOL_TCP && what->b != PROTOCOL_UDP)
		return TEEC_ERROR_BAD_PARAMETERS;
	if (what->c != FAMILY_ANY && what->c != FAMILY_IPV4 && what->c != FAMILY_IPV6)
		return TEEC_ERROR_BAD_PARAMETERS;
	result = copy_host(&request->params[2], host);
	if (result)
		return result;

	kind = what->b == PROTOCOL_TCP ? WIRE_TCP : WIRE_UDP;
	family = what->c == FAMILY_IPV4 ? 4 : what->c == FAMILY_IPV6 ? 6 : 0;
	fd = broker_connect(kind, family, host, (uint16_t)what->a);
	if (fd < 0)
		return result_of_connecting(fd);
	err = socket_table_add(request->params[0].b, kind, fd, &handle);
	if (err) {
		close(fd);
		return result_of_connecting(err);
	}
	request->params[3].a = handle;
	request->params[3].b = 0;
	request->params[3].c = 0;
	return TEEC_SUCCESS;
}

static uint32_t close_socket(struct service_request *request)
{
	const struct supp_param *which = &request->params[0];

	if (!supp_expect(request, "v") || which->c > UINT32_MAX ||
	    socket_table_close(which->b, (uint32_t)which->c))
		return TEEC_ERROR_BAD_PARAMETERS;
	return TEEC_SUCCESS;
}

static uint32_t close_all_sockets(struct service_request *request)
{
	if (!supp_expect(request, "v"))
		return TEEC_ERROR_BAD_PARAMETERS;
	socket_table_close_all(request->params[0].b);
	return TEEC_SUCCESS;
}

/* Wait for @events. @until: deadline by clock_ms(), or -1. */
static uint32_t wait_for(int fd, short events, int64_t until)
{
	struct pollfd wait[] = {
		{ .fd = fd, .events = events },
		{ .fd = stopping_fd(), .events = POLLIN },
	};
	int left = -1, ready;

	for (;;) {
		if (until >= 0)
			left = clock_left_ms(until);
		ready = poll(wait, 2, left);
		if (ready < 0 && errno == EINTR)
			continue;
		if (ready < 0)
			return TEEC_ERROR_GENERIC;
		if (wait[1].revents)
			return TEEC_ERROR_COMMUNICATION;
		if (wait[0].revents)
			return TEEC_SUCCESS;
		if (left < INT_MAX)
			return ERROR_TIMEOUT;
	}
}

typedef ssize_t transfer_fn(const struct tee_socket *socket, void *data, size_t size);

static ssize_t send_data(const struct tee_socket *socket, void *data, size_t size)
{
	return send(socket->fd, data, size, MSG_NOSIGNAL);
}

/*
 * MSG_TRUNC returns a datagram's full size even if it does not fit and the tail
 * is lost.
 */
static ssize_t receive_data(const struct tee_socket *socket, void *data, size_t size)
{
	return recv(socket->fd, data, size, socket->kind == WIRE_UDP ? MSG_TRUNC : 0);
}

/*
 * A receive with a zero-sized buffer asks how much there is to read. For TCP we
 * never report more than PEEK_SIZE.
 */
static ssize_t peek_size(const struct tee_socket *socket)
{
	uint8_t data[PEEK_SIZE];
	ssize_t size;

	do
		size = recv(socket->fd, data, sizeof(data), MSG_PEEK | MSG_TRUNC |
			    MSG_DONTWAIT);
	while (size < 0 && errno == EINTR);
	return size < 0 && errno == EAGAIN ? 0 : size;
}

/* Wait for the socket, then send or receive as much as a single syscall does. */
static uint32_t transfer(struct service_request *request, transfer_fn *call, short events,
			 size_t *done)
{
	const struct supp_param *which = &request->params[0];
	struct supp_param *memory = &request->params[1];
	uint64_t timeout = request->params[2].a;
	struct tee_socket *socket;
	int64_t until = -1;
	uint32_t result;
	ssize_t size;

	if (timeout > UINT32_MAX || which->c > UINT32_MAX ||
	    (memory->size && !memory->data))
		return TEEC_ERROR_BAD_PARAMETERS;
	socket = socket_table_get(which->b, (uint32_t)which->c);
	if (!socket)
		return TEEC_ERROR_BAD_PARAMETERS;
	if (timeout != TIMEOUT_INFINITE)
		until = clock_ms() + (int64_t)timeout;
	do {
		result = wait_for(socket->fd, events, until);
		if (!result && atomic_load(&socket->closed))
			result = TEEC_ERROR_BAD_PARAMETERS;
		if (result)
			break;
		size = call(socket, memory->data, memory->size);
		if (size >= 0)
			*done = (size_t)size;
		else if (errno != EAGAIN && errno != EINTR)
			result = TEEC_ERROR_BAD_PARAMETERS;
	} while (!result && size < 0);
	socket_table_put(socket);
	return result;
}

static uint32_t send_to_socket(struct service_request *request)
{
	size_t sent = 0;
	uint32_t result;

	if (!supp_expect(request, "vmx"))
		return TEEC_ERROR_BAD_PARAMETERS;
	result = transfer(request, send_data, POLLOUT, &sent);
	if (!result)
		request->params[2].b = sent;
	return result;
}

static uint32_t tell_size(const struct supp_param *which, size_t *size)
{
	struct tee_socket *socket;
	ssize_t there;

	socket = which->c <= UINT32_MAX ? socket_table_get(which->b, (uint32_t)which->c) : NULL;
	if (!socket)
		return TEEC_ERROR_BAD_PARAMETERS;
	there = peek_size(socket);
	socket_table_put(socket);
	if (there < 0)
		return TEEC_ERROR_BAD_PARAMETERS;
	*size = (size_t)there;
	return TEEC_SUCCESS;
}

static uint32_t receive_from_socket(struct service_request *request)
{
	size_t received = 0;
	uint32_t result;

	if (!supp_expect(request, "vMv"))
		return TEEC_ERROR_BAD_PARAMETERS;
	if (request->params[1].size)
		result = transfer(request, receive_data, POLLIN, &received);
	else
		result = tell_size(&request->params[0], &received);
	/*
	 * Clients expect the size to stay as it is on an error. OP-TEE then
	 * copies the whole buffer to the TA, including whatever other TAs have
	 * left in there, so clear it.
	 */
	if (!result)
		request->params[1].size = received;
	else if (request->params[1].data)
		memset(request->params[1].data, 0, request->params[1].size);
	return result;
}

static uint32_t set_buffer(int fd, int option, const struct supp_param *memory)
{
	uint32_t size;

	if (!memory->data || memory->size != sizeof(size))
		return TEEC_ERROR_BAD_PARAMETERS;
	memcpy(&size, memory->data, sizeof(size));
	if (size > INT_MAX || setsockopt(fd, SOL_SOCKET, option, &size, sizeof(size)))
		return TEEC_ERROR_BAD_PARAMETERS;
	return TEEC_SUCCESS;
}

static uint32_t ioctl_tcp(int fd, uint32_t command, const struct supp_param *memory)
{
	switch (command) {
	case TCP_SET_RECEIVE_BUFFER:
		return set_buffer(fd, SO_RCVBUF, memory);
	case TCP_SET_SEND_BUFFER:
		return set_buffer(fd, SO_SNDBUF, memory);
	default:
		return TEEC_ERROR_NOT_SUPPORTED;
	}
}

/*
 * struct peer - where a socket is connected to
 * @family:	4 or 6
 * @host:	address as text, with the zone for link-local IPv6
 * @port:	in host byte order
 */
struct peer {
	unsigned int family;
	char host[HOST_SIZE];
	uint16_t port;
};

static int get_peer(int fd, struct peer *peer)
{
	struct sockaddr_storage name = { 0 };
	struct sockaddr_in *ipv4 = (struct sockaddr_in *)&name;
	struct sockaddr_in6 *ipv6 = (struct sockaddr_in6 *)&name;
	socklen_t size = sizeof(name);
	size_t length;

	if (getpeername(fd, (struct sockaddr *)&name, &size))
		return -errno;
	if (name.ss_family == AF_INET) {
		peer->family = 4;
		peer->port = ntohs(ipv4->sin_port);
		return inet_ntop(AF_INET, &ipv4->sin_addr, peer->host, HOST_SIZE) ?
		       0 : -errno;
	}
	if (name.ss_family != AF_INET6)
		return -EAFNOSUPPORT;
	peer->family = 6;
	peer->port = ntohs(ipv6->sin6_port);
	if (!inet_ntop(AF_INET6, &ipv6->sin6_addr, peer->host, HOST_SIZE))
		return -errno;
	length = strlen(peer->host);
	if (ipv6->sin6_scope_id)
		snprintf(peer->host + length, HOST_SIZE - length, "%%%u",
			 ipv6->sin6_scope_id);
	return 0;
}

static uint32_t ioctl_udp(int fd, uint32_t command, const struct supp_param *memory)
{
	struct peer peer;
	uint32_t result;

	if (command != UDP_CHANGE_ADDRESS && command != UDP_CHANGE_PORT)
		return TEEC_ERROR_NOT_SUPPORTED;
	if (get_peer(fd, &peer))
		return TEEC_ERROR_BAD_PARAMETERS;
	if (command == UDP_CHANGE_ADDRESS) {
		result = copy_host(memory, peer.host);
		if (result)
			return result;
	} else {
		if (!memory->data || memory->size != sizeof(peer.port))
			return TEEC_ERROR_BAD_PARAMETERS;
		memcpy(&peer.port, memory->data, sizeof(peer.port));
		if (!peer.port)
			return TEEC_ERROR_BAD_PARAMETERS;
	}
	return result_of_connecting(broker_reconnect(fd, peer.family, peer.host, peer.port));
}

static uint32_t control_socket(struct service_request *request)
{
	const struct supp_param *which = &request->params[0];
	struct supp_param *memory = &request->params[1];
	uint64_t command = request->params[2].a;
	struct tee_socket *socket;
	uint32_t result;

	if (!supp_expect(request, "vXv") || which->c > UINT32_MAX || command > UINT32_MAX)
		return TEEC_ERROR_BAD_PARAMETERS;
	socket = socket_table_get(which->b, (uint32_t)which->c);
	if (!socket)
		return TEEC_ERROR_BAD_PARAMETERS;
	if (socket->kind == WIRE_TCP)
		result = ioctl_tcp(socket->fd, (uint32_t)command, memory);
	else
		result = ioctl_udp(socket->fd, (uint32_t)command, memory);
	socket_table_put(socket);
	return result;
}

uint32_t supp_socket(struct service_request *request)
{
	if (!request->num_params || request->params[0].kind != SUPP_VALUE ||
	    !request->params[0].input)
		return TEEC_ERROR_BAD_PARAMETERS;
	switch (request->params[0].a) {
	case SOCKET_OPEN:
		return open_socket(request);
	case SOCKET_CLOSE:
		return close_socket(request);
	case SOCKET_CLOSE_ALL:
		return close_all_sockets(request);
	case SOCKET_SEND:
		return send_to_socket(request);
	case SOCKET_RECEIVE:
		return receive_from_socket(request);
	case SOCKET_IOCTL:
		return control_socket(request);
	default:
		return TEEC_ERROR_BAD_PARAMETERS;
	}
}
