/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * OP-TEE services that show up on the tee bus
 */
#ifndef OPTEE_ENUMERATE_H
#define OPTEE_ENUMERATE_H

#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/workqueue.h>

struct optee;
struct tee_device;

/**
 * struct optee_services - OP-TEE's services on the tee bus
 * @teedev:	device through which we enumerate. Holds a reference since an enumeration
 *		may start while the device is being unregistered
 * @lock:	guards @devices, @count and @going
 * @devices:	the services' devices, each with a reference
 * @count:	number of services added so far
 * @going:	removal has started, don't add any more
 * @supp_work:	enumerates the services that need a supplicant
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
