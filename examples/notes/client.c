// SPDX-License-Identifier: BSD-2-Clause
/* Client of the Trusted Application notes: keeps a user's notes in trusted storage. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ta/notes.h>
#include <tee_client_api.h>

#define MAX_LIST	65536

static const char usage[] =
	"usage: notes put NAME TEXT | get NAME | delete NAME | list\n"
	"Keeps notes in the trusted storage of a TEE, for each user apart. $GTEE_TEE names\n"
	"the TEE, as for TEEC_InitializeContext(); without it, it's the first one.\n"
	"\n"
	"Exit status: 0, 1 if it fails, 2 for wrong usage.\n";

static int fail(const char *what, TEEC_Result result, uint32_t origin)
{
	const char *reason = result == TEEC_ERROR_ITEM_NOT_FOUND ? "not found" :
			     result == TEEC_ERROR_EXCESS_DATA ? "too long" :
			     result == TEEC_ERROR_ACCESS_DENIED ? "access denied" : "failed";

	fprintf(stderr, "notes: %s: %s (result 0x%08x, origin %u)\n", what, reason, result, origin);
	return EXIT_FAILURE;
}

static int put(TEEC_Session *session, char *name, char *text)
{
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INPUT, TEEC_MEMREF_TEMP_INPUT,
					       TEEC_NONE, TEEC_NONE),
		.params[0].tmpref = { name, strlen(name) },
		.params[1].tmpref = { text, strlen(text) },
	};
	uint32_t origin;
	TEEC_Result result = TEEC_InvokeCommand(session, TA_NOTES_CMD_PUT, &operation, &origin);

	return result ? fail(name, result, origin) : EXIT_SUCCESS;
}

static int get(TEEC_Session *session, char *name)
{
	char text[TA_NOTES_MAX_TEXT];
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INPUT, TEEC_MEMREF_TEMP_OUTPUT,
					       TEEC_NONE, TEEC_NONE),
		.params[0].tmpref = { name, strlen(name) },
		.params[1].tmpref = { text, sizeof(text) },
	};
	uint32_t origin;
	TEEC_Result result = TEEC_InvokeCommand(session, TA_NOTES_CMD_GET, &operation, &origin);

	if (result)
		return fail(name, result, origin);
	fwrite(text, 1, operation.params[1].tmpref.size, stdout);
	putchar('\n');
	return EXIT_SUCCESS;
}

static int delete_note(TEEC_Session *session, char *name)
{
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INPUT, TEEC_NONE, TEEC_NONE,
					       TEEC_NONE),
		.params[0].tmpref = { name, strlen(name) },
	};
	uint32_t origin;
	TEEC_Result result = TEEC_InvokeCommand(session, TA_NOTES_CMD_DELETE, &operation, &origin);

	return result ? fail(name, result, origin) : EXIT_SUCCESS;
}

static int list(TEEC_Session *session)
{
	static char names[MAX_LIST];
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_OUTPUT, TEEC_NONE, TEEC_NONE,
					       TEEC_NONE),
		.params[0].tmpref = { names, sizeof(names) },
	};
	uint32_t origin;
	TEEC_Result result = TEEC_InvokeCommand(session, TA_NOTES_CMD_LIST, &operation, &origin);

	if (result)
		return fail("list", result, origin);
	fwrite(names, 1, operation.params[0].tmpref.size, stdout);
	return EXIT_SUCCESS;
}

static int run(TEEC_Session *session, int argc, char **argv)
{
	if (argc == 4 && !strcmp(argv[1], "put"))
		return put(session, argv[2], argv[3]);
	if (argc == 3 && !strcmp(argv[1], "get"))
		return get(session, argv[2]);
	if (argc == 3 && !strcmp(argv[1], "delete"))
		return delete_note(session, argv[2]);
	if (argc == 2 && !strcmp(argv[1], "list"))
		return list(session);
	fputs(usage, stderr);
	return 2;
}

int main(int argc, char **argv)
{
	const TEEC_UUID uuid = TA_NOTES_UUID;
	uint32_t origin = TEEC_ORIGIN_API;
	TEEC_Context context;
	TEEC_Session session;
	TEEC_Result result;
	int status = EXIT_FAILURE;

	if (argc == 2 && !strcmp(argv[1], "--help")) {
		fputs(usage, stdout);
		return EXIT_SUCCESS;
	}
	result = TEEC_InitializeContext(getenv("GTEE_TEE"), &context);
	if (result)
		return fail("the TEE", result, origin);
	result = TEEC_OpenSession(&context, &session, &uuid, TEEC_LOGIN_USER, NULL, NULL, &origin);
	if (result) {
		fail("the application", result, origin);
	} else {
		status = run(&session, argc, argv);
		TEEC_CloseSession(&session);
	}
	TEEC_FinalizeContext(&context);
	return status;
}
