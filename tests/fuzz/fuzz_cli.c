// SPDX-License-Identifier: BSD-2-Clause
/*
 * Fuzzer for what the gtee command parses: parameters from the command line,
 * and text from the kernel and other programs. The input's first byte selects
 * the parser.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "parse/call_args.h"
#include "parse/hist_parse.h"
#include "parse/kmsg_parse.h"
#include "parse/stats_parse.h"
#include "parse/supplicant_parse.h"
#include "parse/ta_file.h"
#include "parse/trace_parse.h"

static void fuzz_call_arg(const char *text)
{
	struct call_arg arg;
	const char *why;
	uint32_t sum = 0;
	size_t n;

	if (call_arg_parse(text, &arg, &why))
		return;
	/* touch all of it for ASan's sake */
	for (n = 0; arg.bytes && n < arg.size; n++)
		sum += arg.bytes[n];
	if (arg.size > CALL_MAX_SIZE || (arg.file && !strlen(arg.file)))
		abort();
	if (sum == UINT32_MAX)
		abort();
	call_arg_free(&arg);
}

static void fuzz_trace(const char *text, size_t size)
{
	struct trace_event event;
	size_t at = 0, used;

	while (trace_parse(text + at, size - at, &event, &used)) {
		/* Always make progress, but do not run past the end. */
		if (!used || used > size - at)
			abort();
		if (strlen(event.task) >= TRACE_TASK_SIZE || strlen(event.ta) >= TRACE_WORD_SIZE)
			abort();
		at += used;
	}
	if (used > size - at)
		abort();
}

static void fuzz_counts(char *text)
{
	struct stats_refused refused;
	struct device_stats stats;
	struct hist hist;
	size_t n;

	stats_parse(text, &stats);
	stats_refused_parse(text, &refused);
	if (hist_parse(text, &hist))
		abort();
	for (n = 0; n < hist.count; n++)
		if (hist_find(&hist, hist.rows[n].device, hist.rows[n].ta) != &hist.rows[n])
			abort();
	hist_free(&hist);
}

static void fuzz_system(const uint8_t *data, size_t size)
{
	static struct supplicant supplicant;
	char text[KMSG_TEXT_SIZE];
	struct ta_file_head head;

	kmsg_parse((const char *)data, size, text);
	if (strlen(text) >= sizeof(text))
		abort();
	supplicant_parse((const char *)data, size, &supplicant);
	ta_file_parse(data, size, &head);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t length = size - 1;
	char *text;

	if (!size)
		return 0;
	/* exactly as long as the text, or ASan would not notice an overrun */
	text = malloc(length + 1);
	if (!text)
		return 0;
	memcpy(text, data + 1, length);
	text[length] = '\0';
	if (data[0] % 2) {
		char *bare = malloc(length ? length : 1);

		if (bare) {
			memcpy(bare, text, length);
			if (data[0] % 4 == 1)
				fuzz_trace(bare, length);
			else
				fuzz_system((const uint8_t *)bare, length);
		}
		free(bare);
	} else if (data[0] % 4) {
		fuzz_counts(text);
	} else {
		fuzz_call_arg(text);
	}
	free(text);
	return 0;
}
