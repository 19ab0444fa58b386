/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * In-memory replacement for supplicant/storage/fs_disk.c. All changes are
 * recorded, so tests can go back to any point and see what's left on the disk
 * if the power fails right there.
 */
#ifndef TEST_MODEL_DISK_H
#define TEST_MODEL_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** disk_reset() - empty the disk and the record */
void disk_reset(void);

/**
 * disk_steps() - number of steps recorded so far
 *
 * Return: that number. Power can be cut after each of these steps.
 */
size_t disk_steps(void);

/**
 * disk_before_call - hook called at the start of each disk function, or NULL
 *
 * Nothing has been changed at this point. The hook may longjmp() out of the call
 * to simulate a kill, followed by disk_close_all().
 */
extern void (*disk_before_call)(void);

/** disk_close_all() - close all descriptors */
void disk_close_all(void);

/**
 * disk_fail_at - number of the call that is to fail, 0 for none
 *
 * Only calls that make something durable count, starting at 1 for the next one.
 * What the failed call should have covered is still readable, but it won't
 * survive a power cut, not even if a later sync succeeds.
 */
extern size_t disk_fail_at;

/** disk_cannot_truncate - fail attempts to set a file's size, without any effect */
extern bool disk_cannot_truncate;

/* What becomes of changes that aren't durable when power fails. */
enum disk_luck {
	DISK_ALL_LOST,		/* nothing made it to the disk */
	DISK_ALL_THERE,		/* everything did */
	DISK_NEWEST_TORN,	/* everything did, except that the last write is incomplete */
	DISK_RANDOM,		/* toss a coin for each sector and each other step */
	DISK_NUM_LUCKS
};

/**
 * disk_cut() - cut the power
 * @steps:	cut after this many of the recorded steps
 * @luck:	fate of the changes that aren't durable
 * @seed:	for DISK_RANDOM; with DISK_NEWEST_TORN, how much of the last write is done
 *
 * Leaves the surviving changes on the disk and closes all descriptors. The record
 * is kept. New changes are not recorded before the next disk_reset().
 */
void disk_cut(size_t steps, enum disk_luck luck, unsigned int seed);

#endif
