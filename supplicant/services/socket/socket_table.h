/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The sockets of the TEE, by handle and by the TA instance that opened them. A
 * socket may be closed while a thread waits for it. Then it is removed from the
 * table immediately, the thread is woken, and the descriptor is closed when the
 * last reference is dropped.
 */
#ifndef SUPPLICANT_SOCKET_TABLE_H
#define SUPPLICANT_SOCKET_TABLE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "ipc/wire.h"

/* Maximum number of sockets per instance, and in total */
#define SOCKET_MAX_OF_INSTANCE	64
#define SOCKET_MAX		256

/**
 * struct tee_socket - a socket
 * @fd:		its descriptor, connected and non-blocking
 * @kind:	TCP or UDP
 * @closed:	it was closed while callers held a reference; they must not wait for it
 */
struct tee_socket {
	int fd;
	enum wire_socket kind;
	atomic_bool closed;
};

/**
 * socket_table_add() - add a socket
 * @instance:	the TA instance that opens it
 * @kind:	TCP or UDP
 * @fd:		its descriptor, which the table owns after success
 * @handle:	[out] the handle for the instance
 *
 * Return: 0; -EMFILE: the instance or the table has too many sockets.
 */
int socket_table_add(uint64_t instance, enum wire_socket kind, int fd, uint32_t *handle);

/**
 * socket_table_get() - find a socket, and take a reference to it
 * @instance:	the TA instance that opened it
 * @handle:	its handle
 *
 * Return: the socket, which the caller must release with socket_table_put();
 * NULL: the instance has no such handle.
 */
struct tee_socket *socket_table_get(uint64_t instance, uint32_t handle);

/** socket_table_put() - drop the reference that socket_table_get() took */
void socket_table_put(struct tee_socket *socket);

/**
 * socket_table_close() - close a socket
 *
 * Return: 0, or -ENOENT.
 */
int socket_table_close(uint64_t instance, uint32_t handle);

/** socket_table_close_all() - close all sockets of an instance */
void socket_table_close_all(uint64_t instance);

#endif
