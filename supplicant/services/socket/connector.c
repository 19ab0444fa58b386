// SPDX-License-Identifier: BSD-2-Clause
/*
 * Connector process: resolve names and connect sockets for the worker, forking
 * a child with its own timeout for each request.
 */

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"
#include "clock.h"
#include "ipc/channel.h"
#include "services/socket/connector.h"

static int resolve(const struct wire_connect *what, struct addrinfo **list)
{
	struct addrinfo hints = {
		.ai_family = what->family == 4 ? AF_INET :
			     what->family == 6 ? AF_INET6 : AF_UNSPEC,
		.ai_socktype = what->kind == WIRE_TCP ? SOCK_STREAM : SOCK_DGRAM,
		.ai_flags = AI_NUMERICSERV,
	};
	char port[sizeof("65535")];

	snprintf(port, sizeof(port), "%u", (unsigned int)(uint16_t)what->port);
	switch (getaddrinfo(what->host, port, &hints, list)) {
	case 0:
		return 0;
	case EAI_MEMORY:
		return -ENOMEM;
	default:
		return -ENXIO;
	}
}

/* Wait for the outcome of a non-blocking connect(). */
static int await_connection(int fd, int64_t until)
{
	struct pollfd wait = { .fd = fd, .events = POLLOUT };
	socklen_t size = sizeof(int);
	int ready, err = 0;

	do {
		ready = poll(&wait, 1, clock_left_ms(until));
	} while (ready < 0 && errno == EINTR);
	if (ready < 0)
		return -errno;
	if (!ready)
		return -ETIMEDOUT;
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &size))
		return -errno;
	return -err;
}

static int connect_to(int fd, const struct addrinfo *address, int64_t until)
{
	int err;

	if (!connect(fd, address->ai_addr, address->ai_addrlen))
		return 0;
	err = -errno;
	return err == -EINPROGRESS ? await_connection(fd, until) : err;
}

/* Return: a connected socket, or -errno. */
static int connect_new(const struct addrinfo *address, int64_t until)
{
	int fd, err;

	fd = socket(address->ai_family,
		    address->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC,
		    address->ai_protocol);
	if (fd < 0)
		return -errno;
	err = connect_to(fd, address, until);
	if (!err)
		return fd;
	close(fd);
	return err;
}

/*
 * The worker could pass us any descriptor. Only take what we might have created
 * ourselves, i.e. UDP over IPv4 or IPv6.
 */
static int check_socket(int fd, const struct wire_connect *what)
{
	int type = 0, domain = 0;
	socklen_t size = sizeof(int);

	if (what->kind != WIRE_UDP || getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) ||
	    getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size))
		return -EINVAL;
	return type == SOCK_DGRAM && (domain == AF_INET || domain == AF_INET6) ? 0 : -EINVAL;
}

int connector_connect(const struct wire_connect *what, int fd, int timeout_ms)
{
	struct addrinfo *list = NULL;
	int64_t until = clock_ms() + timeout_ms, share;
	int addresses = 0, got;

	got = fd < 0 ? 0 : check_socket(fd, what);
	if (!got)
		got = resolve(what, &list);
	if (got)
		return got;
	for (const struct addrinfo *address = list; address; address = address->ai_next)
		addresses++;
	/*
	 * Divide the remaining time evenly, or one unresponsive address could
	 * use up all of it.
	 */
	got = -ENXIO;
	for (const struct addrinfo *address = list; address; address = address->ai_next) {
		share = clock_ms() + clock_left_ms(until) / addresses--;
		if (fd < 0)
			got = connect_new(address, share);
		else
			got = connect_to(fd, address, share);
		if (got >= 0)
			break;
	}
	freeaddrinfo(list);
	return got < 0 || fd < 0 ? got : fd;
}

/*
 * struct attempt - a request being served
 * @child:	process that resolves and connects; 0: unused entry
 * @from:	socket to read its reply from
 * @sequence:	the worker's number for the request
 * @renews:	the worker already has the socket, do not send it back
 * @until:	when to kill the process
 */
struct attempt {
	pid_t child;
	int from;
	uint32_t sequence;
	bool renews;
	int64_t until;
};

/*
 * struct connector - state of the connector process
 * @channel:	channel to the worker
 * @timeout_ms:	time limit per request
 * @attempts:	requests being served
 */
struct connector {
	int channel;
	int timeout_ms;
	struct attempt attempts[CONNECTOR_MAX_ATTEMPTS];
};

static int answer(const struct connector *connector, uint32_t sequence, int err, int fd)
{
	struct wire_message message = { .type = WIRE_ANSWER, .sequence = sequence };

	message.u.answer.error = err;
	return fd < 0 ? channel_send(connector->channel, &message) :
			channel_send_fd(connector->channel, &message, fd);
}

/* Runs in the child: do the work, pass the reply to the parent, and exit. */
static void run_attempt(const struct wire_message *request, int fd, int to, int timeout_ms)
{
	struct wire_message message = {
		.type = WIRE_ANSWER,
		.sequence = request->sequence,
	};
	int got;

	got = connector_connect(&request->u.connect, fd, timeout_ms);
	if (got < 0) {
		message.u.answer.error = got;
		channel_send(to, &message);
	} else {
		channel_send_fd(to, &message, got);
	}
	_exit(0);
}

static int start_attempt(struct connector *connector, struct attempt *attempt,
			 const struct wire_message *request, int fd)
{
	int end;
	pid_t child = child_fork_pair(SOCK_SEQPACKET, &end);

	if (child < 0)
		return child;
	if (!child) {
		close(connector->channel);
		/* these belong to other requests and were inherited by fork() */
		for (int n = 0; n < CONNECTOR_MAX_ATTEMPTS; n++)
			if (connector->attempts[n].child)
				close(connector->attempts[n].from);
		run_attempt(request, fd, end, connector->timeout_ms);
	}
	*attempt = (struct attempt){
		.child = child,
		.from = end,
		.sequence = request->sequence,
		.renews = request->u.connect.renews,
		.until = clock_ms() + connector->timeout_ms,
	};
	return 0;
}

static void end_attempt(struct attempt *attempt)
{
	int status;

	/* The child may be stuck in getaddrinfo(), so do not wait for it to finish. */
	kill(attempt->child, SIGKILL);
	while (waitpid(attempt->child, &status, 0) < 0 && errno == EINTR)
		;
	close(attempt->from);
	attempt->child = 0;
}

/*
 * Answer the worker. @err is 0 if the child has something for us to read (or
 * has died), and -ETIMEDOUT if it ran out of time.
 */
static int finish_attempt(struct connector *connector, struct attempt *attempt, int err)
{
	struct wire_message message;
	int fd = -1;

	if (!err)
		err = channel_recv(attempt->from, &message, &fd);
	if (!err && (message.type != WIRE_ANSWER || message.sequence != attempt->sequence ||
		     (!message.u.answer.error && fd < 0)))
		err = -EIO;
	if (!err)
		err = message.u.answer.error;
	else if (err != -ETIMEDOUT)
		err = -EIO;
	end_attempt(attempt);
	if (fd >= 0 && (err || attempt->renews)) {
		close(fd);
		fd = -1;
	}
	err = answer(connector, attempt->sequence, err, fd);
	if (fd >= 0)
		close(fd);
	return err;
}

static struct attempt *free_attempt(struct connector *connector)
{
	for (int i = 0; i < CONNECTOR_MAX_ATTEMPTS; i++)
		if (!connector->attempts[i].child)
			return &connector->attempts[i];
	return NULL;
}

static int take_request(struct connector *connector)
{
	struct wire_message request;
	int fd = -1, err;

	err = channel_recv(connector->channel, &request, &fd);
	if (err)
		return err;
	if (request.type != WIRE_CONNECT || (fd >= 0) != !!request.u.connect.renews)
		err = -EBADMSG;
	if (!err) {
		err = start_attempt(connector, free_attempt(connector), &request, fd);
		if (err)
			err = answer(connector, request.sequence, err, -1);
	}
	if (fd >= 0)
		close(fd);
	return err;
}

/* One round of poll(), over the worker's channel and all children. */
static int serve_once(struct connector *connector)
{
	struct pollfd wait[CONNECTOR_MAX_ATTEMPTS + 1];
	struct attempt *attempt;
	short revents;
	int timeout = -1, left, err;

	for (int i = 0; i < CONNECTOR_MAX_ATTEMPTS; i++) {
		attempt = &connector->attempts[i];
		wait[i] = (struct pollfd){
			.fd = attempt->child ? attempt->from : -1,
			.events = POLLIN,
		};
		left = clock_left_ms(attempt->until);
		if (attempt->child && (timeout < 0 || left < timeout))
			timeout = left;
	}
	/*
	 * With all entries taken, leave requests queued in the socket. POLLHUP
	 * still tells us when the worker is gone.
	 */
	wait[CONNECTOR_MAX_ATTEMPTS] = (struct pollfd){
		.fd = connector->channel,
		.events = free_attempt(connector) ? POLLIN : 0,
	};
	if (poll(wait, CONNECTOR_MAX_ATTEMPTS + 1, timeout) < 0)
		return errno == EINTR ? 0 : -errno;
	revents = wait[CONNECTOR_MAX_ATTEMPTS].revents;
	if (revents && (free_attempt(connector) || revents & POLLHUP)) {
		err = free_attempt(connector) ? take_request(connector) : -EPIPE;
		if (err)
			return err;
	}
	for (int i = 0; i < CONNECTOR_MAX_ATTEMPTS; i++) {
		attempt = &connector->attempts[i];
		/*
		 * Children started after poll() are not in @wait, leave them for
		 * the next round.
		 */
		if (wait[i].fd < 0 || (!wait[i].revents && clock_left_ms(attempt->until)))
			continue;
		err = finish_attempt(connector, attempt, wait[i].revents ? 0 : -ETIMEDOUT);
		if (err)
			return err;
	}
	return 0;
}

int connector_serve(int channel, int timeout_ms)
{
	struct connector connector = { .channel = channel, .timeout_ms = timeout_ms };
	int err;

	do {
		err = serve_once(&connector);
	} while (!err);
	for (int i = 0; i < CONNECTOR_MAX_ATTEMPTS; i++)
		if (connector.attempts[i].child)
			end_attempt(&connector.attempts[i]);
	close(channel);
	return err == -EPIPE ? 0 : err;
}
