/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory that the supplicant shares with the TEE: allocated when the TEE asks for some,
 * mapped here, and kept for the next request when the TEE has freed it.
 *
 * The monitor allocates it and holds it, so that it outlives the worker: the table of what
 * there is outlives it too, and the next worker maps all again. A request that names a piece
 * holds it, so that it stays mapped until the answer.
 */
#ifndef SUPPLICANT_SHM_H
#define SUPPLICANT_SHM_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "request/request.h"

/* Pieces at one time, and bytes of all; the monitor allows no more. */
#define SHM_MAX_PIECES	256u
#define SHM_MAX_BYTES	(128ul << 20)
/* A piece of more bytes is a large one. */
#define SHM_SMALL	(256u << 10)

/**
 * struct shm_entry - what outlives a worker of a piece
 * @use:	whose it is; set last
 * @id:		the kernel's
 * @given_to:	the number of the request by which the TEE has it or had it last
 */
struct shm_entry {
	_Atomic enum { SHM_NONE, SHM_GIVEN, SHM_SPARE } use;
	uint32_t id;
	uint64_t given_to;
};

/** struct shm_saved - what outlives a worker; all zero at first */
struct shm_saved {
	struct shm_entry entries[SHM_MAX_PIECES];
};

struct shm;

/**
 * shm_setup() - say how much the TEE can map at once; before any request
 * @limit:	bytes, of pieces of more than SHM_SMALL: what is more waits for the others to be
 *		freed, and a piece that is larger itself is not given
 */
void shm_setup(size_t limit);

/**
 * shm_start() - take over what the worker before had; before any other function here
 * @saved:	what it has left
 * @is_in_hand:	which requests it has not answered: memory that was meant for them is spare
 *
 * Asks the monitor for each piece (broker.h). One that it does not have is the TEE's no more.
 *
 * Return: 0; or -errno where one cannot be had now. It stays the TEE's, for the next worker.
 */
int shm_start(struct shm_saved *saved, supp_in_hand_fn *is_in_hand);

/**
 * shm_find() - a message_find_fn over the table of memory that the TEE has
 * @context:	not used
 * @id: @data: @size: as there
 *
 * Return: as there; let go with shm_put().
 */
struct shm *shm_find(void *context, uint64_t id, void **data, size_t *size);

/**
 * shm_put() - let go of memory
 * @shm:	what shm_find() gave, or NULL
 */
void shm_put(struct shm *shm);

/* SUPP_SHM_ALLOC and SUPP_SHM_FREE. */
supp_service_fn supp_shm_alloc, supp_shm_free;

#endif
