/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The driver API: how a TEE driver offers its TEE through the core.
 *
 * A driver makes a memory pool (tee_shm_pool_create), allocates a device
 * (tee_device_alloc), finishes its own setup and registers the device last
 * (tee_device_register): from then on the operations are called, and nothing
 * can fail any more. To go, it unregisters (tee_device_unregister), after which
 * no operation is called, closes its pool and puts what it holds.
 *
 * One call does all that for a TEE with one device (tee_device_offer), and another
 * undoes it (tee_device_retire). Under "What is ready made" there is more that a
 * driver may use instead of writing it; none of it costs a driver that does not.
 */
#ifndef __TEE_CORE_H
#define __TEE_CORE_H

#include <linux/bits.h>
#include <linux/device.h>
#include <linux/module.h>
#include <linux/refcount.h>
#include <linux/tee_drv.h>
#include <linux/tee_wait.h>
#include <linux/types.h>
#include <linux/workqueue.h>

/* Memory */

/**
 * struct tee_region - a run of memory that the TEE knows as one piece
 * @pages:	its pages; NULL for reserved memory
 * @num_pages:	their number
 * @offset:	where in the first page the piece begins, bytes
 * @size:	size of the piece, bytes
 * @paddr:	physical address of reserved memory
 * @vaddr:	kernel address of the piece; NULL where it is not mapped
 * @cookie:	the driver's name for the piece, set by its register operation
 *
 * A region is what is registered and unregistered; shared memory (struct
 * tee_shm) is the beginning of one region. Its owner is the pool (which gives it out,
 * keeps it for the next client, and in the end destroys it) or the one shared
 * memory made for it.
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
 * tee_region_is_reserved() - whether a region is memory reserved at boot
 * @region:	the region
 *
 * Return: true for memory that both worlds know by its physical address.
 */
static inline bool tee_region_is_reserved(const struct tee_region *region)
{
	return !region->pages;
}

struct tee_shm_pool;

/**
 * enum tee_patience - how long an operation may wait
 * @TEE_PATIENCE_KILLABLE: until the calling task is killed
 * @TEE_PATIENCE_NONE:	only briefly, because the calling task exits or must not be held up.
 *			An operation that takes longer is detached, or repeated by a worker
 * @TEE_PATIENCE_ALL:	without limit: a worker waits, or the device's unregistration
 */
enum tee_patience {
	TEE_PATIENCE_KILLABLE,
	TEE_PATIENCE_NONE,
	TEE_PATIENCE_ALL,
};

/**
 * struct tee_undo - an operation that undoes something, for a worker to run
 * @work:	the work item
 * @again:	runs the operation, and frees the object that embeds this
 *
 * Embedded in the object that is undone, so that queueing it needs no memory.
 */
struct tee_undo {
	struct work_struct work;
	void (*again)(struct tee_undo *undo);
};

/**
 * struct tee_shm_pool_ops - how memory is made known to the TEE
 * @region_register:	make @region known; set its cookie. Returns 0 or an errno; -EIO where
 *			the TEE may know it nevertheless: the core then leaks the pages.
 *			May sleep. NULL: the TEE registers no memory and
 *			the pool gives out reserved memory only; where it has
 *			none either, who asks for memory gets -EOPNOTSUPP.
 * @region_unregister:	make the TEE forget @region. May sleep. -EINTR or -EBUSY: the
 *			call did not begin within @patience, and the core repeats it
 *			later with TEE_PATIENCE_ALL. If the TEE refuses, the driver
 *			logs that and returns -EIO; the core then leaks the pages.
 *
 * Neither may allocate from, or give memory back to, the pool it works for. At
 * tee_shm_pool_close() every region is unregistered, those of the driver's own
 * buffers included; the driver gives those buffers back after it.
 */
struct tee_shm_pool_ops {
	int (*region_register)(void *data, struct tee_region *region);
	int (*region_unregister)(void *data, struct tee_region *region,
				 enum tee_patience patience);
};

/**
 * tee_shm_pool_create() - make a memory pool
 * @ops:	how memory is made known to the TEE; must outlive the pool's closing
 * @data:	handed to @ops
 *
 * Devices of one TEE share one pool.
 *
 * Return: the pool, with one reference, or ERR_PTR: -EINVAL where @ops has only one
 * of the two operations, -ENOMEM.
 */
struct tee_shm_pool *tee_shm_pool_create(const struct tee_shm_pool_ops *ops,
					 void *data);

/**
 * tee_shm_pool_add_reserved() - give a pool memory reserved at boot
 * @pool:	the pool
 * @paddr:	physical address, page aligned
 * @size:	bytes, a multiple of the page size
 *
 * Before any device of the pool's is registered. The pool gives it out first, and
 * other memory when it has none left. The core claims it, as request_mem_region() does,
 * and maps it, write-back cached, and keeps both for as long as anybody uses memory of
 * it, which may be longer than the pool is open; to another pool it then gives only what
 * is left. May sleep.
 *
 * Return: 0, -EINVAL, -ENOMEM, or -EBUSY where part of it belongs to another TEE, has
 * been claimed by a driver, or is System RAM that no one node of the device tree's
 * /reserved-memory sets aside, with all of the range.
 */
int tee_shm_pool_add_reserved(struct tee_shm_pool *pool, phys_addr_t paddr,
			      size_t size);

/**
 * tee_shm_pool_close() - make the TEE forget all memory of a pool
 * @pool:	the pool
 *
 * Afterwards @ops are not called any more and the pool gives no more memory.
 * Memory in use stays valid for those who hold it.
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
 * struct tee_shm - shared memory: a region, or its beginning
 * @ctx:	the client whose it is; NULL for a driver's own
 * @region:	the region
 * @size:	its size, bytes
 * @refs:	references: the descriptor's or kernel holder's, and one for
 *		each call that uses it; at 0 it cannot be found any more
 * @id:		the id user space has for it, or -1
 * @announced:	complete, so that its id may be looked up
 * @pool:	the pool
 * @driver_flags: the driver's; all 0 at first
 * @ops:	how its kind of memory is given back
 * @undo:	where that is done later
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
 * tee_shm_get_cookie() - get what the TEE knows shared memory by
 * @shm:	the memory, a memref's for instance
 *
 * The memory begins where the region begins that the cookie names. Memory reserved at boot has no
 * cookie: if the driver gave its pool some, it looks at tee_region_is_reserved(), and hands over
 * the address that tee_shm_get_pa() returns.
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
 * Return: zeroed memory, mapped in the kernel, to be given back with
 * tee_shm_put(); or ERR_PTR: -ENOMEM, -EOPNOTSUPP, -ENODEV.
 */
struct tee_shm *tee_shm_alloc_driver_buf(struct tee_shm_pool *pool, size_t size);

/**
 * tee_shm_get_from_id() - find a client's shared memory
 * @ctx:	the client
 * @id:		the id
 *
 * Return: the memory with a reference for the caller, or ERR_PTR(-EINVAL).
 */
struct tee_shm *tee_shm_get_from_id(struct tee_context *ctx, int id);

/**
 * tee_shm_get() - take a reference to shared memory
 * @shm:	memory to which the caller holds a reference already
 */
void tee_shm_get(struct tee_shm *shm);

/**
 * tee_shm_put() - drop a reference to shared memory
 * @shm:	the memory; NULL is fine
 *
 * Context: process, may sleep: the last reference may take a call into the TEE.
 */
void tee_shm_put(struct tee_shm *shm);

/**
 * tee_shm_leak() - never use the pages of shared memory again
 * @shm:	the memory; its pool is closed, and the caller has a reference
 *
 * For memory that the TEE has not given back and may still write to. The last
 * tee_shm_put() then frees everything but the pages.
 *
 * Context: process, may sleep.
 */
void tee_shm_leak(struct tee_shm *shm);

/* Devices */

struct tee_session;

/**
 * struct tee_call - a client's call while its driver makes it
 * @ctx:	the client
 * @patience:	how long it may wait
 *
 * The caller's, on its stack. What the call uses is held for its time: the device, the
 * session, the memory of its parameters.
 */
struct tee_call {
	struct tee_context *ctx;
	enum tee_patience patience;

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
 * tee_call_loads() - the TEE loads a Trusted Application for a call
 * @call:	the call, not detached
 *
 * For a driver that sees it happen. An application takes much more of the TEE's memory than
 * a session does, so a user may have only so many sessions for which one was loaded. The
 * user is charged once for a call of open_session(), until the session is closed, and not
 * at all for other calls.
 *
 * Context: the operation's.
 * Return: 0; or -EDQUOT, and the driver has the TEE not load the application. If the TEE then
 * opens no session, the client gets EDQUOT.
 */
int tee_call_loads(struct tee_call *call);

struct tee_detached_call;

/**
 * tee_call_detach() - let a call go on without its caller
 * @call:	the call, of open_session(), invoke_func() or close_session()
 *
 * For a call that cannot be aborted when its caller is killed. From here until
 * tee_call_end_detached() the core holds every object that the call uses, and the driver's
 * module. The operation must then return -EINTR and must not free anything that the call
 * uses; the call's outputs are lost. If the call opens a session, the driver must close it.
 *
 * Context: the operation's. Does not fail for want of memory.
 * Return: the detached call; NULL where the operation must wait for the call: it uses memory
 * that its owner may free as soon as the operation has returned, or its patience is
 * TEE_PATIENCE_ALL.
 */
struct tee_detached_call *tee_call_detach(struct tee_call *call);

/**
 * tee_detached_call_loads() - as tee_call_loads(), for a detached call
 * @detached:	the call
 *
 * Context: process, may sleep.
 * Return: 0; or -EDQUOT, and the driver has the TEE not load the application.
 */
int tee_detached_call_loads(struct tee_detached_call *detached);

/**
 * tee_call_end_detached() - a detached call is over
 * @detached:	the call; freed
 * @rc:		of a close_session(): what it came to; else ignored
 *
 * The last thing that the driver does for the call: its device may go after this. The
 * driver sees to it that its module does not, by waiting for its workers when it goes.
 *
 * Context: process, may sleep.
 */
void tee_call_end_detached(struct tee_detached_call *detached, int rc);

/**
 * struct tee_driver_ops - what a driver does
 *
 * All may sleep. None is called before the device is registered or after
 * tee_device_unregister() has returned; tee_device_register() itself calls
 * get_version(), whose answer must not change from then on. The core has checked parameters: types
 * are known, memrefs lie within memory to which the call holds a reference.
 *
 * @get_version: fill in the version data. Mandatory. PRIVILEGED, REG_MEM and OBJREF
 *	in gen_caps are the core's to say: it knows what it will answer.
 * @open: a client opens the device; may set ctx->data. Mandatory.
 * @close: the client goes; its sessions have been closed. Mandatory.
 * @stop: the device goes: whatever in the driver waits, now or later, waits no
 *	more but fails. close_session() and close() are still called after it
 *	and must do their work. Mandatory where a call may sleep until something
 *	happens; one that keeps looking at tee_request_reason_to_end() needs none.
 * @open_session: fill @arg->session, @arg->ret, @arg->ret_origin. 0 or an errno.
 * @close_session: the session belongs to the client, and no call in it is under way.
 *	-EINTR or -EBUSY where it could not even begin within the call's patience: the
 *	core then calls it again from a worker, with all patience. Any other answer is
 *	final.
 * @system_session: the session belongs to the client.
 * @invoke_func: fill @arg->ret, @arg->ret_origin. The session cannot be closed meanwhile.
 * @object_invoke_func: fill @arg->ret.
 * @cancel_req: @session is the client's or 0.
 * @supp_recv: wait for a request; @num_params is the room in @param, then the
 *	number of parameters. Each memref whose shm is not NULL comes with a
 *	reference, which the core drops once it has copied the request to the
 *	supplicant. Privileged devices only.
 * @supp_recv_undo: the request that supp_recv() gave, with these parameters, could not
 *	be copied to the supplicant: it is to be received again. Does not fail.
 *	Privileged devices only.
 * @supp_send: take the answer to a request. -ENOENT where the request is not in hand,
 *	and ids that are not used again soon: TEE_IOC_SUPPL_SEND_RECV may hand over
 *	an answer twice. Privileged devices only.
 *
 * An absent optional operation is answered -EOPNOTSUPP by the core, and is not
 * among the capabilities that it advertises. Operations that contradict each other
 * are refused: open_session, close_session and invoke_func come together;
 * system_session and cancel_req need them; supp_recv, supp_recv_undo and
 * supp_send come together, on a device with TEE_DESC_PRIVILEGED and on no other.
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
 * struct tee_desc - what a driver registers
 * @name:	the driver's name
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
 * tee_device_alloc() - reserve a device
 * @desc:	the driver; must outlive the device's unregistration
 * @identity:	who the driver and Trusted OS are; copied. Mandatory, with the names
 *		of driver, conduit and Trusted OS.
 * @parent:	the platform device
 * @pool:	the memory pool; the device takes a reference of its own
 * @data:	the driver's own, see tee_get_drvdata()
 *
 * Return: the device, not yet visible, or ERR_PTR: -EINVAL where @desc, @identity or
 * @pool lacks something mandatory or contradicts itself, -ENOSPC where no number is
 * free, -ENOMEM.
 */
struct tee_device *tee_device_alloc(const struct tee_desc *desc,
				    const struct tee_identity *identity,
				    struct device *parent,
				    struct tee_shm_pool *pool, void *data);

/**
 * tee_device_register() - make a device visible
 * @teedev:	the device
 *
 * The last thing a driver does: operations may be called before this returns.
 *
 * Return: 0 or an errno; on failure the device is still tee_device_unregister()'s.
 */
int tee_device_register(struct tee_device *teedev);

/**
 * tee_device_unregister() - take a device away
 * @teedev:	the device; NULL is fine; need not have been registered
 *
 * First the kernel clients that follow it (struct tee_client_watch) let go of it. New
 * calls get -ENODEV. Calls under way are made to return and waited for, up to
 * the module parameter unregister_timeout_ms; then every open session and every
 * client is closed. Open descriptors stay valid. Drops the driver's reference.
 *
 * Context: process, may sleep.
 * Return: 0, or -EBUSY where a call did not come back from the TEE in time. The driver then
 * leaves alone what that call may still use, keeps its reference, and may call this again
 * to wait for longer. The call keeps the driver's module; where the module is going already
 * this does not return before the call has ended.
 */
int tee_device_unregister(struct tee_device *teedev);

/**
 * tee_device_unregister_timeout() - take a device away within a time of one's own
 * @teedev:	the device; NULL is fine; need not have been registered
 * @timeout_ms:	how long to wait for kernel clients, and for calls under way
 *
 * As tee_device_unregister() otherwise.
 */
int tee_device_unregister_timeout(struct tee_device *teedev, unsigned int timeout_ms);

/**
 * tee_device_set_dev_groups() - give a device attributes of its driver
 * @teedev:	the device, before it is registered
 * @groups:	the attributes; must outlive the device
 */
void tee_device_set_dev_groups(struct tee_device *teedev,
			       const struct attribute_group **groups);

/**
 * tee_get_drvdata() - the driver's own data of a device
 * @teedev:	the device
 *
 * Return: what was given to tee_device_alloc().
 */
void *tee_get_drvdata(struct tee_device *teedev);

/**
 * tee_device_get_dev() - the struct device of a TEE device
 * @teedev:	the device
 *
 * Return: for messages, and as the parent of services; no reference is taken.
 */
struct device *tee_device_get_dev(struct tee_device *teedev);

/**
 * tee_device_open() - open a context for a driver's own calls
 * @teedev:	the device, registered or about to be
 *
 * Return: a context, ended with tee_client_close_context(), or ERR_PTR.
 */
struct tee_context *tee_device_open(struct tee_device *teedev);

/* What is ready made */

/**
 * tee_device_offer() - offer a TEE that has one device and a pool of its own
 * @desc:	the driver, as for tee_device_alloc()
 * @identity:	who driver and Trusted OS are; copied
 * @parent:	the platform device
 * @memory:	how memory is made known to the TEE, as for tee_shm_pool_create();
 *		mandatory, &tee_no_memory where it takes none
 * @data:	the driver's own, handed to @memory and found by tee_get_drvdata()
 *
 * Makes the pool, the device, and registers it: the last thing a driver does in its
 * probe. Where that fails nothing of it is left. The device owns the pool.
 *
 * -EPROBE_DEFER: a call from before the driver was unbound has not come back; the driver is
 * bound when it has.
 *
 * Context: process, may sleep.
 * Return: the device, to be ended with tee_device_retire() or tee_device_withdraw(); or
 * ERR_PTR: -EPROBE_DEFER, or as the three functions that it stands for.
 */
struct tee_device *tee_device_offer(const struct tee_desc *desc,
				    const struct tee_identity *identity,
				    struct device *parent,
				    const struct tee_shm_pool_ops *memory, void *data);

/**
 * tee_device_withdraw() - take back what was offered
 * @teedev:	a device made by tee_device_offer(); no other
 *
 * Unregisters the device, then closes its pool.
 *
 * Context: process, may sleep.
 * Return: as tee_device_unregister(). On -EBUSY the pool stays open too, for the call
 * that has not come back may use it.
 */
int tee_device_withdraw(struct tee_device *teedev);

/**
 * tee_device_retire() - take back what was offered, however long its last call takes
 * @teedev:	a device made by tee_device_offer(); no other
 * @release:	frees what is left of the driver; @data is what tee_device_offer() was given
 *
 * What a driver's remove() does last. @release is called from here if every call comes back
 * in time. Else a worker calls it when the last call has come back; until then
 * tee_device_offer() answers -EPROBE_DEFER for the same platform device.
 *
 * Context: process, may sleep.
 */
void tee_device_retire(struct tee_device *teedev, void (*release)(void *data));

/* private: the core's; a removal that has not ended */
struct tee_removal_pending {
	struct list_head link;
	struct device *dev;
	bool wanted;
};

/**
 * struct tee_removal - how an instance of a driver ends
 * @unregister:	unregisters its TEE devices, or those that it has not yet: 0, or -EBUSY where
 *		a call has not come back, and it is called again
 * @release:	frees what is left, this structure among it; no call is under way any more
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
 * tee_removal_run() - end an instance of a driver, now or when its last call has come back
 * @removal:	how; its driver's until @release
 * @dev:	the platform device
 * @owner:	the driver's module, which stays until @release has returned
 *
 * What a driver's remove() does last. Where @unregister answers -EBUSY a worker goes on
 * with it; where the module is going, this function waits instead.
 *
 * Context: process, may sleep.
 */
void tee_removal_run(struct tee_removal *removal, struct device *dev, struct module *owner);

/**
 * tee_removal_check() - whether the last instance of a driver has ended
 * @dev:	the platform device
 *
 * What a driver's probe() does first: two instances would be in each other's way in the
 * Trusted OS.
 *
 * Context: process, may sleep.
 * Return: 0; or -EPROBE_DEFER, and the driver is bound when the removal has ended.
 */
int tee_removal_check(struct device *dev);

/* The memory of a TEE that takes none: who asks for it gets -EOPNOTSUPP. */
extern const struct tee_shm_pool_ops tee_no_memory;

/**
 * tee_stateless_open() - the operation open() of a driver that keeps nothing
 * @ctx:	the client
 *
 * For drivers to which a client is nothing but its sessions, which the core closes.
 *
 * Return: 0.
 */
int tee_stateless_open(struct tee_context *ctx);

/**
 * tee_stateless_close() - the operation close() that belongs to it
 * @ctx:	the client
 */
void tee_stateless_close(struct tee_context *ctx);

/**
 * struct tee_request - a client's request while its driver works at it
 * @ctx:	the client
 * @session:	the session it is made in; 0 for the opening of one
 * @cancel_id:	what the client cancels it by
 *
 * For drivers that work at a request piece by piece and look in between whether to
 * go on. It is the caller's, usually on the stack of the operation, and in the
 * device's list of requests from tee_request_begin() to tee_request_end(): the
 * operation does not return in between.
 */
struct tee_request {
	struct tee_context *ctx;
	u32 session;
	u32 cancel_id;

	/* private: request.c's */
	struct list_head link;
	bool cancelled;
	wait_queue_head_t wait;
};

/**
 * tee_request_begin() - let a request be cancelled
 * @request:	the request, filled in here
 * @ctx:	the client
 * @session:	&tee_ioctl_invoke_arg.session, or 0
 * @cancel_id:	the argument's cancel_id
 *
 * Context: an operation of the client's, in the client's own task.
 */
void tee_request_begin(struct tee_request *request, struct tee_context *ctx,
		       u32 session, u32 cancel_id);

/**
 * tee_request_end() - the request is over
 * @request:	the request; nobody but the caller knows it afterwards
 */
void tee_request_end(struct tee_request *request);

/**
 * tee_request_reason_to_end() - whether a request should be given up
 * @request:	the request
 *
 * Context: as tee_request_begin(), and at least once for each piece of work that
 * takes long. Does not sleep.
 * Return: 0; -ENODEV where the device goes, -ECANCELED where the client has cancelled
 * the request, -EINTR where the client is being killed, -EBUSY where it is to be frozen
 * because the machine goes to sleep, for instance.
 */
int tee_request_reason_to_end(const struct tee_request *request);

/* For tee_request_wait(): as tee_request_reason_to_end(), but a task that waits can be frozen. */
int tee_request_reason_to_leave(const struct tee_request *request);

/**
 * tee_request_wait() - wait until a condition holds, or the request must end
 * @request:	the request
 * @condition:	what is waited for; evaluated whenever the request is woken, by
 *		tee_request_wake() too, in process context and without a lock
 * @timeout:	how long at most, jiffies; MAX_SCHEDULE_TIMEOUT for no limit
 *
 * A cancellation of the request, a fatal signal and the removal of the device end the wait. So a
 * driver whose calls wait with this, and for nothing else, needs no stop() operation, and
 * tee_request_cancel() is its cancel_req(). The task may be frozen while it waits.
 *
 * A TEE that works at the request may still write to the client's memory. The driver must have it
 * stop before the operation returns with an error.
 *
 * Context: as tee_request_begin(); sleeps.
 * Return: 0 if @condition holds; -ETIMEDOUT; or as tee_request_reason_to_end(), except -EBUSY.
 */
#define tee_request_wait(request, condition, timeout)				\
({										\
	struct tee_request *__request = (request);				\
	bool __holds = false;							\
	int __reason = 0;							\
	long __left = tee_wait(__request->wait,					\
			       (__holds = (condition)) ||			\
			       (__reason = tee_request_reason_to_leave(__request)), \
			       TEE_WAIT_KILLABLE, 0, timeout);			\
										\
	__holds ? 0 : __left < 0 ? -EINTR : __reason ?: -ETIMEDOUT;		\
})

/**
 * tee_request_wake() - have a request evaluate the condition that it waits for
 * @request:	the request; the caller knows that it has not ended, by a lock of the driver's for
 *		instance
 *
 * Context: any.
 */
void tee_request_wake(struct tee_request *request);

/**
 * tee_request_cancel() - the operation cancel_req() of a driver that uses them
 * @ctx:	the client
 * @cancel_id:	what to cancel
 * @session:	the session it is made in, or 0
 *
 * Return: 0, or -EINVAL where the client has no such request under way.
 */
int tee_request_cancel(struct tee_context *ctx, u32 cancel_id, u32 session);

/* What the core tells of a driver's supplicant traffic; see trace events. */

/**
 * struct tee_supp_step - a step in a supplicant request's life
 * @id:		the request's id
 * @func:	what is asked: the service
 * @command:	what of it: the first parameter's first number, 0 where that is none
 * @step:	"queued", "received", "answered", "returned"
 * @ret:	the answer where there is one, else 0
 * @served_ns:	"answered": how long the supplicant has had it, nanoseconds; else 0
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
 * tee_trace_supp_request() - record a step in a supplicant request's life
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

/* For tee_params_are(). */
bool tee_params_have_types(const struct tee_param *param, u32 num_params,
			   const u64 *types, u32 num_types);

/**
 * tee_params_are() - whether the parameters of a call are what a command takes
 * @param:	the parameters of the call
 * @num_params:	how many there are; a program may pass fewer than the command takes
 * @...:	the type of each parameter that the command takes,
 *		TEE_IOCTL_PARAM_ATTR_TYPE_*, the first first
 *
 * A parameter that was not passed counts as one of type NONE, and so all further ones must be of
 * type NONE. Example::
 *
 *	if (!tee_params_are(param, arg->num_params, TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT,
 *			    TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT))
 *
 * Return: true, and each parameter of another type than NONE may be read.
 */
#define tee_params_are(param, num_params, ...)					\
	tee_params_have_types(param, num_params, (const u64[]){ __VA_ARGS__ },	\
			      ARRAY_SIZE(((const u64[]){ __VA_ARGS__ })))

/**
 * tee_params_are_none() - whether parameters are unused
 * @param:	all parameters of a call
 * @first:	the first that is to be looked at
 * @num_params:	the number of them all
 *
 * Return: whether those from @first on are of type NONE, or there are none.
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
 * tee_session_calc_client_uuid() - work out who a client is
 * @uuid:		set to the client's UUID
 * @connection_method:	TEE_IOCTL_LOGIN_*
 * @connection_data:	the client's clnt_uuid
 *
 * Context: the client's own, may sleep.
 * Return: 0, -EPERM, -ENOENT or -EINVAL: see the logins in <linux/tee.h>.
 */
int tee_session_calc_client_uuid(uuid_t *uuid, u32 connection_method,
				 const u8 connection_data[TEE_IOCTL_UUID_LEN]);

#endif /* __TEE_CORE_H */
