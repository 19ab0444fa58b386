// SPDX-License-Identifier: BSD-2-Clause
/*
 * Table of open files and directories. A handle is the slot's number plus a
 * counter, so a stale handle does not match the next file in the same slot.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "log.h"
#include "storage/fs_disk.h"
#include "storage/fs_names.h"
#include "storage/fs_slot.h"

static struct {
	pthread_mutex_t lock;
	struct fs_saved *saved;
	unsigned int first_free;	/* FS_NUM_SLOTS if there are none */
	atomic_uint end;		/* fs_slots_end() */
	atomic_uint directories;	/* slots with the directory file */
	struct fs_slot slots[FS_NUM_SLOTS];
} table = { .lock = PTHREAD_MUTEX_INITIALIZER };

static uint64_t hash_name(const char *name)
{
	uint64_t hash = 14695981039346656037ull;	/* FNV-1a */

	while (*name)
		hash = (hash ^ (uint8_t)*name++) * 0x100000001b3ull;
	return hash | 1;	/* 0 is for free slots */
}

bool fs_is_directory(const char *path)
{
	return !strcmp(path, FS_DIRECTORY_FILE);
}

static void set_file(struct fs_slot *slot, int fd, const char *path)
{
	slot->fd = fd;
	slot->name = hash_name(path);
	slot->is_directory = fs_is_directory(path);
	if (slot->is_directory)
		table.directories++;
}

/*
 * Don't trust the entry. A compromised worker may have left it, and it decides
 * what we open and where we write.
 */
static bool is_sound(unsigned int number)
{
	struct fs_entry *entry = &table.saved->entries[number];
	struct supp_param name = { .data = entry->path, .size = sizeof(entry->path) };
	uint32_t handle = table.saved->handles[number];
	char path[FS_PATH_MAX];

	return (handle & (FS_NUM_SLOTS - 1)) == number && handle <= INT32_MAX &&
	       fs_path_read(path, &name) && !strcmp(path, entry->path) &&
	       fs_head_is_sound(&entry->head);
}

/*
 * Reopen a file for the new worker. If the name leads to a different file by
 * now, the handle must not refer to that one. Return: 0; -ENOENT: our file is
 * gone; or another -errno.
 */
static int open_again(int directory, struct fs_slot *slot)
{
	struct fs_entry *entry = slot->saved;
	struct fs_identity file;
	int fd = fs_disk_open(directory, entry->path, O_RDWR), rc;

	if (fd == -EROFS || fd == -EACCES)
		fd = fs_disk_open(directory, entry->path, O_RDONLY);
	/* Whatever is at that path, it isn't our file. */
	if (fd == -EISDIR || fd == -ENOTDIR || fd == -ELOOP)
		return -ENOENT;
	if (fd < 0)
		return fd;
	rc = fs_disk_identify(fd, &file);
	if (!rc && !fs_is_same(&file, &entry->file))
		rc = -ENOENT;
	if (rc) {
		fs_disk_close(fd);
		return rc;
	}
	slot->handle = table.saved->handles[slot - table.slots];
	set_file(slot, fd, entry->path);
	return 0;
}

/* The open directory files may point to bytes that got lost. */
static void fail_directories(void)
{
	for (unsigned int n = 0; n < table.end; n++)
		if (table.slots[n].is_directory)
			table.slots[n].saved->failed = true;
}

/*
 * Count the loss before acting on it. If we die before all directory files have
 * failed, the next worker finds the count and finishes the job.
 */
static void begin_loss(void)
{
	atomic_fetch_add(&table.saved->losses, 1);
}

static void end_loss(void)
{
	fail_directories();
	atomic_fetch_sub(&table.saved->losses, 1);
}

/*
 * We could not reopen this file, but hold on to its handle: OP-TEE removes
 * files before it closes them. Without an identity, later workers will not open
 * it either, even if a file by that name exists.
 */
static void leave_to_be_closed(struct fs_slot *slot, uint32_t handle)
{
	slot->handle = handle;
	slot->saved->file = (struct fs_identity){ 0 };
	/*
	 * The directory file still counts as open, or write_header() in fs.c
	 * would take the headers of other files for commits.
	 */
	slot->is_directory = fs_is_directory(slot->saved->path);
	if (slot->is_directory)
		table.directories++;
	/* There is no file to write, sync or truncate. */
	slot->saved->failed = true;
	slot->saved->unsynced = false;
	fs_head_drop(&slot->saved->head);
}

/*
 * Drop an entry that is invalid or has no handle, or whose handle the TEE never
 * got. Clearing the handle is not enough, as needs_sync() in fs.c looks at
 * entries without checking for one.
 */
static void drop_entry(unsigned int number)
{
	struct fs_entry *entry = &table.saved->entries[number];

	table.saved->handles[number] = 0;
	entry->unsynced = entry->failed = entry->shared = false;
	entry->name_made = 0;
	fs_head_drop(&entry->head);
}

/*
 * Return true if not being able to reopen this file loses data. OP-TEE makes a
 * commit before it removes a file. A removed file thus has no unsynced bytes,
 * unless a sync has failed, which was reported then. Any other file was removed
 * by somebody else, or has a new inode number because the file system doesn't
 * keep them stable.
 */
static bool loses_bytes(const struct fs_entry *entry)
{
	return entry->unsynced && !entry->failed;
}

static void take_over(int directory, unsigned int number, supp_in_hand_fn *is_in_hand)
{
	struct fs_slot *slot = &table.slots[number];
	struct fs_entry *entry = slot->saved;
	bool is_lost;
	int rc;

	if (!table.saved->handles[number]) {
		drop_entry(number);
		return;
	}
	/* That request is going to be served again and opens the file itself. */
	if (is_in_hand(entry->opened_by)) {
		drop_entry(number);
		return;
	}
	rc = is_sound(number) ? open_again(directory, slot) : -EBADMSG;
	if (!rc)
		return;
	is_lost = loses_bytes(entry);
	if (is_lost)
		begin_loss();
	if (rc == -EBADMSG) {
		drop_entry(number);
		return;
	}
	leave_to_be_closed(slot, table.saved->handles[number]);
	if (rc != -ENOENT)
		log_error("storage: cannot reopen '%s': %s",
			  entry->path, strerror(-rc));
	else if (is_lost)
		log_error("storage: '%s' was removed or replaced while open; "
			  "data not on the disk yet is lost", entry->path);
}

void fs_slots_start(int directory, struct fs_saved *saved, supp_in_hand_fn *is_in_hand)
{
	table.saved = saved;
	table.first_free = FS_NUM_SLOTS;
	table.end = table.directories = 0;
	for (unsigned int n = 0; n < FS_NUM_SLOTS; n++) {
		table.slots[n] = (struct fs_slot){ .saved = &saved->entries[n], .fd = -1 };
		pthread_mutex_init(&table.slots[n].lock, NULL);
		take_over(directory, n, is_in_hand);
		if (table.slots[n].handle)
			table.end = n + 1;
	}
	for (unsigned int n = FS_NUM_SLOTS; n--;)
		if (!table.slots[n].handle) {
			table.slots[n].next_free = table.first_free;
			table.first_free = n;
		}
	if (saved->losses)
		fail_directories();
	saved->losses = 0;
	/*
	 * Start at random, for handles to differ from those of an earlier
	 * supplicant.
	 */
	if (!saved->openings &&
	    getrandom(&saved->openings, sizeof(saved->openings), GRND_NONBLOCK) < 0)
		saved->openings = (uint32_t)getpid();
}

void fs_slots_stop(void)
{
	for (unsigned int n = 0; n < FS_NUM_SLOTS; n++) {
		struct fs_slot *slot = &table.slots[n];

		fs_readahead_drop(&slot->readahead);
		if (slot->fd >= 0)
			fs_disk_close(slot->fd);
		if (slot->dir)
			closedir(slot->dir);
		pthread_mutex_destroy(&slot->lock);
	}
}

struct fs_slot *fs_slot_take(const struct service_request *request)
{
	struct fs_slot *slot = NULL;
	uint32_t handle = 0;
	unsigned int n;

	pthread_mutex_lock(&table.lock);
	n = table.first_free;
	if (n < FS_NUM_SLOTS) {
		slot = &table.slots[n];
		table.first_free = slot->next_free;
		if (n >= table.end)
			table.end = n + 1;
		/* OP-TEE stores handles as int, so 31 bits, and not 0. */
		do
			handle = (++table.saved->openings << FS_SLOT_BITS | n) & INT32_MAX;
		while (!handle);
	}
	pthread_mutex_unlock(&table.lock);
	if (!slot)
		return NULL;
	pthread_mutex_lock(&slot->lock);
	slot->handle = handle;
	slot->saved->opened_by = request->number;
	slot->saved->unsynced = slot->saved->failed = false;
	slot->saved->shared = false;
	slot->saved->shrink_to = FS_NO_SHRINK;
	slot->saved->name_made = 0;
	fs_head_drop(&slot->saved->head);
	return slot;
}

void fs_slot_give(struct fs_slot *slot)
{
	unsigned int n = (unsigned int)(slot - table.slots);

	table.saved->handles[n] = 0;
	if (slot->is_directory)
		table.directories--;
	fs_head_drop(&slot->saved->head);
	fs_readahead_drop(&slot->readahead);
	slot->name = 0;
	slot->handle = 0;
	slot->fd = -1;
	slot->is_directory = slot->saved->unsynced = false;
	slot->dir = NULL;
	pthread_mutex_unlock(&slot->lock);
	pthread_mutex_lock(&table.lock);
	slot->next_free = table.first_free;
	table.first_free = n;
	pthread_mutex_unlock(&table.lock);
}

/*
 * The same file might be open in two slots. If so, mark both as shared and do
 * not cache anything. When two are being opened concurrently, at least one of
 * them sees the other.
 */
static void find_shared(struct fs_slot *slot)
{
	uint64_t name = slot->name;

	for (unsigned int n = 0; n < table.end; n++) {
		struct fs_slot *other = &table.slots[n];
		bool is_shared = false;

		if (other == slot || other->name != name)
			continue;
		pthread_mutex_lock(&other->lock);
		if (other->name == name) {
				/*
				 * We can't leave these bytes in the cache, so
				 * if they can't be written either, they're
				 * lost.
				 */
			if (fs_head_flush(&other->saved->head, other->fd)) {
				log_error("storage: cannot write a file that is open twice");
				fs_slot_fail(other);
			}
			fs_head_drop(&other->saved->head);
			fs_readahead_drop(&other->readahead);
			other->saved->shared = true;
			is_shared = true;
		}
		pthread_mutex_unlock(&other->lock);
		if (!is_shared)
			continue;
		pthread_mutex_lock(&slot->lock);
		slot->saved->shared = true;
		fs_head_drop(&slot->saved->head);
		pthread_mutex_unlock(&slot->lock);
	}
}

void fs_slot_fail(struct fs_slot *slot)
{
	begin_loss();
	slot->saved->failed = true;
	end_loss();
}

void fs_slot_fill(struct fs_slot *slot, int fd, const char *path)
{
	set_file(slot, fd, path);
	strcpy(slot->saved->path, path);
	table.saved->handles[slot - table.slots] = slot->handle;
	pthread_mutex_unlock(&slot->lock);
	find_shared(slot);
}

/* Return: the handle's slot, locked; NULL if there is no such handle. */
static struct fs_slot *find_slot(uint64_t handle)
{
	struct fs_slot *slot = &table.slots[handle & (FS_NUM_SLOTS - 1)];

	pthread_mutex_lock(&slot->lock);
	if (handle && slot->handle == handle)
		return slot;
	pthread_mutex_unlock(&slot->lock);
	return NULL;
}

struct fs_slot *fs_slot_find_file(uint64_t handle)
{
	struct fs_slot *slot = find_slot(handle);

	if (!slot || slot->fd >= 0)
		return slot;
	pthread_mutex_unlock(&slot->lock);
	return NULL;
}

struct fs_slot *fs_slot_find_closable(uint64_t handle)
{
	struct fs_slot *slot = find_slot(handle);

	if (!slot || !slot->dir)
		return slot;
	pthread_mutex_unlock(&slot->lock);
	return NULL;
}

struct fs_slot *fs_slot_find_directory(uint64_t handle)
{
	struct fs_slot *slot = find_slot(handle);

	if (!slot || slot->dir)
		return slot;
	pthread_mutex_unlock(&slot->lock);
	return NULL;
}

unsigned int fs_slots_end(void)
{
	return table.end;
}

struct fs_slot *fs_slot_at(unsigned int number)
{
	return &table.slots[number];
}

bool fs_slots_have_directory(void)
{
	return table.directories;
}

bool fs_slots_have(const char *path)
{
	uint64_t name = hash_name(path);

	for (unsigned int n = 0; n < table.end; n++)
		if (table.slots[n].name == name)
			return true;
	return false;
}
