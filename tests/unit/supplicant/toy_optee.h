/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Simplified model of OP-TEE's storage, as seen by the supplicant. Files,
 * layout and the order of requests are OP-TEE's, but there are checksums
 * instead of cryptography, and with no state other than the files a rollback
 * goes undetected. Like OP-TEE 4.5, it creates a directory file only if there
 * is none, and once that is damaged keeps reporting it as corrupt.
 */
#ifndef TEST_TOY_OPTEE_H
#define TEST_TOY_OPTEE_H

#include <stddef.h>
#include <stdint.h>

#include "request/request.h"

#define TOY_OBJECTS	3
#define TOY_MAX_SIZE	49152u

/* defaults to supp_fs() */
extern supp_service_fn *toy_service;

/* Complete operations on a single object. All return 0 or -errno. */
int toy_create(unsigned int id, const uint8_t *data, size_t size);
int toy_write(unsigned int id, size_t offset, const uint8_t *data, size_t size);
int toy_truncate(unsigned int id, size_t size);
int toy_remove(unsigned int id);

/**
 * toy_load() - access storage as OP-TEE does before loading a TA
 *
 * Opens the version database. If there is none, an empty one is created and
 * written to. Finding an existing one empty is an error.
 *
 * Return: 0 or -errno. After -EBADMSG, no TA can be loaded anymore.
 */
int toy_load(void);

/**
 * toy_read() - read an object
 * @id:		object number, below TOY_OBJECTS
 * @data:	[out] TOY_MAX_SIZE bytes
 *
 * Return: the object's size, -ENOENT if it does not exist, -EBADMSG if it or the
 * directory file is corrupt, or another -errno.
 */
int toy_read(unsigned int id, uint8_t *data);

#endif
