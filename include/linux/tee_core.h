/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The driver API, i.e. how to register a TEE with the core.
 *
 * Create a memory pool with tee_shm_pool_create(), allocate a device with
 * tee_device_alloc(), do the rest of your own setup, and only then call
 * tee_device_register(). From that moment the core calls your operations, so nothing in
 * probe() can fail any more. To get rid of the TEE again, call tee_device_unregister(),
 * after which your operations are left alone, close the pool and drop your references.
 *
 * For a TEE with a single device, tee_device_offer() does all this in one go and
 * tee_device_retire() takes it down again. More that you may not have to write yourself
 * is below in "Ready-made parts". It costs nothing if you don't use it.
 */
#ifndef __TEE_CORE_H
#define __TEE_CORE_H

#include <linux/bits.h>
#include <linux/device.h>
#include <linux/module.h>
#include <linux/refcount.h>
#include <linux/tee_drv.h>
#include <linux/types.h>
#include <linux/workqueue.h>

/* Memory */

/**
 * struct tee_region - memory that the TEE registers as one unit
 * @pages:	its pages, or NULL for reserved memory
 * @num_pages:	how many
 * @offset:	where it starts in the first page, bytes
 * @size:	bytes
 * @paddr:	physical address, for reserved memory only
 * @vaddr:	kernel address, or NULL if it isn't mapped
 * @cookie:	how the TEE knows it, set by region_register()
 *
 * A struct tee_shm is (the beginning of) one region. The region belongs either to the
 * pool, which lends it to one client after another and destroys it in the end, or to a
 * single shared memory object it was made for.
 */
struct tee_region {
	struct page **pages;
	size_t num_pages;
	size_t offset;
	size_t size;
	phys_addr_t paddr;
	void *vaddr;
	u64 cookie;

	/* private: the pool's */
	struct list_head link;
	bool registered;
	bool leaked;
};

/**
 * tee_region_is_reserved() - check whether a region is reserved memory
 * @region:	the region
 *
 * Return: true if so. Both worlds then refer to the region by physical address.
 */
static inline bool tee_region_is_reserved(const struct tee_region *region)
{
	return !region->pages;
}

struct tee_shm_pool;

/**
 * enum tee_wait_mode - how long an operation may wait
 * @TEE_WAIT_MODE_KILLABLE: until the task is killed
 * @TEE_WAIT_MODE_BRIEF: the task is exiting or must not be held up. An operation that
 *		would take longer gets detached, or repeated by a worker
 * @TEE_WAIT_MODE_UNLIMITED: for however long it takes. The caller is a worker, or
 *		device unregistration
 */
enum tee_wait_mode {
	TEE_WAIT_MODE_KILLABLE,
	TEE_WAIT_MODE_BRIEF,
	TEE_WAIT_MODE_UNLIMITED,
};

/**
 * struct tee_undo - undo something later, from a worker
 * @work:	the work item
 * @again:	do it, then free what this is embedded in
 *
 * Lives in the object to be undone, so queueing it takes no memory.
 */
struct tee_undo {
	struct work_struct work;
	void (*again)(struct tee_undo *undo);
};

/**
 * struct tee_shm_pool_ops - how to register memory with the TEE
 * @region_register:	tell the TEE about @region and set its cookie. Returns 0 or a
 *			negative errno. -EIO if the TEE may know it nevertheless, in
 *			which case the core leaks the pages. May sleep. NULL for a TEE
 *			that doesn't register memory. The pool is then limited to
 *			reserved memory, and without any of that all allocations get
 *			-EOPNOTSUPP.
 * @region_unregister:	unregister @region. May sleep. -EINTR or -EBUSY means that the
 *			call couldn't even begin within @wait_mode; the core tries again
 *			later, with TEE_WAIT_MODE_UNLIMITED. If the TEE refuses, log
 *			that and return -EIO: the core then leaks the pages.
 * @region_recycle:	a client has freed @region, which stays registered and may be lent
 *			to another client next. For a TEE that must not see it before that
 *			client's first call. May sleep, but not for long. Optional.
 *
 * Don't allocate from the same pool in here, or free to it. Note that
 * tee_shm_pool_close() unregisters every region, your own buffers' included. Free those
 * after it.
 */
struct tee_shm_pool_ops {
	int (*region_register)(void *data, struct tee_region *region);
	int (*region_unregister)(void *data, struct tee_region *region,
				 enum tee_wait_mode wait_mode);
	void (*region_recycle)(void *data, struct tee_region *region);
};

/**
 * tee_shm_pool_create() - create a memory pool
 * @ops:	how to register memory; has to stay around until the pool is closed
 * @data:	passed to @ops
 *
 * A TEE's devices can share a pool. Use one per device if they register memory in
 * different ways.
 *
 * Context: process, may sleep.
 * Return: the pool, with one reference, or ERR_PTR: -EINVAL if @ops is NULL or has only
 * one of @region_register and @region_unregister, -ENOMEM.
 */
struct tee_shm_pool *tee_shm_pool_create(const struct tee_shm_pool_ops *ops,
					 void *data);

/**
 * tee_shm_pool_add_reserved() - give boot-time reserved memory to a pool
 * @pool:	the pool; it can have only one such range
 * @paddr:	physical address, page aligned
 * @size:	bytes, a multiple of the page size
 *
 * Call this before you register any of the pool's devices. The pool then allocates from
 * this memory first and from elsewhere once it's used up. The range gets claimed like
 * in request_mem_region() and mapped write-back cached. Both last for as long as any of
 * it is in use, even beyond the pool. If you give the same range to another pool, that
 * one gets what is free of it.
 *
 * Context: process, may sleep.
 * Return: 0; -EINVAL, also for a second range; -ENOMEM; -EBUSY if any of it belongs to
 * another TEE, has been claimed by a driver, or is System RAM. The last is fine if a
 * single node under the device tree's /reserved-memory, and not a "reusable" one,
 * covers the whole range.
 */
int tee_shm_pool_add_reserved(struct tee_shm_pool *pool, phys_addr_t paddr,
			      size_t size);

/**
 * tee_shm_pool_close() - close a pool and take its memory away from the TEE
 * @pool:	the pool
 *
 * The pool's operations aren't called any more, and allocations fail. Whoever still has
 * memory from it can go on using that.
 *
 * Context: process, may sleep.
 */
void tee_shm_pool_close(struct tee_shm_pool *pool);

/**
 * tee_shm_pool_put() - drop a reference to a pool
 * @pool:	the pool
 */
void tee_shm_pool_put(struct tee_shm_pool *pool);

/**
 * struct tee_shm - shared memory, a region or the beginning of one
 * @ctx:	owner, or NULL for a driver's own memory
 * @region:	the region
 * @size:	size, bytes
 * @refs:	one for the fd or the in-kernel holder, one for each call that uses the
 *		memory. At 0 it can't be found by its id any more
 * @id:		what user space calls it, or -1
 * @announced:	complete, can be found by its id
 * @pool:	the pool
 * @driver_flags: for the driver, 0 to begin with
 * @ops:	depends on the kind of memory
 * @undo:	for releasing the memory from a worker
 */
struct tee_shm {
	struct tee_context *ctx;
	struct tee_region *region;
	size_t size;
	refcount_t refs;
	int id;
	bool announced;
	struct tee_shm_pool *pool;
	unsigned long driver_flags;
	const struct tee_shm_kind *ops;
	struct tee_undo undo;
};

/**
 * tee_shm_get_cookie() - get the cookie of shared memory's region
 * @shm:	the memory, e.g. from a memref
 *
 * @shm always begins at the start of the region that the cookie stands for. Reserved
 * memory doesn't have a cookie. If your pool has any, check tee_region_is_reserved()
 * and pass the TEE the address from tee_shm_get_pa() instead.
 *
 * Return: the cookie as set by region_register(), 0 for reserved memory.
 */
static inline u64 tee_shm_get_cookie(const struct tee_shm *shm)
{
	return shm->region->cookie;
}

/**
 * tee_shm_alloc_driver_buf() - allocate memory for a driver's own messages
 * @pool:	the pool
 * @size:	bytes, more than 0
 *
 * Context: process, may sleep.
 * Return: zeroed memory, mapped in the kernel, to be freed with tee_shm_put(); or
 * ERR_PTR: -EINVAL, -ENOMEM, -EOPNOTSUPP, -ENODEV.
 */
struct tee_shm *tee_shm_alloc_driver_buf(struct tee_shm_pool *pool, size_t size);

/**
 * tee_shm_get_from_id() - find a client's shared memory
 * @ctx:	the client
 * @id:		the id
 *
 * Return: the memory, with a reference for you, or ERR_PTR(-EINVAL) if @ctx doesn't
 * have any with this id.
 */
struct tee_shm *tee_shm_get_from_id(struct tee_context *ctx, int id);

/**
 * tee_shm_get() - take a reference to shared memory
 * @shm:	the memory; you already hold a reference
 */
void tee_shm_get(struct tee_shm *shm);

/**
 * tee_shm_put() - drop a reference to shared memory
 * @shm:	the memory; NULL is allowed
 *
 * Context: process, may sleep, as the last reference may involve a call into the TEE.
 */
void tee_shm_put(struct tee_shm *shm);

/**
 * tee_shm_leak() - keep shared memory's pages from ever being reused
 * @shm:	the memory; its pool is closed and you hold a reference
 *
 * For memory that the TEE hasn't let go of and may still write to. The last
 * tee_shm_put() frees everything else, but not the pages.
 *
 * Context: process, may sleep.
 */
void tee_shm_leak(struct tee_shm *shm);

/* Devices */

struct tee_session;

/**
 * struct tee_call - a client's call in progress
 * @ctx:	the client
 * @wait_mode:	how long to wait for it
 *
 * On the stack of the core function that calls you. The core pins whatever the call
 * needs until it ends: the device, the session and the parameters' memory.
 */
struct tee_call {
	struct tee_context *ctx;
	enum tee_wait_mode wait_mode;

	/* private: the core's */
	struct tee_session *session;
	struct tee_param *params;
	u32 num_params;
	struct tee_user *user;
	bool closes;
	bool loaded;
	bool over_limit;
	bool detached;
};

/**
 * tee_call_loads() - report that the TEE is loading a Trusted Application
 * @call:	the call that it does this for, not detached
 *
 * For drivers that can tell. An application takes far more of the TEE's memory than a
 * session, so each user can have only so many sessions for which one was loaded. An
 * open_session() is charged at most once, until the session is closed, and other calls
 * not at all.
 *
 * Context: the operation's.
 * Return: 0, or -EDQUOT if the user is at its limit. Keep the TEE from loading the
 * application in that case. If the TEE then opens no session, the client gets EDQUOT.
 */
int tee_call_loads(struct tee_call *call);

/**
 * tee_call_release_memory() - have a call go on without its memory
 * @call:	a call about to be detached
 *
 * For drivers that take memory away from the TEE when it's unregistered or recycled, even
 * in the middle of a call. tee_call_detach() then takes no references to the memory of
 * @call, which is freed along with its client.
 *
 * Context: the operation's. Doesn't sleep.
 */
void tee_call_release_memory(struct tee_call *call);

struct tee_detached_call;

/**
 * tee_call_detach() - let a call go on without its caller
 * @call:	a call of open_session(), invoke_func() or close_session()
 *
 * For calls that can't be aborted when the caller is killed. If the caller has just
 * been cancelled, or the device is being removed, wait for the call instead. Once this
 * has returned, the core pins everything that the call uses, and your module, until
 * tee_call_end_detached(). Return -EINTR from the operation then, and don't free
 * anything the call may need. Its outputs get lost. If it opens a session after all,
 * you have to close that.
 *
 * Context: the operation's. Allocates memory, which can't fail.
 * Return: the detached call. NULL if you have to wait for the call: there's no fatal
 * signal (unless the wait mode is TEE_WAIT_MODE_BRIEF), the call uses memory that its
 * owner may free as soon as you return, or the wait mode is TEE_WAIT_MODE_UNLIMITED.
 */
struct tee_detached_call *tee_call_detach(struct tee_call *call);

/**
 * tee_detached_call_loads() - tee_call_loads() for a detached call
 * @detached:	the call
 *
 * Context: process, may sleep.
 * Return: 0, or -EDQUOT if the user is at its limit. Keep the TEE from loading the
 * application in that case.
 */
int tee_detached_call_loads(struct tee_detached_call *detached);

/**
 * tee_call_end_detached() - end a detached call
 * @detached:	the call; gets freed
 * @rc:		what close_session() would have returned; ignored for other calls
 *
 * Do this last, the device may be gone afterwards. The call's reference to your module
 * is dropped too, so wait for your workers on module exit.
 *
 * Context: process, may sleep.
 */
void tee_call_end_detached(struct tee_detached_call *detached, int rc);

/**
 * struct tee_driver_ops - what a driver has to offer
 * @get_version:	fill in the version data. PRIVILEGED, REG_MEM and OBJREF in
 *			gen_caps are set by the core, which implements them. Mandatory.
 * @open:		a new client; may set ctx->data. Mandatory.
 * @leave:		the client makes no more calls. Those that it has left go on, and
 *			sessions are closed after the last one in them. Optional.
 * @close:		the client is going away, its sessions are closed already.
 *			Mandatory.
 * @stop:		the device is being removed. Make all waits in the driver fail,
 *			those to come included. close_session() and close() are still
 *			called after this and have to do their job. Mandatory if a call
 *			may sleep until something happens, not needed if all you do is
 *			poll tee_request_reason_to_end() or sleep in tee_request_wait().
 * @open_session:	fill in @arg->session, @arg->ret and @arg->ret_origin. Returns 0
 *			or a negative errno.
 * @close_session:	close a session that has no calls in progress. -EINTR or -EBUSY
 *			means that it couldn't even begin within the call's wait_mode,
 *			so a worker tries again with TEE_WAIT_MODE_UNLIMITED. Anything
 *			else is final.
 * @system_session:	make it a system session.
 * @invoke_func:	fill in @arg->ret and @arg->ret_origin. The session stays open
 *			meanwhile.
 * @object_invoke_func:	fill in @arg->ret.
 * @cancel_req:		cancel a request; @session is one of the client's, or 0.
 * @supp_recv:		wait for a request. @num_params is the size of @param on entry
 *			and how much of it the request takes on return. A memref with a
 *			shm comes with a reference, which the core drops before it
 *			copies the request to the supplicant. Privileged devices only.
 * @supp_recv_undo:	couldn't copy the request with these parameters to the
 *			supplicant, so have supp_recv() return it once more. Can't fail.
 *			Privileged devices only.
 * @supp_send:		the reply to a request. Returns -ENOENT if there's no such
 *			request, or it has been answered already.
 *			TEE_IOC_SUPPL_SEND_RECV may pass the same reply twice, so don't
 *			reuse request ids too soon. Privileged devices only.
 *
 * They can all sleep. None is called before registration, which itself calls
 * get_version(), or once tee_device_unregister() has returned 0. What get_version()
 * fills in must not change later on. Parameters have been checked by the core: the
 * types are valid, and memrefs stay within memory that the call holds a reference to.
 *
 * Leave out an optional operation and the core returns -EOPNOTSUPP for it and doesn't
 * advertise the capability. Some go together. open_session, close_session and
 * invoke_func need each other, and system_session and cancel_req need those three.
 * supp_recv, supp_recv_undo and supp_send are mandatory with TEE_DESC_PRIVILEGED and
 * not allowed without it.
 */
struct tee_driver_ops {
	void (*get_version)(struct tee_device *teedev,
			    struct tee_ioctl_version_data *vers);
	int (*open)(struct tee_context *ctx);
	void (*leave)(struct tee_context *ctx);
	void (*close)(struct tee_context *ctx);
	void (*stop)(struct tee_device *teedev);
	int (*open_session)(struct tee_call *call,
			    struct tee_ioctl_open_session_arg *arg,
			    struct tee_param *param);
	int (*close_session)(struct tee_call *call, u32 session);
	int (*system_session)(struct tee_context *ctx, u32 session);
	int (*invoke_func)(struct tee_call *call,
			   struct tee_ioctl_invoke_arg *arg,
			   struct tee_param *param);
	int (*object_invoke_func)(struct tee_context *ctx,
				  struct tee_ioctl_object_invoke_arg *arg,
				  struct tee_param *param);
	int (*cancel_req)(struct tee_context *ctx, u32 cancel_id, u32 session);
	int (*supp_recv)(struct tee_context *ctx, u32 *func, u32 *num_params,
			 struct tee_param *param);
	void (*supp_recv_undo)(struct tee_context *ctx, u32 num_params,
			       const struct tee_param *param);
	int (*supp_send)(struct tee_context *ctx, u32 ret, u32 num_params,
			 struct tee_param *param);
};

#define TEE_DESC_PRIVILEGED	BIT(0)	/* supplicant device, teeprivN */

/**
 * struct tee_desc - a driver
 * @name:	name of the driver
 * @ops:	its operations
 * @owner:	its module
 * @flags:	TEE_DESC_*
 */
struct tee_desc {
	const char *name;
	const struct tee_driver_ops *ops;
	struct module *owner;
	u32 flags;
};

/**
 * tee_device_alloc() - allocate a device and reserve its number
 * @desc:	the driver; has to stay around until the device is unregistered
 * @identity:	gets copied. Mandatory, with the names of driver, conduit and Trusted OS
 * @parent:	the platform device
 * @pool:	memory pool; the device takes its own reference
 * @data:	driver private, see tee_get_drvdata()
 *
 * Context: process, may sleep.
 * Return: the device, still invisible, or ERR_PTR: -EINVAL if @desc, @identity or @pool
 * don't add up; -ENOSPC if we're out of device numbers; -ENOMEM.
 */
struct tee_device *tee_device_alloc(const struct tee_desc *desc,
				    const struct tee_identity *identity,
				    struct device *parent,
				    struct tee_shm_pool *pool, void *data);

/**
 * tee_device_register() - make a device visible
 * @teedev:	the device
 *
 * Do this last in probe(), your operations may get called before it returns.
 *
 * Context: process, may sleep.
 * Return: 0 or a negative errno. Call tee_device_unregister() in either case.
 */
int tee_device_register(struct tee_device *teedev);

/**
 * tee_device_unregister() - remove a device
 * @teedev:	the device, registered or not; NULL is allowed
 *
 * Kernel clients with a struct tee_client_watch get to release the device first. Then
 * new calls get -ENODEV, and calls in progress are made to return.
 * unregister_timeout_ms limits the wait for the clients, and once more the wait for the
 * calls. After that all sessions and clients are closed, though open file descriptors
 * stay valid. Drops the driver's reference.
 *
 * Context: process, may sleep.
 * Return: 0, or -EBUSY if the TEE won't return a call. In that case don't free anything
 * that the call may use. You keep your reference, and can call this once more to wait
 * some more. The call pins your module. If the module's exit function is running
 * already, this doesn't return until the call has ended, so no -EBUSY.
 */
int tee_device_unregister(struct tee_device *teedev);

/**
 * tee_device_unregister_timeout() - remove a device with your own timeout
 * @teedev:	the device, registered or not; NULL is allowed
 * @timeout_ms:	limit for each of the two waits, milliseconds
 *
 * Otherwise as tee_device_unregister().
 *
 * Context: process, may sleep.
 * Return: as tee_device_unregister().
 */
int tee_device_unregister_timeout(struct tee_device *teedev, unsigned int timeout_ms);

/**
 * tee_device_set_dev_groups() - add the driver's sysfs attributes to a device
 * @teedev:	the device, not registered yet
 * @groups:	the attributes; have to stay around as long as the device
 */
void tee_device_set_dev_groups(struct tee_device *teedev,
			       const struct attribute_group **groups);

/**
 * tee_get_drvdata() - get a device's driver private data
 * @teedev:	the device
 *
 * Return: what you have passed to tee_device_alloc().
 */
void *tee_get_drvdata(struct tee_device *teedev);

/**
 * tee_device_get_dev() - get a TEE device's struct device
 * @teedev:	the device
 *
 * For log messages, and as a parent for services.
 *
 * Return: the device; no reference is taken.
 */
struct device *tee_device_get_dev(struct tee_device *teedev);

/**
 * tee_device_open() - open a context for a driver's own calls
 * @teedev:	the device, registered or about to be
 *
 * Context: process, may sleep.
 * Return: a context, to be closed with tee_client_close_context(), or ERR_PTR.
 */
struct tee_context *tee_device_open(struct tee_device *teedev);

/* Ready-made parts */

/**
 * tee_device_offer() - register a TEE with one device and its own pool
 * @desc:	the driver, as for tee_device_alloc()
 * @identity:	identity of the driver and the Trusted OS; copied
 * @parent:	the platform device
 * @memory:	as for tee_shm_pool_create(); mandatory, so use &tee_no_memory if the
 *		TEE takes no memory
 * @data:	the driver's own data, passed to @memory and returned by tee_get_drvdata()
 *
 * Sets up pool and device and registers them. Do this last in probe(). If it fails,
 * everything is undone. The device owns the pool.
 *
 * If the driver was unbound and there's still a call from before, this fails with
 * -EPROBE_DEFER, and we bind the driver once that call has returned.
 *
 * Context: process, may sleep.
 * Return: the device, to be removed with tee_device_retire() or tee_device_withdraw(); or
 * ERR_PTR: -EPROBE_DEFER, or an error of tee_shm_pool_create(), tee_device_alloc() or
 * tee_device_register().
 */
struct tee_device *tee_device_offer(const struct tee_desc *desc,
				    const struct tee_identity *identity,
				    struct device *parent,
				    const struct tee_shm_pool_ops *memory, void *data);

/**
 * tee_device_withdraw() - undo tee_device_offer()
 * @teedev:	a device from tee_device_offer()
 *
 * Unregisters the device, then closes the pool.
 *
 * Context: process, may sleep.
 * Return: as tee_device_unregister(). On -EBUSY the pool stays open, since the
 * outstanding call may need it.
 */
int tee_device_withdraw(struct tee_device *teedev);

/**
 * tee_device_retire() - undo tee_device_offer(), even if a call never returns
 * @teedev:	a device from tee_device_offer()
 * @release:	frees what is left of yours; @data is what you have passed to
 *		tee_device_offer()
 *
 * Do this last in remove(). @release is called right here if all calls return in time,
 * and by a worker once the last call has returned if not. Until then tee_device_offer()
 * returns -EPROBE_DEFER for this platform device.
 *
 * Context: process, may sleep.
 */
void tee_device_retire(struct tee_device *teedev, void (*release)(void *data));

/* private: the core's; a removal in progress */
struct tee_removal_pending {
	struct list_head link;
	struct device *dev;
	bool wanted;
};

/**
 * struct tee_removal - how to take down an instance of a driver
 * @unregister:	unregister its TEE devices, or what's left of them. Returns 0, or -EBUSY
 *		if there's still a call, in which case it's called once more later
 * @release:	no calls left, so free everything else, this structure included
 */
struct tee_removal {
	int (*unregister)(struct tee_removal *removal);
	void (*release)(struct tee_removal *removal);

	/* private: the core's */
	struct module *owner;
	struct work_struct work;
	struct tee_removal_pending pending;
};

/**
 * tee_removal_run() - take down an instance of a driver, now or later
 * @removal:	how to; belongs to you until @release is called
 * @dev:	the platform device
 * @owner:	your module, pinned until @release has returned
 *
 * Do this last in remove(). On -EBUSY from @unregister a worker takes over, unless the
 * module's exit function is running. Then we wait here.
 *
 * Context: process, may sleep.
 */
void tee_removal_run(struct tee_removal *removal, struct device *dev, struct module *owner);

/**
 * tee_removal_check() - check whether the previous instance is really gone
 * @dev:	the platform device
 *
 * Do this first in probe(). Two instances would get in each other's way in the Trusted
 * OS.
 *
 * Context: process, may sleep.
 * Return: 0, or -EPROBE_DEFER if it isn't, and the driver gets bound when it is.
 */
int tee_removal_check(struct device *dev);

/* for a TEE that doesn't take memory, allocations fail with -EOPNOTSUPP */
extern const struct tee_shm_pool_ops tee_no_memory;

/**
 * tee_stateless_open() - open() for drivers without per-client state
 * @ctx:	the client
 *
 * Sessions don't count as such, the core closes them.
 *
 * Return: 0.
 */
int tee_stateless_open(struct tee_context *ctx);

/**
 * tee_stateless_close() - close() for drivers without per-client state
 * @ctx:	the client
 */
void tee_stateless_close(struct tee_context *ctx);

/* Tracing of supplicant requests, for the trace event tee_supp_request */

/**
 * struct tee_supp_step - one stage of a supplicant request
 * @id:		request id
 * @func:	the requested service
 * @command:	first number of its first parameter, if any, otherwise 0
 * @step:	"queued", "received", "answered", "returned"
 * @ret:	its result, 0 until it's answered
 * @served_ns:	for "answered": how long the supplicant has had it, nanoseconds;
 *		otherwise 0
 */
struct tee_supp_step {
	u32 id;
	u32 func;
	u32 command;
	const char *step;
	u32 ret;
	u64 served_ns;
};

/**
 * tee_trace_supp_request() - emit the trace event for a supplicant request
 * @teedev:	the device
 * @step:	the step
 */
void tee_trace_supp_request(struct tee_device *teedev, const struct tee_supp_step *step);

/* Parameters */

static inline bool tee_param_is_memref(const struct tee_param *param)
{
	switch (param->attr & TEE_IOCTL_PARAM_ATTR_TYPE_MASK) {
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT:
		return true;
	default:
		return false;
	}
}

static inline bool tee_param_is_value(const struct tee_param *param)
{
	switch (param->attr & TEE_IOCTL_PARAM_ATTR_TYPE_MASK) {
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT:
		return true;
	default:
		return false;
	}
}

/* internals of tee_params_are() */
bool tee_params_have_types(const struct tee_param *param, u32 num_params,
			   const u64 *types, u32 num_types);

/**
 * tee_params_are() - check a call's parameter types
 * @param:	the call's parameters
 * @num_params:	how many the call has, which may be fewer than the command takes
 * @...:	what the command takes, TEE_IOCTL_PARAM_ATTR_TYPE_*, in order
 *
 * Missing parameters count as NONE, and so must be anything beyond what the command
 * takes. Example::
 *
 *	if (!tee_params_are(param, arg->num_params, TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT,
 *			    TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT))
 *
 * Return: true if all types match. You can then read every parameter that isn't NONE.
 */
#define tee_params_are(param, num_params, ...)					\
	tee_params_have_types(param, num_params, (const u64[]){ __VA_ARGS__ },	\
			      ARRAY_SIZE(((const u64[]){ __VA_ARGS__ })))

/**
 * tee_params_are_none() - check that the remaining parameters are unused
 * @param:	all of a call's parameters
 * @first:	where to start
 * @num_params:	how many there are in all
 *
 * Return: true if everything from @first on is of type NONE.
 */
static inline bool tee_params_are_none(const struct tee_param *param, u32 first,
				       u32 num_params)
{
	while (first < num_params && param[first].attr == TEE_IOCTL_PARAM_ATTR_TYPE_NONE)
		first++;
	return first >= num_params;
}

/* Client identity */

/**
 * tee_session_calc_client_uuid() - derive a client's UUID from its login
 * @uuid:		the result
 * @connection_method:	TEE_IOCTL_LOGIN_*
 * @connection_data:	the client's clnt_uuid
 *
 * Context: the client's own task, may sleep.
 * Return: 0; -EPERM, -ENOENT, -ENAMETOOLONG or -EINVAL as described with the login
 * methods in <linux/tee.h>; -ENOMEM, or an error of the kernel's crypto API.
 */
int tee_session_calc_client_uuid(uuid_t *uuid, u32 connection_method,
				 const u8 connection_data[TEE_IOCTL_UUID_LEN]);

#endif /* __TEE_CORE_H */
