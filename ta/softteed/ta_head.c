// SPDX-License-Identifier: BSD-2-Clause
/*
 * The application's description for softteed. It is compiled into each application, with the
 * application's user_ta_header_defines.h.
 */

#include <ta_head.h>
#include <tee_internal_api.h>
#include <user_ta_header_defines.h>

#ifndef TA_VERSION
#define TA_VERSION	"Undefined version"
#endif
#ifndef TA_DESCRIPTION
#define TA_DESCRIPTION	"Undefined description"
#endif

/*
 * C has no empty arrays, so the first element is not a property. The list may or may not end with
 * a comma.
 */
static const struct user_ta_property properties[] = {
	{ NULL, USER_TA_PROP_TYPE_INVALID, NULL },
#ifdef TA_CURRENT_TA_EXT_PROPERTIES
	TA_CURRENT_TA_EXT_PROPERTIES
#endif
};

extern const struct ta_head softteed_ta_head;

TA_EXPORT const struct ta_head softteed_ta_head = {
	.magic = TA_HEAD_MAGIC,
	.head_version = TA_HEAD_VERSION,
	.uuid = TA_UUID,
	.flags = TA_FLAGS,
	.stack_size = TA_STACK_SIZE,
	.data_size = TA_DATA_SIZE,
	.num_properties = sizeof(properties) / sizeof(properties[0]) - 1,
	.version = TA_VERSION,
	.description = TA_DESCRIPTION,
	.properties = properties + 1,
};

/* The compiler's command line, not a header, selects version 1.1 for an application. */
#if __OPTEE_CORE_API_COMPAT_1_1
#undef TA_InvokeCommandEntryPoint
#undef TA_OpenSessionEntryPoint
#undef TEE_Param

/*
 * softteed calls the entry points of version 1.3. Only the size of a memory reference differs:
 * convert the parameters to those of version 1.1, and what the application changed back.
 */
static void params_to_11(uint32_t types, const TEE_Param *params, __GP11_TEE_Param *params_11)
{
	for (unsigned int n = 0; n < TEE_NUM_PARAMS; n++) {
		if (TEE_PARAM_TYPE_GET(types, n) >= TEE_PARAM_TYPE_MEMREF_INPUT) {
			params_11[n].memref.buffer = params[n].memref.buffer;
			params_11[n].memref.size = params[n].memref.size;
		} else {
			params_11[n].value.a = params[n].value.a;
			params_11[n].value.b = params[n].value.b;
		}
	}
}

static void params_from_11(uint32_t types, const __GP11_TEE_Param *params_11, TEE_Param *params)
{
	for (unsigned int n = 0; n < TEE_NUM_PARAMS; n++) {
		if (TEE_PARAM_TYPE_GET(types, n) >= TEE_PARAM_TYPE_MEMREF_INPUT) {
			params[n].memref.size = params_11[n].memref.size;
		} else {
			params[n].value.a = params_11[n].value.a;
			params[n].value.b = params_11[n].value.b;
		}
	}
}

static bool too_large(uint32_t types, const TEE_Param *params)
{
	for (unsigned int n = 0; n < TEE_NUM_PARAMS; n++) {
		if (TEE_PARAM_TYPE_GET(types, n) >= TEE_PARAM_TYPE_MEMREF_INPUT &&
		    params[n].memref.size > UINT32_MAX)
			return true;
	}
	return false;
}

TEE_Result TA_OpenSessionEntryPoint(uint32_t types, TEE_Param params[TEE_NUM_PARAMS],
				    void **session)
{
	__GP11_TEE_Param params_11[TEE_NUM_PARAMS] = { 0 };
	TEE_Result result;

	if (too_large(types, params))
		return TEE_ERROR_OVERFLOW;
	params_to_11(types, params, params_11);
	result = __GP11_TA_OpenSessionEntryPoint(types, params_11, session);
	params_from_11(types, params_11, params);
	return result;
}

TEE_Result TA_InvokeCommandEntryPoint(void *session, uint32_t command, uint32_t types,
				      TEE_Param params[TEE_NUM_PARAMS])
{
	__GP11_TEE_Param params_11[TEE_NUM_PARAMS] = { 0 };
	TEE_Result result;

	if (too_large(types, params))
		return TEE_ERROR_OVERFLOW;
	params_to_11(types, params, params_11);
	result = __GP11_TA_InvokeCommandEntryPoint(session, command, types, params_11);
	params_from_11(types, params_11, params);
	return result;
}
#endif
