/* SPDX-License-Identifier: BSD-2-Clause */
/* Kernel counters, which the harness compares to check that a test leaks nothing. */
#ifndef COUNTERS_H
#define COUNTERS_H

#include <stdbool.h>

struct counters {
	bool have_stats;	/* the core has statistics in debugfs */
	long contexts;		/* open contexts; like the next three, of all TEE devices */
	long sessions;
	long shm;
	long shm_bytes;
	long pins;		/* pages that are pinned in the whole system */
};

void counters_read(struct counters *c);

/*
 * Read the counters until they equal @before; false if they still differ after some seconds. The
 * kernel may release the resources of a killed process a little after the process has exited.
 */
bool counters_settle(const struct counters *before, struct counters *after);

/* Print a comment for each counter that differs. */
void counters_explain(const char *what, const struct counters *before,
		      const struct counters *after);

/* Get the number in the line "key N" of a device's statistics; false if no such line exists. */
bool stats_value(const char *device, const char *key, long *value);
/* Get a number from the statistics of a limited user; 0 if the user holds nothing of the device. */
long user_stats_value(const char *device, unsigned int uid, const char *key);

/* Get a counter of the OP-TEE model, which must be loaded. */
#define OPTEE_MODEL_DIR "/sys/kernel/debug/optee_model/"
long model_counter(const char *name);

#endif /* COUNTERS_H */
