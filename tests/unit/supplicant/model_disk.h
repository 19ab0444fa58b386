/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A disk in memory that replaces supplicant/storage/fs_disk.c. It records each
 * change, and can restore the contents that a power cut at any moment would
 * leave on the disk.
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
 * disk_before_call - hook that runs before each disk function, or NULL
 *
 * It runs before the function has any effect. It may leave by longjmp(), which
 * simulates a killed process. Then call disk_close_all().
 */
extern void (*disk_before_call)(void);

/** disk_close_all() - close all descriptors */
void disk_close_all(void);

/**
 * disk_fail_at - call that fails to make something durable; 0: none
 *
 * Only calls that make something durable are counted; the next one is 1. The
 * changes that the failed call should have made durable can still be read, but
 * a power cut loses them: a later sync succeeds without making them durable.
 */
extern size_t disk_fail_at;

/** disk_cannot_truncate - make setting a file's size fail without effect */
extern bool disk_cannot_truncate;

/* What a power cut does to changes that are not durable. */
enum disk_luck {
	DISK_ALL_LOST,		/* no change reached the disk */
	DISK_ALL_THERE,		/* all changes did */
	DISK_NEWEST_TORN,	/* all changes did, but only the beginning of the last write */
	DISK_RANDOM,		/* each sector of a write, and each other step, did at random */
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
