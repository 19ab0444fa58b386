/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The connector is a process that may use the network and not much else.
 * Workers have no network access of their own and ask it for connected sockets.
 */
#ifndef SUPPLICANT_CONNECTOR_H
#define SUPPLICANT_CONNECTOR_H

#include "ipc/wire.h"

/* Maximum number of requests served in parallel, the rest have to wait */
#define CONNECTOR_MAX_ATTEMPTS	16

/**
 * connector_connect() - resolve a host name and connect
 * @what:	where to, already validated by wire_decode()
 * @fd:		UDP socket to reconnect; -1 for a new socket
 * @timeout_ms:	time limit. It includes name resolution, but we cannot interrupt
 *		that from here
 *
 * Return: @fd or a new descriptor, connected, non-blocking and close-on-exec;
 * or -errno: -ENXIO (the name does not resolve), -EINVAL (@fd is not a UDP
 * socket), -ETIMEDOUT, or the error from the last address tried.
 */
int connector_connect(const struct wire_connect *what, int fd, int timeout_ms);

/**
 * connector_serve() - serve a worker
 * @channel:	channel to the worker; closed on return
 * @timeout_ms:	WIRE_CONNECT_TIMEOUT_MS; tests use less
 *
 * We fork for each request, since the only way to abort getaddrinfo() is to kill
 * the process.
 *
 * Return: 0 once the worker is gone; or -errno, e.g. -EBADMSG for a malformed
 * message.
 */
int connector_serve(int channel, int timeout_ms);

#endif
