// SPDX-License-Identifier: BSD-2-Clause
/* Leak counters, read from the core's debugfs files and /proc/vmstat */

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "counters.h"
#include "harness.h"

#define STATS_DIR "/sys/kernel/debug/tee"
#define SETTLE_MS 5000

/* Look for a line starting with "key " or "key:" and parse the number behind it */
static bool find_value(const char *text, const char *key, long *value)
{
	size_t len = strlen(key);

	for (const char *line = text; line; line = strchr(line, '\n')) {
		if (*line == '\n')
			line++;
		if (!strncmp(line, key, len) && (line[len] == ' ' || line[len] == ':')) {
			*value = strtol(line + len + 1, NULL, 10);
			return true;
		}
	}
	return false;
}

bool stats_value(const char *device, const char *key, long *value)
{
	char path[320], text[8192];

	snprintf(path, sizeof(path), STATS_DIR "/%s/stats", device);
	return read_text(path, text, sizeof(text)) && find_value(text, key, value);
}

long user_stats_value(const char *device, unsigned int uid, const char *key)
{
	char path[320], text[8192], word[32];
	const char *at;

	snprintf(path, sizeof(path), STATS_DIR "/%s/stats", device);
	if (!read_text(path, text, sizeof(text)))
		return 0;
	snprintf(word, sizeof(word), "\nuser %u limited ", uid);
	at = strstr(text, word);
	if (!at)
		return 0;
	snprintf(word, sizeof(word), " %s ", key);
	at = strstr(at, word);
	CHECK_MSG(at, "no %s of user %u", key, uid);
	return strtol(at + strlen(word), NULL, 10);
}

static void add_device(struct counters *c, const char *device)
{
	long value;

	if (stats_value(device, "contexts", &value)) {
		c->have_stats = true;
		c->contexts += value;
	}
	if (stats_value(device, "sessions", &value))
		c->sessions += value;
	if (stats_value(device, "shm", &value))
		c->shm += value;
	if (stats_value(device, "shm_bytes", &value))
		c->shm_bytes += value;
}

static long pins_now(void)
{
	static char text[65536];
	long acquired = 0, released = 0;

	/* Fold the per-CPU deltas first, /proc/vmstat is too coarse without that. */
	write_text("/proc/sys/vm/stat_refresh", "1");
	if (!read_text("/proc/vmstat", text, sizeof(text)))
		return 0;
	find_value(text, "nr_foll_pin_acquired", &acquired);
	find_value(text, "nr_foll_pin_released", &released);
	return acquired - released;
}

void counters_read(struct counters *c)
{
	struct dirent *entry;
	DIR *dir;

	memset(c, 0, sizeof(*c));
	c->pins = pins_now();
	dir = opendir(STATS_DIR);
	if (!dir)
		return;
	while ((entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		/* A running supplicant legitimately keeps memory around for its next request. */
		if (getenv("COUNT_CLIENTS_ONLY") && !strncmp(entry->d_name, "teepriv", 7))
			continue;
		add_device(c, entry->d_name);
	}
	closedir(dir);
}

static bool same(const struct counters *a, const struct counters *b)
{
	return a->contexts == b->contexts && a->sessions == b->sessions &&
	       a->shm == b->shm && a->shm_bytes == b->shm_bytes &&
	       a->pins == b->pins;
}

bool counters_settle(const struct counters *before, struct counters *after)
{
	uint64_t end = deadline_ms(SETTLE_MS);

	for (;;) {
		counters_read(after);
		if (same(before, after))
			return true;
		if (now_ms() > end)
			return false;
		sleep_ms(50);
	}
}

static void explain(const char *what, const char *name, long before, long after)
{
	if (before != after)
		test_note("%s: %s: expected %ld as before, got %ld", what, name,
			  before, after);
}

void counters_explain(const char *what, const struct counters *before,
		      const struct counters *after)
{
	explain(what, "contexts", before->contexts, after->contexts);
	explain(what, "sessions", before->sessions, after->sessions);
	explain(what, "shared memories", before->shm, after->shm);
	explain(what, "bytes of shared memory", before->shm_bytes, after->shm_bytes);
	explain(what, "pinned pages", before->pins, after->pins);
}

long model_counter(const char *name)
{
	long value;
	char text[512];

	CHECK(read_text(OPTEE_MODEL_DIR "counters", text, sizeof(text)));
	CHECK_MSG(find_value(text, name, &value), "no counter '%s'", name);
	return value;
}
