// SPDX-License-Identifier: BSD-2-Clause
/* See runtime_stub.h. A panic that the test does not expect aborts the program. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/softteed/runtime_stub.h"

struct runtime_stub runtime_stub;

void runtime_stub_reset(void)
{
	memset(&runtime_stub, 0, sizeof(runtime_stub));
	runtime_stub.masked = true;
	runtime_stub.head = (struct ta_head){
		.magic = TA_HEAD_MAGIC,
		.head_version = TA_HEAD_VERSION,
		.uuid = { 0x01234567, 0x89ab, 0x4def, { 0x81, 0x23, 0x45, 0x67, 0x89, 0xab,
							0xcd, 0xef } },
		.flags = TA_FLAG_SINGLE_INSTANCE | TA_FLAG_MULTI_SESSION,
		.stack_size = 2048,
		.data_size = 65536,
		.version = "1.0",
		.description = "unit test",
	};
}

void runtime_panic(uint32_t code, const char *function, const char *format, ...)
{
	char reason[200];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(reason, sizeof(reason), format, arguments);
	va_end(arguments);
	runtime_stub.panic_code = code;
	snprintf(runtime_stub.panic_text, sizeof(runtime_stub.panic_text), "%s(): %s", function,
		 reason);
	if (!runtime_stub.panic_armed) {
		fprintf(stderr, "unexpected panic 0x%x: %s\n", code, runtime_stub.panic_text);
		abort();
	}
	runtime_stub.panic_armed = false;
	longjmp(runtime_stub.panic_jump, 1);
}

void runtime_log(int level, const char *format, ...)
{
	va_list arguments;

	runtime_stub.log_level = level;
	va_start(arguments, format);
	vsnprintf(runtime_stub.log, sizeof(runtime_stub.log), format, arguments);
	va_end(arguments);
}

const struct ta_head *runtime_ta_head(void)
{
	return &runtime_stub.head;
}

void runtime_client_identity(TEE_Identity *identity)
{
	*identity = runtime_stub.client;
}

bool runtime_is_cancelled(void)
{
	return runtime_stub.cancelled && !runtime_stub.masked;
}

bool runtime_mask_cancellation(bool mask)
{
	bool masked = runtime_stub.masked;

	runtime_stub.masked = mask;
	return masked;
}

bool runtime_wait(uint32_t milliseconds)
{
	runtime_stub.waited = milliseconds;
	return runtime_is_cancelled();
}

int runtime_client_memory(const void *at, size_t size, uint32_t *access)
{
	uintptr_t start = (uintptr_t)at;

	for (size_t n = 0; n < sizeof(runtime_stub.shared) / sizeof(runtime_stub.shared[0]); n++) {
		const struct runtime_stub_region *region = &runtime_stub.shared[n];
		uintptr_t begin = (uintptr_t)region->at;

		if (start >= begin + region->size || begin >= start + size)
			continue;
		*access = region->access;
		return start >= begin && start + size <= begin + region->size ? 1 : -1;
	}
	return 0;
}

int runtime_storage_call(const void *request, size_t request_size, void *reply,
			 size_t *reply_size)
{
	if (!runtime_stub.storage)
		return -EPIPE;
	return runtime_stub.storage(request, request_size, reply, reply_size);
}

/* Numbers that depend on all bytes of the context. They are not secret. */
int runtime_derive_key(const void *context, size_t context_size, uint8_t *key, size_t key_size)
{
	const uint8_t *bytes = context;
	uint64_t state = 0xcbf29ce484222325;

	for (size_t n = 0; n < context_size; n++)
		state = (state ^ bytes[n]) * 0x100000001b3;
	for (size_t n = 0; n < key_size; n++) {
		state = state * 6364136223846793005 + 1442695040888963407;
		key[n] = state >> 56;
	}
	return 0;
}

const char *runtime_open_library(const TEE_UUID *uuid, int flags, void **object)
{
	(void)uuid;
	(void)flags;
	*object = NULL;
	return "no libraries here";
}

int runtime_connect(int type, int family, const char *host, uint16_t port)
{
	return runtime_stub.connect ? runtime_stub.connect(type, family, host, port) : -EACCES;
}

TEE_Result runtime_call_plugin(const TEE_UUID *uuid, uint32_t command, uint32_t subcommand,
			       void *data, size_t size, size_t *used)
{
	if (!runtime_stub.plugin)
		return TEE_ERROR_ITEM_NOT_FOUND;
	return runtime_stub.plugin(uuid, command, subcommand, data, size, used);
}

TEE_Result runtime_open_session(const TEE_UUID *uuid, uint32_t timeout_ms, uint32_t types,
				TEE_Param params[4], uint32_t *session, uint32_t *origin)
{
	*origin = TEE_ORIGIN_TEE;
	if (!runtime_stub.open)
		return TEE_ERROR_ITEM_NOT_FOUND;
	return runtime_stub.open(uuid, timeout_ms, types, params, session, origin);
}

TEE_Result runtime_invoke(uint32_t session, uint32_t timeout_ms, uint32_t command,
			  uint32_t types, TEE_Param params[4], uint32_t *origin)
{
	*origin = TEE_ORIGIN_TEE;
	if (!runtime_stub.invoke)
		return TEE_ERROR_ITEM_NOT_FOUND;
	return runtime_stub.invoke(session, timeout_ms, command, types, params, origin);
}

void runtime_close_session(uint32_t session)
{
	if (runtime_stub.close)
		runtime_stub.close(session);
}
