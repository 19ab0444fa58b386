// SPDX-License-Identifier: BSD-2-Clause
/*
 * OP-TEE's system service, pta_system.h. Everything in there is about the application that asks, so
 * it's served in its own process.
 */

#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>

#include "pta_system.h"
#include "softteed/api/framework/framework.h"
#include "softteed/instance/runtime.h"
#include "tee_internal_api_extensions.h"

#define TYPES(a, b, c, d) \
	TEE_PARAM_TYPES(TEE_PARAM_TYPE_##a, TEE_PARAM_TYPE_##b, TEE_PARAM_TYPE_##c, \
			TEE_PARAM_TYPE_##d)

const TEE_UUID framework_system_uuid = PTA_SYSTEM_UUID;

/* It's mixed in, but nobody relies on it: an application could know its own entropy. */
static TEE_Result add_entropy(const TEE_Param params[4])
{
	if (!params[0].memref.buffer || !params[0].memref.size ||
	    params[0].memref.size > INT32_MAX)
		return TEE_ERROR_BAD_PARAMETERS;
	RAND_add(params[0].memref.buffer, (int)params[0].memref.size, 0);
	return TEE_SUCCESS;
}

/* Bytes in front of the application's data, as no other key of it is derived from them */
static const char key_context[] = "pta_system unique key";

static TEE_Result derive_unique_key(const TEE_Param params[4])
{
	const size_t extra_size = params[0].memref.size, key_size = params[1].memref.size;
	uint8_t context[sizeof(key_context) + TA_DERIVED_EXTRA_DATA_MAX_SIZE];
	TEE_Result result;

	if (extra_size > TA_DERIVED_EXTRA_DATA_MAX_SIZE || key_size < TA_DERIVED_KEY_MIN_SIZE ||
	    key_size > TA_DERIVED_KEY_MAX_SIZE || (extra_size && !params[0].memref.buffer))
		return TEE_ERROR_BAD_PARAMETERS;
	/* A client must not get to see the key, so its memory won't do. */
	if (TEE_CheckMemoryAccessRights(TEE_MEMORY_ACCESS_READ | TEE_MEMORY_ACCESS_WRITE,
					params[1].memref.buffer, key_size))
		return TEE_ERROR_SECURITY;
	memcpy(context, key_context, sizeof(key_context));
	if (extra_size)
		memcpy(context + sizeof(key_context), params[0].memref.buffer, extra_size);
	result = runtime_derive_key(context, sizeof(key_context) + extra_size,
				    params[1].memref.buffer, key_size) ?
		 TEE_ERROR_GENERIC : TEE_SUCCESS;
	OPENSSL_cleanse(context, sizeof(context));
	return result;
}

static uint64_t number_of(const TEE_Param *param)
{
	return (uint64_t)param->value.a << 32 | param->value.b;
}

static TEE_Result map(TEE_Param params[4])
{
	const uint32_t flags = params[0].value.b;
	uint64_t at;

	if (flags & ~PTA_SYSTEM_MAP_FLAG_SHAREABLE || number_of(&params[1]))
		return TEE_ERROR_NOT_SUPPORTED;
	at = (uintptr_t)tee_map_zi(params[0].value.a, flags ? TEE_MEMORY_ACCESS_ANY_OWNER : 0);
	if (!at)
		return TEE_ERROR_OUT_OF_MEMORY;
	params[1].value.a = (uint32_t)(at >> 32);
	params[1].value.b = (uint32_t)at;
	return TEE_SUCCESS;
}

static TEE_Result unmap(const TEE_Param params[4])
{
	return tee_unmap((void *)(uintptr_t)number_of(&params[1]), params[0].value.a);
}

static TEE_Result call_plugin(TEE_Param params[4])
{
	TEE_UUID uuid;
	size_t used = 0;
	TEE_Result result;

	if (params[0].memref.size != sizeof(uuid) || !params[0].memref.buffer)
		return TEE_ERROR_BAD_PARAMETERS;
	memcpy(&uuid, params[0].memref.buffer, sizeof(uuid));
	result = tee_invoke_supp_plugin(&uuid, params[1].value.a, params[1].value.b,
					params[2].memref.buffer, params[2].memref.size, &used);
	params[3].value.a = (uint32_t)used;
	return result;
}

TEE_Result framework_system_invoke(uint32_t command, uint32_t types, TEE_Param params[4])
{
	switch (command) {
	case PTA_SYSTEM_ADD_RNG_ENTROPY:
		return types == TYPES(MEMREF_INPUT, NONE, NONE, NONE) ? add_entropy(params) :
			TEE_ERROR_BAD_PARAMETERS;
	case PTA_SYSTEM_DERIVE_TA_UNIQUE_KEY:
		return types == TYPES(MEMREF_INPUT, MEMREF_OUTPUT, NONE, NONE) ?
			derive_unique_key(params) : TEE_ERROR_BAD_PARAMETERS;
	case PTA_SYSTEM_MAP_ZI:
		return types == TYPES(VALUE_INPUT, VALUE_INOUT, VALUE_INPUT, NONE) ? map(params) :
			TEE_ERROR_BAD_PARAMETERS;
	case PTA_SYSTEM_UNMAP:
		return types == TYPES(VALUE_INPUT, VALUE_INPUT, NONE, NONE) ? unmap(params) :
			TEE_ERROR_BAD_PARAMETERS;
	case PTA_SYSTEM_SUPP_PLUGIN_INVOKE:
		return types == TYPES(MEMREF_INPUT, VALUE_INPUT, MEMREF_INOUT, VALUE_OUTPUT) ?
			call_plugin(params) : TEE_ERROR_BAD_PARAMETERS;
	default:
		return TEE_ERROR_NOT_SUPPORTED;
	}
}
