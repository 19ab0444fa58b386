/* SPDX-License-Identifier: BSD-2-Clause */
/* Counters of the kernel, by which the harness sees that a test has left nothing behind. */
#ifndef COUNTERS_H
#define COUNTERS_H

#include <stdbool.h>

struct counters {
	bool have_stats;	/* the core has statistics in debugfs */
	long contexts;		/* open contexts; like the next three, of all TEE devices */
	long sessions;
	long shm;
	long shm_bytes;
	long pins;		/* pinned pages of the whole system */
};

void counters_read(struct counters *c);

/*
 * Read the counters until they are equal to @before, or fail after some seconds. The resources
 * of a killed process may be released a little after its end.
 */
bool counters_settle(const struct counters *before, struct counters *after);

/* Print a comment for each counter that differs. */
void counters_explain(const char *what, const struct counters *before,
		      const struct counters *after);

/* Number in the line "key N" of a device's statistics; false if there is no such line. */
bool stats_value(const char *device, const char *key, long *value);
/* The same of one user to whom limits apply; 0 if the user has nothing of the device. */
long user_stats_value(const char *device, unsigned int uid, const char *key);

/* A counter of the model of OP-TEE, which must be loaded. */
#define OPTEE_MODEL_DIR "/sys/kernel/debug/optee_model/"
long model_counter(const char *name);

#endif /* COUNTERS_H */
