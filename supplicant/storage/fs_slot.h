/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The files and directories that the TEE has open. A file's entry is in memory
 * that outlives the worker (state.h): the next worker reopens the file, and the
 * TEE's handle stays valid. A directory's handle becomes invalid when its
 * worker ends.
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

/* Value of &fs_entry.shrink_to if the file is not to be truncated. */
#define FS_NO_SHRINK	UINT64_MAX

/* A file's headers are before this offset. */
#define FS_HEADER_SIZE	4096u

/**
 * struct fs_former - bytes that a new header replaces
 * @request:	number of the request, if @data is complete; otherwise 0
 * @data:	the bytes that are replaced
 */
struct fs_former {
	_Atomic uint64_t request;
	uint8_t data[FS_HEADER_SIZE];
};

/**
 * struct fs_entry - the part of an open file that outlives the worker
 * @unsynced:	written bytes are not on the disk. It is also read without the
 *		slot's lock, to find the files that need a sync
 * @shared:	the file may be open twice, so it is not cached
 * @failed:	written bytes may be lost, so the handle refuses further writes
 * @opened_by:	number of the request that opened the file
 * @shrink_to:	size to truncate the file to, or FS_NO_SHRINK
 * @shrink_after: the file may be truncated once more than this many commits
 *		were made; UINT64_MAX until the header of the shorter file is
 *		written
 * @name_made:	number of the file's name, if this handle created it; otherwise
 *		0
 * @file:	the file's identity
 * @path:	path by which it was opened; another file may have this path since then
 * @head:	the beginning of the file
 * @former:	bytes that the last header replaced
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
 * struct fs_saved - the part of all open files that outlives the worker; all
 * zero at first
 * @openings:	counter of opened files, so that no handle is used twice
 * @names_made:	number of names that were created in the directory
 * @names_durable: how many of these names are synced
 * @commits:	number of commits that were made
 * @losses:	number of losses for which the open directory files have not
 *		failed yet
 * @handles:	the handle of each slot's file, or 0; set last and cleared first
 * @entries:	the entry of each slot
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
 * @lock:	guards the rest and @saved; held during each operation on the
 *		file. A thread that holds the directory file's lock may take
 *		another slot's. The table's lock is taken last
 * @saved:	its entry
 * @next_free:	the next free slot, if this one is free; guarded by the table's
 *		lock
 * @handle:	its handle; 0: the slot is free
 * @fd:		the file's descriptor, or -1
 * @is_directory: the file is the directory file
 * @name:	hash of the file's name: two slots with the same hash may have
 *		the same file
 * @readahead:	the part of the file that is likely to be read next
 * @dir:	the directory, or NULL
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
 * fs_slots_start() - take over the files that the previous worker had open
 * @directory:	the storage directory
 * @saved:	the entries that the previous worker left
 * @is_in_hand:	see fs_start()
 */
void fs_slots_start(int directory, struct fs_saved *saved, supp_in_hand_fn *is_in_hand);

/** fs_slots_stop() - close all files; nothing is written to the disk or to &struct fs_saved */
void fs_slots_stop(void);

/**
 * fs_slot_take() - take a free slot
 * @request:	the request that opens a file
 *
 * Return: the slot, locked, with a new handle; NULL: no slot is free.
 */
struct fs_slot *fs_slot_take(const struct service_request *request);

/** fs_slot_give() - free a locked slot, and unlock it; the caller closes its file */
void fs_slot_give(struct fs_slot *slot);

/**
 * fs_slot_fill() - put a file into a locked slot, and unlock the slot
 * @slot:	the slot; &fs_entry.file is already set
 * @fd: @path:	the file
 */
void fs_slot_fill(struct fs_slot *slot, int fd, const char *path);

/**
 * fs_slot_fail() - record that bytes written to a file may be lost
 * @slot:	the slot of the file
 *
 * After a failed sync the next sync may succeed although those bytes are not on
 * the disk. Therefore this handle refuses further writes. So do the directory
 * files that are open at this time, because they may refer to the lost bytes. A
 * directory file that is opened later has only committed content.
 */
void fs_slot_fail(struct fs_slot *slot);

/** fs_slot_find_file() - return the slot of a file's handle, locked; or NULL */
struct fs_slot *fs_slot_find_file(uint64_t handle);

/** fs_slot_find_closable() - fs_slot_find_file(), also for a file that could not be reopened */
struct fs_slot *fs_slot_find_closable(uint64_t handle);

/** fs_slot_find_directory() - return the slot of a directory's handle, locked; or NULL */
struct fs_slot *fs_slot_find_directory(uint64_t handle);

/** fs_slots_end() - return one more than the highest slot number that this worker has used */
unsigned int fs_slots_end(void);

/** fs_slot_at() - return the slot of a number below FS_NUM_SLOTS */
struct fs_slot *fs_slot_at(unsigned int number);

/** fs_slots_have_directory() - check whether the directory file is open */
bool fs_slots_have_directory(void);

/** fs_slots_have() - check whether a file with this path is open, or perhaps another one */
bool fs_slots_have(const char *path);

/** fs_is_directory() - check whether a path is that of the directory file */
bool fs_is_directory(const char *path);

#endif
