/* SPDX-License-Identifier: BSD-2-Clause */
/* Invocations while other clients hold resources or compete for the TEE */
#ifndef GTEE_BENCH_CROWD_H
#define GTEE_BENCH_CROWD_H

#include "device.h"

/**
 * measure_held() - time an invocation while another client holds memory and sessions
 * @bench:	the client that invokes
 */
void measure_held(struct bench *bench);

/**
 * measure_crowd() - time invocations by many clients at once
 */
void measure_crowd(void);

#endif
