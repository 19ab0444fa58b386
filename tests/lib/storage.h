/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Objects in secure storage, through Debian's storage test TA. A call whose supplicant
 * goes in its midst fails, and may end the TA.
 */
#ifndef TEST_STORAGE_H
#define TEST_STORAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STORAGE_MAX_SIZE	32768u

#define TEE_ERROR_CORRUPT_OBJECT	0xf0100001u
#define TEE_ERROR_CORRUPT_OBJECT_2	0xf0100002u
#define TEEC_ERROR_TARGET_DEAD		0xffff3024u

/** storage_fill() - a version's bytes: the version, and nothing of one is in another */
void storage_fill(uint8_t *data, size_t size, uint32_t version);

/**
 * struct storage - a client
 * @fd: @shm: @id:	the device, and memory shared with the TEE
 * @memory:		the object's name, and behind it its data
 * @session:		open where @is_open
 */
struct storage {
	int fd;
	int shm;
	int id;
	uint8_t *memory;
	uint32_t session;
	bool is_open;
};

/* Opens the device; sessions are opened as they are needed, and anew after a failure. */
void storage_init(struct storage *storage);
void storage_end(struct storage *storage);

/* Each is one operation on an object. Return: a TEEC_* or TEE_* code. */
uint32_t storage_create(struct storage *storage, uint32_t name, const uint8_t *data,
			size_t size, bool overwrite);
uint32_t storage_write(struct storage *storage, uint32_t name, const uint8_t *data,
		       size_t size);
uint32_t storage_read(struct storage *storage, uint32_t name, uint8_t *data, size_t *size);
uint32_t storage_remove(struct storage *storage, uint32_t name);

#endif
