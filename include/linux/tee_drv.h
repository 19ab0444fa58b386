/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * In-kernel client API, for drivers that want to talk to a TEE.
 *
 * This is what the ioctls in <linux/tee.h> offer to programs, backed by the same core
 * functions. Unless stated otherwise everything here may sleep and needs process
 * context.
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
 * struct tee_context - one client of a TEE, in user space or in the kernel
 * @teedev:	the device
 * @data:	driver private, valid from open() to close()
 * @refcount:	one for the opener, one for the device's list, one per shared memory
 *		object
 * @kernel:	true for a kernel client
 * @supp_nowait: fail requests that need a supplicant right away if there's none, rather
 *		than wait for one. Set for kernel clients, which may clear it before
 *		opening a session
 * @cap_memref_null: null memrefs are okay (TEE_GEN_CAP_MEMREF_NULL); set by the core
 *
 * Embedded in a bigger structure that only the core knows.
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
 * struct tee_identity - which driver this is, and which Trusted OS it talks to
 * @driver_name:	mandatory, e.g. "optee"
 * @driver_type:	TEE_DRIVER_TYPE_*
 * @driver_version:	"" if it doesn't have one
 * @conduit:		conduit in use, or "none"; mandatory
 * @os_name:		mandatory, e.g. "OP-TEE"
 * @os_uuid:		the Trusted OS's UUID, or nil
 * @os_version:		free-form text, "" if unknown
 * @os_build:		same for the build
 * @capabilities:	TEE_GEN_CAP_* and TEE_CAP_*. Drivers leave this 0, the core
 *			fills it in at registration
 * @max_shm_size:	largest shared memory buffer, bytes, or 0 if unknown. Anything
 *			larger gets -EINVAL and never makes it to region_register()
 * @max_params:		most parameters per call, or 0 if unknown. The core enforces it
 *			(-EINVAL)
 * @max_sessions:	most sessions open at a time, or 0 if unknown. The core enforces
 *			it (-ENOSPC)
 * @max_threads:	most calls in the TEE at a time, or 0 if unknown
 *
 * Strings are NUL-terminated printable ASCII. Drivers hand their identity to
 * tee_device_alloc(). From there it goes to TEE_IOC_IDENTITY, to sysfs, into the
 * device's uevent, and to kernel clients through tee_client_get_identity().
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
 * struct tee_identity_match - what kind of TEE a kernel client wants
 * @driver_name: driver name, NULL for any
 * @os_name:	Trusted OS name, NULL for any
 * @os_uuid:	Trusted OS UUID, nil for any
 * @capabilities: TEE_GEN_CAP_* and TEE_CAP_* that the TEE must have, all of them.
 *		Supplicant devices don't match unless you include TEE_GEN_CAP_PRIVILEGED
 */
struct tee_identity_match {
	const char *driver_name;
	const char *os_name;
	uuid_t os_uuid;
	u64 capabilities;
};

/**
 * struct tee_param_memref - a range of shared memory
 * @shm_offs:	where it starts in @shm, bytes
 * @size:	its length, bytes
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
 * struct tee_param_value - up to three numbers
 * @a:		first number
 * @b:		second number
 * @c:		third number
 */
struct tee_param_value {
	u64 a;
	u64 b;
	u64 c;
};

/**
 * struct tee_param - one parameter of a call
 * @attr:	TEE_IOCTL_PARAM_ATTR_*, tells which member of @u applies
 * @u:		the parameter itself
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
 * @match:	returns non-zero if the TEE will do
 * @data:	passed to @match
 * @vers:	set to the TEE's version data; may be NULL
 *
 * Context: process, may sleep.
 * Return: a context for you to close with tee_client_close_context(), or ERR_PTR:
 * -ENOENT if no TEE matched, otherwise the error of opening the last TEE that
 * matched.
 */
struct tee_context *
tee_client_open_context(struct tee_context *start,
			int (*match)(struct tee_ioctl_version_data *,
				     const void *),
			const void *data, struct tee_ioctl_version_data *vers);

/**
 * tee_client_open_by_identity() - open a TEE by its identity
 * @start:	look only at devices after this context's; NULL for all
 * @match:	which TEE; not used after the return
 *
 * Like tee_client_open_context(), for clients that want a particular Trusted OS or
 * driver. If several TEEs match you get the one that was registered first.
 *
 * Context: process, may sleep.
 * Return: a context for you to close with tee_client_close_context(), or ERR_PTR:
 * -EINVAL if @match is NULL, -ENOENT if no TEE matched, otherwise the error of
 * opening the last TEE that matched.
 */
struct tee_context *
tee_client_open_by_identity(struct tee_context *start,
			    const struct tee_identity_match *match);

/**
 * tee_client_open_by_identity_wait() - wait for a TEE, and open it
 * @match:	which TEE; not used after the return
 * @timeout_ms:	how long to wait, milliseconds; 0 for not at all
 *
 * Like tee_client_open_by_identity(), for clients that can't do without a TEE but may
 * be up before it is. If you can do without one for a while, have a look at struct
 * tee_client_watch instead.
 *
 * Context: process, may sleep; ends early only on a fatal signal.
 * Return: a context for you to close with tee_client_close_context(), or ERR_PTR:
 * -EINVAL if @match is NULL, -ETIMEDOUT if no TEE was registered in time, -EINTR
 * on a fatal signal, otherwise the error of the TEE's driver.
 */
struct tee_context *
tee_client_open_by_identity_wait(const struct tee_identity_match *match,
				 unsigned int timeout_ms);

/**
 * struct tee_client_watch - follow TEEs as they come and go
 * @match:	which TEEs to follow. This and whatever it points to has to stay around
 *		for as long as the watch
 * @arrived:	there's a TEE, new or from before the watch, with @ctx open on it.
 *		Return 0 to keep @ctx, which gets you a call of leaving() later on. On
 *		any other value the core closes @ctx and forgets about it
 * @leaving:	the TEE or the watch is being unregistered. When this returns, the core
 *		closes @ctx along with any sessions still open in it. The TEE still
 *		takes calls, unless the client has been holding up the removal for
 *		longer than tee.unregister_timeout_ms
 * @watch:	core private; NULL unless registered
 *
 * Embed this in a structure of your own. @ctx belongs to the core. You can use it in
 * any context that may sleep, from arrived() until you return from leaving(), but don't
 * close it. It does not pin the driver's module, so the driver can be removed any time
 * after leaving().
 *
 * A watch's callbacks run one at a time, in process context with no locks held. They
 * can take whatever locks they like and call anything except
 * tee_client_watch_unregister() on their own watch. While one runs, the watch's other
 * TEEs have to wait, and so does the driver's removal if it's leaving(). So don't wait
 * in there without a limit (tee_client_invoke_timeout() helps).
 *
 * Note that this is about TEE devices. A Trusted Application that the TEE enumerates is
 * a device on the tee bus, where its driver gets probe() and remove().
 */
struct tee_client_watch {
	struct tee_identity_match match;
	int (*arrived)(struct tee_client_watch *watch, struct tee_context *ctx);
	void (*leaving)(struct tee_client_watch *watch, struct tee_context *ctx);
	struct tee_watch *watch;
};

/**
 * tee_client_watch_register() - start following TEEs
 * @watch:	with @match and the callbacks filled in; has to stay around until
 *		tee_client_watch_unregister() returns
 *
 * The first arrived() may well come before this returns.
 *
 * Context: process, may sleep.
 * Return: 0, -EINVAL if a callback is missing or @watch is registered already, -ENOMEM.
 */
int tee_client_watch_register(struct tee_client_watch *watch);

/**
 * tee_client_watch_unregister() - stop following TEEs
 * @watch:	nothing happens if it's not registered
 *
 * Calls leaving() for every TEE that the watch still follows. Once this has returned
 * there won't be any more callbacks.
 *
 * Context: process, sleeps for as long as the callbacks take.
 */
void tee_client_watch_unregister(struct tee_client_watch *watch);

/**
 * tee_client_get_identity() - get a TEE's identity
 * @ctx:	the context
 *
 * It never changes. You can look at it even after the device has been removed.
 *
 * Context: any; does not sleep.
 * Return: the identity, never NULL. It belongs to the core and is valid until @ctx is
 * closed.
 */
const struct tee_identity *tee_client_get_identity(struct tee_context *ctx);

/**
 * tee_client_close_context() - close a TEE
 * @ctx:	the context
 *
 * Sessions still open get closed too, but shared memory doesn't get freed. That is up
 * to its owner, now or later. If a call has been abandoned in a session (by
 * tee_client_invoke_timeout(), or because its task was killed), we don't wait for it.
 * The session and the context then stay open behind the scenes until that call returns.
 *
 * Context: process, may sleep.
 */
void tee_client_close_context(struct tee_context *ctx);

/**
 * tee_client_clone_context() - open the same TEE once more
 * @ctx:	a context on that TEE
 *
 * Useful with a watch, if you need a context that you can close whenever you want. Like
 * the watch's own context it doesn't pin the driver's module.
 *
 * Context: process, may sleep.
 * Return: a context for you to close with tee_client_close_context(), or ERR_PTR:
 * -ENODEV if the TEE is being removed, -ENOMEM, otherwise the error of the TEE's
 * driver.
 */
struct tee_context *tee_client_clone_context(struct tee_context *ctx);

/**
 * tee_client_get_version() - get a TEE's version data
 * @ctx:	the context
 * @vers:	filled in, with zeros if the device is being removed
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
 * Return: 0, or a negative errno as for TEE_IOC_CLOSE_SESSION. Either way you can't use
 * the session after this.
 */
int tee_client_close_session(struct tee_context *ctx, u32 session);

/**
 * tee_client_system_session() - reserve a TEE thread for a session's calls
 * @ctx:	the context
 * @session:	the session
 *
 * Other clients' calls don't hold up the calls of a system session. Once set, this
 * stays until the session is closed.
 *
 * Context: process, may sleep.
 * Return: 0, also if it's a system session already; -EINVAL if there's no such session;
 * -EOPNOTSUPP; -EBUSY if the TEE can't spare another thread.
 */
int tee_client_system_session(struct tee_context *ctx, u32 session);

/**
 * tee_client_invoke_func() - invoke a command of a Trusted Application
 * @ctx:	the context
 * @arg:	request and result; its member @params is not used
 * @param:	@arg->num_params parameters; outputs are updated
 *
 * If the task gets killed we don't wait for the call to return. It carries on without
 * us, and its memory stays allocated for that long. The exception is memory from
 * tee_shm_register_kernel_buf(), for which the task has to wait.
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
 * Like tee_client_invoke_func(), but returns after the timeout no matter how long the
 * Trusted Application takes, and right away if the caller is killed. The call is made
 * by a worker, which costs a few microseconds.
 *
 * A call that doesn't return in time is abandoned. We ask the TEE to cancel it, but it
 * may still get executed. @arg and @param stay as they were. The call's memory stays
 * allocated until it returns, at which point its outputs are wiped. It's fine to close
 * the session in the meantime; the core closes it in the TEE once the call is through.
 * Memory from tee_shm_register_kernel_buf() is refused, since its owner could free it
 * under the call. Use tee_shm_alloc_kernel_buf().
 *
 * Context: process, may sleep; ends early, with -EINTR, only on a fatal signal.
 * Return: as tee_client_invoke_func(); also -ETIMEDOUT, -EINTR, -ENOMEM.
 */
int tee_client_invoke_timeout(struct tee_context *ctx,
			      struct tee_ioctl_invoke_arg *arg,
			      struct tee_param *param, unsigned int timeout_ms);

struct tee_user;

/**
 * tee_client_turn_begin() - wait for a turn on behalf of the calling process's user
 * @ctx:	the context
 * @timeout_ms:	how long to wait for the turn, milliseconds
 *
 * For kernel clients that serve programs which aren't allowed to open the TEE
 * themselves. There's a limit on how many concurrent calls each user has in the TEE,
 * and everything until tee_client_turn_end() counts as a single one of them. The wait
 * can be long. Better take the turn before any lock or resource that other users need.
 *
 * Context: the process that the calls are made for; may sleep.
 * Return: the turn, for tee_client_turn_end(), which is NULL if no limit applies to the
 * process; or ERR_PTR: -ETIMEDOUT; -EINTR on a fatal signal; -ENODEV if the TEE is
 * being removed; -ENOMEM; -ERESTARTNOINTR if the freezer wants the process. Pass the
 * latter on as the system call's result. The process then freezes without any locks
 * held, and restarts the system call once it's thawed.
 */
struct tee_user *tee_client_turn_begin(struct tee_context *ctx, unsigned int timeout_ms);

/**
 * tee_client_turn_end() - end a turn
 * @turn:	return value of tee_client_turn_begin(), not an error
 *
 * All of the turn's calls must have returned or been abandoned.
 *
 * Context: any process; the device may be gone already.
 */
void tee_client_turn_end(struct tee_user *turn);

/**
 * tee_client_set_turn() - tell which turn pays for a context's abandoned calls
 * @ctx:	the context; only one task at a time may make timed calls with it
 * @turn:	return value of tee_client_turn_begin(), not an error, for a turn that has
 *		not ended; NULL: no turn
 *
 * From now on, a timed call that is abandoned counts towards @turn until it returns.
 * Otherwise a user could get around the limit on concurrent calls by letting calls time
 * out.
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
 * Like tee_client_open_session(), with a timeout as for tee_client_invoke_timeout(). If
 * the TEE opens the session too late, the core closes it.
 *
 * A Trusted Application that can't take another session returns TEEC_ERROR_BUSY. We
 * then retry whenever one of its sessions gets closed, longest waiter first, until the
 * timeout. If that expires between two attempts, you get TEEC_ERROR_BUSY in @arg->ret.
 * To be fair to a client that the same application has only just turned away, the first
 * attempt is delayed by up to 100 ms.
 *
 * Context: process, may sleep; ends early, with -EINTR, only on a fatal signal.
 * Return: as tee_client_open_session(); also -ETIMEDOUT, -EINTR, -ENOMEM, and -EINVAL for
 * other logins.
 */
int tee_client_open_session_timeout(struct tee_context *ctx,
				    struct tee_ioctl_open_session_arg *arg,
				    struct tee_param *param, unsigned int timeout_ms);

/**
 * tee_client_object_invoke_func() - invoke an object's operation
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
 * It's zeroed, and mapped in the kernel.
 *
 * Context: process, may sleep.
 * Return: the memory, to be freed with tee_shm_free(), or ERR_PTR: -EINVAL, -EDQUOT,
 * -ENOMEM, -EOPNOTSUPP, -ENODEV.
 */
struct tee_shm *tee_shm_alloc_kernel_buf(struct tee_context *ctx, size_t size);

/**
 * tee_shm_register_kernel_buf() - share kernel memory with the TEE
 * @ctx:	the client
 * @addr:	start; any kernel address with a page behind it
 * @length:	bytes, more than 0
 *
 * The memory stays yours, and it has to stay allocated until tee_shm_free() has
 * returned. No page references are taken, so slab memory will do. Note that the TEE
 * gets to see whole pages, including whatever else is in the first and the last one.
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
 * tee_shm_get_va() - get shared memory's kernel address
 * @shm:	the memory
 * @offs:	offset into it, bytes
 *
 * Return: the address, or ERR_PTR: -EINVAL if @offs is outside of the memory or the
 * memory is not mapped in the kernel.
 */
void *tee_shm_get_va(struct tee_shm *shm, size_t offs);

/**
 * tee_shm_get_pa() - get shared memory's physical address
 * @shm:	the memory
 * @offs:	offset into it, bytes
 * @pa:		set to the physical address
 *
 * Don't go beyond the end of the page: the next one may be anywhere.
 *
 * Return: 0, or -EINVAL if @offs is outside of the memory.
 */
int tee_shm_get_pa(struct tee_shm *shm, size_t offs, phys_addr_t *pa);

/**
 * tee_shm_get_size() - get shared memory's size
 * @shm:	the memory
 *
 * Return: the size, bytes.
 */
size_t tee_shm_get_size(struct tee_shm *shm);

/**
 * tee_shm_get_pages() - get shared memory's pages
 * @shm:	the memory
 * @num_pages:	set to their number
 *
 * Return: an array, which belongs to @shm, or NULL for reserved memory, which has no
 * pages.
 */
struct page **tee_shm_get_pages(struct tee_shm *shm, size_t *num_pages);

/**
 * tee_shm_get_page_offset() - get shared memory's offset into its first page
 * @shm:	the memory
 *
 * Return: the offset, bytes.
 */
size_t tee_shm_get_page_offset(struct tee_shm *shm);

/**
 * tee_shm_get_id() - get shared memory's id in user space
 * @shm:	the memory
 *
 * Return: the id (1 or more), or -1 for a driver's own memory, which doesn't have one.
 */
int tee_shm_get_id(struct tee_shm *shm);

/* For services that TEEs offer to kernel drivers, matched by UUID */
extern const struct bus_type tee_bus_type;

/**
 * struct tee_client_device - a service on the tee bus
 * @id:		the service's UUID
 * @dev:	its device
 */
struct tee_client_device {
	struct tee_client_device_id id;
	struct device dev;
};

#define to_tee_client_device(d) container_of(d, struct tee_client_device, dev)

/**
 * struct tee_client_driver - a driver for such services
 * @id_table:	supported services, ends with a nil UUID
 * @driver:	the driver proper, with bus set to &tee_bus_type
 */
struct tee_client_driver {
	const struct tee_client_device_id *id_table;
	struct device_driver driver;
};

#define to_tee_client_driver(d) \
	container_of_const(d, struct tee_client_driver, driver)

#endif /* __TEE_DRV_H */
