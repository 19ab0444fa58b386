/* SPDX-License-Identifier: BSD-2-Clause */
/* The storage process of one application. The broker forks it and calls storage_main(). */
#ifndef SOFTTEED_STORAGE_STORAGE_H
#define SOFTTEED_STORAGE_STORAGE_H

#include <stdint.h>

#include "tee_internal_api.h"

/**
 * struct storage_counter_ops - a monotonic counter outside of the store
 * @read:	get its value; 0 if it was never set. Return: 0; -EBADMSG if it was tampered with;
 *		-errno
 * @advance:	set it to a larger value, durably. Return: 0 or -errno
 */
struct storage_counter_ops {
	int (*read)(void *context, uint64_t *value);
	int (*advance)(void *context, uint64_t value);
};

/**
 * struct storage_options - what the storage process works with
 * @directory:	the application's own directory, which must exist; objects.db is created there
 * @uuid:	the application
 * @device_key:	the device key, 32 bytes
 * @counter:	the counter, or NULL: the return of an old copy of the whole database is then
 *		not detected
 * @counter_context: argument for @counter's functions
 * @max_bytes:	quota: sum of the sizes of all objects' data streams and attributes, in bytes
 * @max_objects: quota: number of objects
 * @vfs:	SQLite's virtual file system, or NULL
 * @control:	SEQPACKET socket of the broker: each packet brings the socket of an instance
 * @prepared:	called once the database is open, or NULL: e.g. to enter the sandbox. Nonzero
 *		ends the process
 */
struct storage_options {
	const char *directory;
	TEE_UUID uuid;
	const uint8_t *device_key;
	const struct storage_counter_ops *counter;
	void *counter_context;
	uint64_t max_bytes;
	uint32_t max_objects;
	const char *vfs;
	int control;
	int (*prepared)(void);
};

/**
 * storage_main() - serve the instances of an application
 * @options:	see there; the caller keeps all of it valid
 *
 * Runs until the control socket's other end is closed. If the database cannot be opened, every
 * request gets the reason as its result, and opening is retried for each new instance.
 *
 * Return: exit status for the process: 0, or 1 after an error, which it has logged.
 */
int storage_main(const struct storage_options *options);

/**
 * struct storage_counter_file - a counter in a file, see storage_counter_file_ops
 * @directory:	descriptor of its directory, outside of the store
 * @name:	name of the file
 * @key:	authenticates it, see storage_keys_derive()
 */
struct storage_counter_file {
	int directory;
	const char *name;
	uint8_t key[32];
};

/* The context is a struct storage_counter_file. */
extern const struct storage_counter_ops storage_counter_file_ops;

#endif
