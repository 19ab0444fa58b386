/* SPDX-License-Identifier: (GPL-2.0 WITH Linux-syscall-note) OR BSD-2-Clause */
/*
 * User-space ABI of the TEE subsystem: what programs can do with /dev/teeN (clients)
 * and /dev/teeprivN (the supplicant), and which errno they get if it goes wrong.
 *
 * All of it is the same as in upstream Linux, so a program built against either header
 * runs on either kernel. Errors that upstream leaves open are specified here. Only
 * TEE_IOC_IDENTITY and TEE_IOC_SUPPL_SEND_RECV, along with their structures and
 * constants, are this project's own.
 *
 * These errors can come from any ioctl, and nothing has changed when they do (except
 * with TEE_IOC_SUPPL_SEND_RECV, which is two requests in one):
 *
 *   ENODEV  the device has been removed (its driver was unbound); the fd stays valid,
 *           but this is all you get from it
 *   ENOTTY  no such ioctl
 *   EFAULT  can't read or write the argument, or a buffer it points to
 *   EINVAL  something is out of range, see the individual ioctls
 *   EBUSY   the TEE couldn't start on the request in the time that its driver allows
 *           (OP-TEE's driver: the module parameter thread_wait_ms)
 *   EOPNOTSUPP  this TEE can't do that
 *   ENOMEM  no memory
 *   ENOSPC  out of sessions, see max_sessions in the TEE's identity
 *   EDQUOT  this user has too many sessions, loaded applications or shared memory
 *           (tee's module parameters user_sessions, user_applications, user_regions and
 *           user_shm_mib), or this fd too much shared memory (shm_quota_mib). The user's
 *           limits don't apply to fds opened with CAP_SYS_RESOURCE.
 *   EINTR / ERESTARTSYS  a signal arrived during a wait
 *
 * user_calls limits how many calls one user can have in the TEE at a time. Any more
 * OPEN_SESSION, INVOKE and OBJECT_INVOKE calls wait their turn in order of arrival,
 * until a fatal signal. CANCEL and calls that register memory with the TEE have a queue
 * to themselves, which lets through one call at a time. CLOSE_SESSION never waits more
 * than a second for its turn.
 *
 * What the TEE itself says to OPEN_SESSION and INVOKE is not an errno. The ioctl
 * returns 0 then, with the result in @ret and @ret_origin.
 *
 * You get EINVAL for more parameters or a larger shared memory buffer than the TEE can
 * take (its identity's max_params and max_shm_size, unless 0), and for unknown bits in
 * an [in] flags member. [out] members of an argument are ignored on entry.
 */

#ifndef __TEE_H
#define __TEE_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define TEE_IOC_MAGIC	0xa4
#define TEE_IOC_BASE	0

/* Limit on arguments that come in a buffer, including their parameters */
#define TEE_MAX_ARG_SIZE	4096

/* Generic capabilities, tee_ioctl_version_data.gen_caps */
#define TEE_GEN_CAP_GP		(1 << 0) /* GlobalPlatform APIs */
#define TEE_GEN_CAP_PRIVILEGED	(1 << 1) /* supplicant device */
#define TEE_GEN_CAP_REG_MEM	(1 << 2) /* can register a client's own memory */
#define TEE_GEN_CAP_MEMREF_NULL	(1 << 3) /* accepts null memrefs */
#define TEE_GEN_CAP_OBJREF	(1 << 4) /* accepts object references */

#define TEE_MEMREF_NULL		((__u64)(-1)) /* null memref's id */
#define TEE_OBJREF_NULL		((__u64)(-1)) /* null object's id */

/* Implementations, tee_ioctl_version_data.impl_id */
#define TEE_IMPL_ID_OPTEE	1
#define TEE_IMPL_ID_AMDTEE	2
#define TEE_IMPL_ID_TSTEE	3
#define TEE_IMPL_ID_QTEE	4
/* Our own numbers start at 0x1000, well out of upstream's way */
#define TEE_IMPL_ID_TSP		0x1000	/* TF-A's Test Secure Payload, <linux/tee_tsp.h> */
#define TEE_IMPL_ID_VTEE	0x1001	/* a process on this machine, <linux/vtee.h> */
#define TEE_IMPL_ID_SOFTTEED	0x1002	/* softteed, through its own socket */

/* Capabilities of TEE_IMPL_ID_OPTEE */
#define TEE_OPTEE_CAP_TZ	(1 << 0)

/**
 * struct tee_ioctl_version_data - what kind of TEE this is
 * @impl_id:	[out] TEE_IMPL_ID_*
 * @impl_caps:	[out] capabilities that only mean something with @impl_id
 * @gen_caps:	[out] TEE_GEN_CAP_*
 */
struct tee_ioctl_version_data {
	__u32 impl_id;
	__u32 impl_caps;
	__u32 gen_caps;
};

/**
 * TEE_IOC_VERSION - find out what kind of TEE this is
 *
 * Return: 0, or a negative errno: EFAULT.
 */
#define TEE_IOC_VERSION		_IOR(TEE_IOC_MAGIC, TEE_IOC_BASE + 0, \
				     struct tee_ioctl_version_data)

/**
 * struct tee_ioctl_shm_alloc_data - argument of TEE_IOC_SHM_ALLOC
 * @size:	[in/out] bytes wanted; what you get, which may be more
 * @flags:	[in/out] 0; 0
 * @id:		[out] the memory's id, good for calls on this device fd only
 */
struct tee_ioctl_shm_alloc_data {
	__aligned_u64 size;
	__u32 flags;
	__s32 id;
};

/**
 * TEE_IOC_SHM_ALLOC - allocate memory that is shared with the TEE
 *
 * The memory is zeroed. Map it with mmap(), shared, from offset 0. It's freed once the
 * returned fd is closed, it isn't mapped any more, and the calls that use it have
 * ended.
 *
 * Return: an fd (close-on-exec), or a negative errno: EINVAL (@flags not 0; @size 0 or
 * too large for a size), EDQUOT, ENOMEM, EOPNOTSUPP (the TEE doesn't take memory),
 * EMFILE and ENFILE (out of fds).
 */
#define TEE_IOC_SHM_ALLOC	_IOWR(TEE_IOC_MAGIC, TEE_IOC_BASE + 1, \
				     struct tee_ioctl_shm_alloc_data)

/**
 * struct tee_ioctl_shm_register_fd_data - argument of TEE_IOC_SHM_REGISTER_FD
 * @fd:		[in] a memfd or dma-buf, may be closed afterwards
 * @size:	[out] size of the file or buffer, all of which is shared, bytes
 * @flags:	[in/out] 0; 0
 * @id:		[out] the memory's id, good for calls on this device fd only
 */
struct tee_ioctl_shm_register_fd_data {
	__s64 fd;
	__aligned_u64 size;
	__u32 flags;
	__s32 id;
};

/**
 * TEE_IOC_SHM_REGISTER_FD - share a memfd or dma-buf with the TEE
 *
 * Until the returned fd is closed this counts as a shared writable mapping. So @fd must
 * be open for writing, and F_SEAL_WRITE on a memfd gets EBUSY. F_SEAL_FUTURE_WRITE only
 * keeps you from importing it later.
 *
 * The TEE gets the pages that a memfd has right now. Truncate the file later, or punch
 * a hole into it, and the TEE goes on using pages that aren't in the file any more.
 * F_SEAL_SHRINK protects you from the former, F_SEAL_FUTURE_WRITE (once the import is
 * done) from the latter.
 *
 * The TEE's mapping is cacheable. If the exporter of a dma-buf, or some program through
 * it, has a different kind of mapping (write-combined, say, for a device that doesn't
 * snoop), then either side may miss what the other one writes. The kernel can't tell
 * such a buffer from any other, so it goes ahead.
 *
 * Return: an fd (close-on-exec), or a negative errno: EINVAL (@flags not 0; an empty
 * file; neither a memfd or other tmpfs file nor a dma-buf; a dma-buf that isn't whole
 * pages of memory), EBADF (@fd isn't open), EPERM (@fd isn't open for writing; the
 * memfd is sealed against writing), EOPNOTSUPP (the TEE doesn't register memory; the
 * dma-buf's exporter doesn't let us attach, or reports addresses other than its pages',
 * or the platform bounces all DMA), EDQUOT, ENOMEM (also beyond RLIMIT_MEMLOCK, which a
 * memfd's pages count towards), EMFILE, ENFILE.
 */
#define TEE_IOC_SHM_REGISTER_FD	_IOWR(TEE_IOC_MAGIC, TEE_IOC_BASE + 8, \
				      struct tee_ioctl_shm_register_fd_data)

/**
 * struct tee_ioctl_buf_data - where to find a variable-size argument
 * @buf_ptr:	[in] address, no alignment needed
 * @buf_len:	[in] size including parameters, bytes
 *
 * EINVAL if @buf_len is above TEE_MAX_ARG_SIZE, or anything but the size of the
 * structure plus its @num_params parameters.
 */
struct tee_ioctl_buf_data {
	__aligned_u64 buf_ptr;
	__aligned_u64 buf_len;
};

/* Parameter types, the low byte of tee_ioctl_param.attr */
#define TEE_IOCTL_PARAM_ATTR_TYPE_NONE		0	/* unused */
#define TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT	1
#define TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT	2
#define TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT	3
#define TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT	5	/* shared memory */
#define TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT	6
#define TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT	7
#define TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INPUT	8	/* plain user memory */
#define TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_OUTPUT	9
#define TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INOUT	10
#define TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INPUT	11	/* an object */
#define TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_OUTPUT	12
#define TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INOUT	13

#define TEE_IOCTL_PARAM_ATTR_TYPE_MASK		0xff

/* Supplicant requests only: the parameter is about the message itself */
#define TEE_IOCTL_PARAM_ATTR_META		0x100

#define TEE_IOCTL_PARAM_ATTR_MASK \
	(TEE_IOCTL_PARAM_ATTR_TYPE_MASK | TEE_IOCTL_PARAM_ATTR_META)

/*
 * Login methods, tee_ioctl_open_session_arg.clnt_login: who the client is to the TEE.
 * The kernel works that out and passes it on as a version-5 UUID, which is nil for
 * PUBLIC. The name that gets hashed into it is
 *
 *   USER               uid=U          U: effective user id, hexadecimal
 *   GROUP              gid=G          G: the group id in @clnt_uuid, hexadecimal
 *   APPLICATION        app=P          P: absolute path of the executable
 *   USER_APPLICATION   uid=U:app=P
 *   GROUP_APPLICATION  gid=G:app=P
 *
 * U and G are always ids in the first user namespace, whichever one the caller is in.
 * For the GROUP methods the first four bytes of @clnt_uuid are the group id, 32 bits in
 * native byte order, as seen in the caller's user namespace. You get EPERM if the
 * caller isn't in that group. The rest of @clnt_uuid is ignored.
 *
 * The client is whichever process opens the session, with the credentials it has then.
 * It doesn't matter who opened the device, and anyone who has the device's fd can use
 * the session.
 *
 * P is the executable's current path as seen from the first process's root. Don't read
 * too much into it. It proves that the caller may execute P, and that's all: it could
 * have made P load other code, or be debugging it. Users who can rename P's directories
 * can choose P. For scripts and for programs started through ld.so, P is the
 * interpreter.
 *
 * The APPLICATION methods fail with EPERM if the caller could have picked any P it
 * likes. That is the case for processes outside of the first user or mount namespace or
 * with a root of their own, for an executable that wasn't set by exec in the first user
 * namespace (but by PR_SET_MM, e.g. when restoring a process), and for one that isn't
 * below the root (a memfd, a file in another mount namespace). They fail with ENOENT if
 * the executable was deleted, and with ENAMETOOLONG if P exceeds PATH_MAX.
 */
#define TEE_IOCTL_LOGIN_PUBLIC			0
#define TEE_IOCTL_LOGIN_USER			1
#define TEE_IOCTL_LOGIN_GROUP			2
#define TEE_IOCTL_LOGIN_APPLICATION		4
#define TEE_IOCTL_LOGIN_USER_APPLICATION	5
#define TEE_IOCTL_LOGIN_GROUP_APPLICATION	6
/* For kernel clients. Programs get EPERM. */
#define TEE_IOCTL_LOGIN_REE_KERNEL_MIN		0x80000000
#define TEE_IOCTL_LOGIN_REE_KERNEL_MAX		0xBFFFFFFF
#define TEE_IOCTL_LOGIN_REE_KERNEL		0x80000000

/**
 * struct tee_ioctl_param - one parameter
 * @attr:	TEE_IOCTL_PARAM_ATTR_*, tells what the rest means
 * @a:		value: any number; memref: offset into the shared memory; ubuf: address;
 *		objref: the object's id
 * @b:		value: any number; memref and ubuf: size in bytes, which the TEE updates
 *		for OUTPUT and INOUT (a size above the given one is the size that the TEE
 *		would have needed); objref: flags
 * @c:		value: any number; memref: the shared memory's id, or TEE_MEMREF_NULL
 *
 * EINVAL for unknown types, @attr bits outside of the mask, META from a client, an id
 * that isn't this fd's, an offset and size beyond the memory, a null memref without
 * TEE_GEN_CAP_MEMREF_NULL in gen_caps, and ubufs or object references without
 * TEE_GEN_CAP_OBJREF.
 */
struct tee_ioctl_param {
	__aligned_u64 attr;
	__aligned_u64 a;
	__aligned_u64 b;
	__aligned_u64 c;
};

#define TEE_IOCTL_UUID_LEN		16

/**
 * struct tee_ioctl_open_session_arg - argument of TEE_IOC_OPEN_SESSION
 * @uuid:	[in] the Trusted Application
 * @clnt_uuid:	[in] the group, for the GROUP logins
 * @clnt_login:	[in] TEE_IOCTL_LOGIN_*
 * @cancel_id:	[in] id of the request for TEE_IOC_CANCEL
 * @session:	[out] the session's id, valid if @ret is 0
 * @ret:	[out] the TEE's result, a TEEC_* code
 * @ret_origin:	[out] origin of the result, a TEEC_ORIGIN_* code
 * @num_params:	[in] number of @params
 * @params:	[in/out] parameters
 */
struct tee_ioctl_open_session_arg {
	__u8 uuid[TEE_IOCTL_UUID_LEN];
	__u8 clnt_uuid[TEE_IOCTL_UUID_LEN];
	__u32 clnt_login;
	__u32 cancel_id;
	__u32 session;
	__u32 ret;
	__u32 ret_origin;
	__u32 num_params;
	struct tee_ioctl_param params[];
};

/**
 * TEE_IOC_OPEN_SESSION - open a session with a Trusted Application
 *
 * It lasts until TEE_IOC_CLOSE_SESSION, or until the fd is closed.
 *
 * Return: 0 with @ret and @ret_origin filled in, or a negative errno: EINVAL (size, a
 * parameter, an unknown login), EPERM, ENOENT and ENAMETOOLONG (login), EDQUOT, ENOSPC,
 * ENOMEM, EFAULT (couldn't write the result; the session is closed in that case).
 */
#define TEE_IOC_OPEN_SESSION	_IOR(TEE_IOC_MAGIC, TEE_IOC_BASE + 2, \
				     struct tee_ioctl_buf_data)

/**
 * struct tee_ioctl_invoke_arg - argument of TEE_IOC_INVOKE
 * @func:	[in] the command, defined by the Trusted Application
 * @session:	[in] the session
 * @cancel_id:	[in] id of the request for TEE_IOC_CANCEL
 * @ret:	[out] the TEE's result, a TEEC_* code
 * @ret_origin:	[out] origin of the result, a TEEC_ORIGIN_* code
 * @num_params:	[in] number of @params
 * @params:	[in/out] parameters
 */
struct tee_ioctl_invoke_arg {
	__u32 func;
	__u32 session;
	__u32 cancel_id;
	__u32 ret;
	__u32 ret_origin;
	__u32 num_params;
	struct tee_ioctl_param params[];
};

/**
 * TEE_IOC_INVOKE - invoke a command of a Trusted Application
 *
 * If another thread closes the session meanwhile, the TEE keeps it open until the
 * command is through. A killed process doesn't wait for that, but the command still
 * runs in the TEE.
 *
 * Return: 0 with @ret and @ret_origin filled in, or a negative errno: EINVAL (size, a
 * parameter, not this fd's session), ENOMEM, EFAULT.
 */
#define TEE_IOC_INVOKE		_IOR(TEE_IOC_MAGIC, TEE_IOC_BASE + 3, \
				     struct tee_ioctl_buf_data)

/**
 * struct tee_ioctl_cancel_arg - argument of TEE_IOC_CANCEL
 * @cancel_id:	[in] id of the request
 * @session:	[in] the request's session, or 0 if it's about to open one
 */
struct tee_ioctl_cancel_arg {
	__u32 cancel_id;
	__u32 session;
};

/**
 * TEE_IOC_CANCEL - ask the TEE to cancel a request in progress
 *
 * If the request is still waiting for its user's turn, the kernel takes care of it: it
 * returns TEEC_ERROR_CANCEL from TEEC_ORIGIN_COMMS without the TEE ever seeing it.
 *
 * Return: 0 if the TEE or the kernel went along, or a negative errno: EINVAL (not this
 * fd's session; no such request in the TEE), EOPNOTSUPP.
 */
#define TEE_IOC_CANCEL		_IOR(TEE_IOC_MAGIC, TEE_IOC_BASE + 4, \
				     struct tee_ioctl_cancel_arg)

/**
 * struct tee_ioctl_close_session_arg - argument of TEE_IOC_CLOSE_SESSION
 * @session:	[in] the session
 */
struct tee_ioctl_close_session_arg {
	__u32 session;
};

/**
 * TEE_IOC_CLOSE_SESSION - close a session
 *
 * Calls in progress carry on, new ones are refused, and the TEE closes the session
 * after the last one. The ioctl doesn't wait for that. It also returns early if the TEE
 * is busy, if the user's turn doesn't come soon enough, if some other user opened the
 * fd, and if the process gets killed.
 *
 * Return: 0, or a negative errno: EINVAL (not this fd's session, or the TEE has never
 * heard of it), EIO (the TEE's result is invalid). Either way the session is unusable
 * after this.
 */
#define TEE_IOC_CLOSE_SESSION	_IOR(TEE_IOC_MAGIC, TEE_IOC_BASE + 5, \
				     struct tee_ioctl_close_session_arg)

/**
 * struct tee_iocl_supp_recv_arg - argument of TEE_IOC_SUPPL_RECV
 * @func:	[out] what the TEE wants
 * @num_params:	[in/out] size of the array @params; number of the request's parameters
 * @params:	[in/out] on entry the first may be META, anything else has to be NONE;
 *		the request
 */
struct tee_iocl_supp_recv_arg {
	__u32 func;
	__u32 num_params;
	struct tee_ioctl_param params[];
};

/**
 * TEE_IOC_SUPPL_RECV - wait for a request from the TEE
 *
 * Only on /dev/teeprivN. You get every request just once. Close the fd before you have
 * answered and the TEE gets an error.
 *
 * Return: 0, or a negative errno: EINVAL (size; parameters that aren't as above; the
 * array is too small, in which case the request stays queued), EOPNOTSUPP (not the
 * supplicant device), ERESTARTSYS (a signal).
 */
#define TEE_IOC_SUPPL_RECV	_IOR(TEE_IOC_MAGIC, TEE_IOC_BASE + 6, \
				     struct tee_ioctl_buf_data)

/**
 * struct tee_iocl_supp_send_arg - argument of TEE_IOC_SUPPL_SEND
 * @ret:	[in] the result, a TEEC_* code
 * @num_params:	[in] number of @params
 * @params:	[in] as received, with the outputs filled in
 */
struct tee_iocl_supp_send_arg {
	__u32 ret;
	__u32 num_params;
	struct tee_ioctl_param params[];
};

/**
 * TEE_IOC_SUPPL_SEND - reply to a request
 *
 * This works even if the client behind the request has been killed meanwhile.
 *
 * Return: 0, or a negative errno: EINVAL (size; parameters other than the request's),
 * ENOENT (no such request has been received), EOPNOTSUPP.
 */
#define TEE_IOC_SUPPL_SEND	_IOR(TEE_IOC_MAGIC, TEE_IOC_BASE + 7, \
				     struct tee_ioctl_buf_data)

/**
 * struct tee_ioctl_shm_register_data - argument of TEE_IOC_SHM_REGISTER
 * @addr:	[in] address of the memory
 * @length:	[in/out] its size in bytes
 * @flags:	[in/out] 0; 0
 * @id:		[out] the memory's id, good for calls on this device fd only
 */
struct tee_ioctl_shm_register_data {
	__aligned_u64 addr;
	__aligned_u64 length;
	__u32 flags;
	__s32 id;
};

/**
 * TEE_IOC_SHM_REGISTER - share the caller's own memory with the TEE
 *
 * Pins the pages until the returned fd is closed. They count towards RLIMIT_MEMLOCK.
 *
 * Return: an fd (close-on-exec), or a negative errno: EINVAL (@flags not 0; @length 0;
 * @addr + @length wraps or leaves user space), EFAULT (some of it isn't mapped,
 * writable and cacheable), EDQUOT, ENOMEM (also beyond RLIMIT_MEMLOCK), EOPNOTSUPP (see
 * TEE_GEN_CAP_REG_MEM), EMFILE, ENFILE.
 */
#define TEE_IOC_SHM_REGISTER	_IOWR(TEE_IOC_MAGIC, TEE_IOC_BASE + 9, \
				      struct tee_ioctl_shm_register_data)

/**
 * struct tee_ioctl_object_invoke_arg - argument of TEE_IOC_OBJECT_INVOKE
 * @id:		[in] the object
 * @op:		[in] the operation, defined by the object
 * @ret:	[out] the TEE's result
 * @num_params:	[in] number of @params
 * @params:	[in/out] parameters
 */
struct tee_ioctl_object_invoke_arg {
	__aligned_u64 id;
	__u32 op;
	__u32 ret;
	__u32 num_params;
	struct tee_ioctl_param params[];
};

/**
 * TEE_IOC_OBJECT_INVOKE - invoke an object's operation
 *
 * Return: 0 with @ret filled, or a negative errno: EINVAL, ENOMEM, EFAULT,
 * EOPNOTSUPP (see TEE_GEN_CAP_OBJREF).
 */
#define TEE_IOC_OBJECT_INVOKE	_IOR(TEE_IOC_MAGIC, TEE_IOC_BASE + 10, \
				     struct tee_ioctl_buf_data)

/* Where the TEE runs, tee_ioctl_identity.driver_type */
#define TEE_DRIVER_TYPE_UNKNOWN		0
#define TEE_DRIVER_TYPE_TRUSTZONE	1 /* same CPU in another state */
#define TEE_DRIVER_TYPE_COPROCESSOR	2 /* its own processor */
#define TEE_DRIVER_TYPE_VIRTUAL		3 /* behind a hypervisor, or in another guest */
#define TEE_DRIVER_TYPE_SOFTWARE	4 /* no isolation by hardware, for tests */

/*
 * Capabilities, tee_ioctl_identity.capabilities. The lower half is TEE_GEN_CAP_*, as in
 * tee_ioctl_version_data.gen_caps. The upper half says which operations this device
 * has; the core sets those bits according to what the driver implements. Without the
 * bit you get the errno next to it. All other bits are 0 for the time being. Please
 * ignore bits you don't know.
 */
#define TEE_CAP_SESSION		((__u64)1 << 32) /* OPEN_SESSION, INVOKE, ...: EOPNOTSUPP */
#define TEE_CAP_CANCEL		((__u64)1 << 33) /* TEE_IOC_CANCEL: EOPNOTSUPP */
#define TEE_CAP_OBJECT_INVOKE	((__u64)1 << 34) /* ..._OBJECT_INVOKE: EOPNOTSUPP */
#define TEE_CAP_SHM_ALLOC	((__u64)1 << 35) /* ..._SHM_ALLOC: EOPNOTSUPP */
#define TEE_CAP_SHM_REGISTER	((__u64)1 << 36) /* ..._SHM_REGISTER: EOPNOTSUPP */
#define TEE_CAP_SHM_IMPORT	((__u64)1 << 37) /* ..._SHM_REGISTER_FD: EOPNOTSUPP */
#define TEE_CAP_SUPPLICANT	((__u64)1 << 38) /* ..._SUPPL_*: EOPNOTSUPP */
#define TEE_CAP_SYSTEM_SESSION	((__u64)1 << 39) /* for kernel clients only */

#define TEE_IDENTITY_NAME_LEN	32
#define TEE_IDENTITY_BUILD_LEN	64

/**
 * struct tee_ioctl_identity - driver and Trusted OS behind a device
 * @size:	[in/out] the program's sizeof; the kernel's sizeof
 * @flags:	[in] 0
 * @capabilities: [out] TEE_GEN_CAP_* and TEE_CAP_*
 * @max_shm_size: [out] largest shared memory buffer, bytes
 * @driver_type: [out] TEE_DRIVER_TYPE_*
 * @max_params:	[out] most parameters per call
 * @max_sessions: [out] most sessions open at a time
 * @max_threads: [out] most calls in the TEE at a time
 * @os_uuid:	[out] Trusted OS UUID, bytes in the same order as its text form; nil if
 *		there's none
 * @driver_name: [out] name of the driver
 * @driver_version: [out] its version, "" if unknown
 * @conduit:	[out] conduit to the TEE, or "none"
 * @os_name:	[out] name of the Trusted OS
 * @os_version:	[out] its version, "" if unknown
 * @os_build:	[out] its build, "" if unknown
 *
 * Limits are 0 if the TEE doesn't have them or doesn't report them. Strings are
 * NUL-terminated printable ASCII, padded with NULs. The same is in sysfs, one file per
 * field, see docs/identity.md.
 */
struct tee_ioctl_identity {
	__u32 size;
	__u32 flags;
	__aligned_u64 capabilities;
	__aligned_u64 max_shm_size;
	__u32 driver_type;
	__u32 max_params;
	__u32 max_sessions;
	__u32 max_threads;
	__u8 os_uuid[TEE_IOCTL_UUID_LEN];
	char driver_name[TEE_IDENTITY_NAME_LEN];
	char driver_version[TEE_IDENTITY_NAME_LEN];
	char conduit[TEE_IDENTITY_NAME_LEN];
	char os_name[TEE_IDENTITY_NAME_LEN];
	char os_version[TEE_IDENTITY_NAME_LEN];
	char os_build[TEE_IDENTITY_BUILD_LEN];
};

/* sizeof in the first version, the least that is accepted */
#define TEE_IDENTITY_SIZE_VER0	280

/**
 * TEE_IOC_IDENTITY - find out which driver and Trusted OS this is
 *
 * Works on any device you can open, and doesn't bother the TEE. The identity is
 * constant for as long as the device exists.
 *
 * The structure can grow at its end, and programs and kernels don't have to be of the
 * same age. Set @size to your sizeof. The kernel fills in the part that both know,
 * zeroes the rest of yours (which has to be zero on entry, too), and sets @size to its
 * own sizeof. To make this work, only the magic and the number (0x40) of the ioctl
 * count, its size and direction don't. Numbers from 0x40 up are this project's own;
 * upstream counts from 0.
 *
 * Return: 0, or a negative errno: EFAULT, EINVAL (@size below TEE_IDENTITY_SIZE_VER0;
 * @flags not 0), E2BIG (a part that this kernel doesn't know isn't zero, so the program
 * must be asking for something newer; @size above TEE_MAX_ARG_SIZE).
 */
#define TEE_IOC_IDENTITY	_IOWR(TEE_IOC_MAGIC, TEE_IOC_BASE + 0x40, \
				      struct tee_ioctl_identity)

/**
 * struct tee_ioctl_supp_send_recv_data - argument of TEE_IOC_SUPPL_SEND_RECV
 * @send:	[in] buffer with the reply, as for TEE_IOC_SUPPL_SEND
 * @recv:	[in] buffer for the next request, as for TEE_IOC_SUPPL_RECV
 */
struct tee_ioctl_supp_send_recv_data {
	struct tee_ioctl_buf_data send;
	struct tee_ioctl_buf_data recv;
};

/**
 * TEE_IOC_SUPPL_SEND_RECV - reply to a request, then wait for the next
 *
 * TEE_IOC_SUPPL_SEND and TEE_IOC_SUPPL_RECV rolled into one, for supplicants that
 * receive with META. There's no ENOENT: replies to unknown requests are dropped. That
 * makes it safe to repeat after a signal.
 *
 * Return: 0; ERESTARTSYS (a signal, after the reply was taken); or any other negative
 * errno of the two. If you need to know which one has failed, call them separately.
 */
#define TEE_IOC_SUPPL_SEND_RECV	_IOR(TEE_IOC_MAGIC, TEE_IOC_BASE + 0x41, \
				     struct tee_ioctl_supp_send_recv_data)

/*
 * mmap() on a shared memory fd gets EINVAL for registered and imported memory (you can
 * map that as it is), for private mappings, and for anything beyond the end.
 */

#endif /* __TEE_H */
