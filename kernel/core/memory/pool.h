/* SPDX-License-Identifier: GPL-2.0-only */
/* Shared memory pools and registration with the TEE */
#ifndef TEE_POOL_H
#define TEE_POOL_H

#include <linux/tee_core.h>

struct tee_region *tee_pool_get_region(struct tee_shm_pool *pool, size_t num_pages,
				       bool for_client);
void tee_pool_put_region(struct tee_shm_pool *pool, struct tee_region *region,
			 enum tee_wait_mode wait_mode);
int tee_region_register(struct tee_shm_pool *pool, struct tee_region *region);
int tee_region_unregister(struct tee_shm_pool *pool, struct tee_region *region,
			  enum tee_wait_mode wait_mode);
void tee_region_leak(struct tee_shm_pool *pool, struct tee_region *region);
bool tee_pool_is_closed(struct tee_shm_pool *pool);
bool tee_region_is_undone(int rc, enum tee_wait_mode wait_mode);
bool tee_pool_can_register(struct tee_shm_pool *pool);
bool tee_pool_has_memory(struct tee_shm_pool *pool);
size_t tee_pool_only_reserved(struct tee_shm_pool *pool);
void tee_pool_start(struct tee_shm_pool *pool);
void tee_shm_pool_get(struct tee_shm_pool *pool);

#endif /* TEE_POOL_H */
