// SPDX-License-Identifier: BSD-2-Clause
/* A TPM 2.0: sessions and parameters. See <ta/tpm.h> for the interface. */

#include <stddef.h>
#include <stdint.h>
#include <ta/tpm.h>
#include <tee_internal_api.h>

#include "engine.h"

#define TYPES(a, b)	TEE_PARAM_TYPES(TEE_PARAM_TYPE_##a, TEE_PARAM_TYPE_##b, \
					TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE)

TEE_Result TA_CreateEntryPoint(void)
{
	return tpm_engine_start();
}

void TA_DestroyEntryPoint(void)
{
	tpm_engine_stop();
}

TEE_Result TA_OpenSessionEntryPoint(uint32_t types, TEE_Param params[TEE_NUM_PARAMS],
				    void **session)
{
	(void)params;
	*session = NULL;
	return types == TYPES(NONE, NONE) ? TEE_SUCCESS : TEE_ERROR_BAD_PARAMETERS;
}

void TA_CloseSessionEntryPoint(void *session)
{
	(void)session;
}

/* The client may change its memory at any time, so the library gets a copy. */
static TEE_Result submit(uint32_t types, TEE_Param params[TEE_NUM_PARAMS])
{
	static uint8_t command[TA_TPM_MAX_SIZE], response[TA_TPM_MAX_SIZE];
	size_t size = params[0].memref.size;

	if (types != TYPES(MEMREF_INPUT, MEMREF_INOUT) &&
	    types != TYPES(MEMREF_INPUT, MEMREF_OUTPUT))
		return TEE_ERROR_BAD_PARAMETERS;
	if (size > sizeof(command))
		return TEE_ERROR_EXCESS_DATA;
	if (params[1].memref.size < sizeof(response)) {
		params[1].memref.size = sizeof(response);
		return TEE_ERROR_SHORT_BUFFER;
	}
	TEE_MemMove(command, params[0].memref.buffer, size);
	params[1].memref.size = tpm_engine_run(command, (uint32_t)size, response);
	TEE_MemMove(params[1].memref.buffer, response, params[1].memref.size);
	return TEE_SUCCESS;
}

TEE_Result TA_InvokeCommandEntryPoint(void *session, uint32_t command, uint32_t types,
				      TEE_Param params[TEE_NUM_PARAMS])
{
	(void)session;
	return command == TA_TPM_CMD_SUBMIT ? submit(types, params) : TEE_ERROR_NOT_SUPPORTED;
}
