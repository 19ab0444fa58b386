/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages over a socket pair (SOCK_SEQPACKET), and calls over it from many threads.
 *
 * A worker sends a descriptor only to the connector: a socket to be connected again. With
 * sendmsg() a datagram socket could send to any address. So the worker's sandbox allows sendmsg()
 * only for the channel to the connector.
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
 * channel_send_packet() - send a packet, and a descriptor with it
 * @fd:		this end
 * @data: @size: the packet
 * @passed:	the descriptor, which stays the caller's; -1: none
 *
 * It does not wait for room in the socket: a peer that does not read is broken.
 *
 * Return: 0 or -errno: -EPIPE (the peer has ended), -EAGAIN (it does not read).
 */
int channel_send_packet(int fd, const void *data, size_t size, int passed);

/**
 * channel_recv_packet() - receive a packet of one size
 * @fd:		this end
 * @data: @size: [out] the packet
 * @passed:	[out] as channel_recv() has it
 *
 * Return: 0; -EPIPE (the peer has ended), -EBADMSG (the packet has another size, or a descriptor
 * that is not expected), or -errno.
 */
int channel_recv_packet(int fd, void *data, size_t size, int *passed);

/**
 * channel_send() - send a message without a descriptor
 * @fd:		this end
 * @message:	the message
 *
 * It does not wait for room in the socket: a peer that does not read is broken.
 *
 * Return: 0 or -errno: -EPIPE (the peer has ended), -EAGAIN (it does not read).
 */
int channel_send(int fd, const struct wire_message *message);

/**
 * channel_send_fd() - send a message and a descriptor
 * @fd: @message: as above
 * @passed:	the descriptor, which stays the caller's
 *
 * Return: as above.
 */
int channel_send_fd(int fd, const struct wire_message *message, int passed);

/**
 * channel_recv() - receive a message
 * @fd:		this end
 * @message:	[out]
 * @passed:	[out] the descriptor that came with it, or -1; NULL: none is expected. Then a
 *		message with a descriptor is -EBADMSG
 *
 * Return: 0; -EPIPE (the peer has ended), -EBADMSG (not a message), or -errno.
 */
int channel_recv(int fd, struct wire_message *message, int *passed);

/* A call that waits for its answer; it is on its caller's stack. */
struct channel_call;

/**
 * struct channel - the calling end of a socket pair
 * @fd:		this end, -1 where there is none
 * @stop:	a descriptor that becomes readable when calls are to be given up; or -1
 * @lock:	guards what follows
 * @changed:	signalled when an answer has come, or when a thread stops receiving
 * @calls:	the calls that wait
 * @sequence:	of the last call
 * @reading:	one of the waiting threads is receiving, for all of them
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
 * channel_call() - send a request and wait for its answer
 * @channel:	the channel
 * @request:	the request; this function sets its sequence
 * @sent:	a descriptor to send with it, which stays the caller's; -1: none
 * @answer:	[out] the answer
 * @passed:	[out] the descriptor that came with it, or -1; the caller closes it
 * @timeout_ms:	how long to wait
 *
 * Any number of threads may call at once; the other end may answer in any order.
 *
 * Return: 0: there is an answer, which may be an error; -EPERM: there is no such channel; -EIO: the
 * other end has ended, has sent what is no answer, or calls are given up; -ETIMEDOUT.
 */
int channel_call(struct channel *channel, struct wire_message *request,
		 int sent, struct wire_answer *answer, int *passed, int timeout_ms);

#endif
