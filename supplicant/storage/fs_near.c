// SPDX-License-Identifier: BSD-2-Clause
/*
 * The beginning of a file, in memory. The worker may end between any two stores, and the next
 * worker takes over the memory as it is then. So the order of the stores matters; then_only()
 * keeps it.
 */

#include <stdatomic.h>
#include <string.h>

#include "storage/fs_disk.h"
#include "storage/fs_near.h"

bool near_covers(uint64_t offset, size_t size)
{
	return offset < NEAR_SIZE && size <= NEAR_SIZE - offset;
}

bool near_is_sound(const struct fs_near *near)
{
	return near->size <= NEAR_SIZE && near->dirty_from <= near->dirty_to &&
	       near->dirty_to <= near->size;
}

/*
 * Stores before this call reach memory before those after it, as the next worker sees them. Only
 * the compiler could change their order: the memory is read after this process has ended.
 */
static void then_only(void)
{
	atomic_signal_fence(memory_order_seq_cst);
}

static int load(struct fs_near *near, int fd)
{
	ssize_t got;

	if (near->is_kept)
		return 0;
	got = fs_disk_read(fd, near->data, NEAR_SIZE, 0);
	if (got < 0)
		return (int)got;
	near->size = (size_t)got;
	then_only();
	near->is_kept = true;
	return 0;
}

ssize_t near_read(struct fs_near *near, int fd, void *data, size_t size, size_t offset)
{
	int rc = load(near, fd);

	if (rc)
		return rc;
	if (offset >= near->size)
		return 0;
	if (size > near->size - offset)
		size = near->size - offset;
	memcpy(data, near->data + offset, size);
	return (ssize_t)size;
}

/* Copy bytes to their place. */
static void put(struct fs_near *near, const void *data, size_t size, size_t offset)
{
	/* Between its former end and a write after it a file has zeroes. */
	if (offset > near->size)
		memset(near->data + near->size, 0, offset - near->size);
	memcpy(near->data + offset, data, size);
	then_only();
	if (near->size < offset + size)
		near->size = offset + size;
	then_only();
}

/*
 * Widen the dirty range. There is only one range: between two writes the bytes are those of the
 * file, or zeroes as in a hole. The end is stored first, so that at no moment the end is before
 * the beginning, or the range smaller than it was.
 */
static void widen(struct fs_near *near, size_t from, size_t to)
{
	bool is_empty = near->dirty_from == near->dirty_to;

	if (near->dirty_to < to)
		near->dirty_to = to;
	then_only();
	if (is_empty || near->dirty_from > from)
		near->dirty_from = from;
	then_only();
}

/*
 * Make the dirty range empty. The beginning is stored first: until the end is stored too, the range
 * is wider than it was, and never ends before it begins.
 */
static void make_clean(struct fs_near *near)
{
	near->dirty_from = 0;
	then_only();
	near->dirty_to = 0;
	then_only();
}

int near_write(struct fs_near *near, int fd, const void *data, size_t size, size_t offset)
{
	int rc = load(near, fd);

	if (rc || !size)
		return rc;
	put(near, data, size, offset);
	widen(near, offset, offset + size);
	return 0;
}

bool near_note(struct fs_near *near, const void *data, size_t size, uint64_t offset)
{
	if (!near->is_kept)
		return true;
	if (!near_covers(offset, size))
		return false;
	put(near, data, size, (size_t)offset);
	return true;
}

void near_grow(struct fs_near *near, uint64_t end)
{
	if (!near->is_kept || near->size == NEAR_SIZE || end < NEAR_SIZE)
		return;
	memset(near->data + near->size, 0, NEAR_SIZE - near->size);
	then_only();
	near->size = NEAR_SIZE;
}

int near_flush(struct fs_near *near, int fd)
{
	int rc = 0;

	if (near->dirty_from != near->dirty_to)
		rc = fs_disk_write(fd, near->data + near->dirty_from,
				   near->dirty_to - near->dirty_from, near->dirty_from, false);
	if (!rc)
		make_clean(near);
	return rc;
}

void near_drop(struct fs_near *near)
{
	make_clean(near);
	near->is_kept = false;
	then_only();
	near->size = 0;
}
