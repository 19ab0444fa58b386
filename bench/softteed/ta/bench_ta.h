/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interface of the applications that the bench calls: bench-single has one process for all
 * sessions, bench-multi one for each. Any other command returns TEE_ERROR_NOT_SUPPORTED.
 */
#ifndef GTEE_BENCH_TA_H
#define GTEE_BENCH_TA_H

/* 8f6e1b0a-52c7-4d39-9a84-1de07c63b25f */
#define BENCH_SINGLE_UUID \
	{ 0x8f6e1b0a, 0x52c7, 0x4d39, { 0x9a, 0x84, 0x1d, 0xe0, 0x7c, 0x63, 0xb2, 0x5f } }
/* 2c90d7e4-7b13-4f58-b6a1-30f4c8e95d02 */
#define BENCH_MULTI_UUID \
	{ 0x2c90d7e4, 0x7b13, 0x4f58, { 0xb6, 0xa1, 0x30, 0xf4, 0xc8, 0xe9, 0x5d, 0x02 } }

/* Return at once. Takes any parameters */
#define BENCH_NOTHING	0
/* Compute the SHA-256 digest of MEMREF_INPUT, 32 bytes at MEMREF_OUTPUT */
#define BENCH_SHA256	1
/* Encrypt MEMREF_INPUT with AES-256-GCM and a key made at the start, to MEMREF_OUTPUT */
#define BENCH_AES_GCM	2
/* Create or replace a stored object with MEMREF_INPUT as its data; MEMREF_OUTPUT isn't used */
#define BENCH_PUT	3
/* Open that object, read it to MEMREF_OUTPUT and close it; MEMREF_INPUT isn't used */
#define BENCH_GET	4

#endif
