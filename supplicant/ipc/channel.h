/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages over a socket pair (SOCK_SEQPACKET), and calls over it by many
 * threads.
 *
 * A worker sends descriptors only to the connector: UDP sockets that are to be
 * connected to a different server. Because sendmsg() could also send a datagram
 * to any address, the worker's sandbox allows it only on the channel to the
 * connector.
 */
#ifndef SUPPLICANT_CHANNEL_H
#define SUPPLICANT_CHANNEL_H

#include <pthread.h>
#include <stdbool.h>

#include "ipc/wire.h"

/**
 * channel_pair() - make a socket pair
 * @ends:	[out] both ends, close-on-exec
 *
 * Return: 0 or -errno.
 */
int channel_pair(int ends[2]);

/**
 * channel_send_packet() - send a packet, and optionally a descriptor with it
 * @fd:		this end
 * @data: @size: the packet
 * @passed:	the descriptor to send, which the caller still owns; -1: none
 *
 * Does not block if the socket is full, because a peer that does not read is
 * broken.
 *
 * Return: 0 or -errno: -EPIPE (the peer has ended), -EAGAIN (it does not read).
 */
int channel_send_packet(int fd, const void *data, size_t size, int passed);

/**
 * channel_recv_packet() - receive a packet of a known size
 * @fd:		this end
 * @data: @size: [out] the packet
 * @passed:	[out] as for channel_recv()
 *
 * Return: 0; -EPIPE (the peer has ended), -EBADMSG (the packet has a different
 * size, or an unexpected descriptor), or -errno.
 */
int channel_recv_packet(int fd, void *data, size_t size, int *passed);

/**
 * channel_send() - send a message without a descriptor
 * @fd:		this end
 * @message:	the message
 *
 * Does not block if the socket is full, because a peer that does not read is
 * broken.
 *
 * Return: 0 or -errno: -EPIPE (the peer has ended), -EAGAIN (it does not read).
 */
int channel_send(int fd, const struct wire_message *message);

/**
 * channel_send_fd() - send a message and a descriptor
 * @fd:		this end
 * @message:	the message
 * @passed:	the descriptor, which the caller still owns
 *
 * Return: as channel_send().
 */
int channel_send_fd(int fd, const struct wire_message *message, int passed);

/**
 * channel_recv() - receive a message
 * @fd:		this end
 * @message:	[out] the message
 * @passed:	[out] the descriptor in the message, or -1; NULL: a message with
 *		a descriptor is invalid
 *
 * Return: 0; -EPIPE (the peer has ended), -EBADMSG (the message is invalid), or
 * -errno.
 */
int channel_recv(int fd, struct wire_message *message, int *passed);

/* A call that waits for its reply; it is on the caller's stack. */
struct channel_call;

/**
 * struct channel - the calling end of a socket pair
 * @fd:		this end; -1: there is no channel
 * @stop:	a descriptor that becomes readable when all calls must fail; or
 *		-1
 * @lock:	guards the members that follow
 * @changed:	signalled when a reply has arrived, or when a thread stops
 *		receiving
 * @calls:	the waiting calls
 * @sequence:	sequence number of the last call
 * @reading:	one of the waiting threads is receiving for all of them
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
 * channel_call() - send a request and wait for its reply
 * @channel:	the channel
 * @request:	the request; this function sets its sequence
 * @sent:	a descriptor to send with it, which the caller still owns;
 *		-1: none
 * @answer:	[out] the reply
 * @passed:	[out] the descriptor in the reply, or -1; the caller closes it
 * @timeout_ms:	how long to wait
 *
 * Any number of threads may call concurrently; the peer may answer in any
 * order.
 *
 * Return: 0: a reply arrived, which may be an error; -EPERM: there is no
 * channel; -EIO: the request could not be sent, the peer has ended or sent an
 * invalid message, or @stop of the channel is readable; -ETIMEDOUT.
 */
int channel_call(struct channel *channel, struct wire_message *request,
		 int sent, struct wire_answer *answer, int *passed, int timeout_ms);

#endif
