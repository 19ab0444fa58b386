// SPDX-License-Identifier: BSD-2-Clause
/*
 * Runs the cases of the conformance test, and prints a TAP line for each.
 *
 * usage: conformance-client TEE [PATTERN]
 *	TEE	as for TEEC_InitializeContext(); an empty one is the first
 *	PATTERN	run only the cases whose names contain this; "--algorithms" runs none, and
 *		prints which algorithms are supported
 */
#include <stdio.h>
#include <string.h>

#include "client.h"

const char *client_tee;

static const struct client_group *const groups[] = {
	&teec_group,
	&entry_group,
};

static void run_client_cases(const struct client_group *group, TEEC_Context *context,
			     const char *pattern)
{
	for (size_t n = 0; n < group->count; n++) {
		const struct client_case *at = &group->cases[n];
		char name[256];

		snprintf(name, sizeof(name), "%s: %s", at->section, at->title);
		if (!pattern || strstr(name, pattern))
			report_case(name, at->kind, at->run(context));
	}
}

int main(int argc, char **argv)
{
	const char *pattern = argc > 2 ? argv[2] : NULL;
	TEEC_Context context;
	TEEC_Result result;

	client_tee = argc > 1 && *argv[1] ? argv[1] : NULL;
	result = TEEC_InitializeContext(client_tee, &context);
	if (result) {
		fprintf(stderr, "conformance-client: no TEE: 0x%08x\n", result);
		return 2;
	}
	if (pattern && !strcmp(pattern, "--algorithms")) {
		bool done = application_print_algorithms(&context);

		TEEC_FinalizeContext(&context);
		return !done;
	}
	for (size_t n = 0; n < sizeof(groups) / sizeof(groups[0]); n++)
		run_client_cases(groups[n], &context, pattern);
	application_run_cases(&context, pattern);
	TEEC_FinalizeContext(&context);
	return !report_end();
}
