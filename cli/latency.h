/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Latency histogram with 16 classes per power of two, which means that a percentile
 * is off by 1/16 at most (never too low). No I/O in here.
 */
#ifndef GTEE_CLI_LATENCY_H
#define GTEE_CLI_LATENCY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LATENCY_CLASSES (60 * 16)

/**
 * struct latencies - histogram, all times in ns
 * @count:	how many
 * @sum:	their sum
 * @least:	the shortest, valid if @count isn't 0
 * @most:	the longest
 * @class:	how many in each class
 */
struct latencies {
	uint64_t count, sum, least, most;
	uint64_t class[LATENCY_CLASSES];
};

/**
 * latency_class() - find a latency's class
 * @ns:		nanoseconds
 *
 * Return: class below LATENCY_CLASSES, monotonic in @ns.
 */
unsigned int latency_class(uint64_t ns);

/**
 * latency_class_end() - get a class's upper bound
 * @class:	class below LATENCY_CLASSES
 *
 * Return: its longest latency in ns.
 */
uint64_t latency_class_end(unsigned int class);

/**
 * latencies_add() - add a latency
 * @all:	the histogram
 * @ns:		nanoseconds
 */
void latencies_add(struct latencies *all, uint64_t ns);

/**
 * latencies_merge() - add one histogram to another
 * @all:	where to add
 * @more:	what to add
 */
void latencies_merge(struct latencies *all, const struct latencies *more);

/**
 * latencies_percentile() - get a percentile
 * @all:	the histogram
 * @percent:	0 to 100
 *
 * Return: nanoseconds, capped at @all->most; 0 for an empty histogram.
 */
uint64_t latencies_percentile(const struct latencies *all, double percent);

#define LATENCY_BARS 16

/**
 * struct latency_bar - a line in gtee bench's bar chart
 * @end:	longest latency in ns
 * @count:	latencies up to @end that do not fit in the previous bar
 */
struct latency_bar {
	uint64_t end, count;
};

/**
 * latencies_bars() - condense a histogram for a bar chart
 * @all:	the histogram
 * @bars:	[out] bars ordered by @end, outliers in the last one
 *
 * Return: number of bars, 0 for an empty histogram.
 */
size_t latencies_bars(const struct latencies *all, struct latency_bar bars[LATENCY_BARS]);

#endif
