// SPDX-License-Identifier: BSD-2-Clause
/* The Trusted Application @NAME@. See @NAME@_ta.h for the interface. */
#include <@NAME@_ta.h>
#include <tee_internal_api.h>

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
	(void)params;
	*session = NULL;
	return types ? TEE_ERROR_BAD_PARAMETERS : TEE_SUCCESS;
}

void TA_CloseSessionEntryPoint(void *session)
{
	(void)session;
}

/* The client can change its memory at any time, so work on a copy. */
static TEE_Result capitalize(uint32_t types, TEE_Param params[TEE_NUM_PARAMS])
{
	char text[TA_@CAPITALS@_MAX_TEXT];
	size_t size, room;

	if (types != TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_INPUT, TEE_PARAM_TYPE_MEMREF_OUTPUT,
				     TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE))
		return TEE_ERROR_BAD_PARAMETERS;
	size = params[0].memref.size;
	room = params[1].memref.size;
	if (size > sizeof(text))
		return TEE_ERROR_EXCESS_DATA;
	params[1].memref.size = size;
	if (room < size)
		return TEE_ERROR_SHORT_BUFFER;
	TEE_MemMove(text, params[0].memref.buffer, size);
	for (size_t n = 0; n < size; n++) {
		if (text[n] >= 'a' && text[n] <= 'z')
			text[n] = (char)(text[n] - 'a' + 'A');
	}
	TEE_MemMove(params[1].memref.buffer, text, size);
	return TEE_SUCCESS;
}

TEE_Result TA_InvokeCommandEntryPoint(void *session, uint32_t command, uint32_t types,
				      TEE_Param params[TEE_NUM_PARAMS])
{
	(void)session;
	switch (command) {
	case TA_@CAPITALS@_CMD_CAPITALIZE:
		return capitalize(types, params);
	default:
		return TEE_ERROR_NOT_SUPPORTED;
	}
}
