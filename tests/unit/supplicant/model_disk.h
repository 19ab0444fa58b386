/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A disk in memory, in place of supplicant/fs_disk.c: it records what is done to it, and
 * can say what a power cut at any moment would have left.
 */
#ifndef TEST_MODEL_DISK_H
#define TEST_MODEL_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** disk_reset() - an empty disk, and no record */
void disk_reset(void);

/** disk_steps() - how many steps have been recorded: each is a place for a cut */
size_t disk_steps(void);

/**
 * disk_before_call - called before each function of fs_disk.h does what it does; may be NULL
 *
 * It may leave by longjmp(), as a process leaves that is killed; then disk_close_all().
 */
extern void (*disk_before_call)(void);

/** disk_close_all() - nothing is open any more */
void disk_close_all(void);

/**
 * disk_fail_at - the so-manieth call fails that is to make something durable; 0: none
 *
 * What it was to make durable is there, but is lost in a power cut: a later call does not
 * make it durable, and says nothing.
 */
extern size_t disk_fail_at;

/** disk_cannot_truncate - setting a file's size fails, and does nothing */
extern bool disk_cannot_truncate;

/* How what was not yet durable fares in a power cut. */
enum disk_luck {
	DISK_ALL_LOST,		/* none of it reached the disk */
	DISK_ALL_THERE,		/* all of it did */
	DISK_NEWEST_TORN,	/* all of it but the last write, of which a beginning did */
	DISK_RANDOM,		/* each sector of each write, and each name, by chance */
	DISK_NUM_LUCKS
};

/**
 * disk_cut() - the power is cut
 * @steps:	after so many recorded steps
 * @luck:	what became of what was not durable
 * @seed:	for DISK_RANDOM, and for where DISK_NEWEST_TORN tears
 *
 * The disk then has what is left, and nothing is open. The record is kept, and goes on
 * only after disk_reset().
 */
void disk_cut(size_t steps, enum disk_luck luck, unsigned int seed);

#endif
