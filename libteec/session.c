// SPDX-License-Identifier: BSD-2-Clause
/* TEEC_OpenSession(), TEEC_InvokeCommand() and TEEC_CloseSession() */
#include <endian.h>
#include <string.h>
#include <unistd.h>

#include "cancel.h"
#include "context.h"
#include "operation.h"
#include "result.h"
#include "teec_private.h"

static void set_origin(uint32_t *returnOrigin, uint32_t origin)
{
	if (returnOrigin)
		*returnOrigin = origin;
}

/* from host byte order to big-endian */
static void write_uuid(__u8 bytes[TEE_IOCTL_UUID_LEN], const TEEC_UUID *uuid)
{
	uint32_t low = htobe32(uuid->timeLow);
	uint16_t mid = htobe16(uuid->timeMid);
	uint16_t high = htobe16(uuid->timeHiAndVersion);

	memcpy(bytes, &low, sizeof(low));
	memcpy(bytes + 4, &mid, sizeof(mid));
	memcpy(bytes + 6, &high, sizeof(high));
	memcpy(bytes + 8, uuid->clockSeqAndNode, sizeof(uuid->clockSeqAndNode));
}

/*
 * The kernel works out the client's identity by itself and rejects unknown login methods.
 * All it needs from us is the group.
 */
static TEEC_Result write_login(struct tee_ioctl_open_session_arg *arg, uint32_t method,
			       const void *data)
{
	arg->clnt_login = method;
	if (method != TEEC_LOGIN_GROUP && method != TEEC_LOGIN_GROUP_APPLICATION)
		return TEEC_SUCCESS;
	if (!data)
		return TEEC_ERROR_BAD_PARAMETERS;
	memcpy(arg->clnt_uuid, data, sizeof(gid_t));
	return TEEC_SUCCESS;
}

TEEC_EXPORT TEEC_Result TEEC_OpenSession(TEEC_Context *context, TEEC_Session *session,
					 const TEEC_UUID *destination,
					 uint32_t connectionMethod,
					 const void *connectionData,
					 TEEC_Operation *operation,
					 uint32_t *returnOrigin)
{
	struct {
		struct tee_ioctl_open_session_arg arg;
		struct tee_ioctl_param params[TEEC_PARAMS];
	} message;
	struct tee_ioctl_open_session_arg *arg = &message.arg;
	struct teec_context *found = teec_context_find(context);
	struct teec_transfer transfer;
	TEEC_Result result;
	int rc;

	set_origin(returnOrigin, TEEC_ORIGIN_API);
	if (session)
		*session = (TEEC_Session){ .imp.ctx = NULL };
	if (!found || !session || !destination)
		return TEEC_ERROR_BAD_PARAMETERS;

	memset(arg, 0, sizeof(*arg));
	write_uuid(arg->uuid, destination);
	result = write_login(arg, connectionMethod, connectionData);
	if (result != TEEC_SUCCESS)
		return result;
	result = teec_transfer_begin(&transfer, found, operation, message.params);
	if (result != TEEC_SUCCESS) {
		teec_transfer_end(&transfer, NULL);
		return result;
	}
	arg->num_params = transfer.num_params;

	/* A cancellation uses session 0 as long as the session isn't open. */
	session->imp.ctx = context;
	arg->cancel_id = teec_cancel_allow(operation, session);
	rc = found->door.ops->open_session(&found->door, arg);
	teec_cancel_forbid(operation);
	teec_transfer_end(&transfer, rc ? NULL : &arg->ret);

	if (rc) {
		result = teec_result_of_errno(-rc);
		set_origin(returnOrigin, TEEC_ORIGIN_COMMS);
	} else {
		result = arg->ret;
		set_origin(returnOrigin, arg->ret_origin);
	}
	if (result == TEEC_SUCCESS)
		session->imp.session_id = arg->session;
	else
		session->imp.ctx = NULL;
	return result;
}

TEEC_EXPORT void TEEC_CloseSession(TEEC_Session *session)
{
	struct tee_ioctl_close_session_arg arg = { 0 };
	struct teec_context *context;

	if (!session)
		return;
	context = teec_context_find(session->imp.ctx);
	if (!context)
		return;
	arg.session = session->imp.session_id;
	session->imp.ctx = NULL;
	context->door.ops->close_session(&context->door, &arg);
}

TEEC_EXPORT TEEC_Result TEEC_InvokeCommand(TEEC_Session *session, uint32_t commandID,
					   TEEC_Operation *operation,
					   uint32_t *returnOrigin)
{
	struct {
		struct tee_ioctl_invoke_arg arg;
		struct tee_ioctl_param params[TEEC_PARAMS];
	} message;
	struct tee_ioctl_invoke_arg *arg = &message.arg;
	struct teec_context *context = session ? teec_context_find(session->imp.ctx) : NULL;
	struct teec_transfer transfer;
	TEEC_Result result;
	int rc;

	set_origin(returnOrigin, TEEC_ORIGIN_API);
	if (!context)
		return TEEC_ERROR_BAD_PARAMETERS;
	result = teec_transfer_begin(&transfer, context, operation, message.params);
	if (result != TEEC_SUCCESS) {
		teec_transfer_end(&transfer, NULL);
		return result;
	}
	memset(arg, 0, sizeof(*arg));
	arg->func = commandID;
	arg->session = session->imp.session_id;
	arg->num_params = transfer.num_params;

	arg->cancel_id = teec_cancel_allow(operation, session);
	rc = context->door.ops->invoke(&context->door, arg);
	teec_cancel_forbid(operation);
	teec_transfer_end(&transfer, rc ? NULL : &arg->ret);

	if (rc) {
		set_origin(returnOrigin, TEEC_ORIGIN_COMMS);
		return teec_result_of_errno(-rc);
	}
	set_origin(returnOrigin, arg->ret_origin);
	return arg->ret;
}
