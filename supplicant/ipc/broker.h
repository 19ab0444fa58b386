/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a worker, which may open next to nothing itself, asks of the processes that may.
 * Each function sends one message and waits for its answer, at most some seconds; any
 * thread may call any of them. Refusals are the permit-by-state table's. Where the monitor
 * has gone, or does not answer in time, the process ends, and with it what it was about to
 * answer.
 */
#ifndef SUPPLICANT_BROKER_H
#define SUPPLICANT_BROKER_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "ipc/wire.h"

/**
 * broker_start() - set the channels of the functions below, before any of them is called
 * @monitor_fd:	the channel to the monitor
 * @connector_fd: the channel to the connector; -1: there is none
 */
void broker_start(int monitor_fd, int connector_fd);

/**
 * broker_open_ta() - open a Trusted Application's file
 * @uuid:	which, 16 bytes
 * @size:	[out] the file's size
 *
 * Return: a descriptor for reading, close-on-exec, which the caller closes; or -errno:
 * -ENOENT, -EPERM (not permitted in this state) …
 */
int broker_open_ta(const uint8_t uuid[16], size_t *size);

/**
 * broker_alloc_memory() - allocate memory that is shared with the TEE
 * @size:	bytes, a multiple of 4096
 * @id:		[out] the kernel's id of it
 *
 * Return: a descriptor to map it by; or -errno: -ENOMEM, -ENOSPC (more than shm.h allows) …
 */
int broker_alloc_memory(size_t size, uint32_t *id);

/**
 * broker_map_memory() - memory that a worker before has allocated
 * @id:		its id
 * @size:	[out] bytes
 *
 * What a worker does not ask for before it serves is freed then.
 *
 * Return: a descriptor to map it by; or -ENOENT (there is no such memory), or another -errno
 * (it cannot be had now).
 */
int broker_map_memory(uint32_t id, size_t *size);

/**
 * broker_free_memory() - the TEE has it no more, and nobody else
 * @id:		its id
 */
void broker_free_memory(uint32_t id);

/**
 * broker_use_folder() - have it noted that the storage folder which is open here is in use
 *
 * Return: 0; or -errno: -ESTALE: another folder is in use.
 */
int broker_use_folder(void);

/**
 * struct rpmb_card_info - which card it is, and what its RPMB takes
 * @cid:	its CID
 * @size_mult:	the memory's size, in 128 KiB
 * @reliable_sectors: sectors of 512 bytes that it writes at once
 */
struct rpmb_card_info {
	uint8_t cid[16];
	uint8_t size_mult;
	uint8_t reliable_sectors;
};

/**
 * broker_open_rpmb() - have a card's RPMB opened, by a process of its own
 * @device:	its number N, as in /dev/mmcblkNrpmb; passed over where the command line names a
 *		card
 * @info:	[out] of its card
 *
 * Return: a stream to that process (rpmb_card.h), close-on-exec, which the caller closes; or
 * -errno: -ENOENT (no such card), -EPERM (the RPMB is emulated), -EBUSY (the process before has
 * not ended) …
 */
int broker_open_rpmb(unsigned int device, struct rpmb_card_info *info);

/**
 * broker_connect() - a socket that is connected to a server
 * @kind:	TCP or UDP
 * @family:	0 any, 4 or 6
 * @host:	name or address, at most 255 characters
 * @port:	1 to 65535
 *
 * The connector, a process that may use the network and nothing else, resolves the name
 * and connects; it is there only where sockets are switched on.
 *
 * Return: a descriptor as above, non-blocking; or -errno: -EPERM (sockets are off),
 * -ENXIO (no such host), -ECONNREFUSED, -ETIMEDOUT …
 */
int broker_connect(enum wire_socket kind, unsigned int family, const char *host,
		   uint16_t port);

/**
 * broker_reconnect() - have a UDP socket connected to another server
 * @fd:		a socket that broker_connect() gave
 * @family:	4 or 6, which it is of
 * @host: @port: as above
 *
 * It stays as it is on an error, and keeps its own address and port.
 *
 * Return: 0; or -errno as above, or -EINVAL where it is no such socket.
 */
int broker_reconnect(int fd, unsigned int family, const char *host, uint16_t port);

/**
 * broker_create_dump() - a new file for a profile or a trace
 * @kind:	"gprof" or "ftrace"
 * @uuid:	of which Trusted Application
 *
 * Return: a descriptor for writing an empty file that nobody had before; or -errno.
 */
int broker_create_dump(const char *kind, const uint8_t uuid[16]);

#endif
