/* SPDX-License-Identifier: BSD-2-Clause */
/* Packets with descriptors over SEQPACKET sockets */
#ifndef SOFTTEED_PACKET_H
#define SOFTTEED_PACKET_H

#include <stddef.h>
#include <sys/socket.h>
#include <sys/types.h>

#include "softteed/protocol/message.h"

/* The C library's headers may be older than the kernel. */
#ifndef SO_PASSRIGHTS
#define SO_PASSRIGHTS	83
#endif

/**
 * packet_send() - send a packet
 * @fd:		the socket
 * @data:	the packet
 * @size:	its size in bytes
 * @fds:	descriptors to pass along, which the caller keeps
 * @num_fds:	how many, up to MESSAGE_MAX_FDS
 * @flags:	MSG_DONTWAIT or 0
 *
 * Return: 0; -EAGAIN if the socket is full (MSG_DONTWAIT only); -EPIPE if the other end is
 * gone; -errno.
 */
int packet_send(int fd, const void *data, size_t size, const int *fds, size_t num_fds,
		int flags);

/**
 * packet_receive() - receive a packet
 * @fd:		the socket
 * @data:	[out] the packet
 * @room:	bytes at @data
 * @fds:	[out] the descriptors that came with it, close-on-exec, the caller's from now
 *		on; the rest is set to -1
 * @num_fds:	how many at most, up to MESSAGE_MAX_FDS
 * @flags:	MSG_DONTWAIT or 0
 *
 * A packet that is too large, or comes with too many descriptors, is dropped, and the
 * descriptors are closed.
 *
 * Return: the packet's size; -EPIPE if the other end is gone; -EBADMSG for a dropped packet;
 * -EAGAIN; -errno.
 */
ssize_t packet_receive(int fd, void *data, size_t room, int *fds, size_t num_fds, int flags);

/**
 * message_send() - send a message
 * @fd:		the socket
 * @message:	the message; magic is filled in, the rest of the union is ignored
 * @fds:	descriptors to pass along, which the caller keeps
 * @num_fds:	how many, up to MESSAGE_MAX_FDS
 *
 * Doesn't wait.
 *
 * Return: as packet_send().
 */
int message_send(int fd, struct message *message, const int *fds, size_t num_fds);

/**
 * message_receive() - receive a message and check it
 * @fd:		the socket
 * @message:	[out] the message
 * @fds:	[out] MESSAGE_MAX_FDS descriptors as in packet_receive()
 * @flags:	MSG_DONTWAIT or 0
 *
 * Return: 0; -EBADMSG also for what message_check() refuses; otherwise as packet_receive().
 */
int message_receive(int fd, struct message *message, int fds[MESSAGE_MAX_FDS], int flags);

/**
 * message_receive_plain() - receive a message of somebody who may not pass descriptors
 * @fd:		the socket
 * @message:	[out] the message
 *
 * Doesn't wait. Descriptors are refused without taking them out of the socket, since the last
 * one to close a descriptor may have to wait for whatever is behind it.
 *
 * Return: 0; -EBADMSG, which leaves the packet in the socket if it has descriptors or is too
 * large; -EPIPE if the other end is gone; -EAGAIN; -errno.
 */
int message_receive_plain(int fd, struct message *message);

/**
 * packet_refuse_fds() - have the kernel refuse descriptors that are sent to a socket
 * @fd:		the socket. What a listening socket accepts from now on is like it
 *
 * Senders get EPERM. Before Linux 6.16 this does nothing, see message_receive_plain().
 */
void packet_refuse_fds(int fd);

/**
 * packet_close_fds() - close descriptors
 * @fds:	the descriptors; -1 for none. Set to -1
 * @num_fds:	how many
 */
void packet_close_fds(int *fds, size_t num_fds);

#endif
