/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The in-kernel client API, by which kernel drivers use a TEE.
 *
 * It mirrors the ioctls of <linux/tee.h> and calls the same functions of the core. Every
 * call may sleep and must be made in process context, unless its comment says otherwise.
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
 * @data:	the driver's own data, from its open() to its close()
 * @refcount:	references: one for its opener, one for the device's list, and one for
 *		each shared memory object
 * @kernel:	the client is in the kernel
 * @supp_nowait: a request that needs a supplicant fails immediately if none is running,
 *		instead of waiting for one. True for kernel clients, which may change it
 *		before they open a session
 * @cap_memref_null: the client may pass null memrefs, because the TEE advertises
 *		TEE_GEN_CAP_MEMREF_NULL; set by the core
 *
 * The core embeds it in a larger structure, which only the core uses.
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
 * struct tee_identity - identity of a driver and its Trusted OS
 * @driver_name:	name of the driver, for instance "optee"; mandatory
 * @driver_type:	TEE_DRIVER_TYPE_*
 * @driver_version:	version of the driver, "" if it has no version
 * @conduit:		name of the conduit that it uses, or "none"; mandatory
 * @os_name:		name of the Trusted OS, for instance "OP-TEE"; mandatory
 * @os_uuid:		UUID of the Trusted OS; nil if it has no UUID
 * @os_version:		version of the Trusted OS as text, "" if unknown
 * @os_build:		build of the Trusted OS as text, "" if unknown
 * @capabilities:	TEE_GEN_CAP_* and TEE_CAP_*; a driver leaves it 0, and the core
 *			sets it when the device is registered
 * @max_shm_size:	maximum size of a shared memory buffer, bytes; 0 if unknown. The core
 *			refuses larger buffers with -EINVAL before region_register()
 * @max_params:		maximum number of parameters in one call, 0 if unknown. The core
 *			refuses calls with more parameters with -EINVAL
 * @max_sessions:	maximum number of concurrent sessions, 0 if unknown. The core
 *			refuses to open more sessions with -ENOSPC
 * @max_threads:	maximum number of concurrent calls, 0 if unknown
 *
 * Strings are printable ASCII and end with a NUL. A driver passes its identity to
 * tee_device_alloc(). Programs read it by TEE_IOC_IDENTITY, from sysfs and from the
 * device's uevent, kernel clients by tee_client_get_identity().
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
 * struct tee_identity_match - criteria by which a kernel client chooses a TEE
 * @driver_name: name of the driver; NULL matches any
 * @os_name:	name of the Trusted OS; NULL matches any
 * @os_uuid:	UUID of the Trusted OS; nil matches any
 * @capabilities: all capabilities that the TEE must have: TEE_GEN_CAP_* and TEE_CAP_*. A
 *		supplicant's device matches only if TEE_GEN_CAP_PRIVILEGED is among them.
 */
struct tee_identity_match {
	const char *driver_name;
	const char *os_name;
	uuid_t os_uuid;
	u64 capabilities;
};

/**
 * struct tee_param_memref - a range of shared memory
 * @shm_offs:	offset of the range from the start of @shm, bytes
 * @size:	size of the range, bytes
 * @shm:	the memory; NULL for a null memref
 */
struct tee_param_memref {
	size_t shm_offs;
	size_t size;
	struct tee_shm *shm;
};

/**
 * struct tee_param_ubuf - a buffer in the calling process
 * @uaddr:	address
 * @size:	size, bytes
 */
struct tee_param_ubuf {
	void __user *uaddr;
	size_t size;
};

/**
 * struct tee_param_objref - an object reference
 * @id:		the object
 * @flags:	flags, defined by the TEE
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
 * @attr:	TEE_IOCTL_PARAM_ATTR_*: selects the member of @u
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
 * @start:	consider only devices after this context's; NULL for all
 * @match:	callback, returns non-zero for a suitable TEE
 * @data:	passed to @match
 * @vers:	set to the TEE's version data; may be NULL
 *
 * Context: process, may sleep.
 * Return: a context, which the caller owns and closes with tee_client_close_context(), or
 * ERR_PTR: -ENOENT if no TEE matched, otherwise the error of opening the last TEE that
 * matched.
 */
struct tee_context *
tee_client_open_context(struct tee_context *start,
			int (*match)(struct tee_ioctl_version_data *,
				     const void *),
			const void *data, struct tee_ioctl_version_data *vers);

/**
 * tee_client_open_by_identity() - open a TEE by its identity
 * @start:	consider only devices after this context's; NULL for all
 * @match:	criteria for the TEE; owned by the caller, and not used after the return
 *
 * Same as tee_client_open_context(), for clients that need a certain Trusted OS or
 * driver. If several TEEs match, the one that was registered first is opened.
 *
 * Context: process, may sleep.
 * Return: a context, which the caller owns and closes with tee_client_close_context(), or
 * ERR_PTR: -EINVAL if @match is NULL, -ENOENT if no TEE matched, otherwise the error of
 * opening the last TEE that matched.
 */
struct tee_context *
tee_client_open_by_identity(struct tee_context *start,
			    const struct tee_identity_match *match);

/**
 * tee_client_open_by_identity_wait() - wait for a TEE, and open it
 * @match:	criteria for the TEE; owned by the caller, and not used after the return
 * @timeout_ms:	how long to wait, milliseconds; 0: do not wait
 *
 * Same as tee_client_open_by_identity(), for clients that need a TEE and may start before
 * it is registered. A client that can work without a TEE for some time follows TEEs
 * instead, with a struct tee_client_watch.
 *
 * Context: process, may sleep; ends early only on a fatal signal.
 * Return: a context, which the caller owns and closes with tee_client_close_context(), or
 * ERR_PTR: -EINVAL if @match is NULL, -ETIMEDOUT if no TEE was registered in time, -EINTR
 * on a fatal signal, otherwise the error of the TEE's driver.
 */
struct tee_context *
tee_client_open_by_identity_wait(const struct tee_identity_match *match,
				 unsigned int timeout_ms);

/**
 * struct tee_client_watch - a kernel client that follows TEEs as they are added and removed
 * @match:	criteria for the TEEs; these, and everything they point to, must stay
 *		valid as long as the watch
 * @arrived:	called when a TEE is registered, and for each TEE that was registered
 *		before the watch; @ctx is open on it. Returns 0 to keep @ctx, and
 *		leaving() will be called for it later; if it returns any other value, the
 *		core closes @ctx.
 * @leaving:	called when a TEE or the watch is being unregistered; @ctx is closed after
 *		the return, and with it the sessions that are still open. The TEE still
 *		accepts calls, unless the client has delayed its removal for longer than
 *		tee.unregister_timeout_ms.
 * @watch:	private to the core; NULL while the watch is not registered
 *
 * The client embeds it in a structure of its own. @ctx is owned by the core: the client
 * may use it from arrived() until it returns from leaving(), from any context that may
 * sleep, and never closes it. It holds no reference to the driver's module: the driver
 * may be removed at any time, after leaving().
 *
 * The callbacks of a watch run one at a time, in process context, with no lock held. They
 * may make any call except tee_client_watch_unregister() of their own watch, and may take
 * any lock. They delay the other TEEs of the watch, and leaving() delays the removal of
 * the TEE's driver, so their waits must be bounded (tee_client_invoke_timeout()).
 *
 * A watch follows devices. A Trusted Application that its TEE lists is a device on the
 * tee bus, whose driver is notified by probe() and remove().
 */
struct tee_client_watch {
	struct tee_identity_match match;
	int (*arrived)(struct tee_client_watch *watch, struct tee_context *ctx);
	void (*leaving)(struct tee_client_watch *watch, struct tee_context *ctx);
	struct tee_watch *watch;
};

/**
 * tee_client_watch_register() - start following TEEs
 * @watch:	the criteria and the callbacks; the client must keep it valid until
 *		tee_client_watch_unregister() returns
 *
 * arrived() may be called before this returns.
 *
 * Context: process, may sleep.
 * Return: 0, -EINVAL if a callback is missing or @watch is registered already, -ENOMEM.
 */
int tee_client_watch_register(struct tee_client_watch *watch);

/**
 * tee_client_watch_unregister() - stop following TEEs
 * @watch:	the watch; if it is not registered, nothing is done
 *
 * leaving() is called for each TEE that is followed. No callback runs after this function
 * has returned.
 *
 * Context: process, may sleep, as long as the callbacks take.
 */
void tee_client_watch_unregister(struct tee_client_watch *watch);

/**
 * tee_client_get_identity() - get the identity of a TEE and its driver
 * @ctx:	the context
 *
 * The identity never changes, and may be read even after the device has been removed.
 *
 * Context: any; does not sleep.
 * Return: the identity, which the core owns and which is valid until the context is
 * closed; never NULL.
 */
const struct tee_identity *tee_client_get_identity(struct tee_context *ctx);

/**
 * tee_client_close_context() - close a TEE
 * @ctx:	the context
 *
 * Closes the sessions that are still open. Shared memory is not freed: its owner frees
 * it, before or after this call. If a session has a call in progress that was abandoned
 * (by tee_client_invoke_timeout(), or by a killed task), the session and the context are
 * closed when that call returns; this function does not wait for it.
 *
 * Context: process, may sleep.
 */
void tee_client_close_context(struct tee_context *ctx);

/**
 * tee_client_clone_context() - open the TEE of another context
 * @ctx:	the other context
 *
 * This is for a client that follows TEEs and needs a context that it can close at any
 * time. Like the context of a watch, it holds no reference to the driver's module.
 *
 * Context: process, may sleep.
 * Return: a context, which the caller owns and closes with tee_client_close_context(), or
 * ERR_PTR: -ENODEV if the TEE is being removed, -ENOMEM, otherwise the error of the TEE's
 * driver.
 */
struct tee_context *tee_client_clone_context(struct tee_context *ctx);

/**
 * tee_client_get_version() - get the version data of a TEE
 * @ctx:	the context
 * @vers:	filled in; all zero if the device is being removed
 *
 * Context: process, may sleep.
 */
void tee_client_get_version(struct tee_context *ctx,
			    struct tee_ioctl_version_data *vers);

/**
 * tee_client_open_session() - open a session with a Trusted Application
 * @ctx:	the context
 * @arg:	request and result; its member @params is not used
 * @param:	@arg->num_params parameters; outputs are updated
 *
 * Context: process, may sleep; ends early, with -EINTR, only on a fatal signal.
 * Return: 0 with the TEE's result in @arg->ret (0: the session @arg->session is open), or
 * a negative errno as for TEE_IOC_OPEN_SESSION.
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
 * Return: 0, or a negative errno as for TEE_IOC_CLOSE_SESSION. The session cannot be used
 * after this, even if an error is returned.
 */
int tee_client_close_session(struct tee_context *ctx, u32 session);

/**
 * tee_client_system_session() - reserve a TEE thread for a session
 * @ctx:	the context
 * @session:	the session
 *
 * Calls of a system session are not delayed by calls of other clients. The session keeps
 * this property until it is closed.
 *
 * Context: process, may sleep.
 * Return: 0 (also if the session is a system session already), -EINVAL if the session
 * does not exist, -EOPNOTSUPP, or -EBUSY if no further thread can be reserved.
 */
int tee_client_system_session(struct tee_context *ctx, u32 session);

/**
 * tee_client_invoke_func() - invoke a command of a Trusted Application
 * @ctx:	the context
 * @arg:	request and result; its member @params is not used
 * @param:	@arg->num_params parameters; outputs are updated
 *
 * A killed task does not wait for the call, which continues without it and keeps its
 * memory. But if the call uses memory from tee_shm_register_kernel_buf(), the task waits.
 *
 * Context: process, may sleep.
 * Return: 0 with the TEE's result in @arg->ret, or a negative errno as for
 * TEE_IOC_INVOKE.
 */
int tee_client_invoke_func(struct tee_context *ctx,
			   struct tee_ioctl_invoke_arg *arg,
			   struct tee_param *param);

/**
 * tee_client_invoke_timeout() - invoke a command, with a timeout
 * @ctx:	the context
 * @arg:	request and result; its member @params is not used
 * @param:	@arg->num_params parameters, at most 4; outputs are updated
 * @timeout_ms:	how long to wait for the result, milliseconds
 *
 * Same as tee_client_invoke_func(), but it returns after the timeout even if the Trusted
 * Application does not answer, and immediately if the caller is killed. A worker makes
 * the call, which adds some microseconds.
 *
 * A call that does not return in time is abandoned: the TEE is asked to cancel it, and
 * may still execute it. In this case @arg and @param are unchanged. The call keeps its
 * memory until it returns, and its outputs are then wiped. The session may be closed in
 * the meantime; the core then closes it in the TEE after the call has returned. Memory
 * from tee_shm_register_kernel_buf() is refused, because its owner may free it while the
 * call is still in progress; use tee_shm_alloc_kernel_buf().
 *
 * Context: process, may sleep; ends early, with -EINTR, only on a fatal signal.
 * Return: as tee_client_invoke_func(); also -ETIMEDOUT, -EINTR, -ENOMEM.
 */
int tee_client_invoke_timeout(struct tee_context *ctx,
			      struct tee_ioctl_invoke_arg *arg,
			      struct tee_param *param, unsigned int timeout_ms);

struct tee_user;

/**
 * tee_client_turn_begin() - wait for a turn of the calling process's user
 * @ctx:	the context
 * @timeout_ms:	how long to wait for the turn, milliseconds
 *
 * This is for a kernel client that makes calls on behalf of programs that are not allowed
 * to open the TEE themselves. All calls until tee_client_turn_end() count together as one
 * of the user's concurrent calls in the TEE, whose number is limited. The caller should
 * take the turn before any lock or resource that other users need, because the wait for
 * one user's turn can be long.
 *
 * Context: process, the one for which the calls are made; may sleep.
 * Return: the turn, for tee_client_turn_end(): NULL if the process is not limited; or
 * ERR_PTR: -ETIMEDOUT, -EINTR on a fatal signal, -ENODEV if the TEE is being removed,
 * -ENOMEM; -ERESTARTNOINTR if the process is to be frozen: its system call must return
 * this error, so that it holds no lock while frozen and starts from the beginning after
 * it has been thawed.
 */
struct tee_user *tee_client_turn_begin(struct tee_context *ctx, unsigned int timeout_ms);

/**
 * tee_client_turn_end() - end a turn whose calls have returned or were abandoned
 * @turn:	return value of tee_client_turn_begin(), not an error
 *
 * Context: any process; the device may have been removed.
 */
void tee_client_turn_end(struct tee_user *turn);

/**
 * tee_client_set_turn() - set the turn to which a context's next timed calls are charged
 * @ctx:	the context; only one task at a time makes timed calls with it
 * @turn:	return value of tee_client_turn_begin(), not an error, for a turn that has
 *		not ended; NULL: no turn
 *
 * An abandoned timed call is charged to @turn until it has returned. So a user cannot
 * exceed the limit of concurrent calls by abandoning calls.
 */
void tee_client_set_turn(struct tee_context *ctx, struct tee_user *turn);

/**
 * tee_client_open_session_timeout() - open a session, with a timeout
 * @ctx:	the context
 * @arg:	request and result; its member @params is not used. The login is
 *		TEE_IOCTL_LOGIN_PUBLIC or TEE_IOCTL_LOGIN_REE_KERNEL.
 * @param:	@arg->num_params parameters, at most 4; outputs are updated
 * @timeout_ms:	how long to wait for the result, milliseconds
 *
 * Same as tee_client_open_session(), with a timeout as for tee_client_invoke_timeout().
 * If the TEE opens the session after the timeout, the core closes it.
 *
 * An application that accepts no more sessions returns TEEC_ERROR_BUSY. The request is
 * then repeated when one of its sessions is closed; the longest waiter repeats its
 * request first. If the timeout expires while no call is in progress, TEEC_ERROR_BUSY is
 * returned in @arg->ret. If the same application refused another client shortly before,
 * this function waits up to 100 ms before the first request, so that the other client can
 * retry first.
 *
 * Context: process, may sleep; ends early, with -EINTR, only on a fatal signal.
 * Return: as tee_client_open_session(); also -ETIMEDOUT, -EINTR, -ENOMEM, and -EINVAL for
 * other logins.
 */
int tee_client_open_session_timeout(struct tee_context *ctx,
				    struct tee_ioctl_open_session_arg *arg,
				    struct tee_param *param, unsigned int timeout_ms);

/**
 * tee_client_object_invoke_func() - invoke an operation of an object
 * @ctx:	the context
 * @arg:	request and result; its member @params is not used
 * @param:	@arg->num_params parameters; outputs are updated
 *
 * Context: process, may sleep.
 * Return: as TEE_IOC_OBJECT_INVOKE.
 */
int tee_client_object_invoke_func(struct tee_context *ctx,
				  struct tee_ioctl_object_invoke_arg *arg,
				  struct tee_param *param);

/**
 * tee_client_cancel_req() - ask the TEE to cancel a request in progress
 * @ctx:	the context
 * @arg:	which request
 *
 * Context: process, may sleep.
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
 * Return: the memory, to be freed with tee_shm_free(), or ERR_PTR: -EINVAL, -EDQUOT,
 * -ENOMEM, -EOPNOTSUPP, -ENODEV.
 */
struct tee_shm *tee_shm_alloc_kernel_buf(struct tee_context *ctx, size_t size);

/**
 * tee_shm_register_kernel_buf() - share memory of the kernel with the TEE
 * @ctx:	the client
 * @addr:	start of the memory: any kernel address that is backed by a page
 * @length:	bytes, more than 0
 *
 * The caller keeps ownership of the memory, and must keep it until tee_shm_free() has
 * returned. No page references are taken, so memory of the slab allocator is suitable.
 * The TEE sees whole pages, including unrelated data in the first and last page.
 *
 * Context: process, may sleep.
 * Return: the memory, to be freed with tee_shm_free(), or ERR_PTR: -EINVAL, -EDQUOT,
 * -EOPNOTSUPP, -ENOMEM, -ENODEV.
 */
struct tee_shm *tee_shm_register_kernel_buf(struct tee_context *ctx,
					    void *addr, size_t length);

/**
 * tee_shm_free() - free shared memory
 * @shm:	the memory; NULL is allowed
 *
 * Context: process, may sleep.
 */
void tee_shm_free(struct tee_shm *shm);

/**
 * tee_shm_get_va() - get the kernel address of shared memory
 * @shm:	the memory
 * @offs:	offset into it, bytes
 *
 * Return: the address, or ERR_PTR: -EINVAL if @offs is outside of the memory or the
 * memory is not mapped in the kernel.
 */
void *tee_shm_get_va(struct tee_shm *shm, size_t offs);

/**
 * tee_shm_get_pa() - get the physical address of shared memory
 * @shm:	the memory
 * @offs:	offset into it, bytes
 * @pa:		set to the physical address
 *
 * Memory is physically contiguous within a page only.
 *
 * Return: 0, or -EINVAL if @offs is outside of the memory.
 */
int tee_shm_get_pa(struct tee_shm *shm, size_t offs, phys_addr_t *pa);

/**
 * tee_shm_get_size() - get the size of shared memory
 * @shm:	the memory
 *
 * Return: the size, bytes.
 */
size_t tee_shm_get_size(struct tee_shm *shm);

/**
 * tee_shm_get_pages() - get the pages of shared memory
 * @shm:	the memory
 * @num_pages:	set to their number
 *
 * Return: an array of the pages, owned by the memory; NULL if the memory is reserved and
 * has no pages.
 */
struct page **tee_shm_get_pages(struct tee_shm *shm, size_t *num_pages);

/**
 * tee_shm_get_page_offset() - get the offset of shared memory in its first page
 * @shm:	the memory
 *
 * Return: the offset, bytes.
 */
size_t tee_shm_get_page_offset(struct tee_shm *shm);

/**
 * tee_shm_get_id() - get the id by which user space names shared memory
 * @shm:	the memory
 *
 * Return: the id, 1 or more, of a client's memory; -1 for a driver's own memory.
 */
int tee_shm_get_id(struct tee_shm *shm);

/* Bus for the services that TEEs offer to kernel drivers, matched by UUID */
extern const struct bus_type tee_bus_type;

/**
 * struct tee_client_device - a service of a TEE
 * @id:		UUID of the service
 * @dev:	its device
 */
struct tee_client_device {
	struct tee_client_device_id id;
	struct device dev;
};

#define to_tee_client_device(d) container_of(d, struct tee_client_device, dev)

/**
 * struct tee_client_driver - a kernel driver for services of TEEs
 * @id_table:	the services that it supports, ending with a nil UUID
 * @driver:	its driver, with bus set to &tee_bus_type
 */
struct tee_client_driver {
	const struct tee_client_device_id *id_table;
	struct device_driver driver;
};

#define to_tee_client_driver(d) \
	container_of_const(d, struct tee_client_driver, driver)

#endif /* __TEE_DRV_H */
