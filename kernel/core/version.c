// SPDX-License-Identifier: GPL-2.0-only
/* TEE_IOC_VERSION: comes from the driver, plus capabilities that the core implements. */

#include <linux/string.h>

#include "core/device.h"
#include "core/memory/pool.h"
#include "core/version.h"

void tee_device_get_version(struct tee_device *teedev,
			    struct tee_ioctl_version_data *vers)
{
	memset(vers, 0, sizeof(*vers));
	teedev->desc->ops->get_version(teedev, vers);
	/* Up to us, whatever the driver says. */
	vers->gen_caps &= ~(TEE_GEN_CAP_PRIVILEGED | TEE_GEN_CAP_REG_MEM |
			    TEE_GEN_CAP_OBJREF);
	if (teedev->desc->flags & TEE_DESC_PRIVILEGED)
		vers->gen_caps |= TEE_GEN_CAP_PRIVILEGED;
	if (tee_pool_can_register(teedev->pool))
		vers->gen_caps |= TEE_GEN_CAP_REG_MEM;
	if (teedev->desc->ops->object_invoke_func)
		vers->gen_caps |= TEE_GEN_CAP_OBJREF;
}
