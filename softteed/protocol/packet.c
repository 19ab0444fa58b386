// SPDX-License-Identifier: BSD-2-Clause
/* Packets with descriptors over SEQPACKET sockets */
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "softteed/protocol/packet.h"

/* Room for the descriptors, aligned like a cmsghdr */
union control {
	struct cmsghdr header;
	char room[CMSG_SPACE(MESSAGE_MAX_FDS * sizeof(int))];
};

int packet_send(int fd, const void *data, size_t size, const int *fds, size_t num_fds, int flags)
{
	struct iovec io = { (void *)(uintptr_t)data, size };
	union control control = { 0 };
	struct msghdr header = { .msg_iov = &io, .msg_iovlen = 1 };
	ssize_t sent;

	if (num_fds) {
		control.header.cmsg_len = CMSG_LEN(num_fds * sizeof(int));
		control.header.cmsg_level = SOL_SOCKET;
		control.header.cmsg_type = SCM_RIGHTS;
		memcpy(CMSG_DATA(&control.header), fds, num_fds * sizeof(int));
		header.msg_control = &control;
		header.msg_controllen = CMSG_SPACE(num_fds * sizeof(int));
	}
	do
		sent = sendmsg(fd, &header, MSG_NOSIGNAL | flags);
	while (sent < 0 && errno == EINTR);
	if (sent < 0)
		return errno == ECONNRESET ? -EPIPE : -errno;
	return (size_t)sent == size ? 0 : -EMSGSIZE;
}

/* Move the descriptors into @fds. Return false if there were too many, all closed then. */
static bool take_fds(struct msghdr *header, int *fds, size_t num_fds)
{
	struct cmsghdr *control = CMSG_FIRSTHDR(header);
	int got[MESSAGE_MAX_FDS];
	size_t count = 0;

	if (control && control->cmsg_level == SOL_SOCKET && control->cmsg_type == SCM_RIGHTS) {
		count = (control->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		memcpy(got, CMSG_DATA(control), count * sizeof(int));
	}
	if (count > num_fds || header->msg_flags & (MSG_CTRUNC | MSG_TRUNC)) {
		packet_close_fds(got, count);
		return false;
	}
	memcpy(fds, got, count * sizeof(int));
	return true;
}

ssize_t packet_receive(int fd, void *data, size_t room, int *fds, size_t num_fds, int flags)
{
	struct iovec io = { data, room };
	union control control;
	struct msghdr header = {
		.msg_iov = &io,
		.msg_iovlen = 1,
		.msg_control = &control,
		/*
		 * CMSG_LEN rather than the size, so that the kernel can't fit another descriptor
		 * into the padding.
		 */
		.msg_controllen = CMSG_LEN(MESSAGE_MAX_FDS * sizeof(int)),
	};
	ssize_t size;

	for (size_t n = 0; n < num_fds; n++)
		fds[n] = -1;
	do
		size = recvmsg(fd, &header, MSG_CMSG_CLOEXEC | flags);
	while (size < 0 && errno == EINTR);
	if (size < 0)
		return errno == ECONNRESET ? -EPIPE : -errno;
	if (!take_fds(&header, fds, num_fds))
		return -EBADMSG;
	if (size)
		return size;
	/* An empty packet looks like the end, but has descriptors if the sender likes. */
	packet_close_fds(fds, num_fds);
	return -EPIPE;
}

int message_send(int fd, struct message *message, const int *fds, size_t num_fds)
{
	message->magic = MESSAGE_MAGIC;
	return packet_send(fd, message, message_size(message->type), fds, num_fds, MSG_DONTWAIT);
}

int message_receive(int fd, struct message *message, int fds[MESSAGE_MAX_FDS], int flags)
{
	ssize_t size = packet_receive(fd, message, sizeof(*message), fds, MESSAGE_MAX_FDS, flags);
	int rc = size < 0 ? (int)size : message_check(message, (size_t)size);

	if (rc)
		packet_close_fds(fds, MESSAGE_MAX_FDS);
	return rc;
}

int message_receive_plain(int fd, struct message *message)
{
	struct iovec io = { message, sizeof(*message) };
	struct msghdr header = { .msg_iov = &io, .msg_iovlen = 1 };
	ssize_t size;

	do
		size = recvmsg(fd, &header, MSG_PEEK | MSG_DONTWAIT);
	while (size < 0 && errno == EINTR);
	if (size < 0)
		return errno == ECONNRESET ? -EPIPE : -errno;
	/* There's no room for descriptors, so the kernel says if there would be some. */
	if (header.msg_flags & (MSG_CTRUNC | MSG_TRUNC))
		return -EBADMSG;
	size = recv(fd, message, sizeof(*message), MSG_DONTWAIT);
	return size > 0 ? message_check(message, (size_t)size) : -EPIPE;
}

void packet_refuse_fds(int fd)
{
	const int off = 0;

	setsockopt(fd, SOL_SOCKET, SO_PASSRIGHTS, &off, sizeof(off));
}

void packet_close_fds(int *fds, size_t num_fds)
{
	for (size_t n = 0; n < num_fds; n++) {
		if (fds[n] >= 0)
			close(fds[n]);
		fds[n] = -1;
	}
}
