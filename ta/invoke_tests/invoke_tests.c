// SPDX-License-Identifier: BSD-2-Clause
/*
 * What OP-TEE's test service is to OP-TEE, for softteed: clients check with it that parameters get
 * through. OP-TEE has it in its core, where it also tests that; an application can't.
 */

#include <pta_invoke_tests.h>
#include <stddef.h>
#include <stdint.h>
#include <tee_internal_api.h>
#include <trace.h>

#define TYPES(a)	TEE_PARAM_TYPES(TEE_PARAM_TYPE_##a, TEE_PARAM_TYPE_NONE, \
					TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE)

TEE_Result TA_CreateEntryPoint(void)
{
	return TEE_SUCCESS;
}

void TA_DestroyEntryPoint(void)
{
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

/* The first byte becomes the sum of all. */
static TEE_Result sum_up(uint32_t types, TEE_Param params[TEE_NUM_PARAMS])
{
	uint8_t *bytes = params[0].memref.buffer;
	uint8_t sum = 0;

	if (types != TYPES(MEMREF_INOUT) || !params[0].memref.size)
		return TEE_ERROR_BAD_PARAMETERS;
	for (size_t n = 0; n < params[0].memref.size; n++)
		sum = (uint8_t)(sum + bytes[n]);
	bytes[0] = sum;
	return TEE_SUCCESS;
}

/* A memory reference to nothing */
static TEE_Result check_nothing(uint32_t types, const TEE_Param params[TEE_NUM_PARAMS])
{
	if (types != TYPES(MEMREF_INPUT) && types != TYPES(MEMREF_OUTPUT) &&
	    types != TYPES(MEMREF_INOUT))
		return TEE_ERROR_BAD_PARAMETERS;
	return params[0].memref.buffer || params[0].memref.size ? TEE_ERROR_BAD_PARAMETERS :
								  TEE_SUCCESS;
}

TEE_Result TA_InvokeCommandEntryPoint(void *session, uint32_t command, uint32_t types,
				      TEE_Param params[TEE_NUM_PARAMS])
{
	(void)session;
	switch (command) {
	case PTA_INVOKE_TESTS_CMD_TRACE:
		IMSG("invoke_tests is here");
		return TEE_SUCCESS;
	case PTA_INVOKE_TESTS_CMD_PARAMS:
		return sum_up(types, params);
	case PTA_INVOKE_TESTS_CMD_MEMREF_NULL:
		return check_nothing(types, params);
	default:
		return TEE_ERROR_NOT_SUPPORTED;
	}
}
