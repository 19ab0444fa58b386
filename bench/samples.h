/* SPDX-License-Identifier: BSD-2-Clause */
/* Taking the time of operations, for each of the bench's programs. */
#ifndef GTEE_BENCH_SAMPLES_H
#define GTEE_BENCH_SAMPLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KIB		1024u
#define MIB		(1024u * KIB)

/* Limits that are not a time. */
#define NO_LIMIT	0
#define NOT_OVER_BASELINE	UINT64_MAX

/* What the operations of a program work on: each defines its own. */
struct bench;

/**
 * struct operation - something to be timed
 * @name:	what it is called in the table
 * @run:	does it once
 * @size:	handed to @run
 * @batch:	runs in one sample
 * @limit_ns:	nanoseconds it may take, NO_LIMIT, or NOT_OVER_BASELINE: no longer than
 *		what we compare ourselves with
 * @limit:	the limit as it is printed, where @limit_ns cannot say it; else NULL
 */
struct operation {
	const char *name;
	void (*run)(struct bench *bench, size_t size);
	size_t size;
	unsigned int batch;
	uint64_t limit_ns;
	const char *limit;
};

/* Ends the program, with a message and errno's. */
void die(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

/* Ends it where something is not @good. */
void check(bool good, const char *what);

/* The time, in nanoseconds since some moment. */
uint64_t now(void);

/* Prints the line of @count samples, which it sorts; @limit_ns as in struct operation. */
void print_samples(const char *name, uint64_t *samples, size_t count, uint64_t limit_ns);

/* The same with the limit as it is printed. */
void print_judged(const char *name, uint64_t *samples, size_t count, const char *limit);

/* Takes the samples of @count operations, and prints a line for each. */
void measure_all(struct bench *bench, const struct operation *operations, size_t count);

#endif
