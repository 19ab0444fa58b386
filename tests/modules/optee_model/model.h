/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A model of OP-TEE, as much of it as the driver sees: it answers the calls of
 * the SMC ABI, keeps sessions and registered memory, suspends calls for RPCs, and
 * misbehaves on command. For tests alone: it is no Trusted OS.
 *
 * It is called as secure world is, on several processors at once, in process context
 * for all that suspends or allocates.
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

/* What the model's application answers to; all else is "not supported". */
#define MODEL_CMD_NOTHING	0
#define MODEL_CMD_ECHO		1	/* each output is one more than it was */
#define MODEL_CMD_REMEMBER	40	/* a session's value: in */
#define MODEL_CMD_RECALL	41	/* and out */
#define MODEL_CMD_MISCHIEF	0x100	/* plus the mischief's number */

/* What the kernel asks of the application that lists services, once a supplicant has come. */
#define MODEL_CMD_SUPP_SERVICES	1
#define MODEL_CMD_SERVICES	0	/* and before */

/* Reserved memory: no other, none that is cached, or beside any other. */
#define MODEL_RESERVED_ALONE	1
#define MODEL_RESERVED_UNCACHED	2
#define MODEL_RESERVED_BOTH	3
/*
 * No other, and what it names is: pages that the kernel gives out; a page of the kernel's
 * own image; memory that a driver has claimed.
 */
#define MODEL_RESERVED_KERNELS	4
#define MODEL_RESERVED_IMAGE	5
#define MODEL_RESERVED_CLAIMED	6
/*
 * Or System RAM with a node in the device tree's /reserved-memory: that node's; half of
 * it and what follows; a "reusable" node's.
 */
#define MODEL_RESERVED_NODE	7
#define MODEL_RESERVED_BEYOND	8
#define MODEL_RESERVED_REUSABLE	9

/* How the model is; set in debugfs, most of it before the driver is bound. */
struct model_knobs {
	u32 bad_uid;
	u32 revision;		/* major; 0: the right one */
	u32 refuse_caps;
	u32 no_shm;		/* neither dynamic nor reserved memory */
	u32 reserved;		/* MODEL_RESERVED_* */
	u32 no_rpc_arg;		/* asks for RPC messages one by one */
	u32 rpc_params;		/* what it says; 0: MODEL_RPC_PARAMS */
	u32 threads;		/* what it says; 0: MODEL_THREADS */
	u32 no_thread_count;	/* does not say */
	u32 max_key;		/* highest notification; 0: 63 */
	u32 same_session;	/* every session gets this id */
	u32 register_ret;	/* answer to REGISTER_SHM */
	u32 slow_us;		/* how long a call takes at least */
	u32 hang;		/* calls of the mischief "hangs" come back when this is 0 */
	u32 no_threads;		/* no message is taken: all threads are lost */
	u32 restart;		/* knows nothing any more when the next driver is bound */
	u32 enumeration;	/* 1 + the mischief that is made of MODEL_CMD_SUPP_SERVICES */
	u32 first_enumeration;	/* the same, of the list that is asked for first */
	u32 slow_unregister;	/* UNREGISTER_SHM comes back when this is 0 */
};

/**
 * struct model_thread - a call under way
 * @busy:	taken
 * @msg:	its message
 * @rpc:	room for its RPC messages
 * @rpc_cookie:	the cookie of @rpc, where it was asked for
 * @mischief:	what is made of it
 * @step:	RPCs that have come back
 * @cookie:	kept from one step to the next
 * @began:	when the RPC that is under way went out
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
 * struct model_range - physical memory
 * @paddr:	where it begins
 * @size:	bytes; 0: there is none
 */
struct model_range {
	phys_addr_t paddr;
	size_t size;
};

/**
 * struct model - the model
 * @pdev:	the platform device that the driver binds to
 * @parent:	the device that the conduit goes with
 * @loopback:	its end of the conduit
 * @lock:	guards @threads and @held
 * @threads:	calls under way
 * @regions:	registered memory, by its number in normal world's cookie
 * @open_sessions: what each open session remembers, by its id: the lowest that is free
 * @enumeration: the one with the application that lists services, or 0
 * @sessions:	their number
 * @num_regions: the number of @regions
 * @bottom_halves: how many calls that the interrupt asked for have been made
 * @reserved:	what plays memory reserved at boot, mapped, and behind it as much of another
 *		driver's; NULL: the machine has none
 * @kernels:	as much memory of the kernel's
 * @kept: @num_kept: cookies of memory that the mischief "never_free" has not given back
 * @held: @num_held: pages that normal world may not use again: see model_hold_page()
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
 * @name:	what it is called
 * @answer:	what the client is to see as the TEE's answer
 * @rpc_ret:	what the driver is to answer to the last RPC
 * @err:	errno of the client's call, 0 for none
 * @next:	prepares the RPC message for a step; the status to come back with, or
 *		OPTEE_SMC_RETURN_OK to answer the call
 * @spoil:	spoils the answer; the status to come back with
 * @rpc_arg:	makes sense only where RPC messages are asked for (-1) or not (1)
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

/* main.c: what the model says is reserved; where a physical address is mapped. */
struct model_range model_reserved(void);
void *model_memory(phys_addr_t paddr);

/* message.c: take a message; a status. */
u32 model_begin(struct model_thread *thread, struct tee_conduit_result *result);
u32 model_resume(struct model_thread *thread, const struct tee_conduit_args *args,
		 struct tee_conduit_result *result);
struct optee_msg_arg *model_find_message(u64 cookie, u64 offset);
void model_forget(void);
u32 model_list_services(struct optee_msg_arg *msg);
void model_hold_page(phys_addr_t address);
void model_let_go_of_pages(void);
int model_held_references(void);

/* interrupt.c: the interrupt's number or an errno; what it was raised for. */
int model_interrupt_init(void);
void model_interrupt_exit(void);
void model_interrupt_answer(struct tee_conduit_result *result);
void model_interrupt_make_control(struct dentry *dir);

#endif /* OPTEE_MODEL_H */
