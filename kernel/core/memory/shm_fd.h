/* SPDX-License-Identifier: GPL-2.0-only */
/* Shared memory fds */
#ifndef TEE_SHM_FD_H
#define TEE_SHM_FD_H

struct file;
struct tee_shm;

struct tee_shm_fd {
	int fd;
	struct file *file;
};

int tee_shm_fd_reserve(struct tee_shm_fd *reserved, struct tee_shm *shm);
int tee_shm_fd_publish(struct tee_shm_fd *reserved);
void tee_shm_fd_cancel(struct tee_shm_fd *reserved);

#endif /* TEE_SHM_FD_H */
