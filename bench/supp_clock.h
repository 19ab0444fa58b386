/* SPDX-License-Identifier: BSD-2-Clause */
/* What bench/supp_clock.c counts, and bench/supp_clock_print.c prints. */
#ifndef GTEE_BENCH_SUPP_CLOCK_H
#define GTEE_BENCH_SUPP_CLOCK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* OP-TEE's RPC commands, of which kinds are told apart */
#define SUPP_CLOCK_LOAD	0
#define SUPP_CLOCK_FS	2
#define SUPP_CLOCK_ALLOC	6
#define SUPP_CLOCK_FREE	7

#define SUPP_CLOCK_SERVICES	16
#define SUPP_CLOCK_KINDS	16

/**
 * struct supp_clock_kind - requests of a kind
 * @requests:	how many were answered
 * @ticks:	of the processor's counter, for all of them together
 */
struct supp_clock_kind {
	_Atomic uint64_t requests;
	_Atomic uint64_t ticks;
};

/** struct supp_clock - the file, which begins as zeroes */
struct supp_clock {
	struct supp_clock_kind services[SUPP_CLOCK_SERVICES][SUPP_CLOCK_KINDS];
};

#endif
