/* SPDX-License-Identifier: BSD-2-Clause */
/* The storage process of one application: the broker forks it and calls storage_run(). */
#ifndef SOFTTEED_STORAGE_STORAGE_H
#define SOFTTEED_STORAGE_STORAGE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "softteed/storage/key.h"

/**
 * struct storage_counter_ops - a monotonic counter outside of the store
 * @read:	get its value; 0 if it was never set. Return: 0 or -errno
 * @advance:	set it to the next value, durably. Return: 0 or -errno
 */
struct storage_counter_ops {
	int (*read)(void *context, uint64_t *value);
	int (*advance)(void *context, uint64_t value);
};

/**
 * struct storage_options - what the storage process works with
 * @name:	what messages call @directory
 * @counter_name: what they call the counter; NULL without one
 * @directory:	the application's own directory, which must exist; objects.db is created there
 * @keys:	the application's keys
 * @counter:	the counter, or NULL: the return of an old copy of the whole database is then
 *		not detected
 * @counter_context: argument for @counter's functions
 * @accept_old:	the counter was reset, so the store's number of changes doesn't have to fit to it
 * @max_bytes:	quota: sum of the sizes of all objects' data streams and attributes, in bytes
 * @max_objects: quota: number of objects
 * @vfs:	SQLite's virtual file system, or NULL
 * @control:	SEQPACKET socket of the broker: each packet is the number of a connection, which
 *		isn't 0 and comes again after UINT32_MAX only, with the socket of an instance
 */
struct storage_options {
	const char *name, *counter_name;
	const char *directory;
	const struct storage_keys *keys;
	const struct storage_counter_ops *counter;
	void *counter_context;
	bool accept_old;
	uint64_t max_bytes;
	uint32_t max_objects;
	const char *vfs;
	int control;
};

/**
 * storage_main() - serve the instances of an application
 * @options:	see there; the caller keeps all of it valid
 *
 * Runs until the control socket's other end is closed. If the database cannot be opened, every
 * request tries it again, and gets the reason as its result.
 *
 * Return: exit status for the process: 0, or 1 after an error, which it has logged.
 */
int storage_main(const struct storage_options *options);

/**
 * struct storage_place - where an application's storage is
 * @name:	the application's UUID as text: the name of its directory and of its counter
 * @store:	descriptor of the directory that has the applications' directories
 * @counters:	descriptor of the directory that has the counters
 * @accept_old:	forget the counter's value and set it to the store's
 * @keys:	the application's keys
 * @control:	see struct storage_options
 * @parent:	the broker
 */
struct storage_place {
	const char *name;
	int store, counters;
	bool accept_old;
	struct storage_keys keys;
	int control;
	pid_t parent;
};

/**
 * storage_run() - confine the calling process and serve the instances of an application
 * @place:	where the storage is; the application's directory and counter are created if missing
 *
 * Context: a process forked for it, single-threaded. Whatever else the process should not know
 * has been wiped.
 *
 * Return: exit status, as storage_main().
 */
int storage_run(const struct storage_place *place);

/* What a counter's file takes, in bytes */
#define STORAGE_COUNTER_SIZE	8192

/**
 * struct storage_counter_file - a counter in a file, see storage_counter_file_ops
 * @fd:		the file, open for reading and writing; empty at first
 * @key:	authenticates it, see storage_keys_derive()
 */
struct storage_counter_file {
	int fd;
	uint8_t key[STORAGE_KEY_SIZE];
};

/* The context is a struct storage_counter_file. */
extern const struct storage_counter_ops storage_counter_file_ops;

#endif
