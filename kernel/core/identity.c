// SPDX-License-Identifier: GPL-2.0-only
/*
 * Identity of the driver and its Trusted OS. Programs get it through an ioctl, sysfs
 * and uevents, and kernel clients pick a TEE by it.
 *
 * It is filled in before the device becomes visible and doesn't change after that, so
 * everybody with a reference to the device can read it locklessly.
 */

#include <linux/ctype.h>
#include <linux/device.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include <linux/uaccess.h>

#include "core/device.h"
#include "core/identity.h"
#include "core/memory/pool.h"
#include "core/session/user.h"
#include "core/version.h"

static_assert(sizeof(struct tee_ioctl_identity) >= TEE_IDENTITY_SIZE_VER0);

static const char *const tee_driver_types[] = {
	[TEE_DRIVER_TYPE_UNKNOWN] = "unknown",
	[TEE_DRIVER_TYPE_TRUSTZONE] = "trustzone",
	[TEE_DRIVER_TYPE_COPROCESSOR] = "coprocessor",
	[TEE_DRIVER_TYPE_VIRTUAL] = "virtual",
	[TEE_DRIVER_TYPE_SOFTWARE] = "software",
};

static struct tee_device *to_tee_device(struct device *dev)
{
	return container_of(dev, struct tee_device, dev);
}

/*
 * Some of these strings come straight from the TEE. A stray newline would let it set
 * arbitrary uevent variables, so insist on a single, terminated line.
 */
static bool text_is_sound(const char *text, size_t size)
{
	size_t len = strnlen(text, size), n;

	for (n = 0; n < len; n++)
		if (!isascii(text[n]) || !isprint(text[n]))
			return false;
	return len < size;
}

/**
 * tee_identity_find_fault() - sanity-check a driver's identity
 * @id:		the identity, or NULL
 *
 * Return: NULL if it's fine, otherwise what's wrong with it.
 */
const char *tee_identity_find_fault(const struct tee_identity *id)
{
	if (!id)
		return "identity is NULL";
	if (id->capabilities)
		return "identity->capabilities is not 0: the core fills it in";
	if (id->driver_type >= ARRAY_SIZE(tee_driver_types))
		return "identity->driver_type is unknown";
	if (!text_is_sound(id->driver_name, sizeof(id->driver_name)) || !id->driver_name[0])
		return "identity->driver_name is missing or not one line of ASCII";
	if (!text_is_sound(id->driver_version, sizeof(id->driver_version)))
		return "identity->driver_version is not one line of ASCII";
	if (!text_is_sound(id->conduit, sizeof(id->conduit)) || !id->conduit[0])
		return "identity->conduit is missing or not one line of ASCII";
	if (!text_is_sound(id->os_name, sizeof(id->os_name)) || !id->os_name[0])
		return "identity->os_name is missing or not one line of ASCII";
	if (!text_is_sound(id->os_version, sizeof(id->os_version)))
		return "identity->os_version is not one line of ASCII";
	if (!text_is_sound(id->os_build, sizeof(id->os_build)))
		return "identity->os_build is not one line of ASCII";
	/* We only register whole pages, and those must fit in the limit. */
	if (id->max_shm_size % PAGE_SIZE)
		return "identity->max_shm_size is not a multiple of the page size";
	return NULL;
}

/**
 * tee_identity_capabilities() - work out a device's capabilities
 * @teedev:	the device, set up but not visible yet
 *
 * Return: TEE_GEN_CAP_* and TEE_CAP_* flags.
 */
u64 tee_identity_capabilities(struct tee_device *teedev)
{
	const struct tee_driver_ops *ops = teedev->desc->ops;
	struct tee_ioctl_version_data vers;
	u64 caps;

	tee_device_get_version(teedev, &vers);
	caps = vers.gen_caps;
	if (ops->open_session)
		caps |= TEE_CAP_SESSION;
	if (ops->cancel_req)
		caps |= TEE_CAP_CANCEL;
	if (ops->object_invoke_func)
		caps |= TEE_CAP_OBJECT_INVOKE;
	if (tee_pool_has_memory(teedev->pool))
		caps |= TEE_CAP_SHM_ALLOC;
	if (tee_pool_can_register(teedev->pool))
		caps |= TEE_CAP_SHM_REGISTER | TEE_CAP_SHM_IMPORT;
	if (ops->supp_recv)
		caps |= TEE_CAP_SUPPLICANT;
	if (ops->system_session)
		caps |= TEE_CAP_SYSTEM_SESSION;
	return caps;
}

/**
 * tee_identity_matches() - check a TEE against a kernel client's criteria
 * @id:		the TEE's identity
 * @match:	the criteria
 *
 * Return: true if all of them are met.
 */
bool tee_identity_matches(const struct tee_identity *id,
			  const struct tee_identity_match *match)
{
	/* Opening teeprivN means acting as the supplicant, so the client has to ask for it. */
	if ((id->capabilities & TEE_GEN_CAP_PRIVILEGED) &&
	    !(match->capabilities & TEE_GEN_CAP_PRIVILEGED))
		return false;
	if (match->driver_name && strcmp(match->driver_name, id->driver_name))
		return false;
	if (match->os_name && strcmp(match->os_name, id->os_name))
		return false;
	if (!uuid_is_null(&match->os_uuid) && !uuid_equal(&match->os_uuid, &id->os_uuid))
		return false;
	return !(match->capabilities & ~id->capabilities);
}

static void identity_export(const struct tee_identity *id,
			    struct tee_ioctl_identity *data)
{
	memset(data, 0, sizeof(*data));
	data->size = sizeof(*data);
	data->capabilities = id->capabilities;
	data->max_shm_size = id->max_shm_size;
	data->driver_type = id->driver_type;
	data->max_params = id->max_params;
	data->max_sessions = id->max_sessions;
	data->max_threads = id->max_threads;
	export_uuid(data->os_uuid, &id->os_uuid);
	/* strscpy() rather than memcpy(): drivers may leave stack garbage after the NUL. */
	strscpy(data->driver_name, id->driver_name);
	strscpy(data->driver_version, id->driver_version);
	strscpy(data->conduit, id->conduit);
	strscpy(data->os_name, id->os_name);
	strscpy(data->os_version, id->os_version);
	strscpy(data->os_build, id->os_build);
}

/**
 * tee_ioctl_identity() - handle TEE_IOC_IDENTITY
 * @ctx:	the client
 * @uptr:	struct tee_ioctl_identity in user space, of the size given in its first
 *		member
 *
 * Return: see <linux/tee.h>.
 */
int tee_ioctl_identity(struct tee_context *ctx, void __user *uptr)
{
	struct tee_ioctl_identity data;
	size_t size;
	int rc;

	/* Fetch size and flags just once, other threads may be scribbling on them. */
	if (copy_from_user(&data, uptr, offsetofend(typeof(data), flags)))
		return -EFAULT;
	size = data.size;
	if (size < TEE_IDENTITY_SIZE_VER0)
		return -EINVAL;
	if (size > TEE_MAX_ARG_SIZE)
		return -E2BIG;
	if (size > sizeof(data)) {
		rc = check_zeroed_user(uptr + sizeof(data), size - sizeof(data));
		if (rc <= 0)
			return rc ?: -E2BIG;
	}
	if (data.flags)
		return -EINVAL;

	identity_export(&ctx->teedev->identity, &data);
	if (copy_to_user(uptr, &data, min(size, sizeof(data))))
		return -EFAULT;
	/* We've checked that the tail is zero, but it might not be any more. */
	if (size > sizeof(data) &&
	    clear_user(uptr + sizeof(data), size - sizeof(data)))
		return -EFAULT;
	return 0;
}

/**
 * tee_identity_uevent() - add the identity to a uevent
 * @dev:	the device
 * @env:	where to add the variables
 *
 * Variables with an unknown value are left out.
 *
 * Return: 0, or -ENOMEM if @env is full.
 */
int tee_identity_uevent(const struct device *dev, struct kobj_uevent_env *env)
{
	const struct tee_identity *id =
		&container_of(dev, const struct tee_device, dev)->identity;
	int rc;

	rc = add_uevent_var(env, "TEE_DRIVER=%s", id->driver_name) ?:
	     add_uevent_var(env, "TEE_DRIVER_TYPE=%s",
			    tee_driver_types[id->driver_type]) ?:
	     add_uevent_var(env, "TEE_CONDUIT=%s", id->conduit) ?:
	     add_uevent_var(env, "TEE_OS=%s", id->os_name) ?:
	     add_uevent_var(env, "TEE_CAPABILITIES=0x%016llx", id->capabilities);
	if (!rc && id->driver_version[0])
		rc = add_uevent_var(env, "TEE_DRIVER_VERSION=%s", id->driver_version);
	if (!rc && !uuid_is_null(&id->os_uuid))
		rc = add_uevent_var(env, "TEE_OS_UUID=%pUb", &id->os_uuid);
	if (!rc && id->os_version[0])
		rc = add_uevent_var(env, "TEE_OS_VERSION=%s", id->os_version);
	if (!rc && id->os_build[0])
		rc = add_uevent_var(env, "TEE_OS_BUILD=%s", id->os_build);
	return rc;
}

/* Attributes */

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

static ssize_t driver_type_show(struct device *dev, struct device_attribute *attr,
				char *buf)
{
	return sysfs_emit(buf, "%s\n",
			  tee_driver_types[to_tee_device(dev)->identity.driver_type]);
}
static DEVICE_ATTR_RO(driver_type);

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
TEE_IDENTITY_ATTR(capabilities, "0x%016llx");
TEE_IDENTITY_ATTR(max_params, "%u");
TEE_IDENTITY_ATTR(max_sessions, "%u");
TEE_IDENTITY_ATTR(max_shm_size, "%llu");
TEE_IDENTITY_ATTR(max_threads, "%u");

static struct attribute *tee_identity_attrs[] = {
	&dev_attr_implementation_id.attr,
	&dev_attr_revision.attr,
	&dev_attr_driver_name.attr,
	&dev_attr_driver_type.attr,
	&dev_attr_driver_version.attr,
	&dev_attr_conduit.attr,
	&dev_attr_os_name.attr,
	&dev_attr_os_uuid.attr,
	&dev_attr_os_version.attr,
	&dev_attr_os_build.attr,
	&dev_attr_capabilities.attr,
	&dev_attr_max_params.attr,
	&dev_attr_max_sessions.attr,
	&dev_attr_max_shm_size.attr,
	&dev_attr_max_threads.attr,
	NULL
};

static const struct attribute_group tee_identity_group = {
	.attrs = tee_identity_attrs,
};

const struct attribute_group *tee_identity_groups[] = {
	&tee_identity_group,
	&tee_user_group,
	NULL
};
