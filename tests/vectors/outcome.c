// SPDX-License-Identifier: BSD-2-Clause
/* The ends of vectors. Those before the last line jump, as panics do. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/softteed/runtime_stub.h"
#include "tests/vectors/outcome.h"

static struct outcome outcome;
static jmp_buf end;

const struct outcome *outcome_of(void (*function)(const void *argument), const void *argument)
{
	outcome.ending = ENDED_WELL;
	snprintf(outcome.text, sizeof(outcome.text), "it succeeded");
	runtime_stub.panic_armed = true;
	if (setjmp(runtime_stub.panic_jump)) {
		outcome.ending = ENDED_BY_PANIC;
		outcome.result = runtime_stub.panic_code;
		snprintf(outcome.text, sizeof(outcome.text), "panic 0x%08x, %s", outcome.result,
			 runtime_stub.panic_text);
	} else if (!setjmp(end)) {
		function(argument);
	}
	runtime_stub.panic_armed = false;
	return &outcome;
}

void outcome_must(TEE_Result result, const char *call)
{
	if (result == TEE_SUCCESS)
		return;
	outcome.ending = ENDED_BY_RESULT;
	outcome.result = result;
	snprintf(outcome.text, sizeof(outcome.text), "0x%08x from %.*s", result,
		 (int)strcspn(call, "("), call);
	longjmp(end, 1);
}

void outcome_fail(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(outcome.text, sizeof(outcome.text), format, arguments);
	va_end(arguments);
	outcome.ending = ENDED_BY_FAILURE;
	longjmp(end, 1);
}

void outcome_leave_out(void)
{
	outcome.ending = LEFT_OUT;
	longjmp(end, 1);
}

void outcome_compare(const char *what, struct bytes got, struct bytes wanted)
{
	if (got.size != wanted.size)
		outcome_fail("%s has %zu bytes, not %zu", what, got.size, wanted.size);
	for (size_t n = 0; n < got.size; n++)
		if (got.data[n] != wanted.data[n])
			outcome_fail("byte %zu of %s is %02x, not %02x", n, what, got.data[n],
				     wanted.data[n]);
}
