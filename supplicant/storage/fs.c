// SPDX-License-Identifier: BSD-2-Clause
/*
 * REE file system storage. What we guarantee across power loss and across the
 * death of a worker is described in fs.h.
 */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <tee_client_api.h>

#include "log.h"
#include "storage/fs.h"
#include "storage/fs_disk.h"
#include "storage/fs_path.h"
#include "storage/fs_place.h"
#include "storage/fs_slot.h"
#include "storage/fs_store.h"

/* OPTEE_RPC_FS_* commands, in @a of the first parameter */
enum { FS_OPEN, FS_CREATE, FS_CLOSE, FS_READ, FS_WRITE, FS_TRUNCATE, FS_REMOVE, FS_RENAME,
	FS_OPENDIR, FS_CLOSEDIR, FS_READDIR };

/* A write below this offset is taken for a header. */
#define HEADER_SIZE	FS_HEADER_SIZE

static struct {
	int directory;
	struct fs_saved *saved;
	struct fs_saved *own;	/* ours to free, if fs_start() got no @saved */
} storage = { .directory = -1 };

static bool nothing_is_in_hand(uint64_t number)
{
	(void)number;
	return false;
}

static bool has_files(void)
{
	for (unsigned int n = 0; n < FS_NUM_SLOTS; n++)
		if (storage.saved->handles[n])
			return true;
	return false;
}

int fs_start(int directory, struct fs_saved *saved, supp_in_hand_fn *is_in_hand)
{
	storage.directory = directory;
	storage.own = saved ? NULL : calloc(1, sizeof(*saved));
	storage.saved = saved ? saved : storage.own;
	if (!storage.saved)
		return -ENOMEM;
	fs_place_start(directory, has_files());
	fs_slots_start(directory, storage.saved, is_in_hand ? is_in_hand : nothing_is_in_hand);
	return 0;
}

static uint32_t result_of(int error)
{
	switch (error) {
	case 0:
		return TEEC_SUCCESS;
	case -ENOENT:
		return TEEC_ERROR_ITEM_NOT_FOUND;
	case -EEXIST:
		return TEEC_ERROR_ACCESS_CONFLICT;
	case -EACCES:
	case -EBADF:	/* opened read-only */
	case -EPERM:
	case -EROFS:
	case -ELOOP:
	case -EXDEV:
		return TEEC_ERROR_ACCESS_DENIED;
	case -ENOMEM:
	case -EMFILE:
	case -ENFILE:
		return TEEC_ERROR_OUT_OF_MEMORY;
	case -ENOSPC:
	case -EDQUOT:
	case -EFBIG:
		return TEEC_ERROR_STORAGE_NO_SPACE;
	default:
		return TEEC_ERROR_STORAGE_NOT_AVAILABLE;
	}
}

/* Log the error, unless it's one that OP-TEE provokes all the time, and convert it. */
static uint32_t fail(const char *what, const char *path, int error)
{
	if (error != -ENOENT && error != -EEXIST)
		log_error("storage: cannot %s '%s': %s", what, path, strerror(-error));
	return result_of(error);
}

/*
 * Give the open file a slot and put the handle into the reply. @number: the
 * name's number if it is new and not synced yet, otherwise 0. Return: 0 or
 * -errno.
 */
static int hand_out(struct service_request *request, int fd, const char *path, uint64_t number)
{
	struct fs_slot *slot = fs_slot_take(request);
	int rc;

	if (!slot)
		return -EMFILE;
	slot->saved->name_made = number;
	rc = fs_disk_identify(fd, &slot->saved->file);
	if (!rc && !number && fs_is_directory(path))
		rc = fs_store_find(storage.directory, slot, fd);
	if (rc) {
		fs_slot_give(slot);
		return rc;
	}
	/* The TEE hasn't seen the handle yet, so the slot can't change under us. */
	request->params[2].a = slot->handle;
	fs_slot_fill(slot, fd, path);
	return 0;
}

/* Put a filled slot's handle into the reply, and unlock the slot. */
static uint32_t give_handle(struct fs_slot *slot, struct supp_param *value)
{
	value->a = slot->handle;
	pthread_mutex_unlock(&slot->lock);
	return TEEC_SUCCESS;
}

/*
 * Open the directory that the last component of @path is in. @name: [out] that
 * component. Return: a descriptor for close_parent(), or -errno. For a single
 * component that's storage.directory itself, without a dup().
 */
static int open_parent(char *path, const char **name)
{
	char *slash = strrchr(path, '/');
	int parent;

	if (!slash) {
		*name = path;
		return storage.directory;
	}
	*slash = 0;
	parent = fs_disk_open(storage.directory, path, O_PATH | O_DIRECTORY);
	*slash = '/';
	*name = slash + 1;
	return parent;
}

static void close_parent(int parent)
{
	if (parent >= 0 && parent != storage.directory)
		fs_disk_close(parent);
}

/* fsync() the directory that the last component of @path is in. */
static int sync_parent(char *path)
{
	char *slash = strrchr(path, '/');
	int directory, rc;

	if (!slash)
		return fs_disk_sync_directory(storage.directory);
	*slash = 0;
	directory = fs_disk_open(storage.directory, path, O_RDONLY | O_DIRECTORY);
	*slash = '/';
	if (directory < 0)
		return directory;
	rc = fs_disk_sync_directory(directory);
	fs_disk_close(directory);
	return rc;
}

static uint32_t do_open(struct service_request *request)
{
	char path[FS_PATH_MAX];
	int fd, rc;

	if (!supp_expect(request, "vmV") || !fs_path_read(path, &request->params[1]))
		return TEEC_ERROR_BAD_PARAMETERS;
	/*
	 * OP-TEE opens the directory file before it touches any object, unless
	 * it has it open already. Checking the place then is enough, except
	 * that every open fails if we started in a different directory.
	 */
	rc = fs_is_directory(path) || fs_place_is_other() ? fs_place_check() : 0;
	if (rc)
		return result_of(rc);
	fd = fs_disk_open(storage.directory, path, O_RDWR);
	/* might still be readable */
	if (fd == -EROFS || fd == -EACCES)
		fd = fs_disk_open(storage.directory, path, O_RDONLY);
	if (fd < 0)
		return fail("open", path, fd);
	rc = hand_out(request, fd, path, 0);
	if (!rc)
		return TEEC_SUCCESS;
	fs_disk_close(fd);
	return fail("open", path, rc);
}

/* mkdir -p for the parent directories, syncing each new name */
static int make_parents(char *path)
{
	char *slash = path;
	const char *name;
	int parent, rc = 0;

	while (!rc && (slash = strchr(slash, '/'))) {
		*slash = 0;
		parent = open_parent(path, &name);
		rc = parent < 0 ? parent : fs_disk_make_directory(parent, name);
		close_parent(parent);
		if (!rc)
			rc = sync_parent(path);
		else if (rc == -EEXIST)
			rc = 0;
		*slash++ = '/';
	}
	return rc;
}

static int create_file(char *path)
{
	const int flags = O_RDWR | O_CREAT | O_TRUNC;
	int fd = fs_disk_open(storage.directory, path, flags), rc;

	if (fd != -ENOENT || !strchr(path, '/'))
		return fd;
	rc = make_parents(path);
	return rc ? rc : fs_disk_open(storage.directory, path, flags);
}

/*
 * As of 4.5, OP-TEE creates files only at the top level. Those names are synced
 * in bulk, before the next commit. A name in a subdirectory is synced right
 * here.
 */
static uint32_t do_create(struct service_request *request)
{
	char path[FS_PATH_MAX];
	uint64_t number = 0;
	int fd, rc = 0;

	if (!supp_expect(request, "vmV") || !fs_path_read(path, &request->params[1]))
		return TEEC_ERROR_BAD_PARAMETERS;
	rc = fs_place_check();
	if (rc)
		return result_of(rc);
	if (fs_is_directory(path))
		fs_store_mark(storage.directory);
	fd = create_file(path);
	if (fd < 0)
		return fail("create", path, fd);
	/*
	 * Count the name only once the file exists. A sync that is already
	 * running may have missed it.
	 */
	if (strchr(path, '/'))
		rc = sync_parent(path);
	else
		number = atomic_fetch_add(&storage.saved->names_made, 1) + 1;
	if (!rc)
		rc = hand_out(request, fd, path, number);
	if (!rc)
		return TEEC_SUCCESS;
	fs_disk_close(fd);
	return fail("create", path, rc);
}

/*
 * Flush the cached head and sync the file. When the disk is full, leave it at
 * that: the next commit tries again and there may be space by then. Any other
 * error fails the file along with the open directory file, which was about to
 * point to its contents.
 */
static int sync_slot(struct fs_slot *slot)
{
	int rc = fs_head_flush(&slot->saved->head, slot->fd);

	if (rc == -ENOSPC || rc == -EDQUOT)
		return rc;
	if (!rc)
		rc = fs_disk_sync(slot->fd);
	if (rc)
		fs_slot_fail(slot);
	else
		slot->saved->unsynced = false;
	return rc;
}

/* off_t is signed */
static bool is_range(uint64_t offset, uint64_t size)
{
	uint64_t end;

	return !__builtin_add_overflow(offset, size, &end) && end <= INT64_MAX;
}

static ssize_t read_slot(struct fs_slot *slot, void *data, size_t size, uint64_t offset)
{
	int rc;

	if (fs_head_covers(offset, size) && !slot->saved->shared)
		return fs_head_read(&slot->saved->head, slot->fd, data, size, (size_t)offset);
	if (offset >= FS_HEAD_SIZE && !slot->saved->shared)
		return fs_readahead_read(&slot->readahead, slot->fd, data, size, offset);
	rc = fs_head_flush(&slot->saved->head, slot->fd);
	return rc ? rc : fs_disk_read(slot->fd, data, size, offset);
}

static uint32_t do_read(struct service_request *request)
{
	struct supp_param *memory = &request->params[1];
	uint64_t offset = request->params[0].c;
	size_t size = memory->size;
	struct fs_slot *slot;
	ssize_t got = 0;

	if (!supp_expect(request, "vM") || (size && !memory->data) || !is_range(offset, size))
		return TEEC_ERROR_BAD_PARAMETERS;
	slot = fs_slot_find_file(request->params[0].b);
	if (!slot)
		return TEEC_ERROR_BAD_PARAMETERS;
	/* Everything past a pending truncation is gone as far as the TEE can tell. */
	if (offset >= slot->saved->shrink_to)
		size = 0;
	else if (size > slot->saved->shrink_to - offset)
		size = (size_t)(slot->saved->shrink_to - offset);
	if (size)
		got = read_slot(slot, memory->data, size, offset);
	pthread_mutex_unlock(&slot->lock);
	if (got < 0)
		return fail("read", "an open file", (int)got);
	memory->size = (size_t)got;
	return TEEC_SUCCESS;
}

/*
 * We do not truncate a file before the commit that makes it shorter. If that
 * commit did not happen, the previous version is still the valid one and needs
 * its blocks, so call the truncation off. @commits: number of commits so far,
 * or 0 if we cannot tell whether the last one was made. In that case nothing
 * gets truncated.
 */
static void cancel_shrinking(uint64_t commits)
{
	for (unsigned int n = 0; n < fs_slots_end(); n++) {
		struct fs_slot *slot = fs_slot_at(n);

		if (slot->is_directory)
			continue;
		pthread_mutex_lock(&slot->lock);
		if (slot->saved->shrink_after >= commits)
			slot->saved->shrink_after = UINT64_MAX;
		pthread_mutex_unlock(&slot->lock);
	}
}

/* Don't truncate a file that is open twice. The other handle may have written past the end. */
static bool is_to_be_cut(const struct fs_slot *slot)
{
	return slot->saved->shrink_to != FS_NO_SHRINK && !slot->saved->shared;
}

/* A failure only wastes space, as nothing refers to the tail. Don't fail the request for it. */
static int cut(struct fs_slot *slot)
{
	int rc = fs_disk_truncate(slot->fd, slot->saved->shrink_to);

	if (rc)
		log_warning("storage: cannot truncate a file, leaving it as it is: %s",
			    strerror(-rc));
	return rc;
}

/*
 * A failed file needs no sync before a commit. Either the directory file failed
 * with it, or it was opened later and refers only to committed contents.
 */
static bool needs_sync(const struct fs_slot *slot)
{
	return slot->saved->unsynced && !slot->is_directory && !slot->saved->failed;
}

static uint32_t do_close(struct service_request *request)
{
	struct fs_slot *slot;
	int fd, rc = 0;

	if (!supp_expect(request, "v"))
		return TEEC_ERROR_BAD_PARAMETERS;
	slot = fs_slot_find_closable(request->params[0].b);
	if (!slot)
		return request->again ? TEEC_SUCCESS : TEEC_ERROR_BAD_PARAMETERS;
	fd = slot->fd;
	/* Commits only look at open files, so this is our last chance to sync it. */
	if (slot->saved->unsynced && !slot->saved->failed)
		rc = sync_slot(slot);
	if (rc)
		fs_slot_fail(slot);
	/* If OP-TEE closes this with a header outstanding, it has given up on that change. */
	if (slot->is_directory)
		cancel_shrinking(storage.saved->commits);
	if (!slot->saved->failed && is_to_be_cut(slot) &&
	    storage.saved->commits > slot->saved->shrink_after)
		cut(slot);
	fs_slot_give(slot);
	if (fd >= 0)
		fs_disk_close(fd);
	return rc ? fail("close", "a file", rc) : TEEC_SUCCESS;
}

/*
 * Sync everything that the directory file is about to point to. Called with the
 * directory file's lock held.
 */
static int sync_others(void)
{
	int rc = 0;

	for (unsigned int n = 0; !rc && n < fs_slots_end(); n++) {
		struct fs_slot *slot = fs_slot_at(n);

		if (!needs_sync(slot))
			continue;
		pthread_mutex_lock(&slot->lock);
		if (needs_sync(slot))
			rc = sync_slot(slot);
		pthread_mutex_unlock(&slot->lock);
	}
	return rc;
}

/*
 * The names numbered up to @last may be lost. Fail their files, except for
 * those known to be synced.
 */
static void fail_names(uint64_t last)
{
	for (unsigned int n = 0; n < fs_slots_end(); n++) {
		struct fs_slot *slot = fs_slot_at(n);
		uint64_t number = slot->saved->name_made;

		if (slot->name && number > storage.saved->names_durable && number <= last)
			fs_slot_fail(slot);
	}
}

/*
 * Sync all names created so far. names_durable comes last because the next
 * worker goes by it. It advances even on an error, as the files in question
 * have failed by then.
 */
static int sync_names(struct fs_slot *slot)
{
	uint64_t made = storage.saved->names_made;
	int rc;

	if (made == storage.saved->names_durable)
		return 0;
	rc = fs_disk_sync_directory(storage.directory);
	if (rc) {
		fs_slot_fail(slot);
		fail_names(made);
	}
	storage.saved->names_durable = made;
	return rc;
}

/* Data written after the truncate request has to survive the truncation. */
static void keep_written(struct fs_slot *slot, uint64_t end)
{
	if (slot->saved->shrink_to != FS_NO_SHRINK && slot->saved->shrink_to < end)
		slot->saved->shrink_to = end;
}

/*
 * An object with contents is about to be committed, so the store isn't new
 * anymore. Removing the mark changes the directory, hence counts as a name for
 * sync_names().
 */
static int remove_mark(void)
{
	int rc = fs_store_unmark(storage.directory);

	if (!rc)
		storage.saved->names_made++;
	return rc == -ENOENT ? 0 : rc;
}

/* Get everything onto the disk that the new header is going to refer to. */
static int prepare_commit(struct fs_slot *slot, uint32_t number)
{
	int rc = slot->is_directory ? sync_others() : 0;

	if (!rc && slot->saved->unsynced)
		rc = sync_slot(slot);
	if (!rc && slot->is_directory && number == 2 && fs_store_is_filled(storage.directory))
		rc = remove_mark();
	return rc ? rc : sync_names(slot);
}

/*
 * Save the bytes that a header is going to overwrite. When a request is served
 * for the second time, the new header may be on the disk already, so stick to
 * what was saved the first time.
 */
static int keep_former(struct fs_slot *slot, const struct service_request *request, size_t size,
		       uint64_t offset)
{
	struct fs_former *former = &slot->saved->former;
	ssize_t got;

	if (request->again && atomic_load(&former->request) == request->number)
		return 0;
	atomic_store(&former->request, 0);
	memset(former->data, 0, size);
	got = read_slot(slot, former->data, size, offset);
	if (got < 0)
		return (int)got;
	atomic_store(&former->request, request->number);
	return 0;
}

/*
 * Write a header and wait for the disk. If that fails, the disk may have either
 * the old or the new header. Put the old one back: the TEE takes the change as
 * not made and removes the files that the new header refers to.
 *
 * The failure is recorded after that and not before. Should we die in between,
 * the next worker is given the same request and writes the header again,
 * whereas with the failure on record it would just return the error.
 */
static int write_durably(struct fs_slot *slot, const struct service_request *request,
			 const void *data, size_t size, uint64_t offset)
{
	const uint8_t *former = slot->saved->former.data;
	bool is_header = size <= HEADER_SIZE;
	int rc = is_header ? keep_former(slot, request, size, offset) : 0;

	if (rc)
		return rc;
	rc = fs_disk_write(slot->fd, data, size, offset, true);
	if (!rc)
		return 0;
	if (!is_header || fs_disk_write(slot->fd, former, size, offset, true))
		log_error("storage: a change may or may not have been made");
	fs_head_drop(&slot->saved->head);
	fs_readahead_drop(&slot->readahead);
	fs_slot_fail(slot);
	return rc;
}

/* Make a commit. */
static int write_commit(struct fs_slot *slot, const struct service_request *request,
			const void *data, size_t size, uint64_t offset)
{
	uint32_t number = fs_store_commit_number(data, size, offset);
	int rc = prepare_commit(slot, number);

	if (!rc)
		rc = write_durably(slot, request, data, size, offset);
	if (rc) {
		if (slot->is_directory)
			cancel_shrinking(0);
		return rc;
	}
	if (!fs_head_note(&slot->saved->head, data, size, offset))
		fs_head_drop(&slot->saved->head);
	fs_readahead_note(&slot->readahead, data, size, offset);
	if (slot->is_directory)
		storage.saved->commits++;
	/*
	 * Best effort. With a counter of 3 in place, fs_store_find() does not
	 * look at the mark.
	 */
	if (slot->is_directory && number == 3)
		fs_store_unmark(storage.directory);
	keep_written(slot, offset + size);
	if (is_to_be_cut(slot)) {
		if (!cut(slot))
			slot->saved->shrink_to = FS_NO_SHRINK;
		fs_head_drop(&slot->saved->head);
		fs_readahead_drop(&slot->readahead);
	}
	return 0;
}

static int write_data(struct fs_slot *slot, const void *data, size_t size, uint64_t offset)
{
	int rc = 0;

	slot->saved->unsynced = true;
	if (fs_head_covers(offset, size) && !slot->saved->shared) {
		rc = fs_head_write(&slot->saved->head, slot->fd, data, size, (size_t)offset);
	} else {
		if (offset < FS_HEAD_SIZE)
			rc = fs_head_flush(&slot->saved->head, slot->fd);
		if (offset < FS_HEAD_SIZE && !rc)
			fs_head_drop(&slot->saved->head);
		if (!rc)
			rc = fs_disk_write(slot->fd, data, size, offset, false);
		if (rc)
			fs_readahead_drop(&slot->readahead);
		else
			fs_readahead_note(&slot->readahead, data, size, offset);
		if (!rc)
			fs_head_grow(&slot->saved->head, offset + size);
	}
	keep_written(slot, offset + size);
	return rc;
}

/*
 * A header isn't always a commit. With the directory file open, OP-TEE goes on
 * to write that file's header, and it's this one that counts. With only the
 * file itself open, its own header does.
 */
static int write_header(struct fs_slot *slot, const struct service_request *request,
			const void *data, size_t size, uint64_t offset)
{
	if (slot->is_directory || !fs_slots_have_directory())
		return write_commit(slot, request, data, size, offset);
	slot->saved->shrink_after = storage.saved->commits;
	return write_data(slot, data, size, offset);
}

static uint32_t do_write(struct service_request *request)
{
	const struct supp_param *memory = &request->params[1];
	uint64_t offset = request->params[0].c;
	struct fs_slot *slot;
	int rc = 0;

	if (!supp_expect(request, "vm") || (memory->size && !memory->data) ||
	    !is_range(offset, memory->size))
		return TEEC_ERROR_BAD_PARAMETERS;
	slot = fs_slot_find_file(request->params[0].b);
	if (!slot)
		return TEEC_ERROR_BAD_PARAMETERS;
	/* A write of zero bytes never extends the file, wherever it is. */
	if (slot->saved->failed)
		rc = -EIO;
	else if (memory->size && offset < HEADER_SIZE)
		rc = write_header(slot, request, memory->data, memory->size, offset);
	else if (memory->size)
		rc = write_data(slot, memory->data, memory->size, offset);
	pthread_mutex_unlock(&slot->lock);
	return rc ? fail("write", "an open file", rc) : TEEC_SUCCESS;
}

/*
 * Shrinking is deferred until after the commit. If OP-TEE extends the file
 * before that, the range in between still has old data rather than zeroes.
 * OP-TEE does not care, since it never reads a block that it has not written.
 */
static int truncate_slot(struct fs_slot *slot, uint64_t size)
{
	int rc = fs_head_flush(&slot->saved->head, slot->fd);
	ssize_t now = rc ? rc : fs_disk_size(slot->fd);

	if (now < 0)
		return (int)now;
	if (size < (uint64_t)now) {
		slot->saved->shrink_after = UINT64_MAX;
		slot->saved->shrink_to = size;
		return 0;
	}
	slot->saved->shrink_to = FS_NO_SHRINK;
	if (size == (uint64_t)now)
		return 0;
	slot->saved->unsynced = true;
	fs_head_drop(&slot->saved->head);
	fs_readahead_drop(&slot->readahead);
	return fs_disk_truncate(slot->fd, size);
}

static uint32_t do_truncate(struct service_request *request)
{
	struct fs_slot *slot;
	int rc;

	if (!supp_expect(request, "v") || !is_range(request->params[0].c, 0))
		return TEEC_ERROR_BAD_PARAMETERS;
	slot = fs_slot_find_file(request->params[0].b);
	if (!slot)
		return TEEC_ERROR_BAD_PARAMETERS;
	rc = slot->saved->failed ? -EIO : truncate_slot(slot, request->params[0].c);
	pthread_mutex_unlock(&slot->lock);
	return rc ? fail("truncate", "an open file", rc) : TEEC_SUCCESS;
}

/* rmdir the parents for as long as they are empty. */
static void remove_parents(char *path)
{
	const char *name;
	char *slash;
	int parent, rc = 0;

	while (!rc && (slash = strrchr(path, '/'))) {
		*slash = 0;
		parent = open_parent(path, &name);
		rc = parent < 0 ? parent : fs_disk_remove_directory(parent, name);
		close_parent(parent);
	}
}

static uint32_t do_remove(struct service_request *request)
{
	char path[FS_PATH_MAX];
	const char *name;
	int parent, rc;

	if (!supp_expect(request, "vm") || !fs_path_read(path, &request->params[1]))
		return TEEC_ERROR_BAD_PARAMETERS;
	parent = open_parent(path, &name);
	rc = parent < 0 ? parent : fs_disk_remove(parent, name);
	close_parent(parent);
	if (rc == -ENOENT && request->again)
		rc = 0;
	if (rc)
		return fail("remove", path, rc);
	remove_parents(path);
	return TEEC_SUCCESS;
}

static int rename_file(char *from, char *to, bool replace)
{
	const char *name, *new_name;
	int old_parent, new_parent, rc;

	rc = make_parents(to);
	if (rc)
		return rc;
	old_parent = open_parent(from, &name);
	new_parent = open_parent(to, &new_name);
	if (old_parent < 0)
		rc = old_parent;
	else if (new_parent < 0)
		rc = new_parent;
	else
		rc = fs_disk_rename(old_parent, name, new_parent, new_name, replace);
	close_parent(old_parent);
	close_parent(new_parent);
	if (!rc)
		rc = sync_parent(to);
	return rc;
}

static uint32_t do_rename(struct service_request *request)
{
	char from[FS_PATH_MAX], to[FS_PATH_MAX];
	int rc;

	if (!supp_expect(request, "vmm") || !fs_path_read(from, &request->params[1]) ||
	    !fs_path_read(to, &request->params[2]))
		return TEEC_ERROR_BAD_PARAMETERS;
	rc = rename_file(from, to, request->params[0].b);
	/* Our predecessor did rename the file, but may not have gotten to the sync. */
	if (rc == -ENOENT && request->again)
		rc = sync_parent(to);
	return rc ? fail("rename", from, rc) : TEEC_SUCCESS;
}

/* Return: the next name in @dir, skipping dot files; NULL at the end. */
static const char *next_name(DIR *dir)
{
	const struct dirent *entry;

	do
		entry = readdir(dir);
	while (entry && entry->d_name[0] == '.');
	return entry ? entry->d_name : NULL;
}

static uint32_t do_opendir(struct service_request *request)
{
	char path[FS_PATH_MAX];
	struct fs_slot *slot;
	DIR *dir;
	int fd;

	if (!supp_expect(request, "vmV") || !fs_path_read(path, &request->params[1]))
		return TEEC_ERROR_BAD_PARAMETERS;
	fd = fs_disk_open(storage.directory, path, O_RDONLY | O_DIRECTORY);
	if (fd < 0)
		return fail("open directory", path, fd);
	dir = fdopendir(fd);
	if (!dir) {
		fs_disk_close(fd);
		return fail("open directory", path, -ENOMEM);
	}
	/* An empty directory has to look like a missing one to OP-TEE. */
	slot = next_name(dir) ? fs_slot_take(request) : NULL;
	if (!slot) {
		rewinddir(dir);
		fd = next_name(dir) ? -EMFILE : -ENOENT;
		closedir(dir);
		return fail("open directory", path, fd);
	}
	rewinddir(dir);
	slot->dir = dir;
	return give_handle(slot, &request->params[2]);
}

static uint32_t do_closedir(struct service_request *request)
{
	struct fs_slot *slot;
	DIR *dir;

	if (!supp_expect(request, "v"))
		return TEEC_ERROR_BAD_PARAMETERS;
	slot = fs_slot_find_directory(request->params[0].b);
	if (!slot)
		return TEEC_ERROR_BAD_PARAMETERS;
	dir = slot->dir;
	fs_slot_give(slot);
	closedir(dir);
	return TEEC_SUCCESS;
}

static uint32_t do_readdir(struct service_request *request)
{
	struct supp_param *memory = &request->params[1];
	uint32_t result = TEEC_ERROR_ITEM_NOT_FOUND;
	struct fs_slot *slot;
	const char *name;
	size_t room;

	if (!supp_expect(request, "vM") || !memory->data)
		return TEEC_ERROR_BAD_PARAMETERS;
	slot = fs_slot_find_directory(request->params[0].b);
	if (!slot)
		return TEEC_ERROR_BAD_PARAMETERS;
	name = next_name(slot->dir);
	if (name) {
		room = memory->size;
		memory->size = strlen(name) + 1;
		result = memory->size > room ? TEEC_ERROR_SHORT_BUFFER : TEEC_SUCCESS;
		if (!result)
			memcpy(memory->data, name, memory->size);
	}
	pthread_mutex_unlock(&slot->lock);
	return result;
}

void fs_stop(void)
{
	fs_slots_stop();
	free(storage.own);
	storage.own = storage.saved = NULL;
}

uint32_t supp_fs(struct service_request *request)
{
	static supp_service_fn *const operations[] = {
		[FS_OPEN] = do_open,
		[FS_CREATE] = do_create,
		[FS_CLOSE] = do_close,
		[FS_READ] = do_read,
		[FS_WRITE] = do_write,
		[FS_TRUNCATE] = do_truncate,
		[FS_REMOVE] = do_remove,
		[FS_RENAME] = do_rename,
		[FS_OPENDIR] = do_opendir,
		[FS_CLOSEDIR] = do_closedir,
		[FS_READDIR] = do_readdir,
	};
	const struct supp_param *command = &request->params[0];

	if (!request->num_params || command->kind != SUPP_VALUE ||
	    command->a >= sizeof(operations) / sizeof(operations[0]))
		return TEEC_ERROR_BAD_PARAMETERS;
	/*
	 * In the wrong directory, fs_place_check() makes opening and creating
	 * files fail, and logs why. The other operations on names have to fail
	 * too: when OP-TEE can't create a file it removes it, and here that
	 * name might belong to some other object.
	 */
	if ((command->a == FS_REMOVE || command->a == FS_RENAME || command->a == FS_OPENDIR) &&
	    fs_place_is_other())
		return result_of(-ESTALE);
	return operations[command->a](request);
}
