// SPDX-License-Identifier: BSD-2-Clause
/* Tell the user that a call is waiting for a supplicant that isn't running. */
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

#include "devices.h"
#include "output.h"
#include "supplicant_paths.h"
#include "waiting.h"

/*
 * struct waiting - a call, and the thread that watches it
 * @info:	the TEE
 * @supplicants: its supplicant's device
 * @thread:	the watcher
 * @lock:	protects @over
 * @ended:	wakes the watcher
 * @over:	the call has returned
 */
struct waiting {
	const struct tee_device_info *info;
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

static void *watch(void *argument)
{
	struct waiting *waiting = argument;
	struct supplicant supplicant;

	while (!ends_within_a_second(waiting)) {
		if (supplicant_find(waiting->supplicants, &supplicant) != SUPPLICANT_NONE)
			continue;
		output_notice(devices_name(waiting->info), SUPPLICANT_START,
			      "waiting for the supplicant, which is not running");
		break;
	}
	return NULL;
}

struct waiting *waiting_begin(const struct tee_device_info *info)
{
	struct waiting *waiting = calloc(1, sizeof(*waiting));
	pthread_condattr_t attributes;

	if (!waiting)
		return NULL;
	if (!devices_supplicants_name(info, waiting->supplicants, sizeof(waiting->supplicants))) {
		free(waiting);
		return NULL;
	}
	waiting->info = info;
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
