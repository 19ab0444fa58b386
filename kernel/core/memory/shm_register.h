/* SPDX-License-Identifier: GPL-2.0-only */
/* Registered memory, and accounting for pinned pages */
#ifndef TEE_SHM_REGISTER_H
#define TEE_SHM_REGISTER_H

#include <linux/types.h>

struct mm_struct;
struct tee_context;
struct tee_shm;

struct tee_shm *tee_shm_register_user_buf(struct tee_context *ctx,
					  unsigned long addr, size_t length);
int tee_charge_pinned(struct mm_struct *mm, size_t pages);
void tee_uncharge_pinned(struct mm_struct *mm, size_t pages);

#endif /* TEE_SHM_REGISTER_H */
