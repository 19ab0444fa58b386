/* SPDX-License-Identifier: BSD-2-Clause */
/* Totals that bench/supp_clock.c records and bench/supp_clock_print.c prints */
#ifndef GTEE_BENCH_SUPP_CLOCK_H
#define GTEE_BENCH_SUPP_CLOCK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* OP-TEE RPC commands that we split into kinds */
#define SUPP_CLOCK_LOAD	0
#define SUPP_CLOCK_FS	2
#define SUPP_CLOCK_ALLOC	6
#define SUPP_CLOCK_FREE	7

#define SUPP_CLOCK_SERVICES	16
#define SUPP_CLOCK_KINDS	16

/**
 * struct supp_clock_kind - totals for one kind of request
 * @requests:	requests answered
 * @ticks:	time spent on them, in ticks of the CPU's counter
 */
struct supp_clock_kind {
	_Atomic uint64_t requests;
	_Atomic uint64_t ticks;
};

/**
 * struct supp_clock - file contents, initially zero
 * @services:	totals by RPC command and kind
 */
struct supp_clock {
	struct supp_clock_kind services[SUPP_CLOCK_SERVICES][SUPP_CLOCK_KINDS];
};

#endif
