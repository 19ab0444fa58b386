// SPDX-License-Identifier: GPL-2.0-only
/*
 * A random number service with the UUID of OP-TEE's pseudo TA. When announced
 * it's on the tee bus, as a child of the first device.
 */

#include <linux/err.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "fake.h"

static const uuid_t announced_uuid = UUID_INIT(0xab7a617c, 0xb8e7, 0x4d8f, 0x83, 0x01,
					       0xd0, 0x9b, 0x61, 0x03, 0x6b, 0x64);
static struct tee_client_device *announced;

bool fake_has_service(const u8 *uuid)
{
	return !fake.knobs.only_announced || !memcmp(uuid, &announced_uuid, UUID_SIZE);
}

/* Random bytes for memory outputs, and rate and quality for values */
void fake_random(struct tee_param *param, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++) {
		switch (param[i].attr & TEE_IOCTL_PARAM_ATTR_TYPE_MASK) {
		case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT:
		case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT:
			if (fake.knobs.fill && param[i].u.memref.shm)
				get_random_bytes(tee_shm_get_va(param[i].u.memref.shm,
								param[i].u.memref.shm_offs),
						 param[i].u.memref.size);
			break;
		case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT:
			if (!fake.knobs.fill)
				break;
			param[i].u.value.a = fake.knobs.told_rate;
			param[i].u.value.b = fake.knobs.told_quality;
			break;
		}
	}
}

static void release(struct device *dev)
{
	kfree(to_tee_client_device(dev));
}

int fake_announce(void)
{
	struct device *dev;
	int rc;

	if (announced || !fake.teedev[0])
		return -EBUSY;
	announced = kzalloc(sizeof(*announced), GFP_KERNEL);
	if (!announced)
		return -ENOMEM;
	announced->id.uuid = announced_uuid;
	dev = &announced->dev;
	dev->bus = &tee_bus_type;
	dev->parent = tee_device_get_dev(fake.teedev[0]);
	dev->release = release;
	dev_set_name(dev, "fake-rng");
	rc = device_register(dev);
	if (rc) {
		put_device(dev);
		announced = NULL;
	}
	return rc;
}

int fake_unannounce(void)
{
	if (!announced)
		return -ENODEV;
	device_unregister(&announced->dev);
	announced = NULL;
	return 0;
}
