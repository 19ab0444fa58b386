/* SPDX-License-Identifier: (GPL-2.0 WITH Linux-syscall-note) OR BSD-2-Clause */
/*
 * The user-space ABI of the TEE subsystem: the requests that programs can make on
 * /dev/teeN (clients) and /dev/teeprivN (the supplicant), and the errno values of
 * requests that fail.
 *
 * Numbers, structures and meanings are those of upstream Linux, so that a program built
 * against either header runs on either kernel. If upstream leaves an error unspecified,
 * this header specifies it. TEE_IOC_IDENTITY and TEE_IOC_SUPPL_SEND_RECV, with their
 * structures and constants, are this project's own.
 *
 * Every ioctl can return the following errors. A request that fails with one of them has
 * not changed any state, except TEE_IOC_SUPPL_SEND_RECV, which is two requests in one:
 *
 *   ENODEV  the device has been removed (its driver was unbound); the descriptor stays
 *           valid, and every ioctl on it fails with this error
 *   ENOTTY  no such ioctl
 *   EFAULT  the argument, or a buffer it points to, cannot be read or written
 *   EINVAL  an argument is out of range: see each ioctl
 *   EBUSY   the TEE could not begin the request within the time that its driver waits
 *           (OP-TEE's driver: the module parameter thread_wait_ms)
 *   EOPNOTSUPP  this TEE does not support the operation
 *   ENOMEM  no memory
 *   ENOSPC  the TEE has its maximum number of sessions (max_sessions of its identity)
 *   EDQUOT  more sessions, loaded applications or shared memory than this user may have
 *           (the module parameters user_sessions, user_applications, user_regions and
 *           user_shm_mib of tee), or more memory than this descriptor may have
 *           (shm_quota_mib). The user's limits do not apply to a descriptor that was
 *           opened with CAP_SYS_RESOURCE.
 *   EINTR / ERESTARTSYS  a signal arrived during a wait
 *
 * user_calls limits the number of concurrent calls of one user in the TEE. Further
 * OPEN_SESSION, INVOKE and OBJECT_INVOKE calls wait in order of arrival; a fatal signal
 * ends the wait. CANCEL and the calls that register memory with the TEE share a second
 * queue, which admits one call at a time. CLOSE_SESSION waits at most one second for its
 * turn.
 *
 * The TEE's own result for OPEN_SESSION and INVOKE is not an errno: the ioctl returns 0,
 * and the result is in @ret and @ret_origin.
 *
 * A call with more parameters, or a larger shared memory buffer, than the TEE accepts
 * (max_params and max_shm_size of its identity, unless 0) is refused with EINVAL. Members
 * of an argument that are marked [out] are ignored on entry. Unknown bits in a flags
 * member that is marked [in] are refused with EINVAL.
 */

#ifndef __TEE_H
#define __TEE_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define TEE_IOC_MAGIC	0xa4
#define TEE_IOC_BASE	0

/* Maximum size of the argument of an ioctl that takes a buffer, including the parameters. */
#define TEE_MAX_ARG_SIZE	4096

/* Generic capabilities, struct tee_ioctl_version_data::gen_caps */
#define TEE_GEN_CAP_GP		(1 << 0) /* GlobalPlatform APIs */
#define TEE_GEN_CAP_PRIVILEGED	(1 << 1) /* the supplicant's device */
#define TEE_GEN_CAP_REG_MEM	(1 << 2) /* registers a client's own memory */
#define TEE_GEN_CAP_MEMREF_NULL	(1 << 3) /* accepts null memrefs */
#define TEE_GEN_CAP_OBJREF	(1 << 4) /* accepts object references */

#define TEE_MEMREF_NULL		((__u64)(-1)) /* the id of a null memref */
#define TEE_OBJREF_NULL		((__u64)(-1)) /* the id of a null object */

/* Implementations, struct tee_ioctl_version_data::impl_id */
#define TEE_IMPL_ID_OPTEE	1
#define TEE_IMPL_ID_AMDTEE	2
#define TEE_IMPL_ID_TSTEE	3
#define TEE_IMPL_ID_QTEE	4
/*
 * Numbers of this project start at 0x1000, far above the numbers that upstream assigns.
 */
#define TEE_IMPL_ID_TSP		0x1000	/* TF-A's Test Secure Payload, <linux/tee_tsp.h> */

/* Capabilities of TEE_IMPL_ID_OPTEE */
#define TEE_OPTEE_CAP_TZ	(1 << 0)

/**
 * struct tee_ioctl_version_data - kind and capabilities of a TEE
 * @impl_id:	[out] TEE_IMPL_ID_*
 * @impl_caps:	[out] capabilities specific to @impl_id
 * @gen_caps:	[out] TEE_GEN_CAP_*
 */
struct tee_ioctl_version_data {
	__u32 impl_id;
	__u32 impl_caps;
	__u32 gen_caps;
};

/**
 * TEE_IOC_VERSION - get the kind and capabilities of the TEE
 *
 * Return: 0, or a negative errno: EFAULT.
 */
#define TEE_IOC_VERSION		_IOR(TEE_IOC_MAGIC, TEE_IOC_BASE + 0, \
				     struct tee_ioctl_version_data)

/**
 * struct tee_ioctl_shm_alloc_data - argument of TEE_IOC_SHM_ALLOC
 * @size:	[in/out] bytes requested; bytes allocated, which may be more
 * @flags:	[in/out] 0; 0
 * @id:		[out] the memory's id, valid in calls on the same device descriptor only
 */
struct tee_ioctl_shm_alloc_data {
	__aligned_u64 size;
	__u32 flags;
	__s32 id;
};

/**
 * TEE_IOC_SHM_ALLOC - allocate memory that is shared with the TEE
 *
 * The memory is zeroed. It is freed when the returned descriptor has been closed, its
 * mappings have been removed and the calls that use it have ended. Map it with mmap(),
 * shared, from offset 0.
 *
 * Return: a descriptor, close-on-exec, or a negative errno: EINVAL (@flags not 0; @size 0
 * or too large for a size), EDQUOT, ENOMEM, EOPNOTSUPP (the TEE accepts no memory),
 * EMFILE and ENFILE (no descriptor free).
 */
#define TEE_IOC_SHM_ALLOC	_IOWR(TEE_IOC_MAGIC, TEE_IOC_BASE + 1, \
				     struct tee_ioctl_shm_alloc_data)

/**
 * struct tee_ioctl_shm_register_fd_data - argument of TEE_IOC_SHM_REGISTER_FD
 * @fd:		[in] descriptor of a memfd or a dma-buf; it may be closed afterwards
 * @size:	[out] bytes shared: the whole file or buffer
 * @flags:	[in/out] 0; 0
 * @id:		[out] the memory's id, valid in calls on the same device descriptor only
 */
struct tee_ioctl_shm_register_fd_data {
	__s64 fd;
	__aligned_u64 size;
	__u32 flags;
	__s32 id;
};

/**
 * TEE_IOC_SHM_REGISTER_FD - share the memory behind a descriptor with the TEE
 *
 * Until the returned descriptor is closed, the memory is treated as if it were mapped
 * shared and writable: @fd must be open for writing, and F_SEAL_WRITE on a memfd fails
 * with EBUSY. F_SEAL_FUTURE_WRITE refuses later imports only.
 *
 * The TEE keeps the pages that a memfd has at the time of the import. If the file is
 * truncated or a hole is punched into it afterwards, the TEE continues to use pages that
 * do not belong to the file. F_SEAL_SHRINK prevents the truncation, and
 * F_SEAL_FUTURE_WRITE, set after the import, prevents the hole.
 *
 * The TEE maps memory cacheable. If a dma-buf's exporter, or a program through it, has
 * mapped it otherwise (write-combined, for a device that does not see the caches), the
 * TEE may not see what is written through that mapping, and vice versa. The kernel cannot
 * detect such a buffer, and accepts it.
 *
 * Return: a descriptor, close-on-exec, or a negative errno: EINVAL (@flags not 0; an
 * empty file; neither a memfd, or another file of tmpfs, nor a dma-buf; a dma-buf of
 * anything but whole pages of memory), EBADF (@fd is not an open descriptor), EPERM (@fd
 * is not open for writing; the memfd is sealed against writing), EOPNOTSUPP (the TEE
 * registers no memory; for a dma-buf also: its exporter does not allow the attachment, or
 * reports addresses that are not those of its pages, or the platform bounces all DMA),
 * EDQUOT, ENOMEM (also beyond RLIMIT_MEMLOCK, towards which the pages of a memfd count),
 * EMFILE, ENFILE.
 */
#define TEE_IOC_SHM_REGISTER_FD	_IOWR(TEE_IOC_MAGIC, TEE_IOC_BASE + 8, \
				      struct tee_ioctl_shm_register_fd_data)

/**
 * struct tee_ioctl_buf_data - an argument of variable size
 * @buf_ptr:	[in] address of the argument; need not be aligned
 * @buf_len:	[in] its size in bytes, parameters included
 *
 * The ioctl fails with EINVAL if @buf_len is above TEE_MAX_ARG_SIZE, or is not exactly
 * the size of the structure with its @num_params parameters.
 */
struct tee_ioctl_buf_data {
	__aligned_u64 buf_ptr;
	__aligned_u64 buf_len;
};

/* Types of a parameter, the low byte of struct tee_ioctl_param::attr */
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

/* The parameter is about the message itself (supplicant requests only). */
#define TEE_IOCTL_PARAM_ATTR_META		0x100

#define TEE_IOCTL_PARAM_ATTR_MASK \
	(TEE_IOCTL_PARAM_ATTR_TYPE_MASK | TEE_IOCTL_PARAM_ATTR_META)

/*
 * Login methods, struct tee_ioctl_open_session_arg::clnt_login: the identity under which
 * the client opens the session. The kernel determines the identity and passes it to the
 * TEE as a version-5 UUID; PUBLIC has the nil UUID. The name that is hashed for the UUID
 * is
 *
 *   USER               uid=U          U: effective user id, hexadecimal
 *   GROUP              gid=G          G: the group id in @clnt_uuid, hexadecimal
 *   APPLICATION        app=P          P: absolute path of the executable
 *   USER_APPLICATION   uid=U:app=P
 *   GROUP_APPLICATION  gid=G:app=P
 *
 * U and G are ids of the first user namespace, whichever namespace the caller is in. For
 * the GROUP methods the first four bytes of @clnt_uuid are the group id, 32 bits in the
 * machine's byte order, as numbered in the caller's user namespace. The caller must be a
 * member of the group (EPERM otherwise). The other bytes are ignored.
 *
 * The client is the process that opens the session, with its credentials at that time,
 * whichever process opened the device. Any process that has the device's descriptor can
 * use the session.
 *
 * P is the current path of the executable, as seen from the root directory of the first
 * process. P proves only that the caller may execute P. Such a caller can make P load
 * other code, or debug it. A user who can rename P's directories chooses P. For a script,
 * or a program that is started through ld.so, P is the path of the interpreter.
 *
 * The APPLICATION methods fail with EPERM if the caller could have chosen P freely: if
 * the process is outside of the first user or mount namespace, or has another root; and
 * if the executable was not set by exec in the first user namespace (but by PR_SET_MM,
 * for instance when a process is restored), or is not below the root (a memfd, a file of
 * another mount namespace). They fail with ENOENT if the executable has been deleted, and
 * with ENAMETOOLONG if P is longer than PATH_MAX.
 */
#define TEE_IOCTL_LOGIN_PUBLIC			0
#define TEE_IOCTL_LOGIN_USER			1
#define TEE_IOCTL_LOGIN_GROUP			2
#define TEE_IOCTL_LOGIN_APPLICATION		4
#define TEE_IOCTL_LOGIN_USER_APPLICATION	5
#define TEE_IOCTL_LOGIN_GROUP_APPLICATION	6
/* Logins of the kernel's own clients: refused for programs with EPERM. */
#define TEE_IOCTL_LOGIN_REE_KERNEL_MIN		0x80000000
#define TEE_IOCTL_LOGIN_REE_KERNEL_MAX		0xBFFFFFFF
#define TEE_IOCTL_LOGIN_REE_KERNEL		0x80000000

/**
 * struct tee_ioctl_param - a parameter
 * @attr:	TEE_IOCTL_PARAM_ATTR_*: selects which of the following meanings applies
 * @a:		value: any number; memref: offset into the shared memory; ubuf: address;
 *		objref: the object's id
 * @b:		value: any number; memref and ubuf: size in bytes, which the TEE updates
 *		for OUTPUT and INOUT (a size above the given one is the size that the TEE
 *		would have needed); objref: flags
 * @c:		value: any number; memref: the shared memory's id, or TEE_MEMREF_NULL
 *
 * The ioctl fails with EINVAL for an unknown type, for bits of @attr outside of the mask,
 * for META from a client, for an id that does not belong to this descriptor, for an
 * offset and size that are not within the memory, for a null memref if gen_caps lacks
 * TEE_GEN_CAP_MEMREF_NULL, and for a ubuf or an object reference if gen_caps lacks
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
 * @clnt_uuid:	[in] for the GROUP logins, the group
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
 * The session ends with TEE_IOC_CLOSE_SESSION or when the descriptor is closed.
 *
 * Return: 0 with @ret and @ret_origin filled, or a negative errno: EINVAL (size, a
 * parameter, an unknown login), EPERM, ENOENT and ENAMETOOLONG (login), EDQUOT, ENOSPC,
 * ENOMEM, EFAULT (the result could not be written; the session has then been closed).
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
 * If another thread closes the session during the call, the session stays open in the TEE
 * until the command has ended. A process that is killed does not wait for the command,
 * which continues in the TEE.
 *
 * Return: 0 with @ret and @ret_origin filled, or a negative errno: EINVAL (size, a
 * parameter, a session that does not belong to this descriptor), ENOMEM, EFAULT.
 */
#define TEE_IOC_INVOKE		_IOR(TEE_IOC_MAGIC, TEE_IOC_BASE + 3, \
				     struct tee_ioctl_buf_data)

/**
 * struct tee_ioctl_cancel_arg - argument of TEE_IOC_CANCEL
 * @cancel_id:	[in] id of the request
 * @session:	[in] the request's session, 0 for a request that opens a session
 */
struct tee_ioctl_cancel_arg {
	__u32 cancel_id;
	__u32 session;
};

/**
 * TEE_IOC_CANCEL - ask the TEE to cancel a request in progress
 *
 * A request that still waits for its user's turn is cancelled by the kernel: it returns
 * TEEC_ERROR_CANCEL from the origin TEEC_ORIGIN_COMMS, and the TEE never sees it.
 *
 * Return: 0 if the TEE or the kernel accepted the cancellation, or a negative errno: EINVAL
 * (a session that does not belong to this descriptor; the TEE knows no such request),
 * EOPNOTSUPP.
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
 * Calls in progress in the session continue; no new call begins. The TEE closes the
 * session when the last call has ended. The ioctl returns before that if calls are in
 * progress, if the TEE is busy, if the user gets no turn in time, if another user opened
 * the descriptor, or if the process is killed.
 *
 * Return: 0, or a negative errno: EINVAL (the session does not belong to this descriptor,
 * or the TEE did not know it), EIO (the TEE's result is invalid). The session cannot be
 * used after this, even if an error is returned.
 */
#define TEE_IOC_CLOSE_SESSION	_IOR(TEE_IOC_MAGIC, TEE_IOC_BASE + 5, \
				     struct tee_ioctl_close_session_arg)

/**
 * struct tee_iocl_supp_recv_arg - argument of TEE_IOC_SUPPL_RECV
 * @func:	[out] the requested service
 * @num_params:	[in/out] size of the array @params; number of the request's parameters
 * @params:	[in/out] the first META or NONE, all others NONE; the request
 */
struct tee_iocl_supp_recv_arg {
	__u32 func;
	__u32 num_params;
	struct tee_ioctl_param params[];
};

/**
 * TEE_IOC_SUPPL_RECV - wait for a request from the TEE
 *
 * On /dev/teeprivN only. Each request is received once. If the descriptor is closed
 * before the request is answered, the TEE gets an error as the reply.
 *
 * Return: 0, or a negative errno: EINVAL (size; parameters that are not as described
 * above; the array is too small, in which case the request waits for the next call),
 * EOPNOTSUPP (not the supplicant's device), ERESTARTSYS (a signal).
 */
#define TEE_IOC_SUPPL_RECV	_IOR(TEE_IOC_MAGIC, TEE_IOC_BASE + 6, \
				     struct tee_ioctl_buf_data)

/**
 * struct tee_iocl_supp_send_arg - argument of TEE_IOC_SUPPL_SEND
 * @ret:	[in] the result, a TEEC_* code
 * @num_params:	[in] number of @params
 * @params:	[in] as received, outputs filled in
 */
struct tee_iocl_supp_send_arg {
	__u32 ret;
	__u32 num_params;
	struct tee_ioctl_param params[];
};

/**
 * TEE_IOC_SUPPL_SEND - reply to a request
 *
 * The ioctl also succeeds if the client for which the request was made has been killed.
 *
 * Return: 0, or a negative errno: EINVAL (size; parameters other than the request's),
 * ENOENT (no such request was received), EOPNOTSUPP.
 */
#define TEE_IOC_SUPPL_SEND	_IOR(TEE_IOC_MAGIC, TEE_IOC_BASE + 7, \
				     struct tee_ioctl_buf_data)

/**
 * struct tee_ioctl_shm_register_data - argument of TEE_IOC_SHM_REGISTER
 * @addr:	[in] address of the memory
 * @length:	[in/out] its size in bytes
 * @flags:	[in/out] 0; 0
 * @id:		[out] the memory's id, valid in calls on the same device descriptor only
 */
struct tee_ioctl_shm_register_data {
	__aligned_u64 addr;
	__aligned_u64 length;
	__u32 flags;
	__s32 id;
};

/**
 * TEE_IOC_SHM_REGISTER - share memory of the calling process with the TEE
 *
 * The pages are pinned until the returned descriptor is closed, and count towards
 * RLIMIT_MEMLOCK.
 *
 * Return: a descriptor, close-on-exec, or a negative errno: EINVAL (@flags not 0; @length
 * 0; @addr + @length wraps or is outside of user space), EFAULT (part of the memory is
 * not mapped, not writable, or not mapped cacheable), EDQUOT, ENOMEM (also beyond
 * RLIMIT_MEMLOCK), EOPNOTSUPP (see TEE_GEN_CAP_REG_MEM), EMFILE, ENFILE.
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
 * TEE_IOC_OBJECT_INVOKE - invoke an operation of an object
 *
 * Return: 0 with @ret filled, or a negative errno: EINVAL, ENOMEM, EFAULT,
 * EOPNOTSUPP (see TEE_GEN_CAP_OBJREF).
 */
#define TEE_IOC_OBJECT_INVOKE	_IOR(TEE_IOC_MAGIC, TEE_IOC_BASE + 10, \
				     struct tee_ioctl_buf_data)

/* Kinds of drivers, struct tee_ioctl_identity::driver_type: the place where the TEE runs */
#define TEE_DRIVER_TYPE_UNKNOWN		0
#define TEE_DRIVER_TYPE_TRUSTZONE	1 /* another state of the same processor */
#define TEE_DRIVER_TYPE_COPROCESSOR	2 /* a processor of its own */
#define TEE_DRIVER_TYPE_VIRTUAL		3 /* behind a hypervisor, or another guest */
#define TEE_DRIVER_TYPE_SOFTWARE	4 /* without isolation by hardware: tests */

/*
 * Capabilities, struct tee_ioctl_identity::capabilities. The lower half contains
 * TEE_GEN_CAP_*, as in struct tee_ioctl_version_data::gen_caps. The upper half contains
 * the operations that this device supports; the core sets these bits for the operations
 * that the driver implements. If a bit is not set, its operation fails with the errno
 * given beside the bit. All other bits are 0 in this version; programs must ignore
 * unknown bits.
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
 * struct tee_ioctl_identity - identity of a driver and its Trusted OS
 * @size:	[in/out] size of the structure that the program has; size that the kernel
 *		knows, bytes
 * @flags:	[in] 0
 * @capabilities: [out] TEE_GEN_CAP_* and TEE_CAP_*
 * @max_shm_size: [out] maximum size of a shared memory buffer, bytes
 * @driver_type: [out] TEE_DRIVER_TYPE_*
 * @max_params:	[out] maximum number of parameters in one call
 * @max_sessions: [out] maximum number of concurrent sessions
 * @max_threads: [out] maximum number of concurrent calls
 * @os_uuid:	[out] UUID of the Trusted OS, with the bytes in the order of its text
 *		form; nil if it has no UUID
 * @driver_name: [out] name of the driver
 * @driver_version: [out] version of the driver, "" if unknown
 * @conduit:	[out] name of the conduit to the TEE, "none" if it uses no conduit
 * @os_name:	[out] name of the Trusted OS
 * @os_version:	[out] version of the Trusted OS, "" if unknown
 * @os_build:	[out] build of the Trusted OS, "" if unknown
 *
 * A limit of 0 means that the TEE has no such limit or does not report it. Strings are
 * printable ASCII, end with a NUL and are padded with NULs. sysfs has the same data, one
 * file for each field: see docs/identity.md.
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

/* Size of the first version of the structure, the minimum size that a program may pass. */
#define TEE_IDENTITY_SIZE_VER0	280

/**
 * TEE_IOC_IDENTITY - get the identity of the driver and the Trusted OS
 *
 * This ioctl works on every device, for every program that may open it, and makes no call
 * into the TEE. The identity does not change as long as the device exists.
 *
 * The structure may grow at its end, and a program built against one header runs on a
 * kernel with another: @size is the size of the program's version. The kernel fills the
 * part that both know, writes zeros to the part that only the program knows, and sets
 * @size to the size that the kernel knows. The part that only the program knows must be
 * zero on entry. For the same reason the kernel ignores the size and direction in the
 * ioctl's number, and compares magic and number (0x40) only. Numbers from 0x40 on are
 * this project's own; upstream counts from 0.
 *
 * Return: 0, or a negative errno: EFAULT, EINVAL (@size below TEE_IDENTITY_SIZE_VER0;
 * @flags not 0), E2BIG (the part that only the program knows is not zero, so the program
 * requests something that this kernel lacks; @size above TEE_MAX_ARG_SIZE).
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
 * TEE_IOC_SUPPL_SEND and TEE_IOC_SUPPL_RECV in one system call, for a supplicant that
 * receives its requests with META. It does not fail with ENOENT: a reply to an unknown
 * request is dropped. So the call can be repeated after a signal has interrupted it.
 *
 * Return: 0; ERESTARTSYS (a signal, after the reply was taken); or another negative errno
 * of either ioctl. A program that needs to know which of the two has failed calls them
 * separately.
 */
#define TEE_IOC_SUPPL_SEND_RECV	_IOR(TEE_IOC_MAGIC, TEE_IOC_BASE + 0x41, \
				     struct tee_ioctl_supp_send_recv_data)

/*
 * mmap() on a shared-memory descriptor fails with EINVAL for registered and imported
 * memory (which programs can map already), for a private mapping, and if the mapping
 * would extend beyond the memory.
 */

#endif /* __TEE_H */
