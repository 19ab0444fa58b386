/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The connector: a process that may use the network, and little else. The
 * worker has no network access, and asks the connector for connected sockets.
 */
#ifndef SUPPLICANT_CONNECTOR_H
#define SUPPLICANT_CONNECTOR_H

#include "ipc/wire.h"

/* Maximum number of requests that are served concurrently; others wait */
#define CONNECTOR_MAX_ATTEMPTS	16

/**
 * connector_connect() - resolve a host name, and connect to the host
 * @what:	where to connect to, already checked by wire_decode()
 * @fd:		a UDP socket to reconnect; -1: create a socket
 * @timeout_ms:	time limit for connecting; resolving is not limited here
 *
 * Return: @fd or a new descriptor, connected, non-blocking and close-on-exec;
 * or -errno: -ENXIO (no such host), -EINVAL (@fd is not a UDP socket),
 * -ETIMEDOUT, or the error of connecting to the last address.
 */
int connector_connect(const struct wire_connect *what, int fd, int timeout_ms);

/**
 * connector_serve() - serve a worker
 * @channel:	channel to the worker; closed when this returns
 * @timeout_ms:	WIRE_CONNECT_TIMEOUT_MS, or less in a test
 *
 * Each request has its own process, because name resolution can be aborted only
 * by killing the process that does it.
 *
 * Return: 0 when the worker has ended; or -errno: -EBADMSG (a message is
 * invalid).
 */
int connector_serve(int channel, int timeout_ms);

#endif
