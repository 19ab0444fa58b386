// SPDX-License-Identifier: BSD-2-Clause
/*
 * What both applications of the conformance test have: their sessions, and commands that show the
 * client, or an application that is a client, what an entry point gets and what comes back
 */
#include "conformance.h"
#include "serve.h"

#define TYPE(n, name)	(TEE_PARAM_TYPE_##name << (4 * (n)))

/* How much CONFORMANCE_COUNT has added, in the instance and in a session */
static uint32_t count;

struct session {
	uint32_t count;
};

/* Parameters that come back changed */

static bool is_input(uint32_t type)
{
	return type != TEE_PARAM_TYPE_NONE && type != TEE_PARAM_TYPE_VALUE_OUTPUT &&
	       type != TEE_PARAM_TYPE_MEMREF_OUTPUT;
}

static bool is_output(uint32_t type)
{
	return type != TEE_PARAM_TYPE_NONE && type != TEE_PARAM_TYPE_VALUE_INPUT &&
	       type != TEE_PARAM_TYPE_MEMREF_INPUT;
}

static bool echo_value(uint32_t type, uint32_t n, TEE_Param *param)
{
	if (is_input(type) && (param->value.a != 10 * n + 1 || param->value.b != 10 * n + 2))
		return false;
	if (is_output(type)) {
		param->value.a = 10 * n + 3;
		param->value.b = 10 * n + 4;
	}
	return true;
}

static bool echo_memory(uint32_t type, uint32_t n, TEE_Param *param)
{
	const uint8_t *bytes = param->memref.buffer;

	for (size_t k = 0; is_input(type) && k < param->memref.size; k++)
		if (bytes[k] != n + 1)
			return false;
	if (is_output(type) && param->memref.size)
		TEE_MemFill(param->memref.buffer, n + 2, --param->memref.size);
	return true;
}

static TEE_Result echo(uint32_t types, TEE_Param params[TEE_NUM_PARAMS])
{
	for (uint32_t n = 0; n < TEE_NUM_PARAMS; n++) {
		uint32_t type = TEE_PARAM_TYPE_GET(types, n);
		bool done = type >= TEE_PARAM_TYPE_MEMREF_INPUT ?
				    echo_memory(type, n, &params[n]) :
				    echo_value(type, n, &params[n]);

		if (!done)
			return TEE_ERROR_BAD_PARAMETERS;
	}
	return TEE_SUCCESS;
}

/* Other commands */

static TEE_Result ask_more(uint32_t types, TEE_Param params[TEE_NUM_PARAMS])
{
	if (types != TYPE(0, MEMREF_OUTPUT))
		return TEE_ERROR_BAD_PARAMETERS;
	params[0].memref.size *= 3;
	return TEE_ERROR_SHORT_BUFFER;
}

static TEE_Result wait(uint32_t types, TEE_Param params[TEE_NUM_PARAMS])
{
	TEE_Result result;

	if (types != (TYPE(0, VALUE_INPUT) | TYPE(1, VALUE_OUTPUT)))
		return TEE_ERROR_BAD_PARAMETERS;
	if (params[0].value.b)
		TEE_UnmaskCancellation();
	result = TEE_Wait(params[0].value.a);
	params[1].value.a = TEE_GetCancellationFlag();
	params[1].value.b = 0;
	return result;
}

static TEE_Result add(struct session *session, uint32_t types,
		      TEE_Param params[TEE_NUM_PARAMS])
{
	if (types != TYPE(0, VALUE_INOUT))
		return TEE_ERROR_BAD_PARAMETERS;
	count += params[0].value.a;
	session->count += params[0].value.a;
	params[0].value.a = count;
	params[0].value.b = session->count;
	return TEE_SUCCESS;
}

static TEE_Result identify(uint32_t types, TEE_Param params[TEE_NUM_PARAMS])
{
	TEE_Identity identity;
	TEE_Result result;

	if (types != (TYPE(0, VALUE_OUTPUT) | TYPE(1, MEMREF_OUTPUT)) ||
	    params[1].memref.size < sizeof(identity.uuid))
		return TEE_ERROR_BAD_PARAMETERS;
	result = TEE_GetPropertyAsIdentity(TEE_PROPSET_CURRENT_CLIENT, "gpd.client.identity",
					   &identity);
	if (result)
		return result;
	params[0].value.a = identity.login;
	params[0].value.b = 0;
	TEE_MemMove(params[1].memref.buffer, &identity.uuid, sizeof(identity.uuid));
	params[1].memref.size = sizeof(identity.uuid);
	return TEE_SUCCESS;
}

TEE_Result serve_command(void *session, uint32_t command, uint32_t types,
			 TEE_Param params[TEE_NUM_PARAMS])
{
	switch (command) {
	case CONFORMANCE_ECHO:
		return echo(types, params);
	case CONFORMANCE_ASK_MORE:
		return ask_more(types, params);
	case CONFORMANCE_RETURN:
		return types == TYPE(0, VALUE_INPUT) ? params[0].value.a :
						       TEE_ERROR_BAD_PARAMETERS;
	case CONFORMANCE_DIE:
		if (types == TYPE(0, VALUE_INPUT))
			TEE_Panic(params[0].value.a);
		return TEE_ERROR_BAD_PARAMETERS;
	case CONFORMANCE_WAIT:
		return wait(types, params);
	case CONFORMANCE_COUNT:
		return add(session, types, params);
	case CONFORMANCE_CLIENT:
		return identify(types, params);
	default:
		return TEE_ERROR_NOT_SUPPORTED;
	}
}

/* Entry points, except for that of commands */

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
	struct session *opened;
	TEE_Result result = TEE_SUCCESS;

	if (types == (TYPE(0, VALUE_INPUT) | TYPE(1, VALUE_OUTPUT))) {
		params[1].value.a = CONFORMANCE_OPENED;
		params[1].value.b = 0;
		result = params[0].value.a;
	} else if (types) {
		result = echo(types, params);
	}
	if (result)
		return result;
	opened = TEE_Malloc(sizeof(*opened), TEE_MALLOC_FILL_ZERO);
	*session = opened;
	return opened ? TEE_SUCCESS : TEE_ERROR_OUT_OF_MEMORY;
}

void TA_CloseSessionEntryPoint(void *session)
{
	TEE_Free(session);
}
