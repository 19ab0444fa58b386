// SPDX-License-Identifier: BSD-2-Clause
/*
 * An application of the conformance test whose instance can't be created. No other entry point may
 * be called then.
 */
#include <tee_internal_api.h>

#include "conformance.h"

TEE_Result TA_CreateEntryPoint(void)
{
	return CONFORMANCE_BARREN;
}

void TA_DestroyEntryPoint(void)
{
	TEE_Panic(1);
}

TEE_Result TA_OpenSessionEntryPoint(uint32_t types, TEE_Param params[TEE_NUM_PARAMS],
				    void **session)
{
	(void)types;
	(void)params;
	(void)session;
	return TEE_SUCCESS;
}

void TA_CloseSessionEntryPoint(void *session)
{
	(void)session;
}

TEE_Result TA_InvokeCommandEntryPoint(void *session, uint32_t command, uint32_t types,
				      TEE_Param params[TEE_NUM_PARAMS])
{
	(void)session;
	(void)command;
	(void)types;
	(void)params;
	return TEE_SUCCESS;
}
