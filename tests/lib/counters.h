/* SPDX-License-Identifier: BSD-2-Clause */
/* What the kernel counts: nothing may be left behind by a test. */
#ifndef COUNTERS_H
#define COUNTERS_H

#include <stdbool.h>

struct counters {
	bool have_stats;	/* the core's debugfs statistics are there */
	long contexts;		/* open contexts of all TEE devices */
	long sessions;
	long shm;
	long shm_bytes;
	long pins;		/* pages pinned in the whole system */
};

void counters_read(struct counters *c);

/*
 * Reads again until the counters are what they were, or some seconds have gone:
 * the last of a killed process may be released a little later.
 */
bool counters_settle(const struct counters *before, struct counters *after);

void counters_explain(const char *what, const struct counters *before,
		      const struct counters *after);

/* One line "key N" of one device's statistics; false where it is not there. */
bool stats_value(const char *device, const char *key, long *value);
/* Of a user to whom limits apply; 0 where it has nothing of the device. */
long user_stats_value(const char *device, unsigned int uid, const char *key);

/* What the model of OP-TEE counts, where it is loaded. */
#define OPTEE_MODEL_DIR "/sys/kernel/debug/optee_model/"
long model_counter(const char *name);

#endif /* COUNTERS_H */
