// SPDX-License-Identifier: BSD-2-Clause
/*
 * Cache for the start of a file. The worker can die between any two stores, and
 * the next worker takes the memory over as it is. The order of stores is
 * therefore significant, see then_only().
 */

#include <stdatomic.h>
#include <string.h>

#include "storage/fs_disk.h"
#include "storage/fs_head.h"

bool fs_head_covers(uint64_t offset, size_t size)
{
	return offset < FS_HEAD_SIZE && size <= FS_HEAD_SIZE - offset;
}

bool fs_head_is_sound(const struct fs_head *head)
{
	return head->size <= FS_HEAD_SIZE && head->dirty_from <= head->dirty_to &&
	       head->dirty_to <= head->size;
}

/*
 * Order the stores before this against those after it, as seen by the next
 * worker. A compiler barrier does, since the next worker does not look before
 * we are dead.
 */
static void then_only(void)
{
	atomic_signal_fence(memory_order_seq_cst);
}

static int load(struct fs_head *head, int fd)
{
	ssize_t got;

	if (head->is_cached)
		return 0;
	got = fs_disk_read(fd, head->data, FS_HEAD_SIZE, 0);
	if (got < 0)
		return (int)got;
	head->size = (size_t)got;
	then_only();
	head->is_cached = true;
	return 0;
}

ssize_t fs_head_read(struct fs_head *head, int fd, void *data, size_t size, size_t offset)
{
	int rc = load(head, fd);

	if (rc)
		return rc;
	if (offset >= head->size)
		return 0;
	if (size > head->size - offset)
		size = head->size - offset;
	memcpy(data, head->data + offset, size);
	return (ssize_t)size;
}

/* Store bytes in the cache, growing it as needed. */
static void put(struct fs_head *head, const void *data, size_t size, size_t offset)
{
	/* Writing past the end of the file leaves a hole. */
	if (offset > head->size)
		memset(head->data + head->size, 0, offset - head->size);
	memcpy(head->data + offset, data, size);
	then_only();
	if (head->size < offset + size)
		head->size = offset + size;
	then_only();
}

/*
 * With just one dirty range, there may be clean bytes inside it. They have the
 * file's contents, or zeroes in a hole, so writing them back is harmless. Move
 * the end first: dirty_from must never exceed dirty_to, and the range must
 * never be too small.
 */
static void widen(struct fs_head *head, size_t from, size_t to)
{
	bool is_empty = head->dirty_from == head->dirty_to;

	if (head->dirty_to < to)
		head->dirty_to = to;
	then_only();
	if (is_empty || head->dirty_from > from)
		head->dirty_from = from;
	then_only();
}

/*
 * Here the start has to come first. With only @dirty_from cleared the range is
 * larger than it needs to be, which is okay.
 */
static void make_clean(struct fs_head *head)
{
	head->dirty_from = 0;
	then_only();
	head->dirty_to = 0;
	then_only();
}

int fs_head_write(struct fs_head *head, int fd, const void *data, size_t size, size_t offset)
{
	int rc = load(head, fd);

	if (rc || !size)
		return rc;
	put(head, data, size, offset);
	widen(head, offset, offset + size);
	return 0;
}

bool fs_head_note(struct fs_head *head, const void *data, size_t size, uint64_t offset)
{
	if (!head->is_cached)
		return true;
	if (!fs_head_covers(offset, size))
		return false;
	put(head, data, size, (size_t)offset);
	return true;
}

void fs_head_grow(struct fs_head *head, uint64_t end)
{
	if (!head->is_cached || head->size == FS_HEAD_SIZE || end < FS_HEAD_SIZE)
		return;
	memset(head->data + head->size, 0, FS_HEAD_SIZE - head->size);
	then_only();
	head->size = FS_HEAD_SIZE;
}

int fs_head_flush(struct fs_head *head, int fd)
{
	int rc = 0;

	if (head->dirty_from != head->dirty_to)
		rc = fs_disk_write(fd, head->data + head->dirty_from,
				   head->dirty_to - head->dirty_from, head->dirty_from, false);
	if (!rc)
		make_clean(head);
	return rc;
}

void fs_head_drop(struct fs_head *head)
{
	make_clean(head);
	head->is_cached = false;
	then_only();
	head->size = 0;
}
