/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Resources that the monitor keeps when a worker ends: the TEE's device, so
 * that requests wait instead of failing; the memory that is shared with the
 * TEE; the identity of the storage directory; and the state (state.h), which
 * only workers read. A service manager, if there is one, keeps all of them too,
 * so that the next supplicant can continue however this one ends.
 */
#ifndef SUPPLICANT_FD_STORE_H
#define SUPPLICANT_FD_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "options.h"
#include "request/shm.h"
#include "storage/fs_place.h"

/* Maximum size of the name of a file that a service manager keeps, with the NUL */
#define FD_STORE_NAME_SIZE	64

/**
 * struct stored_region - a region of shared memory, or an unused entry
 * @shm:	the kernel's descriptor, which keeps the memory allocated; -1:
 *		unused
 * @memory:	the descriptor to map: @shm, or a memfd of the monitor
 * @id:		the kernel's id of the memory
 * @size:	bytes
 * @is_wanted:	the current worker has asked for it
 */
struct stored_region {
	int shm;
	int memory;
	uint32_t id;
	size_t size;
	bool is_wanted;
};

/**
 * struct fd_store - the kept resources
 * @device:	the TEE's device for supplicants; -1: nothing is kept
 * @name:	the service manager's name for the device, which includes the
 *		requested device
 * @can_register: memory of the supplicant can be registered with the device
 * @state:	the memfd of the state
 * @place:	the storage directory in use
 * @regions: @bytes: regions of shared memory, and their total size in bytes
 */
struct fd_store {
	int device;
	char name[FD_STORE_NAME_SIZE];
	bool can_register;
	int state;
	struct fs_place place;
	struct stored_region regions[SHM_MAX_REGIONS];
	size_t bytes;
};

/**
 * fd_store_take_over() - take over the files that the service manager kept from
 * an earlier supplicant
 * @store:	[out] nothing is kept if the service manager has no valid files
 * @options:	the requested device: files of a different device are not taken
 *		over
 */
void fd_store_take_over(struct fd_store *store, const struct supp_options *options);

/**
 * fd_store_open() - open the device and create a state, unless they are kept
 * already
 * @store:	[in/out] the kept resources
 * @options:	the device to open
 *
 * Return: 0, or -errno after a message.
 */
int fd_store_open(struct fd_store *store, const struct supp_options *options);

/** fd_store_close() - close and drop everything; the kernel then fails unanswered requests */
void fd_store_close(struct fd_store *store);

/**
 * fd_store_reset() - drop everything except the identity of the storage
 * directory
 *
 * While the device exists, the directory belongs to the same TEE, and its identity
 * is kept. If the device was removed, the identity is dropped too.
 */
void fd_store_reset(struct fd_store *store);

/**
 * fd_store_use_directory() - record that a storage directory is in use
 * @store:	where to record it
 * @directory:	identity of the directory that was opened for the reporting
 *		worker
 *
 * After a worker of this supplicant has used a directory, no other directory is
 * accepted.
 *
 * Return: 0; or -ESTALE: a different directory is in use.
 */
int fd_store_use_directory(struct fd_store *store, const struct fs_identity *directory);

/** fd_store_expect() - mark all shared memory as not wanted, before a worker is started */
void fd_store_expect(struct fd_store *store);

/** fd_store_settle() - free the shared memory that the new worker has not asked for */
void fd_store_settle(struct fd_store *store);

/**
 * fd_store_alloc() - allocate shared memory
 * @store:	where to keep it
 * @size:	bytes
 * @id:		[out] the kernel's id of the memory
 *
 * Return: a descriptor for mapping it, which the caller closes; or -errno:
 * -ENOSPC: it would exceed SHM_MAX_REGIONS or SHM_MAX_BYTES.
 */
int fd_store_alloc(struct fd_store *store, uint64_t size, uint32_t *id);

/**
 * fd_store_map() - get shared memory that an earlier worker allocated
 * @store:	where it is kept
 * @id:		the kernel's id of the memory
 * @size:	[out] bytes
 *
 * Return: a descriptor for mapping it, which the caller closes; -ENOENT: no
 * memory has this id; or another -errno.
 */
int fd_store_map(struct fd_store *store, uint32_t id, uint64_t *size);

/** fd_store_free() - free shared memory; an id that no memory has is ignored */
void fd_store_free(struct fd_store *store, uint32_t id);

#endif
