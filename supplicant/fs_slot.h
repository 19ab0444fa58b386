/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The files and folders that the TEE has open. What matters of a file lies in memory that
 * outlives the worker (state.h): another worker opens the file again, and the TEE's handle
 * names it as before. A folder's handle ends with its worker.
 */
#ifndef SUPPLICANT_FS_SLOT_H
#define SUPPLICANT_FS_SLOT_H

#include <dirent.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "fs_ahead.h"
#include "fs_disk.h"
#include "fs_near.h"
#include "fs_path.h"
#include "fs_place.h"
#include "request.h"

#define FS_SLOT_BITS	10
#define FS_NUM_SLOTS	(1u << FS_SLOT_BITS)

/* Not to be cut. */
#define FS_NO_SHRINK	UINT64_MAX

/**
 * struct fs_entry - what outlives a worker of an open file
 * @unsynced:	something was written that a power cut may take; read without the slot's
 *		lock to find those that have it
 * @shared:	it may be open twice, and nothing of it is kept in memory
 * @failed:	something that was written may be lost: nothing more is
 * @opened_by:	the number of the request that opened it
 * @shrink_to:	the size that it is to be cut to, or FS_NO_SHRINK
 * @shrink_after: the number of commits after which it may be; UINT64_MAX until the
 *		header that goes with it is written
 * @name_made:	the number of its name, where it was made when this was opened; else 0
 * @file:	which file it is
 * @path:	its name, which may have become another's
 * @near:	its beginning
 */
struct fs_entry {
	atomic_bool unsynced;
	bool shared;
	atomic_bool failed;
	uint64_t opened_by;
	uint64_t shrink_to;
	uint64_t shrink_after;
	atomic_ullong name_made;
	struct fs_identity file;
	char path[FS_PATH_MAX];
	struct fs_near near;
};

/**
 * struct fs_kept - what outlives a worker; all zero at first
 * @openings:	of files, counted, so that no handle is given out twice
 * @names_made:	in the folder, counted
 * @names_durable: how many of them a power cut does not take
 * @commits:	headers of the directory file that are durable
 * @place:	which folder they are in
 * @losses:	of something that was written, of which the directory files do not know yet
 * @handles:	what names each slot's file; 0: there is none. Set last, and cleared first
 * @entries:	of each slot
 */
struct fs_kept {
	uint32_t openings;
	atomic_ullong names_made;
	atomic_ullong names_durable;
	atomic_ullong commits;
	struct fs_place place;
	atomic_uint losses;
	_Atomic uint32_t handles[FS_NUM_SLOTS];
	struct fs_entry entries[FS_NUM_SLOTS];
};

/**
 * struct fs_slot - an open file or folder, or none
 * @lock:	guards the rest and @kept, held across what is done to it. Who holds the
 *		directory file's may take another's; the table's own is taken last
 * @kept:	its entry
 * @next_free:	while it is free, under the table's lock
 * @handle:	what names it; 0 while it is free
 * @fd:		a file; -1
 * @is_directory: it is the directory file
 * @name:	of the file, as a hash: two of one name may be one file
 * @ahead:	what is likely to be read next
 * @dir:	a folder; NULL
 */
struct fs_slot {
	pthread_mutex_t lock;
	struct fs_entry *kept;
	unsigned int next_free;
	uint32_t handle;
	int fd;
	atomic_bool is_directory;
	_Atomic uint64_t name;
	struct fs_ahead ahead;
	DIR *dir;
};

/**
 * fs_slots_start() - take over what the worker before had open
 * @folder:	the storage folder
 * @kept:	what it left
 * @is_in_hand:	see fs_start()
 */
void fs_slots_start(int folder, struct fs_kept *kept, supp_in_hand_fn *is_in_hand);

/** fs_slots_stop() - close all, without a word to the disk or in @kept */
void fs_slots_stop(void);

/**
 * fs_slot_take() - take a free slot
 * @request:	whom for
 *
 * Return: the slot, locked, with a new handle; NULL: all are taken.
 */
struct fs_slot *fs_slot_take(const struct supp_request *request);

/** fs_slot_give() - free a slot that is locked, and unlock it; its file stays open */
void fs_slot_give(struct fs_slot *slot);

/**
 * fs_slot_fill() - make a file the slot's, which is locked, and unlock it
 * @slot: @fd: @path:	which; &fs_entry.file says which file it is
 */
void fs_slot_fill(struct fs_slot *slot, int fd, const char *path);

/**
 * fs_slot_fail() - something that was written to a file may be lost, and can be lost unnoticed
 * @slot:	the file's
 *
 * After a sync that failed another may well say that all is durable. So nothing more is
 * written by this handle, and no change is made by a directory file's that is open: what
 * it names may be what is lost. One that is opened afterwards begins with what is committed.
 */
void fs_slot_fail(struct fs_slot *slot);

/** fs_slot_find_file() - the file's slot that a handle names, locked; or NULL */
struct fs_slot *fs_slot_find_file(uint64_t handle);

/** fs_slot_find_closable() - likewise, or of a file that a worker could not open again */
struct fs_slot *fs_slot_find_closable(uint64_t handle);

/** fs_slot_find_folder() - likewise of a folder */
struct fs_slot *fs_slot_find_folder(uint64_t handle);

/** fs_slots_end() - no slot from this number on was ever taken */
unsigned int fs_slots_end(void);

/** fs_slot_at() - the slot of a number, below FS_NUM_SLOTS */
struct fs_slot *fs_slot_at(unsigned int number);

/** fs_slots_have_directory() - whether the directory file is open */
bool fs_slots_have_directory(void);

/** fs_slots_have() - whether a file of a name is open */
bool fs_slots_have(const char *path);

/** fs_is_directory() - whether a name is the directory file's, which names the roots of all others */
bool fs_is_directory(const char *path);

#endif
