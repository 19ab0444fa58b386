/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Message passing over SOCK_SEQPACKET pairs, and RPC on top that any number of
 * threads can share.
 *
 * The worker passes descriptors only to the connector, namely UDP sockets to
 * reconnect. That takes sendmsg(), which could just as well send a datagram to
 * an arbitrary address, so the worker's sandbox pins it to that one socket.
 */
#ifndef SUPPLICANT_CHANNEL_H
#define SUPPLICANT_CHANNEL_H

#include <pthread.h>
#include <stdbool.h>

#include "ipc/wire.h"

/**
 * channel_pair() - create a socket pair
 * @ends:	[out] both ends, close-on-exec
 *
 * Return: 0 or -errno.
 */
int channel_pair(int ends[2]);

/**
 * channel_send_packet() - send a packet, maybe along with a descriptor
 * @fd:		our end
 * @data: @size: the packet
 * @passed:	descriptor to pass, or -1; stays open here
 *
 * Never blocks. A peer that lets its socket fill up is broken.
 *
 * Return: 0 or -errno: -EPIPE (the peer is dead), -EAGAIN (it doesn't read).
 */
int channel_send_packet(int fd, const void *data, size_t size, int passed);

/**
 * channel_recv_packet() - receive a packet of exactly @size bytes
 * @fd:		our end
 * @data: @size: [out] the packet
 * @passed:	[out] see channel_recv()
 *
 * Return: 0; -EPIPE (the peer is dead), -EBADMSG (wrong size, or a descriptor
 * where we expect none), or any other -errno.
 */
int channel_recv_packet(int fd, void *data, size_t size, int *passed);

/**
 * channel_send() - send a message without a descriptor
 * @fd:		our end
 * @message:	the message
 *
 * Never blocks, like channel_send_packet().
 *
 * Return: 0 or -errno: -EPIPE (the peer is dead), -EAGAIN (it doesn't read).
 */
int channel_send(int fd, const struct wire_message *message);

/**
 * channel_send_fd() - send a message and a descriptor
 * @fd:		our end
 * @message:	the message
 * @passed:	descriptor to pass, stays open here
 *
 * Return: as channel_send().
 */
int channel_send_fd(int fd, const struct wire_message *message, int passed);

/**
 * channel_recv() - receive a message
 * @fd:		our end
 * @message:	[out] the message
 * @passed:	[out] the descriptor that came with it, or -1. NULL if the
 *		message isn't supposed to carry one
 *
 * Return: 0; -EPIPE (the peer is dead), -EBADMSG (invalid message), or any
 * other -errno.
 */
int channel_recv(int fd, struct wire_message *message, int *passed);

/* a pending channel_call(), on the caller's stack */
struct channel_call;

/**
 * struct channel - calling end of a socket pair
 * @fd:		our end, or -1 if this channel doesn't exist
 * @stop:	all calls fail once this becomes readable; or -1
 * @lock:	protects everything below
 * @changed:	a reply has been delivered, or the receiving thread is done
 * @calls:	pending calls
 * @sequence:	the last call's sequence number
 * @reading:	one of the waiting threads is in recvmsg(), for all of them
 */
struct channel {
	int fd;
	int stop;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct channel_call *calls;
	uint32_t sequence;
	bool reading;
};

#define CHANNEL_INITIALIZER { -1, -1, PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, \
	NULL, 0, false }

/**
 * channel_call() - send a request and wait for the reply
 * @channel:	where to
 * @request:	the request; we fill in the sequence number
 * @sent:	descriptor to pass with it, or -1; stays open here
 * @answer:	[out] the reply
 * @passed:	[out] descriptor from the reply, or -1; the caller closes it
 * @timeout_ms:	how long to wait
 *
 * Callers don't serialize, and the peer may reply in any order.
 *
 * Return: 0 if there is a reply (which may well carry an error); -EPERM if
 * @channel doesn't exist; -ETIMEDOUT; or -EIO if the request couldn't be sent,
 * the peer is dead or broken, or @channel->stop is readable.
 */
int channel_call(struct channel *channel, struct wire_message *request,
		 int sent, struct wire_answer *answer, int *passed, int timeout_ms);

#endif
