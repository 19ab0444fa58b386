// SPDX-License-Identifier: BSD-2-Clause
/* Prints what became of a case: a line of TAP, and a comment that says why it failed */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "client.h"

static unsigned int count, failed;
static TEEC_Result other_result;
static bool has_other_result;

static const char *kind_text(enum conformance_kind kind)
{
	switch (kind) {
	case CONFORMANCE_MISUSE: return " (misuse)";
	case CONFORMANCE_PANIC: return " (panics)";
	default: return "";
	}
}

/* Results by name, as far as a case can return them */
static const char *result_text(TEEC_Result result, char text[16])
{
	static const struct {
		TEEC_Result result;
		const char *text;
	} results[] = {
		{ TEEC_SUCCESS, "SUCCESS" },
		{ TEEC_ERROR_GENERIC, "GENERIC" },
		{ TEEC_ERROR_ACCESS_DENIED, "ACCESS_DENIED" },
		{ TEEC_ERROR_CANCEL, "CANCEL" },
		{ TEEC_ERROR_ACCESS_CONFLICT, "ACCESS_CONFLICT" },
		{ TEEC_ERROR_BAD_FORMAT, "BAD_FORMAT" },
		{ TEEC_ERROR_BAD_PARAMETERS, "BAD_PARAMETERS" },
		{ TEEC_ERROR_BAD_STATE, "BAD_STATE" },
		{ TEEC_ERROR_ITEM_NOT_FOUND, "ITEM_NOT_FOUND" },
		{ TEEC_ERROR_NOT_IMPLEMENTED, "NOT_IMPLEMENTED" },
		{ TEEC_ERROR_NOT_SUPPORTED, "NOT_SUPPORTED" },
		{ TEEC_ERROR_NO_DATA, "NO_DATA" },
		{ TEEC_ERROR_OUT_OF_MEMORY, "OUT_OF_MEMORY" },
		{ TEEC_ERROR_BUSY, "BUSY" },
		{ TEEC_ERROR_COMMUNICATION, "COMMUNICATION" },
		{ TEEC_ERROR_SECURITY, "SECURITY" },
		{ TEEC_ERROR_SHORT_BUFFER, "SHORT_BUFFER" },
		{ TEEC_ERROR_TARGET_DEAD, "TARGET_DEAD" },
		{ TEE_ERROR_OVERFLOW, "OVERFLOW" },
		{ TEE_ERROR_MAC_INVALID, "MAC_INVALID" },
		{ TEE_ERROR_SIGNATURE_INVALID, "SIGNATURE_INVALID" },
		{ TEE_ERROR_TIME_NOT_SET, "TIME_NOT_SET" },
		{ TEE_ERROR_TIME_NEEDS_RESET, "TIME_NEEDS_RESET" },
		{ TEEC_ERROR_STORAGE_NOT_AVAILABLE, "STORAGE_NOT_AVAILABLE" },
	};

	for (size_t n = 0; n < sizeof(results) / sizeof(results[0]); n++)
		if (results[n].result == result)
			return results[n].text;
	snprintf(text, 16, "0x%08x", result);
	return text;
}

bool report_differs(TEEC_Result wanted, TEEC_Result result)
{
	has_other_result = wanted != result;
	other_result = result;
	return has_other_result;
}

void report_failure(const char *name, enum conformance_kind kind, const char *format, ...)
{
	va_list args;

	failed++;
	printf("not ok %u - %s%s\n# ", ++count, name, kind_text(kind));
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
	fflush(stdout);
}

void report_case(const char *name, enum conformance_kind kind, uint32_t line)
{
	char text[16];

	if (line && has_other_result) {
		report_failure(name, kind, "returns %s (line %u)",
			       result_text(other_result, text), line);
	} else if (line) {
		report_failure(name, kind, "fails (line %u)", line);
	} else {
		printf("ok %u - %s%s\n", ++count, name, kind_text(kind));
		fflush(stdout);
	}
	has_other_result = false;
}

bool report_end(void)
{
	printf("1..%u\n", count);
	return count && !failed;
}
