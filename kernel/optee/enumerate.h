/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Services that OP-TEE offers to kernel drivers, as devices on the tee bus.
 */
#ifndef OPTEE_ENUMERATE_H
#define OPTEE_ENUMERATE_H

#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/workqueue.h>

struct optee;
struct tee_device;

/**
 * struct optee_services - services that OP-TEE offers on the tee bus
 * @teedev:	device used to list the services; with a reference, because an enumeration
 *		may start while the device is being unregistered
 * @lock:	guards @devices, @count and @going
 * @devices:	devices of the services, each with a reference
 * @count:	number of services that were added
 * @going:	services are being removed: no service may be added
 * @supp_work:	lists the services that need a supplicant
 */
struct optee_services {
	struct tee_device *teedev;
	struct mutex lock;
	struct list_head devices;
	unsigned int count;
	bool going;
	struct work_struct supp_work;
};

void optee_services_init(struct optee *optee);
void optee_services_start(struct optee *optee);
void optee_services_find(struct optee *optee);
void optee_services_supplicant_arrived(struct optee *optee);
void optee_services_remove(struct optee *optee);
void optee_services_destroy(struct optee *optee);

#endif /* OPTEE_ENUMERATE_H */
