/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Shared memory.
 */
#ifndef TEE_SHM_H
#define TEE_SHM_H

#include <linux/tee_core.h>

/**
 * struct tee_shm_kind - one of the kinds of shared memory
 * @name:	for tracing
 * @mappable:	may be mapped through its descriptor
 * @borrowed:	its owner keeps it, no longer than until tee_shm_free()
 * @release:	gives the memory back and frees the object that embeds @shm; false where
 *		the TEE could not be told within @patience, and nothing has changed.
 *		With all patience it is done.
 */
struct tee_shm_kind {
	const char *name;
	bool mappable;
	bool borrowed;
	bool (*release)(struct tee_shm *shm, enum tee_patience patience);
};

int tee_shm_init(struct tee_shm *shm, const struct tee_shm_kind *kind,
		 struct tee_context *ctx, struct tee_shm_pool *pool, size_t size);
void tee_shm_abandon(struct tee_shm *shm);
int tee_shm_register_in_turn(struct tee_shm *shm);
void tee_shm_announce(struct tee_shm *shm);
struct tee_shm *tee_shm_alloc_user_buf(struct tee_context *ctx, size_t size);

#endif /* TEE_SHM_H */
