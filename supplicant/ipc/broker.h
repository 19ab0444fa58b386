/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Opening things on the worker's behalf. The sandbox lets the worker open next
 * to nothing, so these functions ask the monitor or the connector to do it:
 * send a message, wait for the reply, return the descriptor. They are
 * thread-safe, and fail with -ETIMEDOUT if the reply takes too long.
 *
 * Two things to keep in mind. If the monitor is dead, the process exits right
 * here and leaves its requests to the next worker. And the monitor kills a
 * worker that sends something permit.h doesn't permit in its state.
 */
#ifndef SUPPLICANT_BROKER_H
#define SUPPLICANT_BROKER_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "ipc/wire.h"

/**
 * broker_start() - set the channels; call this before anything else in here
 * @monitor_fd:	to the monitor
 * @connector_fd: to the connector, or -1 if sockets are disabled
 */
void broker_start(int monitor_fd, int connector_fd);

/**
 * broker_open_ta() - open a TA's file
 * @uuid:	which TA, 16 bytes
 * @size:	[out] file size
 *
 * Return: a read-only descriptor, close-on-exec, which the caller closes; or
 * -errno, e.g. -ENOENT if there's no such file.
 */
int broker_open_ta(const uint8_t uuid[16], size_t *size);

/**
 * broker_alloc_memory() - allocate memory to share with the TEE
 * @size:	bytes, a multiple of 4096
 * @id:		[out] the kernel's id for it
 *
 * Return: a descriptor to mmap(), which the caller closes; or -errno: -ENOMEM,
 * -ENOSPC (the limits in shm.h) etc.
 */
int broker_alloc_memory(size_t size, uint32_t *id);

/**
 * broker_map_memory() - get at memory that an earlier worker allocated
 * @id:		the kernel's id
 * @size:	[out] bytes
 *
 * Also marks the memory as wanted. When a new worker starts to serve, the
 * monitor frees all memory without that mark.
 *
 * Return: a descriptor to mmap(), which the caller closes; -ENOENT if the
 * monitor doesn't know the id; any other -errno is transient.
 */
int broker_map_memory(uint32_t id, size_t *size);

/**
 * broker_free_memory() - free memory that is used neither here nor in the TEE
 * @id:		the kernel's id
 */
void broker_free_memory(uint32_t id);

/**
 * broker_use_directory() - tell the monitor that we use the storage directory
 *
 * Return: 0 or -errno, notably -ESTALE if another directory is in use already.
 */
int broker_use_directory(void);

/**
 * struct rpmb_card_info - an eMMC card and its RPMB limits
 * @cid:	CID register
 * @size_mult:	RPMB size in 128 KiB units
 * @reliable_sectors: reliable write size, in 512-byte sectors
 */
struct rpmb_card_info {
	uint8_t cid[16];
	uint8_t size_mult;
	uint8_t reliable_sectors;
};

/**
 * broker_open_rpmb() - start a helper that holds a card's RPMB open
 * @device:	N in /dev/mmcblkNrpmb; ignored if the command line names a card
 * @info:	[out] card properties
 *
 * Return: a stream to the helper (see rpmb_card.h), close-on-exec, which the
 * caller closes; or -errno: -ENOENT (no such card), -EPERM (the RPMB is
 * emulated), -EBUSY (the previous helper is still running) etc.
 */
int broker_open_rpmb(unsigned int device, struct rpmb_card_info *info);

/**
 * broker_connect() - get a connected socket
 * @kind:	TCP or UDP
 * @family:	4, 6, or 0 for either
 * @host:	name or address, at most 255 characters
 * @port:	1 to 65535
 *
 * The name is resolved in the connector, a helper that may use the network but
 * can do little else. It runs only if sockets are enabled.
 *
 * Return: a non-blocking, close-on-exec descriptor, which the caller closes;
 * or -errno: -EPERM (sockets are disabled), -ENXIO (no such host),
 * -ECONNREFUSED, -ETIMEDOUT etc.
 */
int broker_connect(enum wire_socket kind, unsigned int family, const char *host,
		   uint16_t port);

/**
 * broker_reconnect() - point a UDP socket at another server
 * @fd:		from broker_connect()
 * @family:	4 or 6, to match @fd
 * @host: @port: see broker_connect()
 *
 * The local address and port don't change. On error @fd is still connected to
 * the old server.
 *
 * Return: 0; or -errno as from broker_connect(), or -EINVAL if @fd isn't UDP.
 */
int broker_reconnect(int fd, unsigned int family, const char *host, uint16_t port);

/**
 * broker_create_dump() - create a profile or trace file
 * @kind:	"gprof" or "ftrace"
 * @uuid:	the TA's UUID, 16 bytes
 *
 * Return: a write-only descriptor for the new, empty file, which the caller
 * closes; or -errno.
 */
int broker_create_dump(const char *kind, const uint8_t uuid[16]);

#endif
