/* SPDX-License-Identifier: BSD-2-Clause */
/* Measurement of operations, for all bench programs. */
#ifndef GTEE_BENCH_SAMPLES_H
#define GTEE_BENCH_SAMPLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KIB		1024u
#define MIB		(1024u * KIB)

/* Special values of limit_ns. */
#define NO_LIMIT	0
#define NOT_OVER_BASELINE	UINT64_MAX

/* Objects that the operations use; each program defines its own. */
struct bench;

/**
 * struct operation - operation to measure
 * @name:	name in the table
 * @run:	does it once
 * @size:	passed to @run
 * @batch:	number of runs in one sample
 * @limit_ns:	limit in nanoseconds, NO_LIMIT, or NOT_OVER_BASELINE if the operation must not
 *		take longer than the baseline
 * @limit:	limit as text if @limit_ns cannot express it, or NULL
 */
struct operation {
	const char *name;
	void (*run)(struct bench *bench, size_t size);
	size_t size;
	unsigned int batch;
	uint64_t limit_ns;
	const char *limit;
};

/**
 * die() - end the program with a message and the text of errno
 * @format:	message, as for printf()
 */
void die(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

/**
 * check() - end the program if something failed
 * @good:	true if it succeeded
 * @what:	its name for the message
 */
void check(bool good, const char *what);

/**
 * now() - get the time of CLOCK_MONOTONIC
 *
 * Return: nanoseconds.
 */
uint64_t now(void);

/**
 * print_samples() - print the line of an operation
 * @name:	name of the operation
 * @samples:	samples in nanoseconds; this sorts them
 * @count:	number of samples
 * @limit_ns:	limit, as in struct operation
 */
void print_samples(const char *name, uint64_t *samples, size_t count, uint64_t limit_ns);

/**
 * print_judged() - print the line of an operation whose limit is a text
 * @name:	name of the operation
 * @samples:	samples in nanoseconds; this sorts them
 * @count:	number of samples
 * @limit:	text of the limit
 */
void print_judged(const char *name, uint64_t *samples, size_t count, const char *limit);

/**
 * measure_all() - measure operations, and print a line for each
 * @bench:	objects that the operations use
 * @operations:	the operations
 * @count:	number of operations
 */
void measure_all(struct bench *bench, const struct operation *operations, size_t count);

#endif
