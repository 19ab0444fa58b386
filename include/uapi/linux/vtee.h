/* SPDX-License-Identifier: (GPL-2.0 WITH Linux-syscall-note) OR BSD-2-Clause */
/*
 * User-space ABI of /dev/vtee: how a process serves a TEE device (/dev/teeN) to the
 * clients on the same machine. docs/PROTOCOL.vtee.md has the protocol as a whole.
 *
 * VTEE_IOC_CREATE makes a device and returns the server's fd. Everything that clients ask
 * of the device is a request, which some thread of the server receives from an fd, serves,
 * and answers on the same fd. When the last reference to the server's fd is closed, the
 * device is removed.
 *
 * VTEE_IOC_QUEUE makes further fds. If the answer to an OPEN_SESSION names one of these,
 * all later requests for the session are delivered there and nowhere else.
 * VTEE_IOC_FORWARD has a queue receive even the OPEN_SESSION.
 */
#ifndef __VTEE_H
#define __VTEE_H

#include <linux/ioctl.h>
#include <linux/tee.h>
#include <linux/types.h>

/* Most parameters of a request. Any more from a client get EINVAL. */
#define VTEE_MAX_PARAMS		8

/**
 * struct vtee_create - argument of VTEE_IOC_CREATE
 * @size:	[in] sizeof(struct vtee_create)
 * @flags:	[in] 0
 * @gen_caps:	[in] any of TEE_GEN_CAP_GP, TEE_GEN_CAP_MEMREF_NULL, TEE_GEN_CAP_OBJREF
 * @max_params:	[in] most parameters per call, 0 for VTEE_MAX_PARAMS
 * @max_sessions: [in] most sessions open at a time, 0 for no limit
 * @max_threads: [in] how many calls the server can serve at a time, 0 if it won't say
 * @max_shm_size: [in] largest shared memory buffer in bytes, a multiple of the page size;
 *		0 for VTEE_MAX_SHM_SIZE
 * @os_uuid:	[in] the Trusted OS's UUID, bytes in the same order as its text form, or nil
 * @os_name:	[in] its name, not empty
 * @os_version:	[in] its version, or ""
 * @os_build:	[in] its build, or ""
 * @device:	[out] N of /dev/teeN
 * @reserved:	[in] 0
 *
 * Strings are NUL-terminated printable ASCII.
 */
struct vtee_create {
	__u32 size;
	__u32 flags;
	__u32 gen_caps;
	__u32 max_params;
	__u32 max_sessions;
	__u32 max_threads;
	__aligned_u64 max_shm_size;
	__u8 os_uuid[TEE_IOCTL_UUID_LEN];
	char os_name[TEE_IDENTITY_NAME_LEN];
	char os_version[TEE_IDENTITY_NAME_LEN];
	char os_build[TEE_IDENTITY_BUILD_LEN];
	__u32 device;
	__u32 reserved;
};

/* sizeof in the first version, the least that is accepted */
#define VTEE_CREATE_SIZE_VER0	184

/* Largest shared memory buffer: each region has its own 4 GiB of mmap() offsets */
#define VTEE_MAX_SHM_SIZE	((__u64)1 << 31)

/**
 * VTEE_IOC_CREATE - create a TEE device
 *
 * Only on /dev/vtee. The structure can grow at its end like struct tee_ioctl_identity, so
 * only the magic and the number of this ioctl count.
 *
 * Clients may open the device before this returns. Their requests wait in the queue.
 *
 * Return: the server's fd (close-on-exec), or a negative errno: EFAULT, EINVAL (@size below
 * VTEE_CREATE_SIZE_VER0, unknown flags or capabilities, a limit that is too high, a string
 * that isn't as above), E2BIG (a part that this kernel doesn't know isn't zero; @size above
 * TEE_MAX_ARG_SIZE), ENOSPC (out of device numbers), ENOMEM, EMFILE, ENFILE.
 */
#define VTEE_IOC_CREATE		_IOWR(TEE_IOC_MAGIC, TEE_IOC_BASE + 0x80, struct vtee_create)

/**
 * struct vtee_param - one parameter of a request
 * @type:	TEE_IOCTL_PARAM_ATTR_TYPE_*: NONE, VALUE, MEMREF or OBJREF
 * @region:	memref: the region, or 0 for a null memref; otherwise 0
 * @a:		value: a number; memref: offset into the region, bytes; objref: the object
 * @b:		value: a number; memref: size, bytes; objref: flags
 * @c:		value: a number; memref: how much of the region can be mapped, a multiple of
 *		the page size, bytes
 *
 * In an answer, VALUE and OBJREF parameters of type OUTPUT and INOUT take their new values
 * from @a, @b and @c, and MEMREF ones their new size from @b. It may exceed the size in the
 * request only if the result is TEEC_ERROR_SHORT_BUFFER. Everything else is ignored except
 * for @type, which has to be the request's.
 */
struct vtee_param {
	__u32 type;
	__u32 region;
	__aligned_u64 a;
	__aligned_u64 b;
	__aligned_u64 c;
};

/* Operations, vtee_request.op */
#define VTEE_OP_OPEN_SESSION	1	/* @uuid, @login, @client, @session, @params */
#define VTEE_OP_INVOKE		2	/* @session, @command, @params */
#define VTEE_OP_CLOSE_SESSION	3	/* @session */
#define VTEE_OP_OBJECT_INVOKE	4	/* @object, @command, @params */
#define VTEE_OP_CANCEL		5	/* @session; @id is the request to be cancelled */
#define VTEE_OP_ABANDON		6	/* @session, whose client is gone; @id is 0 */

/**
 * struct vtee_request - a request to the server
 * @id:		names the request in its answer, and is never reused. Not 0 but for ABANDON
 * @op:		VTEE_OP_*. Members that aren't listed there are 0
 * @session:	the session. The kernel chooses the id, so OPEN_SESSION has it, too. Not 0,
 *		unique in the device, and not reused soon
 * @command:	the command, or the object's operation
 * @num_params:	number of @params. Any beyond that are left as they were
 * @object:	the object
 * @uuid:	the Trusted Application
 * @login:	TEE_IOCTL_LOGIN_*
 * @reserved:	0
 * @client:	UUID that identifies the client, derived by the kernel from @login and the
 *		client's credentials; nil for PUBLIC and REE_KERNEL
 * @params:	parameters
 *
 * A CANCEL has no answer of its own, since its @id is another request's. The server is free
 * to ignore it. An ABANDON has no answer either. It's received from the server's fd, and only
 * if the session's OPEN_SESSION was forwarded.
 */
struct vtee_request {
	__aligned_u64 id;
	__u32 op;
	__u32 session;
	__u32 command;
	__u32 num_params;
	__aligned_u64 object;
	__u8 uuid[TEE_IOCTL_UUID_LEN];
	__u32 login;
	__u32 reserved;
	__u8 client[TEE_IOCTL_UUID_LEN];
	struct vtee_param params[VTEE_MAX_PARAMS];
};

/**
 * struct vtee_answer - the answer to a request
 * @id:		the request
 * @ret:	the result, a TEEC_* code
 * @origin:	origin of the result, a TEEC_ORIGIN_* code; 0 for CLOSE_SESSION and
 *		OBJECT_INVOKE
 * @queue:	for an OPEN_SESSION that succeeded: an fd from VTEE_IOC_QUEUE, to which the
 *		session's requests are delivered, or -1 for the fd that received it.
 *		Otherwise -1
 * @num_params:	the request's
 * @params:	parameters with their outputs
 */
struct vtee_answer {
	__aligned_u64 id;
	__u32 ret;
	__u32 origin;
	__s32 queue;
	__u32 num_params;
	struct vtee_param params[VTEE_MAX_PARAMS];
};

/**
 * VTEE_IOC_RECV - wait for a request
 *
 * Each request is delivered once. Threads can share an fd.
 *
 * Return: 0, or a negative errno: EFAULT (the request is delivered once more), EAGAIN
 * (O_NONBLOCK, and there is none), ENODEV (the server's fd was closed), ERESTARTSYS (a
 * signal).
 */
#define VTEE_IOC_RECV		_IOR(TEE_IOC_MAGIC, TEE_IOC_BASE + 0x81, struct vtee_request)

/**
 * VTEE_IOC_SEND - answer a request
 *
 * Answers are accepted on the fd that the request was received from.
 *
 * Return: 0, or a negative errno: EFAULT, ENOENT (no such request was received from this
 * fd, or it has been answered, or its client has been killed), EBADF (@queue isn't an open
 * fd), EINVAL (@queue isn't one of this server's queues, or has been forwarded a request, or
 * the request doesn't take one;
 * an unknown origin; parameters other than the request's; a memref's size too large).
 * After EFAULT, EBADF and EINVAL the request still waits for its answer. ENODEV: the
 * server's fd was closed.
 */
#define VTEE_IOC_SEND		_IOW(TEE_IOC_MAGIC, TEE_IOC_BASE + 0x82, struct vtee_answer)

/**
 * struct vtee_exchange - argument of VTEE_IOC_SEND_RECV
 * @answer:	[in] the answer, as for VTEE_IOC_SEND
 * @request:	[out] the next request, as for VTEE_IOC_RECV
 */
struct vtee_exchange {
	struct vtee_answer answer;
	struct vtee_request request;
};

/**
 * VTEE_IOC_SEND_RECV - answer a request, then wait for the next
 *
 * VTEE_IOC_SEND and VTEE_IOC_RECV rolled into one. There's no ENOENT: an answer to an
 * unknown request is dropped. That makes it safe to repeat after a signal.
 *
 * Return: 0, or a negative errno of the two. On EAGAIN and ERESTARTSYS the answer was
 * taken.
 */
#define VTEE_IOC_SEND_RECV	_IOWR(TEE_IOC_MAGIC, TEE_IOC_BASE + 0x83, struct vtee_exchange)

/**
 * VTEE_IOC_QUEUE - create another queue
 *
 * Only on the server's fd. The argument is 0. The queue's fd takes RECV, SEND, SEND_RECV,
 * poll() and mmap(). When the last reference to it is closed, its sessions are dead: their
 * calls in progress, and all later ones, get TEEC_ERROR_TARGET_DEAD.
 *
 * Return: the fd (close-on-exec), or a negative errno: EINVAL (the argument isn't 0), EPERM
 * (not the server's fd), ENODEV, ENOMEM, EMFILE, ENFILE.
 */
#define VTEE_IOC_QUEUE		_IO(TEE_IOC_MAGIC, TEE_IOC_BASE + 0x84)

/**
 * struct vtee_forward - argument of VTEE_IOC_FORWARD
 * @id:		[in] an OPEN_SESSION that was received from this fd and isn't answered
 * @queue:	[in] an fd from VTEE_IOC_QUEUE without a session
 * @reserved:	[in] 0
 */
struct vtee_forward {
	__aligned_u64 id;
	__s32 queue;
	__u32 reserved;
};

/**
 * VTEE_IOC_FORWARD - have a queue receive and answer an OPEN_SESSION
 *
 * Only on the server's fd. The request, with the same id, is the first that is received
 * from the queue, where it's answered with @queue -1, its memory can be mapped, and a CANCEL
 * for it arrives. The queue is the session's alone. When the session is over, or wasn't
 * opened, or the client was killed before the request was received, the queue's ioctls get
 * ENODEV and poll() reports POLLHUP, as after the server's death.
 *
 * Return: 0, or a negative errno: EFAULT, EPERM (not the server's fd), EBADF (@queue isn't an
 * open fd), EINVAL (@queue isn't one of this server's queues, or has been a session's
 * already; the request isn't an OPEN_SESSION; @reserved isn't 0), ENOENT (as for
 * VTEE_IOC_SEND, or the request has been cancelled: it needs no answer), ENODEV, ENOMEM.
 * After EBADF, EINVAL and ENOMEM the request still waits for its answer.
 */
#define VTEE_IOC_FORWARD	_IOW(TEE_IOC_MAGIC, TEE_IOC_BASE + 0x85, struct vtee_forward)

/*
 * Where to mmap() a region. @page has to be less than the memref's @c, and a multiple of
 * the page size.
 *
 * mmap() needs MAP_SHARED. It gets EACCES for a region that no request received from this
 * fd refers to, EINVAL for a private mapping or one beyond the end of the region, and EPERM
 * for PROT_EXEC, or ENOMEM. Once the region is gone, or the only session of a queue that an
 * OPEN_SESSION was forwarded to, the mapping is one of scratch memory of its own.
 */
#define VTEE_MMAP_OFFSET(region, page)	(((__u64)(region) << 32) + (page))

#endif /* __VTEE_H */
