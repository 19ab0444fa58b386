// SPDX-License-Identifier: BSD-2-Clause
/*
 * Client of the Trusted Application hello: has it greet NAME and add two numbers.
 *
 * usage: softteed-hello TEE NAME
 *   TEE   as for TEEC_InitializeContext(), e.g. unix:/run/user/1000/softteed/socket
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ta/hello.h>
#include <tee_client_api.h>

/* Report a failure. Returns true if there's one. */
static bool failed(const char *what, TEEC_Result result, uint32_t origin)
{
	if (result == TEEC_SUCCESS)
		return false;
	fprintf(stderr, "softteed-hello: %s: result 0x%08x, origin %u\n", what, result, origin);
	return true;
}

static int greet(TEEC_Session *session, char *name)
{
	char text[128];
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INPUT, TEEC_MEMREF_TEMP_OUTPUT,
					       TEEC_NONE, TEEC_NONE),
		.params[0].tmpref = { name, strlen(name) },
		.params[1].tmpref = { text, sizeof(text) },
	};
	uint32_t origin;
	TEEC_Result result = TEEC_InvokeCommand(session, TA_HELLO_CMD_GREET, &operation, &origin);

	if (failed("greeting", result, origin))
		return EXIT_FAILURE;
	printf("the application says: %.*s\n", (int)operation.params[1].tmpref.size, text);
	return EXIT_SUCCESS;
}

static int add(TEEC_Session *session)
{
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_VALUE_INPUT, TEEC_VALUE_OUTPUT,
					       TEEC_NONE, TEEC_NONE),
		.params[0].value = { 40, 2 },
	};
	uint32_t origin;
	TEEC_Result result = TEEC_InvokeCommand(session, TA_HELLO_CMD_ADD, &operation, &origin);

	if (failed("adding", result, origin))
		return EXIT_FAILURE;
	printf("40 + 2 is %u, it says\n", operation.params[1].value.a);
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	const TEEC_UUID uuid = TA_HELLO_UUID;
	int status = EXIT_FAILURE;
	TEEC_Context context;
	TEEC_Session session;
	uint32_t origin = TEEC_ORIGIN_API;
	TEEC_Result result;

	if (argc != 3) {
		fputs("usage: softteed-hello TEE NAME\n", stderr);
		return 2;
	}
	result = TEEC_InitializeContext(argv[1], &context);
	if (failed("no TEE there", result, origin))
		return EXIT_FAILURE;
	result = TEEC_OpenSession(&context, &session, &uuid, TEEC_LOGIN_PUBLIC, NULL, NULL,
				  &origin);
	if (!failed("opening a session", result, origin)) {
		status = greet(&session, argv[2]);
		if (!status)
			status = add(&session);
		TEEC_CloseSession(&session);
	}
	TEEC_FinalizeContext(&context);
	return status;
}
