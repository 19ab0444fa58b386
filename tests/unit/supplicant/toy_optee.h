/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A model of OP-TEE's storage as the supplicant sees it, with the same files,
 * layout and order of requests. It uses checksums in place of cryptography. All
 * of its state is in the files, so it cannot detect a rollback. Like OP-TEE
 * 4.5, it creates a directory file only if none exists, and permanently reports
 * a damaged one as corrupt.
 */
#ifndef TEST_TOY_OPTEE_H
#define TEST_TOY_OPTEE_H

#include <stddef.h>
#include <stdint.h>

#include "request/request.h"

#define TOY_OBJECTS	3
#define TOY_MAX_SIZE	49152u

/* Function that serves the requests; supp_fs() by default. */
extern supp_service_fn *toy_service;

/* Operations on one object. Each is complete in itself. They return 0 or -errno. */
int toy_create(unsigned int id, const uint8_t *data, size_t size);
int toy_write(unsigned int id, size_t offset, const uint8_t *data, size_t size);
int toy_truncate(unsigned int id, size_t size);
int toy_remove(unsigned int id);

/**
 * toy_load() - use storage as OP-TEE does before it loads a Trusted Application
 *
 * Opens the version database. If it does not exist, creates an empty one and writes to
 * it. An empty database that already exists is an error.
 *
 * Return: 0 or -errno. -EBADMSG: no Trusted Application can be loaded any more.
 */
int toy_load(void);

/**
 * toy_read() - read an object
 * @id:		number of the object, less than TOY_OBJECTS
 * @data:	[out] TOY_MAX_SIZE bytes
 *
 * Return: the object's size; -ENOENT: it does not exist; -EBADMSG: it or the directory
 * file is corrupt; or another -errno.
 */
int toy_read(unsigned int id, uint8_t *data);

#endif
