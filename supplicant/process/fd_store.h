/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Resources that survive a worker: the TEE's device (so requests queue up
 * instead of failing), the memory shared with the TEE, the identity of the
 * storage directory, and the state (state.h), which only workers look into.
 *
 * With a service manager around, its fd store gets a copy of each, and the next
 * supplicant picks up from there no matter how this one ends.
 */
#ifndef SUPPLICANT_FD_STORE_H
#define SUPPLICANT_FD_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "options.h"
#include "request/shm.h"
#include "storage/fs_place.h"

/* FDNAME= buffer, including the NUL */
#define FD_STORE_NAME_SIZE	64

/**
 * struct stored_region - a region of shared memory, or an unused entry
 * @shm:	shm descriptor from the TEE driver, keeps the memory allocated; -1
 *		if unused
 * @memory:	descriptor to mmap(): @shm itself or a memfd of ours
 * @id:		the kernel's id
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
 * struct fd_store - everything that outlives a worker
 * @device:	the TEE's privileged device, or -1 if the store is empty
 * @name:	FDNAME of @device; depends on the device asked for on the command
 *		line
 * @can_register: our memory can be registered with @device (TEE_GEN_CAP_REG_MEM)
 * @state:	memfd of the state
 * @place:	storage directory in use
 * @regions: @bytes: shared memory, and its total size
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
 * fd_store_take_over() - adopt the descriptors that an earlier supplicant stored
 * @store:	[out] empty unless the service manager passed a complete set
 * @options:	command line. Leftovers of a different device don't count
 */
void fd_store_take_over(struct fd_store *store, const struct supp_options *options);

/**
 * fd_store_open() - open the device and create a state, if not open already
 * @store:	[in/out] where to put them
 * @options:	which device to open
 *
 * Return: 0, or -errno after logging it.
 */
int fd_store_open(struct fd_store *store, const struct supp_options *options);

/** fd_store_close() - close it all. The kernel then fails the unanswered requests. */
void fd_store_close(struct fd_store *store);

/**
 * fd_store_reset() - fd_store_close(), but remember the storage directory
 *
 * As long as the device responds, it's the same TEE that the directory belongs
 * to. If the device was removed, the directory is forgotten too.
 */
void fd_store_reset(struct fd_store *store);

/**
 * fd_store_use_directory() - record which storage directory is in use
 * @store:	where to record it
 * @directory:	the directory we have opened for the worker that reports this
 *
 * The first directory that a worker of this supplicant uses is final.
 *
 * Return: 0, or -ESTALE if a different one is in use.
 */
int fd_store_use_directory(struct fd_store *store, const struct fs_identity *directory);

/** fd_store_expect() - clear all is_wanted marks before starting a worker */
void fd_store_expect(struct fd_store *store);

/** fd_store_settle() - free the memory that the new worker didn't ask for */
void fd_store_settle(struct fd_store *store);

/**
 * fd_store_alloc() - allocate shared memory
 * @store:	where to keep it
 * @size:	bytes
 * @id:		[out] the kernel's id
 *
 * Return: a descriptor to mmap(), which the caller closes; or -errno, e.g.
 * -ENOSPC beyond SHM_MAX_REGIONS or SHM_MAX_BYTES.
 */
int fd_store_alloc(struct fd_store *store, uint64_t size, uint32_t *id);

/**
 * fd_store_map() - hand out shared memory that is allocated already
 * @store:	where it's kept
 * @id:		the kernel's id
 * @size:	[out] bytes
 *
 * Return: a descriptor to mmap(), which the caller closes; -ENOENT if there's
 * no such id; or any other -errno.
 */
int fd_store_map(struct fd_store *store, uint32_t id, uint64_t *size);

/** fd_store_free() - free shared memory; unknown ids are ignored */
void fd_store_free(struct fd_store *store, uint32_t id);

#endif
