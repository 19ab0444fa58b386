// SPDX-License-Identifier: BSD-2-Clause
/* Recognize a store that was never finished, and look after the mark. */

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "log.h"
#include "storage/fs_disk.h"
#include "storage/fs_names.h"
#include "storage/fs_slot.h"
#include "storage/fs_store.h"

/*
 * Two headers at the start of each file, back to back. Each ends with a 32-bit
 * counter.
 */
#define HEADER_LENGTH	64u

/* first object's file */
#define FIRST_FILE	"0"

static uint32_t counter_of(const uint8_t *header)
{
	uint32_t counter;

	memcpy(&counter, header + HEADER_LENGTH - sizeof(counter), sizeof(counter));
	return le32toh(counter);
}

uint32_t fs_store_commit_number(const void *data, size_t size, uint64_t offset)
{
	return size == HEADER_LENGTH && offset % HEADER_LENGTH == 0 ? counter_of(data) : 0;
}

/*
 * OP-TEE puts a file's first header into the second position, and the next one,
 * when the object gets contents, into the first. Its own databases are created
 * without contents and filled by the following change. If a database is found
 * empty later on, OP-TEE takes it for damaged. True as well if there is no
 * first object, or if we cannot tell.
 */
bool fs_store_is_filled(int directory)
{
	uint8_t header[HEADER_LENGTH];
	int fd = fs_disk_open(directory, FIRST_FILE, O_RDONLY);
	ssize_t got;

	if (fd < 0)
		return true;
	got = fs_disk_read(fd, header, sizeof(header), 0);
	fs_disk_close(fd);
	return got != sizeof(header) || counter_of(header);
}

static bool is_marked(int directory)
{
	int fd = fs_disk_open(directory, FS_UNFINISHED_FILE, O_RDONLY);

	if (fd >= 0)
		fs_disk_close(fd);
	return fd >= 0;
}

void fs_store_mark(int directory)
{
	int fd = fs_disk_open(directory, FS_UNFINISHED_FILE, O_RDWR | O_CREAT);

	if (fd >= 0)
		fs_disk_close(fd);
}

int fs_store_unmark(int directory)
{
	return fs_disk_remove(directory, FS_UNFINISHED_FILE);
}

/* OP-TEE names object files with hex numbers. */
static bool is_objects_name(const char *name)
{
	return !name[strspn(name, "0123456789abcdef")];
}

/*
 * The directory file has no header. If there's a mark, or there are no objects,
 * we lost power while the store was being created. Otherwise the file is
 * damaged. It once knew all the objects, and starting over would lose them for
 * good, so hand it to OP-TEE as it is and have it report corrupt storage.
 */
static int find_without_header(int directory)
{
	int rc = is_marked(directory) ? 0 : fs_disk_find(directory, is_objects_name);

	if (rc < 0)
		return rc;
	if (rc) {
		log_error("storage: the directory file is damaged: it has no header, and there are "
			  "objects; restore all files from a backup, or remove all");
		return 0;
	}
	log_warning("storage: the directory file was never completed; creating a new one");
	return -ENOENT;
}

/*
 * There has been one object at most, which has no contents and is not open.
 * @first: @second: counters from the directory file's headers
 */
static bool was_never_filled(int directory, uint32_t first, uint32_t second)
{
	return first == 2 && second <= 1 && !fs_slots_have(FIRST_FILE) && is_marked(directory);
}

int fs_store_find(int directory, struct fs_slot *slot, int fd)
{
	uint8_t headers[2 * HEADER_LENGTH] = { 0 };
	ssize_t got = fs_head_read(&slot->saved->head, fd, headers, sizeof(headers), 0);
	uint32_t first = counter_of(headers), second = counter_of(headers + HEADER_LENGTH);

	if (got < 0)
		return (int)got;
	if (!first && !second)
		return find_without_header(directory);
	if (!was_never_filled(directory, first, second))
		return 0;
	log_warning("storage: the first object was never completed; creating all files anew");
	return -ENOENT;
}
