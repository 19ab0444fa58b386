// SPDX-License-Identifier: BSD-2-Clause
/*
 * Run operations and print a tab-separated line for each: name, median, minimum,
 * 90th percentile (all in ns) and limit.
 *
 * The limit is in ns too, unless it is "baseline" (no slower than the baseline),
 * "-" (no limit) or relative to another row, e.g. "*1.01 ROW" for 1.01 times that
 * row.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "samples.h"

#define SAMPLES		401
#define WARM_UP		50
/* Samples of an operation, before it's another one's turn */
#define ROUND		20

void die(const char *format, ...)
{
	int error = errno;
	va_list args;

	va_start(args, format);
	fputs("bench: ", stderr);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, " (errno: %s)\n", strerror(error));
	exit(1);
}

void check(bool good, const char *what)
{
	if (!good)
		die("%s failed", what);
}

uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static int compare(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

	return (a > b) - (a < b);
}

void print_judged(const char *name, uint64_t *samples, size_t count, const char *limit)
{
	qsort(samples, count, sizeof(samples[0]), compare);
	printf("%s\t%llu\t%llu\t%llu\t%s\n", name, (unsigned long long)samples[count / 2],
	       (unsigned long long)samples[0],
	       (unsigned long long)samples[count * 9 / 10], limit);
	fflush(stdout);
}

void print_samples(const char *name, uint64_t *samples, size_t count, uint64_t limit_ns)
{
	char limit[32];

	if (limit_ns == NOT_OVER_BASELINE)
		strcpy(limit, "baseline");
	else if (limit_ns == NO_LIMIT)
		strcpy(limit, "-");
	else
		snprintf(limit, sizeof(limit), "%llu", (unsigned long long)limit_ns);
	print_judged(name, samples, count, limit);
}

static void warm_up(struct bench *bench, const struct operation *op)
{
	for (unsigned int n = 0; n < WARM_UP; n++)
		op->run(bench, op->size);
}

static void sample(struct bench *bench, const struct operation *op, uint64_t *samples, size_t count)
{
	for (size_t n = 0; n < count; n++) {
		uint64_t start = now();

		for (unsigned int run = 0; run < op->batch; run++)
			op->run(bench, op->size);
		samples[n] = (now() - start) / op->batch;
	}
}

static void print_operation(const struct operation *op, uint64_t *samples)
{
	if (op->limit)
		print_judged(op->name, samples, SAMPLES, op->limit);
	else
		print_samples(op->name, samples, SAMPLES, op->limit_ns);
}

void measure_all(struct bench *bench, const struct operation *operations, size_t count)
{
	static uint64_t samples[SAMPLES];

	for (size_t n = 0; n < count; n++) {
		warm_up(bench, &operations[n]);
		sample(bench, &operations[n], samples, SAMPLES);
		print_operation(&operations[n], samples);
	}
}

void measure_in_turn(struct bench *bench, const struct operation *operations, size_t count)
{
	uint64_t (*samples)[SAMPLES] = calloc(count, sizeof(*samples));

	check(samples, "calloc");
	for (size_t first = 0; first < SAMPLES; first += ROUND) {
		size_t left = SAMPLES - first;

		for (size_t n = 0; n < count; n++) {
			warm_up(bench, &operations[n]);
			sample(bench, &operations[n], samples[n] + first,
			       left < ROUND ? left : ROUND);
		}
	}
	for (size_t n = 0; n < count; n++)
		print_operation(&operations[n], samples[n]);
	free(samples);
}
