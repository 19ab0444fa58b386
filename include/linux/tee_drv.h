/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The in-kernel client API: what a kernel driver may ask of a TEE.
 *
 * It mirrors the ioctls of <linux/tee.h> one to one and ends in the same
 * functions. Every call may sleep and must be made from process context.
 */
#ifndef __TEE_DRV_H
#define __TEE_DRV_H

#include <linux/compiler_types.h>
#include <linux/device.h>
#include <linux/kref.h>
#include <linux/mod_devicetable.h>
#include <linux/tee.h>
#include <linux/types.h>
#include <linux/uuid.h>

struct tee_device;
struct tee_shm;
struct tee_watch;

/**
 * struct tee_context - a client of a TEE: an open descriptor, or a kernel client
 * @teedev:	the device
 * @data:	the driver's own, between its open() and close()
 * @refcount:	references: its opener's, the device's list, each memory's
 * @kernel:	a client in the kernel
 * @supp_nowait: requests that need a supplicant fail at once where there is none,
 *		instead of waiting for one; true for kernel clients, who may
 *		change it before they open a session
 * @cap_memref_null: the client may pass null memrefs: the TEE advertises
 *		TEE_GEN_CAP_MEMREF_NULL. Set by the core
 *
 * The core has more of it, which is nobody else's business.
 */
struct tee_context {
	struct tee_device *teedev;
	void *data;
	struct kref refcount;
	bool kernel;
	bool supp_nowait;
	bool cap_memref_null;
};

/**
 * struct tee_identity - who a driver and its Trusted OS are
 * @driver_name:	the driver, for instance "optee"; mandatory
 * @driver_type:	TEE_DRIVER_TYPE_*
 * @driver_version:	its version, "" where it has none
 * @conduit:		the conduit it uses, or "none"; mandatory
 * @os_name:		the Trusted OS, for instance "OP-TEE"; mandatory
 * @os_uuid:		its UUID; nil where it has none
 * @os_version:		its version as text, "" where unknown
 * @os_build:		its build as text, "" where unknown
 * @capabilities:	TEE_GEN_CAP_* and TEE_CAP_*: 0 from a driver; the core
 *			works it out when the device is registered
 * @max_shm_size:	largest piece of shared memory in bytes, 0 if unknown. The core
 *			refuses larger ones (-EINVAL), which region_register() never sees
 * @max_params:		most parameters in one call, 0 if unknown. The core refuses calls with more
 *			(-EINVAL)
 * @max_sessions:	most sessions at a time, 0 if unknown. The core refuses more (-ENOSPC)
 * @max_threads:	most calls at a time, 0 where unknown
 *
 * Texts are printable ASCII and end with a NUL. A driver hands one over with its
 * device (tee_device_alloc()); programs read it through TEE_IOC_IDENTITY, from
 * sysfs and from the device's uevent, kernel clients through
 * tee_client_get_identity().
 */
struct tee_identity {
	char driver_name[TEE_IDENTITY_NAME_LEN];
	u32 driver_type;
	char driver_version[TEE_IDENTITY_NAME_LEN];
	char conduit[TEE_IDENTITY_NAME_LEN];
	char os_name[TEE_IDENTITY_NAME_LEN];
	uuid_t os_uuid;
	char os_version[TEE_IDENTITY_NAME_LEN];
	char os_build[TEE_IDENTITY_BUILD_LEN];
	u64 capabilities;
	u64 max_shm_size;
	u32 max_params;
	u32 max_sessions;
	u32 max_threads;
};

/**
 * struct tee_identity_match - which TEE a kernel client wants
 * @driver_name:	the driver's name; NULL: any
 * @os_name:		the Trusted OS's name; NULL: any
 * @os_uuid:		its UUID; nil: any
 * @capabilities:	what it must all be able to do, TEE_GEN_CAP_* and
 *			TEE_CAP_*. A supplicant's device matches only where
 *			TEE_GEN_CAP_PRIVILEGED is among them.
 */
struct tee_identity_match {
	const char *driver_name;
	const char *os_name;
	uuid_t os_uuid;
	u64 capabilities;
};

/**
 * struct tee_param_memref - a piece of shared memory
 * @shm_offs:	offset of the piece from the start of @shm, bytes
 * @size:	its size, bytes
 * @shm:	the memory; NULL for a null memref
 */
struct tee_param_memref {
	size_t shm_offs;
	size_t size;
	struct tee_shm *shm;
};

/**
 * struct tee_param_ubuf - a buffer in the calling process
 * @uaddr:	its address
 * @size:	its size, bytes
 */
struct tee_param_ubuf {
	void __user *uaddr;
	size_t size;
};

/**
 * struct tee_param_objref - an object reference
 * @id:		the object
 * @flags:	the TEE's own
 */
struct tee_param_objref {
	u64 id;
	u64 flags;
};

/**
 * struct tee_param_value - three values
 * @a:		the first
 * @b:		the second
 * @c:		the third
 */
struct tee_param_value {
	u64 a;
	u64 b;
	u64 c;
};

/**
 * struct tee_param - a parameter
 * @attr:	TEE_IOCTL_PARAM_ATTR_*: says which member of @u holds
 * @u:		the parameter
 */
struct tee_param {
	u64 attr;
	union {
		struct tee_param_memref memref;
		struct tee_param_ubuf ubuf;
		struct tee_param_objref objref;
		struct tee_param_value value;
	} u;
};

/**
 * tee_client_open_context() - open a TEE
 * @start:	look only at devices after this context's; NULL for all
 * @match:	returns non-zero for a TEE that will do
 * @data:	handed to @match
 * @vers:	where to put the TEE's version data; may be NULL
 *
 * Context: process, may sleep.
 * Return: a context, which the caller owns and ends with
 * tee_client_close_context(), or ERR_PTR: -ENOENT where no TEE matched, else
 * what the TEE's driver answered.
 */
struct tee_context *
tee_client_open_context(struct tee_context *start,
			int (*match)(struct tee_ioctl_version_data *,
				     const void *),
			const void *data, struct tee_ioctl_version_data *vers);

/**
 * tee_client_open_by_identity() - open a TEE by who it is
 * @start:	look only at devices after this context's; NULL for all
 * @match:	which TEE; stays the caller's, and is not used after the return
 *
 * As tee_client_open_context(), for clients to whom one Trusted OS is not as good
 * as another. Of several that match the one that was registered first is opened.
 *
 * Context: process, may sleep.
 * Return: a context, which the caller owns and ends with
 * tee_client_close_context(), or ERR_PTR: -EINVAL where @match is NULL, -ENOENT
 * where no TEE matched, else what the TEE's driver answered.
 */
struct tee_context *
tee_client_open_by_identity(struct tee_context *start,
			    const struct tee_identity_match *match);

/**
 * tee_client_open_by_identity_wait() - wait for a TEE, and open it
 * @match:	which TEE; stays the caller's, and is not used after the return
 * @timeout_ms:	how long to wait, milliseconds; 0: only look
 *
 * As tee_client_open_by_identity(), for clients that cannot do without and may be
 * there before the TEE. Who can do without for a while follows TEEs instead, by a
 * struct tee_client_watch.
 *
 * Context: process, may sleep; ends early only on a fatal signal.
 * Return: a context, which the caller owns and ends with
 * tee_client_close_context(), or ERR_PTR: -EINVAL where @match is NULL, -ETIMEDOUT
 * where none came in time, -EINTR, else what the TEE's driver answered.
 */
struct tee_context *
tee_client_open_by_identity_wait(const struct tee_identity_match *match,
				 unsigned int timeout_ms);

/**
 * struct tee_client_watch - follows TEEs as they come and go
 * @match:	which TEEs; must outlive the watch, with what it points to
 * @arrived:	a TEE is there, be it that it was there before the watch; @ctx is
 *		open on it. Returns 0 to keep it, and then leaving() will follow;
 *		anything else to have it closed.
 * @leaving:	a TEE goes, or the watch does; @ctx is closed after the return, with
 *		what sessions are left. The TEE still answers, unless the client has
 *		held it up for longer than tee.unregister_timeout_ms.
 * @watch:	the core's; NULL while the watch is not registered
 *
 * Embedded in a client's own structure, whose it stays. @ctx is the core's: the
 * client uses it from arrived() until it returns from leaving(), from any context
 * that may sleep, and never closes it. It does not keep the driver's module: the
 * driver may go at any time, after leaving().
 *
 * The callbacks of a watch run one at a time, in process context and under no
 * lock: they may make any call but tee_client_watch_unregister() of their own
 * watch, and take what locks they like. They hold up the other TEEs of the watch,
 * and leaving() the TEE's driver: bound what they wait for
 * (tee_client_invoke_timeout()).
 *
 * It follows devices. A Trusted Application that its TEE lists is a device on the
 * tee bus, whose driver is told by probe() and remove().
 */
struct tee_client_watch {
	struct tee_identity_match match;
	int (*arrived)(struct tee_client_watch *watch, struct tee_context *ctx);
	void (*leaving)(struct tee_client_watch *watch, struct tee_context *ctx);
	struct tee_watch *watch;
};

/**
 * tee_client_watch_register() - begin to follow TEEs
 * @watch:	which, and whom to tell; stays the caller's until
 *		tee_client_watch_unregister()
 *
 * arrived() may be called before this returns.
 *
 * Context: process, may sleep.
 * Return: 0, -EINVAL where a callback is missing or it is registered already,
 * -ENOMEM.
 */
int tee_client_watch_register(struct tee_client_watch *watch);

/**
 * tee_client_watch_unregister() - follow no more
 * @watch:	the watch; nothing happens where it is not registered
 *
 * leaving() is called for each TEE that is followed. After the return no callback
 * runs.
 *
 * Context: process, may sleep; for as long as the callbacks do.
 */
void tee_client_watch_unregister(struct tee_client_watch *watch);

/**
 * tee_client_get_identity() - who a TEE and its driver are
 * @ctx:	the context
 *
 * The identity never changes, and may be read even when the device has gone.
 *
 * Context: any; does not sleep.
 * Return: the identity, which is the core's and stays until the context is closed;
 * never NULL.
 */
const struct tee_identity *tee_client_get_identity(struct tee_context *ctx);

/**
 * tee_client_close_context() - close a TEE
 * @ctx:	the context
 *
 * Sessions that are still open are closed. Shared memory is not freed; its
 * owner frees it, before or after. A session in which a call goes on that nobody waits
 * for (tee_client_invoke_timeout(), or a task that was killed) is closed when that call
 * comes back, and the context with it; this does not wait for it.
 *
 * Context: process, may sleep.
 */
void tee_client_close_context(struct tee_context *ctx);

/**
 * tee_client_clone_context() - open the TEE of another context once more
 * @ctx:	the other context
 *
 * For a client that follows TEEs and wants a context that it can close when it
 * likes. It keeps the driver's module no more than the one of a watch does.
 *
 * Context: process, may sleep.
 * Return: a context, which the caller owns and ends with
 * tee_client_close_context(), or ERR_PTR: -ENODEV where the TEE is going, -ENOMEM,
 * else what the TEE's driver answered.
 */
struct tee_context *tee_client_clone_context(struct tee_context *ctx);

/**
 * tee_client_get_version() - ask what a TEE is
 * @ctx:	the context
 * @vers:	filled in
 */
void tee_client_get_version(struct tee_context *ctx,
			    struct tee_ioctl_version_data *vers);

/**
 * tee_client_open_session() - open a session with a Trusted Application
 * @ctx:	the context
 * @arg:	the request, and the answer; its own @params are not used
 * @param:	@arg->num_params parameters; outputs are updated
 *
 * Context: process, may sleep; ends early, with -EINTR, only on a fatal signal.
 * Return: 0 with the TEE's answer in @arg->ret (0: @arg->session is open), or a
 * negative errno as for TEE_IOC_OPEN_SESSION.
 */
int tee_client_open_session(struct tee_context *ctx,
			    struct tee_ioctl_open_session_arg *arg,
			    struct tee_param *param);

/**
 * tee_client_close_session() - close a session
 * @ctx:	the context
 * @session:	the session
 *
 * Context: process, may sleep.
 * Return: 0 or -EINVAL; the session is gone in either case.
 */
int tee_client_close_session(struct tee_context *ctx, u32 session);

/**
 * tee_client_system_session() - give a session a way into the TEE of its own
 * @ctx:	the context
 * @session:	the session
 *
 * Calls of a system session are not held up by calls of other clients. The
 * provision ends with the session.
 *
 * Return: 0 (also where the session is a system session already), -EINVAL (no
 * such session), -EOPNOTSUPP, or -EBUSY where no way in is left.
 */
int tee_client_system_session(struct tee_context *ctx, u32 session);

/**
 * tee_client_invoke_func() - invoke a command of a Trusted Application
 * @ctx:	the context
 * @arg:	the request, and the answer; its own @params are not used
 * @param:	@arg->num_params parameters; outputs are updated
 *
 * A task that is killed does not wait for the answer: the call goes on without it, and
 * keeps its memory, unless that is of tee_shm_register_kernel_buf(): then it waits.
 *
 * Context: process, may sleep.
 * Return: 0 with the TEE's answer in @arg->ret, or a negative errno as for
 * TEE_IOC_INVOKE.
 */
int tee_client_invoke_func(struct tee_context *ctx,
			   struct tee_ioctl_invoke_arg *arg,
			   struct tee_param *param);

/**
 * tee_client_invoke_timeout() - invoke a command, for so long and no longer
 * @ctx:	the context
 * @arg:	the request, and the answer; its own @params are not used
 * @param:	@arg->num_params parameters, at most 4; outputs are updated
 * @timeout_ms:	how long to wait for the answer, milliseconds
 *
 * As tee_client_invoke_func(), but it returns in time whatever the Trusted
 * Application does, and at once where the caller is killed. The call is made on a
 * worker, which takes some microseconds more.
 *
 * A call that does not come back in time is abandoned: the TEE is asked to cancel
 * it; it may still be carried out. @arg and @param are as they were. The call keeps
 * its memory until it comes back, and then wipes its outputs. Its session may be closed,
 * which the TEE is told when the call has come back. For that reason
 * memory of tee_shm_register_kernel_buf(), which the caller may take away, is
 * refused; use tee_shm_alloc_kernel_buf().
 *
 * Context: process, may sleep; ends early, with -EINTR, only on a fatal signal.
 * Return: as tee_client_invoke_func(); also -ETIMEDOUT, -EINTR, -ENOMEM.
 */
int tee_client_invoke_timeout(struct tee_context *ctx,
			      struct tee_ioctl_invoke_arg *arg,
			      struct tee_param *param, unsigned int timeout_ms);

struct tee_user;

/**
 * tee_client_turn_begin() - make calls for the calling process, in its user's turn
 * @ctx:	the context
 * @timeout_ms:	how long to wait for the turn, milliseconds
 *
 * For a kernel client that works for programs which may not open the TEE themselves:
 * such calls, from here to tee_client_turn_end(), count as one of the calls that the
 * user may have in the TEE at once. Take the turn before anything that other users'
 * work waits for: one user's turn may be long in coming.
 *
 * Context: process, the one that the calls are for; may sleep.
 * Return: what tee_client_turn_end() takes, NULL where no limit holds for the process;
 * or ERR_PTR: -ETIMEDOUT, -EINTR on a fatal signal, -ENODEV where the TEE goes, -ENOMEM;
 * -ERESTARTNOINTR: the process is to be frozen, and its system call to end with that, so
 * that it holds no lock meanwhile and begins anew when the machine has woken.
 */
struct tee_user *tee_client_turn_begin(struct tee_context *ctx, unsigned int timeout_ms);

/**
 * tee_client_turn_end() - the calls have ended, or been given up
 * @turn:	what tee_client_turn_begin() returned, not an error
 *
 * In any process, while the device is there or afterwards.
 */
void tee_client_turn_end(struct tee_user *turn);

/**
 * tee_client_set_turn() - say whose a context's next calls are
 * @ctx:	the context, of which one task at a time makes timed calls
 * @turn:	what tee_client_turn_begin() returned, not an error, and has not ended; NULL:
 *		nobody's
 *
 * A timed call that is given up counts, with @turn, until it has come back: a user gets no
 * more calls by having them given up.
 */
void tee_client_set_turn(struct tee_context *ctx, struct tee_user *turn);

/**
 * tee_client_open_session_timeout() - open a session, for so long and no longer
 * @ctx:	the context
 * @arg:	the request, and the answer; its own @params are not used. The login
 *		is TEE_IOCTL_LOGIN_PUBLIC or TEE_IOCTL_LOGIN_REE_KERNEL.
 * @param:	@arg->num_params parameters, at most 4; outputs are updated
 * @timeout_ms:	how long to wait for the answer, milliseconds
 *
 * As tee_client_open_session() and, for time-outs, tee_client_invoke_timeout(). A
 * session that opens after that is closed again.
 *
 * An application that answers TEEC_ERROR_BUSY, since it takes no more sessions, is
 * asked again when one is closed; who waits longest is the first to be asked for. When
 * the time is up, and no call under way, that answer is in @arg->ret. Another client
 * that was refused so is given 100 ms at most to come first.
 *
 * Context: process, may sleep; ends early, with -EINTR, only on a fatal signal.
 * Return: as tee_client_open_session(); also -ETIMEDOUT, -EINTR, -ENOMEM, and
 * -EINVAL for other logins.
 */
int tee_client_open_session_timeout(struct tee_context *ctx,
				    struct tee_ioctl_open_session_arg *arg,
				    struct tee_param *param, unsigned int timeout_ms);

/**
 * tee_client_object_invoke_func() - invoke an operation of an object
 * @ctx:	the context
 * @arg:	the request, and the answer; its own @params are not used
 * @param:	@arg->num_params parameters; outputs are updated
 *
 * Return: as TEE_IOC_OBJECT_INVOKE.
 */
int tee_client_object_invoke_func(struct tee_context *ctx,
				  struct tee_ioctl_object_invoke_arg *arg,
				  struct tee_param *param);

/**
 * tee_client_cancel_req() - ask that a request under way be given up
 * @ctx:	the context
 * @arg:	which request
 *
 * Return: as TEE_IOC_CANCEL.
 */
int tee_client_cancel_req(struct tee_context *ctx,
			  struct tee_ioctl_cancel_arg *arg);

/**
 * tee_shm_alloc_kernel_buf() - allocate memory shared with the TEE
 * @ctx:	the client
 * @size:	bytes, more than 0
 *
 * The memory is zeroed and mapped in the kernel.
 *
 * Context: process, may sleep.
 * Return: the memory, to be freed with tee_shm_free(), or ERR_PTR: -EINVAL,
 * -ENOMEM, -EOPNOTSUPP, -ENODEV.
 */
struct tee_shm *tee_shm_alloc_kernel_buf(struct tee_context *ctx, size_t size);

/**
 * tee_shm_register_kernel_buf() - share memory of the kernel with the TEE
 * @ctx:	the client
 * @addr:	where it begins: any kernel address with a page behind it
 * @length:	bytes, more than 0
 *
 * The memory stays the caller's, who keeps it until after tee_shm_free(). No
 * page reference is taken, so memory of the slab allocator will do. The TEE sees
 * whole pages: what else lies in them is exposed to it.
 *
 * Return: the memory, to be freed with tee_shm_free(), or ERR_PTR: -EINVAL,
 * -EOPNOTSUPP, -ENOMEM, -ENODEV.
 */
struct tee_shm *tee_shm_register_kernel_buf(struct tee_context *ctx,
					    void *addr, size_t length);

/**
 * tee_shm_free() - give shared memory back
 * @shm:	the memory; NULL is fine
 *
 * Context: process, may sleep.
 */
void tee_shm_free(struct tee_shm *shm);

/**
 * tee_shm_get_va() - where shared memory lies in the kernel's address space
 * @shm:	the memory
 * @offs:	offset into it, bytes
 *
 * Return: the address, or ERR_PTR: -EINVAL where @offs lies outside or the
 * memory is not mapped in the kernel.
 */
void *tee_shm_get_va(struct tee_shm *shm, size_t offs);

/**
 * tee_shm_get_pa() - where shared memory lies physically
 * @shm:	the memory
 * @offs:	offset into it, bytes
 * @pa:		set to the physical address
 *
 * Memory is contiguous within a page only.
 *
 * Return: 0, or -EINVAL where @offs lies outside.
 */
int tee_shm_get_pa(struct tee_shm *shm, size_t offs, phys_addr_t *pa);

/**
 * tee_shm_get_size() - the size of shared memory
 * @shm:	the memory
 *
 * Return: bytes.
 */
size_t tee_shm_get_size(struct tee_shm *shm);

/**
 * tee_shm_get_pages() - the pages of shared memory
 * @shm:	the memory
 * @num_pages:	set to their number
 *
 * Return: the first page's place in an array, or NULL where the memory is
 * reserved and has no pages.
 */
struct page **tee_shm_get_pages(struct tee_shm *shm, size_t *num_pages);

/**
 * tee_shm_get_page_offset() - where in its first page shared memory begins
 * @shm:	the memory
 *
 * Return: bytes.
 */
size_t tee_shm_get_page_offset(struct tee_shm *shm);

/**
 * tee_shm_get_id() - the id by which user space names shared memory
 * @shm:	the memory
 *
 * Return: the id, or a negative number for memory of the kernel.
 */
int tee_shm_get_id(struct tee_shm *shm);

/* The bus of services that TEEs offer to kernel drivers, by UUID. */
extern const struct bus_type tee_bus_type;

/**
 * struct tee_client_device - a service of a TEE
 * @id:		its UUID
 * @dev:	its device
 */
struct tee_client_device {
	struct tee_client_device_id id;
	struct device dev;
};

#define to_tee_client_device(d) container_of(d, struct tee_client_device, dev)

/**
 * struct tee_client_driver - a kernel driver for services of TEEs
 * @id_table:	the services it serves, ending with a nil UUID
 * @driver:	its driver, with bus set to &tee_bus_type
 */
struct tee_client_driver {
	const struct tee_client_device_id *id_table;
	struct device_driver driver;
};

#define to_tee_client_driver(d) \
	container_of_const(d, struct tee_client_driver, driver)

#endif /* __TEE_DRV_H */
