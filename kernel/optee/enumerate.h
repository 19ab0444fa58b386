/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The services that OP-TEE offers, as devices on the tee bus.
 */
#ifndef OPTEE_ENUMERATE_H
#define OPTEE_ENUMERATE_H

#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/workqueue.h>

struct optee;
struct tee_device;

/**
 * struct optee_services - the services that OP-TEE offers on the tee bus
 * @teedev:	the device through which they are listed, with a reference: an
 *		enumeration may begin while the device is being unregistered
 * @lock:	guards @devices, @count and @going
 * @devices:	theirs, each with a reference
 * @count:	their number
 * @going:	no service is added any more
 * @supp_work:	looks for those that need a supplicant
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
