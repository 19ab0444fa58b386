/* SPDX-License-Identifier: BSD-2-Clause */
/* Histograms that the kernel keeps of an event (events/.../hist). Pure. */
#ifndef GTEE_CLI_HIST_PARSE_H
#define GTEE_CLI_HIST_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HIST_CLASSES	64
#define HIST_WORD_SIZE	40

/**
 * struct hist_row - what was counted of one application on one device
 * @device:	"teeN"
 * @ta:		UUID as text
 * @calls:	calls
 * @ns:		what they took together
 * @refused:	calls that were answered with an error, or failed
 * @class:	calls that took at most 2^n ns and more than half of that
 */
struct hist_row {
	char device[HIST_WORD_SIZE];
	char ta[HIST_WORD_SIZE];
	uint64_t calls, ns, refused;
	uint64_t class[HIST_CLASSES];
};

/**
 * struct hist - all of them
 * @rows:	allocated
 * @count:	how many
 * @dropped:	calls that the kernel had no room to count
 */
struct hist {
	struct hist_row *rows;
	size_t count;
	uint64_t dropped;
};

/* The triggers whose histograms hist_parse() reads. */
#define HIST_LATENCIES	"hist:keys=device,ta,latency_ns.log2:vals=hitcount,latency_ns:size=8192"
#define HIST_REFUSALS	"hist:keys=device,ta,ret:vals=hitcount if ret != 0 || rc != 0"

/**
 * hist_parse() - read the histograms of an event
 * @text:	the file's text, NUL at its end; it is written to
 * @hist:	[out] to be ended with hist_free(), also on error
 *
 * Lines that are not understood are skipped.
 *
 * Return: 0, or -ENOMEM.
 */
int hist_parse(char *text, struct hist *hist);

void hist_free(struct hist *hist);

/**
 * hist_find() - the row of an application on a device
 * @hist:	where to look
 * @device:	"teeN"
 * @ta:		UUID as text
 *
 * Return: the row, or NULL.
 */
const struct hist_row *hist_find(const struct hist *hist, const char *device,
				 const char *ta);

/**
 * hist_row_subtract() - what was counted since
 * @row:	now; becomes the difference
 * @before:	then, or NULL
 */
void hist_row_subtract(struct hist_row *row, const struct hist_row *before);

/**
 * hist_row_bound() - a time that a share of the calls did not exceed
 * @row:	the calls
 * @share:	0 to 1
 *
 * Return: nanoseconds, a power of two; 0 where there are no calls.
 */
double hist_row_bound(const struct hist_row *row, double share);

#endif
