// SPDX-License-Identifier: BSD-2-Clause
/* Trusted Application that runs the cases of the conformance test, one a call */
#include <string.h>

#include "algorithm.h"
#include "cases.h"
#include "internal_client.h"
#include "serve.h"

static const struct conformance_group *const groups[] = {
	&annotation_group,
	&property_group,
	&internal_client_group,
	&memory_group,
	&time_group,
	&object_group,
	&storage_group,
	&operation_group,
	&symmetric_group,
	&authenticated_group,
	&asymmetric_group,
	&discrete_group,
	&arithmetic_group,
};

static void *shared;
static TEE_Result failed_result;
static bool has_failed_result;

bool conformance_differs(TEE_Result wanted, TEE_Result result)
{
	has_failed_result = wanted != result;
	failed_result = result;
	return has_failed_result;
}

bool conformance_filled(const uint8_t *at, size_t size, uint8_t value)
{
	for (size_t n = 0; n < size; n++)
		if (at[n] != value)
			return false;
	return true;
}

void *conformance_shared(void)
{
	return shared;
}

static const struct conformance_case *find_case(size_t index)
{
	for (size_t n = 0; n < sizeof(groups) / sizeof(groups[0]); n++) {
		if (index < groups[n]->count)
			return &groups[n]->cases[index];
		index -= groups[n]->count;
	}
	return NULL;
}

/* Write "SECTION: TITLE" to memory that the client may change, so it is never read. */
static TEE_Result put_name(const struct conformance_case *found, TEE_Param *param)
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

static TEE_Result describe(uint32_t types, TEE_Param params[TEE_NUM_PARAMS])
{
	const struct conformance_case *found;

	if (types != TEE_PARAM_TYPES(TEE_PARAM_TYPE_VALUE_INPUT, TEE_PARAM_TYPE_MEMREF_OUTPUT,
				     TEE_PARAM_TYPE_VALUE_OUTPUT, TEE_PARAM_TYPE_NONE))
		return TEE_ERROR_BAD_PARAMETERS;
	found = find_case(params[0].value.a);
	if (!found)
		return TEE_ERROR_ITEM_NOT_FOUND;
	params[2].value.a = found->kind;
	params[2].value.b = 0;
	return put_name(found, &params[1]);
}

static TEE_Result run(uint32_t types, TEE_Param params[TEE_NUM_PARAMS])
{
	const struct conformance_case *found;

	if (types != TEE_PARAM_TYPES(TEE_PARAM_TYPE_VALUE_INPUT, TEE_PARAM_TYPE_MEMREF_INOUT,
				     TEE_PARAM_TYPE_VALUE_OUTPUT, TEE_PARAM_TYPE_VALUE_OUTPUT) ||
	    params[1].memref.size != CONFORMANCE_SHARED)
		return TEE_ERROR_BAD_PARAMETERS;
	found = find_case(params[0].value.a);
	if (!found)
		return TEE_ERROR_ITEM_NOT_FOUND;
	shared = params[1].memref.buffer;
	has_failed_result = false;
	params[2].value.a = found->run();
	params[2].value.b = has_failed_result;
	params[3].value.a = failed_result;
	params[3].value.b = 0;
	return TEE_SUCCESS;
}

TEE_Result TA_InvokeCommandEntryPoint(void *session, uint32_t command, uint32_t types,
				      TEE_Param params[TEE_NUM_PARAMS])
{
	switch (command) {
	case CONFORMANCE_DESCRIBE:
		return describe(types, params);
	case CONFORMANCE_RUN:
		return run(types, params);
	case CONFORMANCE_ALGORITHM:
		return algorithm_describe(types, params);
	case CONFORMANCE_FORWARD:
		return internal_client_forward(types, params);
	default:
		return serve_command(session, command, types, params);
	}
}
