// SPDX-License-Identifier: BSD-2-Clause
/* An application that misbehaves */
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "hostile.h"
#include "tee_internal_api.h"

static void sleep_seconds(time_t seconds)
{
	struct timespec left = { .tv_sec = seconds };

	while (nanosleep(&left, &left))
		;
}

__attribute__((constructor)) static void load(void)
{
	if (UUID_NUMBER == HOSTILE_SLOW_START)
		sleep_seconds(2);
	else if (UUID_NUMBER == HOSTILE_NO_START)
		sleep_seconds(100000);
}

TEE_Result TA_CreateEntryPoint(void)
{
	return TEE_SUCCESS;
}

void TA_DestroyEntryPoint(void)
{
	if (UUID_NUMBER == HOSTILE_NO_END)
		sleep_seconds(100000);
}

TEE_Result TA_OpenSessionEntryPoint(uint32_t types, TEE_Param params[4], void **context)
{
	(void)types;
	(void)params;
	(void)context;
	return TEE_SUCCESS;
}

void TA_CloseSessionEntryPoint(void *context)
{
	(void)context;
}

TEE_Result TA_InvokeCommandEntryPoint(void *context, uint32_t command, uint32_t types,
				      TEE_Param params[4])
{
	(void)context;
	(void)types;
	switch (command) {
	case HOSTILE_NOTHING:
		return TEE_SUCCESS;
	case HOSTILE_PID:
		params[0].value.a = (uint32_t)getpid();
		return TEE_SUCCESS;
	case HOSTILE_HANG:
		sleep_seconds(100000);
		return TEE_SUCCESS;
	default:
		return TEE_ERROR_NOT_SUPPORTED;
	}
}
