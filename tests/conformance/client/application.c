// SPDX-License-Identifier: BSD-2-Clause
/*
 * Runs the application's cases. After a panic or a failure, the next one gets an instance of its
 * own, since an instance ends with its last session.
 */
#include <stdio.h>
#include <string.h>

#include "client.h"

const TEEC_UUID application_uuid = CONFORMANCE_UUID;
const TEEC_UUID application_peer_uuid = CONFORMANCE_PEER_UUID;
const TEEC_UUID application_keeper_uuid = CONFORMANCE_KEEPER_UUID;
const TEEC_UUID application_barren_uuid = CONFORMANCE_BARREN_UUID;

TEEC_Result application_open(TEEC_Context *context, TEEC_Session *session, const TEEC_UUID *uuid)
{
	return TEEC_OpenSession(context, session, uuid, TEEC_LOGIN_PUBLIC, NULL, NULL, NULL);
}

static TEEC_Result describe(TEEC_Session *session, uint32_t index, char name[256],
			    enum conformance_kind *kind)
{
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_VALUE_INPUT, TEEC_MEMREF_TEMP_OUTPUT,
					       TEEC_VALUE_OUTPUT, TEEC_NONE),
		.params = { { .value.a = index }, { .tmpref = { name, 255 } } },
	};
	TEEC_Result result = TEEC_InvokeCommand(session, CONFORMANCE_DESCRIBE, &operation, NULL);

	if (!result)
		name[operation.params[1].tmpref.size] = '\0';
	*kind = operation.params[2].value.a;
	return result;
}

/* Return true if the instance is as good as before: the case has passed, and without a panic. */
static bool run_case(TEEC_Session *session, uint32_t index, const char *name,
		     enum conformance_kind kind)
{
	uint8_t shared[CONFORMANCE_SHARED] = { 0 };
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_VALUE_INPUT, TEEC_MEMREF_TEMP_INOUT,
					       TEEC_VALUE_OUTPUT, TEEC_VALUE_OUTPUT),
		.params = { { .value.a = index }, { .tmpref = { shared, sizeof(shared) } } },
	};
	uint32_t origin;
	TEEC_Result result = TEEC_InvokeCommand(session, CONFORMANCE_RUN, &operation, &origin);
	uint32_t line = operation.params[2].value.a;

	if (result == TEEC_ERROR_TARGET_DEAD && kind == CONFORMANCE_PANIC) {
		report_case(name, kind, 0);
	} else if (result == TEEC_ERROR_TARGET_DEAD) {
		report_failure(name, kind, "panics");
	} else if (result) {
		report_failure(name, kind, "can't run: 0x%08x (origin %u)", result, origin);
	} else if (kind == CONFORMANCE_PANIC && !line) {
		report_failure(name, kind, "does not panic");
	} else {
		if (operation.params[2].value.b)
			report_differs(~operation.params[3].value.a, operation.params[3].value.a);
		report_case(name, kind, line);
		return !line;
	}
	return false;
}

/* Open a session, which has an instance of its own, unless there is one. */
static TEEC_Result need_session(TEEC_Context *context, TEEC_Session *session, bool *is_open)
{
	TEEC_Result result = TEEC_SUCCESS;

	if (!*is_open)
		result = application_open(context, session, &application_uuid);
	*is_open = !result;
	return result;
}

void application_run_cases(TEEC_Context *context, const char *pattern)
{
	TEEC_Result result = TEEC_SUCCESS;
	bool is_open = false, is_good = true;
	TEEC_Session session;

	for (uint32_t index = 0; !result; index++) {
		enum conformance_kind kind = CONFORMANCE_USE;
		char name[256] = "";

		result = need_session(context, &session, &is_open);
		if (!result)
			result = describe(&session, index, name, &kind);
		if (!result && (!pattern || strstr(name, pattern)))
			is_good = run_case(&session, index, name, kind);
		if (is_open && (result || !is_good)) {
			TEEC_CloseSession(&session);
			is_open = false;
			is_good = true;
		}
	}
	if (result != TEEC_ERROR_ITEM_NOT_FOUND)
		report_failure("the application", CONFORMANCE_USE, "can't be asked: 0x%08x",
			       result);
}

static const char *state_text(const TEEC_Value *state)
{
	if (!state->a && !state->b)
		return "yes";
	if (state->a && state->b)
		return "no";
	return state->b ? "said to be, but not allocated" : "allocated, but said not to be";
}

bool application_print_algorithms(TEEC_Context *context)
{
	TEEC_Session session;
	TEEC_Result result = application_open(context, &session, &application_uuid);
	uint32_t index = 0;

	while (!result) {
		char name[64] = "";
		TEEC_Operation operation = {
			.paramTypes = TEEC_PARAM_TYPES(TEEC_VALUE_INPUT, TEEC_MEMREF_TEMP_OUTPUT,
						       TEEC_VALUE_OUTPUT, TEEC_NONE),
			.params = { { .value.a = index }, { .tmpref = { name, 63 } } },
		};

		result = TEEC_InvokeCommand(&session, CONFORMANCE_ALGORITHM, &operation, NULL);
		if (result)
			break;
		printf("algorithm %s %s\n", name, state_text(&operation.params[2].value));
		index++;
	}
	if (index)
		TEEC_CloseSession(&session);
	return index && result == TEEC_ERROR_ITEM_NOT_FOUND;
}
