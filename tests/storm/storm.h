/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The storm: clients of several users that do at random whatever a client can, and die
 * in the midst of it, and the parent that kills them and counts what is left.
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
 * struct storm_client - a client process to be
 * @index:	which of the clients, from 0
 * @owner:	what all its secrets and patterns are made of; no other client has it
 * @seed:	of its random numbers
 * @model:	the TEE is the model of OP-TEE
 */
struct storm_client {
	unsigned int index;
	uint16_t owner;
	unsigned int seed;
	bool model;
};

/* What clients have done with success. Each but the last has to come to pass, or the storm was none. */
enum storm_deed {
	STORM_RECALL,		/* a session of one's own has been used */
	STORM_GUESS,		/* a session of another thread's has */
	STORM_MEMORY,		/* the TEE has used memory of one's own */
	STORM_STRANGE,		/* what is not ours has been refused */
	STORM_STORAGE,		/* an object has been written and read; not on the model */
	STORM_DEEDS,
};

/**
 * struct storm_shared - what clients tell; made before they are
 * @deeds:	how often each was done, by all of them
 * @stores:	which clients are amid a change of storage
 */
struct storm_shared {
	atomic_ulong deeds[STORM_DEEDS];
	atomic_bool stores[STORM_CLIENTS];
};

extern struct storm_shared *storm_shared;

/* The client's life. It ends by itself at times, with 0; with 1 where something is wrong. */
void storm_client_run(void *client);

#endif /* STORM_H */
