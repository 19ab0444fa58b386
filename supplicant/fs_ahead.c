// SPDX-License-Identifier: BSD-2-Clause
/* Reading ahead. */

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "fs_ahead.h"
#include "fs_disk.h"

/* Between two blocks of one version lie one of the other's, or nodes. */
#define SOON	12288u

ssize_t ahead_read(struct fs_ahead *ahead, int fd, void *data, size_t size, uint64_t offset)
{
	bool goes_on = offset >= ahead->next && offset - ahead->next <= SOON;
	ssize_t got;

	ahead->next = offset + size;
	if (offset >= ahead->from && offset - ahead->from <= ahead->size &&
	    size <= ahead->size - (offset - ahead->from)) {
		memcpy(data, ahead->data + (offset - ahead->from), size);
		return (ssize_t)size;
	}
	if (!goes_on || size > AHEAD_SIZE / 4)
		return fs_disk_read(fd, data, size, offset);
	if (!ahead->data)
		ahead->data = malloc(AHEAD_SIZE);
	if (!ahead->data)
		return fs_disk_read(fd, data, size, offset);
	ahead->size = 0;
	got = fs_disk_read(fd, ahead->data, AHEAD_SIZE, offset);
	if (got < 0)
		return got;
	ahead->from = offset;
	ahead->size = (size_t)got;
	if (size > (size_t)got)
		size = (size_t)got;
	memcpy(data, ahead->data, size);
	return (ssize_t)size;
}

void ahead_note(struct fs_ahead *ahead, const void *data, size_t size, uint64_t offset)
{
	uint64_t end = offset + size, there = ahead->from + ahead->size;
	uint64_t from = offset > ahead->from ? offset : ahead->from;
	uint64_t to = end < there ? end : there;

	if (from < to)
		memcpy(ahead->data + (from - ahead->from),
		       (const uint8_t *)data + (from - offset), (size_t)(to - from));
}

void ahead_drop(struct fs_ahead *ahead)
{
	free(ahead->data);
	memset(ahead, 0, sizeof(*ahead));
}
