// SPDX-License-Identifier: BSD-2-Clause
/*
 * The connection to the application's storage process. The broker makes one when it's first
 * needed, and again when the process has died. One entry point runs at a time, and so at most
 * one request is underway.
 */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "softteed/instance/instance_private.h"
#include "softteed/protocol/packet.h"

/* How long the broker may take to answer, in seconds */
#define PATIENCE	10

/* How many connections to a dead process there may be until the broker knows that it is */
#define ATTEMPTS	10

/*
 * struct answer - what the broker has sent
 * @lock:	protects the others
 * @arrived:	signalled when @is_there is set
 * @is_there:	the broker has answered
 * @fd:		the socket, or -1 if it can't make one
 */
static struct {
	pthread_mutex_t lock;
	pthread_cond_t arrived;
	bool is_there;
	int fd;
} answer = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false, -1 };

/* The connection, or -1; only the running entry point's thread changes it */
static atomic_int connection = -1;

void instance_storage_connected(int fd)
{
	pthread_mutex_lock(&answer.lock);
	if (answer.fd >= 0)
		close(answer.fd);
	answer.fd = fd;
	answer.is_there = true;
	pthread_cond_signal(&answer.arrived);
	pthread_mutex_unlock(&answer.lock);
}

/* Take the broker's answer: a socket, or -1 if there's none yet or it can't make one. */
static int take_answer(void)
{
	int fd = answer.is_there ? answer.fd : -1;

	answer.fd = -1;
	answer.is_there = false;
	return fd;
}

/* The main thread can't wait for itself: it reads the broker's messages here. */
static void wait_as_main_thread(void)
{
	struct pollfd control = { .fd = instance.control, .events = POLLIN };

	while (!answer.is_there && poll(&control, 1, PATIENCE * 1000) > 0)
		instance_read_message();
}

static int wait_for_answer(void)
{
	struct timespec until;
	int fd;

	if (instance.stopping)
		wait_as_main_thread();
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += PATIENCE;
	pthread_mutex_lock(&answer.lock);
	while (!answer.is_there && !instance.stopping &&
	       !pthread_cond_timedwait(&answer.arrived, &answer.lock, &until))
		;
	fd = take_answer();
	pthread_mutex_unlock(&answer.lock);
	return fd;
}

static void disconnect(void)
{
	close(connection);
	connection = -1;
}

bool instance_storage_is_connected(void)
{
	return connection >= 0;
}

void instance_storage_disconnect(void)
{
	if (connection >= 0)
		disconnect();
}

/* An answer that came too late for an earlier request is as good. */
static void ask_for_connection(void)
{
	struct message message = { .type = MESSAGE_STORAGE };

	pthread_mutex_lock(&answer.lock);
	connection = take_answer();
	pthread_mutex_unlock(&answer.lock);
	if (connection >= 0)
		return;
	instance_report(&message);
	connection = wait_for_answer();
}

/* The process sends the connection's number first. */
static bool is_served(void)
{
	uint32_t number;
	ssize_t size;

	do
		size = recv(connection, &number, sizeof(number), 0);
	while (size < 0 && errno == EINTR);
	return size == sizeof(number);
}

/* Get a connection. The broker may not know yet that the process is dead. */
static int connect_storage(void)
{
	for (int attempt = 0; connection < 0 && attempt < ATTEMPTS; attempt++) {
		ask_for_connection();
		if (connection < 0)
			break;
		if (!is_served())
			disconnect();
	}
	return connection < 0 ? -EPIPE : 0;
}

/* A request that couldn't be sent goes to the next process. */
static int send_request(const void *request, size_t size)
{
	int rc = -EPIPE;

	for (int attempt = 0; rc == -EPIPE && attempt < 2; attempt++) {
		rc = connect_storage();
		if (rc)
			return rc;
		rc = packet_send(connection, request, size, NULL, 0, 0);
		if (rc)
			disconnect();
	}
	return rc;
}

int runtime_storage_call(const void *request, size_t request_size, void *reply,
			 size_t *reply_size)
{
	ssize_t size;
	int rc = send_request(request, request_size);

	if (rc)
		return rc;
	do
		size = recv(connection, reply, *reply_size, MSG_TRUNC);
	while (size < 0 && errno == EINTR);
	if (size > 0 && (size_t)size <= *reply_size) {
		*reply_size = (size_t)size;
		return 0;
	}
	rc = size < 0 ? -errno : size ? -EMSGSIZE : -EPIPE;
	/* A reply that came later would be taken for the next request's. */
	disconnect();
	return rc;
}
