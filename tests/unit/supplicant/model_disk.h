/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Disk in memory, which replaces supplicant/storage/fs_disk.c. It records each
 * change, and can restore what a power cut at any moment would have left on the
 * disk.
 */
#ifndef TEST_MODEL_DISK_H
#define TEST_MODEL_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** disk_reset() - empty the disk and the record */
void disk_reset(void);

/**
 * disk_steps() - count the recorded steps
 *
 * Return: their number. Power can be cut after each of them.
 */
size_t disk_steps(void);

/**
 * disk_before_call - called before each function of fs_disk.h has any effect; may be NULL
 *
 * It may leave by longjmp(), as if the process were killed. Then call disk_close_all().
 */
extern void (*disk_before_call)(void);

/** disk_close_all() - close all descriptors */
void disk_close_all(void);

/**
 * disk_fail_at - number of the next call that fails to make something durable; 0: none
 *
 * 1 is the next call that makes something durable. The changes that it should have made durable
 * can still be read, but a power cut loses them: a later sync succeeds without making them
 * durable.
 */
extern size_t disk_fail_at;

/** disk_cannot_truncate - setting a file's size fails without effect */
extern bool disk_cannot_truncate;

/* What happens in a power cut to changes that are not durable. */
enum disk_luck {
	DISK_ALL_LOST,		/* none of them reached the disk */
	DISK_ALL_THERE,		/* all of them did */
	DISK_NEWEST_TORN,	/* all of them, but only the beginning of the last write */
	DISK_RANDOM,		/* each sector of each write, and each other step, at random */
	DISK_NUM_LUCKS
};

/**
 * disk_cut() - cut the power
 * @steps:	number of recorded steps before the cut
 * @luck:	what happens to changes that are not durable
 * @seed:	for DISK_RANDOM; for DISK_NEWEST_TORN, how much of the last write is done
 *
 * Afterwards, the disk contains the changes that survived, and all descriptors are closed. The
 * record is kept, but new changes are recorded only after disk_reset().
 */
void disk_cut(size_t steps, enum disk_luck luck, unsigned int seed);

#endif
