// SPDX-License-Identifier: GPL-2.0-only
/* The tee bus binds kernel drivers to the services that TEEs offer, by UUID. */

#include <linux/device.h>
#include <linux/tee_drv.h>
#include <linux/uuid.h>

#include "core/bus.h"

static int tee_bus_match(struct device *dev, const struct device_driver *drv)
{
	const struct tee_client_driver *driver = to_tee_client_driver(drv);
	const struct tee_client_device *client = to_tee_client_device(dev);
	const struct tee_client_device_id *id;

	for (id = driver->id_table; id && !uuid_is_null(&id->uuid); id++)
		if (uuid_equal(&id->uuid, &client->id.uuid))
			return 1;
	return 0;
}

static int tee_bus_uevent(const struct device *dev, struct kobj_uevent_env *env)
{
	const uuid_t *uuid = &to_tee_client_device(dev)->id.uuid;

	return add_uevent_var(env, "MODALIAS=tee:%pUb", uuid);
}

static ssize_t modalias_show(struct device *dev, struct device_attribute *attr,
			     char *buf)
{
	return sysfs_emit(buf, "tee:%pUb\n", &to_tee_client_device(dev)->id.uuid);
}
static DEVICE_ATTR_RO(modalias);

static struct attribute *tee_bus_attrs[] = {
	&dev_attr_modalias.attr,
	NULL
};
ATTRIBUTE_GROUPS(tee_bus);

const struct bus_type tee_bus_type = {
	.name = "tee",
	.match = tee_bus_match,
	.uevent = tee_bus_uevent,
	.dev_groups = tee_bus_groups,
};
EXPORT_SYMBOL_GPL(tee_bus_type);

int tee_bus_init(void)
{
	return bus_register(&tee_bus_type);
}

void tee_bus_exit(void)
{
	bus_unregister(&tee_bus_type);
}
