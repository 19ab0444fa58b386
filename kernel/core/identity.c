// SPDX-License-Identifier: GPL-2.0-only
/* Who a driver and its Trusted OS are, as attributes of the device. */

#include <linux/device.h>
#include <linux/sysfs.h>

#include "tee_private.h"

static struct tee_device *to_tee_device(struct device *dev)
{
	return container_of(dev, struct tee_device, dev);
}

static ssize_t implementation_id_show(struct device *dev,
				      struct device_attribute *attr, char *buf)
{
	struct tee_device *teedev = to_tee_device(dev);
	struct tee_ioctl_version_data vers;

	if (!tee_device_enter(teedev))
		return -ENODEV;
	tee_device_get_version(teedev, &vers);
	tee_device_exit(teedev);
	return sysfs_emit(buf, "%u\n", vers.impl_id);
}
static DEVICE_ATTR_RO(implementation_id);

static ssize_t revision_show(struct device *dev, struct device_attribute *attr,
			     char *buf)
{
	const struct tee_identity *id = &to_tee_device(dev)->identity;

	if (!id->os_build[0])
		return sysfs_emit(buf, "%s\n", id->os_version);
	return sysfs_emit(buf, "%s (%s)\n", id->os_version, id->os_build);
}
static DEVICE_ATTR_RO(revision);

static ssize_t os_uuid_show(struct device *dev, struct device_attribute *attr,
			    char *buf)
{
	return sysfs_emit(buf, "%pUb\n", &to_tee_device(dev)->identity.os_uuid);
}
static DEVICE_ATTR_RO(os_uuid);

#define TEE_IDENTITY_ATTR(_field, _format)					\
static ssize_t _field##_show(struct device *dev,				\
			     struct device_attribute *attr, char *buf)		\
{										\
	return sysfs_emit(buf, _format "\n",					\
			  to_tee_device(dev)->identity._field);			\
}										\
static DEVICE_ATTR_RO(_field)

TEE_IDENTITY_ATTR(driver_name, "%s");
TEE_IDENTITY_ATTR(driver_version, "%s");
TEE_IDENTITY_ATTR(conduit, "%s");
TEE_IDENTITY_ATTR(os_name, "%s");
TEE_IDENTITY_ATTR(os_version, "%s");
TEE_IDENTITY_ATTR(os_build, "%s");
TEE_IDENTITY_ATTR(max_params, "%u");
TEE_IDENTITY_ATTR(max_threads, "%u");

static struct attribute *tee_identity_attrs[] = {
	&dev_attr_implementation_id.attr,
	&dev_attr_revision.attr,
	&dev_attr_driver_name.attr,
	&dev_attr_driver_version.attr,
	&dev_attr_conduit.attr,
	&dev_attr_os_name.attr,
	&dev_attr_os_uuid.attr,
	&dev_attr_os_version.attr,
	&dev_attr_os_build.attr,
	&dev_attr_max_params.attr,
	&dev_attr_max_threads.attr,
	NULL
};

static const struct attribute_group tee_identity_group = {
	.attrs = tee_identity_attrs,
};

const struct attribute_group *tee_identity_groups[] = {
	&tee_identity_group,
	NULL
};
