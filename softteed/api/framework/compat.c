// SPDX-License-Identifier: BSD-2-Clause
/* Version 1.1 of the framework's functions, in which sizes have 32 bits (tee_api_compat.h) */

#include "softteed/api/framework/framework.h"
#include "softteed/instance/runtime.h"

#define SIZE_ACCESS	(TEE_MEMORY_ACCESS_READ | TEE_MEMORY_ACCESS_WRITE)

TEE_Result __GP11_TEE_CheckMemoryAccessRights(uint32_t accessFlags, void *buffer, uint32_t size)
{
	return TEE_CheckMemoryAccessRights(accessFlags, buffer, size);
}

void *__GP11_TEE_Malloc(uint32_t size, uint32_t hint)
{
	return TEE_Malloc(size, hint);
}

void *__GP11_TEE_Realloc(void *buffer, uint32_t newSize)
{
	return TEE_Realloc(buffer, newSize);
}

void __GP11_TEE_MemMove(void *dest, const void *src, uint32_t size)
{
	TEE_MemMove(dest, src, size);
}

int32_t __GP11_TEE_MemCompare(const void *buffer1, const void *buffer2, uint32_t size)
{
	return TEE_MemCompare(buffer1, buffer2, size);
}

void __GP11_TEE_MemFill(void *buff, uint32_t x, uint32_t size)
{
	TEE_MemFill(buff, x, size);
}

TEE_Result __GP11_TEE_GetPropertyAsString(TEE_PropSetHandle propsetOrEnumerator, const char *name,
					  char *valueBuffer, uint32_t *valueBufferLen)
{
	size_t size;
	TEE_Result result;

	framework_require_access(SIZE_ACCESS, valueBufferLen, sizeof(*valueBufferLen), __func__);
	size = *valueBufferLen;
	result = TEE_GetPropertyAsString(propsetOrEnumerator, name, valueBuffer, &size);
	*valueBufferLen = size;
	return result;
}

TEE_Result __GP11_TEE_GetPropertyAsBinaryBlock(TEE_PropSetHandle propsetOrEnumerator,
					       const char *name, void *valueBuffer,
					       uint32_t *valueBufferLen)
{
	size_t size;
	TEE_Result result;

	framework_require_access(SIZE_ACCESS, valueBufferLen, sizeof(*valueBufferLen), __func__);
	size = *valueBufferLen;
	result = TEE_GetPropertyAsBinaryBlock(propsetOrEnumerator, name, valueBuffer, &size);
	*valueBufferLen = size;
	return result;
}

TEE_Result __GP11_TEE_GetPropertyName(TEE_PropSetHandle enumerator, void *nameBuffer,
				      uint32_t *nameBufferLen)
{
	size_t size;
	TEE_Result result;

	framework_require_access(SIZE_ACCESS, nameBufferLen, sizeof(*nameBufferLen), __func__);
	size = *nameBufferLen;
	result = TEE_GetPropertyName(enumerator, nameBuffer, &size);
	*nameBufferLen = size;
	return result;
}

static bool is_memref(uint32_t types, unsigned int n)
{
	return TEE_PARAM_TYPE_GET(types, n) >= TEE_PARAM_TYPE_MEMREF_INPUT;
}

static void params_from_11(uint32_t types, const __GP11_TEE_Param *params_11, TEE_Param *params,
			   const char *function)
{
	if (types)
		framework_require_access(SIZE_ACCESS, params_11,
					 TEE_NUM_PARAMS * sizeof(*params_11), function);
	for (unsigned int n = 0; n < TEE_NUM_PARAMS; n++) {
		params[n] = (TEE_Param){ 0 };
		if (is_memref(types, n)) {
			params[n].memref.buffer = params_11[n].memref.buffer;
			params[n].memref.size = params_11[n].memref.size;
		} else if (TEE_PARAM_TYPE_GET(types, n)) {
			params[n].value.a = params_11[n].value.a;
			params[n].value.b = params_11[n].value.b;
		}
	}
}

/* Return values and sizes. A size above 32 bits is not that of any buffer, so it is cut off. */
static void params_to_11(uint32_t types, const TEE_Param *params, __GP11_TEE_Param *params_11)
{
	for (unsigned int n = 0; n < TEE_NUM_PARAMS; n++) {
		if (is_memref(types, n)) {
			size_t size = params[n].memref.size;

			params_11[n].memref.size = size > UINT32_MAX ? UINT32_MAX : size;
		} else if (TEE_PARAM_TYPE_GET(types, n)) {
			params_11[n].value.a = params[n].value.a;
			params_11[n].value.b = params[n].value.b;
		}
	}
}

TEE_Result __GP11_TEE_OpenTASession(const TEE_UUID *destination,
				    uint32_t cancellationRequestTimeout, uint32_t paramTypes,
				    __GP11_TEE_Param params[TEE_NUM_PARAMS],
				    TEE_TASessionHandle *session, uint32_t *returnOrigin)
{
	TEE_Param converted[TEE_NUM_PARAMS];
	TEE_Result result;

	params_from_11(paramTypes, params, converted, __func__);
	result = TEE_OpenTASession(destination, cancellationRequestTimeout, paramTypes, converted,
				   session, returnOrigin);
	params_to_11(paramTypes, converted, params);
	return result;
}

TEE_Result __GP11_TEE_InvokeTACommand(TEE_TASessionHandle session,
				      uint32_t cancellationRequestTimeout, uint32_t commandID,
				      uint32_t paramTypes, __GP11_TEE_Param params[TEE_NUM_PARAMS],
				      uint32_t *returnOrigin)
{
	TEE_Param converted[TEE_NUM_PARAMS];
	TEE_Result result;

	params_from_11(paramTypes, params, converted, __func__);
	result = TEE_InvokeTACommand(session, cancellationRequestTimeout, commandID, paramTypes,
				     converted, returnOrigin);
	params_to_11(paramTypes, converted, params);
	return result;
}
