/* SPDX-License-Identifier: BSD-2-Clause */
/* Keys and operations for the tests of the Cryptographic Operations API. */
#ifndef KEYS_H
#define KEYS_H

#include "tee_internal_api.h"
#include "tee_internal_api_extensions.h"
#include "tests/unit/softteed/runtime_stub.h"

#define MAX_DATA	512

/* Bytes that were written as hexadecimal digits */
struct bytes {
	size_t size;
	uint8_t data[MAX_DATA];
};

/* Convert hexadecimal digits. */
struct bytes from_hex(const char *hex);

/* Make a key of one secret, with all usages. */
TEE_ObjectHandle make_secret(uint32_t type, uint32_t attribute, const void *secret, size_t size);

/* Generate a key, for elliptic curves on the curve unless that is 0. */
TEE_ObjectHandle generate(uint32_t type, uint32_t bits, uint32_t curve);

/* Allocate an operation and set its keys; @second may be NULL. */
TEE_OperationHandle make_operation(uint32_t algorithm, uint32_t mode, TEE_ObjectHandle first,
				   TEE_ObjectHandle second);

/* Get a buffer attribute. */
struct bytes get_attribute(TEE_ObjectHandle object, uint32_t id);

#endif
