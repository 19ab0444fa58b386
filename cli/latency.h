/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Many latencies in little memory: a histogram whose classes are a sixteenth of a power
 * of two wide, so that what is read from it is at most 1/16 too high. Pure.
 */
#ifndef GTEE_CLI_LATENCY_H
#define GTEE_CLI_LATENCY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LATENCY_CLASSES (60 * 16)

/**
 * struct latencies - what was measured
 * @count:	how many
 * @sum:	nanoseconds together
 * @least:	the shortest, where @count is not 0
 * @most:	the longest
 * @class:	how many of each class
 */
struct latencies {
	uint64_t count, sum, least, most;
	uint64_t class[LATENCY_CLASSES];
};

/**
 * latency_class() - the class of a latency
 * @ns:		nanoseconds
 *
 * Return: below LATENCY_CLASSES; rises with @ns.
 */
unsigned int latency_class(uint64_t ns);

/**
 * latency_class_end() - the longest latency of a class
 * @class:	below LATENCY_CLASSES
 *
 * Return: nanoseconds.
 */
uint64_t latency_class_end(unsigned int class);

void latencies_add(struct latencies *all, uint64_t ns);
void latencies_merge(struct latencies *all, const struct latencies *more);

/**
 * latencies_percentile() - the latency that so many did not exceed
 * @all:	what was measured
 * @percent:	0 to 100
 *
 * Return: nanoseconds, never above @all->most; 0 where nothing was measured.
 */
uint64_t latencies_percentile(const struct latencies *all, double percent);

#define LATENCY_BARS 16

/**
 * struct latency_bar - a line of a drawn histogram
 * @end:	the longest latency that it stands for
 * @count:	how many there were, above the line before
 */
struct latency_bar {
	uint64_t end, count;
};

/**
 * latencies_bars() - a histogram of few lines, none of them wasted on outliers
 * @all:	what was measured
 * @bars:	[out] lines, by @end; the last has all that the others have not
 *
 * Return: how many lines; 0 where nothing was measured.
 */
size_t latencies_bars(const struct latencies *all, struct latency_bar bars[LATENCY_BARS]);

#endif
