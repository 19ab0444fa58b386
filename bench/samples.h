/* SPDX-License-Identifier: BSD-2-Clause */
/* Sampling and printing for all bench programs */
#ifndef GTEE_BENCH_SAMPLES_H
#define GTEE_BENCH_SAMPLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KIB		1024u
#define MIB		(1024u * KIB)

/* special values for limit_ns */
#define NO_LIMIT	0
#define NOT_OVER_BASELINE	UINT64_MAX

/* Every program defines its own. */
struct bench;

/**
 * struct operation - something to measure
 * @name:	name in the table
 * @run:	runs the operation once
 * @size:	passed to @run
 * @batch:	runs per sample
 * @limit_ns:	limit in ns, NO_LIMIT, or NOT_OVER_BASELINE to take no longer than the baseline
 * @limit:	limit as text if a number won't do, or NULL
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
 * die() - print a message and strerror(errno), and exit
 * @format:	message, as for printf()
 */
void die(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

/**
 * check() - exit if something failed
 * @good:	true if it succeeded
 * @what:	what was tried, for the message
 */
void check(bool good, const char *what);

/**
 * now() - read CLOCK_MONOTONIC
 *
 * Return: nanoseconds.
 */
uint64_t now(void);

/**
 * print_samples() - print an operation's line
 * @name:	its name
 * @samples:	samples in ns, sorted in place
 * @count:	number of samples
 * @limit_ns:	limit, as in struct operation
 */
void print_samples(const char *name, uint64_t *samples, size_t count, uint64_t limit_ns);

/**
 * print_judged() - print_samples() with a textual limit
 * @name:	operation's name
 * @samples:	samples in ns, sorted in place
 * @count:	number of samples
 * @limit:	the limit
 */
void print_judged(const char *name, uint64_t *samples, size_t count, const char *limit);

/**
 * measure_all() - measure operations and print their lines
 * @bench:	passed to each operation
 * @operations:	what to measure
 * @count:	number of operations
 */
void measure_all(struct bench *bench, const struct operation *operations, size_t count);

/**
 * measure_in_turn() - measure operations, some samples of each at a time, and print their lines
 * @bench:	passed to each operation
 * @operations:	what to measure
 * @count:	number of operations
 *
 * For a machine whose speed changes while this runs: each operation meets the same speeds.
 */
void measure_in_turn(struct bench *bench, const struct operation *operations, size_t count);

#endif
