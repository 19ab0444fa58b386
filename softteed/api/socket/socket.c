// SPDX-License-Identifier: BSD-2-Clause
/*
 * GlobalPlatform's TEE Sockets API: TCP and UDP. An application has no network. The broker
 * connects the sockets for it, if it may have any; from then on, nobody is in between.
 */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "__tee_tcpsocket_defines_extensions.h"
#include "softteed/api/framework/framework.h"
#include "softteed/instance/runtime.h"
#include "tee_tcpsocket.h"
#include "tee_udpsocket.h"

/* How often to look whether the call is cancelled */
#define SLICE_MS	50

#define COMMAND_PROTOCOL(command)	((command) >> 24)

/*
 * struct context - what a handle points to
 * @fd:		the socket
 * @type:	SOCK_STREAM or SOCK_DGRAM
 * @family:	AF_...
 * @port:	the peer's
 * @error:	result of the last operation
 * @host:	the peer's name
 */
struct context {
	int fd;
	int type;
	int family;
	uint16_t port;
	TEE_Result error;
	char *host;
};

/* Opening */

static TEE_Result result_of(int error)
{
	switch (error) {
	case EACCES:
		return TEE_ERROR_ACCESS_DENIED;
	case EINVAL:
		return TEE_ERROR_BAD_PARAMETERS;
	case ENXIO:
		return TEE_ISOCKET_ERROR_HOSTNAME;
	case ETIMEDOUT:
		return TEE_ISOCKET_ERROR_TIMEOUT;
	case EMFILE:
	case ENFILE:
	case ENOBUFS:
	case ENOMEM:
		return TEE_ISOCKET_ERROR_OUT_OF_RESOURCES;
	case EPIPE:
	case ECONNRESET:
		return TEE_ISOCKET_ERROR_REMOTE_CLOSED;
	default:
		return TEE_ERROR_COMMUNICATION;
	}
}

static int family_of(TEE_ipSocket_ipVersion version)
{
	switch (version) {
	case TEE_IP_VERSION_DC: return AF_UNSPEC;
	case TEE_IP_VERSION_4: return AF_INET;
	case TEE_IP_VERSION_6: return AF_INET6;
	default: return -1;
	}
}

static TEE_Result open_context(TEE_iSocketHandle *handle, int type,
			       TEE_ipSocket_ipVersion version, const char *host, uint16_t port)
{
	struct context *context;
	TEE_Result result;

	if (!host || family_of(version) < 0)
		return TEE_ERROR_BAD_PARAMETERS;
	context = calloc(1, sizeof(*context));
	if (!context)
		return TEE_ERROR_OUT_OF_MEMORY;
	*context = (struct context){
		.type = type, .family = family_of(version), .port = port, .host = strdup(host),
	};
	result = TEE_ERROR_OUT_OF_MEMORY;
	if (!context->host)
		goto free_context;
	context->fd = runtime_connect(type, context->family, host, port);
	result = context->fd < 0 ? result_of(-context->fd) : TEE_SUCCESS;
	if (result)
		goto free_context;
	*handle = context;
	return TEE_SUCCESS;

free_context:
	free(context->host);
	free(context);
	return result;
}

static TEE_Result finish_open(TEE_Result result, uint32_t *protocol_error)
{
	if (protocol_error)
		*protocol_error = result;
	return result;
}

static void check_open(const TEE_iSocketHandle *handle, const void *setup, const char *function)
{
	if (!handle || !setup)
		runtime_panic(TEE_ERROR_BAD_PARAMETERS, function, "no handle or no setup");
}

static TEE_Result tcp_open(TEE_iSocketHandle *handle, void *setup, uint32_t *protocol_error)
{
	const TEE_tcpSocket_Setup *tcp = setup;

	check_open(handle, setup, "TEE_tcpSocket->open");
	return finish_open(open_context(handle, SOCK_STREAM, tcp->ipVersion, tcp->server_addr,
					tcp->server_port), protocol_error);
}

static TEE_Result udp_open(TEE_iSocketHandle *handle, void *setup, uint32_t *protocol_error)
{
	const TEE_udpSocket_Setup *udp = setup;

	check_open(handle, setup, "TEE_udpSocket->open");
	return finish_open(open_context(handle, SOCK_DGRAM, udp->ipVersion, udp->server_addr,
					udp->server_port), protocol_error);
}

static struct context *get_context(TEE_iSocketHandle handle, const char *function)
{
	if (!handle)
		runtime_panic(TEE_ERROR_BAD_PARAMETERS, function, "no handle");
	return handle;
}

static TEE_Result close_context(TEE_iSocketHandle handle)
{
	struct context *context = handle;

	if (!context)
		return TEE_SUCCESS;
	close(context->fd);
	free(context->host);
	free(context);
	return TEE_SUCCESS;
}

/* Sending and receiving */

static uint64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static uint64_t deadline_of(uint32_t timeout)
{
	return timeout == TEE_TIMEOUT_INFINITE ? UINT64_MAX : now_ms() + timeout;
}

/* Wait until the socket can be read or written, or one of these would fail. */
static TEE_Result wait_for(const struct context *context, short events, uint64_t deadline)
{
	struct pollfd wait = { .fd = context->fd, .events = events };

	for (;;) {
		uint64_t now = now_ms(), left = deadline > now ? deadline - now : 0;
		int ready = poll(&wait, 1, left < SLICE_MS ? (int)left : SLICE_MS);

		if (ready > 0)
			return TEE_SUCCESS;
		if (ready < 0 && errno != EINTR)
			return result_of(errno);
		if (runtime_is_cancelled())
			return TEE_ERROR_CANCEL;
		if (!left)
			return TEE_ISOCKET_ERROR_TIMEOUT;
	}
}

static TEE_Result send_some(const struct context *context, const uint8_t *data, size_t size,
			    uint64_t deadline, size_t *sent)
{
	for (;;) {
		ssize_t done = send(context->fd, data, size, MSG_NOSIGNAL | MSG_DONTWAIT);
		TEE_Result result;

		if (done >= 0) {
			*sent = (size_t)done;
			return TEE_SUCCESS;
		}
		if (errno == EMSGSIZE)
			return TEE_ISOCKET_ERROR_LARGE_BUFFER;
		if (errno != EAGAIN && errno != EINTR)
			return result_of(errno);
		result = wait_for(context, POLLOUT, deadline);
		if (result)
			return result;
	}
}

/* TCP: all of it, or as much as there is time for. UDP: a datagram. */
static TEE_Result send_data(TEE_iSocketHandle handle, const void *buf, uint32_t *length,
			    uint32_t timeout)
{
	struct context *context = get_context(handle, __func__);
	uint64_t deadline = deadline_of(timeout);
	TEE_Result result = TEE_SUCCESS;
	uint32_t sent = 0;

	framework_require_access(TEE_MEMORY_ACCESS_READ | TEE_MEMORY_ACCESS_WRITE, length,
				 sizeof(*length), __func__);
	framework_require_access(TEE_MEMORY_ACCESS_READ | TEE_MEMORY_ACCESS_ANY_OWNER, buf,
				 *length, __func__);
	do {
		size_t some = 0;

		result = send_some(context, (const uint8_t *)buf + sent, *length - sent, deadline,
				   &some);
		sent += (uint32_t)some;
	} while (result == TEE_SUCCESS && sent < *length);
	*length = sent;
	context->error = result;
	return result;
}

/* Without room, tell how much could be read, or nothing: that never waits. */
static TEE_Result peek_size(const struct context *context, uint32_t *length)
{
	uint8_t data[4096];
	ssize_t size = recv(context->fd, data, sizeof(data),
			    MSG_PEEK | MSG_DONTWAIT | MSG_TRUNC);

	if (size < 0 && errno != EAGAIN && errno != EINTR)
		return result_of(errno);
	*length = size < 0 ? 0 : (uint32_t)size;
	return TEE_SUCCESS;
}

static TEE_Result receive_some(const struct context *context, void *data, uint32_t *length,
			       uint64_t deadline)
{
	for (;;) {
		ssize_t size = recv(context->fd, data, *length, MSG_DONTWAIT);
		TEE_Result result;

		if (!size && context->type == SOCK_STREAM)
			return TEE_ISOCKET_ERROR_REMOTE_CLOSED;
		if (size >= 0) {
			*length = (uint32_t)size;
			return TEE_SUCCESS;
		}
		if (errno != EAGAIN && errno != EINTR)
			return result_of(errno);
		result = wait_for(context, POLLIN, deadline);
		if (result)
			return result;
	}
}

static TEE_Result receive_data(TEE_iSocketHandle handle, void *buf, uint32_t *length,
			       uint32_t timeout)
{
	struct context *context = get_context(handle, __func__);

	framework_require_access(TEE_MEMORY_ACCESS_READ | TEE_MEMORY_ACCESS_WRITE, length,
				 sizeof(*length), __func__);
	framework_require_access(TEE_MEMORY_ACCESS_WRITE | TEE_MEMORY_ACCESS_ANY_OWNER, buf,
				 *length, __func__);
	context->error = *length ? receive_some(context, buf, length, deadline_of(timeout)) :
				   peek_size(context, length);
	return context->error;
}

static uint32_t last_error(TEE_iSocketHandle handle)
{
	return get_context(handle, __func__)->error;
}

/* Settings */

static TEE_Result set_buffer(const struct context *context, int option, const void *buf,
			     uint32_t length)
{
	uint32_t size;

	if (!buf || length != sizeof(size))
		return TEE_ERROR_BAD_PARAMETERS;
	memcpy(&size, buf, sizeof(size));
	if (size > INT_MAX ||
	    setsockopt(context->fd, SOL_SOCKET, option, &size, sizeof(size)))
		return TEE_ERROR_BAD_PARAMETERS;
	return TEE_SUCCESS;
}

static void check_protocol(uint32_t command, uint8_t protocol, const char *function)
{
	if (COMMAND_PROTOCOL(command) != protocol)
		runtime_panic(TEE_ERROR_BAD_PARAMETERS, function,
			      "command 0x%x is for another protocol", command);
}

static TEE_Result tcp_ioctl(TEE_iSocketHandle handle, uint32_t command, void *buf,
			    uint32_t *length)
{
	const char *function = "TEE_tcpSocket->ioctl";
	struct context *context = get_context(handle, function);

	/* For all protocols, and none is defined */
	if (!COMMAND_PROTOCOL(command))
		return TEE_SUCCESS;
	check_protocol(command, TEE_ISOCKET_PROTOCOLID_TCP, function);
	switch (command) {
	case TEE_TCP_SET_RECVBUF:
		return set_buffer(context, SO_RCVBUF, buf, length ? *length : 0);
	case TEE_TCP_SET_SENDBUF:
		return set_buffer(context, SO_SNDBUF, buf, length ? *length : 0);
	default:
		runtime_panic(TEE_ERROR_BAD_PARAMETERS, function, "unknown command 0x%x", command);
	}
}

/* A new socket takes the place of the old one, whose datagrams and port are lost. */
static TEE_Result change_peer(struct context *context, char *host, uint16_t port)
{
	int fd = host ? runtime_connect(context->type, context->family, host, port) : -ENOMEM;

	if (fd < 0) {
		free(host);
		return result_of(-fd);
	}
	close(context->fd);
	free(context->host);
	context->fd = fd;
	context->host = host;
	context->port = port;
	return TEE_SUCCESS;
}

static TEE_Result udp_ioctl(TEE_iSocketHandle handle, uint32_t command, void *buf,
			    uint32_t *length)
{
	const char *function = "TEE_udpSocket->ioctl";
	struct context *context = get_context(handle, function);
	uint16_t port;

	if (!COMMAND_PROTOCOL(command))
		return TEE_SUCCESS;
	check_protocol(command, TEE_ISOCKET_PROTOCOLID_UDP, function);
	switch (command) {
	case TEE_UDP_CHANGEADDR:
		if (!buf || !length || !*length)
			return TEE_ERROR_BAD_PARAMETERS;
		return change_peer(context, strndup(buf, *length), context->port);
	case TEE_UDP_CHANGEPORT:
		if (!buf || !length || *length != sizeof(port))
			return TEE_ERROR_BAD_PARAMETERS;
		memcpy(&port, buf, sizeof(port));
		return change_peer(context, strdup(context->host), port);
	default:
		runtime_panic(TEE_ERROR_BAD_PARAMETERS, function, "unknown command 0x%x", command);
	}
}

static TEE_iSocket tcp = {
	.TEE_iSocketVersion = TEE_ISOCKET_VERSION,
	.protocolID = TEE_ISOCKET_PROTOCOLID_TCP,
	.open = tcp_open, .close = close_context, .send = send_data, .recv = receive_data,
	.error = last_error, .ioctl = tcp_ioctl,
};

static TEE_iSocket udp = {
	.TEE_iSocketVersion = TEE_ISOCKET_VERSION,
	.protocolID = TEE_ISOCKET_PROTOCOLID_UDP,
	.open = udp_open, .close = close_context, .send = send_data, .recv = receive_data,
	.error = last_error, .ioctl = udp_ioctl,
};

#pragma GCC visibility push(default)
TEE_iSocket *const TEE_tcpSocket = &tcp;
TEE_iSocket *const TEE_udpSocket = &udp;
#pragma GCC visibility pop
