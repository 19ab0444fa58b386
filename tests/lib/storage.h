/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Secure storage objects, accessed through Debian's storage test TA. If the
 * supplicant dies in the middle of a call, expect the call to fail and the TA
 * to be gone afterwards.
 */
#ifndef TEST_STORAGE_H
#define TEST_STORAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STORAGE_MAX_SIZE	32768u

#define TEE_ERROR_CORRUPT_OBJECT	0xf0100001u
#define TEE_ERROR_CORRUPT_OBJECT_2	0xf0100002u

/** storage_fill() - fill @data with a pattern derived from @version */
void storage_fill(uint8_t *data, size_t size, uint32_t version);

/**
 * struct storage - a client of the TA
 * @fd:		OP-TEE's device
 * @shm:	fd of the shared memory
 * @id:		its id
 * @memory:	its mapping: the object's name, then the data
 * @session:	valid if @is_open
 * @is_open:	a session is open
 */
struct storage {
	int fd;
	int shm;
	int id;
	uint8_t *memory;
	uint32_t session;
	bool is_open;
};

/* Only opens the device. Sessions are opened on demand and closed when a call fails. */
void storage_init(struct storage *storage);
void storage_end(struct storage *storage);

/* One operation each, returning a TEEC_* or TEE_* code. */
uint32_t storage_create(struct storage *storage, uint32_t name, const uint8_t *data,
			size_t size, bool overwrite);
uint32_t storage_write(struct storage *storage, uint32_t name, const uint8_t *data,
		       size_t size);
uint32_t storage_read(struct storage *storage, uint32_t name, uint8_t *data, size_t *size);
uint32_t storage_remove(struct storage *storage, uint32_t name);

#endif
