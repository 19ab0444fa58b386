/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The parts of OP-TEE that the driver needs, modelled in a kernel module. It
 * takes SMC calls, keeps sessions and registered memory, suspends calls for
 * RPCs, and misbehaves when told to. Strictly for tests, there's no security in
 * here.
 *
 * Like the real thing it can be entered on several CPUs at a time. Calls that
 * allocate or get suspended need process context.
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

/* The model's TA knows these, everything else is TEEC_ERROR_NOT_SUPPORTED */
#define MODEL_CMD_NOTHING	0
#define MODEL_CMD_ECHO		1	/* add 1 to all outputs */
#define MODEL_CMD_REMEMBER	40	/* keep a value in the session */
#define MODEL_CMD_RECALL	41	/* and read it back */
#define MODEL_CMD_MISCHIEF	0x100	/* plus an index into mischiefs[] */

/* The enumeration pseudo TA: services that need a supplicant, */
#define MODEL_CMD_SUPP_SERVICES	1
#define MODEL_CMD_SERVICES	0	/* and those that don't */

/* model_knobs.reserved: nothing but reserved memory, uncached, or on top of dynamic memory */
#define MODEL_RESERVED_ALONE	1
#define MODEL_RESERVED_UNCACHED	2
#define MODEL_RESERVED_BOTH	3
/*
 * Nothing but reserved memory, in a place the driver has to refuse: in page
 * allocator memory, in the kernel image, or claimed by another driver.
 */
#define MODEL_RESERVED_KERNELS	4
#define MODEL_RESERVED_IMAGE	5
#define MODEL_RESERVED_CLAIMED	6
/*
 * In System RAM, with a node in the device tree's /reserved-memory: exactly the
 * node's memory, half of it plus what comes after, or a "reusable" node's.
 */
#define MODEL_RESERVED_NODE	7
#define MODEL_RESERVED_BEYOND	8
#define MODEL_RESERVED_REUSABLE	9

/* In debugfs. Most of them matter only when the driver is bound. */
struct model_knobs {
	u32 bad_uid;
	u32 revision;		/* major revision, 0 for the right one */
	u32 refuse_caps;
	u32 no_shm;		/* neither dynamic nor reserved memory */
	u32 reserved;		/* MODEL_RESERVED_* */
	u32 no_rpc_arg;		/* RPC messages in separate buffers */
	u32 rpc_params;		/* what to report, 0 for MODEL_RPC_PARAMS */
	u32 threads;		/* what to report, 0 for MODEL_THREADS */
	u32 no_thread_count;	/* GET_THREAD_COUNT fails */
	u32 max_key;		/* highest notification key, 0 for 63 */
	u32 same_session;	/* give this id to every session */
	u32 register_ret;	/* REGISTER_SHM returns this */
	u32 slow_us;		/* calls take at least this long */
	u32 hang;		/* "hangs" and "asks_for_ever" return once this is 0 */
	u32 no_threads;		/* all threads are lost, ETHREAD_LIMIT for everybody */
	u32 restart;		/* forget everything when the driver is next bound */
	u32 enumeration;	/* 1 + mischief for MODEL_CMD_SUPP_SERVICES */
	u32 first_enumeration;	/* likewise for MODEL_CMD_SERVICES */
	u32 slow_unregister;	/* UNREGISTER_SHM hangs until this is 0 */
};

/**
 * struct model_thread - an OP-TEE thread and the call in it
 * @busy:	a call occupies the thread
 * @msg:	the call's message
 * @rpc:	where its RPC messages go
 * @rpc_cookie:	@rpc's cookie, if the driver allocated it on request
 * @mischief:	what the call asked for, or NULL
 * @step:	how many RPCs have returned
 * @cookie:	for the mischief to remember between steps
 * @began:	when the current RPC started
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
 * struct model_range - physical memory range
 * @paddr:	where it begins
 * @size:	bytes; 0 if there is no such range
 */
struct model_range {
	phys_addr_t paddr;
	size_t size;
};

/**
 * struct model - everything the model knows
 * @pdev:	the device that the OP-TEE driver binds to
 * @parent:	the device whose driver registers the conduit
 * @loopback:	our end of the conduit
 * @knobs:	see above
 * @lock:	protects @threads and @held
 * @threads:	our threads
 * @regions:	registered memory, indexed by cookie without the top bit
 * @open_sessions: each session's stored value. Ids are the lowest free ones
 * @enumeration: session with the enumeration pseudo TA, or 0
 * @sessions:	number of open sessions
 * @num_regions: number of @regions
 * @bottom_halves: how many DO_BOTTOM_HALF calls we got
 * @reserved:	mapping of @outside in main.c, i.e. reserved memory and then another
 *		driver's; NULL if the machine has none
 * @kernels:	MODEL_RESERVED bytes from the page allocator
 * @kept:	cookies of memory that "never_free" sits on
 * @num_kept:	how many of them
 * @num_held:	how many pages are in @held
 * @held:	pages that the normal world mustn't reuse, see
 *		model_hold_page()
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
 * struct mischief - one way to misbehave
 * @name:	its name, in debugfs and in the tests'
 * @answer:	TEEC_* code that the client should see
 * @rpc_ret:	TEEC_* code that the driver should reply to the last RPC
 * @err:	errno that the client should see, or 0
 * @next:	fills in the next RPC message and returns the call's status, which is
 *		OPTEE_SMC_RETURN_OK to end the call
 * @spoil:	messes up the call's result, and returns its status
 * @rpc_arg:	1 if it needs preallocated RPC messages, -1 if there must be none, 0 if
 *		it works either way
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

/* main.c: what the model reports as reserved, and how to access a physical address */
struct model_range model_reserved(void);
void *model_memory(phys_addr_t paddr);

/* message.c: handle messages, most of these return a status or a TEEC_* code */
u32 model_begin(struct model_thread *thread, struct tee_conduit_result *result);
u32 model_resume(struct model_thread *thread, const struct tee_conduit_args *args,
		 struct tee_conduit_result *result);
struct optee_msg_arg *model_find_message(u64 cookie, u64 offset);
void model_forget(void);
u32 model_list_services(struct optee_msg_arg *msg);
void model_hold_page(phys_addr_t address);
void model_let_go_of_pages(void);
int model_held_references(void);

/* interrupt.c: model_interrupt_init() returns the irq or an errno */
int model_interrupt_init(void);
void model_interrupt_exit(void);
void model_interrupt_answer(struct tee_conduit_result *result);
void model_interrupt_make_control(struct dentry *dir);

#endif /* OPTEE_MODEL_H */
