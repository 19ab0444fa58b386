// SPDX-License-Identifier: BSD-2-Clause
/* Reading ahead. */

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "storage/fs_ahead.h"
#include "storage/fs_disk.h"
#include "storage/fs_head.h"

/*
 * A read that begins at most so far after the last one continues it: between two blocks of one
 * version there is a block of the other version, or nodes.
 */
#define SOON	12288u
/* Reading ahead begins so far before a block, because the other version may be there. */
#define BEHIND	4096u

/*
 * OP-TEE opens and closes a file for each use of an object, and malloc() and free() of so much
 * memory are slow. Some memory is kept for the next files.
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
	return data ? data : malloc(AHEAD_SIZE);
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

static uint64_t end_of(const struct fs_ahead *ahead)
{
	return ahead->from + ahead->size;
}

/* Copy a range. Return: whether all of it was read ahead. */
static bool give(const struct fs_ahead *ahead, void *data, size_t size, uint64_t offset)
{
	if (!ahead->data || offset < ahead->from || offset > end_of(ahead) ||
	    size > end_of(ahead) - offset)
		return false;
	memcpy(data, ahead->data + (offset - ahead->from), size);
	return true;
}

/*
 * Whether reading ahead is likely to pay: for the first read in a file, and for each that continues
 * the last read, or the part that was read ahead.
 */
static bool is_likely(const struct fs_ahead *ahead, uint64_t offset)
{
	if (!ahead->data)
		return true;
	return (offset >= ahead->next && offset - ahead->next <= SOON) ||
	       (offset >= ahead->from && offset <= end_of(ahead) + SOON);
}

ssize_t ahead_read(struct fs_ahead *ahead, int fd, void *data, size_t size, uint64_t offset)
{
	bool likely = is_likely(ahead, offset);
	ssize_t got;

	ahead->next = offset + size;
	if (give(ahead, data, size, offset))
		return (ssize_t)size;
	if (!likely || size > AHEAD_SIZE / 4)
		return fs_disk_read(fd, data, size, offset);
	if (!ahead->data)
		ahead->data = take_memory();
	if (!ahead->data)
		return fs_disk_read(fd, data, size, offset);
	ahead->from = offset >= FS_HEAD_SIZE + BEHIND ? offset - BEHIND : offset;
	ahead->size = 0;
	got = fs_disk_read_some(fd, ahead->data, AHEAD_SIZE, ahead->from);
	if (got < 0)
		return got;
	ahead->size = (size_t)got;
	if (give(ahead, data, size, offset))
		return (ssize_t)size;
	/* The file ends there, or the system call has read fewer bytes than there are. */
	return fs_disk_read(fd, data, size, offset);
}

void ahead_note(struct fs_ahead *ahead, const void *data, size_t size, uint64_t offset)
{
	uint64_t end = offset + size, last = ahead->from + AHEAD_SIZE;
	uint64_t from = offset > ahead->from ? offset : ahead->from;
	uint64_t to = end < last ? end : last;

	if (!ahead->data || !size)
		return;
	if (from < to && from <= end_of(ahead)) {
		memcpy(ahead->data + (from - ahead->from),
		       (const uint8_t *)data + (from - offset), (size_t)(to - from));
		if (to > end_of(ahead))
			ahead->size = (size_t)(to - ahead->from);
	}
}

void ahead_drop(struct fs_ahead *ahead)
{
	if (ahead->data)
		give_memory(ahead->data);
	memset(ahead, 0, sizeof(*ahead));
}
