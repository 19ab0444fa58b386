/* SPDX-License-Identifier: (GPL-2.0 WITH Linux-syscall-note) OR BSD-2-Clause */
/*
 * The user-space ABI of the TEE subsystem: what a program may ask of
 * /dev/teeN (clients) and /dev/teeprivN (the supplicant), and the errno it
 * gets when it asks wrongly.
 *
 * Numbers, structures and meanings are those of upstream Linux, so that a
 * program built against either header runs on either kernel. Where upstream
 * leaves an error open, the contract below settles it. TEE_IOC_IDENTITY and
 * TEE_IOC_SUPPL_SEND_RECV, with what belongs to them, are this project's own.
 *
 * Errors every ioctl can give, and none of them changes any state (but see
 * TEE_IOC_SUPPL_SEND_RECV, which is two in one):
 *
 *   ENODEV  the device has gone (its driver was unbound); the descriptor stays
 *           valid and every ioctl on it answers this
 *   ENOTTY  no such ioctl
 *   EFAULT  the argument, or a buffer it points to, cannot be read or written
 *   EINVAL  an argument is out of range: see each ioctl
 *   EBUSY   the TEE was too busy to begin the request for longer than its driver waits
 *           (OP-TEE's: the module parameter thread_wait_ms)
 *   EOPNOTSUPP  this TEE does not have the operation
 *   ENOMEM  no memory
 *   ENOSPC  the TEE has as many sessions as it takes (max_sessions of its identity)
 *   EDQUOT  of sessions, loaded applications or shared memory, more than this user may
 *           have (the module parameters user_sessions, user_applications, user_regions and
 *           user_shm_mib of tee), or more memory than this descriptor may have
 *           (shm_quota_mib). No limit holds for a user on a descriptor that was opened with
 *           CAP_SYS_RESOURCE.
 *   EINTR / ERESTARTSYS  a signal came while waiting
 *
 * user_calls limits the calls that one user has in the TEE at once. Further OPEN_SESSION,
 * INVOKE and OBJECT_INVOKE calls wait in order of arrival; a fatal signal ends the wait.
 * CANCEL and the calls that make memory known to the TEE share a second queue, which
 * admits one call at a time. CLOSE_SESSION waits one second at most for its turn.
 *
 * What the TEE itself answers to OPEN_SESSION and INVOKE is not an errno: the
 * ioctl then returns 0 and the answer stands in @ret and @ret_origin.
 *
 * Bytes of an argument that a structure calls [out] are ignored on entry.
 * More parameters, or a larger piece of shared memory, than the TEE takes (max_params and
 * max_shm_size of its identity, if not 0) are refused with EINVAL.
 * Unknown bits in a flags field that is [in] are refused with EINVAL.
 */

#ifndef __TEE_H
#define __TEE_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define TEE_IOC_MAGIC	0xa4
#define TEE_IOC_BASE	0

/* Largest argument, parameters included, of an ioctl that takes a buffer. */
#define TEE_MAX_ARG_SIZE	4096

/* Generic capabilities, struct tee_ioctl_version_data::gen_caps */
#define TEE_GEN_CAP_GP		(1 << 0) /* speaks GlobalPlatform */
#define TEE_GEN_CAP_PRIVILEGED	(1 << 1) /* the supplicant's device */
#define TEE_GEN_CAP_REG_MEM	(1 << 2) /* registers a client's own memory */
#define TEE_GEN_CAP_MEMREF_NULL	(1 << 3) /* knows the null memref */
#define TEE_GEN_CAP_OBJREF	(1 << 4) /* knows object references */

#define TEE_MEMREF_NULL		((__u64)(-1)) /* the id of a null memref */
#define TEE_OBJREF_NULL		((__u64)(-1)) /* the id of a null object */

/* Implementations, struct tee_ioctl_version_data::impl_id */
#define TEE_IMPL_ID_OPTEE	1
#define TEE_IMPL_ID_AMDTEE	2
#define TEE_IMPL_ID_TSTEE	3
#define TEE_IMPL_ID_QTEE	4
/* Ours, which upstream has not: from 0x1000, far above the numbers it gives out. */
#define TEE_IMPL_ID_TSP		0x1000	/* TF-A's Test Secure Payload, <linux/tee_tsp.h> */

/* Capabilities of TEE_IMPL_ID_OPTEE */
#define TEE_OPTEE_CAP_TZ	(1 << 0)

/**
 * struct tee_ioctl_version_data - what a TEE is and can do
 * @impl_id:	[out] TEE_IMPL_ID_*
 * @impl_caps:	[out] capabilities particular to @impl_id
 * @gen_caps:	[out] TEE_GEN_CAP_*
 */
struct tee_ioctl_version_data {
	__u32 impl_id;
	__u32 impl_caps;
	__u32 gen_caps;
};

/**
 * TEE_IOC_VERSION - ask what the TEE is
 *
 * Return: 0, or a negative errno: EFAULT.
 */
#define TEE_IOC_VERSION		_IOR(TEE_IOC_MAGIC, TEE_IOC_BASE + 0, \
				     struct tee_ioctl_version_data)

/**
 * struct tee_ioctl_shm_alloc_data - allocate shared memory
 * @size:	[in/out] bytes wanted; bytes given, which may be more
 * @flags:	[in/out] 0; 0
 * @id:		[out] the memory's id, valid in this descriptor's calls only
 */
struct tee_ioctl_shm_alloc_data {
	__aligned_u64 size;
	__u32 flags;
	__s32 id;
};

/**
 * TEE_IOC_SHM_ALLOC - allocate memory that the TEE can see
 *
 * The memory is zeroed. It lives until the descriptor that is returned has
 * been closed, its mappings have gone and calls that use it have ended. Map it
 * with mmap(), shared, from offset 0.
 *
 * Return: a descriptor, close-on-exec, or a negative errno:
 * EINVAL (@flags not 0; @size 0 or beyond what a size can hold), EDQUOT, ENOMEM,
 * EOPNOTSUPP (the TEE takes no memory), EMFILE and ENFILE (no descriptor free).
 */
#define TEE_IOC_SHM_ALLOC	_IOWR(TEE_IOC_MAGIC, TEE_IOC_BASE + 1, \
				     struct tee_ioctl_shm_alloc_data)

/**
 * struct tee_ioctl_shm_register_fd_data - share a memfd or a dma-buf
 * @fd:		[in] the descriptor; it may be closed afterwards
 * @size:	[out] bytes shared: all of the file's or buffer's
 * @flags:	[in/out] 0; 0
 * @id:		[out] the memory's id, valid in this descriptor's calls only
 */
struct tee_ioctl_shm_register_fd_data {
	__s64 fd;
	__aligned_u64 size;
	__u32 flags;
	__s32 id;
};

/**
 * TEE_IOC_SHM_REGISTER_FD - let the TEE see the memory behind a descriptor
 *
 * It is as if the memory were mapped, shared and for writing, until the descriptor
 * that is returned is closed: @fd must be open for writing, and F_SEAL_WRITE on a
 * memfd answers EBUSY meanwhile. F_SEAL_FUTURE_WRITE refuses later imports only.
 *
 * The TEE keeps the pages that a memfd has now. Where the file is cut or a hole is
 * punched into it afterwards, the TEE goes on with pages that are the file's no
 * more. F_SEAL_SHRINK rules out the first, F_SEAL_FUTURE_WRITE, set after the
 * import, the second.
 *
 * The TEE maps memory cacheable. Where a dma-buf's exporter, or a program through
 * it, has mapped it otherwise (write-combined, for a device that sees no caches),
 * each may not see what the other writes. The kernel cannot tell such a buffer from
 * others and takes it.
 *
 * Return: a descriptor, close-on-exec, or a negative errno:
 * EINVAL (@flags not 0; an empty file; neither a memfd, or another file of tmpfs, nor a
 * dma-buf; a dma-buf of something else than whole pages of memory), EBADF (@fd is no
 * open descriptor), EPERM (@fd is not open for writing; the memfd is sealed against it),
 * EOPNOTSUPP (the TEE registers no memory; of a dma-buf also: its exporter does not let
 * it be attached, or gives addresses that are not those of its pages, or the platform
 * bounces all DMA), EDQUOT, ENOMEM (also beyond RLIMIT_MEMLOCK, against which the
 * pages of a memfd count), EMFILE, ENFILE.
 */
#define TEE_IOC_SHM_REGISTER_FD	_IOWR(TEE_IOC_MAGIC, TEE_IOC_BASE + 8, \
				      struct tee_ioctl_shm_register_fd_data)

/**
 * struct tee_ioctl_buf_data - an argument of variable size
 * @buf_ptr:	[in] address of the argument; need not be aligned
 * @buf_len:	[in] its size in bytes, parameters included
 *
 * EINVAL where @buf_len is above TEE_MAX_ARG_SIZE, or is not exactly what the
 * structure and its @num_params take.
 */
struct tee_ioctl_buf_data {
	__aligned_u64 buf_ptr;
	__aligned_u64 buf_len;
};

/* Types of a parameter, the low byte of struct tee_ioctl_param::attr */
#define TEE_IOCTL_PARAM_ATTR_TYPE_NONE		0	/* not used */
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

/* The parameter speaks of the message itself (supplicant requests only). */
#define TEE_IOCTL_PARAM_ATTR_META		0x100

#define TEE_IOCTL_PARAM_ATTR_MASK \
	(TEE_IOCTL_PARAM_ATTR_TYPE_MASK | TEE_IOCTL_PARAM_ATTR_META)

/*
 * Login methods, struct tee_ioctl_open_session_arg::clnt_login: who the client
 * says it is. The kernel works the identity out itself and hands it to the TEE
 * as a version-5 UUID; PUBLIC has the nil UUID. The name hashed for the UUID is
 *
 *   USER               uid=U          U: effective user id, hexadecimal
 *   GROUP              gid=G          G: the group id in @clnt_uuid
 *   APPLICATION        app=P          P: absolute path of the executable
 *   USER_APPLICATION   uid=U:app=P
 *   GROUP_APPLICATION  gid=G:app=P
 *
 * U and G are numbers of the first user namespace, wherever the caller is. For the
 * GROUP methods @clnt_uuid holds the group id, 32 bits in the machine's byte order, in
 * its first four bytes, as the caller's user namespace counts; the caller must be a
 * member (EPERM otherwise); the rest is ignored.
 *
 * The client is the process that opens the session, with the credentials it has then,
 * whoever opened the device. Whoever has the device's descriptor uses the session.
 *
 * P is where the executable lies now, from the root of the first process. P proves only
 * that the caller may execute P. Such a caller can make P load other code, or debug it.
 * Whoever can rename P's directories chooses P. A script, or a program that is started
 * through ld.so, has its interpreter's P. The APPLICATION
 * methods give EPERM where P could be of the caller's making: to a process outside
 * the first user or mount namespace, or with another root; and where the executable
 * was not put there by exec in the first user namespace (but by PR_SET_MM, for
 * instance when a process is restored), or lies nowhere below the root (a memfd, a
 * file of another mount namespace). They give ENOENT where the executable has been
 * deleted, ENAMETOOLONG where P is longer than PATH_MAX.
 */
#define TEE_IOCTL_LOGIN_PUBLIC			0
#define TEE_IOCTL_LOGIN_USER			1
#define TEE_IOCTL_LOGIN_GROUP			2
#define TEE_IOCTL_LOGIN_APPLICATION		4
#define TEE_IOCTL_LOGIN_USER_APPLICATION	5
#define TEE_IOCTL_LOGIN_GROUP_APPLICATION	6
/* Logins of the kernel's own clients: refused from user space with EPERM. */
#define TEE_IOCTL_LOGIN_REE_KERNEL_MIN		0x80000000
#define TEE_IOCTL_LOGIN_REE_KERNEL_MAX		0xBFFFFFFF
#define TEE_IOCTL_LOGIN_REE_KERNEL		0x80000000

/**
 * struct tee_ioctl_param - a parameter
 * @attr:	TEE_IOCTL_PARAM_ATTR_*: which of the meanings below holds
 * @a:		value: free; memref: offset into the shared memory; ubuf: address;
 *		objref: the object's id
 * @b:		value: free; memref and ubuf: size in bytes, which the TEE
 *		updates for OUTPUT and INOUT (and may set above what was given, to
 *		tell what it would have needed); objref: flags
 * @c:		value: free; memref: the shared memory's id, or TEE_MEMREF_NULL
 *
 * EINVAL: an unknown type, bits of @attr outside the mask, META from a client,
 * an id that is not this descriptor's, an offset and size that do not lie
 * within the memory, a null memref where gen_caps lacks TEE_GEN_CAP_MEMREF_NULL,
 * a ubuf or an object reference where it lacks TEE_GEN_CAP_OBJREF.
 */
struct tee_ioctl_param {
	__aligned_u64 attr;
	__aligned_u64 a;
	__aligned_u64 b;
	__aligned_u64 c;
};

#define TEE_IOCTL_UUID_LEN		16

/**
 * struct tee_ioctl_open_session_arg - open a session
 * @uuid:	[in] the Trusted Application
 * @clnt_uuid:	[in] for the GROUP logins, the group
 * @clnt_login:	[in] TEE_IOCTL_LOGIN_*
 * @cancel_id:	[in] names the request for TEE_IOC_CANCEL
 * @session:	[out] the session's id, valid where @ret is 0
 * @ret:	[out] the TEE's answer, a TEEC_* code
 * @ret_origin:	[out] who answered, a TEEC_ORIGIN_* code
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
 * Return: 0 with @ret and @ret_origin filled, or a negative errno: EINVAL (size,
 * a parameter, an unknown login), EPERM, ENOENT and ENAMETOOLONG (login), EDQUOT, ENOSPC, ENOMEM,
 * EFAULT (the answer could not be written; the session has then been closed again).
 */
#define TEE_IOC_OPEN_SESSION	_IOR(TEE_IOC_MAGIC, TEE_IOC_BASE + 2, \
				     struct tee_ioctl_buf_data)

/**
 * struct tee_ioctl_invoke_arg - invoke a command
 * @func:	[in] the command, particular to the Trusted Application
 * @session:	[in] the session
 * @cancel_id:	[in] names the request for TEE_IOC_CANCEL
 * @ret:	[out] the TEE's answer, a TEEC_* code
 * @ret_origin:	[out] who answered, a TEEC_ORIGIN_* code
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
 * A session that is closed meanwhile by another thread stays with the TEE until the
 * command has ended. A process that is killed does not wait for the command, which goes on
 * in the TEE.
 *
 * Return: 0 with @ret and @ret_origin filled, or a negative errno: EINVAL (size,
 * a parameter, a session that is not this descriptor's), ENOMEM, EFAULT.
 */
#define TEE_IOC_INVOKE		_IOR(TEE_IOC_MAGIC, TEE_IOC_BASE + 3, \
				     struct tee_ioctl_buf_data)

/**
 * struct tee_ioctl_cancel_arg - cancel a request
 * @cancel_id:	[in] the request's name
 * @session:	[in] the request's session, 0 for one that opens a session
 */
struct tee_ioctl_cancel_arg {
	__u32 cancel_id;
	__u32 session;
};

/**
 * TEE_IOC_CANCEL - ask that a request under way be given up
 *
 * Return: 0 where the TEE took note, or a negative errno: EINVAL (a session that
 * is not this descriptor's; the TEE knows no such request), EOPNOTSUPP.
 */
#define TEE_IOC_CANCEL		_IOR(TEE_IOC_MAGIC, TEE_IOC_BASE + 4, \
				     struct tee_ioctl_cancel_arg)

/**
 * struct tee_ioctl_close_session_arg - close a session
 * @session:	[in] the session
 */
struct tee_ioctl_close_session_arg {
	__u32 session;
};

/**
 * TEE_IOC_CLOSE_SESSION - close a session
 *
 * Calls under way in the session continue; no new call begins. The TEE closes the session
 * when the last call has ended. The ioctl returns earlier where calls are under way, the TEE
 * is busy, the user has no turn free, another user opened the descriptor, or the process
 * is killed.
 *
 * Return: 0, or a negative errno: EINVAL (not this descriptor's session, or the TEE did
 * not know it), EIO (the TEE's answer makes no sense). The session is gone in every case.
 */
#define TEE_IOC_CLOSE_SESSION	_IOR(TEE_IOC_MAGIC, TEE_IOC_BASE + 5, \
				     struct tee_ioctl_close_session_arg)

/**
 * struct tee_iocl_supp_recv_arg - receive a request
 * @func:	[out] what is asked
 * @num_params:	[in/out] room in @params; parameters of the request
 * @params:	[in/out] META and NONE on entry; the request
 */
struct tee_iocl_supp_recv_arg {
	__u32 func;
	__u32 num_params;
	struct tee_ioctl_param params[];
};

/**
 * TEE_IOC_SUPPL_RECV - wait for a request from the TEE
 *
 * On /dev/teeprivN only. A request is taken once; if the descriptor is closed
 * before the answer, its waiter in the TEE gets an error.
 *
 * Return: 0, or a negative errno: EINVAL (size; parameters that are not as
 * above; too little room, in which case the request waits for the next call),
 * EOPNOTSUPP (not the supplicant's device), ERESTARTSYS (a signal).
 */
#define TEE_IOC_SUPPL_RECV	_IOR(TEE_IOC_MAGIC, TEE_IOC_BASE + 6, \
				     struct tee_ioctl_buf_data)

/**
 * struct tee_iocl_supp_send_arg - answer a request
 * @ret:	[in] the answer, a TEEC_* code
 * @num_params:	[in] number of @params
 * @params:	[in] as received, outputs filled in
 */
struct tee_iocl_supp_send_arg {
	__u32 ret;
	__u32 num_params;
	struct tee_ioctl_param params[];
};

/**
 * TEE_IOC_SUPPL_SEND - answer a request
 *
 * An answer whose waiter has left (it was killed) is dropped, and that is no
 * error of the supplicant's.
 *
 * Return: 0, or a negative errno: EINVAL (size; parameters other than the
 * request's), ENOENT (no such request was received), EOPNOTSUPP.
 */
#define TEE_IOC_SUPPL_SEND	_IOR(TEE_IOC_MAGIC, TEE_IOC_BASE + 7, \
				     struct tee_ioctl_buf_data)

/**
 * struct tee_ioctl_shm_register_data - share a program's own memory
 * @addr:	[in] where it begins
 * @length:	[in/out] its size in bytes
 * @flags:	[in/out] 0; 0
 * @id:		[out] the memory's id, valid in this descriptor's calls only
 */
struct tee_ioctl_shm_register_data {
	__aligned_u64 addr;
	__aligned_u64 length;
	__u32 flags;
	__s32 id;
};

/**
 * TEE_IOC_SHM_REGISTER - let the TEE see memory of the calling process
 *
 * The pages are pinned until the descriptor that is returned is closed, and
 * count against RLIMIT_MEMLOCK.
 *
 * Return: a descriptor, close-on-exec, or a negative errno:
 * EINVAL (@flags not 0; @length 0; @addr + @length wraps or leaves user space),
 * EFAULT (part of it is not mapped, not writable, or mapped not cacheable), EDQUOT,
 * ENOMEM (also beyond RLIMIT_MEMLOCK), EOPNOTSUPP (see TEE_GEN_CAP_REG_MEM), EMFILE,
 * ENFILE.
 */
#define TEE_IOC_SHM_REGISTER	_IOWR(TEE_IOC_MAGIC, TEE_IOC_BASE + 9, \
				      struct tee_ioctl_shm_register_data)

/**
 * struct tee_ioctl_object_invoke_arg - invoke an operation of an object
 * @id:		[in] the object
 * @op:		[in] the operation, particular to the object
 * @ret:	[out] the TEE's answer
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

/* Kinds of driver, struct tee_ioctl_identity::driver_type: where the TEE is */
#define TEE_DRIVER_TYPE_UNKNOWN		0
#define TEE_DRIVER_TYPE_TRUSTZONE	1 /* another state of the same processor */
#define TEE_DRIVER_TYPE_COPROCESSOR	2 /* a processor of its own */
#define TEE_DRIVER_TYPE_VIRTUAL		3 /* behind a hypervisor, or another guest */
#define TEE_DRIVER_TYPE_SOFTWARE	4 /* no hardware keeps it apart: tests */

/*
 * Capabilities, struct tee_ioctl_identity::capabilities. The lower half has
 * TEE_GEN_CAP_*, as in struct tee_ioctl_version_data::gen_caps. The upper half
 * has the operations that this device answers; the core works it out from what the
 * driver has. What is absent is refused with the errno that stands beside it.
 * Bits not named here are 0 today; a program ignores those it does not know.
 */
#define TEE_CAP_SESSION		((__u64)1 << 32) /* opened, used: EOPNOTSUPP */
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
 * struct tee_ioctl_identity - who a driver and its Trusted OS are
 * @size:	[in/out] bytes of this structure that the program has; bytes that
 *		the kernel knows
 * @flags:	[in] 0
 * @capabilities: [out] TEE_GEN_CAP_* and TEE_CAP_*
 * @max_shm_size: [out] largest piece of shared memory, bytes
 * @driver_type: [out] TEE_DRIVER_TYPE_*
 * @max_params:	[out] most parameters in one call
 * @max_sessions: [out] most sessions at a time
 * @max_threads: [out] most calls at a time
 * @os_uuid:	[out] the Trusted OS's UUID, in the order it is written in; nil
 *		where it has none
 * @driver_name: [out] the driver
 * @driver_version: [out] its version, "" where unknown
 * @conduit:	[out] the way into the TEE, "none" where there is none
 * @os_name:	[out] the Trusted OS
 * @os_version:	[out] its version, "" where unknown
 * @os_build:	[out] its build, "" where unknown
 *
 * A limit of 0 is one that does not exist or that the TEE does not tell. Texts are
 * printable ASCII, end with a NUL and are followed by nothing but NULs. The same
 * stands in sysfs, a file for each: see docs/identity.md.
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

/* The structure's size when it was new: the least that a program may have. */
#define TEE_IDENTITY_SIZE_VER0	280

/**
 * TEE_IOC_IDENTITY - ask who the driver and the Trusted OS are
 *
 * On every device, by whoever may open it; the TEE is not called. The answer stays
 * the same for as long as the device exists.
 *
 * The structure may grow at its end, and a program built against one header runs on
 * a kernel with another: @size says how much of it the program has. The kernel
 * fills what both know, writes zeros to what only the program knows, and sets
 * @size to what the kernel knows. What only the program knows must be zero on
 * entry. For the same reason the size in the ioctl's number means nothing: the
 * kernel goes by magic and number (0x40) alone, whatever size and direction say.
 * Numbers from 0x40 on are this project's own; upstream counts from 0.
 *
 * Return: 0, or a negative errno: EFAULT, EINVAL (@size below
 * TEE_IDENTITY_SIZE_VER0; @flags not 0), E2BIG (not all zero where only the
 * program knows what it means, so that it asks for what this kernel lacks; @size
 * above TEE_MAX_ARG_SIZE).
 */
#define TEE_IOC_IDENTITY	_IOWR(TEE_IOC_MAGIC, TEE_IOC_BASE + 0x40, \
				      struct tee_ioctl_identity)

/**
 * struct tee_ioctl_supp_send_recv_data - answer a request, and receive the next
 * @send:	[in] where the answer is, as for TEE_IOC_SUPPL_SEND
 * @recv:	[in] where the next request is to be, as for TEE_IOC_SUPPL_RECV
 */
struct tee_ioctl_supp_send_recv_data {
	struct tee_ioctl_buf_data send;
	struct tee_ioctl_buf_data recv;
};

/**
 * TEE_IOC_SUPPL_SEND_RECV - answer a request, then wait for the next
 *
 * TEE_IOC_SUPPL_SEND and TEE_IOC_SUPPL_RECV in one system call, for a supplicant that
 * receives its requests with META. ENOENT does not come from the first of the two: an
 * answer that nobody waits for is dropped. So the call may be made again
 * where a signal has ended it.
 *
 * Return: 0; ERESTARTSYS (a signal, after the answer was taken); or another negative
 * errno of either. Who wants to know which of the two has failed makes them one by one.
 */
#define TEE_IOC_SUPPL_SEND_RECV	_IOR(TEE_IOC_MAGIC, TEE_IOC_BASE + 0x41, \
				     struct tee_ioctl_supp_send_recv_data)

/*
 * On a shared-memory descriptor: mmap() gives EINVAL for registered memory
 * (it has a mapping already), for a private mapping, and where the mapping
 * would reach beyond the memory.
 */

#endif /* __TEE_H */
