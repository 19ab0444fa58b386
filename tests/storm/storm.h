/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Storm test: clients of several users make random calls and are killed during
 * those calls. Their parent then checks that all their objects are released.
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
 * struct storm_client - parameters of a client process
 * @index:	number of the client, from 0
 * @owner:	unique number, which its secrets and patterns contain
 * @seed:	seed of its random numbers
 * @model:	true if the TEE is the model of OP-TEE
 */
struct storm_client {
	unsigned int index;
	uint16_t owner;
	unsigned int seed;
	bool model;
};

/*
 * Successful operations of clients, which are counted. Each must occur, except
 * STORM_STORAGE on the model. Otherwise the test has failed.
 */
enum storm_deed {
	STORM_RECALL,		/* a session of the thread's own was used */
	STORM_GUESS,		/* a session of another thread was used */
	STORM_MEMORY,		/* the TEE used memory of the client */
	STORM_STRANGE,		/* an id of another client was refused */
	STORM_STORAGE,		/* an object was written and read; not on the model */
	STORM_DEEDS,
};

/**
 * struct storm_shared - memory that the parent shares with all clients
 * @deeds:	number of successful operations of each kind, over all clients
 * @stores:	true while a client is changing its stored object, by index
 */
struct storm_shared {
	atomic_ulong deeds[STORM_DEEDS];
	atomic_bool stores[STORM_CLIENTS];
};

extern struct storm_shared *storm_shared;

/* Run a client until it is killed or exits by itself: with 0, or with 1 if a check fails. */
void storm_client_run(void *client);

#endif /* STORM_H */
