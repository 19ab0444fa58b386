// SPDX-License-Identifier: BSD-2-Clause
/*
 * Read-ahead. OP-TEE stores two versions of each block side by side, so what it
 * reads sequentially is not quite sequential in the file.
 */

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "storage/fs_disk.h"
#include "storage/fs_head.h"
#include "storage/fs_readahead.h"

/*
 * How far ahead of the last read a read may start and still count as
 * sequential. We may have to skip the other version of a block, or some nodes.
 */
#define SOON	12288u
/* Start this much in front of the block, in case its other version is there. */
#define BEHIND	4096u

/*
 * Number of buffers to keep around. OP-TEE opens and closes the file for every
 * use of an object, and malloc() is slow at this size.
 */
#define KEEP	8u

static struct {
	pthread_mutex_t lock;
	uint8_t *data[KEEP];
	unsigned int count;
} spare = { .lock = PTHREAD_MUTEX_INITIALIZER };

static uint8_t *take_memory(void)
{
	uint8_t *data = NULL;

	pthread_mutex_lock(&spare.lock);
	if (spare.count)
		data = spare.data[--spare.count];
	pthread_mutex_unlock(&spare.lock);
	return data ? data : malloc(FS_READAHEAD_SIZE);
}

static void give_memory(uint8_t *data)
{
	pthread_mutex_lock(&spare.lock);
	if (spare.count < KEEP) {
		spare.data[spare.count++] = data;
		data = NULL;
	}
	pthread_mutex_unlock(&spare.lock);
	free(data);
}

static uint64_t end_of(const struct fs_readahead *readahead)
{
	return readahead->from + readahead->size;
}

/* Return: true if the buffer had all of it. */
static bool give(const struct fs_readahead *readahead, void *data, size_t size, uint64_t offset)
{
	if (!readahead->data || offset < readahead->from || offset > end_of(readahead) ||
	    size > end_of(readahead) - offset)
		return false;
	memcpy(data, readahead->data + (offset - readahead->from), size);
	return true;
}

/* The first read of a file counts as sequential too. */
static bool is_likely(const struct fs_readahead *readahead, uint64_t offset)
{
	if (!readahead->data)
		return true;
	return (offset >= readahead->next && offset - readahead->next <= SOON) ||
	       (offset >= readahead->from && offset <= end_of(readahead) + SOON);
}

ssize_t fs_readahead_read(struct fs_readahead *readahead, int fd, void *data, size_t size,
			  uint64_t offset)
{
	bool likely = is_likely(readahead, offset);
	ssize_t got;

	readahead->next = offset + size;
	if (give(readahead, data, size, offset))
		return (ssize_t)size;
	if (!likely || size > FS_READAHEAD_SIZE / 4)
		return fs_disk_read(fd, data, size, offset);
	if (!readahead->data)
		readahead->data = take_memory();
	if (!readahead->data)
		return fs_disk_read(fd, data, size, offset);
	readahead->from = offset >= FS_HEAD_SIZE + BEHIND ? offset - BEHIND : offset;
	readahead->size = 0;
	got = fs_disk_read_some(fd, readahead->data, FS_READAHEAD_SIZE, readahead->from);
	if (got < 0)
		return got;
	readahead->size = (size_t)got;
	if (give(readahead, data, size, offset))
		return (ssize_t)size;
	/* At the end of the file, or a short read. */
	return fs_disk_read(fd, data, size, offset);
}

void fs_readahead_note(struct fs_readahead *readahead, const void *data, size_t size,
		       uint64_t offset)
{
	uint64_t end = offset + size, last = readahead->from + FS_READAHEAD_SIZE;
	uint64_t from = offset > readahead->from ? offset : readahead->from;
	uint64_t to = end < last ? end : last;

	if (!readahead->data || !size)
		return;
	if (from < to && from <= end_of(readahead)) {
		memcpy(readahead->data + (from - readahead->from),
		       (const uint8_t *)data + (from - offset), (size_t)(to - from));
		if (to > end_of(readahead))
			readahead->size = (size_t)(to - readahead->from);
	}
}

void fs_readahead_drop(struct fs_readahead *readahead)
{
	if (readahead->data)
		give_memory(readahead->data);
	memset(readahead, 0, sizeof(*readahead));
}
