/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sockets by handle and TA instance. A socket can be closed while another
 * thread waits for it. It leaves the table at once and the waiter is woken, but
 * the descriptor stays open until the last reference is dropped.
 */
#ifndef SUPPLICANT_SOCKET_TABLE_H
#define SUPPLICANT_SOCKET_TABLE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "ipc/wire.h"

/* Maximum number of sockets, for one instance and in total */
#define SOCKET_MAX_OF_INSTANCE	64
#define SOCKET_MAX		256

/**
 * struct tee_socket - a TA's socket
 * @fd:		connected and non-blocking
 * @kind:	TCP or UDP
 * @closed:	closed while somebody still held a reference, so don't wait on it
 */
struct tee_socket {
	int fd;
	enum wire_socket kind;
	atomic_bool closed;
};

/**
 * socket_table_add() - add a connected socket
 * @instance:	TA instance that opens it
 * @kind:	TCP or UDP
 * @fd:		the socket, owned by the table on success
 * @handle:	[out] the instance's handle for it
 *
 * Return: 0; -EMFILE: too many sockets, for this instance or in total.
 */
int socket_table_add(uint64_t instance, enum wire_socket kind, int fd, uint32_t *handle);

/**
 * socket_table_get() - look up a socket and take a reference
 * @instance:	TA instance that opened it
 * @handle:	its handle
 *
 * Return: the socket, to be released with socket_table_put(); NULL: the instance
 * has no such handle.
 */
struct tee_socket *socket_table_get(uint64_t instance, uint32_t handle);

/** socket_table_put() - drop a reference from socket_table_get() */
void socket_table_put(struct tee_socket *socket);

/**
 * socket_table_close() - close a socket
 *
 * Return: 0; -ENOENT: the instance has no such handle.
 */
int socket_table_close(uint64_t instance, uint32_t handle);

/** socket_table_close_all() - close all of an instance's sockets */
void socket_table_close_all(uint64_t instance);

#endif
