/* SPDX-License-Identifier: GPL-2.0-only */
/* ioctl() on /dev/teeN and /dev/teeprivN */
#ifndef TEE_IOCTL_H
#define TEE_IOCTL_H

struct file;

long tee_ioctl(struct file *file, unsigned int cmd, unsigned long arg);

#endif /* TEE_IOCTL_H */
