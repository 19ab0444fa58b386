// SPDX-License-Identifier: BSD-2-Clause
/* A Trusted Application for tests of softteed itself, so it uses the C library as well */
#include <stdlib.h>
#include <ta/softteed_list.h>
#include <time.h>
#include <unistd.h>

#include "application.h"
#include "tee_internal_api.h"
#include "tee_tcpsocket.h"

static uint32_t calls, sessions;

TEE_Result TA_CreateEntryPoint(void)
{
	return NUMBER == APPLICATION_REFUSES ? TEE_ERROR_BAD_STATE : TEE_SUCCESS;
}

void TA_DestroyEntryPoint(void)
{
}

static void invert(TEE_Param *param)
{
	uint8_t *bytes = param->memref.buffer;

	for (size_t n = 0; n < param->memref.size; n++)
		bytes[n] = (uint8_t)~bytes[n];
}

/* A session can be opened with memory, which is inverted, a result, and a time to wait. */
#if NUMBER != NUMBER_BROKEN
TEE_Result TA_OpenSessionEntryPoint(uint32_t types, TEE_Param params[4], void **context)
{
	if (TEE_PARAM_TYPE_GET(types, 0) == TEE_PARAM_TYPE_MEMREF_INOUT)
		invert(&params[0]);
	if (TEE_PARAM_TYPE_GET(types, 1) == TEE_PARAM_TYPE_VALUE_INPUT)
		return params[1].value.a;
	if (TEE_PARAM_TYPE_GET(types, 2) == TEE_PARAM_TYPE_VALUE_INPUT) {
		TEE_UnmaskCancellation();
		return TEE_Wait(params[2].value.a);
	}
	*context = malloc(1);
	sessions++;
	return TEE_SUCCESS;
}
#endif

void TA_CloseSessionEntryPoint(void *context)
{
	free(context);
	sessions--;
}

static void sleep_ms(uint32_t ms)
{
	struct timespec left = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L };

	while (nanosleep(&left, &left))
		;
}

/* Have another application invert memory, in a session with it. */
static TEE_Result forward(TEE_Param *param)
{
	const TEE_UUID uuid = {
		0x5f7c0000, 0, 0x4000, { 0x80, 0, 0, 0, 0, 0, 0, APPLICATION_KEPT },
	};
	const uint32_t types = TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_INOUT, 0, 0, 0);
	TEE_Param params[4] = { *param };
	TEE_TASessionHandle session;
	TEE_Result result;

	result = TEE_OpenTASession(&uuid, TEE_TIMEOUT_INFINITE, 0, NULL, &session, NULL);
	if (result)
		return result;
	result = TEE_InvokeTACommand(session, TEE_TIMEOUT_INFINITE, COMMAND_INVERT, types, params,
				     NULL);
	TEE_CloseTASession(session);
	return result;
}

static TEE_Result open_list(void)
{
	const TEE_UUID uuid = TA_SOFTTEED_LIST_UUID;
	TEE_TASessionHandle session;
	TEE_Result result;

	result = TEE_OpenTASession(&uuid, TEE_TIMEOUT_INFINITE, 0, NULL, &session, NULL);
	if (!result)
		TEE_CloseTASession(session);
	return result;
}

static TEE_Result open_socket(uint16_t port)
{
	char host[] = "127.0.0.1";
	TEE_tcpSocket_Setup setup = { TEE_IP_VERSION_4, host, port };
	TEE_iSocketHandle handle;
	uint32_t error;

	return TEE_tcpSocket->open(&handle, &setup, &error);
}

/* The compiler doesn't see where this writes to. */
static TEE_Result crash(void)
{
	volatile int *volatile nowhere = (volatile int *)8;

	*nowhere = 1;
	return TEE_SUCCESS;
}

static TEE_Result tell_identity(TEE_Param params[4])
{
	TEE_Identity identity;
	TEE_Result result = TEE_GetPropertyAsIdentity(TEE_PROPSET_CURRENT_CLIENT,
						      "gpd.client.identity", &identity);

	if (result)
		return result;
	params[0].value.a = identity.login;
	if (params[1].memref.size < sizeof(identity.uuid))
		return TEE_ERROR_SHORT_BUFFER;
	params[1].memref.size = sizeof(identity.uuid);
	TEE_MemMove(params[1].memref.buffer, &identity.uuid, sizeof(identity.uuid));
	return TEE_SUCCESS;
}

TEE_Result TA_InvokeCommandEntryPoint(void *context, uint32_t command, uint32_t types,
				      TEE_Param params[4])
{
	(void)context;
	(void)types;
	calls++;
	switch (command) {
	case COMMAND_ADD:
		params[0].value.a += params[0].value.b;
		return TEE_SUCCESS;
	case COMMAND_INVERT:
		invert(&params[0]);
		return TEE_SUCCESS;
	case COMMAND_COUNT:
		params[0].value.a = calls;
		params[0].value.b = sessions;
		return TEE_SUCCESS;
	case COMMAND_SLEEP:
		sleep_ms(params[0].value.a);
		return TEE_SUCCESS;
	case COMMAND_CRASH:
		return crash();
	case COMMAND_TOO_MUCH:
		params[0].memref.size++;
		return TEE_ERROR_SHORT_BUFFER;
	case COMMAND_FORWARD:
		return forward(&params[0]);
	case COMMAND_LIST:
		return open_list();
	case COMMAND_CONNECT:
		return open_socket((uint16_t)params[0].value.a);
	case COMMAND_IDENTITY:
		return tell_identity(params);
	case COMMAND_WAIT:
		TEE_UnmaskCancellation();
		return TEE_Wait(params[0].value.a);
	case COMMAND_PID:
		params[0].value.a = (uint32_t)getpid();
		return TEE_SUCCESS;
	default:
		return TEE_ERROR_NOT_SUPPORTED;
	}
}
