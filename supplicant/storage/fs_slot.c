// SPDX-License-Identifier: BSD-2-Clause
/*
 * Open files and directories. A handle combines the number of a slot and a
 * counter of openings, so that the handle of a closed file does not match the
 * next file in the slot.
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
	unsigned int first_free;	/* FS_NUM_SLOTS: no slot is free */
	atomic_uint end;		/* fs_slots_end() */
	atomic_uint directories;	/* number of slots with the directory file */
	struct fs_slot slots[FS_NUM_SLOTS];
} table = { .lock = PTHREAD_MUTEX_INITIALIZER };

static uint64_t hash_name(const char *name)
{
	uint64_t hash = 14695981039346656037ull;	/* FNV-1a */

	while (*name)
		hash = (hash ^ (uint8_t)*name++) * 0x100000001b3ull;
	return hash | 1;	/* not 0, which means a free slot */
}

bool fs_is_directory(const char *path)
{
	return !strcmp(path, FS_DIRECTORY_FILE);
}

/* Set the members of a slot that depend on its file. */
static void set_file(struct fs_slot *slot, int fd, const char *path)
{
	slot->fd = fd;
	slot->name = hash_name(path);
	slot->is_directory = fs_is_directory(path);
	if (slot->is_directory)
		table.directories++;
}

/*
 * Check whether an entry is valid. The worker that left it may have been
 * compromised, and the entry determines which file is opened and where bytes
 * are written.
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
 * Reopen a file that the previous worker had open. The file may have been
 * removed, and a different file may have its name: the handle must not refer to
 * that file. Return: 0; -ENOENT: the file does not exist any more; or another
 * -errno.
 */
static int open_again(int directory, struct fs_slot *slot)
{
	struct fs_entry *entry = slot->saved;
	struct fs_identity file;
	int fd = fs_disk_open(directory, entry->path, O_RDWR), rc;

	if (fd == -EROFS || fd == -EACCES)
		fd = fs_disk_open(directory, entry->path, O_RDONLY);
	/* The path leads to a directory or a link, or does not exist. */
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

/* Fail the open directory files, because they must not refer to bytes that may be lost. */
static void fail_directories(void)
{
	for (unsigned int n = 0; n < table.end; n++)
		if (table.slots[n].is_directory)
			table.slots[n].saved->failed = true;
}

/*
 * Count a loss before handling it. If the worker ends before it has failed the
 * directory files, the next worker sees the count and fails them.
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
 * Keep the handle of a file that could not be reopened, so that the TEE can
 * still close it: it removes files before it closes them. Later workers do not
 * open the file either, even if a file with its name exists by then.
 */
static void leave_to_be_closed(struct fs_slot *slot, uint32_t handle)
{
	slot->handle = handle;
	slot->saved->file = (struct fs_identity){ 0 };
	/*
	 * A directory file still counts as open, so that headers of other files
	 * do not count as commits (write_header() in fs.c).
	 */
	slot->is_directory = fs_is_directory(slot->saved->path);
	if (slot->is_directory)
		table.directories++;
	/* The file can no longer be written, synced or truncated. */
	slot->saved->failed = true;
	slot->saved->unsynced = false;
	fs_head_drop(&slot->saved->head);
}

/*
 * Clear an entry that is not valid, that has no handle, or whose handle the TEE
 * does not know. Clear all its members, because the search for unsynced files
 * reads entries without checking handles.
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
 * Check whether bytes are lost with a file that cannot be reopened. The TEE
 * makes a commit before it removes a file, so a removed file has no unsynced
 * bytes unless a sync had failed, and that failure was reported. If there are
 * unsynced bytes, another program may have removed the file, or a file system
 * without stable inode numbers may have given it a new one.
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
	/* The request that opened the file will be served again, and will open the file. */
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
		log_error("storage: '%s', which was open, cannot be opened again: %s",
			  entry->path, strerror(-rc));
	else if (is_lost)
		log_error("storage: '%s', which was open, is gone or another file; "
			  "what was not on the disk yet is lost", entry->path);
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
	 * Start at a random number, so that handles differ from those of an
	 * earlier supplicant.
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
		/* Choose a nonzero handle of 31 bits, because OP-TEE stores handles as int. */
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
 * Check whether a slot's file may also be open in another slot. If so, mark
 * both as shared, and cache nothing of the file. If the two are opened
 * concurrently, at least one of them finds the other.
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
				 * If bytes cannot be written, they are lost,
				 * because a shared file must not be cached.
				 */
			if (fs_head_flush(&other->saved->head, other->fd)) {
				log_error("storage: a file that is open twice cannot be written");
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

/* Find and lock the slot of a handle. Return: NULL if the handle is not valid. */
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
