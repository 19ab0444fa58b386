// SPDX-License-Identifier: GPL-2.0-only
/* The model's SMC entry, its devices and its debugfs files. See model.h. */

#include <linux/debugfs.h>
#include <linux/delay.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/property.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "model.h"

#define RPC_STATUS(function)	(OPTEE_SMC_RPC_PREFIX | (function))

struct model model;
static struct dentry *model_dir;

/*
 * Where the lab machine has memory for us, as physical addresses; 0 if it has
 * none of that kind. The kernel doesn't manage @outside (2 MiB). @node belongs
 * to a device tree node and @reusable to one marked "reusable", both are 1 MiB.
 */
static ulong outside, node, reusable;
module_param(outside, ulong, 0400);
MODULE_PARM_DESC(outside, "where memory lies that the kernel leaves alone, outside System RAM");
module_param(node, ulong, 0400);
MODULE_PARM_DESC(node, "where a node of the device tree's /reserved-memory lies");
module_param(reusable, ulong, 0400);
MODULE_PARM_DESC(reusable, "where one lies that is reusable");

static struct model_range a_range(phys_addr_t paddr, bool is_there)
{
	return (struct model_range){ paddr, is_there ? MODEL_RESERVED : 0 };
}

struct model_range model_reserved(void)
{
	switch (model.knobs.reserved) {
	case MODEL_RESERVED_KERNELS:
		return a_range(virt_to_phys(model.kernels), true);
	case MODEL_RESERVED_IMAGE:
		return (struct model_range){ page_to_phys(ZERO_PAGE(0)), PAGE_SIZE };
	case MODEL_RESERVED_CLAIMED:
		return a_range(outside + MODEL_RESERVED, outside);
	case MODEL_RESERVED_NODE:
		return a_range(node, node);
	case MODEL_RESERVED_BEYOND:
		return a_range(node + MODEL_RESERVED / 2, node);
	case MODEL_RESERVED_REUSABLE:
		return a_range(reusable, reusable);
	default:
		return a_range(outside, outside);
	}
}

void *model_memory(phys_addr_t paddr)
{
	if (outside && paddr >= outside && paddr - outside < 2 * MODEL_RESERVED)
		return model.reserved + (paddr - outside);
	return phys_to_virt(paddr);
}

/*
 * Unless it's a single page, report it with unaligned ends, which the driver
 * has to round inwards
 */
static void answer_shm_config(struct tee_conduit_result *result)
{
	struct model_range range = model_reserved();
	unsigned int odd = range.size > PAGE_SIZE ? 16 : 0;

	result->a[1] = range.paddr + odd;
	result->a[2] = range.size - 2 * odd;
	result->a[3] = model.knobs.reserved == MODEL_RESERVED_UNCACHED ? 0 : OPTEE_SMC_SHM_CACHED;
}

static u64 both(unsigned long high, unsigned long low)
{
	return (u64)(u32)high << 32 | (u32)low;
}

static void exchange_capabilities(struct tee_conduit_result *result)
{
	const struct model_knobs *knobs = &model.knobs;

	if (knobs->refuse_caps) {
		result->a[0] = OPTEE_SMC_RETURN_ENOTAVAIL;
		return;
	}
	result->a[1] = OPTEE_SMC_SEC_CAP_MEMREF_NULL | OPTEE_SMC_SEC_CAP_ASYNC_NOTIF;
	if (knobs->reserved && model_reserved().size)
		result->a[1] |= OPTEE_SMC_SEC_CAP_RESERVED_SHM;
	if (!knobs->no_shm && (!knobs->reserved || knobs->reserved == MODEL_RESERVED_BOTH))
		result->a[1] |= OPTEE_SMC_SEC_CAP_DYNAMIC_SHM;
	if (!knobs->no_rpc_arg)
		result->a[1] |= OPTEE_SMC_SEC_CAP_RPC_ARG;
	result->a[2] = knobs->max_key ?: 63;
	result->a[3] = knobs->rpc_params ?: MODEL_RPC_PARAMS;
}

static void answer_fast(u32 function, struct tee_conduit_result *result)
{
	*result = (struct tee_conduit_result){ };
	switch (function) {
	case OPTEE_SMC_CALLS_UID:
		/* First thing the driver asks for when it is bound */
		model_let_go_of_pages();
		model.num_kept = 0;
		if (model.knobs.restart)
			model_forget();
		*result = (struct tee_conduit_result){ .a = {
			OPTEE_SMC_UID_0, OPTEE_SMC_UID_1, OPTEE_SMC_UID_2, OPTEE_SMC_UID_3,
		} };
		result->a[0] += model.knobs.bad_uid;
		break;
	case OPTEE_SMC_CALLS_REVISION:
		result->a[0] = model.knobs.revision ?: OPTEE_SMC_REVISION_MAJOR;
		break;
	case OPTEE_SMC_GET_OS_UUID:
		*result = (struct tee_conduit_result){ .a = {
			0x6d6f6465, 0x6c206f66, 0x204f502d, 0x54454500,
		} };
		break;
	case OPTEE_SMC_GET_OS_REVISION:
		result->a[0] = 9;
		result->a[1] = 9;
		result->a[2] = 0x90de1;
		break;
	case OPTEE_SMC_GET_SHM_CONFIG:
		answer_shm_config(result);
		break;
	case OPTEE_SMC_EXCHANGE_CAPABILITIES:
		exchange_capabilities(result);
		break;
	case OPTEE_SMC_GET_THREAD_COUNT:
		result->a[1] = model.knobs.threads ?: MODEL_THREADS;
		if (model.knobs.no_thread_count)
			result->a[0] = OPTEE_SMC_RETURN_UNKNOWN;
		break;
	case OPTEE_SMC_ENABLE_ASYNC_NOTIF:
		break;
	case OPTEE_SMC_GET_ASYNC_NOTIF_VALUE:
		model_interrupt_answer(result);
		break;
	case OPTEE_SMC_DISABLE_SHM_CACHE:
	case OPTEE_SMC_ENABLE_SHM_CACHE:
		result->a[0] = OPTEE_SMC_RETURN_ENOTAVAIL;
		break;
	default:
		result->a[0] = OPTEE_SMC_RETURN_UNKNOWN;
	}
}

static struct model_thread *take_thread(struct optee_msg_arg *msg)
{
	unsigned int n;

	spin_lock(&model.lock);
	for (n = 0; n < MODEL_THREADS; n++) {
		struct model_thread *thread = &model.threads[n];

		if (thread->busy)
			continue;
		*thread = (struct model_thread){ .busy = true, .msg = msg };
		spin_unlock(&model.lock);
		return thread;
	}
	spin_unlock(&model.lock);
	return NULL;
}

/*
 * The call is either complete now, or suspended for an RPC. In that case a3
 * names the thread to resume.
 */
static void end_step(struct model_thread *thread, u32 status,
		     struct tee_conduit_result *result)
{
	result->a[0] = status;
	if (optee_smc_is_rpc(status))
		result->a[3] = thread - model.threads;
	else
		smp_store_release(&thread->busy, false);
}

static void answer_message(struct optee_msg_arg *msg, bool has_rpc_room,
			   struct tee_conduit_result *result)
{
	struct model_thread *thread;

	*result = (struct tee_conduit_result){ };
	if (!msg) {
		result->a[0] = OPTEE_SMC_RETURN_ENOTAVAIL;
		return;
	}
	thread = model.knobs.no_threads ? NULL : take_thread(msg);
	if (!thread) {
		result->a[0] = OPTEE_SMC_RETURN_ETHREAD_LIMIT;
		return;
	}
	if (model.knobs.slow_us)
		usleep_range(model.knobs.slow_us, 2 * model.knobs.slow_us);
	if (has_rpc_room)
		thread->rpc = (void *)msg + OPTEE_MSG_SIZE(msg->num_params);
	end_step(thread, model_begin(thread, result), result);
}

static void resume(const struct tee_conduit_args *args, struct tee_conduit_result *result)
{
	struct model_thread *thread;

	*result = (struct tee_conduit_result){ };
	if (args->a[3] >= MODEL_THREADS || !model.threads[args->a[3]].busy) {
		WARN(1, "a call is resumed that is not suspended\n");
		result->a[0] = OPTEE_SMC_RETURN_UNKNOWN;
		return;
	}
	thread = &model.threads[args->a[3]];
	end_step(thread, model_resume(thread, args, result), result);
}

static void model_answer(const struct tee_loopback_model *loopback,
			 const struct tee_conduit_args *args,
			 struct tee_conduit_result *result)
{
	u64 where = both(args->a[1], args->a[2]);

	switch (args->a[0]) {
	case OPTEE_SMC_CALL_WITH_ARG:
		answer_message(model_memory(where), false, result);
		break;
	case OPTEE_SMC_CALL_WITH_RPC_ARG:
		answer_message(model_memory(where), true, result);
		break;
	case OPTEE_SMC_CALL_WITH_REGD_ARG:
		answer_message(model_find_message(where, args->a[3]), true, result);
		break;
	case OPTEE_SMC_RETURN_FROM_RPC:
		resume(args, result);
		break;
	default:
		answer_fast(args->a[0], result);
	}
}

static int mischiefs_show(struct seq_file *file, void *unused)
{
	unsigned int n;

	for (n = 0; n < num_mischiefs; n++)
		seq_printf(file, "%u %s %#x %#x %d %d\n", n, mischiefs[n].name,
			   mischiefs[n].answer, mischiefs[n].rpc_ret, mischiefs[n].err,
			   mischiefs[n].rpc_arg);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(mischiefs);

static int counters_show(struct seq_file *file, void *unused)
{
	unsigned int n, busy = 0;

	for (n = 0; n < MODEL_THREADS; n++)
		busy += READ_ONCE(model.threads[n].busy);
	seq_printf(file, "sessions %d\nregions %d\nthreads %u\nbottom_halves %d\nheld %d\n",
		   atomic_read(&model.sessions), atomic_read(&model.num_regions), busy,
		   atomic_read(&model.bottom_halves), model_held_references());
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(counters);

static void make_controls(void)
{
	struct model_knobs *k = &model.knobs;
	struct dentry *dir;

	model_dir = debugfs_create_dir("optee_model", NULL);
	debugfs_create_file("mischiefs", 0400, model_dir, NULL, &mischiefs_fops);
	debugfs_create_file("counters", 0400, model_dir, NULL, &counters_fops);
	model_interrupt_make_control(model_dir);
	dir = debugfs_create_dir("knobs", model_dir);
#define KNOB(name) debugfs_create_u32(#name, 0600, dir, &k->name)
	KNOB(bad_uid);
	KNOB(revision);
	KNOB(refuse_caps);
	KNOB(no_shm);
	KNOB(reserved);
	KNOB(no_rpc_arg);
	KNOB(rpc_params);
	KNOB(threads);
	KNOB(no_thread_count);
	KNOB(max_key);
	KNOB(same_session);
	KNOB(register_ret);
	KNOB(slow_us);
	KNOB(hang);
	KNOB(no_threads);
	KNOB(restart);
	KNOB(enumeration);
	KNOB(first_enumeration);
	KNOB(slow_unregister);
#undef KNOB
}

/* how the driver finds its conduit */
static const struct property_entry optee_properties[] = {
	PROPERTY_ENTRY_STRING("method", "loopback"),
	{ }
};

/* The conduit comes and goes with this device's driver */
static int model_probe(struct platform_device *pdev)
{
	model.loopback = (struct tee_loopback_model){
		.owner = THIS_MODULE,
		.dev = &pdev->dev,
		.answer = model_answer,
	};
	return tee_loopback_attach(&model.loopback);
}

static void model_remove(struct platform_device *pdev)
{
	tee_loopback_detach(&model.loopback);
}

static struct platform_driver model_driver = {
	.probe = model_probe,
	.remove = model_remove,
	.driver = { .name = "optee-model" },
};

/* @outside's second half acts as memory that another driver has claimed */
static int make_outside(void)
{
	if (!outside)
		return 0;
	if (!request_mem_region(outside + MODEL_RESERVED, MODEL_RESERVED, "optee-model"))
		return -EBUSY;
	model.reserved = memremap(outside, 2 * MODEL_RESERVED, MEMREMAP_WB);
	if (!model.reserved) {
		release_mem_region(outside + MODEL_RESERVED, MODEL_RESERVED);
		return -ENOMEM;
	}
	return 0;
}

static int make_reserved(void)
{
	int rc;

	model.kernels = alloc_pages_exact(MODEL_RESERVED, GFP_KERNEL | __GFP_ZERO);
	if (!model.kernels)
		return -ENOMEM;
	rc = make_outside();
	if (rc)
		free_pages_exact(model.kernels, MODEL_RESERVED);
	return rc;
}

static void free_reserved(void)
{
	if (model.reserved) {
		memunmap(model.reserved);
		release_mem_region(outside + MODEL_RESERVED, MODEL_RESERVED);
	}
	free_pages_exact(model.kernels, MODEL_RESERVED);
}

/* The OP-TEE driver binds to this one */
static struct platform_device *make_optee(int irq)
{
	const struct resource resource = DEFINE_RES_IRQ(irq);
	const struct platform_device_info info = {
		.name = "optee",
		.id = PLATFORM_DEVID_AUTO,
		.properties = optee_properties,
		.res = &resource,
		.num_res = 1,
	};

	return platform_device_register_full(&info);
}

static int __init model_init(void)
{
	int irq, rc;

	spin_lock_init(&model.lock);
	xa_init(&model.regions);
	xa_init_flags(&model.open_sessions, XA_FLAGS_ALLOC1);
	rc = make_reserved();
	if (rc)
		return rc;
	irq = model_interrupt_init();
	rc = min(irq, 0);
	if (rc)
		goto free_reserved;
	rc = platform_driver_register(&model_driver);
	if (rc)
		goto free_interrupt;
	model.parent = platform_device_register_simple("optee-model", PLATFORM_DEVID_NONE, NULL, 0);
	rc = PTR_ERR_OR_ZERO(model.parent);
	if (rc)
		goto unregister_driver;
	make_controls();
	model.pdev = make_optee(irq);
	rc = PTR_ERR_OR_ZERO(model.pdev);
	if (rc)
		goto unregister_parent;
	return 0;

unregister_parent:
	debugfs_remove(model_dir);
	platform_device_unregister(model.parent);
unregister_driver:
	platform_driver_unregister(&model_driver);
free_interrupt:
	model_interrupt_exit();
free_reserved:
	free_reserved();
	return rc;
}
module_init(model_init);

static void __exit model_exit(void)
{
	platform_device_unregister(model.pdev);
	debugfs_remove(model_dir);
	platform_device_unregister(model.parent);
	platform_driver_unregister(&model_driver);
	model_interrupt_exit();
	model_forget();
	model_let_go_of_pages();
	free_reserved();
}
module_exit(model_exit);

MODULE_DESCRIPTION("A model of OP-TEE behind the loopback conduit, for tests");
MODULE_AUTHOR("The gtee authors");
MODULE_LICENSE("GPL");
