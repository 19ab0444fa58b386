/* SPDX-License-Identifier: GPL-2.0-only */
/* Identity of a driver and its Trusted OS */
#ifndef TEE_IDENTITY_H
#define TEE_IDENTITY_H

#include <linux/tee_core.h>

struct attribute_group;
struct device;
struct kobj_uevent_env;

extern const struct attribute_group *tee_identity_groups[];
const char *tee_identity_find_fault(const struct tee_identity *id);
bool tee_identity_matches(const struct tee_identity *id,
			  const struct tee_identity_match *match);
u64 tee_identity_capabilities(struct tee_device *teedev);
int tee_identity_uevent(const struct device *dev, struct kobj_uevent_env *env);
int tee_ioctl_identity(struct tee_context *ctx, void __user *uptr);

#endif /* TEE_IDENTITY_H */
