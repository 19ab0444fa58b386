// SPDX-License-Identifier: BSD-2-Clause
/*
 * Sessions with other applications (TEE Internal Core API, section 4.9). A handle is a number that
 * is not used again, so that one of a closed session is detected. OP-TEE's system service is not an
 * application, and its commands are functions here.
 */

#include <stdlib.h>
#include <string.h>

#include "softteed/api/framework/framework.h"
#include "softteed/instance/runtime.h"

struct session {
	struct session *next;
	TEE_TASessionHandle handle;
	uint32_t id;
	bool system;	/* with the system service, which has no id */
};

static struct session *sessions;
static uintptr_t last_handle;

static struct session *find_session(TEE_TASessionHandle handle, const char *function)
{
	struct session *session = sessions;

	while (session && session->handle != handle)
		session = session->next;
	if (!session)
		runtime_panic(TEE_ERROR_BAD_PARAMETERS, function, "%p is not an open session",
			      (void *)handle);
	return session;
}

/*
 * Check the parameters' types, and panic unless the application may access the memory that they
 * refer to. Such memory may be its own client's.
 */
static TEE_Result check_params(uint32_t types, const TEE_Param *params, const char *function)
{
	if (types >> 16)
		return TEE_ERROR_BAD_PARAMETERS;
	if (types)
		framework_require_access(TEE_MEMORY_ACCESS_READ | TEE_MEMORY_ACCESS_WRITE, params,
					 TEE_NUM_PARAMS * sizeof(*params), function);
	for (unsigned int n = 0; n < TEE_NUM_PARAMS; n++) {
		uint32_t access = TEE_MEMORY_ACCESS_ANY_OWNER;

		switch (TEE_PARAM_TYPE_GET(types, n)) {
		case TEE_PARAM_TYPE_NONE:
		case TEE_PARAM_TYPE_VALUE_INPUT:
		case TEE_PARAM_TYPE_VALUE_OUTPUT:
		case TEE_PARAM_TYPE_VALUE_INOUT:
			continue;
		case TEE_PARAM_TYPE_MEMREF_INPUT:
			access |= TEE_MEMORY_ACCESS_READ;
			break;
		case TEE_PARAM_TYPE_MEMREF_OUTPUT:
			access |= TEE_MEMORY_ACCESS_WRITE;
			break;
		case TEE_PARAM_TYPE_MEMREF_INOUT:
			access |= TEE_MEMORY_ACCESS_READ | TEE_MEMORY_ACCESS_WRITE;
			break;
		default:
			return TEE_ERROR_BAD_PARAMETERS;
		}
		/* Without a buffer, an output parameter asks for its size. */
		if (params[n].memref.buffer)
			framework_require_access(access, params[n].memref.buffer,
						 params[n].memref.size, function);
	}
	return TEE_SUCCESS;
}

static TEE_Result finish(TEE_Result result, uint32_t origin, uint32_t *return_origin)
{
	if (return_origin)
		*return_origin = origin;
	return result;
}

TEE_Result TEE_OpenTASession(const TEE_UUID *destination, uint32_t cancellationRequestTimeout,
			     uint32_t paramTypes, TEE_Param params[TEE_NUM_PARAMS],
			     TEE_TASessionHandle *session, uint32_t *returnOrigin)
{
	uint32_t origin = TEE_ORIGIN_API;
	struct session *opened = NULL;
	TEE_Param none[TEE_NUM_PARAMS] = { 0 };
	TEE_UUID uuid;
	TEE_Result result;

	framework_require_access(TEE_MEMORY_ACCESS_READ | TEE_MEMORY_ACCESS_ANY_OWNER,
				 destination, sizeof(*destination), __func__);
	framework_require_access(TEE_MEMORY_ACCESS_WRITE, session, sizeof(*session), __func__);
	uuid = *destination;
	*session = TEE_HANDLE_NULL;
	result = check_params(paramTypes, params, __func__);
	if (result == TEE_SUCCESS) {
		opened = calloc(1, sizeof(*opened));
		if (!opened)
			result = TEE_ERROR_OUT_OF_MEMORY;
	}
	if (result == TEE_SUCCESS) {
		opened->system = !memcmp(&uuid, &framework_system_uuid, sizeof(uuid));
		if (!opened->system)
			result = runtime_open_session(&uuid, cancellationRequestTimeout, paramTypes,
						      paramTypes ? params : none, &opened->id,
						      &origin);
	}
	if (result != TEE_SUCCESS) {
		free(opened);
		return finish(result, origin, returnOrigin);
	}
	opened->handle = (TEE_TASessionHandle)++last_handle;
	opened->next = sessions;
	sessions = opened;
	*session = opened->handle;
	return finish(TEE_SUCCESS, origin, returnOrigin);
}

TEE_Result TEE_InvokeTACommand(TEE_TASessionHandle session, uint32_t cancellationRequestTimeout,
			       uint32_t commandID, uint32_t paramTypes,
			       TEE_Param params[TEE_NUM_PARAMS], uint32_t *returnOrigin)
{
	const struct session *found = find_session(session, __func__);
	uint32_t origin = TEE_ORIGIN_API;
	TEE_Param none[TEE_NUM_PARAMS] = { 0 };
	TEE_Result result = check_params(paramTypes, params, __func__);

	if (result == TEE_SUCCESS && found->system) {
		origin = TEE_ORIGIN_TRUSTED_APP;
		result = framework_system_invoke(commandID, paramTypes,
						 paramTypes ? params : none);
	} else if (result == TEE_SUCCESS) {
		result = runtime_invoke(found->id, cancellationRequestTimeout, commandID,
					paramTypes, paramTypes ? params : none, &origin);
	}
	return finish(result, origin, returnOrigin);
}

void TEE_CloseTASession(TEE_TASessionHandle session)
{
	struct session *closed, **link = &sessions;

	if (session == TEE_HANDLE_NULL)
		return;
	closed = find_session(session, __func__);
	while (*link != closed)
		link = &(*link)->next;
	*link = closed->next;
	if (!closed->system)
		runtime_close_session(closed->id);
	free(closed);
}
