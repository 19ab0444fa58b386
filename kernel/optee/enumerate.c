// SPDX-License-Identifier: GPL-2.0-only
/*
 * Enumerate OP-TEE's services for kernel drivers, and put them on the tee bus.
 *
 * We ask a pseudo TA, which has two lists. One is of the services that work right away
 * and is read at probe. Those on the other need tee-supplicant, so that list is read
 * once a supplicant has opened its device.
 */

#include <linux/slab.h>
#include <linux/sysfs.h>
#include <linux/tee_result.h>

#include "optee/enumerate.h"
#include "optee/optee.h"

static const uuid_t enumeration_uuid =
	UUID_INIT(0x7011a688, 0xddde, 0x4053,
		  0xa5, 0xa9, 0x7b, 0x3c, 0x4d, 0xdf, 0x13, 0xb8);

/* Pseudo TA commands, both fill a buffer with UUIDs */
#define ENUMERATION_SERVICES		0
#define ENUMERATION_SUPP_SERVICES	1

/* An OP-TEE with more services than this on the bus is taken to be broken */
#define ENUMERATION_MAX_SERVICES	256

/*
 * Limit for a list, bytes. Deliberately more than ENUMERATION_MAX_SERVICES entries,
 * since some services may be on the bus already.
 */
#define ENUMERATION_MAX_SIZE		(64 * 1024)

/*
 * Per-call timeout, ms. We may be probing from a kernel thread, which no signal can get
 * unstuck.
 */
#define ENUMERATION_TIMEOUT_MS		20000

/**
 * struct optee_service - service on the tee bus
 * @client:	its device
 * @link:	entry in optee_services.devices
 */
struct optee_service {
	struct tee_client_device client;
	struct list_head link;
};

static struct optee_service *to_service(struct device *dev)
{
	return container_of(to_tee_client_device(dev), struct optee_service, client);
}

static void release_service(struct device *dev)
{
	kfree(to_service(dev));
}

/* Empty on purpose, user space only looks whether the attribute exists */
static ssize_t need_supplicant_show(struct device *dev,
				    struct device_attribute *attr, char *buf)
{
	return 0;
}
static DEVICE_ATTR_RO(need_supplicant);

static struct attribute *supp_service_attrs[] = {
	&dev_attr_need_supplicant.attr,
	NULL
};
ATTRIBUTE_GROUPS(supp_service);

static bool is_known(struct optee_services *services, const uuid_t *uuid)
{
	struct optee_service *service;

	lockdep_assert_held(&services->lock);
	list_for_each_entry(service, &services->devices, link)
		if (uuid_equal(&service->client.id.uuid, uuid))
			return true;
	return false;
}

static int add_service(struct optee *optee, const uuid_t *uuid, u32 command)
{
	struct optee_services *services = &optee->services;
	struct optee_service *service;
	struct device *dev;
	int rc;

	service = kzalloc(sizeof(*service), GFP_KERNEL);
	if (!service)
		return -ENOMEM;
	uuid_copy(&service->client.id.uuid, uuid);
	dev = &service->client.dev;
	device_initialize(dev);
	dev->bus = &tee_bus_type;
	dev->parent = tee_device_get_dev(services->teedev);
	dev->release = release_service;
	if (command == ENUMERATION_SUPP_SERVICES)
		dev->groups = supp_service_groups;

	rc = dev_set_name(dev, "optee-ta-%pUb", uuid);
	if (!rc)
		rc = device_add(dev);
	if (rc) {
		put_device(dev);
		return rc;
	}
	list_add_tail(&service->link, &services->devices);
	services->count++;
	return 0;
}

static int add_services(struct optee *optee, const u8 *uuids, size_t size, u32 command)
{
	struct optee_services *services = &optee->services;
	size_t n;
	int rc = 0;

	mutex_lock(&services->lock);
	for (n = 0; !rc && n < size / sizeof(uuid_t); n++) {
		uuid_t uuid;

		import_uuid(&uuid, uuids + n * sizeof(uuid));
		if (is_known(services, &uuid) || services->going)
			continue;
		rc = services->count < ENUMERATION_MAX_SERVICES ?
		     add_service(optee, &uuid, command) : -ENOBUFS;
	}
	mutex_unlock(&services->lock);
	return rc;
}

/*
 * Read a list into @shm. On entry @size is @shm's size. It becomes the list's size, or
 * after -ENOSPC the size that @shm should have had.
 */
static int ask(struct tee_context *ctx, u32 session, u32 command,
	       struct tee_shm *shm, size_t *size)
{
	struct tee_ioctl_invoke_arg arg = {
		.func = command,
		.session = session,
		.num_params = 4,
	};
	struct tee_param params[4] = { };
	size_t room = *size;
	int rc;

	params[0].attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT;
	params[0].u.memref.shm = shm;
	params[0].u.memref.size = room;
	rc = tee_client_invoke_timeout(ctx, &arg, params, ENUMERATION_TIMEOUT_MS);
	if (rc)
		return rc;
	*size = params[0].u.memref.size;
	if (arg.ret == TEEC_ERROR_SHORT_BUFFER && *size > room)
		return *size <= ENUMERATION_MAX_SIZE ? -ENOSPC : -EIO;
	if (arg.ret || *size > room || *size % sizeof(uuid_t))
		return -EIO;
	return 0;
}

static int list_services(struct optee *optee, struct tee_context *ctx, u32 session,
			 u32 command)
{
	size_t size = PAGE_SIZE;
	struct tee_shm *shm;
	size_t room = 0;
	int rc;

	do {
		/* Double it at least, so a list that keeps growing can't keep us here */
		room = min_t(size_t, max(size, 2 * room), ENUMERATION_MAX_SIZE);
		size = room;
		shm = tee_shm_alloc_kernel_buf(ctx, room);
		if (IS_ERR(shm))
			return PTR_ERR(shm);
		rc = ask(ctx, session, command, shm, &size);
		if (!rc)
			rc = add_services(optee, tee_shm_get_va(shm, 0), size, command);
		tee_shm_free(shm);
	} while (rc == -ENOSPC);
	return rc;
}

static void find_services(struct optee *optee, u32 command)
{
	struct tee_ioctl_open_session_arg arg = {
		.clnt_login = TEE_IOCTL_LOGIN_PUBLIC,
	};
	struct tee_context *ctx;
	int rc;

	ctx = tee_device_open(optee->services.teedev);
	if (IS_ERR(ctx))
		return;
	export_uuid(arg.uuid, &enumeration_uuid);
	rc = tee_client_open_session_timeout(ctx, &arg, NULL, ENUMERATION_TIMEOUT_MS);
	if (rc == -ETIMEDOUT)
		dev_err(optee->dev, "cannot list services: OP-TEE does not answer\n");
	/* No such pseudo TA just means no services */
	if (rc || arg.ret)
		goto close_context;
	rc = list_services(optee, ctx, arg.session, command);
	if (rc && rc != -ENODEV)
		dev_err(optee->dev, "cannot list services (%u): %d\n", command, rc);
	tee_client_close_session(ctx, arg.session);
close_context:
	tee_client_close_context(ctx);
}

static void supp_work(struct work_struct *work)
{
	find_services(container_of(work, struct optee, services.supp_work),
		      ENUMERATION_SUPP_SERVICES);
}

void optee_services_init(struct optee *optee)
{
	mutex_init(&optee->services.lock);
	INIT_LIST_HEAD(&optee->services.devices);
	INIT_WORK(&optee->services.supp_work, supp_work);
}

/* Called between tee_device_alloc() and tee_device_register() of optee.teedev */
void optee_services_start(struct optee *optee)
{
	get_device(tee_device_get_dev(optee->teedev));
	optee->services.teedev = optee->teedev;
}

void optee_services_find(struct optee *optee)
{
	find_services(optee, ENUMERATION_SERVICES);
}

/* Enumerating needs the supplicant to serve requests, which it can't from within open() */
void optee_services_supplicant_arrived(struct optee *optee)
{
	queue_work(system_long_wq, &optee->services.supp_work);
}

/* Take all services off the bus. An enumeration in progress won't add any more. */
void optee_services_remove(struct optee *optee)
{
	struct optee_service *service, *next;
	LIST_HEAD(devices);

	mutex_lock(&optee->services.lock);
	optee->services.going = true;
	list_splice_init(&optee->services.devices, &devices);
	mutex_unlock(&optee->services.lock);
	/* Unbinding a driver closes its sessions, so don't hold the mutex */
	list_for_each_entry_safe(service, next, &devices, link)
		device_unregister(&service->client.dev);
}

/*
 * Waits for an enumeration in progress. With a hung supplicant that takes forever
 * unless the caller has stopped the driver before.
 */
void optee_services_destroy(struct optee *optee)
{
	disable_work_sync(&optee->services.supp_work);
	put_device(tee_device_get_dev(optee->services.teedev));
}
