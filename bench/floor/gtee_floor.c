// SPDX-License-Identifier: GPL-2.0-only
/*
 * How fast can an OP-TEE invocation get? This module calls OP-TEE without a TEE driver, which
 * gives the bench its lower bound. It opens a session with a pseudo TA, sends the same message
 * over and over with a yielding SMC, and reports medians (ns) as module parameters:
 *
 *	reserved	message in the memory reserved at boot, like the driver's own
 *	registered	message in registered memory
 *	unregistered	message in some other page, which OP-TEE has to map first
 *	fast		fast call (no message, returns immediately)
 *	conduit		fast call through the conduit layer
 *
 * It needs nothing but tee_conduit and leaves OP-TEE as it found it. Measurements run in process
 * context on one CPU, with preemption and irqs on.
 */
#include <linux/arm-smccc.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <linux/tee_conduit.h>

#define SAMPLES			401
#define WARM_UP			50
#define FAST_CALLS		32	/* per sample */

/* OP-TEE's function IDs, return values and message format */
#define FAST_UID		0xbf00ff01
#define FAST_CAPABILITIES	0xb2000009
#define FAST_RESERVED_MEMORY	0xb2000007
#define YIELDING_CALL		0x32000004
#define YIELDING_CALL_RPC_ARG	0x32000012
#define YIELDING_CALL_REGISTERED	0x32000013
#define YIELDING_RESUME		0x32000003

#define OPTEE_UID_0		0x384fb3e0
#define OPTEE_UID_1		0xe7f811e3
#define CAP_RESERVED_SHM	BIT(0)
#define CAP_DYNAMIC_SHM		BIT(2)
#define CAP_RPC_ARG		BIT(6)

#define RESERVED_CACHED		1

#define RPC_MASK		0xffff0000
#define RPC_ALLOC		0xffff0000
#define RPC_COMMAND		0xffff0005

#define CMD_OPEN_SESSION	0
#define CMD_INVOKE		1
#define CMD_CLOSE_SESSION	2
#define CMD_REGISTER		4
#define CMD_UNREGISTER		5

#define ATTR_VALUE_IN		0x1
#define ATTR_MEMORY_IN		0x5	/* registered memory, by cookie */
#define ATTR_PAGES_OUT		0xa	/* unregistered, by page list */
#define ATTR_META		0x100
#define ATTR_NONCONTIG		0x200

#define UNKNOWN_COMMAND		0xffff
#define ORIGIN_TRUSTED_APP	4
#define NOT_SUPPORTED		0xffff000a

struct param {
	u64 attr;
	union {
		struct {
			u64 a, b, c;
		};
		u8 octets[24];
	};
};

struct message {
	u32 cmd;
	u32 func;
	u32 session;
	u32 cancel_id;
	u32 pad;
	u32 ret;
	u32 ret_origin;
	u32 num_params;
	struct param params[4];
};

/* A single page with the message first and OP-TEE's RPC arguments after it */
struct floor_page {
	union {
		struct message message;
		u64 page_list[512];
	};
};

static struct floor_page *registered_page, *other_page, *list_page, *reserved_page;
static phys_addr_t reserved_address;
static u64 samples[SAMPLES];

static unsigned int reserved, registered, unregistered, fast, conduit;
static const struct tee_conduit *smc;
module_param(reserved, uint, 0444);
MODULE_PARM_DESC(reserved, "ns of a call, message in memory reserved at boot (read only)");
module_param(registered, uint, 0444);
MODULE_PARM_DESC(registered, "ns of a call, message in registered memory (read only)");
module_param(unregistered, uint, 0444);
MODULE_PARM_DESC(unregistered, "ns of a call, message in any other page (read only)");
module_param(fast, uint, 0444);
MODULE_PARM_DESC(fast, "ns of a fast call (read only)");
module_param(conduit, uint, 0444);
MODULE_PARM_DESC(conduit, "ns of a fast call through the conduit layer (read only)");

static const u8 pseudo_ta[16] = {
	0xd9, 0x6a, 0x5b, 0x40, 0xc3, 0xe5, 0x21, 0xe3,
	0x87, 0x94, 0x10, 0x02, 0xa5, 0xd5, 0xc6, 0x1b,
};

static u64 cookie(void)
{
	return (uintptr_t)registered_page;
}

/*
 * Issue a yielding call and resume it until it completes. An irq in the secure
 * world returns here as an RPC, and these calls should cause no others. If one does
 * come in anyway, a memory allocation fails, and an RPC command gets "not
 * supported" in the RPC arguments behind @message (unless @message is NULL).
 */
static u32 yielding_call(u32 function, u64 where, unsigned long a3, struct message *message)
{
	struct arm_smccc_res res;
	unsigned long a1 = upper_32_bits(where), a2 = lower_32_bits(where);

	arm_smccc_smc(function, a1, a2, a3, 0, 0, 0, 0, &res);
	while ((res.a0 & RPC_MASK) == RPC_MASK && res.a0 != SMCCC_RET_NOT_SUPPORTED) {
		if (res.a0 == RPC_ALLOC) {
			res.a1 = 0;
			res.a2 = 0;
		} else if (res.a0 == RPC_COMMAND && message) {
			struct message *request =
				(void *)&message->params[message->num_params];

			request->ret = NOT_SUPPORTED;
		}
		arm_smccc_smc(YIELDING_RESUME, res.a1, res.a2, res.a3, 0, 0, 0, 0, &res);
	}
	return res.a0;
}

static u32 call_unregistered(void)
{
	return yielding_call(YIELDING_CALL, virt_to_phys(other_page), 0, NULL);
}

static u32 call_registered(void)
{
	return yielding_call(YIELDING_CALL_REGISTERED, cookie(), 0, &registered_page->message);
}

static u32 call_reserved(void)
{
	return yielding_call(YIELDING_CALL_RPC_ARG, reserved_address, RESERVED_CACHED,
			     &reserved_page->message);
}

static u32 call_fast(void)
{
	struct arm_smccc_res res;

	arm_smccc_smc(FAST_UID, 0, 0, 0, 0, 0, 0, 0, &res);
	return res.a0 == OPTEE_UID_0 && res.a1 == OPTEE_UID_1 ? 0 : -1;
}

static u32 call_conduit(void)
{
	const struct tee_conduit_args args = { .a = { FAST_UID } };
	struct tee_conduit_result res;

	if (tee_conduit_call(smc, &args, &res))
		return -1;
	return res.a[0] == OPTEE_UID_0 && res.a[1] == OPTEE_UID_1 ? 0 : -1;
}

static struct message *new_message(u32 cmd, u32 num_params)
{
	struct message *message = &other_page->message;

	memset(other_page, 0, sizeof(*other_page));
	message->cmd = cmd;
	message->num_params = num_params;
	return message;
}

static int send_message(struct message *message)
{
	u32 status = call_unregistered();

	if (!status && !message->ret)
		return 0;
	pr_err("command %u: status 0x%x, answer 0x%x from %u\n", message->cmd,
	       status, message->ret, message->ret_origin);
	return -EIO;
}

static int register_page(void)
{
	struct message *message = new_message(CMD_REGISTER, 1);

	memset(list_page, 0, sizeof(*list_page));
	list_page->page_list[0] = virt_to_phys(registered_page);
	message->params[0].attr = ATTR_PAGES_OUT | ATTR_NONCONTIG;
	message->params[0].a = virt_to_phys(list_page);
	message->params[0].b = PAGE_SIZE;
	message->params[0].c = cookie();
	return send_message(message);
}

static int unregister_page(void)
{
	struct message *message = new_message(CMD_UNREGISTER, 1);

	message->params[0].attr = ATTR_MEMORY_IN;
	message->params[0].c = cookie();
	return send_message(message);
}

static int open_session(u32 *session)
{
	struct message *message = new_message(CMD_OPEN_SESSION, 2);
	int ret;

	message->params[0].attr = ATTR_VALUE_IN | ATTR_META;
	memcpy(message->params[0].octets, pseudo_ta, sizeof(pseudo_ta));
	message->params[1].attr = ATTR_VALUE_IN | ATTR_META;
	ret = send_message(message);
	*session = message->session;
	return ret;
}

static int close_session(u32 session)
{
	struct message *message = new_message(CMD_CLOSE_SESSION, 0);

	message->session = session;
	return send_message(message);
}

static int compare_samples(const void *left, const void *right)
{
	u64 a = *(const u64 *)left, b = *(const u64 *)right;

	return (a > b) - (a < b);
}

static unsigned int median_of_samples(void)
{
	sort(samples, SAMPLES, sizeof(samples[0]), compare_samples, NULL);
	return samples[SAMPLES / 2];
}

/* The message is rewritten for each call, since any real client has to do that too. */
static int measure(u32 (*call)(void), struct floor_page *page, u32 session,
		   unsigned int *median)
{
	struct message *message = &page->message;
	unsigned int n;

	for (n = 0; n < WARM_UP + SAMPLES; n++) {
		u64 start = ktime_get_ns();
		u32 status;

		memset(message, 0, offsetof(struct message, params));
		message->cmd = CMD_INVOKE;
		message->func = UNKNOWN_COMMAND;
		message->session = session;
		status = call();
		if (n >= WARM_UP)
			samples[n - WARM_UP] = ktime_get_ns() - start;
		if (status)
			return -EIO;
		/* Anything but the TA's own result means that the call never got that far. */
		if (message->ret_origin != ORIGIN_TRUSTED_APP) {
			pr_err("answer 0x%x from %u\n", message->ret, message->ret_origin);
			return -EIO;
		}
	}
	*median = median_of_samples();
	return 0;
}

/*
 * The counter ticks once per eight instructions, which is too coarse to time one
 * fast call. Average FAST_CALLS of them instead.
 */
static int measure_fast(u32 (*call)(void), unsigned int *median)
{
	unsigned int n, i;
	u32 status = 0;

	for (n = 0; n < WARM_UP + SAMPLES; n++) {
		u64 start = ktime_get_ns();

		for (i = 0; i < FAST_CALLS; i++)
			status |= call();
		if (n >= WARM_UP)
			samples[n - WARM_UP] = div_u64(ktime_get_ns() - start, FAST_CALLS);
	}
	*median = median_of_samples();
	return status ? -EIO : 0;
}

static int measure_all(void)
{
	u32 session;
	int ret, failed;

	ret = register_page();
	if (ret)
		return ret;
	ret = open_session(&session);
	if (ret)
		goto unregister;
	ret = measure(call_registered, registered_page, session, &registered);
	if (!ret)
		ret = measure(call_unregistered, other_page, session, &unregistered);
	if (!ret)
		ret = measure(call_reserved, reserved_page, session, &reserved);
	if (!ret)
		ret = measure_fast(call_fast, &fast);
	if (!ret)
		ret = measure_fast(call_conduit, &conduit);
	failed = close_session(session);
	ret = ret ?: failed;
unregister:
	failed = unregister_page();
	return ret ?: failed;
}

static bool optee_is_there(void)
{
	struct arm_smccc_res res;

	if (arm_smccc_1_1_get_conduit() != SMCCC_CONDUIT_SMC || call_fast())
		return false;
	arm_smccc_smc(FAST_CAPABILITIES, 0, 0, 0, 0, 0, 0, 0, &res);
	return !res.a0 && (res.a1 & CAP_RESERVED_SHM) && (res.a1 & CAP_DYNAMIC_SHM) &&
	       (res.a1 & CAP_RPC_ARG);
}

/* Map the first page of the boot-time reservation. Nobody else uses it without a driver. */
static int map_reserved_page(void)
{
	struct arm_smccc_res res;

	arm_smccc_smc(FAST_RESERVED_MEMORY, 0, 0, 0, 0, 0, 0, 0, &res);
	if (res.a0 || res.a3 != RESERVED_CACHED)
		return -ENODEV;
	reserved_address = PAGE_ALIGN(res.a1);
	if (res.a2 < PAGE_SIZE || reserved_address - res.a1 > res.a2 - PAGE_SIZE)
		return -ENODEV;
	reserved_page = memremap(reserved_address, PAGE_SIZE, MEMREMAP_WB);
	if (!reserved_page)
		return -ENOMEM;
	memset(reserved_page, 0, PAGE_SIZE);
	return 0;
}

static int __init gtee_floor_init(void)
{
	int ret;

	if (!optee_is_there())
		return -ENODEV;
	smc = tee_conduit_get(NULL, "smc");
	if (IS_ERR(smc))
		return PTR_ERR(smc);
	ret = map_reserved_page();
	if (ret)
		goto put_conduit;
	ret = -ENOMEM;
	registered_page = (void *)get_zeroed_page(GFP_KERNEL);
	other_page = (void *)get_zeroed_page(GFP_KERNEL);
	list_page = (void *)get_zeroed_page(GFP_KERNEL);
	if (registered_page && other_page && list_page)
		ret = measure_all();
	/* OP-TEE may still hold on to the registered page after an error. Leak it. */
	if (ret)
		registered_page = NULL;
	free_page((unsigned long)registered_page);
	free_page((unsigned long)other_page);
	free_page((unsigned long)list_page);
	memunmap(reserved_page);
put_conduit:
	tee_conduit_put(smc);
	return ret;
}
module_init(gtee_floor_init);

static void __exit gtee_floor_exit(void)
{
}
module_exit(gtee_floor_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("The cost of a bare call into OP-TEE, for comparison");
