/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The connector: a process that may use the network, and nothing else. A worker, which
 * may not, asks it for sockets that are connected.
 */
#ifndef SUPPLICANT_CONNECTOR_H
#define SUPPLICANT_CONNECTOR_H

#include "wire.h"

/* How long resolving and connecting may take together, in ms */
#define CONNECTOR_TIMEOUT_MS	30000

/* Requests in hand at one time; others wait. */
#define CONNECTOR_MAX_ATTEMPTS	16

/**
 * connector_connect() - resolve a name and connect to it
 * @what:	to what, as wire_decode() found it sound
 * @fd:		the UDP socket to connect anew, or -1: make one
 * @timeout_ms:	how long connecting may take; resolving is not bounded here
 *
 * Return: @fd or a new descriptor, connected, non-blocking and close-on-exec; or -errno:
 * -ENXIO (no such host), -EINVAL (not a socket to connect anew), -ETIMEDOUT, or of
 * connecting to the last address.
 */
int connector_connect(const struct wire_connect *what, int fd, int timeout_ms);

/**
 * connector_serve() - serve a worker
 * @channel:	to the worker; closed when this returns
 * @timeout_ms:	CONNECTOR_TIMEOUT_MS, or less in a test
 *
 * Each request is a process of its own: a resolver cannot be interrupted, but ended.
 *
 * Return: 0 when the worker has gone; or -errno: -EBADMSG (it sent what a worker does
 * not send).
 */
int connector_serve(int channel, int timeout_ms);

#endif
