/* SPDX-License-Identifier: GPL-2.0-only */
/* Import shared memory by fd */
#ifndef TEE_SHM_IMPORT_H
#define TEE_SHM_IMPORT_H

struct device;
struct tee_context;
struct tee_shm;

struct tee_shm *tee_shm_import_fd(struct tee_context *ctx, int fd);
void tee_import_init_dev(struct device *dev);

#endif /* TEE_SHM_IMPORT_H */
