// SPDX-License-Identifier: GPL-2.0-only
/*
 * Driver for TF-A's Test Secure Payload (TSP), a Trusted OS that only does arithmetic.
 * It is also the example that docs/writing-a-driver.md walks through.
 *
 * The TSP handles one call at a time per CPU. An interrupt makes a yielding call
 * return, and then that CPU accepts nothing but resume or abort for it. So the caller
 * is pinned to its CPU and holds the CPU's mutex (its "turn") until the call has ended.
 */
#include <linux/idr.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/tee_conduit.h>
#include <linux/tee_core.h>
#include <linux/tee_request.h>
#include <linux/tee_result.h>
#include <linux/tee_tsp.h>
#include <linux/unaligned.h>

#include "tsp_smc.h"

static const uuid_t tsp_uuid = UUID_INIT(0xa056305b, 0x9132, 0x7b42, 0x98, 0x11,
					 0x71, 0x68, 0xca, 0x50, 0xf3, 0xfa);
static const u8 tsp_service[TEE_IOCTL_UUID_LEN] = TEE_TSP_UUID;
static DEFINE_IDA(tsp_sessions);	/* session ids */

struct tsp {
	const struct tee_conduit *conduit;
	struct mutex turns[];	/* one per CPU */
};

static int make_smc(struct tsp *tsp, u32 function, u64 a, u64 b,
		    struct tee_conduit_result *result)
{
	const struct tee_conduit_args args = { .a = { function, a, b } };

	*result = (struct tee_conduit_result){ .a = { TSP_SMC_UNKNOWN } };
	tee_conduit_call(tsp->conduit, &args, result);
	return result->a[0];
}

/* The caller must be pinned to this CPU and hold its turn */
static int call_here(struct tsp *tsp, struct tee_request *request, u32 function,
		     struct tee_param_value *value)
{
	struct tee_conduit_result result;
	int status, rc;

	do {
		rc = tee_request_reason_to_end(request);
		/* aborting before the call has begun is a noop */
		status = make_smc(tsp, rc ? TSP_SMC_ABORT : function, value->a, value->b,
				  &result);
		function = TSP_SMC_RESUME;
		/* we can yield but not sleep, since an idle CPU aborts the call */
		cond_resched();
		/* an abort isn't retried, even if it reports TSP_SMC_PREEMPTED */
	} while (status == TSP_SMC_PREEMPTED && !rc);
	if (rc)
		return rc;
	if (status) {
		/* it did go idle, or a crashed kernel left its call suspended */
		make_smc(tsp, TSP_SMC_ABORT, 0, 0, &result);
		return -EBUSY;
	}
	value->a = result.a[1];
	value->b = result.a[2];
	return 0;
}

/* A turn is never held for long, since calls are short and end early on device removal */
static int call_in_turn(struct tsp *tsp, struct tee_request *request, u32 function,
			struct tee_param_value *value)
{
	struct mutex *turn;
	int rc;

	migrate_disable();
	turn = &tsp->turns[smp_processor_id()];
	rc = mutex_lock_killable(turn);
	if (!rc) {
		rc = call_here(tsp, request, function, value);
		mutex_unlock(turn);
	}
	migrate_enable();
	/* CPU hotplug may be waiting for us to leave this CPU */
	if (!cpu_active(raw_smp_processor_id()))
		schedule();
	return rc;
}

static void tsp_get_version(struct tee_device *teedev, struct tee_ioctl_version_data *vers)
{
	vers->impl_id = TEE_IMPL_ID_TSP;
	vers->gen_caps = TEE_GEN_CAP_GP;
}

/* We can't pass a client's identity on to the TSP, so refuse any login other than PUBLIC */
static int tsp_open_session(struct tee_call *call,
			    struct tee_ioctl_open_session_arg *arg, struct tee_param *param)
{
	int id;

	arg->ret_origin = TEEC_ORIGIN_TEE;
	arg->ret = TEEC_ERROR_ITEM_NOT_FOUND;
	if (memcmp(arg->uuid, tsp_service, sizeof(tsp_service)))
		return 0;
	arg->ret = TEEC_ERROR_BAD_PARAMETERS;
	if (arg->clnt_login != TEE_IOCTL_LOGIN_PUBLIC ||
	    !tee_params_are_none(param, 0, arg->num_params))
		return 0;
	id = ida_alloc_min(&tsp_sessions, 1, GFP_KERNEL);
	if (id < 0)
		return id;
	arg->session = id;
	arg->ret = 0;
	return 0;
}

static int tsp_close_session(struct tee_call *call, u32 session)
{
	ida_free(&tsp_sessions, session);
	return 0;
}

static int tsp_invoke_func(struct tee_call *call, struct tee_ioctl_invoke_arg *arg,
			   struct tee_param *param)
{
	struct tsp *tsp = tee_get_drvdata(call->ctx->teedev);
	u32 command = arg->func & ~TEE_TSP_CMD_YIELDING;
	u32 base = arg->func == command ? TSP_SMC_FAST : TSP_SMC_YIELDING;
	struct tee_request request;
	int rc;

	arg->ret_origin = TEEC_ORIGIN_TEE;
	arg->ret = TEEC_ERROR_NOT_SUPPORTED;
	if (command > TEE_TSP_CMD_DIVIDE)
		return 0;
	arg->ret = TEEC_ERROR_BAD_PARAMETERS;
	if (!tee_params_are(param, arg->num_params, TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT))
		return 0;

	tee_request_begin(&request, call->ctx, arg->session, arg->cancel_id);
	rc = call_in_turn(tsp, &request, base + command, &param->u.value);
	tee_request_end(&request);
	/* a TEE could return busy and cancelled itself, the rest are our own errors */
	arg->ret = rc == -EBUSY ? TEEC_ERROR_BUSY : rc == -ECANCELED ? TEEC_ERROR_CANCEL : 0;
	return arg->ret ? 0 : rc;
}

static const struct tee_driver_ops tsp_ops = {
	.get_version = tsp_get_version,
	.open = tee_stateless_open,
	.close = tee_stateless_close,
	.open_session = tsp_open_session,
	.close_session = tsp_close_session,
	.invoke_func = tsp_invoke_func,
	.cancel_req = tee_request_cancel,
};

static const struct tee_desc tsp_desc = { .name = "tsp", .ops = &tsp_ops, .owner = THIS_MODULE };

static int identify_tsp(struct tsp *tsp, struct tee_identity *identity)
{
	struct tee_conduit_result result;
	u8 uuid[UUID_SIZE];
	int n;

	make_smc(tsp, TSP_SMC_UID, 0, 0, &result);
	for (n = 0; n < ARRAY_SIZE(result.a); n++)
		put_unaligned_le32(result.a[n], uuid + n * sizeof(u32));
	*identity = (struct tee_identity){
		.driver_name = "tsp", .driver_version = TSP_DRIVER_VERSION,
		.driver_type = tee_conduit_driver_type(tsp->conduit),
		.os_name = "TSP", .max_params = TSP_MAX_PARAMS,
		.max_threads = num_possible_cpus(),
	};
	import_uuid(&identity->os_uuid, uuid);
	if (!uuid_equal(&identity->os_uuid, &tsp_uuid))
		return -ENODEV;
	strscpy(identity->conduit, tsp->conduit->name);
	make_smc(tsp, TSP_SMC_VERSION, 0, 0, &result);
	snprintf(identity->os_version, sizeof(identity->os_version), "%u.%u",
		 (u32)result.a[0], (u32)result.a[1]);
	return 0;
}

static int tsp_probe(struct platform_device *pdev)
{
	struct tee_identity identity;
	struct tee_device *teedev;
	struct tsp *tsp;
	int cpu, rc;

	tsp = kzalloc(struct_size(tsp, turns, nr_cpu_ids), GFP_KERNEL);
	if (!tsp)
		return -ENOMEM;
	for_each_possible_cpu(cpu)
		mutex_init(&tsp->turns[cpu]);
	tsp->conduit = tee_conduit_get_by_node(&pdev->dev);
	rc = PTR_ERR_OR_ZERO(tsp->conduit);
	if (rc)
		goto free_tsp;
	rc = identify_tsp(tsp, &identity);
	if (rc)
		goto put_conduit;
	teedev = tee_device_offer(&tsp_desc, &identity, &pdev->dev, &tee_no_memory, tsp);
	platform_set_drvdata(pdev, teedev);
	rc = PTR_ERR_OR_ZERO(teedev);
	if (!rc)
		return 0;

put_conduit:
	tee_conduit_put(tsp->conduit);
free_tsp:
	kfree(tsp);
	return dev_err_probe(&pdev->dev, rc, "cannot offer a TSP\n");
}

static void release_tsp(void *data)
{
	struct tsp *tsp = data;

	tee_conduit_put(tsp->conduit);
	kfree(tsp);
}

static void tsp_remove(struct platform_device *pdev)
{
	tee_device_retire(platform_get_drvdata(pdev), release_tsp);
}

static const struct of_device_id tsp_match[] = {
	{ .compatible = "trustedfirmware,tsp" },
	{ }
};
MODULE_DEVICE_TABLE(of, tsp_match);

static struct platform_driver tsp_driver = {
	.probe = tsp_probe,
	.remove = tsp_remove,
	.driver = { .name = "tsp", .of_match_table = tsp_match },
};
module_platform_driver(tsp_driver);

MODULE_DESCRIPTION("Driver of TF-A's Test Secure Payload");
MODULE_AUTHOR("The gtee authors");
MODULE_VERSION(TSP_DRIVER_VERSION);
MODULE_LICENSE("GPL");
