// SPDX-License-Identifier: BSD-2-Clause
/*
 * Client of the Trusted Application @NAME@, and its test: the exit status is 0 if the answer is
 * the expected one.
 *
 * usage: @NAME@-client [TEE]
 *   TEE   as for TEEC_InitializeContext(); default: $GTEE_TEE, or the first TEE
 */
#include <@NAME@_ta.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tee_client_api.h>

static int failed(const char *what, TEEC_Result result, uint32_t origin)
{
	if (result != TEEC_SUCCESS)
		fprintf(stderr, "%s: result 0x%08x, origin %u\n", what, result, origin);
	return result != TEEC_SUCCESS;
}

static int capitalize(TEEC_Session *session)
{
	char text[] = "hello from @NAME@", capitals[sizeof(text)];
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INPUT, TEEC_MEMREF_TEMP_OUTPUT,
					       TEEC_NONE, TEEC_NONE),
		.params[0].tmpref = { text, strlen(text) },
		.params[1].tmpref = { capitals, sizeof(capitals) },
	};
	uint32_t origin;
	TEEC_Result result = TEEC_InvokeCommand(session, TA_@CAPITALS@_CMD_CAPITALIZE,
						&operation, &origin);

	if (failed("TEEC_InvokeCommand", result, origin))
		return EXIT_FAILURE;
	printf("%.*s\n", (int)operation.params[1].tmpref.size, capitals);
	return operation.params[1].tmpref.size == strlen(text) &&
	       !strncmp(capitals, "HELLO FROM ", 11) ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	const TEEC_UUID uuid = TA_@CAPITALS@_UUID;
	int status = EXIT_FAILURE;
	TEEC_Context context;
	TEEC_Session session;
	TEEC_Result result;
	uint32_t origin;

	result = TEEC_InitializeContext(argc > 1 ? argv[1] : getenv("GTEE_TEE"), &context);
	if (failed("TEEC_InitializeContext", result, TEEC_ORIGIN_API)) {
		fputs("Is softteed running? Its socket is unix:PATH, in GTEE_TEE or as argument.\n",
		      stderr);
		return EXIT_FAILURE;
	}
	result = TEEC_OpenSession(&context, &session, &uuid, TEEC_LOGIN_PUBLIC, NULL, NULL,
				  &origin);
	if (!failed("TEEC_OpenSession", result, origin)) {
		status = capitalize(&session);
		TEEC_CloseSession(&session);
	}
	TEEC_FinalizeContext(&context);
	return status;
}
