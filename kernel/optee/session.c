// SPDX-License-Identifier: GPL-2.0-only
/*
 * TA sessions and the calls in them.
 *
 * The core tracks which sessions a client has. All we add is which of them are system
 * sessions, in a per-client xarray of ids that's allocated for the first one.
 */

#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tee_result.h>
#include <linux/uuid.h>

#include "optee/call/call.h"
#include "optee/optee.h"
#include "optee/session.h"

static unsigned int client_flags(const struct tee_context *ctx)
{
	return ctx->supp_nowait ? OPTEE_SUPP_NOWAIT : 0;
}

static unsigned int session_flags(struct tee_context *ctx, u32 session)
{
	struct xarray *systems = READ_ONCE(ctx->data);
	unsigned int flags = client_flags(ctx);

	if (unlikely(systems) && xa_load(systems, session))
		return flags | OPTEE_SYSTEM;
	return flags | OPTEE_NORMAL;
}

static void begin_message(struct optee_slot *slot, u32 cmd, u32 num_params)
{
	struct optee_msg_arg *msg = slot->arg;

	slot->cmd = cmd;
	msg->cmd = cmd;
	msg->pad = 0;
	msg->ret = TEEC_ERROR_COMMUNICATION;
	msg->ret_origin = TEEC_ORIGIN_COMMS;
	msg->num_params = num_params;
}

static void begin_open(struct optee_slot *slot,
		       const struct tee_ioctl_open_session_arg *arg,
		       const uuid_t *client)
{
	struct optee_msg_arg *msg = slot->arg;

	BUILD_BUG_ON(sizeof(arg->uuid) > sizeof(msg->params[0].u.octets));

	begin_message(slot, OPTEE_MSG_CMD_OPEN_SESSION, arg->num_params + 2);
	msg->func = 0;
	msg->session = 0;
	msg->cancel_id = arg->cancel_id;

	memset(msg->params, 0, 2 * sizeof(msg->params[0]));
	msg->params[0].attr = OPTEE_MSG_TYPE_VALUE_INPUT | OPTEE_MSG_ATTR_META;
	memcpy(msg->params[0].u.octets, arg->uuid, sizeof(arg->uuid));
	msg->params[1].attr = OPTEE_MSG_TYPE_VALUE_INPUT | OPTEE_MSG_ATTR_META;
	export_uuid(msg->params[1].u.octets, client);
	msg->params[1].u.value.c = arg->clnt_login;
}

static void communication_failed(struct optee *optee, u32 *ret, u32 *ret_origin)
{
	dev_err_ratelimited(optee->dev, "secure world answered with an invalid message\n");
	*ret = TEEC_ERROR_COMMUNICATION;
	*ret_origin = TEEC_ORIGIN_COMMS;
}

/* Returns false if the reply is garbage */
static bool end_open(const struct optee_msg_arg *msg,
		     struct tee_ioctl_open_session_arg *arg, struct tee_param *params)
{
	arg->session = READ_ONCE(msg->session);
	arg->ret = READ_ONCE(msg->ret);
	arg->ret_origin = READ_ONCE(msg->ret_origin);
	return !optee_decode_params(params, msg->params + 2, arg->num_params);
}

/* If OP-TEE opened the session but its reply is invalid, close the session right away */
static int call_open(struct optee *optee, struct optee_slot *slot, struct tee_call *call,
		     struct tee_ioctl_open_session_arg *arg, struct tee_param *params)
{
	bool understood = false;
	int rc;

	rc = optee_call(optee, slot, OPTEE_NORMAL | client_flags(call->ctx), call);
	if (rc == -EINPROGRESS)
		return -EINTR;
	if (!rc)
		understood = end_open(slot->arg, arg, params);
	optee_call_end(optee, slot);
	if (rc && rc != -EIO)
		return rc;
	if (understood)
		return 0;
	if (!rc && !arg->ret)
		optee_call_simple(optee, OPTEE_MSG_CMD_CLOSE_SESSION, arg->session, 0,
				  OPTEE_CLEANUP | OPTEE_STAY | OPTEE_SUPP_NOWAIT, NULL);
	communication_failed(optee, &arg->ret, &arg->ret_origin);
	return 0;
}

int optee_open_session(struct tee_call *call, struct tee_ioctl_open_session_arg *arg,
		       struct tee_param *params)
{
	struct optee *optee = tee_get_drvdata(call->ctx->teedev);
	struct optee_slot *slot;
	uuid_t client;
	int rc;

	rc = tee_session_calc_client_uuid(&client, arg->clnt_login, arg->clnt_uuid);
	if (rc)
		return rc;
	/* Two more for the META parameters. Can't overflow, the core limits num_params. */
	slot = optee_call_begin(optee, arg->num_params + 2, OPTEE_NORMAL);
	if (IS_ERR(slot))
		return PTR_ERR(slot);

	begin_open(slot, arg, &client);
	rc = optee_encode_params(slot->arg->params + 2, params, arg->num_params);
	if (!rc)
		return call_open(optee, slot, call, arg, params);
	optee_call_end(optee, slot);
	return rc;
}

int optee_invoke_func(struct tee_call *call, struct tee_ioctl_invoke_arg *arg,
		      struct tee_param *params)
{
	struct tee_context *ctx = call->ctx;
	struct optee *optee = tee_get_drvdata(ctx->teedev);
	unsigned int flags = session_flags(ctx, arg->session);
	struct optee_msg_arg *msg;
	struct optee_slot *slot;
	int rc;

	slot = optee_call_begin(optee, arg->num_params, flags);
	if (IS_ERR(slot))
		return PTR_ERR(slot);
	begin_message(slot, OPTEE_MSG_CMD_INVOKE_COMMAND, arg->num_params);
	msg = slot->arg;
	msg->func = arg->func;
	msg->session = arg->session;
	msg->cancel_id = arg->cancel_id;
	rc = optee_encode_params(msg->params, params, arg->num_params);
	if (rc)
		goto end_call;

	rc = optee_call(optee, slot, flags, call);
	if (unlikely(rc == -EINPROGRESS))
		return -EINTR;
	if (!rc) {
		arg->ret = READ_ONCE(msg->ret);
		arg->ret_origin = READ_ONCE(msg->ret_origin);
		rc = optee_decode_params(params, msg->params, arg->num_params);
	}
	if (unlikely(rc == -EIO)) {
		communication_failed(optee, &arg->ret, &arg->ret_origin);
		rc = 0;
	}
end_call:
	optee_call_end(optee, slot);
	return rc;
}

int optee_close_session(struct tee_call *call, u32 session)
{
	struct tee_context *ctx = call->ctx;
	struct optee *optee = tee_get_drvdata(ctx->teedev);
	struct xarray *systems = READ_ONCE(ctx->data);

	if (systems && xa_erase(systems, session))
		optee_threads_unreserve(&optee->threads, OPTEE_SYSTEM);
	return optee_call_simple(optee, OPTEE_MSG_CMD_CLOSE_SESSION, session, 0,
				 OPTEE_CLEANUP | client_flags(ctx) |
				 optee_wait_mode_flags(call->wait_mode), call);
}

int optee_cancel_req(struct tee_context *ctx, u32 cancel_id, u32 session)
{
	struct optee *optee = tee_get_drvdata(ctx->teedev);

	return optee_call_simple(optee, OPTEE_MSG_CMD_CANCEL, session, cancel_id,
				 session_flags(ctx, session), NULL);
}

/* Allocated on first use. Two threads of the client may race here. */
static struct xarray *get_systems(struct tee_context *ctx)
{
	struct xarray *systems = READ_ONCE(ctx->data);
	struct xarray *old;

	if (systems)
		return systems;
	systems = kmalloc(sizeof(*systems), GFP_KERNEL);
	if (!systems)
		return NULL;
	xa_init(systems);
	old = cmpxchg(&ctx->data, NULL, systems);
	if (!old)
		return systems;
	kfree(systems);
	return old;
}

int optee_system_session(struct tee_context *ctx, u32 session)
{
	struct optee *optee = tee_get_drvdata(ctx->teedev);
	struct xarray *systems = get_systems(ctx);
	int rc;

	if (!systems)
		return -ENOMEM;
	if (!optee_threads_reserve(&optee->threads, OPTEE_SYSTEM))
		return -EBUSY;
	rc = xa_insert(systems, session, xa_mk_value(1), GFP_KERNEL);
	if (rc)
		optee_threads_unreserve(&optee->threads, OPTEE_SYSTEM);
	/* -EBUSY from xa_insert(): it is a system session already */
	return rc == -EBUSY ? 0 : rc;
}

/* The core has closed the client's sessions by now */
void optee_forget_sessions(struct tee_context *ctx)
{
	struct xarray *systems = ctx->data;

	if (!systems)
		return;
	xa_destroy(systems);
	kfree(systems);
	ctx->data = NULL;
}
