// SPDX-License-Identifier: GPL-2.0-only
/* /dev/vtee, where a process that wants to be a TEE gets its device */

#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/uaccess.h>

#include "vtee/call.h"
#include "vtee/device.h"
#include "vtee/file.h"
#include "vtee/queue.h"

static_assert(sizeof(struct vtee_create) >= VTEE_CREATE_SIZE_VER0);

static int copy_create(struct vtee_create *create, const void __user *from)
{
	u32 size;

	if (get_user(size, (const u32 __user *)from))
		return -EFAULT;
	if (size < VTEE_CREATE_SIZE_VER0)
		return -EINVAL;
	if (size > TEE_MAX_ARG_SIZE)
		return -E2BIG;
	return copy_struct_from_user(create, sizeof(*create), from, size);
}

/* Create the server with the file that removes it again. */
static struct file *create_server(const struct vtee_create *create)
{
	struct vtee *vtee = vtee_server_create();
	struct file *file;
	int rc;

	if (IS_ERR(vtee))
		return ERR_CAST(vtee);
	file = vtee_file_create(vtee->root);
	if (IS_ERR(file)) {
		vtee_queue_remove(vtee->root);
		vtee_server_die(vtee);
		return file;
	}
	rc = vtee_device_create(vtee, create);
	if (!rc)
		return file;
	fput(file);
	return ERR_PTR(rc);
}

static int ioctl_create(struct vtee_create __user *uptr)
{
	struct vtee_create create;
	struct vtee_queue *root;
	struct file *file;
	int fd, rc;

	rc = copy_create(&create, uptr);
	if (rc)
		return rc;
	fd = get_unused_fd_flags(O_CLOEXEC);
	if (fd < 0)
		return fd;
	file = create_server(&create);
	if (IS_ERR(file)) {
		put_unused_fd(fd);
		return PTR_ERR(file);
	}
	root = file->private_data;
	if (put_user(vtee_device_number(root->vtee), &uptr->device)) {
		put_unused_fd(fd);
		fput(file);
		return -EFAULT;
	}
	fd_install(fd, file);
	return fd;
}

static long vtee_misc_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	/* The argument carries its own size, so don't compare size and direction. */
	if (_IOC_TYPE(cmd) != TEE_IOC_MAGIC || _IOC_NR(cmd) != _IOC_NR(VTEE_IOC_CREATE))
		return -ENOTTY;
	return ioctl_create((void __user *)arg);
}

static const struct file_operations vtee_misc_fops = {
	.owner = THIS_MODULE,
	.unlocked_ioctl = vtee_misc_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

static struct miscdevice vtee_misc = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "vtee",
	.fops = &vtee_misc_fops,
	.mode = 0600,
};

static int __init vtee_init(void)
{
	int rc;

	rc = vtee_calls_init();
	if (rc)
		return rc;
	rc = vtee_devices_init();
	if (rc)
		goto exit_calls;
	rc = misc_register(&vtee_misc);
	if (!rc)
		return 0;

	vtee_devices_exit();
exit_calls:
	vtee_calls_exit();
	return rc;
}

static void __exit vtee_exit(void)
{
	misc_deregister(&vtee_misc);
	vtee_devices_exit();
	vtee_calls_exit();
}

module_init(vtee_init);
module_exit(vtee_exit);

MODULE_ALIAS("devname:vtee");
MODULE_DESCRIPTION("TEE devices whose Trusted OS is a process");
MODULE_AUTHOR("The gtee authors");
MODULE_VERSION(VTEE_DRIVER_VERSION);
MODULE_LICENSE("GPL");
