/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Triggers that count calls in the kernel, and a parser for the resulting
 * events/.../hist
 */
#ifndef GTEE_CLI_HIST_PARSE_H
#define GTEE_CLI_HIST_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HIST_CLASSES	64
#define HIST_WORD_SIZE	40

/**
 * struct hist_row - one TA's calls on one device
 * @device:	"teeN"
 * @ta:		the TA's UUID as text
 * @calls:	how many
 * @ns:		total latency in ns
 * @refused:	calls that failed or returned an error
 * @class:	calls by latency; class n is for more than 2^(n-1) and up to 2^n ns
 */
struct hist_row {
	char device[HIST_WORD_SIZE];
	char ta[HIST_WORD_SIZE];
	uint64_t calls, ns, refused;
	uint64_t class[HIST_CLASSES];
};

/**
 * struct hist - a parsed histogram
 * @rows:	malloced array
 * @count:	size of @rows
 * @dropped:	calls the kernel couldn't count since its table was full
 */
struct hist {
	struct hist_row *rows;
	size_t count;
	uint64_t dropped;
};

/* hist_parse() knows the output of these two. */
#define HIST_LATENCIES	"hist:keys=device,ta,latency_ns.log2:vals=hitcount,latency_ns:size=8192"
#define HIST_REFUSALS	"hist:keys=device,ta,ret:vals=hitcount if ret != 0 || rc != 0"

/**
 * hist_parse() - parse an event's hist file
 * @text:	file contents, NUL-terminated; overwritten while parsing
 * @hist:	[out] the result; call hist_free() even on error
 *
 * Skips lines that it does not know.
 *
 * Return: 0, or -ENOMEM.
 */
int hist_parse(char *text, struct hist *hist);

/**
 * hist_free() - free and clear a parsed histogram
 * @hist:	the histogram
 */
void hist_free(struct hist *hist);

/**
 * hist_find() - find the row for a TA and device
 * @hist:	the histogram
 * @device:	"teeN"
 * @ta:		the TA's UUID as text
 *
 * Return: the row, or NULL.
 */
const struct hist_row *hist_find(const struct hist *hist, const char *device,
				 const char *ta);

/**
 * hist_row_subtract() - turn a row into the change since an earlier one
 * @row:	[in,out] the later row, replaced by the difference
 * @before:	the earlier row, or NULL
 */
void hist_row_subtract(struct hist_row *row, const struct hist_row *before);

/**
 * hist_row_bound() - get an upper bound for a percentile
 * @row:	the row
 * @share:	fraction of the calls, 0 to 1
 *
 * Return: nanoseconds (a power of two), or 0 without calls.
 */
double hist_row_bound(const struct hist_row *row, double share);

#endif
