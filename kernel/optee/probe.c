// SPDX-License-Identifier: GPL-2.0-only
/*
 * Driver probe, removal and shutdown.
 *
 * Probing finds out what OP-TEE can do and registers a device for clients and one for
 * the supplicant.
 */

#include <linux/crash_dump.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/platform_device.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/unaligned.h>

#include "optee/call/fast_call.h"
#include "optee/call/slot_chunk.h"
#include "optee/memory.h"
#include "optee/optee.h"
#include "optee/optee_smc.h"
#include "optee/region.h"
#include "optee/rpc/notify_irq.h"
#include "optee/rpc/rpc_shm.h"
#include "optee/session.h"

#define OPTEE_DRIVER_VERSION	"1.0"

/* GlobalPlatform's limit; OP-TEE's TAs don't take more */
#define OPTEE_MAX_PARAMS	4

/* Highest notification key, unless OP-TEE reports one */
#define OPTEE_DEFAULT_MAX_KEY	255

/* Don't believe OP-TEE if it claims more threads than this */
#define OPTEE_MOST_THREADS	256

/* How long clean-up calls may still try to get a thread while the driver stops, ms */
#define OPTEE_LAST_WAIT_MS	10000

/* On removal, service drivers have this long to let go of OP-TEE, ms */
#define OPTEE_LEAVE_MS		5000

/* Shutdown waits this long for calls in progress, and this long altogether, ms */
#define OPTEE_CALLS_MS		500
#define OPTEE_SHUTDOWN_MS	2000

static void optee_get_version(struct tee_device *teedev,
			      struct tee_ioctl_version_data *vers)
{
	struct optee *optee = tee_get_drvdata(teedev);

	vers->impl_id = TEE_IMPL_ID_OPTEE;
	vers->impl_caps = TEE_OPTEE_CAP_TZ;
	vers->gen_caps = TEE_GEN_CAP_GP;
	if (optee->caps & OPTEE_SMC_SEC_CAP_DYNAMIC_SHM)
		vers->gen_caps |= TEE_GEN_CAP_REG_MEM;
	if (optee->caps & OPTEE_SMC_SEC_CAP_MEMREF_NULL)
		vers->gen_caps |= TEE_GEN_CAP_MEMREF_NULL;
}

static void stop(struct optee *optee)
{
	if (!optee_is_stopping(optee))
		optee->last_wait_ends = jiffies + msecs_to_jiffies(OPTEE_LAST_WAIT_MS);
	smp_store_release(&optee->stopping, true);
	optee_threads_stop(&optee->threads);
	optee_notifier_stop(optee);
	optee_supplicant_stop(optee);
}

static void optee_stop(struct tee_device *teedev)
{
	stop(tee_get_drvdata(teedev));
}

static const struct tee_driver_ops optee_client_ops = {
	.get_version = optee_get_version,
	.open = tee_stateless_open,
	.close = optee_forget_sessions,
	.stop = optee_stop,
	.open_session = optee_open_session,
	.close_session = optee_close_session,
	.system_session = optee_system_session,
	.invoke_func = optee_invoke_func,
	.cancel_req = optee_cancel_req,
};

static const struct tee_desc optee_client_desc = {
	.name = "optee",
	.ops = &optee_client_ops,
	.owner = THIS_MODULE,
};

static const struct tee_driver_ops optee_supp_ops = {
	.get_version = optee_get_version,
	.open = optee_supplicant_open,
	.close = optee_supplicant_close,
	.stop = optee_stop,
	.supp_recv = optee_supp_recv,
	.supp_recv_undo = optee_supp_recv_undo,
	.supp_send = optee_supp_send,
};

static const struct tee_desc optee_supp_desc = {
	.name = "optee-supplicant",
	.ops = &optee_supp_ops,
	.owner = THIS_MODULE,
	.flags = TEE_DESC_PRIVILEGED,
};

/* tee-supplicant reads this to learn how to reach an eMMC's RPMB: "user" means by itself */
static ssize_t rpmb_routing_model_show(struct device *dev,
				       struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "user\n");
}
static DEVICE_ATTR_RO(rpmb_routing_model);

static struct attribute *optee_attrs[] = {
	&dev_attr_rpmb_routing_model.attr,
	NULL
};
ATTRIBUTE_GROUPS(optee);

static const struct tee_shm_pool_ops optee_dynamic_ops = {
	.region_register = optee_region_register,
	.region_unregister = optee_region_unregister,
};

/* No registration for RPC memory, see optee.rpc_pool */
static int rpc_region_register(void *data, struct tee_region *region)
{
	return 0;
}

static int rpc_region_unregister(void *data, struct tee_region *region,
				 enum tee_wait_mode wait_mode)
{
	return 0;
}

static const struct tee_shm_pool_ops optee_rpc_ops = {
	.region_register = rpc_region_register,
	.region_unregister = rpc_region_unregister,
};

static const struct tee_shm_pool_ops optee_reserved_ops = { };

static int check_api(struct optee *optee)
{
	struct tee_conduit_result uid, revision;

	optee_fast_call(optee, OPTEE_SMC_CALLS_UID, 0, &uid);
	if (uid.a[0] != OPTEE_SMC_UID_0 || (u32)uid.a[1] != OPTEE_SMC_UID_1 ||
	    (u32)uid.a[2] != OPTEE_SMC_UID_2 || (u32)uid.a[3] != OPTEE_SMC_UID_3) {
		dev_err(optee->dev, "no OP-TEE found: UUID %08lx-%08lx-%08lx-%08lx\n",
			uid.a[0], uid.a[1], uid.a[2], uid.a[3]);
		return -ENODEV;
	}
	optee_fast_call(optee, OPTEE_SMC_CALLS_REVISION, 0, &revision);
	if (revision.a[0] != OPTEE_SMC_REVISION_MAJOR) {
		dev_err(optee->dev, "OP-TEE has interface %lu.%lu, the driver supports %u\n",
			revision.a[0], revision.a[1], OPTEE_SMC_REVISION_MAJOR);
		return -ENODEV;
	}
	return 0;
}

/*
 * OP-TEE tells us its UUID, version and thread count. How many sessions it takes and
 * how large a buffer may get depends on what's free on its heap, so these limits stay 0
 * (unknown).
 */
static void identify(struct optee *optee, struct tee_identity *identity)
{
	struct tee_conduit_result result;
	u8 uuid[UUID_SIZE];
	unsigned int n;

	*identity = (struct tee_identity){
		.driver_name = "optee",
		.driver_type = tee_conduit_driver_type(optee->conduit),
		.driver_version = OPTEE_DRIVER_VERSION,
		.os_name = "OP-TEE",
		.max_params = OPTEE_MAX_PARAMS,
		.max_threads = optee->threads.total,
	};
	strscpy(identity->conduit, optee->conduit->name);

	optee_fast_call(optee, OPTEE_SMC_GET_OS_UUID, 0, &result);
	if (result.a[0] != OPTEE_SMC_RETURN_UNKNOWN) {
		for (n = 0; n < ARRAY_SIZE(result.a); n++)
			put_unaligned_be32(result.a[n], uuid + n * sizeof(u32));
		import_uuid(&identity->os_uuid, uuid);
	}

	optee_fast_call(optee, OPTEE_SMC_GET_OS_REVISION, 0, &result);
	if (result.a[0] == OPTEE_SMC_RETURN_UNKNOWN)
		return;
	snprintf(identity->os_version, sizeof(identity->os_version), "%lu.%lu",
		 result.a[0], result.a[1]);
	if (result.a[2])
		snprintf(identity->os_build, sizeof(identity->os_build), "%08lx",
			 result.a[2]);
}

static int learn_capabilities(struct optee *optee, u32 *max_key)
{
	struct tee_conduit_result result;
	unsigned int threads;

	optee_fast_call(optee, OPTEE_SMC_EXCHANGE_CAPABILITIES,
			nr_cpu_ids == 1 ? OPTEE_SMC_NSEC_CAP_UNIPROCESSOR : 0, &result);
	if (result.a[0] != OPTEE_SMC_RETURN_OK) {
		dev_err(optee->dev, "OP-TEE refused to exchange capabilities: %#lx\n", result.a[0]);
		return -ENODEV;
	}
	optee->caps = result.a[1];
	*max_key = OPTEE_DEFAULT_MAX_KEY;
	/* There's a bitmap with a bit per key, keep it small */
	if (optee->caps & OPTEE_SMC_SEC_CAP_ASYNC_NOTIF)
		*max_key = min_t(unsigned long, result.a[2], U16_MAX);
	/* With rpc_params 0, secure world allocates its RPC messages separately */
	if (optee->caps & OPTEE_SMC_SEC_CAP_RPC_ARG)
		optee->rpc_params = result.a[3] & 0xff;
	if (optee->rpc_params > OPTEE_RPC_MAX_PARAMS)
		optee->rpc_params = 0;

	optee_fast_call(optee, OPTEE_SMC_GET_THREAD_COUNT, 0, &result);
	/* The per-user limit on concurrent calls is derived from this, so be sceptical */
	threads = result.a[0] == OPTEE_SMC_RETURN_OK ?
		  min_t(u64, result.a[1], OPTEE_MOST_THREADS) : 0;
	optee_threads_init(&optee->threads, threads);
	return 0;
}

/* OP-TEE keeps the memory reserved at boot mapped all the time */
static int add_reserved(struct optee *optee)
{
	struct tee_conduit_result result;
	phys_addr_t begin, end;

	if (!(optee->caps & OPTEE_SMC_SEC_CAP_RESERVED_SHM))
		return -ENODEV;
	optee_fast_call(optee, OPTEE_SMC_GET_SHM_CONFIG, 0, &result);
	if (result.a[0] != OPTEE_SMC_RETURN_OK || result.a[3] != OPTEE_SMC_SHM_CACHED)
		return -ENODEV;
	begin = ALIGN((phys_addr_t)(u32)result.a[1], PAGE_SIZE);
	end = ALIGN_DOWN((phys_addr_t)(u32)result.a[1] + (u32)result.a[2], PAGE_SIZE);
	if (begin >= end)
		return -ENODEV;
	return tee_shm_pool_add_reserved(optee->pool, begin, end - begin);
}

/* tee_shm_pool_close() unregisters the shrinker, so call it first */
static void close_pool(struct tee_shm_pool *pool)
{
	tee_shm_pool_close(pool);
	tee_shm_pool_put(pool);
}

static int make_dynamic_pools(struct optee *optee)
{
	int rc;

	optee->pool = tee_shm_pool_create(&optee_dynamic_ops, optee);
	if (IS_ERR(optee->pool))
		return PTR_ERR(optee->pool);
	optee->rpc_pool = tee_shm_pool_create(&optee_rpc_ops, optee);
	if (IS_ERR(optee->rpc_pool)) {
		close_pool(optee->pool);
		return PTR_ERR(optee->rpc_pool);
	}
	rc = add_reserved(optee);
	if (rc && rc != -ENODEV)
		dev_warn(optee->dev, "cannot use reserved memory: %d\n", rc);
	return 0;
}

static int make_reserved_pool(struct optee *optee)
{
	int rc;

	optee->pool = tee_shm_pool_create(&optee_reserved_ops, optee);
	if (IS_ERR(optee->pool))
		return PTR_ERR(optee->pool);
	optee->rpc_pool = optee->pool;
	rc = add_reserved(optee);
	if (rc) {
		dev_err(optee->dev, "cannot share memory with OP-TEE: %d\n", rc);
		close_pool(optee->pool);
	}
	return rc;
}

/* Without dynamic shared memory all we have is what was reserved at boot */
static int make_pools(struct optee *optee)
{
	if (optee->caps & OPTEE_SMC_SEC_CAP_DYNAMIC_SHM)
		return make_dynamic_pools(optee);
	return make_reserved_pool(optee);
}

static void close_pools(struct optee *optee)
{
	if (optee->rpc_pool != optee->pool)
		close_pool(optee->rpc_pool);
	close_pool(optee->pool);
}

static int alloc_devices(struct optee *optee)
{
	struct tee_identity identity;

	identify(optee, &identity);
	optee->teedev = tee_device_alloc(&optee_client_desc, &identity, optee->dev,
					 optee->pool, optee);
	if (IS_ERR(optee->teedev))
		return PTR_ERR(optee->teedev);
	optee->supp_teedev = tee_device_alloc(&optee_supp_desc, &identity, optee->dev,
					      optee->rpc_pool, optee);
	if (IS_ERR(optee->supp_teedev)) {
		tee_device_unregister(optee->teedev);
		return PTR_ERR(optee->supp_teedev);
	}
	tee_device_set_dev_groups(optee->teedev, optee_groups);
	tee_device_set_dev_groups(optee->supp_teedev, optee_groups);
	dev_info(optee->dev, "OP-TEE %s%s%s through %s, %u threads\n",
		 identity.os_version, identity.os_build[0] ? " " : "", identity.os_build,
		 identity.conduit, identity.max_threads);
	return 0;
}

/* The notification interrupt is optional, OP-TEE works without */
static int start_interrupt(struct optee *optee)
{
	struct platform_device *pdev = to_platform_device(optee->dev);
	int irq, rc;

	if (!(optee->caps & OPTEE_SMC_SEC_CAP_ASYNC_NOTIF))
		return 0;
	irq = platform_get_irq_optional(pdev, 0);
	if (irq == -EPROBE_DEFER)
		return irq;
	if (irq <= 0 || irq_is_percpu_devid(irq)) {
		dev_info(optee->dev, "no interrupt for notifications\n");
		return 0;
	}
	rc = optee_notifier_start_irq(optee, irq);
	if (rc)
		dev_err(optee->dev, "cannot enable notifications by interrupt: %d\n", rc);
	return rc;
}

/* Programs may open a device from here on, so setup() calls this last */
static int register_devices(struct optee *optee)
{
	int rc;

	rc = tee_device_register(optee->teedev);
	if (!rc)
		rc = tee_device_register(optee->supp_teedev);
	return rc;
}

static void stop_work(struct work_struct *work)
{
	stop(container_of(to_delayed_work(work), struct optee, stop_supplicant));
}

/* Returns -EBUSY if a call is in progress. Try again in that case. */
static int unregister_devices(struct optee *optee)
{
	int rc = 0;

	if (optee->teedev && !tee_device_unregister(optee->teedev))
		optee->teedev = NULL;
	if (optee->supp_teedev && !tee_device_unregister(optee->supp_teedev))
		optee->supp_teedev = NULL;
	if (optee->teedev || optee->supp_teedev)
		rc = -EBUSY;
	return rc;
}

static void init(struct optee *optee)
{
	optee_supplicant_init(&optee->supplicant);
	optee_services_init(optee);
	INIT_DELAYED_WORK(&optee->stop_supplicant, stop_work);
	xa_init_flags(&optee->memories, XA_FLAGS_ALLOC1);
	/* OP-TEE may still have cookies from the previous kernel (kexec), so don't start at 1 */
	optee->next_cookie = get_random_u32_inclusive(1, INT_MAX);
	atomic64_set(&optee->next_region, get_random_u32());
}

/* What calls need: slots, the workqueue for detached calls, memory pools */
static int make_means(struct optee *optee)
{
	int rc;

	rc = optee_slots_init(optee);
	if (rc)
		return rc;
	optee->detached_wq = alloc_workqueue("optee_calls", WQ_UNBOUND, 0);
	if (!optee->detached_wq) {
		rc = -ENOMEM;
		goto destroy_slots;
	}
	rc = make_pools(optee);
	if (rc)
		goto destroy_detached;
	optee_slots_fill(optee);
	return 0;

destroy_detached:
	destroy_workqueue(optee->detached_wq);
destroy_slots:
	optee_slots_destroy(optee);
	return rc;
}

static void destroy_means(struct optee *optee)
{
	destroy_workqueue(optee->detached_wq);
	close_pools(optee);
	optee_slots_destroy(optee);
	optee_memories_destroy(optee);
}

/* Undo setup(). The devices are unregistered already and no call is in progress. */
static void take_back(struct optee *optee)
{
	optee_services_destroy(optee);
	optee_notifier_stop_irq(optee);
	optee_shm_cache_disable(optee);
	destroy_means(optee);
	optee_notifier_destroy(optee);
}

static int setup(struct optee *optee)
{
	u32 max_key;
	int rc;

	rc = check_api(optee);
	if (rc)
		return rc;
	rc = learn_capabilities(optee, &max_key);
	if (rc)
		return rc;
	init(optee);
	rc = optee_notifier_init(optee, max_key);
	if (rc)
		return rc;
	rc = make_means(optee);
	if (rc)
		goto destroy_notifier;
	rc = alloc_devices(optee);
	if (rc)
		goto destroy_means;
	optee_services_start(optee);

	optee_shm_cache_disable(optee);
	rc = start_interrupt(optee);
	if (rc)
		goto take_back;
	if (!optee->rpc_params && optee_shm_cache_enable(optee))
		dev_info(optee->dev, "OP-TEE does not cache its RPC buffers\n");
	rc = register_devices(optee);
	if (rc)
		goto take_back;
	optee_services_find(optee);
	return 0;

take_back:
	/* A program may have opened the first device meanwhile, so wait for its calls */
	while (unregister_devices(optee))
		;
	take_back(optee);
	return rc;
destroy_means:
	destroy_means(optee);
destroy_notifier:
	optee_notifier_destroy(optee);
	return rc;
}

static int optee_probe(struct platform_device *pdev)
{
	struct optee *optee;
	int rc;

	/*
	 * kdump: the crashed kernel may have left calls suspended in secure world,
	 * which only it could have resumed. Leave OP-TEE alone.
	 */
	if (is_kdump_kernel())
		return -ENODEV;
	rc = tee_removal_check(&pdev->dev);
	if (rc)
		return rc;

	optee = kzalloc(sizeof(*optee), GFP_KERNEL);
	if (!optee)
		return -ENOMEM;
	optee->dev = get_device(&pdev->dev);
	optee->conduit = tee_conduit_get_by_node(optee->dev);
	if (IS_ERR(optee->conduit)) {
		rc = dev_err_probe(optee->dev, PTR_ERR(optee->conduit),
				   "cannot get the conduit to OP-TEE\n");
		goto free_optee;
	}
	rc = setup(optee);
	if (rc)
		goto put_conduit;
	platform_set_drvdata(pdev, optee);
	return 0;

put_conduit:
	tee_conduit_put(optee->conduit);
free_optee:
	put_device(optee->dev);
	kfree(optee);
	return rc;
}

static int unregister_for_removal(struct tee_removal *removal)
{
	struct optee *optee = container_of(removal, struct optee, removal);

	/*
	 * The bottom half isn't any client's call, so unregistering doesn't wait for
	 * it. We do that here, within limits.
	 */
	return unregister_devices(optee) ?: optee_notifier_wait_idle(optee) ? 0 : -EBUSY;
}

static void release(struct tee_removal *removal)
{
	struct optee *optee = container_of(removal, struct optee, removal);

	take_back(optee);
	tee_conduit_put(optee->conduit);
	put_device(optee->dev);
	kfree(optee);
}

static void optee_remove(struct platform_device *pdev)
{
	struct optee *optee = platform_get_drvdata(pdev);

	if (!optee)
		return;
	platform_set_drvdata(pdev, NULL);
	/*
	 * Service drivers may still need the supplicant to clean up, but we don't wait
	 * for them forever
	 */
	schedule_delayed_work(&optee->stop_supplicant, msecs_to_jiffies(OPTEE_LEAVE_MS));
	optee_services_remove(optee);
	disable_delayed_work_sync(&optee->stop_supplicant);
	optee->removal.unregister = unregister_for_removal;
	optee->removal.release = release;
	tee_removal_run(&optee->removal, optee->dev, THIS_MODULE);
}

static void shutdown_work(struct work_struct *work)
{
	struct optee *optee = container_of(work, struct optee, shutdown);
	int rc;

	rc = tee_device_unregister_timeout(optee->teedev, OPTEE_CALLS_MS);
	if (!tee_device_unregister_timeout(optee->supp_teedev, OPTEE_CALLS_MS) && !rc) {
		optee_notifier_stop_irq(optee);
		optee_shm_cache_disable(optee);
		close_pools(optee);
		/* The slots' pages may be registered as well */
		optee_slots_destroy(optee);
	}
	complete(&optee->shut);
}

/*
 * When we kexec, OP-TEE should have no sessions and no registered memory left over from
 * this kernel. So give it a moment. A call that hangs or a session that won't close
 * must not keep the machine from going down though, which is why a worker does the
 * waiting. We don't free anything else, nobody needs the memory any more.
 */
static void optee_shutdown(struct platform_device *pdev)
{
	struct optee *optee = platform_get_drvdata(pdev);

	if (!optee)
		return;
	/* turns optee_remove() into a noop */
	platform_set_drvdata(pdev, NULL);
	stop(optee);
	/* shutdown_work() may outlive this function */
	__module_get(THIS_MODULE);
	init_completion(&optee->shut);
	INIT_WORK(&optee->shutdown, shutdown_work);
	queue_work(system_unbound_wq, &optee->shutdown);
	if (!wait_for_completion_timeout(&optee->shut, msecs_to_jiffies(OPTEE_SHUTDOWN_MS)))
		dev_warn(optee->dev, "OP-TEE did not answer: it keeps sessions and memory\n");
}

static const struct of_device_id optee_match[] = {
	{ .compatible = "linaro,optee-tz" },
	{ }
};
MODULE_DEVICE_TABLE(of, optee_match);

static struct platform_driver optee_driver = {
	.probe = optee_probe,
	.remove = optee_remove,
	.shutdown = optee_shutdown,
	.driver = {
		.name = "optee",
		.of_match_table = optee_match,
	},
};

module_platform_driver(optee_driver);

MODULE_DESCRIPTION("OP-TEE driver");
MODULE_AUTHOR("The gtee authors");
MODULE_VERSION(OPTEE_DRIVER_VERSION);
MODULE_LICENSE("GPL");
