// SPDX-License-Identifier: BSD-2-Clause
/*
 * A fuzzer in a Trusted Application, which 'gtee ta fuzz' links into it. The first command of the
 * first session doesn't reach the application, but runs libFuzzer in its instance, so that the
 * application has all of the API, with storage, at each of the fuzzer's calls.
 *
 * The arguments for libFuzzer are in the environment variable GTEE_TA_FUZZ, one a line.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <tee_internal_api.h>

#define MAX_ARGUMENTS	64
#define MAX_CALLS	8

/* libFuzzer's. Doesn't return if it has fuzzed. */
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*test)(const uint8_t *data, size_t size));

/* The application's TA_InvokeCommandEntryPoint, which was compiled by this name */
TEE_Result ta_fuzz_invoke(void *session, uint32_t command, uint32_t types,
			  TEE_Param params[TEE_NUM_PARAMS]);

struct input {
	const uint8_t *data;
	size_t size;
};

/* Return @size bytes as a number. What the input lacks is 0. */
static uint32_t take_number(struct input *input, size_t size)
{
	uint32_t number = 0;

	if (size > input->size)
		size = input->size;
	memcpy(&number, input->data, size);
	input->data += size;
	input->size -= size;
	return number;
}

/* A block of just that size, so that AddressSanitizer sees accesses beyond. */
static void take_memory(struct input *input, TEE_Param *param)
{
	size_t size = take_number(input, 2), have = size < input->size ? size : input->size;

	param->memref.size = size;
	param->memref.buffer = calloc(1, size ? size : 1);
	if (!param->memref.buffer)
		abort();
	memcpy(param->memref.buffer, input->data, have);
	input->data += have;
	input->size -= have;
}

static bool is_memory(uint32_t types, uint32_t n)
{
	return TEE_PARAM_TYPE_GET(types, n) >= TEE_PARAM_TYPE_MEMREF_INPUT &&
	       TEE_PARAM_TYPE_GET(types, n) <= TEE_PARAM_TYPE_MEMREF_INOUT;
}

static void call(void *session, struct input *input)
{
	uint32_t command = take_number(input, 1), types = take_number(input, 2) & 0x7777;
	TEE_Param params[TEE_NUM_PARAMS] = { 0 };
	void *blocks[TEE_NUM_PARAMS] = { 0 };

	for (uint32_t n = 0; n < TEE_NUM_PARAMS; n++) {
		uint32_t type = TEE_PARAM_TYPE_GET(types, n);

		if (is_memory(types, n)) {
			take_memory(input, &params[n]);
			blocks[n] = params[n].memref.buffer;
		} else if (type == TEE_PARAM_TYPE_VALUE_INPUT ||
			   type == TEE_PARAM_TYPE_VALUE_INOUT) {
			params[n].value.a = take_number(input, 4);
			params[n].value.b = take_number(input, 4);
		}
	}
	ta_fuzz_invoke(session, command, types, params);
	for (uint32_t n = 0; n < TEE_NUM_PARAMS; n++)
		free(blocks[n]);
}

/*
 * An input is a session without parameters, and its calls. A call is a byte with the command, two
 * with the types of the parameters, and for each parameter its value, or two bytes with its size
 * and its contents. Numbers are little-endian. An application can define another one.
 */
__attribute__((weak)) int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { data, size };
	TEE_Param params[TEE_NUM_PARAMS] = { 0 };
	void *session = NULL;

	if (TA_OpenSessionEntryPoint(0, params, &session))
		return 0;
	for (int n = 0; n < MAX_CALLS && input.size; n++)
		call(session, &input);
	TA_CloseSessionEntryPoint(session);
	return 0;
}

TEE_Result TA_InvokeCommandEntryPoint(void *session, uint32_t command, uint32_t types,
				      TEE_Param params[TEE_NUM_PARAMS])
{
	static const int signals[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
	static char name[] = "gtee-ta-fuzz";
	static char *arguments[MAX_ARGUMENTS + 1] = { name };
	char *text = getenv("GTEE_TA_FUZZ"), **argv = arguments;
	int argc = 1;

	(void)session;
	(void)command;
	(void)types;
	(void)params;
	text = text ? strdup(text) : NULL;
	for (text = text ? strtok(text, "\n") : NULL; text && argc < MAX_ARGUMENTS;
	     text = strtok(NULL, "\n"))
		arguments[argc++] = text;
	/* libFuzzer leaves signals alone that somebody else has a handler for. */
	for (size_t n = 0; n < sizeof(signals) / sizeof(signals[0]); n++)
		signal(signals[n], SIG_DFL);
	return LLVMFuzzerRunDriver(&argc, &argv, LLVMFuzzerTestOneInput) ? TEE_ERROR_GENERIC :
									   TEE_SUCCESS;
}
