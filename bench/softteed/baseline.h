/* SPDX-License-Identifier: BSD-2-Clause */
/* What softteed is compared with: a futex between two processes, and memcpy() and libcrypto */
#ifndef GTEE_BENCH_BASELINE_H
#define GTEE_BENCH_BASELINE_H

#include <stddef.h>

/**
 * baseline_start_peer() - start the process at the other end of the futex
 * @cpu:	the CPU it runs on, or -1 for any
 *
 * Exits on failure. The process ends with this one.
 */
void baseline_start_peer(int cpu);

/**
 * baseline_sleep() - one round trip to the peer, asleep while waiting
 */
void baseline_sleep(void);

/**
 * baseline_spin() - one round trip to the peer, spinning while waiting
 */
void baseline_spin(void);

/**
 * baseline_copy() - copy memory to another place
 * @size:	bytes, at most 1 MiB
 */
void baseline_copy(size_t size);

/**
 * baseline_sha256() - compute a digest by libcrypto
 * @size:	bytes, at most 1 MiB
 */
void baseline_sha256(size_t size);

/**
 * baseline_aes_gcm() - encrypt with AES-256-GCM by libcrypto
 * @size:	bytes, at most 1 MiB
 */
void baseline_aes_gcm(size_t size);

#endif
