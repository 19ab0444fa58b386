/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Kernel counters for leak checks. The harness takes a snapshot before each
 * test and compares.
 */
#ifndef COUNTERS_H
#define COUNTERS_H

#include <stdbool.h>

struct counters {
	bool have_stats;	/* debugfs statistics found */
	long contexts;		/* open contexts; like the next three, summed over all devices */
	long sessions;
	long shm;
	long shm_bytes;
	long pins;		/* pinned pages, system-wide */
};

void counters_read(struct counters *c);

/*
 * Poll the counters until they're back at @before. Teardown of a killed process
 * can lag behind its exit, hence the retries. Returns false if they still
 * differ after a few seconds.
 */
bool counters_settle(const struct counters *before, struct counters *after);

/* Print a TAP comment for every counter that differs. */
void counters_explain(const char *what, const struct counters *before,
		      const struct counters *after);

/* Look up "key N" in @device's statistics; false if there is no such line. */
bool stats_value(const char *device, const char *key, long *value);
/* Same for @uid's statistics on @device, 0 if that user isn't listed. */
long user_stats_value(const char *device, unsigned int uid, const char *key);

/* The OP-TEE model must be loaded for this one. */
#define OPTEE_MODEL_DIR "/sys/kernel/debug/optee_model/"
long model_counter(const char *name);

#endif /* COUNTERS_H */
