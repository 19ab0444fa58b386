/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory that the supplicant shares with the TEE. A region is allocated and
 * mapped when the TEE requests memory. After the TEE has freed it, the region
 * is kept for a later request.
 *
 * The monitor allocates the regions and keeps them open, so that they outlive
 * the worker. The table of regions outlives it too, so that the next worker can
 * map them. A request holds a reference to each region that it names, so that
 * the region stays mapped until the reply is written.
 */
#ifndef SUPPLICANT_SHM_H
#define SUPPLICANT_SHM_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "request/request.h"

/*
 * Maximum number of regions, and maximum total size in bytes. The monitor
 * enforces these limits.
 */
#define SHM_MAX_REGIONS	256u
#define SHM_MAX_BYTES	(128ul << 20)
/* A region of more bytes is a large one. */
#define SHM_SMALL	(256u << 10)

/**
 * struct shm_entry - the part of a region that outlives the worker
 * @use:	unused, given to the TEE, or spare; set last
 * @id:		the kernel's id of the memory
 * @given_to:	number of the request that last gave the region to the TEE
 */
struct shm_entry {
	_Atomic enum { SHM_NONE, SHM_GIVEN, SHM_SPARE } use;
	uint32_t id;
	uint64_t given_to;
};

/** struct shm_saved - the table of regions, which outlives the worker; all zero at first */
struct shm_saved {
	struct shm_entry entries[SHM_MAX_REGIONS];
};

struct shm;

/**
 * shm_setup() - set how much memory the TEE can map at a time; before any
 * request
 * @limit:	total bytes of the regions larger than SHM_SMALL. An allocation
 *		that would exceed it waits until others are freed. A single
 *		region larger than this is refused
 */
void shm_setup(size_t limit);

/**
 * shm_start() - take over the regions of the previous worker; before any request
 * @saved:	the table that the previous worker left
 * @is_in_hand:	whether a request is unanswered: regions given for it are not
 *		taken over
 *
 * Asks the monitor for each region (broker.h). A region that the monitor does
 * not have is dropped from the table.
 *
 * Return: 0; or -errno: a region cannot be mapped at the moment. It stays in
 * the table for the next worker.
 */
int shm_start(struct shm_saved *saved, supp_in_hand_fn *is_in_hand);

/**
 * shm_find() - look up a region that the TEE has, as a message_find_fn
 * @context:	not used
 * @id: @data: @size: see message_find_fn
 *
 * Return: see message_find_fn; to be released with shm_put().
 */
struct shm *shm_find(void *context, uint64_t id, void **data, size_t *size);

/**
 * shm_put() - drop a reference to a region
 * @shm:	the region that shm_find() returned, or NULL
 */
void shm_put(struct shm *shm);

/* Serve SUPP_SHM_ALLOC and SUPP_SHM_FREE. */
supp_service_fn supp_shm_alloc, supp_shm_free;

#endif
