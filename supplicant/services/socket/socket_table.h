/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The sockets of the TEE, by the Trusted Application's instance that opened them and the
 * handle that it was given. A socket may be closed while somebody waits at it: it is out
 * of the table at once, he is woken, and the descriptor goes when he has let go of it.
 */
#ifndef SUPPLICANT_SOCKET_TABLE_H
#define SUPPLICANT_SOCKET_TABLE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "ipc/wire.h"

/* Sockets at one time; of one instance and of all together */
#define SOCKET_MAX_OF_INSTANCE	64
#define SOCKET_MAX		256

/**
 * struct tee_socket - a socket
 * @fd:		its descriptor, connected and non-blocking
 * @kind:	TCP or UDP
 * @closed:	it has been closed while it was held; what waits for it ends, at once
 */
struct tee_socket {
	int fd;
	enum wire_socket kind;
	atomic_bool closed;
};

/**
 * socket_table_add() - take a socket in
 * @instance:	whose it is
 * @kind:	TCP or UDP
 * @fd:		its descriptor, the table's from now on; the caller's still on error
 * @handle:	[out] how the instance calls it
 *
 * Return: 0, or -EMFILE.
 */
int socket_table_add(uint64_t instance, enum wire_socket kind, int fd, uint32_t *handle);

/**
 * socket_table_get() - find a socket, and hold it
 * @instance:	whose it is
 * @handle:	how he calls it
 *
 * Return: the socket, to be let go with socket_table_put(); NULL where there is none.
 */
struct tee_socket *socket_table_get(uint64_t instance, uint32_t handle);

/** socket_table_put() - let go of a socket that socket_table_get() gave */
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
