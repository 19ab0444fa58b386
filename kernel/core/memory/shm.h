/* SPDX-License-Identifier: GPL-2.0-only */
/* Shared memory, common to all kinds */
#ifndef TEE_SHM_H
#define TEE_SHM_H

#include <linux/tee_core.h>

/**
 * struct tee_shm_kind - a kind of shared memory
 * @name:	used in trace events
 * @mappable:	programs can mmap() its fd
 * @borrowed:	it belongs to a kernel client and may be gone when tee_shm_free()
 *		returns
 * @release:	release the memory and free the object around @shm. Returns false if the
 *		TEE couldn't be called within @wait_mode, and has done nothing then.
 *		Can't fail with TEE_WAIT_MODE_UNLIMITED
 */
struct tee_shm_kind {
	const char *name;
	bool mappable;
	bool borrowed;
	bool (*release)(struct tee_shm *shm, enum tee_wait_mode wait_mode);
};

int tee_shm_init(struct tee_shm *shm, const struct tee_shm_kind *kind,
		 struct tee_context *ctx, struct tee_shm_pool *pool, size_t size);
void tee_shm_abandon(struct tee_shm *shm);
int tee_shm_register_in_turn(struct tee_shm *shm);
void tee_shm_announce(struct tee_shm *shm);
struct tee_shm *tee_shm_alloc_user_buf(struct tee_context *ctx, size_t size);

#endif /* TEE_SHM_H */
