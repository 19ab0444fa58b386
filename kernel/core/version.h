/* SPDX-License-Identifier: GPL-2.0-only */
/* A device's TEE_IOC_VERSION data */
#ifndef TEE_VERSION_H
#define TEE_VERSION_H

struct tee_device;
struct tee_ioctl_version_data;

void tee_device_get_version(struct tee_device *teedev,
			    struct tee_ioctl_version_data *vers);

#endif /* TEE_VERSION_H */
