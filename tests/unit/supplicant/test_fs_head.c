// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests for fs_head.c, which holds the beginning of a file in memory that
 * outlives the worker. Since a worker can be killed between any two
 * instructions, the changes are made in a single-stepped child, and after each
 * step the parent checks what the next worker would see.
 */

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "storage/fs_head.h"

enum what { WRITE, FLUSH, DROP, NOTE, GROW };

static const struct change {
	enum what what;
	size_t at;
	size_t size;
} changes[] = {
	{ WRITE, 4162, 66 }, { WRITE, 64, 64 }, { WRITE, 7000, 100 }, { FLUSH, 0, 0 },
	{ WRITE, 300, 10 }, { FLUSH, 0, 0 }, { NOTE, 0, 64 }, { WRITE, 100, 50 },
	{ FLUSH, 0, 0 }, { DROP, 0, 0 }, { WRITE, 7090, 200 }, { WRITE, 20, 8 },
	{ FLUSH, 0, 0 }, { GROW, 0, 0 }, { WRITE, 8000, 192 }, { FLUSH, 0, 0 }, { DROP, 0, 0 },
};

#define NUM_CHANGES	(sizeof(changes) / sizeof(changes[0]))

/* Shared with the child: the head, the file, and the number of the change being made */
static struct shared {
	struct fs_head head;
	uint8_t file[2 * FS_HEAD_SIZE];
	size_t size;
	volatile size_t current;
} *shared;

/* Stand-ins for the disk functions, with the file in memory */
ssize_t fs_disk_read(int fd, void *data, size_t size, uint64_t offset)
{
	(void)fd;
	if (offset >= shared->size)
		return 0;
	if (size > shared->size - offset)
		size = shared->size - offset;
	memcpy(data, shared->file + offset, size);
	return (ssize_t)size;
}

int fs_disk_write(int fd, const void *data, size_t size, uint64_t offset, bool durable)
{
	(void)fd, (void)durable;
	memcpy(shared->file + offset, data, size);
	if (shared->size < offset + size)
		shared->size = offset + size;
	return 0;
}

static uint8_t byte_of(size_t change, size_t at)
{
	return (uint8_t)(change * 37 + at * 11 + 1);
}

static void make(size_t n)
{
	const struct change *change = &changes[n];
	uint8_t bytes[256];

	for (size_t i = 0; i < change->size; i++)
		bytes[i] = byte_of(n, change->at + i);
	switch (change->what) {
	case WRITE:
		fs_head_write(&shared->head, 0, bytes, change->size, change->at);
		break;
	case FLUSH:
		fs_head_flush(&shared->head, 0);
		break;
	case DROP:
		fs_head_drop(&shared->head);
		break;
	case NOTE:
		fs_disk_write(0, bytes, change->size, change->at, true);
		fs_head_note(&shared->head, bytes, change->size, change->at);
		break;
	case GROW:
		fs_disk_write(0, "behind", 6, FS_HEAD_SIZE, false);
		fs_head_grow(&shared->head, FS_HEAD_SIZE + 6);
		break;
	}
}

static void be_the_worker(void)
{
	ptrace(PTRACE_TRACEME, 0, NULL, NULL);
	raise(SIGSTOP);
	for (size_t n = 0; n < NUM_CHANGES; n++) {
		shared->current = n;
		make(n);
	}
	_exit(0);
}

/* What a worker would read if it took over right here */
static void read_as_the_next(uint8_t found[FS_HEAD_SIZE])
{
	struct fs_head *head = &shared->head;

	memcpy(found, shared->file, FS_HEAD_SIZE);
	if (head->is_cached)
		memcpy(found, head->data, head->size);
	memcpy(found + head->dirty_from, head->data + head->dirty_from,
	       head->dirty_to - head->dirty_from);
}

static void look(const uint8_t *expected, size_t steps)
{
	const struct change *change = &changes[shared->current];
	uint8_t found[FS_HEAD_SIZE];

	if (!fs_head_is_sound(&shared->head))
		fail_msg("change %zu, after %zu instructions: the range is from %zu to %zu, of %zu",
			 shared->current, steps, shared->head.dirty_from,
			 shared->head.dirty_to, shared->head.size);
	read_as_the_next(found);
	/* The next worker redoes this change, so its bytes can be anything. */
	if (change->size)
		memcpy(found + change->at, expected + change->at, change->size);
	if (memcmp(found, expected, FS_HEAD_SIZE))
		fail_msg("change %zu, after %zu instructions: something else has changed",
			 shared->current, steps);
	/* Bytes that are not in the file yet had better be marked dirty. */
	for (size_t n = 0; n < FS_HEAD_SIZE; n++) {
		bool is_dirty = n >= shared->head.dirty_from && n < shared->head.dirty_to;

		if (!is_dirty && shared->file[n] != expected[n] && n - change->at >= change->size)
			fail_msg("change %zu, after %zu instructions: byte %zu is lost",
				 shared->current, steps, n);
	}
}

static void a_worker_ends_after_every_instruction(void **state)
{
	static uint8_t expected[FS_HEAD_SIZE];
	size_t steps = 0, seen = 0;
	int status;
	pid_t child;

	(void)state;
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		      0);
	assert_true(shared != MAP_FAILED);
	child = fork();
	if (!child)
		be_the_worker();
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSTOPPED(status));
	for (;;) {
		assert_int_equal(ptrace(PTRACE_SINGLESTEP, child, NULL, NULL), 0);
		assert_int_equal(waitpid(child, &status, 0), child);
		if (WIFEXITED(status))
			break;
		assert_true(WIFSTOPPED(status) && WSTOPSIG(status) == SIGTRAP);
		for (; seen < shared->current; seen++)
			for (size_t n = 0; n < changes[seen].size; n++)
				expected[changes[seen].at + n] =
					byte_of(seen, changes[seen].at + n);
		look(expected, ++steps);
	}
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_int_equal(seen, NUM_CHANGES - 1);
	munmap(shared, sizeof(*shared));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_worker_ends_after_every_instruction),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
