// SPDX-License-Identifier: GPL-2.0-only
/*
 * A server's fds: the one that VTEE_IOC_CREATE returns, for the root queue, and those for
 * further queues. See <linux/vtee.h>.
 */

#include <linux/anon_inodes.h>
#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/poll.h>
#include <linux/tee_wait.h>
#include <linux/uaccess.h>

#include "debug_delay.h"
#include "vtee/call.h"
#include "vtee/device.h"
#include "vtee/file.h"
#include "vtee/memory.h"
#include "vtee/message.h"
#include "vtee/queue.h"

/* A server may be frozen before its clients, so don't hold that up. */
#define VTEE_RECV_WAIT	(TASK_INTERRUPTIBLE | TASK_FREEZABLE)

static const struct file_operations vtee_fops;

/* Once the device is removed, vtee->root is only good for this comparison. */
static bool is_root(const struct vtee_queue *queue)
{
	return queue == queue->vtee->root;
}

static int receive(struct vtee_queue *queue, bool nonblock, struct vtee_request *request)
{
	int rc;

	while ((rc = vtee_queue_take(queue, request)) == -EAGAIN && !nonblock)
		if (tee_wait(queue->wait, vtee_queue_is_ready(queue), VTEE_RECV_WAIT, 1,
			     MAX_SCHEDULE_TIMEOUT) < 0)
			return -ERESTARTSYS;
	return rc;
}

static int ioctl_recv(struct file *file, struct vtee_request __user *to)
{
	/* Only the part that is copied to user space gets written. */
	struct vtee_request request __uninitialized;
	struct vtee_queue *queue = file->private_data;
	int rc;

	rc = receive(queue, file->f_flags & O_NONBLOCK, &request);
	if (rc)
		return rc;
	tee_debug_delay();
	if (!copy_to_user(to, &request, vtee_request_size(&request)))
		return 0;
	vtee_queue_untake(queue, &request);
	return -EFAULT;
}

/* Look up the queue that an answer names. Return: its file, NULL, or ERR_PTR. */
static struct file *get_named(const struct vtee_queue *queue, int fd)
{
	const struct vtee_queue *named;
	struct file *file;

	if (fd == -1)
		return NULL;
	file = fget(fd);
	if (!file)
		return ERR_PTR(-EBADF);
	named = file->f_op == &vtee_fops ? file->private_data : NULL;
	if (named && named->vtee == queue->vtee)
		return file;
	fput(file);
	return ERR_PTR(-EINVAL);
}

static int ioctl_forward(struct vtee_queue *root, const struct vtee_forward __user *from)
{
	struct vtee_forward forward;
	struct file *named;
	int rc;

	if (!is_root(root))
		return -EPERM;
	if (copy_from_user(&forward, from, sizeof(forward)))
		return -EFAULT;
	if (forward.reserved)
		return -EINVAL;
	named = get_named(root, forward.queue);
	if (IS_ERR_OR_NULL(named))
		return named ? PTR_ERR(named) : -EBADF;
	rc = vtee_queue_forward(root, forward.id, named->private_data);
	fput(named);
	return rc;
}

static int ioctl_send(struct file *file, const struct vtee_answer __user *from)
{
	struct vtee_queue *queue = file->private_data;
	struct vtee_answer answer;
	struct file *named;
	int rc;

	if (copy_from_user(&answer, from, sizeof(answer)))
		return -EFAULT;
	named = get_named(queue, answer.queue);
	/* If this was answered, and is repeated after a signal, that fd may be gone. */
	if (IS_ERR(named))
		return vtee_queue_check(queue, answer.id) ?: PTR_ERR(named);
	rc = vtee_queue_answer(queue, &answer, named ? named->private_data : NULL);
	if (named)
		fput(named);
	return rc;
}

/* If a signal ends the second half, the first is repeated, and finds the call gone. */
static int ioctl_send_recv(struct file *file, struct vtee_exchange __user *both)
{
	int rc;

	rc = ioctl_send(file, &both->answer);
	if (rc && rc != -ENOENT)
		return rc;
	return ioctl_recv(file, &both->request);
}

static int ioctl_queue(struct vtee_queue *root, unsigned long arg)
{
	struct vtee_queue *queue;
	struct file *file;
	int fd, rc;

	if (arg)
		return -EINVAL;
	if (!is_root(root))
		return -EPERM;
	fd = get_unused_fd_flags(O_CLOEXEC);
	if (fd < 0)
		return fd;
	queue = vtee_queue_create(root->vtee);
	rc = PTR_ERR_OR_ZERO(queue);
	if (rc)
		goto put_fd;
	file = vtee_file_create(queue);
	rc = PTR_ERR_OR_ZERO(file);
	if (rc)
		goto remove_queue;
	fd_install(fd, file);
	return fd;

remove_queue:
	vtee_queue_remove(queue);
put_fd:
	put_unused_fd(fd);
	return rc;
}

static long vtee_file_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	void __user *uptr = (void __user *)arg;

	switch (cmd) {
	case VTEE_IOC_SEND_RECV:
		return ioctl_send_recv(file, uptr);
	case VTEE_IOC_RECV:
		return ioctl_recv(file, uptr);
	case VTEE_IOC_SEND:
		return ioctl_send(file, uptr);
	case VTEE_IOC_QUEUE:
		return ioctl_queue(file->private_data, arg);
	case VTEE_IOC_FORWARD:
		return ioctl_forward(file->private_data, uptr);
	default:
		return -ENOTTY;
	}
}

static __poll_t vtee_file_poll(struct file *file, poll_table *table)
{
	struct vtee_queue *queue = file->private_data;

	poll_wait(file, &queue->wait, table);
	if (READ_ONCE(queue->shut))
		return EPOLLHUP | EPOLLERR;
	return vtee_queue_is_ready(queue) ? EPOLLIN | EPOLLRDNORM : 0;
}

static int vtee_file_mmap(struct file *file, struct vm_area_struct *vma)
{
	return vtee_memory_mmap(file->private_data, vma);
}

static int vtee_file_release(struct inode *inode, struct file *file)
{
	struct vtee_queue *queue = file->private_data;

	if (is_root(queue))
		vtee_server_die(queue->vtee);
	vtee_queue_remove(queue);
	return 0;
}

static const struct file_operations vtee_fops = {
	.owner = THIS_MODULE,
	.unlocked_ioctl = vtee_file_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.poll = vtee_file_poll,
	.mmap = vtee_file_mmap,
	.release = vtee_file_release,
};

/**
 * vtee_file_create() - create a queue's file
 * @queue:	the queue; the file takes over a reference on success
 *
 * The file has an inode of its own, and thereby its own list of mappings, so that memory
 * can be taken away from one queue without a look at the others.
 *
 * Context: process, may sleep.
 * Return: the file, or ERR_PTR: -ENFILE, -ENOMEM.
 */
struct file *vtee_file_create(struct vtee_queue *queue)
{
	struct file *file = anon_inode_create_getfile("[vtee]", &vtee_fops, queue, O_RDWR, NULL);

	if (!IS_ERR(file))
		queue->mapping = file->f_mapping;
	return file;
}
