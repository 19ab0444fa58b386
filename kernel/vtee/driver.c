// SPDX-License-Identifier: GPL-2.0-only
/* The driver's operations: each becomes a request to the server. */

#include <linux/tee_core.h>
#include <linux/tee_result.h>
#include <linux/uuid.h>

#include "vtee/call.h"
#include "vtee/client.h"
#include "vtee/driver.h"
#include "vtee/memory.h"
#include "vtee/message.h"
#include "vtee/queue.h"

static struct vtee *to_vtee(struct tee_context *ctx)
{
	return tee_get_drvdata(ctx->teedev);
}

static void vtee_get_version(struct tee_device *teedev, struct tee_ioctl_version_data *vers)
{
	const struct vtee *vtee = tee_get_drvdata(teedev);

	vers->impl_id = TEE_IMPL_ID_VTEE;
	/* the core sets OBJREF */
	vers->gen_caps = vtee->gen_caps & ~TEE_GEN_CAP_OBJREF;
}

/* Calls in progress have been settled already: only a dead server's device is removed. */
static void vtee_stop(struct tee_device *teedev)
{
	struct vtee *vtee = tee_get_drvdata(teedev);

	vtee_queue_shut(vtee->root);
}

static int set_params(struct vtee_call *call, struct tee_param *params, u32 num_params)
{
	u32 regions[VTEE_MAX_PARAMS];
	int rc;

	rc = vtee_memory_grant(call, params, num_params, regions);
	if (rc)
		return rc;
	call->params = params;
	return vtee_request_encode(&call->request, params, num_params, regions);
}

static int vtee_open_session(struct tee_call *core, struct tee_ioctl_open_session_arg *arg,
			     struct tee_param *params)
{
	struct vtee_client *client = core->ctx->data;
	struct vtee *vtee = to_vtee(core->ctx);
	struct vtee_session *session;
	struct vtee_call call;
	uuid_t uuid;
	int rc;

	rc = tee_session_calc_client_uuid(&uuid, arg->clnt_login, arg->clnt_uuid);
	if (rc)
		return rc;
	session = vtee_session_create(vtee, client);
	if (IS_ERR(session))
		return PTR_ERR(session);
	vtee_call_init(&call, vtee->root, VTEE_OP_OPEN_SESSION, session);
	call.cancel_id = arg->cancel_id;
	memcpy(call.request.uuid, arg->uuid, sizeof(call.request.uuid));
	call.request.login = arg->clnt_login;
	export_uuid(call.request.client, &uuid);
	rc = set_params(&call, params, arg->num_params);
	if (!rc) {
		vtee_client_begin_open(client, &call);
		rc = vtee_call_make(&call, core);
		vtee_client_end_open(client, &call);
	}
	if (rc == -EINPROGRESS)
		return -EINTR;
	if (!rc) {
		arg->session = session->id;
		arg->ret = call.ret;
		arg->ret_origin = call.origin;
	}
	if (rc || call.ret)
		vtee_session_end(session);
	return rc;
}

/* The core keeps the session open during its calls. */
static int vtee_invoke_func(struct tee_call *core, struct tee_ioctl_invoke_arg *arg,
			    struct tee_param *params)
{
	struct vtee_session *session = xa_load(&to_vtee(core->ctx)->sessions, arg->session);
	struct vtee_call call;
	int rc;

	vtee_call_init(&call, session->queue, VTEE_OP_INVOKE, session);
	call.ctx = core->ctx;
	call.cancel_id = arg->cancel_id;
	call.request.command = arg->func;
	rc = set_params(&call, params, arg->num_params);
	if (!rc)
		rc = vtee_call_make(&call, core);
	if (rc)
		return rc == -EINPROGRESS ? -EINTR : rc;
	arg->ret = call.ret;
	arg->ret_origin = call.origin;
	return 0;
}

static int vtee_close_session(struct tee_call *core, u32 id)
{
	return vtee_call_close(xa_load(&to_vtee(core->ctx)->sessions, id), core);
}

static int vtee_object_invoke_func(struct tee_context *ctx, struct tee_ioctl_object_invoke_arg *arg,
				   struct tee_param *params)
{
	struct vtee_call call;
	int rc;

	vtee_call_init(&call, to_vtee(ctx)->root, VTEE_OP_OBJECT_INVOKE, NULL);
	call.ctx = ctx;
	call.request.object = arg->id;
	call.request.command = arg->op;
	rc = set_params(&call, params, arg->num_params);
	if (!rc)
		rc = vtee_call_make(&call, NULL);
	if (!rc)
		arg->ret = call.ret;
	return rc;
}

static int vtee_cancel_req(struct tee_context *ctx, u32 cancel_id, u32 id)
{
	struct vtee *vtee = to_vtee(ctx);
	struct vtee_session *session;

	if (!id)
		return vtee_client_cancel_opens(ctx->data, cancel_id);
	session = xa_load(&vtee->sessions, id);
	return vtee_queue_cancel(session ? session->queue : vtee->root, ctx, id, cancel_id);
}

static const struct tee_driver_ops vtee_ops = {
	.get_version = vtee_get_version,
	.open = vtee_client_open,
	.leave = vtee_client_leave,
	.close = vtee_client_close,
	.stop = vtee_stop,
	.open_session = vtee_open_session,
	.close_session = vtee_close_session,
	.invoke_func = vtee_invoke_func,
	.cancel_req = vtee_cancel_req,
};

static const struct tee_driver_ops vtee_object_ops = {
	.get_version = vtee_get_version,
	.open = vtee_client_open,
	.leave = vtee_client_leave,
	.close = vtee_client_close,
	.stop = vtee_stop,
	.open_session = vtee_open_session,
	.close_session = vtee_close_session,
	.invoke_func = vtee_invoke_func,
	.cancel_req = vtee_cancel_req,
	.object_invoke_func = vtee_object_invoke_func,
};

const struct tee_desc vtee_desc = {
	.name = "vtee", .ops = &vtee_ops, .owner = THIS_MODULE,
};

/* for a server that takes object references */
const struct tee_desc vtee_object_desc = {
	.name = "vtee", .ops = &vtee_object_ops, .owner = THIS_MODULE,
};
