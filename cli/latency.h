/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Histogram of latencies. Each power of two is divided into 16 classes, so that a
 * percentile is at most 1/16 too high. These functions do no I/O.
 */
#ifndef GTEE_CLI_LATENCY_H
#define GTEE_CLI_LATENCY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LATENCY_CLASSES (60 * 16)

/**
 * struct latencies - measured latencies
 * @count:	number of latencies
 * @sum:	their sum in nanoseconds
 * @least:	shortest latency in nanoseconds, if @count is not 0
 * @most:	longest latency in nanoseconds
 * @class:	number of latencies in each class
 */
struct latencies {
	uint64_t count, sum, least, most;
	uint64_t class[LATENCY_CLASSES];
};

/**
 * latency_class() - get the class of a latency
 * @ns:		nanoseconds
 *
 * Return: the class, below LATENCY_CLASSES. A longer latency never has a lower class.
 */
unsigned int latency_class(uint64_t ns);

/**
 * latency_class_end() - get the longest latency of a class
 * @class:	number below LATENCY_CLASSES
 *
 * Return: nanoseconds.
 */
uint64_t latency_class_end(unsigned int class);

/**
 * latencies_add() - add a latency
 * @all:	the histogram
 * @ns:		nanoseconds
 */
void latencies_add(struct latencies *all, uint64_t ns);

/**
 * latencies_merge() - add all latencies of another histogram
 * @all:	the histogram
 * @more:	the other histogram
 */
void latencies_merge(struct latencies *all, const struct latencies *more);

/**
 * latencies_percentile() - get a percentile
 * @all:	the histogram
 * @percent:	0 to 100
 *
 * Return: nanoseconds, never above @all->most; 0 if the histogram is empty.
 */
uint64_t latencies_percentile(const struct latencies *all, double percent);

#define LATENCY_BARS 16

/**
 * struct latency_bar - bar of a drawn histogram
 * @end:	longest latency of the bar in nanoseconds
 * @count:	number of latencies above the previous bar's @end and up to @end
 */
struct latency_bar {
	uint64_t end, count;
};

/**
 * latencies_bars() - reduce a histogram to a few bars, the last of which has the outliers
 * @all:	the histogram
 * @bars:	[out] bars, ordered by @end; the last one has all remaining latencies
 *
 * Return: number of bars; 0 if the histogram is empty.
 */
size_t latencies_bars(const struct latencies *all, struct latency_bar bars[LATENCY_BARS]);

#endif
