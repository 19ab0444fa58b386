// SPDX-License-Identifier: BSD-2-Clause
/*
 * Runs the cases of the conformance test, and prints a TAP line for each.
 *
 * usage: conformance-client [TEE]	TEE: as for TEEC_InitializeContext(), default: the first
 */
#include <stdio.h>
#include <tee_client_api.h>

#include "ta/conformance.h"

struct counts {
	uint32_t cases, failed;
};

/*
 * Print the line for case @counts->cases and count it. Return false if there is no such case,
 * or if the application died.
 */
static bool run_case(TEEC_Session *session, struct counts *counts)
{
	char text[256] = "";
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_VALUE_INPUT, TEEC_MEMREF_TEMP_OUTPUT,
					       TEEC_VALUE_OUTPUT, TEEC_NONE),
		.params = {
			{ .value.a = counts->cases },
			{ .tmpref = { text, sizeof(text) - 1 } },
		},
	};
	uint32_t origin, line;
	TEEC_Result result;

	result = TEEC_InvokeCommand(session, CONFORMANCE_RUN, &operation, &origin);
	if (result == TEEC_ERROR_ITEM_NOT_FOUND && origin == TEEC_ORIGIN_TRUSTED_APP)
		return false;
	line = operation.params[2].value.a;
	counts->cases++;
	counts->failed += result || line;
	if (result)
		printf("not ok %u - case %u: result 0x%08x (origin %u)\n", counts->cases,
		       counts->cases - 1, result, origin);
	else if (line)
		printf("not ok %u - %s (line %u)\n", counts->cases, text, line);
	else
		printf("ok %u - %s\n", counts->cases, text);
	return result != TEEC_ERROR_TARGET_DEAD && result != TEEC_ERROR_COMMUNICATION;
}

int main(int argc, char **argv)
{
	static const TEEC_UUID uuid = CONFORMANCE_UUID;
	struct counts counts = { 0 };
	uint32_t origin;
	TEEC_Context context;
	TEEC_Session session;
	TEEC_Result result;

	result = TEEC_InitializeContext(argc > 1 ? argv[1] : NULL, &context);
	if (result) {
		fprintf(stderr, "conformance-client: no TEE: 0x%08x\n", result);
		return 1;
	}
	result = TEEC_OpenSession(&context, &session, &uuid, TEEC_LOGIN_PUBLIC, NULL, NULL,
				  &origin);
	if (result) {
		fprintf(stderr, "conformance-client: can't open a session: 0x%08x (origin %u)\n",
			result, origin);
		TEEC_FinalizeContext(&context);
		return 1;
	}
	while (run_case(&session, &counts))
		;
	printf("1..%u\n", counts.cases);
	TEEC_CloseSession(&session);
	TEEC_FinalizeContext(&context);
	return counts.failed || !counts.cases;
}
