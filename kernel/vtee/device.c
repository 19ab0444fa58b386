// SPDX-License-Identifier: GPL-2.0-only
/*
 * The TEE device that a server offers. It's removed by a work item after the server's
 * death, because that may take longer than a dying process should.
 */

#include <linux/delay.h>
#include <linux/kdev_t.h>
#include <linux/module.h>
#include <linux/string.h>

#include "vtee/call.h"
#include "vtee/device.h"
#include "vtee/driver.h"
#include "vtee/memory.h"
#include "vtee/queue.h"

/* Pause between attempts to remove a device, ms */
#define VTEE_REMOVAL_PAUSE_MS	1000

static struct workqueue_struct *vtee_removal_wq;

static void remove_device(struct work_struct *work)
{
	struct vtee *vtee = container_of(work, struct vtee, removal);

	/* All calls are settled, so this takes as long as clients need to return from them. */
	while (tee_device_withdraw(vtee->teedev))
		msleep(VTEE_REMOVAL_PAUSE_MS);
	vtee_queue_put(vtee->root);
	vtee_server_put(vtee);
	/* vtee_devices_exit() waits for us. */
	module_put(THIS_MODULE);
}

static bool is_terminated(const char *text, size_t size)
{
	return strnlen(text, size) < size;
}

static bool create_is_sound(const struct vtee_create *create)
{
	return !create->flags && !create->reserved &&
	       !(create->gen_caps & ~(TEE_GEN_CAP_GP | TEE_GEN_CAP_MEMREF_NULL |
				      TEE_GEN_CAP_OBJREF)) &&
	       create->max_params <= VTEE_MAX_PARAMS &&
	       create->max_sessions <= INT_MAX && create->max_threads <= INT_MAX &&
	       create->max_shm_size <= VTEE_MAX_SHM_SIZE &&
	       !(create->max_shm_size % PAGE_SIZE) && create->os_name[0] &&
	       is_terminated(create->os_name, sizeof(create->os_name)) &&
	       is_terminated(create->os_version, sizeof(create->os_version)) &&
	       is_terminated(create->os_build, sizeof(create->os_build));
}

/**
 * vtee_device_create() - create a server's device
 * @vtee:	the server, with a file for its root queue
 * @create:	private copy of what it asks for
 *
 * Clients can use the device before this returns. It lasts until vtee_server_die().
 *
 * Context: process, may sleep.
 * Return: 0 or a negative errno, see VTEE_IOC_CREATE.
 */
int vtee_device_create(struct vtee *vtee, const struct vtee_create *create)
{
	const struct tee_desc *desc = create->gen_caps & TEE_GEN_CAP_OBJREF ? &vtee_object_desc :
									      &vtee_desc;
	struct tee_identity identity = {
		.driver_name = "vtee", .driver_version = VTEE_DRIVER_VERSION,
		.driver_type = TEE_DRIVER_TYPE_SOFTWARE, .conduit = "none",
		.max_params = create->max_params ?: VTEE_MAX_PARAMS,
		.max_sessions = create->max_sessions,
		.max_threads = create->max_threads,
		.max_shm_size = create->max_shm_size ?: VTEE_MAX_SHM_SIZE,
	};
	struct tee_device *teedev;

	if (!create_is_sound(create))
		return -EINVAL;
	import_uuid(&identity.os_uuid, create->os_uuid);
	strscpy(identity.os_name, create->os_name);
	strscpy(identity.os_version, create->os_version);
	strscpy(identity.os_build, create->os_build);
	vtee->gen_caps = create->gen_caps;
	INIT_WORK(&vtee->removal, remove_device);
	teedev = tee_device_offer(desc, &identity, NULL, &vtee_memory, vtee);
	if (IS_ERR(teedev))
		return PTR_ERR(teedev);
	/* We were called through a file, so the module is loaded. */
	__module_get(THIS_MODULE);
	vtee->teedev = teedev;
	return 0;
}

/**
 * vtee_device_number() - get the number of a server's device
 * @vtee:	the server, alive
 *
 * Return: N of /dev/teeN.
 */
unsigned int vtee_device_number(const struct vtee *vtee)
{
	return MINOR(tee_device_get_dev(vtee->teedev)->devt);
}

/**
 * vtee_server_die() - fail all calls to a server, and remove its device
 * @vtee:	the server. Its file is being released
 *
 * Drops the device's references, now or later.
 *
 * Context: process. Doesn't wait for clients.
 */
void vtee_server_die(struct vtee *vtee)
{
	struct vtee_queue *queue, *next;

	spin_lock(&vtee->lock);
	vtee->dead = true;
	list_for_each_entry_safe(queue, next, &vtee->queues, link) {
		list_del_init(&queue->link);
		vtee_queue_shut(queue);
	}
	spin_unlock(&vtee->lock);
	if (vtee->teedev) {
		queue_work(vtee_removal_wq, &vtee->removal);
		return;
	}
	vtee_queue_put(vtee->root);
	vtee_server_put(vtee);
}

/**
 * vtee_queue_remove() - shut a queue whose file is being released, or couldn't be made
 * @queue:	the queue; the file's reference is dropped
 *
 * Context: process. Doesn't wait for clients.
 */
void vtee_queue_remove(struct vtee_queue *queue)
{
	struct vtee *vtee = queue->vtee;

	spin_lock(&vtee->lock);
	list_del_init(&queue->link);
	spin_unlock(&vtee->lock);
	vtee_queue_shut(queue);
	vtee_memory_forget(queue);
	vtee_queue_put(queue);
}

/**
 * vtee_devices_init() - create the workqueue for removals
 *
 * Return: 0 or -ENOMEM.
 */
int vtee_devices_init(void)
{
	vtee_removal_wq = alloc_workqueue("vtee_removal", WQ_UNBOUND, 0);
	return vtee_removal_wq ? 0 : -ENOMEM;
}

/**
 * vtee_devices_exit() - wait for removals
 *
 * Each device pins the module until the last step of its removal.
 */
void vtee_devices_exit(void)
{
	destroy_workqueue(vtee_removal_wq);
}
