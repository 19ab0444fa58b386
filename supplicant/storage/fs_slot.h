/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files and directories that the TEE has open. File entries are in memory that
 * outlives the worker (state.h), so the next worker can reopen the files and
 * the TEE's handles stay valid. Directory handles die with their worker.
 */
#ifndef SUPPLICANT_FS_SLOT_H
#define SUPPLICANT_FS_SLOT_H

#include <dirent.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "request/request.h"
#include "storage/fs_disk.h"
#include "storage/fs_head.h"
#include "storage/fs_path.h"
#include "storage/fs_readahead.h"

#define FS_SLOT_BITS	10
#define FS_NUM_SLOTS	(1u << FS_SLOT_BITS)

/* fs_entry.shrink_to if there is no truncation pending */
#define FS_NO_SHRINK	UINT64_MAX

/* All of a file's headers are below this offset. */
#define FS_HEADER_SIZE	4096u

/**
 * struct fs_former - what was there before a header was written
 * @request:	number of the request that wrote the header; 0 if @data is not
 *		complete
 * @data:	the overwritten bytes
 */
struct fs_former {
	_Atomic uint64_t request;
	uint8_t data[FS_HEADER_SIZE];
};

/**
 * struct fs_entry - the part of an open file that outlives the worker
 * @unsynced:	some of what was written is not on the disk. Commits also read
 *		this without the slot's lock
 * @shared:	might be open twice, so do not cache it
 * @failed:	written bytes may be lost, so refuse any more
 * @opened_by:	number of the request that opened the file
 * @shrink_to:	size to truncate to, or FS_NO_SHRINK
 * @shrink_after: truncate once there have been more commits than this; UINT64_MAX
 *		until the shorter file's header is written
 * @name_made:	number of the file's name, if this handle created it without
 *		syncing the name; otherwise 0
 * @file:	what the file has to match when it is reopened
 * @path:	path it was opened by, which may be another file's by now
 * @head:	cached start of the file
 * @former:	what the last header replaced
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
	struct fs_head head;
	struct fs_former former;
};

/**
 * struct fs_saved - what one worker leaves to the next; all zero at first
 * @openings:	counter that goes into handles, so none is used twice
 * @names_made:	names created so far in the storage directory
 * @names_durable: how many of them are synced
 * @commits:	commits so far
 * @losses:	losses that the open directory files haven't been failed for yet
 * @handles:	per slot, or 0; set last and cleared first
 * @entries:	per slot
 */
struct fs_saved {
	uint32_t openings;
	atomic_ullong names_made;
	atomic_ullong names_durable;
	atomic_ullong commits;
	atomic_uint losses;
	_Atomic uint32_t handles[FS_NUM_SLOTS];
	struct fs_entry entries[FS_NUM_SLOTS];
};

/**
 * struct fs_slot - an open file or directory, or a free slot
 * @lock:	guards the rest and @saved, held throughout an operation on the
 *		file. With the directory file's lock held, another slot's lock
 *		may be taken. The table's lock comes last
 * @saved:	the part that outlives us
 * @next_free:	free list, under the table's lock
 * @handle:	0: the slot is free
 * @fd:		the file, or -1
 * @is_directory: it's the directory file
 * @name:	hash of the path, equal for slots that may have the same file
 * @readahead:	read-ahead state
 * @dir:	an open directory, or NULL
 */
struct fs_slot {
	pthread_mutex_t lock;
	struct fs_entry *saved;
	unsigned int next_free;
	uint32_t handle;
	int fd;
	atomic_bool is_directory;
	_Atomic uint64_t name;
	struct fs_readahead readahead;
	DIR *dir;
};

/**
 * fs_slots_start() - reopen the previous worker's files
 * @directory:	the storage directory
 * @saved:	what the previous worker left
 * @is_in_hand:	see fs_start()
 */
void fs_slots_start(int directory, struct fs_saved *saved, supp_in_hand_fn *is_in_hand);

/** fs_slots_stop() - close all files, leaving the disk and fs_saved alone */
void fs_slots_stop(void);

/**
 * fs_slot_take() - take a free slot
 * @request:	the request that opens the file
 *
 * Return: the slot, locked, with a new handle; NULL: all slots are taken.
 */
struct fs_slot *fs_slot_take(const struct service_request *request);

/** fs_slot_give() - free and unlock a slot, whose file the caller closes */
void fs_slot_give(struct fs_slot *slot);

/**
 * fs_slot_fill() - put a file into a locked slot, and unlock it
 * @slot:	slot in which fs_entry.file is set
 * @fd: @path:	the file
 */
void fs_slot_fill(struct fs_slot *slot, int fd, const char *path);

/**
 * fs_slot_fail() - note that bytes written to a file may be lost
 * @slot:	the file's slot
 *
 * The next sync may report success even though those bytes never made it to the
 * disk. So we refuse all further writes through this handle, and through every
 * handle of the directory file that is open at this time, since it might refer to
 * the lost bytes. One that is opened later sees only committed contents.
 */
void fs_slot_fail(struct fs_slot *slot);

/** fs_slot_find_file() - look up a file by its handle; returns it locked, or NULL */
struct fs_slot *fs_slot_find_file(uint64_t handle);

/** fs_slot_find_closable() - look up a file, even one that we couldn't reopen */
struct fs_slot *fs_slot_find_closable(uint64_t handle);

/** fs_slot_find_directory() - look up a directory by its handle; returns it locked, or NULL */
struct fs_slot *fs_slot_find_directory(uint64_t handle);

/** fs_slots_end() - return one past the highest slot number used so far */
unsigned int fs_slots_end(void);

/** fs_slot_at() - return a slot by number */
struct fs_slot *fs_slot_at(unsigned int number);

/** fs_slots_have_directory() - check whether the directory file is open */
bool fs_slots_have_directory(void);

/** fs_slots_have() - check by hash whether a path is open; false positives are possible */
bool fs_slots_have(const char *path);

/** fs_is_directory() - check whether this is the directory file's path */
bool fs_is_directory(const char *path);

#endif
