/* SPDX-License-Identifier: BSD-2-Clause */
/* Measures invocations in the presence of other clients. */
#ifndef GTEE_BENCH_CROWD_H
#define GTEE_BENCH_CROWD_H

#include "device.h"

/**
 * measure_held() - time an invocation while another client holds memory and sessions
 * @bench:	objects of the operations
 */
void measure_held(struct bench *bench);

/**
 * measure_crowd() - time the invocations of many concurrent clients
 */
void measure_crowd(void);

#endif
