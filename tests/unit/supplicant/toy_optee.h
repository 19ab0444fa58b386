/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * OP-TEE's storage as the supplicant sees it: the same files, layout and order of
 * requests, with checksums in place of cryptography, and no memory of what was before
 * a power cut. Like OP-TEE 4.5 it makes a directory file only where there is none: one
 * that is broken it calls corrupt, for ever.
 */
#ifndef TEST_TOY_OPTEE_H
#define TEST_TOY_OPTEE_H

#include <stddef.h>
#include <stdint.h>

#include "request/request.h"

#define TOY_OBJECTS	3
#define TOY_MAX_SIZE	49152u

/* Who serves the requests; supp_fs(), as long as nobody else is named */
extern supp_service_fn *toy_service;

/* Each is a whole operation on an object; 0 or -errno. */
int toy_create(unsigned int id, const uint8_t *data, size_t size);
int toy_write(unsigned int id, size_t offset, const uint8_t *data, size_t size);
int toy_truncate(unsigned int id, size_t size);
int toy_remove(unsigned int id);

/**
 * toy_load() - what OP-TEE does with storage before it loads a Trusted Application
 *
 * It looks into its database of versions. Where there is none it makes one, first without
 * content, and then writes to it; later one without content is an error.
 *
 * Return: 0 or -errno: -EBADMSG: no Trusted Application will ever be loaded.
 */
int toy_load(void);

/**
 * toy_read() - read an object
 * @data:	[out] TOY_MAX_SIZE bytes
 *
 * Return: its size; -ENOENT: there is none; -EBADMSG: it, or the directory file, is
 * corrupt.
 */
int toy_read(unsigned int id, uint8_t *data);

#endif
