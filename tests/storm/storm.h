/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Storm test: several users' clients issue random calls and get killed in the
 * middle of them. The parent then checks that nothing of theirs is left.
 */
#ifndef STORM_H
#define STORM_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define STORM_CLIENTS	8
#define STORM_USERS	4
#define STORM_THREADS	4

/**
 * struct storm_client - what a client process has to know
 * @index:	the client's number, from 0
 * @owner:	unique number that is in all of its secrets and patterns
 * @seed:	for rand_r()
 * @model:	this isn't OP-TEE, but the model of it
 */
struct storm_client {
	unsigned int index;
	uint16_t owner;
	unsigned int seed;
	bool model;
};

/*
 * What clients have achieved. Each of these has to happen at least once, or the
 * test has proved nothing. STORM_STORAGE is just counted.
 */
enum storm_deed {
	STORM_RECALL,		/* used a session of the thread's own */
	STORM_GUESS,		/* used another thread's session */
	STORM_MEMORY,		/* the TEE used our memory */
	STORM_STRANGE,		/* got EINVAL for an id that is not ours */
	STORM_STORAGE,		/* wrote and read an object (not on the model) */
	STORM_DEEDS,
};

/**
 * struct storm_shared - shared between the parent and all clients
 * @deeds:	how often each of them happened, over all clients
 * @stores:	client @index is writing its object right now
 */
struct storm_shared {
	atomic_ulong deeds[STORM_DEEDS];
	atomic_bool stores[STORM_CLIENTS];
};

extern struct storm_shared *storm_shared;

/* Exits with 1 if a check fails. Mostly it just gets killed. */
void storm_client_run(void *client);

#endif /* STORM_H */
