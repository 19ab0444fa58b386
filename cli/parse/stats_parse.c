// SPDX-License-Identifier: BSD-2-Clause
/* Parse a device's statistics. */
#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "parse/stats_parse.h"

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
	const char *end;

	*stats = (struct device_stats) { 0 };
	for (const char *line = text; *line; line = *end ? end + 1 : end) {
		char word[32];
		uint64_t value;

		end = line + strcspn(line, "\n");
		/* sscanf() happily skips newlines, hence the memchr() below. */
		if (sscanf(line, "%31[a-z_] %" SCNu64, word, &value) != 2)
			continue;
		for (size_t n = 0; n < sizeof(counts) / sizeof(counts[0]); n++)
			if (!strcmp(word, counts[n].name) &&
			    memchr(line, ' ', (size_t)(end - line)))
				*counts[n].value = value;
	}
}

/* A user's line may have other counters in front of "refused". */
static bool refused_line_parse(const char *line, uint64_t *uid, uint64_t *times)
{
	static const char name[] = " refused ";
	const char *at = strstr(line, name);

	return sscanf(line, "user %" SCNu64, uid) == 1 && *uid <= UINT32_MAX && at &&
	       sscanf(at + strlen(name), "%" SCNu64, times) == 1 && *times;
}

void stats_refused_parse(const char *text, struct stats_refused *refused)
{
	const char *end;

	*refused = (struct stats_refused) { 0 };
	for (const char *at = text; *at; at = *end ? end + 1 : end) {
		uint64_t uid, times;
		char line[512];

		end = at + strcspn(at, "\n");
		snprintf(line, sizeof(line), "%.*s", (int)(end - at), at);
		if (!refused_line_parse(line, &uid, &times))
			continue;
		refused->users++;
		if (times <= refused->most)
			continue;
		refused->most = times;
		refused->uid = (uint32_t)uid;
	}
}
