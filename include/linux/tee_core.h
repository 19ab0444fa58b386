/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The driver API: how a TEE driver registers its TEE with the core.
 *
 * A driver creates a memory pool (tee_shm_pool_create()), allocates a device
 * (tee_device_alloc()), finishes its own setup and registers the device last
 * (tee_device_register()). From then on the core calls the operations, and nothing in the
 * driver's probe may fail. To remove its TEE, the driver unregisters the device
 * (tee_device_unregister()), after which no operation is called, closes its pool, and
 * drops its references.
 *
 * tee_device_offer() does all of that in one call for a TEE with one device, and
 * tee_device_retire() undoes it. The section "Ready-made parts" has more functions that a
 * driver can use instead of writing its own. They cost nothing for a driver that does not
 * use them.
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
 * struct tee_region - a range of memory that the TEE treats as one unit
 * @pages:	pages of the region, NULL if it is reserved memory
 * @num_pages:	number of pages
 * @offset:	offset of the region in its first page, bytes
 * @size:	size of the region, bytes
 * @paddr:	physical address, if it is reserved memory
 * @vaddr:	kernel address of the region, NULL if it is not mapped
 * @cookie:	identifier of the region, set by the driver's region_register()
 *
 * The TEE registers and unregisters whole regions. Shared memory (struct tee_shm) is the
 * beginning of one region. A region is owned either by the pool, which lends it to one
 * client after another and finally destroys it, or by the one shared memory object for
 * which it was made.
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
 * Return: true if both worlds refer to the region by its physical address.
 */
static inline bool tee_region_is_reserved(const struct tee_region *region)
{
	return !region->pages;
}

struct tee_shm_pool;

/**
 * enum tee_wait_mode - how long an operation may wait
 * @TEE_WAIT_MODE_KILLABLE: until the calling task is killed
 * @TEE_WAIT_MODE_BRIEF: only briefly, because the calling task is exiting or must not be
 *		delayed. An operation that takes longer is detached, or repeated by a
 *		worker
 * @TEE_WAIT_MODE_UNLIMITED: without limit: the caller is a worker or the device's unregistration
 */
enum tee_wait_mode {
	TEE_WAIT_MODE_KILLABLE,
	TEE_WAIT_MODE_BRIEF,
	TEE_WAIT_MODE_UNLIMITED,
};

/**
 * struct tee_undo - an undo operation that a worker runs
 * @work:	the work item
 * @again:	run the operation, and free the object that embeds this
 *
 * Embedded in the object that is undone, so that queueing the operation needs no memory.
 */
struct tee_undo {
	struct work_struct work;
	void (*again)(struct tee_undo *undo);
};

/**
 * struct tee_shm_pool_ops - operations that register memory with the TEE
 * @region_register:	register @region with the TEE and set its cookie. Returns 0 or a
 *			negative errno; -EIO if the TEE may have registered the region
 *			nevertheless: the core then leaks the pages. May sleep. NULL if
 *			the TEE does not register memory: the pool then has only reserved
 *			memory, and without reserved memory all allocations fail with
 *			-EOPNOTSUPP.
 * @region_unregister:	unregister @region from the TEE. May sleep. Returns -EINTR or
 *			-EBUSY if the call did not begin within @wait_mode: the core
 *			repeats it later with TEE_WAIT_MODE_UNLIMITED. If the TEE refuses, the
 *			driver logs that and returns -EIO: the core then leaks the pages.
 *
 * Neither operation may allocate from its own pool, or free memory to it.
 * tee_shm_pool_close() unregisters every region, including those of the driver's own
 * buffers; the driver frees those buffers after it.
 */
struct tee_shm_pool_ops {
	int (*region_register)(void *data, struct tee_region *region);
	int (*region_unregister)(void *data, struct tee_region *region,
				 enum tee_wait_mode wait_mode);
};

/**
 * tee_shm_pool_create() - create a memory pool
 * @ops:	operations that register memory with the TEE; must stay valid until the
 *		pool is closed
 * @data:	passed to @ops
 *
 * The devices of a TEE may share a pool. If their memory is registered with the TEE in
 * different ways, each device has its own pool.
 *
 * Context: process, may sleep.
 * Return: the pool, with one reference, or ERR_PTR: -EINVAL if @ops is NULL or has only
 * one of the two operations, -ENOMEM.
 */
struct tee_shm_pool *tee_shm_pool_create(const struct tee_shm_pool_ops *ops,
					 void *data);

/**
 * tee_shm_pool_add_reserved() - give memory reserved at boot to a pool
 * @pool:	the pool, which has no reserved memory yet
 * @paddr:	physical address, page aligned
 * @size:	bytes, a multiple of the page size
 *
 * Must be called before a device of the pool is registered. The pool allocates from this
 * memory first, and uses other memory once it is used up. The core claims the range, as
 * request_mem_region() does, and maps it, write-back cached. It keeps both as long as
 * memory of the range is in use, even after the pool was closed. Another pool that is
 * given the same range allocates from its free part.
 *
 * Context: process, may sleep.
 * Return: 0; -EINVAL, also if the pool has reserved memory already; -ENOMEM; or -EBUSY if
 * a part of the range belongs to another TEE, has been claimed by a driver, or is System
 * RAM, unless one node of the device tree's /reserved-memory contains the whole range.
 */
int tee_shm_pool_add_reserved(struct tee_shm_pool *pool, phys_addr_t paddr,
			      size_t size);

/**
 * tee_shm_pool_close() - close a pool and unregister all its memory from the TEE
 * @pool:	the pool
 *
 * After this the operations of the pool are not called, and allocations from it fail.
 * Memory that is in use stays valid for its holders.
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
 * struct tee_shm - shared memory: a region, or the beginning of one
 * @ctx:	the client that owns it; NULL for a driver's own memory
 * @region:	the region
 * @size:	size, bytes
 * @refs:	references: one for the descriptor or the in-kernel holder, and one for
 *		each call that uses the memory; at 0 the memory cannot be found by its id
 * @id:		id by which user space refers to the memory, or -1
 * @announced:	the memory is complete and may be found by its id
 * @pool:	the pool
 * @driver_flags: the driver's own; initially 0
 * @ops:	operations for this kind of memory
 * @undo:	undo operation, used if a worker must release the memory
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
 * tee_shm_get_cookie() - get the cookie that identifies shared memory to the TEE
 * @shm:	the memory, a memref's for instance
 *
 * The memory starts at the beginning of the region that the cookie identifies. Memory reserved at
 * boot has no cookie: a driver that gave reserved memory to its pool checks
 * tee_region_is_reserved(), and passes the address from tee_shm_get_pa() to the TEE instead.
 *
 * Return: the cookie that the driver's region_register() set; 0 for reserved memory.
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
 * Return: the memory with a reference for the caller, or ERR_PTR(-EINVAL) if the client
 * has no such memory.
 */
struct tee_shm *tee_shm_get_from_id(struct tee_context *ctx, int id);

/**
 * tee_shm_get() - take a reference to shared memory
 * @shm:	memory to which the caller holds a reference
 */
void tee_shm_get(struct tee_shm *shm);

/**
 * tee_shm_put() - drop a reference to shared memory
 * @shm:	the memory; NULL is allowed
 *
 * Context: process, may sleep: dropping the last reference may take a call into the TEE.
 */
void tee_shm_put(struct tee_shm *shm);

/**
 * tee_shm_leak() - make sure that the pages of shared memory are never reused
 * @shm:	the memory; its pool is closed, and the caller holds a reference
 *
 * This is for memory that the TEE has not released and may still write to. The last
 * tee_shm_put() then frees everything except the pages.
 *
 * Context: process, may sleep.
 */
void tee_shm_leak(struct tee_shm *shm);

/* Devices */

struct tee_session;

/**
 * struct tee_call - a call in progress that a client has made
 * @ctx:	the client
 * @wait_mode:	how long the call may wait
 *
 * It is on the stack of the core function that makes the call. Until the call ends, the
 * core holds the objects that it uses: the device, the session and the memory of its
 * parameters.
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
 * tee_call_loads() - report that the TEE loads a Trusted Application for a call
 * @call:	the call, not detached
 *
 * This is for drivers that can detect this. An application takes much more of the TEE's
 * memory than a session, so the number of sessions for which an application was loaded is
 * limited for each user. The user is charged once for a call of open_session(), until the
 * session is closed. Other calls are not charged.
 *
 * Context: the operation's.
 * Return: 0; or -EDQUOT if the user is at its limit: the driver must then prevent the TEE
 * from loading the application. If the TEE opens no session after that, the client gets
 * EDQUOT.
 */
int tee_call_loads(struct tee_call *call);

struct tee_detached_call;

/**
 * tee_call_detach() - let a call continue without its caller
 * @call:	the call, of open_session(), invoke_func() or close_session()
 *
 * For a call that cannot be aborted when its caller is killed. A caller that has only been
 * cancelled, or whose device is being removed, must wait. From this function's return
 * until tee_call_end_detached() the core holds every object that the call uses, and the
 * driver's module. The operation must then return -EINTR and must not free anything that
 * the call uses. The call's outputs are lost. If the call opens a session, the driver must
 * close it.
 *
 * Context: the operation's. Its memory allocation cannot fail.
 * Return: the detached call; NULL if the operation must wait for the call: because the
 * caller has no fatal signal, unless its wait mode is TEE_WAIT_MODE_BRIEF; because the call
 * uses memory that its owner may free as soon as the operation has returned; or because
 * its wait mode is TEE_WAIT_MODE_UNLIMITED.
 */
struct tee_detached_call *tee_call_detach(struct tee_call *call);

/**
 * tee_detached_call_loads() - do the same as tee_call_loads() for a detached call
 * @detached:	the call
 *
 * Context: process, may sleep.
 * Return: 0; or -EDQUOT if the user is at its limit: the driver must then prevent the TEE
 * from loading the application.
 */
int tee_detached_call_loads(struct tee_detached_call *detached);

/**
 * tee_call_end_detached() - end a detached call
 * @detached:	the call, which is freed
 * @rc:		result of a close_session(); ignored for other calls
 *
 * This must be the last thing that the driver does for the call, because the device may
 * be freed after it. The call's reference to the driver's module is dropped too: the
 * driver must wait for its workers before its module is removed.
 *
 * Context: process, may sleep.
 */
void tee_call_end_detached(struct tee_detached_call *detached, int rc);

/**
 * struct tee_driver_ops - operations of a driver
 * @get_version:	fill in the version data. Mandatory. The core sets PRIVILEGED,
 *			REG_MEM and OBJREF in gen_caps itself, because it implements these
 *			capabilities.
 * @open:		a client opens the device; may set ctx->data. Mandatory.
 * @close:		close the client, whose sessions have already been closed.
 *			Mandatory.
 * @stop:		the device is being removed: all current and future waits in the
 *			driver must fail. close_session() and close() are still called
 *			after it and must do their work. Mandatory if a call may sleep
 *			until an event happens; not needed if calls poll
 *			tee_request_reason_to_end(), or wait with tee_request_wait().
 * @open_session:	fill @arg->session, @arg->ret, @arg->ret_origin. Returns 0 or a
 *			negative errno.
 * @close_session:	close a session of the client, in which no call is in progress.
 *			Returns -EINTR or -EBUSY if it could not begin within the call's
 *			wait_mode: the core then calls it again from a worker, with
 *			TEE_WAIT_MODE_UNLIMITED. Any other result is final.
 * @system_session:	make a session of the client a system session.
 * @invoke_func:	fill @arg->ret, @arg->ret_origin. The session is not closed during
 *			the call.
 * @object_invoke_func:	fill @arg->ret.
 * @cancel_req:		cancel a request; @session is a session of the client, or 0.
 * @supp_recv:		wait for a request. @num_params is the size of the array @param on
 *			entry, and the number of the request's parameters on return. Each
 *			memref whose shm is not NULL comes with a reference, which the
 *			core drops before it copies the request to the supplicant.
 *			Privileged devices only.
 * @supp_recv_undo:	take back the request that supp_recv() returned with these
 *			parameters, because it could not be copied to the supplicant.
 *			supp_recv() must return it once more. Cannot fail. Privileged
 *			devices only.
 * @supp_send:		take the reply to a request. Returns -ENOENT if the request is
 *			unknown or has already been answered. TEE_IOC_SUPPL_SEND_RECV may
 *			pass a reply twice, so the driver must not reuse request ids soon.
 *			Privileged devices only.
 *
 * All may sleep. None is called before the device is registered, or after
 * tee_device_unregister() has returned 0. tee_device_register() itself calls
 * get_version(), whose data must not change after that. The core has checked the
 * parameters: their types are valid, and each memref is within memory to which the call
 * holds a reference.
 *
 * If an optional operation is missing, the core returns -EOPNOTSUPP and does not
 * advertise the capability. Inconsistent sets of operations are refused: open_session,
 * close_session and invoke_func need each other; system_session and cancel_req need these
 * three; supp_recv, supp_recv_undo and supp_send are mandatory on a device with
 * TEE_DESC_PRIVILEGED and not permitted on others.
 */
struct tee_driver_ops {
	void (*get_version)(struct tee_device *teedev,
			    struct tee_ioctl_version_data *vers);
	int (*open)(struct tee_context *ctx);
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

#define TEE_DESC_PRIVILEGED	BIT(0)	/* the supplicant's device, teeprivN */

/**
 * struct tee_desc - description of a driver
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
 * @desc:	the driver; must stay valid until the device is unregistered
 * @identity:	identity of the driver and the Trusted OS; copied. Mandatory, with the
 *		names of driver, conduit and Trusted OS.
 * @parent:	the platform device
 * @pool:	the memory pool; the device takes a reference of its own
 * @data:	the driver's own data, see tee_get_drvdata()
 *
 * Context: process, may sleep.
 * Return: the device, not yet visible, or ERR_PTR: -EINVAL if @desc, @identity or @pool
 * is incomplete or inconsistent, -ENOSPC if no device number is free, -ENOMEM.
 */
struct tee_device *tee_device_alloc(const struct tee_desc *desc,
				    const struct tee_identity *identity,
				    struct device *parent,
				    struct tee_shm_pool *pool, void *data);

/**
 * tee_device_register() - make a device visible
 * @teedev:	the device
 *
 * A driver calls this last in its probe: operations may be called before it returns.
 *
 * Context: process, may sleep.
 * Return: 0 or a negative errno; if it fails, the driver must still call
 * tee_device_unregister().
 */
int tee_device_register(struct tee_device *teedev);

/**
 * tee_device_unregister() - remove a device
 * @teedev:	the device, registered or not; NULL is allowed
 *
 * First the kernel clients that follow the device (struct tee_client_watch) release it.
 * Then new calls get -ENODEV. Calls in progress are made to return and are waited for.
 * The module parameter unregister_timeout_ms limits the wait for kernel clients and the
 * wait for calls. Then all open sessions and all clients are closed. Open descriptors
 * stay valid. Drops the driver's reference.
 *
 * Context: process, may sleep.
 * Return: 0; or -EBUSY if the TEE has not returned a call in time. The driver must then
 * not free anything that this call may use. It keeps its reference and may call this
 * function again to wait longer. The call holds the driver's module. If the module's exit
 * function is running, this returns only after the call has ended, and never -EBUSY.
 */
int tee_device_unregister(struct tee_device *teedev);

/**
 * tee_device_unregister_timeout() - remove a device, with a timeout of the caller's choice
 * @teedev:	the device, registered or not; NULL is allowed
 * @timeout_ms:	how long to wait for kernel clients, and for calls in progress,
 *		milliseconds
 *
 * Same as tee_device_unregister() otherwise.
 *
 * Context: process, may sleep.
 * Return: as tee_device_unregister().
 */
int tee_device_unregister_timeout(struct tee_device *teedev, unsigned int timeout_ms);

/**
 * tee_device_set_dev_groups() - add attributes of the driver to a device
 * @teedev:	the device, before it is registered
 * @groups:	the attributes; must stay valid as long as the device
 */
void tee_device_set_dev_groups(struct tee_device *teedev,
			       const struct attribute_group **groups);

/**
 * tee_get_drvdata() - get the driver's own data of a device
 * @teedev:	the device
 *
 * Return: the data that was passed to tee_device_alloc().
 */
void *tee_get_drvdata(struct tee_device *teedev);

/**
 * tee_device_get_dev() - get the struct device of a TEE device
 * @teedev:	the device
 *
 * Drivers use it for log messages, and as the parent of services.
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
 * tee_device_offer() - register a TEE that has one device and a pool of its own
 * @desc:	the driver, as for tee_device_alloc()
 * @identity:	identity of the driver and the Trusted OS; copied
 * @parent:	the platform device
 * @memory:	operations that register memory with the TEE, as for
 *		tee_shm_pool_create(); mandatory, &tee_no_memory if the TEE accepts no
 *		memory
 * @data:	the driver's own data, passed to @memory and returned by tee_get_drvdata()
 *
 * Creates the pool, allocates the device and registers it. A driver calls this last in
 * its probe. On failure everything is undone. The device owns the pool.
 *
 * If a call that was made before the driver was last unbound has not returned, this fails
 * with -EPROBE_DEFER, and the driver is bound after the call has returned.
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
 * tee_device_withdraw() - remove a device that was offered
 * @teedev:	a device from tee_device_offer()
 *
 * Unregisters the device, then closes its pool.
 *
 * Context: process, may sleep.
 * Return: as tee_device_unregister(). On -EBUSY the pool stays open too, because the call
 * that has not returned may use it.
 */
int tee_device_withdraw(struct tee_device *teedev);

/**
 * tee_device_retire() - remove a device that was offered, even if a call does not return
 * @teedev:	a device from tee_device_offer()
 * @release:	frees the driver's remaining objects; @data is what was passed to
 *		tee_device_offer()
 *
 * A driver calls this last in its remove(). If every call returns in time, this function
 * calls @release. Otherwise a worker calls it after the last call has returned; until
 * then tee_device_offer() fails with -EPROBE_DEFER for the same platform device.
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
 * struct tee_removal - operations that remove an instance of a driver
 * @unregister:	unregister its TEE devices, or those that are still registered. Returns 0;
 *		or -EBUSY if a call has not returned, and is called again later
 * @release:	free the remaining objects, including this structure; no call is in
 *		progress
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
 * tee_removal_run() - remove an instance of a driver, now or after its last call has returned
 * @removal:	the operations; owned by the driver until @release is called
 * @dev:	the platform device
 * @owner:	the driver's module, which stays loaded until @release has returned
 *
 * A driver calls this last in its remove(). If @unregister returns -EBUSY, a worker
 * continues the removal; if the module's exit function is running, this function waits
 * instead.
 *
 * Context: process, may sleep.
 */
void tee_removal_run(struct tee_removal *removal, struct device *dev, struct module *owner);

/**
 * tee_removal_check() - check whether the last instance of a driver has been removed
 * @dev:	the platform device
 *
 * A driver calls this first in its probe, because two instances would interfere with each
 * other in the Trusted OS.
 *
 * Context: process, may sleep.
 * Return: 0; or -EPROBE_DEFER if the removal has not ended; the driver core binds the
 * driver later.
 */
int tee_removal_check(struct device *dev);

/* Memory operations for a TEE that accepts no memory: allocations fail with -EOPNOTSUPP. */
extern const struct tee_shm_pool_ops tee_no_memory;

/**
 * tee_stateless_open() - implement open() for a driver without per-client state
 * @ctx:	the client
 *
 * This is for drivers whose only state is a client's sessions, which the core closes.
 *
 * Return: 0.
 */
int tee_stateless_open(struct tee_context *ctx);

/**
 * tee_stateless_close() - implement close() for a driver without per-client state
 * @ctx:	the client
 */
void tee_stateless_close(struct tee_context *ctx);

/* Trace a driver's requests to the supplicant, see the trace event tee_supp_request */

/**
 * struct tee_supp_step - a step in the life of a supplicant request
 * @id:		the request's id
 * @func:	the requested service
 * @command:	its command: the first number of the first parameter, 0 if it has none
 * @step:	"queued", "received", "answered", "returned"
 * @ret:	result of the request, 0 before it is answered
 * @served_ns:	for "answered": time since the supplicant received the request,
 *		nanoseconds; otherwise 0
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
 * tee_trace_supp_request() - record a step in the life of a supplicant request
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

/* Used by tee_params_are() only. */
bool tee_params_have_types(const struct tee_param *param, u32 num_params,
			   const u64 *types, u32 num_types);

/**
 * tee_params_are() - check the types of a call's parameters
 * @param:	the parameters of the call
 * @num_params:	number of parameters of the call; a program may pass fewer than the
 *		command takes
 * @...:	the type of each parameter that the command takes,
 *		TEE_IOCTL_PARAM_ATTR_TYPE_*, in order
 *
 * A missing parameter counts as NONE. All parameters after those of the command must be
 * of type NONE. Example::
 *
 *	if (!tee_params_are(param, arg->num_params, TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT,
 *			    TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT))
 *
 * Return: true if all types match: in that case each parameter whose type is not NONE may
 * be read.
 */
#define tee_params_are(param, num_params, ...)					\
	tee_params_have_types(param, num_params, (const u64[]){ __VA_ARGS__ },	\
			      ARRAY_SIZE(((const u64[]){ __VA_ARGS__ })))

/**
 * tee_params_are_none() - check whether the remaining parameters are unused
 * @param:	all parameters of a call
 * @first:	index of the first one to check
 * @num_params:	number of all parameters
 *
 * Return: true if all parameters from @first on are of type NONE, or if there are none.
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
 * tee_session_calc_client_uuid() - compute the UUID that identifies a client
 * @uuid:		set to the client's UUID
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
