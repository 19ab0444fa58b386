/* SPDX-License-Identifier: BSD-2-Clause */
/* Histogram triggers for trace events, and a parser for their output (events/.../hist); no I/O. */
#ifndef GTEE_CLI_HIST_PARSE_H
#define GTEE_CLI_HIST_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HIST_CLASSES	64
#define HIST_WORD_SIZE	40

/**
 * struct hist_row - counts of one Trusted Application on one device
 * @device:	"teeN"
 * @ta:		UUID as text
 * @calls:	number of calls
 * @ns:		sum of their latencies in nanoseconds
 * @refused:	number of calls that failed or returned an error
 * @class:	number of calls in each latency class; class n has latencies of at most 2^n ns
 *		and more than half of that
 */
struct hist_row {
	char device[HIST_WORD_SIZE];
	char ta[HIST_WORD_SIZE];
	uint64_t calls, ns, refused;
	uint64_t class[HIST_CLASSES];
};

/**
 * struct hist - parsed histogram
 * @rows:	rows, allocated
 * @count:	number of rows
 * @dropped:	calls that the kernel did not count because its table was full
 */
struct hist {
	struct hist_row *rows;
	size_t count;
	uint64_t dropped;
};

/* Histogram triggers whose output hist_parse() accepts. */
#define HIST_LATENCIES	"hist:keys=device,ta,latency_ns.log2:vals=hitcount,latency_ns:size=8192"
#define HIST_REFUSALS	"hist:keys=device,ta,ret:vals=hitcount if ret != 0 || rc != 0"

/**
 * hist_parse() - parse the histograms of an event
 * @text:	contents of the file, NUL-terminated; modified
 * @hist:	[out] the rows; the caller frees them with hist_free(), on error too
 *
 * Unknown lines are skipped.
 *
 * Return: 0, or -ENOMEM.
 */
int hist_parse(char *text, struct hist *hist);

/**
 * hist_free() - free a parsed histogram, and clear it
 * @hist:	the histogram
 */
void hist_free(struct hist *hist);

/**
 * hist_find() - find the row of a Trusted Application on a device
 * @hist:	the histogram
 * @device:	"teeN"
 * @ta:		UUID as text
 *
 * Return: the row, or NULL.
 */
const struct hist_row *hist_find(const struct hist *hist, const char *device,
				 const char *ta);

/**
 * hist_row_subtract() - subtract an earlier row
 * @row:	[in,out] the row; becomes the difference
 * @before:	the earlier row, or NULL
 */
void hist_row_subtract(struct hist_row *row, const struct hist_row *before);

/**
 * hist_row_bound() - get an upper bound for the latency of a fraction of the calls
 * @row:	the row
 * @share:	the fraction, 0 to 1
 *
 * Return: nanoseconds, a power of two; 0 if there are no calls.
 */
double hist_row_bound(const struct hist_row *row, double share);

#endif
