// SPDX-License-Identifier: BSD-2-Clause
/* Trusted Application that runs the cases of the conformance test, one a call */
#include <string.h>
#include <tee_internal_api.h>

#include "cases.h"
#include "conformance.h"

static const struct conformance_case *find_case(size_t index)
{
	if (index < num_arithmetic_cases)
		return &arithmetic_cases[index];
	return NULL;
}

/* Write "SECTION: TITLE" to memory that the client may change, so it is never read. */
static TEE_Result describe(const struct conformance_case *found, TEE_Param *param)
{
	size_t section = strlen(found->section), title = strlen(found->title);
	size_t size = section + 2 + title, room = param->memref.size;
	char *text = param->memref.buffer;

	param->memref.size = size;
	if (!text || room < size)
		return TEE_ERROR_SHORT_BUFFER;
	TEE_MemMove(text, found->section, section);
	TEE_MemMove(text + section, ": ", 2);
	TEE_MemMove(text + section + 2, found->title, title);
	return TEE_SUCCESS;
}

static TEE_Result run(uint32_t types, TEE_Param params[TEE_NUM_PARAMS])
{
	const struct conformance_case *found;
	TEE_Result result;

	if (types != TEE_PARAM_TYPES(TEE_PARAM_TYPE_VALUE_INPUT, TEE_PARAM_TYPE_MEMREF_OUTPUT,
				     TEE_PARAM_TYPE_VALUE_OUTPUT, TEE_PARAM_TYPE_NONE))
		return TEE_ERROR_BAD_PARAMETERS;
	found = find_case(params[0].value.a);
	if (!found)
		return TEE_ERROR_ITEM_NOT_FOUND;
	result = describe(found, &params[1]);
	if (result)
		return result;
	params[2].value.a = found->run();
	params[2].value.b = 0;
	return TEE_SUCCESS;
}

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

TEE_Result TA_InvokeCommandEntryPoint(void *session, uint32_t command, uint32_t types,
				      TEE_Param params[TEE_NUM_PARAMS])
{
	(void)session;
	if (command != CONFORMANCE_RUN)
		return TEE_ERROR_NOT_SUPPORTED;
	return run(types, params);
}
