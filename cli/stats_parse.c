// SPDX-License-Identifier: BSD-2-Clause
/* What the kernel counts of a device. */
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "stats_parse.h"

void stats_parse(const char *text, struct device_stats *stats)
{
	const struct {
		const char *name;
		uint64_t *value;
	} counts[] = {
		{ "contexts", &stats->contexts }, { "sessions", &stats->sessions },
		{ "shm", &stats->shm }, { "shm_bytes", &stats->shm_bytes },
		{ "calls", &stats->calls }, { "errors", &stats->errors },
		{ "refusals", &stats->refusals },
	};
	const char *line, *end;
	size_t n;

	*stats = (struct device_stats) { 0 };
	for (line = text; *line; line = *end ? end + 1 : end) {
		char word[32];
		uint64_t value;

		end = line + strcspn(line, "\n");
		/* The number stands on the same line: %n before it, and no newline skipped. */
		if (sscanf(line, "%31[a-z_] %" SCNu64, word, &value) != 2)
			continue;
		for (n = 0; n < sizeof(counts) / sizeof(counts[0]); n++)
			if (!strcmp(word, counts[n].name) && memchr(line, ' ', (size_t)(end - line)))
				*counts[n].value = value;
	}
}
