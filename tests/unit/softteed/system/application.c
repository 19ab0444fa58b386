// SPDX-License-Identifier: BSD-2-Clause
/* A Trusted Application for tests of softteed itself, so it uses the C library as well */
#include <stdlib.h>
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

#if NUMBER != NUMBER_BROKEN
TEE_Result TA_OpenSessionEntryPoint(uint32_t types, TEE_Param params[4], void **context)
{
	(void)types;
	(void)params;
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

static void invert(TEE_Param *param)
{
	uint8_t *bytes = param->memref.buffer;

	for (size_t n = 0; n < param->memref.size; n++)
		bytes[n] = (uint8_t)~bytes[n];
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

static TEE_Result open_socket(uint16_t port)
{
	char host[] = "127.0.0.1";
	TEE_tcpSocket_Setup setup = { TEE_IP_VERSION_4, host, port };
	TEE_iSocketHandle handle;
	uint32_t error;

	return TEE_tcpSocket->open(&handle, &setup, &error);
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
		*(volatile int *)8 = 1;
		return TEE_SUCCESS;
	case COMMAND_TOO_MUCH:
		params[0].memref.size++;
		return TEE_ERROR_SHORT_BUFFER;
	case COMMAND_FORWARD:
		return forward(&params[0]);
	case COMMAND_CONNECT:
		return open_socket((uint16_t)params[0].value.a);
	case COMMAND_PID:
		params[0].value.a = (uint32_t)getpid();
		return TEE_SUCCESS;
	default:
		return TEE_ERROR_NOT_SUPPORTED;
	}
}
