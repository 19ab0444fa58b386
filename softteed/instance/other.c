// SPDX-License-Identifier: BSD-2-Clause
/*
 * Sessions with other applications. The instance is a client of the broker then, over a
 * socket that the broker knows to be this application's.
 *
 * Memory is copied to memory of the connection and back, since the parameters may point
 * anywhere in the application.
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "softteed/client/softteed_client.h"
#include "softteed/instance/instance_private.h"

/* No user's number: the broker charges somebody */
#define NOBODY		(UINT32_MAX - 1)

static struct softteed_client *client;

/* Our own client is gone, and others wait for us to return. */
static bool gives_up(void)
{
	const struct instance_session *session = instance.current;

	return session && session->given_up;
}

static int connect_door(void)
{
	int rc;

	if (client)
		return 0;
	rc = softteed_client_adopt(instance.door, &client);
	if (rc)
		return rc;
	instance.door = -1;
	softteed_client_give_up_if(client, gives_up);
	return 0;
}

int instance_request(struct message *request)
{
	int rc = connect_door();

	return rc ? rc : softteed_client_request(client, request);
}

static TEE_Result result_of(int rc)
{
	switch (rc) {
	case -ENOMEM: return TEE_ERROR_OUT_OF_MEMORY;
	case -EINVAL: return TEE_ERROR_BAD_PARAMETERS;
	default: return TEE_ERROR_COMMUNICATION;
	}
}

/* Parameters */

/*
 * struct transfer - a call's parameters on their way
 * @arg:	as the client takes them
 * @at:		where the memory of each is mapped, or NULL
 * @size:	its size in bytes
 */
struct transfer {
	struct tee_ioctl_param arg[CHANNEL_PARAMS];
	void *at[CHANNEL_PARAMS];
	size_t size[CHANNEL_PARAMS];
};

static int begin_memref(struct transfer *transfer, unsigned int n, const TEE_Param *param)
{
	int id, rc;

	transfer->arg[n].b = param->memref.size;
	transfer->arg[n].c = TEE_MEMREF_NULL;
	if (!param->memref.buffer || !param->memref.size)
		return param->memref.size ? -EINVAL : 0;
	transfer->size[n] = param->memref.size;
	rc = softteed_client_alloc(client, param->memref.size, &id, &transfer->at[n]);
	if (rc)
		return rc;
	transfer->arg[n].c = (uint64_t)id;
	if (transfer->arg[n].attr != TEE_PARAM_TYPE_MEMREF_OUTPUT)
		memcpy(transfer->at[n], param->memref.buffer, param->memref.size);
	return 0;
}

static int begin(struct transfer *transfer, uint32_t types, const TEE_Param params[CHANNEL_PARAMS])
{
	int rc = 0;

	for (unsigned int n = 0; n < CHANNEL_PARAMS && !rc; n++) {
		transfer->arg[n].attr = TEE_PARAM_TYPE_GET(types, n);
		if (transfer->arg[n].attr >= TEE_PARAM_TYPE_MEMREF_INPUT) {
			rc = begin_memref(transfer, n, &params[n]);
		} else if (transfer->arg[n].attr) {
			transfer->arg[n].a = params[n].value.a;
			transfer->arg[n].b = params[n].value.b;
		}
	}
	return rc;
}

static void end_memref(struct transfer *transfer, unsigned int n, TEE_Param *param)
{
	size_t size = transfer->arg[n].b;

	if (transfer->arg[n].attr != TEE_PARAM_TYPE_MEMREF_INPUT) {
		if (transfer->at[n])
			memcpy(param->memref.buffer, transfer->at[n],
			       size < transfer->size[n] ? size : transfer->size[n]);
		param->memref.size = size;
	}
}

static void end(struct transfer *transfer, TEE_Param params[CHANNEL_PARAMS], bool called)
{
	for (unsigned int n = 0; n < CHANNEL_PARAMS; n++) {
		uint64_t type = transfer->arg[n].attr;

		if (called && type >= TEE_PARAM_TYPE_MEMREF_INPUT) {
			end_memref(transfer, n, &params[n]);
		} else if (called && (type == TEE_PARAM_TYPE_VALUE_OUTPUT ||
				      type == TEE_PARAM_TYPE_VALUE_INOUT)) {
			params[n].value.a = (uint32_t)transfer->arg[n].a;
			params[n].value.b = (uint32_t)transfer->arg[n].b;
		}
		if (transfer->at[n])
			softteed_client_free(client, (int)transfer->arg[n].c, transfer->at[n],
					     transfer->size[n]);
	}
}

/* Cancellation, by a thread that waits beside the call */

struct watch {
	struct tee_ioctl_cancel_arg cancel;
	struct instance_session *session;
	uint32_t timeout_ms;
	pthread_mutex_t lock;
	pthread_cond_t done_cond;
	bool done;
};

/* How often to look whether our own client wants to cancel */
#define WATCH_SLICE_MS	10

static bool is_due(const struct watch *watch, uint64_t waited_ms)
{
	struct instance_session *session = watch->session;

	if (watch->timeout_ms != TEE_TIMEOUT_INFINITE && waited_ms >= watch->timeout_ms)
		return true;
	return session && !session->cancel_masked && instance_session_is_cancelled(session);
}

static void *watch_thread(void *data)
{
	struct watch *watch = data;
	bool cancelled = false;

	pthread_mutex_lock(&watch->lock);
	for (uint64_t waited = 0; !watch->done; waited += WATCH_SLICE_MS) {
		struct timespec until;

		if (!cancelled && is_due(watch, waited))
			cancelled = !softteed_client_cancel(client, &watch->cancel);
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_nsec += WATCH_SLICE_MS * 1000000;
		until.tv_sec += until.tv_nsec / 1000000000;
		until.tv_nsec %= 1000000000;
		pthread_cond_timedwait(&watch->done_cond, &watch->lock, &until);
	}
	pthread_mutex_unlock(&watch->lock);
	return NULL;
}

static bool watch_begin(struct watch *watch, pthread_t *thread, uint32_t session,
			uint32_t timeout_ms)
{
	*watch = (struct watch){
		.cancel = { .cancel_id = 1, .session = session },
		.session = instance.current,
		.timeout_ms = timeout_ms,
		.lock = PTHREAD_MUTEX_INITIALIZER,
		.done_cond = PTHREAD_COND_INITIALIZER,
	};
	if (timeout_ms == TEE_TIMEOUT_INFINITE &&
	    (!watch->session || watch->session->cancel_masked))
		return false;
	return !pthread_create(thread, NULL, watch_thread, watch);
}

static void watch_end(struct watch *watch, pthread_t thread)
{
	pthread_mutex_lock(&watch->lock);
	watch->done = true;
	pthread_cond_signal(&watch->done_cond);
	pthread_mutex_unlock(&watch->lock);
	pthread_join(thread, NULL);
}

/* Calls */

static int call_open(const TEE_UUID *uuid, struct transfer *transfer,
		     uint32_t *session, TEE_Result *result, uint32_t *origin)
{
	struct {
		struct tee_ioctl_open_session_arg arg;
		struct tee_ioctl_param params[CHANNEL_PARAMS];
	} message = { .arg = {
		.clnt_login = TEE_LOGIN_TRUSTED_APP, .cancel_id = 1, .num_params = CHANNEL_PARAMS,
	} };
	uint32_t payer;
	int rc;

	instance_uuid_to_bytes(uuid, message.arg.uuid);
	/* Unused channels, too, are kept for whom they are charged to. */
	payer = instance.current ? instance.current->payer : NOBODY;
	memcpy(message.arg.clnt_uuid, &payer, sizeof(payer));
	memcpy(message.params, transfer->arg, sizeof(message.params));
	rc = softteed_client_open_session(client, &message.arg);
	memcpy(transfer->arg, message.params, sizeof(message.params));
	*session = message.arg.session;
	*result = message.arg.ret;
	*origin = message.arg.ret_origin;
	return rc;
}

static int call_invoke(uint32_t session, uint32_t command, struct transfer *transfer,
		       TEE_Result *result, uint32_t *origin)
{
	struct {
		struct tee_ioctl_invoke_arg arg;
		struct tee_ioctl_param params[CHANNEL_PARAMS];
	} message = { .arg = { .func = command, .session = session, .cancel_id = 1,
			       .num_params = CHANNEL_PARAMS } };
	int rc;

	memcpy(message.params, transfer->arg, sizeof(message.params));
	rc = softteed_client_invoke(client, &message.arg);
	memcpy(transfer->arg, message.params, sizeof(message.params));
	*result = message.arg.ret;
	*origin = message.arg.ret_origin;
	return rc;
}

TEE_Result runtime_open_session(const TEE_UUID *uuid, uint32_t timeout_ms, uint32_t types,
				TEE_Param params[4], uint32_t *session, uint32_t *origin)
{
	struct transfer transfer = { 0 };
	TEE_Result result = TEE_SUCCESS;
	struct watch watch;
	pthread_t thread;
	bool watched;
	int rc;

	*origin = TEE_ORIGIN_API;
	rc = connect_door();
	if (rc)
		return result_of(rc);
	rc = begin(&transfer, types, params);
	if (!rc) {
		watched = watch_begin(&watch, &thread, 0, timeout_ms);
		rc = call_open(uuid, &transfer, session, &result, origin);
		if (watched)
			watch_end(&watch, thread);
	}
	end(&transfer, params, !rc);
	return rc ? result_of(rc) : result;
}

TEE_Result runtime_invoke(uint32_t session, uint32_t timeout_ms, uint32_t command,
			  uint32_t types, TEE_Param params[4], uint32_t *origin)
{
	struct transfer transfer = { 0 };
	TEE_Result result = TEE_SUCCESS;
	struct watch watch;
	pthread_t thread;
	bool watched;
	int rc;

	*origin = TEE_ORIGIN_API;
	rc = begin(&transfer, types, params);
	if (!rc) {
		watched = watch_begin(&watch, &thread, session, timeout_ms);
		rc = call_invoke(session, command, &transfer, &result, origin);
		if (watched)
			watch_end(&watch, thread);
	}
	end(&transfer, params, !rc);
	return rc ? result_of(rc) : result;
}

void runtime_close_session(uint32_t session)
{
	const struct tee_ioctl_close_session_arg arg = { .session = session };

	softteed_client_close_session(client, &arg);
}
