/* SPDX-License-Identifier: GPL-2.0-only */
/* Entry point for ioctls on a TEE device. */
#ifndef TEE_IOCTL_H
#define TEE_IOCTL_H

struct file;

long tee_ioctl(struct file *file, unsigned int cmd, unsigned long arg);

#endif /* TEE_IOCTL_H */
