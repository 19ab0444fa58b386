// SPDX-License-Identifier: BSD-2-Clause
/* Tell the user that a call is waiting for a supplicant that isn't running, or for an answer. */
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "output.h"
#include "supplicant_paths.h"
#include "waiting.h"

/*
 * struct waiting - a call, and the thread that watches it
 * @name:	the TEE's
 * @supplicants: its supplicant's device; empty if the call waits for the TEE only
 * @thread:	the watcher
 * @lock:	protects @over
 * @ended:	wakes the watcher
 * @over:	the call has returned
 */
struct waiting {
	const char *name;
	char supplicants[32];
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t ended;
	bool over;
};

static bool ends_within_a_second(struct waiting *waiting)
{
	struct timespec until;
	bool over;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec++;
	pthread_mutex_lock(&waiting->lock);
	while (!waiting->over &&
	       !pthread_cond_timedwait(&waiting->ended, &waiting->lock, &until))
		;
	over = waiting->over;
	pthread_mutex_unlock(&waiting->lock);
	return over;
}

/* Return true if there was something to tell. */
static bool tell(const struct waiting *waiting)
{
	struct supplicant supplicant;

	if (!waiting->supplicants[0]) {
		output_notice(waiting->name, "See whether it is stopped.",
			      "waiting for an answer");
		return true;
	}
	if (supplicant_find(waiting->supplicants, &supplicant) != SUPPLICANT_NONE)
		return false;
	output_notice(waiting->name, SUPPLICANT_START,
		      "waiting for the supplicant, which is not running");
	return true;
}

static void *watch(void *argument)
{
	struct waiting *waiting = argument;

	while (!ends_within_a_second(waiting) && !tell(waiting))
		;
	return NULL;
}

struct waiting *waiting_begin(const char *name, const char *supplicants)
{
	struct waiting *waiting = calloc(1, sizeof(*waiting));
	pthread_condattr_t attributes;

	if (!waiting)
		return NULL;
	waiting->name = name;
	snprintf(waiting->supplicants, sizeof(waiting->supplicants), "%s",
		 supplicants ? supplicants : "");
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_mutex_init(&waiting->lock, NULL);
	pthread_cond_init(&waiting->ended, &attributes);
	pthread_condattr_destroy(&attributes);
	if (pthread_create(&waiting->thread, NULL, watch, waiting)) {
		free(waiting);
		return NULL;
	}
	return waiting;
}

void waiting_end(struct waiting *waiting)
{
	if (!waiting)
		return;
	pthread_mutex_lock(&waiting->lock);
	waiting->over = true;
	pthread_cond_signal(&waiting->ended);
	pthread_mutex_unlock(&waiting->lock);
	pthread_join(waiting->thread, NULL);
	free(waiting);
}
