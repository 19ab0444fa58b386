// SPDX-License-Identifier: BSD-2-Clause
/* An example of a Trusted Application. See <ta/hello.h> for the interface. */

#include <stddef.h>
#include <stdint.h>
#include <ta/hello.h>
#include <tee_internal_api.h>

#define TYPES(a, b)	TEE_PARAM_TYPES(TEE_PARAM_TYPE_##a, TEE_PARAM_TYPE_##b, \
					TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE)

/* State of a session */
struct session {
	uint32_t count;
};

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
	if (types != TYPES(NONE, NONE))
		return TEE_ERROR_BAD_PARAMETERS;
	*session = TEE_Malloc(sizeof(struct session), TEE_MALLOC_FILL_ZERO);
	return *session ? TEE_SUCCESS : TEE_ERROR_OUT_OF_MEMORY;
}

void TA_CloseSessionEntryPoint(void *session)
{
	TEE_Free(session);
}

/* Put the text together in memory of its own: the client may change the name at any time. */
static TEE_Result greet(uint32_t types, TEE_Param params[TEE_NUM_PARAMS])
{
	static const char before[] = "Hello, ", after[] = "!";
	const size_t before_size = sizeof(before) - 1, after_size = sizeof(after) - 1;
	char text[sizeof(before) + TA_HELLO_MAX_NAME + sizeof(after)];
	size_t name_size, room, size;

	if (types != TYPES(MEMREF_INPUT, MEMREF_OUTPUT))
		return TEE_ERROR_BAD_PARAMETERS;
	name_size = params[0].memref.size;
	room = params[1].memref.size;
	if (name_size > TA_HELLO_MAX_NAME)
		return TEE_ERROR_EXCESS_DATA;
	size = before_size + name_size + after_size;
	params[1].memref.size = size;
	if (room < size || !params[1].memref.buffer)
		return TEE_ERROR_SHORT_BUFFER;

	TEE_MemMove(text, before, before_size);
	if (name_size)
		TEE_MemMove(text + before_size, params[0].memref.buffer, name_size);
	TEE_MemMove(text + before_size + name_size, after, after_size);
	TEE_MemMove(params[1].memref.buffer, text, size);
	return TEE_SUCCESS;
}

static TEE_Result add(uint32_t types, TEE_Param params[TEE_NUM_PARAMS])
{
	uint32_t a, b;

	if (types != TYPES(VALUE_INPUT, VALUE_OUTPUT))
		return TEE_ERROR_BAD_PARAMETERS;
	a = params[0].value.a;
	b = params[0].value.b;
	if (a > UINT32_MAX - b)
		return TEE_ERROR_OVERFLOW;
	params[1].value.a = a + b;
	params[1].value.b = 0;
	return TEE_SUCCESS;
}

static TEE_Result count(struct session *session, uint32_t types,
			TEE_Param params[TEE_NUM_PARAMS])
{
	if (types != TYPES(VALUE_OUTPUT, NONE))
		return TEE_ERROR_BAD_PARAMETERS;
	session->count++;
	params[0].value.a = session->count;
	params[0].value.b = 0;
	return TEE_SUCCESS;
}

/* Cancellation is masked when a command starts, and the wait would not notice it. */
static TEE_Result wait(uint32_t types, TEE_Param params[TEE_NUM_PARAMS])
{
	if (types != TYPES(VALUE_INPUT, NONE))
		return TEE_ERROR_BAD_PARAMETERS;
	TEE_UnmaskCancellation();
	return TEE_Wait(params[0].value.a);
}

static TEE_Result panic(uint32_t types, TEE_Param params[TEE_NUM_PARAMS])
{
	if (types != TYPES(VALUE_INPUT, NONE))
		return TEE_ERROR_BAD_PARAMETERS;
	TEE_Panic(params[0].value.a);
	return TEE_ERROR_GENERIC;
}

TEE_Result TA_InvokeCommandEntryPoint(void *session, uint32_t command, uint32_t types,
				      TEE_Param params[TEE_NUM_PARAMS])
{
	switch (command) {
	case TA_HELLO_CMD_GREET:
		return greet(types, params);
	case TA_HELLO_CMD_ADD:
		return add(types, params);
	case TA_HELLO_CMD_COUNT:
		return count(session, types, params);
	case TA_HELLO_CMD_WAIT:
		return wait(types, params);
	case TA_HELLO_CMD_PANIC:
		return panic(types, params);
	default:
		return TEE_ERROR_NOT_SUPPORTED;
	}
}
