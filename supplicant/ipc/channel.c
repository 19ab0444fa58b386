// SPDX-License-Identifier: BSD-2-Clause
/*
 * Messages over a socket pair.
 *
 * There's no receiver thread. The first caller that has to wait reads the
 * socket for all of them and hands out the replies by sequence number. When it
 * has its own reply or times out, it wakes the others and one of them takes
 * over.
 */

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "ipc/channel.h"

int channel_pair(int ends[2])
{
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) ? -errno : 0;
}

static int sent(ssize_t written, size_t size)
{
	if (written < 0)
		return errno == ECONNRESET ? -EPIPE : -errno;
	return (size_t)written == size ? 0 : -EMSGSIZE;
}

/* Room for one SCM_RIGHTS descriptor, aligned like a cmsghdr */
union control {
	struct cmsghdr header;
	char room[CMSG_SPACE(sizeof(int))];
};

int channel_send_packet(int fd, const void *data, size_t size, int passed)
{
	struct iovec io = { (void *)(uintptr_t)data, size };
	union control control = { .header = {
		.cmsg_len = CMSG_LEN(sizeof(int)),
		.cmsg_level = SOL_SOCKET,
		.cmsg_type = SCM_RIGHTS,
	} };
	struct msghdr header = {
		.msg_iov = &io,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};

	if (passed < 0)
		return sent(send(fd, data, size, MSG_NOSIGNAL | MSG_DONTWAIT), size);
	memcpy(CMSG_DATA(&control.header), &passed, sizeof(passed));
	return sent(sendmsg(fd, &header, MSG_NOSIGNAL | MSG_DONTWAIT), size);
}

int channel_send_fd(int fd, const struct wire_message *message, int passed)
{
	uint8_t packet[WIRE_MAX_SIZE];
	size_t size = wire_encode(message, packet);

	return channel_send_packet(fd, packet, size, passed);
}

int channel_send(int fd, const struct wire_message *message)
{
	return channel_send_fd(fd, message, -1);
}

/* Return: the descriptor that came with a packet, or -1. */
static int received_fd(struct msghdr *header)
{
	struct cmsghdr *control = CMSG_FIRSTHDR(header);
	int fd = -1;

	if (control && control->cmsg_level == SOL_SOCKET && control->cmsg_type == SCM_RIGHTS &&
	    control->cmsg_len == CMSG_LEN(sizeof(int)))
		memcpy(&fd, CMSG_DATA(control), sizeof(fd));
	return fd;
}

/*
 * Receive up to @room bytes. Return: the packet's size; or -errno as in
 * channel_recv().
 */
static ssize_t receive(int fd, void *data, size_t room, int *passed)
{
	struct iovec io = { data, room };
	union control control;
	struct msghdr header = {
		.msg_iov = &io,
		.msg_iovlen = 1,
		.msg_control = &control,
		/*
		 * Not sizeof(control): the kernel would fit a second descriptor
		 * into the padding, and we'd leak it.
		 */
		.msg_controllen = CMSG_LEN(sizeof(int)),
	};
	ssize_t size;
	int got;

	do
		size = recvmsg(fd, &header, MSG_CMSG_CLOEXEC);
	while (size < 0 && errno == EINTR);
	if (size < 0)
		return errno == ECONNRESET ? -EPIPE : -errno;
	got = received_fd(&header);
	if (!size && got < 0)
		return -EPIPE;
	if (header.msg_flags & (MSG_TRUNC | MSG_CTRUNC) || (!passed && got >= 0)) {
		if (got >= 0)
			close(got);
		return -EBADMSG;
	}
	if (passed)
		*passed = got;
	return size;
}

static void close_passed(int *passed)
{
	if (passed && *passed >= 0) {
		close(*passed);
		*passed = -1;
	}
}

int channel_recv_packet(int fd, void *data, size_t size, int *passed)
{
	ssize_t got;

	if (passed)
		*passed = -1;
	got = receive(fd, data, size, passed);
	if (got < 0)
		return (int)got;
	if ((size_t)got == size)
		return 0;
	close_passed(passed);
	return -EBADMSG;
}

int channel_recv(int fd, struct wire_message *message, int *passed)
{
	/* +1 to notice packets that are too long */
	uint8_t packet[WIRE_MAX_SIZE + 1];
	ssize_t size;
	int rc;

	if (passed)
		*passed = -1;
	size = receive(fd, packet, sizeof(packet), passed);
	if (size < 0)
		return (int)size;
	rc = wire_decode(message, packet, (size_t)size);
	if (rc)
		close_passed(passed);
	return rc;
}

struct channel_call {
	struct channel_call *next;
	uint32_t sequence;
	bool done;
	int error;		/* valid if @done; -errno if there won't be a reply */
	struct wire_answer *answer;
	int *passed;
};

static struct channel_call *find_call(struct channel *channel, uint32_t sequence)
{
	struct channel_call *call = channel->calls;

	while (call && call->sequence != sequence)
		call = call->next;
	return call;
}

static void remove_call(struct channel *channel, struct channel_call *call)
{
	struct channel_call **link = &channel->calls;

	while (*link != call)
		link = &(*link)->next;
	*link = call->next;
}

/*
 * Hand a reply to the call that it belongs to, or fail all calls if @error. The
 * call may have timed out meanwhile, then the reply is dropped along with its
 * descriptor. Called with the lock held.
 */
static void deliver(struct channel *channel, int error, const struct wire_message *message,
		    int passed)
{
	struct channel_call *call;

	if (error) {
		for (struct channel_call *each = channel->calls; each; each = each->next) {
			each->error = -EIO;
			each->done = true;
		}
		return;
	}
	call = find_call(channel, message->sequence);
	if (!call || call->done) {
		if (passed >= 0)
			close(passed);
		return;
	}
	*call->answer = message->u.answer;
	*call->passed = passed;
	call->done = true;
}

/*
 * Receive one message and deliver it. Called with the lock held, but drops it
 * while blocked in poll() and recvmsg().
 */
static void read_for_all(struct channel *channel, int timeout_ms)
{
	struct pollfd ready[] = {
		{ .fd = channel->fd, .events = POLLIN },
		{ .fd = channel->stop, .events = POLLIN },
	};
	struct wire_message message;
	int passed = -1, error = -EAGAIN;

	channel->reading = true;
	pthread_mutex_unlock(&channel->lock);
	if (poll(ready, 2, timeout_ms) > 0 && !ready[0].revents) {
		error = -ECANCELED;
	} else if (ready[0].revents) {
		error = channel_recv(channel->fd, &message, &passed);
		if (!error && message.type != WIRE_ANSWER) {
			if (passed >= 0)
				close(passed);
			error = -EBADMSG;
		}
	}
	pthread_mutex_lock(&channel->lock);
	channel->reading = false;
	if (error != -EAGAIN)
		deliver(channel, error, &message, passed);
	pthread_cond_broadcast(&channel->changed);
}

/* Wait for the reply or the timeout. Called with the lock held. */
static void wait_for_answer(struct channel *channel, struct channel_call *call, int64_t until)
{
	const struct timespec end = clock_timespec(until);

	while (!call->done && clock_left_ms(until)) {
		if (!channel->reading)
			read_for_all(channel, clock_left_ms(until));
		else
			pthread_cond_clockwait(&channel->changed, &channel->lock,
					       CLOCK_MONOTONIC, &end);
	}
}

int channel_call(struct channel *channel, struct wire_message *request,
		 int sent, struct wire_answer *answer, int *passed, int timeout_ms)
{
	struct channel_call call = { .answer = answer, .passed = passed, .error = 0 };
	int64_t until;
	int rc;

	*passed = -1;
	if (channel->fd < 0)
		return -EPERM;
	until = clock_ms() + timeout_ms;

	pthread_mutex_lock(&channel->lock);
	if (!++channel->sequence)	/* 0 stands for "no reply wanted" */
		channel->sequence++;
	call.sequence = request->sequence = channel->sequence;
	call.next = channel->calls;
	channel->calls = &call;
	rc = channel_send_fd(channel->fd, request, sent);
	if (rc)
		rc = -EIO;
	else
		wait_for_answer(channel, &call, until);
	remove_call(channel, &call);
	/* We may have been the one that reads. Wake the others for one to take over. */
	pthread_cond_broadcast(&channel->changed);
	pthread_mutex_unlock(&channel->lock);
	if (rc)
		return rc;
	return call.done ? call.error : -ETIMEDOUT;
}
