/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A model of the parts of OP-TEE that the driver uses. It handles calls of the
 * SMC ABI, has sessions and registered memory, suspends calls for RPCs, and
 * misbehaves on command. It is for tests only and not a Trusted OS.
 *
 * Like the secure world, it can be called on several processors concurrently.
 * Calls that suspend or allocate must be made in process context.
 */
#ifndef OPTEE_MODEL_H
#define OPTEE_MODEL_H

#include <linux/debugfs.h>
#include <linux/ktime.h>
#include <linux/mutex.h>
#include <linux/platform_device.h>
#include <linux/spinlock.h>
#include <linux/tee_conduit.h>
#include <linux/xarray.h>

#include "optee_msg.h"
#include "optee_rpc.h"
#include "optee_smc.h"

#define MODEL_THREADS	8
#define MODEL_MOST_HELD	16
#define MODEL_MOST_KEPT	16
#define MODEL_RPC_PARAMS	4
#define MODEL_RESERVED		(1024 * 1024)

/* Commands of the model's TA. It returns "not supported" for all others. */
#define MODEL_CMD_NOTHING	0
#define MODEL_CMD_ECHO		1	/* increment each output parameter */
#define MODEL_CMD_REMEMBER	40	/* store a value in the session */
#define MODEL_CMD_RECALL	41	/* return the stored value */
#define MODEL_CMD_MISCHIEF	0x100	/* plus the number of the mischief */

/* Commands of the TA that lists services: list the services that need a supplicant, */
#define MODEL_CMD_SUPP_SERVICES	1
#define MODEL_CMD_SERVICES	0	/* and list those that do not need one */

/* Kinds of reserved memory: without other memory, uncached, or in addition to other memory */
#define MODEL_RESERVED_ALONE	1
#define MODEL_RESERVED_UNCACHED	2
#define MODEL_RESERVED_BOTH	3
/*
 * Reserved memory only, at an invalid address: pages of the kernel's allocator,
 * a page of the kernel's image, or memory that a driver has claimed.
 */
#define MODEL_RESERVED_KERNELS	4
#define MODEL_RESERVED_IMAGE	5
#define MODEL_RESERVED_CLAIMED	6
/*
 * System RAM that has a node in /reserved-memory of the device tree: the node's
 * memory, half of it and the memory behind it, or the memory of a "reusable"
 * node.
 */
#define MODEL_RESERVED_NODE	7
#define MODEL_RESERVED_BEYOND	8
#define MODEL_RESERVED_REUSABLE	9

/* Knobs in debugfs. Most take effect when the driver is bound. */
struct model_knobs {
	u32 bad_uid;
	u32 revision;		/* major revision; 0: the correct one */
	u32 refuse_caps;
	u32 no_shm;		/* offer neither dynamic nor reserved memory */
	u32 reserved;		/* MODEL_RESERVED_* */
	u32 no_rpc_arg;		/* request a separate buffer for each RPC message */
	u32 rpc_params;		/* number to report; 0: MODEL_RPC_PARAMS */
	u32 threads;		/* number to report; 0: MODEL_THREADS */
	u32 no_thread_count;	/* report no number of threads */
	u32 max_key;		/* highest notification; 0: 63 */
	u32 same_session;	/* every session gets this id */
	u32 register_ret;	/* result of REGISTER_SHM */
	u32 slow_us;		/* minimum duration of a call */
	u32 hang;		/* a call of the mischief "hangs" returns once this is 0 */
	u32 no_threads;		/* accept no message: all threads are lost */
	u32 restart;		/* forget everything at the next bind of the driver */
	u32 enumeration;	/* 1 + the mischief for MODEL_CMD_SUPP_SERVICES */
	u32 first_enumeration;	/* the same for the list that is read before it */
	u32 slow_unregister;	/* UNREGISTER_SHM returns once this is 0 */
};

/**
 * struct model_thread - a call in progress
 * @busy:	true if the thread has a call
 * @msg:	message of the call
 * @rpc:	buffer for RPC messages
 * @rpc_cookie:	cookie of @rpc, if the model allocated it
 * @mischief:	mischief that the call requested, or NULL
 * @step:	number of RPCs that have returned
 * @cookie:	cookie that the mischief saves between steps
 * @began:	start time of the current RPC
 */
struct model_thread {
	bool busy;
	struct optee_msg_arg *msg;
	struct optee_msg_arg *rpc;
	u64 rpc_cookie;
	const struct mischief *mischief;
	unsigned int step;
	u64 cookie;
	ktime_t began;
};

/**
 * struct model_range - range of physical memory
 * @paddr:	physical address
 * @size:	size in bytes; 0 if the range does not exist
 */
struct model_range {
	phys_addr_t paddr;
	size_t size;
};

/**
 * struct model - state of the model
 * @pdev:	platform device to which the driver binds
 * @parent:	device that registers the conduit
 * @loopback:	model's end of the conduit
 * @lock:	protects @threads and @held
 * @threads:	calls in progress
 * @regions:	registered memory, by the number in the cookie
 * @open_sessions: stored value of each open session, by its id, which is the lowest free one
 * @enumeration: id of the session with the application that lists services, or 0
 * @sessions:	number of open sessions
 * @num_regions: number of @regions
 * @bottom_halves: number of calls that the interrupt has requested
 * @reserved:	mapping of the memory that acts as reserved memory, followed by the same amount
 *		that acts as another driver's; NULL if the machine has no such memory
 * @kernels:	the same amount of the kernel's memory
 * @kept: @num_kept: cookies of memory that the mischief "never_free" keeps
 * @held: @num_held: pages that the normal world must not use again: see model_hold_page()
 */
struct model {
	struct platform_device *pdev;
	struct platform_device *parent;
	struct tee_loopback_model loopback;
	struct model_knobs knobs;
	spinlock_t lock;
	struct model_thread threads[MODEL_THREADS];
	struct xarray regions;
	struct xarray open_sessions;
	u32 enumeration;
	atomic_t sessions;
	atomic_t num_regions;
	atomic_t bottom_halves;
	void *reserved;
	void *kernels;
	struct page *held[MODEL_MOST_HELD];
	unsigned int num_held;
	u64 kept[MODEL_MOST_KEPT];
	unsigned int num_kept;
};

extern struct model model;

/**
 * struct mischief - one kind of misbehaviour
 * @name:	name in debugfs and in the names of its tests
 * @answer:	result that the client must get
 * @rpc_ret:	result that the driver must return for the last RPC
 * @err:	errno that the client must get, or 0
 * @next:	prepares a step's RPC message and returns the status of the call, or
 *		OPTEE_SMC_RETURN_OK to end the call
 * @spoil:	corrupts the result of the call and returns the call's status
 * @rpc_arg:	1: requires a preallocated buffer for RPC messages; -1: requires that none is
 *		preallocated; 0: works with both
 */
struct mischief {
	const char *name;
	u32 answer;
	u32 rpc_ret;
	int err;
	u32 (*next)(struct model_thread *thread, struct tee_conduit_result *result);
	u32 (*spoil)(struct model_thread *thread);
	int rpc_arg;
};

extern const struct mischief mischiefs[];
extern const unsigned int num_mischiefs;

/* main.c: get the range that the model reports as reserved, and the mapping of an address */
struct model_range model_reserved(void);
void *model_memory(phys_addr_t paddr);

/* message.c: accept a message and return a status */
u32 model_begin(struct model_thread *thread, struct tee_conduit_result *result);
u32 model_resume(struct model_thread *thread, const struct tee_conduit_args *args,
		 struct tee_conduit_result *result);
struct optee_msg_arg *model_find_message(u64 cookie, u64 offset);
void model_forget(void);
u32 model_list_services(struct optee_msg_arg *msg);
void model_hold_page(phys_addr_t address);
void model_let_go_of_pages(void);
int model_held_references(void);

/* interrupt.c: get the interrupt's number or an errno, and the reason for the interrupt */
int model_interrupt_init(void);
void model_interrupt_exit(void);
void model_interrupt_answer(struct tee_conduit_result *result);
void model_interrupt_make_control(struct dentry *dir);

#endif /* OPTEE_MODEL_H */
