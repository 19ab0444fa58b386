/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the monitor keeps while workers come and go: the TEE's device, so that requests wait
 * and do not fail; the memory that is shared with the TEE; which storage folder is in use; and
 * the state (state.h), which is the workers' alone to read. All of it is also with the service
 * manager, where there is one, so that the next supplicant goes on from there, however this one
 * ends.
 */
#ifndef SUPPLICANT_KEEPER_H
#define SUPPLICANT_KEEPER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "options.h"
#include "request/shm.h"
#include "storage/fs_place.h"

/* Room for the name of what a service manager keeps. */
#define KEEPER_NAME_SIZE	64

/**
 * struct keeper_piece - a piece of shared memory, or none
 * @shm:	the kernel's descriptor, which keeps it; -1: none
 * @memory:	what to map it by: @shm, or a file of the monitor's own
 * @id:		the kernel's id
 * @size:	bytes
 * @is_wanted:	the worker that there is has asked for it
 */
struct keeper_piece {
	int shm;
	int memory;
	uint32_t id;
	size_t size;
	bool is_wanted;
};

/**
 * struct keeper - what is kept
 * @device:	the TEE's device for supplicants; -1: nothing is kept
 * @name:	of the device with the service manager: it says which was asked for
 * @can_register: it takes memory of the supplicant's own
 * @state:	memory of the workers'
 * @place:	which storage folder is in use
 * @pieces: @bytes: shared memory, and how much in all
 */
struct keeper {
	int device;
	char name[KEEPER_NAME_SIZE];
	bool can_register;
	int state;
	struct fs_place place;
	struct keeper_piece pieces[SHM_MAX_PIECES];
	size_t bytes;
};

/**
 * keeper_take_over() - begin with what the service manager has of a supplicant before
 * @keeper:	[out] nothing is kept where it has nothing, or nothing of use
 * @options:	which device is asked for: another is of no use
 */
void keeper_take_over(struct keeper *keeper, const struct supp_options *options);

/**
 * keeper_open() - see to it that there is a device and a state
 * @keeper: @options:	where, and which
 *
 * Return: 0, or -errno after a message.
 */
int keeper_open(struct keeper *keeper, const struct supp_options *options);

/** keeper_close() - let go of all: the kernel fails what was not answered */
void keeper_close(struct keeper *keeper);

/**
 * keeper_begin_anew() - let go of all but the storage folder's identity
 *
 * That stays as long as the device has not gone: the folder is the same TEE's. It goes with the
 * device.
 */
void keeper_begin_anew(struct keeper *keeper);

/**
 * keeper_use_folder() - note that a storage folder is in use
 * @keeper:	where
 * @folder:	the one that was opened for the worker that says so
 *
 * Once a worker of this supplicant has used a folder no worker can say another.
 *
 * Return: 0; or -ESTALE: another folder is in use.
 */
int keeper_use_folder(struct keeper *keeper, const struct fs_identity *folder);

/** keeper_expect() - a new worker is to come: what it does not ask for is not wanted */
void keeper_expect(struct keeper *keeper);

/** keeper_settle() - it has asked for all it wants: the rest is freed */
void keeper_settle(struct keeper *keeper);

/**
 * keeper_alloc() - allocate shared memory
 * @keeper:	where
 * @size:	bytes
 * @id:		[out]
 *
 * Return: a descriptor to map it by, the caller's to close; or -errno: -ENOSPC: it would be
 * more than SHM_MAX_PIECES or SHM_MAX_BYTES.
 */
int keeper_alloc(struct keeper *keeper, uint64_t size, uint32_t *id);

/**
 * keeper_map() - shared memory that a worker before has allocated
 * @keeper: @id: which
 * @size:	[out] bytes
 *
 * Return: a descriptor as above; or -ENOENT, or -errno.
 */
int keeper_map(struct keeper *keeper, uint32_t id, uint64_t *size);

/** keeper_free() - free shared memory; an id that is none's is passed over */
void keeper_free(struct keeper *keeper, uint32_t id);

#endif
