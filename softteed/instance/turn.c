// SPDX-License-Identifier: BSD-2-Clause
/*
 * Turns. A mutex goes to whoever comes first when it's free, which is the thread that has just
 * released it if it wants it again, so a client that calls all the time could keep it.
 */
#include <pthread.h>
#include <stdbool.h>

#include "softteed/instance/instance_private.h"

/* A thread that waits, on its own stack */
struct waiter {
	pthread_cond_t granted_cond;
	bool granted;
	struct waiter *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool taken;
static struct waiter *first, **last = &first;

void instance_turn_take(void)
{
	struct waiter self = { .granted_cond = PTHREAD_COND_INITIALIZER };

	pthread_mutex_lock(&lock);
	if (taken) {
		*last = &self;
		last = &self.next;
		while (!self.granted)
			pthread_cond_wait(&self.granted_cond, &lock);
	}
	taken = true;
	pthread_mutex_unlock(&lock);
	pthread_cond_destroy(&self.granted_cond);
}

void instance_turn_pass(void)
{
	pthread_mutex_lock(&lock);
	taken = first;
	if (first) {
		first->granted = true;
		pthread_cond_signal(&first->granted_cond);
		first = first->next;
		if (!first)
			last = &first;
	}
	pthread_mutex_unlock(&lock);
}
