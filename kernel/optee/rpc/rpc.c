// SPDX-License-Identifier: GPL-2.0-only
/*
 * RPC dispatch. Secure world suspends a call to request something from us, and we
 * resume it with the reply.
 *
 * We work on a copy of each message, check it, and turn down what's invalid with an
 * error reply. A buggy OP-TEE can only hurt its own calls that way.
 */

#include <linux/tee_result.h>
#include <linux/timekeeping.h>

#include "optee/memory.h"
#include "optee/optee.h"
#include "optee/optee_rpc.h"
#include "optee/optee_smc.h"
#include "optee/rpc/i2c.h"
#include "optee/rpc/notify.h"
#include "optee/rpc/rpc.h"
#include "optee/rpc/rpc_shm.h"

static void serve_time(struct optee_rpc_msg *msg)
{
	static const u8 types[] = { OPTEE_MSG_TYPE_VALUE_OUTPUT };
	struct timespec64 now;

	if (!optee_rpc_has_types(msg, types, ARRAY_SIZE(types)))
		return;
	ktime_get_real_ts64(&now);
	msg->params[0].u.value.a = now.tv_sec;
	msg->params[0].u.value.b = now.tv_nsec;
	msg->ret = TEEC_SUCCESS;
}

static int serve_notification(struct optee *optee, struct optee_rpc *rpc)
{
	static const u8 types[] = { OPTEE_MSG_TYPE_VALUE_INPUT };
	struct optee_rpc_msg *msg = &rpc->msg;
	const struct optee_msg_value *value = &msg->params[0].u.value;

	if (!optee_rpc_has_types(msg, types, ARRAY_SIZE(types)))
		return 0;
	if (value->a == OPTEE_RPC_NOTIFICATION_WAIT)
		return optee_notify_wait(optee, value->b, value->c, rpc->flags, &msg->ret);
	if (value->a == OPTEE_RPC_NOTIFICATION_SEND)
		msg->ret = optee_notify_post(optee, value->b);
	return 0;
}

static int serve_suspend(struct optee *optee, struct optee_rpc *rpc)
{
	static const u8 types[] = { OPTEE_MSG_TYPE_VALUE_INPUT };
	struct optee_rpc_msg *msg = &rpc->msg;

	if (!optee_rpc_has_types(msg, types, ARRAY_SIZE(types)))
		return 0;
	msg->ret = TEEC_SUCCESS;
	return optee_pause(optee, msg->params[0].u.value.a, rpc->flags);
}

/* Returns false if the client's user has loaded as many TAs as it may */
static bool may_load(const struct optee_rpc *rpc)
{
	if (rpc->held)
		return !tee_detached_call_loads(rpc->held);
	return !rpc->call || !tee_call_loads(rpc->call);
}

/* Everything that isn't for the kernel goes to the supplicant */
static int serve_by_supplicant(struct optee *optee, struct optee_rpc *rpc)
{
	struct optee_rpc_msg *msg = &rpc->msg;
	int rc;

	/* Wouldn't fit the supplicant's buffer, and then it would clog the queue */
	if (msg->num_params > OPTEE_SUPP_MAX_PARAMS)
		return 0;
	if (!rpc->request) {
		if (optee_rpc_get_params(optee, msg, rpc->params, BIT(OPTEE_MEMORY_SUPP)))
			return 0;
		rpc->request = optee_supplicant_prepare(msg->cmd, msg->num_params,
							rpc->params);
		if (!rpc->request) {
			msg->ret = TEEC_ERROR_OUT_OF_MEMORY;
			goto put_params;
		}
	}
	rc = optee_supplicant_ask(optee, rpc->request, rpc->flags);
	if (rc)
		return rc;
	msg->ret = optee_supplicant_take(optee, rpc->request, msg->num_params, rpc->params);
	rpc->request = NULL;
	optee_rpc_encode_outputs(msg, rpc->params);
put_params:
	optee_rpc_put_params(rpc->params, msg->num_params);
	return 0;
}

/* -EINTR means not done yet, call it again */
static int serve_message(struct optee *optee, struct optee_rpc *rpc)
{
	struct optee_rpc_msg *msg = &rpc->msg;

	switch (msg->cmd) {
	case OPTEE_RPC_CMD_GET_TIME:
		serve_time(msg);
		return 0;
	case OPTEE_RPC_CMD_NOTIFICATION:
		return serve_notification(optee, rpc);
	case OPTEE_RPC_CMD_SUSPEND:
		return serve_suspend(optee, rpc);
	case OPTEE_RPC_CMD_SHM_ALLOC:
		return optee_rpc_shm_alloc(optee, rpc);
	case OPTEE_RPC_CMD_SHM_FREE:
		optee_rpc_shm_free(optee, msg);
		return 0;
	case OPTEE_RPC_CMD_I2C_TRANSFER:
		optee_rpc_i2c(optee, msg);
		return 0;
	case OPTEE_RPC_CMD_RPMB_PROBE_RESET:
	case OPTEE_RPC_CMD_RPMB_PROBE_NEXT:
		/* tee-supplicant does RPMB access itself, see rpmb_routing_model */
		msg->ret = TEEC_ERROR_NOT_SUPPORTED;
		return 0;
	case OPTEE_RPC_CMD_LOAD_TA:
		if (!may_load(rpc)) {
			msg->ret = TEEC_ERROR_OUT_OF_MEMORY;
			return 0;
		}
		fallthrough;
	default:
		return serve_by_supplicant(optee, rpc);
	}
}

/* How many parameters fit in an RPC message page */
#define OPTEE_RPC_PAGE_PARAMS \
	((OPTEE_MSG_PAGE_SIZE - sizeof(struct optee_msg_arg)) / \
	 sizeof(struct optee_msg_param))

/* Copy the message out of shared memory. Returns false if it was dealt with right here. */
static bool take_message(struct optee *optee, struct optee_rpc *rpc, u64 cookie)
{
	u32 room = optee->rpc_params;
	struct optee_msg_arg *shared;

	rpc->hold = (struct optee_memory){ };
	if (room) {
		/* Secure world can't fiddle with this offset, slot->num_params is ours */
		shared = (void *)rpc->slot->arg + OPTEE_MSG_SIZE(rpc->slot->num_params);
	} else {
		room = OPTEE_RPC_PAGE_PARAMS;
		shared = optee_rpc_arg_get(optee, cookie, &rpc->hold);
	}
	if (!shared) {
		dev_err_ratelimited(optee->dev,
				    "secure world sent an RPC with a wrong cookie\n");
		return false;
	}
	/* Default result, for services that don't like their parameters */
	if (!optee_rpc_read(&rpc->msg, shared, room)) {
		rpc->msg.ret = TEEC_ERROR_BAD_PARAMETERS;
		return true;
	}
	rpc->msg.ret = TEEC_ERROR_BAD_PARAMETERS;
	optee_rpc_write(&rpc->msg);
	optee_rpc_arg_put(&rpc->hold);
	return false;
}

static int serve_cmd(struct optee *optee, struct optee_rpc *rpc, u64 cookie)
{
	int rc;

	if (!rpc->serving && !take_message(optee, rpc, cookie))
		return 0;
	rc = serve_message(optee, rpc);
	rpc->serving = rc;
	if (rc)
		return rc;
	optee_rpc_write(&rpc->msg);
	optee_rpc_arg_put(&rpc->hold);
	return 0;
}

/**
 * optee_rpc_serve() - serve a suspended call's RPC
 * @optee:	the OP-TEE
 * @rpc:	the call's RPC state
 * @regs:	registers from secure world, updated to those that resume the call
 *
 * Return: 0; -EINTR if the caller was killed or its OPTEE_HASTY_MS are over. The RPC then
 * isn't finished, and a task that can wait has to call this again with the same @regs.
 */
int optee_rpc_serve(struct optee *optee, struct optee_rpc *rpc,
		    struct tee_conduit_args *regs)
{
	u64 cookie = optee_u64(regs->a[1], regs->a[2]);

	switch (OPTEE_SMC_RPC_FUNC(regs->a[0])) {
	case OPTEE_SMC_RPC_FUNC_ALLOC:
		optee_rpc_arg_alloc(optee, regs);
		break;
	case OPTEE_SMC_RPC_FUNC_FREE:
		optee_rpc_arg_free(optee, cookie);
		break;
	case OPTEE_SMC_RPC_FUNC_CMD:
		return serve_cmd(optee, rpc, cookie);
	default:
		dev_err_ratelimited(optee->dev, "secure world sent an unknown RPC %lu\n",
				    OPTEE_SMC_RPC_FUNC(regs->a[0]));
		break;
	}
	return 0;
}
