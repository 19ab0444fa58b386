// SPDX-License-Identifier: BSD-2-Clause
/*
 * Time the installed libteec. The baseline is Debian's libteec on the same kernel
 * modules.
 *
 * A new operation needs a function that runs it once and a row in operations[].
 */
#include <stdlib.h>
#include <string.h>
#include <tee_client_api.h>

#include "samples.h"

/*
 * OP-TEE's invocation test pseudo TA. It doesn't implement this command, so the TEE
 * does next to nothing.
 */
static const TEEC_UUID pseudo_ta = {
	0xd96a5b40, 0xc3e5, 0x21e3,
	{ 0x87, 0x94, 0x10, 0x02, 0xa5, 0xd5, 0xc6, 0x1b },
};
#define UNKNOWN_COMMAND	0xffff

struct bench {
	TEEC_Context context;
	TEEC_Session session;	/* with the pseudo TA */
	TEEC_SharedMemory memory;	/* 4 KiB, allocated */
	uint8_t *buffer;	/* 1 MiB of our own, faulted in */
};

/*
 * Exit unless the error came from the TEE. libteec or the kernel could fail much
 * faster, and the sample would mean nothing.
 */
static void invoke(struct bench *bench, TEEC_Operation *operation)
{
	uint32_t origin = 0;
	TEEC_Result result = TEEC_InvokeCommand(&bench->session, UNKNOWN_COMMAND,
						operation, &origin);

	if (result == TEEC_SUCCESS || origin < TEEC_ORIGIN_TEE)
		die("the TEE did not answer the invocation: 0x%08x from %u",
		    result, origin);
}

static void invoke_nothing(struct bench *bench, size_t size)
{
	TEEC_Operation operation = { 0 };

	(void)size;
	invoke(bench, &operation);
}

static void invoke_temporary(struct bench *bench, size_t size)
{
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INOUT, TEEC_NONE,
					       TEEC_NONE, TEEC_NONE),
		.params[0].tmpref = { bench->buffer, size },
	};

	invoke(bench, &operation);
}

static void invoke_allocated(struct bench *bench, size_t size)
{
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_PARTIAL_INOUT, TEEC_NONE,
					       TEEC_NONE, TEEC_NONE),
		.params[0].memref = { &bench->memory, size, 0 },
	};

	invoke(bench, &operation);
}

static void allocate(struct bench *bench, size_t size)
{
	TEEC_SharedMemory memory = {
		.size = size, .flags = TEEC_MEM_INPUT | TEEC_MEM_OUTPUT,
	};

	check(TEEC_AllocateSharedMemory(&bench->context, &memory) == TEEC_SUCCESS,
	      "TEEC_AllocateSharedMemory");
	TEEC_ReleaseSharedMemory(&memory);
}

static void register_memory(struct bench *bench, size_t size)
{
	TEEC_SharedMemory memory = {
		.buffer = bench->buffer, .size = size,
		.flags = TEEC_MEM_INPUT | TEEC_MEM_OUTPUT,
	};

	check(TEEC_RegisterSharedMemory(&bench->context, &memory) == TEEC_SUCCESS,
	      "TEEC_RegisterSharedMemory");
	TEEC_ReleaseSharedMemory(&memory);
}

static void open_session(struct bench *bench, TEEC_Session *session)
{
	check(TEEC_OpenSession(&bench->context, session, &pseudo_ta, TEEC_LOGIN_PUBLIC,
			       NULL, NULL, NULL) == TEEC_SUCCESS, "TEEC_OpenSession");
}

static void session(struct bench *bench, size_t size)
{
	TEEC_Session session;

	(void)size;
	open_session(bench, &session);
	TEEC_CloseSession(&session);
}

static void context(struct bench *bench, size_t size)
{
	TEEC_Context context;

	(void)bench;
	(void)size;
	check(TEEC_InitializeContext(NULL, &context) == TEEC_SUCCESS,
	      "TEEC_InitializeContext");
	TEEC_FinalizeContext(&context);
}

static const struct operation operations[] = {
	{ "invoke, no parameters", invoke_nothing, 0, 1, NOT_OVER_BASELINE, NULL },
	{ "invoke, temporary in/out 64 B", invoke_temporary, 64, 1, 60000, NULL },
	{ "invoke, temporary in/out 4 KiB", invoke_temporary, 4 * KIB, 1, 75000, NULL },
	{ "invoke, temporary in/out 64 KiB", invoke_temporary, 64 * KIB, 1, 180000, NULL },
	{ "invoke, temporary in/out 1 MiB", invoke_temporary, MIB, 1, 900000, NULL },
	{ "invoke, allocated 4 KiB", invoke_allocated, 4 * KIB, 1, NOT_OVER_BASELINE, NULL },
	{ "allocate + release 4 KiB", allocate, 4 * KIB, 8, 15000, NULL },
	{ "allocate + release 1 MiB", allocate, MIB, 1, NOT_OVER_BASELINE, NULL },
	{ "register + release 4 KiB", register_memory, 4 * KIB, 1, NO_LIMIT, NULL },
	{ "register + release 1 MiB", register_memory, MIB, 1, NO_LIMIT, NULL },
	{ "session open + close", session, 0, 1, NOT_OVER_BASELINE, NULL },
	{ "context open + close", context, 0, 8, 19400, NULL },
};

int main(void)
{
	struct bench bench = {
		.memory = { .size = 4 * KIB, .flags = TEEC_MEM_INPUT | TEEC_MEM_OUTPUT },
	};

	check(TEEC_InitializeContext(NULL, &bench.context) == TEEC_SUCCESS,
	      "TEEC_InitializeContext");
	open_session(&bench, &bench.session);
	check(TEEC_AllocateSharedMemory(&bench.context, &bench.memory) == TEEC_SUCCESS,
	      "TEEC_AllocateSharedMemory");
	bench.buffer = malloc(MIB);
	check(bench.buffer, "malloc");
	memset(bench.buffer, 0xa5, MIB);

	measure_all(&bench, operations, sizeof(operations) / sizeof(operations[0]));

	free(bench.buffer);
	TEEC_ReleaseSharedMemory(&bench.memory);
	TEEC_CloseSession(&bench.session);
	TEEC_FinalizeContext(&bench.context);
	return 0;
}
