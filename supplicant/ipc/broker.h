/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The worker's sandbox forbids it to open almost anything. These functions ask
 * other processes to do it. Each function sends one message and waits for the
 * reply. The wait is limited, after which the call fails with -ETIMEDOUT. Any
 * thread may call any of these functions. If the monitor has ended, the calling
 * process exits without answering any of its requests. The monitor kills a
 * worker whose message is not permitted in its state (permit.h).
 */
#ifndef SUPPLICANT_BROKER_H
#define SUPPLICANT_BROKER_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "ipc/wire.h"

/**
 * broker_start() - set the channels, before any other function here is called
 * @monitor_fd:	the channel to the monitor
 * @connector_fd: the channel to the connector; -1: sockets are disabled
 */
void broker_start(int monitor_fd, int connector_fd);

/**
 * broker_open_ta() - open the file of a TA
 * @uuid:	the TA's UUID, 16 bytes
 * @size:	[out] the file's size
 *
 * Return: a descriptor for reading, close-on-exec, which the caller closes; or
 * -errno: -ENOENT (no such file) …
 */
int broker_open_ta(const uint8_t uuid[16], size_t *size);

/**
 * broker_alloc_memory() - allocate memory that is shared with the TEE
 * @size:	bytes, a multiple of 4096
 * @id:		[out] the kernel's id of the memory
 *
 * Return: a descriptor for mapping it, which the caller closes; or -errno:
 * -ENOMEM, -ENOSPC (more than shm.h allows) …
 */
int broker_alloc_memory(size_t size, uint32_t *id);

/**
 * broker_map_memory() - get memory that an earlier worker allocated
 * @id:		the kernel's id of the memory
 * @size:	[out] bytes
 *
 * When the worker begins to serve, the monitor frees all memory that the worker
 * has not asked for.
 *
 * Return: a descriptor for mapping it, which the caller closes; -ENOENT: no
 * memory has this id; or a different -errno: it cannot be mapped at the moment.
 */
int broker_map_memory(uint32_t id, size_t *size);

/**
 * broker_free_memory() - free memory that neither the TEE nor this worker uses
 * @id:		the kernel's id of the memory
 */
void broker_free_memory(uint32_t id);

/**
 * broker_use_directory() - tell the monitor that the open storage directory is in use
 *
 * Return: 0; or -errno: -ESTALE: a different directory is in use.
 */
int broker_use_directory(void);

/**
 * struct rpmb_card_info - an eMMC card and the limits of its RPMB
 * @cid:	the card's CID
 * @size_mult:	size of the RPMB, in 128 KiB
 * @reliable_sectors: size of a reliable write, in sectors of 512 bytes
 */
struct rpmb_card_info {
	uint8_t cid[16];
	uint8_t size_mult;
	uint8_t reliable_sectors;
};

/**
 * broker_open_rpmb() - start a process that holds a card's RPMB open
 * @device:	N of /dev/mmcblkNrpmb; ignored if the command line names a card
 * @info:	[out] the card's properties
 *
 * Return: a stream to that process (rpmb_card.h), close-on-exec, which the
 * caller closes; or -errno: -ENOENT (no such card), -EPERM (the RPMB is
 * emulated), -EBUSY (the previous process has not ended) …
 */
int broker_open_rpmb(unsigned int device, struct rpmb_card_info *info);

/**
 * broker_connect() - get a socket that is connected to a server
 * @kind:	TCP or UDP
 * @family:	4 or 6; 0: any
 * @host:	name or address, at most 255 characters
 * @port:	1 to 65535
 *
 * The connector, a process that may use the network and little else, resolves
 * the name and connects. It runs only if sockets are enabled.
 *
 * Return: a descriptor, non-blocking and close-on-exec, which the caller
 * closes; or -errno: -EPERM (sockets are disabled), -ENXIO (no such host),
 * -ECONNREFUSED, -ETIMEDOUT …
 */
int broker_connect(enum wire_socket kind, unsigned int family, const char *host,
		   uint16_t port);

/**
 * broker_reconnect() - connect a UDP socket to a different server
 * @fd:		a socket that broker_connect() returned
 * @family:	4 or 6, the family of @fd
 * @host: @port: as for broker_connect()
 *
 * The socket keeps its local address and port. After an error it stays
 * connected to its previous server.
 *
 * Return: 0; or -errno as broker_connect(), or -EINVAL (@fd is not a UDP
 * socket).
 */
int broker_reconnect(int fd, unsigned int family, const char *host, uint16_t port);

/**
 * broker_create_dump() - create a file for a profile or a trace
 * @kind:	"gprof" or "ftrace"
 * @uuid:	the TA's UUID, 16 bytes
 *
 * Return: a descriptor for writing to a new, empty file, which the caller
 * closes; or -errno.
 */
int broker_create_dump(const char *kind, const uint8_t uuid[16]);

#endif
