/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory that the supplicant shares with the TEE: allocated when the TEE asks for some,
 * mapped here, and kept for the next request when the TEE has freed it.
 *
 * A piece of memory is owned by the table while the TEE has it or it is kept for reuse;
 * a request that names it holds it too, so that it stays mapped until the answer.
 */
#ifndef SUPPLICANT_SHM_H
#define SUPPLICANT_SHM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "request.h"

struct shm;

/**
 * shm_start() - say where memory comes from; before any other function here
 * @device:	the supplicant's open device, which outlives the table
 * @can_register: it takes pages of the supplicant's own (TEE_GEN_CAP_REG_MEM)
 */
void shm_start(int device, bool can_register);

/**
 * shm_find() - a dispatch_find_fn over the table of memory that the TEE has
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
