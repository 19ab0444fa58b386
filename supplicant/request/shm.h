/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory shared with the TEE. Regions are allocated and mapped when OP-TEE asks
 * for them. Freed ones are kept for a while, since the next call usually needs
 * a region of the same size.
 *
 * All of this survives a crash. The monitor allocates the regions and has them
 * open, and the table of regions is in the state, from which the next worker
 * maps them again. Requests hold a reference to each region they name, so
 * nothing is unmapped before the reply is written.
 */
#ifndef SUPPLICANT_SHM_H
#define SUPPLICANT_SHM_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "request/request.h"

/* Limits on the count and the total size in bytes, enforced by the monitor */
#define SHM_MAX_REGIONS	256u
#define SHM_MAX_BYTES	(128ul << 20)
/* anything above this is a large region */
#define SHM_SMALL	(256u << 10)

/**
 * struct shm_entry - the part of a region that survives the worker
 * @use:	unused, with the TEE, or spare. Written last
 * @id:		the kernel's id
 * @given_to:	the last request that gave the region to the TEE
 */
struct shm_entry {
	_Atomic enum { SHM_NONE, SHM_GIVEN, SHM_SPARE } use;
	uint32_t id;
	uint64_t given_to;
};

/** struct shm_saved - the region table in the state, zero-initialized */
struct shm_saved {
	struct shm_entry entries[SHM_MAX_REGIONS];
};

struct shm;

/**
 * shm_setup() - set how much large memory the TEE can map at a time
 * @limit:	in bytes, for all regions above SHM_SMALL together. Allocations
 *		that don't fit wait for others to be freed, and fail right away
 *		if they never will
 *
 * Call this before the first request.
 */
void shm_setup(size_t limit);

/**
 * shm_start() - take over the previous worker's regions
 * @saved:	the table that it left
 * @is_in_hand:	tells which requests are unanswered. They'll be served again,
 *		so their regions are not taken over
 *
 * Call this before the first request. Asks the monitor for each region (see
 * broker.h) and forgets those it doesn't have.
 *
 * Return: 0, or -errno if some region can't be mapped right now. That one
 * stays in the table for the next worker to try.
 */
int shm_start(struct shm_saved *saved, supp_in_hand_fn *is_in_hand);

/**
 * shm_find() - look up a region that the TEE has; implements message_find_fn
 * @context:	ignored
 * @id: @data: @size: as in message_find_fn
 *
 * Return: as message_find_fn. Drop the reference with shm_put().
 */
struct shm *shm_find(void *context, uint64_t id, void **data, size_t *size);

/**
 * shm_put() - drop a reference
 * @shm:	from shm_find(), NULL is fine
 */
void shm_put(struct shm *shm);

/* SUPP_SHM_ALLOC and SUPP_SHM_FREE */
supp_service_fn supp_shm_alloc, supp_shm_free;

#endif
