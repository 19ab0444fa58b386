// SPDX-License-Identifier: GPL-2.0-only
/* TEE devices: minor numbers, registration, open and release. */

#include <linux/bitmap.h>
#include <linux/fs.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include <linux/tee_core.h>

#include "core/class.h"
#include "core/client/watch.h"
#include "core/device.h"
#include "core/driver/request.h"
#include "core/identity.h"
#include "core/ioctl.h"
#include "core/memory/pool.h"
#include "core/memory/shm_import.h"
#include "core/session/context.h"
#include "core/session/context_open.h"
#include "core/session/user.h"
#include "core/stats.h"

static unsigned int unregister_timeout_ms = 30000;
module_param(unregister_timeout_ms, uint, 0644);
MODULE_PARM_DESC(unregister_timeout_ms,
		 "How long the removal of a TEE waits for calls to return, ms (default 30000)");

static dev_t tee_devt;

/* device numbers in use, guarded by tee_numbers_lock */
static DECLARE_BITMAP(tee_numbers, TEE_MAX_DEVICES);
static DEFINE_SPINLOCK(tee_numbers_lock);

static int number_reserve(bool privileged)
{
	unsigned int first = privileged ? TEE_FIRST_PRIVILEGED : 0;
	unsigned int end = privileged ? TEE_MAX_DEVICES : TEE_FIRST_PRIVILEGED;
	unsigned int id;

	spin_lock(&tee_numbers_lock);
	id = find_next_zero_bit(tee_numbers, end, first);
	if (id < end)
		__set_bit(id, tee_numbers);
	spin_unlock(&tee_numbers_lock);
	return id < end ? id : -ENOSPC;
}

static void number_release(int id)
{
	spin_lock(&tee_numbers_lock);
	__clear_bit(id, tee_numbers);
	spin_unlock(&tee_numbers_lock);
}

static int tee_open(struct inode *inode, struct file *file)
{
	struct tee_device *teedev;
	struct tee_context *ctx;

	teedev = container_of(inode->i_cdev, struct tee_device, cdev);
	ctx = tee_context_open(teedev, false, true);
	if (IS_ERR(ctx))
		return PTR_ERR(ctx);
	tee_context_priv(ctx)->opener = file->f_cred;
	file->private_data = ctx;
	return stream_open(inode, file);
}

static int tee_release(struct inode *inode, struct file *file)
{
	tee_context_close(file->private_data);
	return 0;
}

static const struct file_operations tee_fops = {
	.owner = THIS_MODULE,
	.open = tee_open,
	.release = tee_release,
	.unlocked_ioctl = tee_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

static void tee_device_release(struct device *dev)
{
	struct tee_device *teedev = container_of(dev, struct tee_device, dev);

	percpu_ref_exit(&teedev->users);
	tee_stats_exit(&teedev->stats);
	tee_shm_pool_put(teedev->pool);
	kfree(teedev);
}

static void device_idle(struct percpu_ref *users)
{
	complete(&container_of(users, struct tee_device, users)->idle);
}

/*
 * Sanity-check a driver's ops: some are mandatory, some only make sense together, and
 * some depend on the kind of device. Return: what's wrong with them, or NULL.
 */
static const char *find_fault_of_ops(const struct tee_driver_ops *ops, bool privileged)
{
	if (!ops->get_version)
		return "ops->get_version is missing";
	if (!ops->open || !ops->close)
		return "ops->open or ops->close is missing";
	if (!ops->open_session != !ops->close_session ||
	    !ops->open_session != !ops->invoke_func)
		return "ops needs open_session, close_session and invoke_func together";
	if (ops->system_session && !ops->open_session)
		return "ops->system_session needs open_session";
	if (ops->cancel_req && !ops->open_session)
		return "ops->cancel_req needs open_session";
	if (!ops->supp_recv == privileged || !ops->supp_recv_undo == privileged ||
	    !ops->supp_send == privileged)
		return privileged ?
			"a privileged device needs supp_recv, supp_recv_undo and supp_send" :
			"supp_recv, supp_recv_undo and supp_send need TEE_DESC_PRIVILEGED";
	return NULL;
}

static const char *find_fault_of_desc(const struct tee_desc *desc)
{
	if (!desc)
		return "desc is NULL";
	if (!desc->name)
		return "desc->name is missing";
	if (!desc->owner)
		return "desc->owner is missing";
	if (!desc->ops)
		return "desc->ops is missing";
	if (desc->flags & ~TEE_DESC_PRIVILEGED)
		return "desc->flags has unknown bits";
	return find_fault_of_ops(desc->ops, desc->flags & TEE_DESC_PRIVILEGED);
}

static int device_init_dev(struct tee_device *teedev, struct device *parent)
{
	bool privileged = teedev->desc->flags & TEE_DESC_PRIVILEGED;

	device_initialize(&teedev->dev);
	tee_import_init_dev(&teedev->dev);
	teedev->dev.class = &tee_class;
	teedev->dev.release = tee_device_release;
	teedev->dev.parent = parent;
	teedev->dev.devt = MKDEV(MAJOR(tee_devt), teedev->id);
	dev_set_drvdata(&teedev->dev, teedev);
	return dev_set_name(&teedev->dev, "tee%s%d", privileged ? "priv" : "",
			    privileged ? teedev->id - TEE_FIRST_PRIVILEGED : teedev->id);
}

static void device_init_lists(struct tee_device *teedev)
{
	init_completion(&teedev->idle);
	spin_lock_init(&teedev->lock);
	INIT_HLIST_HEAD(&teedev->contexts);
	INIT_LIST_HEAD(&teedev->refusals);
	INIT_LIST_HEAD(&teedev->openers);
	init_waitqueue_head(&teedev->opener_wait);
	spin_lock_init(&teedev->requests_lock);
	INIT_LIST_HEAD(&teedev->requests);
	tee_users_init(&teedev->accounts);
}

struct tee_device *tee_device_alloc(const struct tee_desc *desc,
				    const struct tee_identity *identity,
				    struct device *parent,
				    struct tee_shm_pool *pool, void *data)
{
	const char *fault = find_fault_of_desc(desc) ?: tee_identity_find_fault(identity) ?:
			    IS_ERR_OR_NULL(pool) ? "there is no pool" : NULL;
	struct tee_device *teedev;
	int rc;

	if (fault) {
		dev_err(parent, "cannot make a TEE device: %s\n", fault);
		return ERR_PTR(-EINVAL);
	}

	teedev = kzalloc(sizeof(*teedev), GFP_KERNEL);
	if (!teedev)
		return ERR_PTR(-ENOMEM);
	teedev->desc = desc;
	teedev->identity = *identity;
	teedev->max_params = identity->max_params ?: U32_MAX;
	teedev->data = data;
	device_init_lists(teedev);

	rc = percpu_ref_init(&teedev->users, device_idle, 0, GFP_KERNEL);
	if (rc)
		goto free_device;
	rc = tee_stats_init(&teedev->stats);
	if (rc)
		goto exit_users;
	rc = number_reserve(desc->flags & TEE_DESC_PRIVILEGED);
	if (rc < 0)
		goto exit_stats;
	teedev->id = rc;
	tee_shm_pool_get(pool);
	teedev->pool = pool;

	/* From here on, put_device() frees everything. */
	rc = device_init_dev(teedev, parent);
	if (rc) {
		number_release(teedev->id);
		put_device(&teedev->dev);
		return ERR_PTR(rc);
	}
	cdev_init(&teedev->cdev, &tee_fops);
	teedev->cdev.owner = THIS_MODULE;
	return teedev;

exit_stats:
	tee_stats_exit(&teedev->stats);
exit_users:
	percpu_ref_exit(&teedev->users);
free_device:
	kfree(teedev);
	return ERR_PTR(rc);
}
EXPORT_SYMBOL_GPL(tee_device_alloc);

int tee_device_register(struct tee_device *teedev)
{
	int rc;

	/* The uevent reports these, so fill them in first. */
	teedev->identity.capabilities = tee_identity_capabilities(teedev);
	/* Programs may use the device even before cdev_device_add() returns, or fails. */
	teedev->exposed = true;
	tee_stats_publish(&teedev->stats, dev_name(&teedev->dev));
	rc = cdev_device_add(&teedev->cdev, &teedev->dev);
	if (rc) {
		tee_stats_unpublish(&teedev->stats);
		return rc;
	}
	teedev->visible = true;
	tee_pool_start(teedev->pool);
	tee_watch_device_arrived(teedev);
	return 0;
}
EXPORT_SYMBOL_GPL(tee_device_register);

/* One at a time, since shutting a context may sleep. */
static void device_shut_contexts(struct tee_device *teedev)
{
	struct tee_context_private *priv;

	for (;;) {
		spin_lock(&teedev->lock);
		priv = hlist_entry_safe(teedev->contexts.first,
					struct tee_context_private, link);
		if (priv)
			tee_context_get(&priv->ctx);
		spin_unlock(&teedev->lock);
		if (!priv)
			return;
		tee_context_shut(&priv->ctx, TEE_WAIT_MODE_UNLIMITED);
		tee_context_put(&priv->ctx);
	}
}

/* Take the device away from user space and keep new calls out of the driver. */
static void device_hide(struct tee_device *teedev, unsigned long timeout)
{
	/*
	 * Kernel clients that follow the device may be waiting for a turn. Wake them
	 * first, since tee_watch_device_leaving() waits for them.
	 */
	tee_users_stop(teedev);
	if (teedev->visible) {
		tee_watch_device_leaving(teedev, timeout);
		cdev_device_del(&teedev->cdev, &teedev->dev);
		tee_stats_unpublish(&teedev->stats);
	}
	/*
	 * The device itself may live on for as long as programs keep it open, so
	 * recycle the number here.
	 */
	number_release(teedev->id);
	percpu_ref_kill(&teedev->users);
	tee_requests_stop(teedev);
	if (teedev->exposed && teedev->desc->ops->stop)
		teedev->desc->ops->stop(teedev);
	teedev->hidden = true;
}

/*
 * Wait for calls in progress. Return: false if one takes longer than @timeout and pins
 * the driver's module. Once the module's exit function is running, the module can't be
 * pinned, and we mustn't return before the last call has left its code. In that case
 * keep waiting.
 */
static bool device_wait_idle(struct tee_device *teedev, unsigned long timeout)
{
	while (!wait_for_completion_timeout(&teedev->idle, max(timeout, 1UL))) {
		dev_err(&teedev->dev,
			"the TEE has not returned a call within %u ms: the driver waits for it\n",
			jiffies_to_msecs(timeout));
		if (module_is_live(teedev->desc->owner))
			return false;
		/* but don't log this more than once a second */
		timeout = max_t(unsigned long, timeout, HZ);
	}
	return true;
}

int tee_device_unregister_timeout(struct tee_device *teedev, unsigned int timeout_ms)
{
	unsigned long timeout = msecs_to_jiffies(timeout_ms);

	if (!teedev)
		return 0;
	if (!teedev->hidden)
		device_hide(teedev, timeout);
	if (!device_wait_idle(teedev, timeout))
		return -EBUSY;
	device_shut_contexts(teedev);
	put_device(&teedev->dev);
	return 0;
}
EXPORT_SYMBOL_GPL(tee_device_unregister_timeout);

int tee_device_unregister(struct tee_device *teedev)
{
	return tee_device_unregister_timeout(teedev, READ_ONCE(unregister_timeout_ms));
}
EXPORT_SYMBOL_GPL(tee_device_unregister);

void tee_device_set_dev_groups(struct tee_device *teedev,
			       const struct attribute_group **groups)
{
	teedev->dev.groups = groups;
}
EXPORT_SYMBOL_GPL(tee_device_set_dev_groups);

void *tee_get_drvdata(struct tee_device *teedev)
{
	return teedev->data;
}
EXPORT_SYMBOL_GPL(tee_get_drvdata);

struct device *tee_device_get_dev(struct tee_device *teedev)
{
	return &teedev->dev;
}
EXPORT_SYMBOL_GPL(tee_device_get_dev);

int tee_devices_init(void)
{
	int rc = alloc_chrdev_region(&tee_devt, 0, TEE_MAX_DEVICES, "tee");

	if (!rc)
		tee_stats_init_root();
	return rc;
}

void tee_devices_exit(void)
{
	tee_stats_exit_root();
	unregister_chrdev_region(tee_devt, TEE_MAX_DEVICES);
}
