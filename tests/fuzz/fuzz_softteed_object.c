// SPDX-License-Identifier: BSD-2-Clause
/*
 * Fuzzer for the reader of stored objects. Bytes that it accepts must be those that the writer
 * makes of the object that was read.
 */

#include <stdint.h>
#include <string.h>

#include "check.h"
#include "softteed/api/object/object.h"
#include "softteed/api/object/serialize.h"
#include "softteed/instance/runtime.h"

void runtime_panic(uint32_t code, const char *function, const char *format, ...)
{
	(void)code;
	(void)function;
	(void)format;
	abort();
}

static void check_same(const struct object *object, const uint8_t *bytes, size_t size)
{
	uint8_t again[OBJECT_SERIALIZED_MAX];

	check(object_serialized_size(object) == size);
	check(size <= sizeof(again));
	check(object_serialize(object, again, size - 1) == 0);
	check(object_serialize(object, again, size) == size);
	check(!memcmp(again, bytes, size));
	check(object->size <= object->max_size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* A copy without slack, so that AddressSanitizer reports an access past the end. */
	uint8_t *bytes = malloc(size ? size : 1);
	struct object *object;
	TEE_Result result;

	check(bytes);
	memcpy(bytes, data, size);
	result = object_deserialize(bytes, size, &object);
	check(!memcmp(bytes, data, size));
	if (result) {
		check(result == TEE_ERROR_CORRUPT_OBJECT && !object);
	} else {
		check_same(object, bytes, size);
		object_free(object);
	}
	free(bytes);
	return 0;
}
