/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The boundary between the library and the ways to reach a TEE. There are two: a device and
 * its ioctls (door_device.c), and a softteed broker's socket (door_softteed.c). A context
 * uses one of them, from TEEC_InitializeContext() until TEEC_FinalizeContext().
 */
#ifndef TEEC_DOOR_H
#define TEEC_DOOR_H

#include <linux/tee.h>
#include <stdbool.h>
#include <stddef.h>

struct teec_door_ops;
struct teec_memory;
struct teec_softteed;

/**
 * struct teec_door - an open connection to a TEE
 * @ops:	how to use it; constant
 * @fd:		the device or the socket, a number that no other context has; constant
 * @softteed:	the connection to a broker; NULL for a device; constant
 */
struct teec_door {
	const struct teec_door_ops *ops;
	int fd;
	struct teec_softteed *softteed;
};

/**
 * struct teec_door_ops - operations of a connection
 * @open_session: as TEE_IOC_OPEN_SESSION
 * @invoke:	as TEE_IOC_INVOKE
 * @cancel:	as TEE_IOC_CANCEL
 * @close_session: as TEE_IOC_CLOSE_SESSION
 * @allocate:	allocate and map memory of @memory->size bytes, more than 0. Sets id, at and
 *		whatever @release needs. -ENOMEM if it does not fit
 * @register_pages: make @memory->size bytes at @at accessible to the TEE. Sets id and fd;
 *		@at stays the caller's. Called only if the TEE has TEE_GEN_CAP_REG_MEM
 * @import:	make a dma-buf or memfd accessible, which stays the caller's. Sets id, size,
 *		and whatever @release needs
 * @release:	end the TEE's access to memory and unmap it, including its own pages. Memory
 *		that was neither allocated, registered nor imported is left alone. The context
 *		may be freed already
 * @unmap:	as @release, but called right before @close, which ends the TEE's access
 * @close:	close the connection along with its sessions. Memory in use stays mapped until
 *		it is released. Called once, without locks
 * @put:	drop the context's reference, after @close
 * @before_fork: called with the library's locks held
 * @after_fork:	undo @before_fork, in the parent or in the child
 *
 * Everything that returns an int returns 0 or -errno. Session operations take the structures
 * of <linux/tee.h> with their parameters, return 0 if the TEE has answered (its result is in
 * the structure), and may block. Except for @before_fork and @after_fork, any thread can call
 * any of these concurrently.
 */
struct teec_door_ops {
	int (*open_session)(const struct teec_door *door, struct tee_ioctl_open_session_arg *arg);
	int (*invoke)(const struct teec_door *door, struct tee_ioctl_invoke_arg *arg);
	int (*cancel)(const struct teec_door *door, struct tee_ioctl_cancel_arg *arg);
	int (*close_session)(const struct teec_door *door,
			     struct tee_ioctl_close_session_arg *arg);
	int (*allocate)(const struct teec_door *door, struct teec_memory *memory);
	int (*register_pages)(const struct teec_door *door, void *at, struct teec_memory *memory);
	int (*import)(const struct teec_door *door, int fd, struct teec_memory *memory);
	void (*release)(struct teec_memory *memory);
	void (*unmap)(struct teec_memory *memory);
	void (*close)(const struct teec_door *door);
	void (*put)(const struct teec_door *door);
	void (*before_fork)(const struct teec_door *door);
	void (*after_fork)(const struct teec_door *door, bool child);
};

/**
 * teec_door_open_device() - open a TEE device
 * @path:	the device node
 * @door:	[out] the connection, to be closed with its close() and put()
 * @version:	[out] the TEE's kind and capabilities
 *
 * Return: 0 or -errno.
 */
int teec_door_open_device(const char *path, struct teec_door *door,
			  struct tee_ioctl_version_data *version);

/**
 * teec_door_open_softteed() - connect to a softteed broker
 * @path:	its socket
 * @door:	[out] the connection, to be closed with its close() and put()
 * @version:	[out] the TEE's kind and capabilities
 *
 * A child process cannot use the connection of its parent: all operations return -EBADFD
 * there, except that memory can be released and the connection closed, which has no effect
 * on the parent.
 *
 * Return: 0; -ENOENT or -ECONNREFUSED if nothing listens at @path, -EPROTO if the peer is not
 * a broker of this version; or another -errno.
 */
int teec_door_open_softteed(const char *path, struct teec_door *door,
			    struct tee_ioctl_version_data *version);

#endif
