// SPDX-License-Identifier: BSD-2-Clause
/* Tests of objects as bytes. */

#include "object_test.h"
#include "softteed/api/object/object.h"
#include "softteed/api/object/serialize.h"
#include "tests/unit/softteed/runtime_stub.h"

static const uint8_t key[32] = { 0, 1, 2, 3, 4, 5 };

/* The bytes of an AES key: the format that stored objects have. */
static const uint8_t aes_bytes[] = {
	'O', 'B', 'J', 1, 0x10, 0, 0, 0xa0, 128, 0, 0, 0, 0, 1, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0,
	0, 0, 0, 0xc0, 16, 0, 0, 0, 0, 1, 2, 3, 4, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
};

/* Deserialize a copy without slack, so that AddressSanitizer reports an access past the end. */
static TEE_Result deserialize(const uint8_t *bytes, size_t size, struct object **object)
{
	uint8_t *copy = malloc(size ? size : 1);
	TEE_Result result;

	assert_non_null(copy);
	memcpy(copy, bytes, size);
	result = object_deserialize(copy, size, object);
	free(copy);
	return result;
}

static void test_format(void **state)
{
	uint8_t bytes[sizeof(aes_bytes)];
	struct object *object;

	(void)state;
	assert_int_equal(deserialize(aes_bytes, sizeof(aes_bytes), &object), TEE_SUCCESS);
	assert_int_equal(object->type, TEE_TYPE_AES);
	assert_int_equal(object->size, 128);
	assert_int_equal(object->max_size, 256);
	assert_int_equal(object->usage, TEE_USAGE_MAC);
	assert_true(object_is_initialized(object));
	assert_memory_equal(object->attributes[0].buffer.data, key, 16);
	assert_int_equal(object_serialized_size(object), sizeof(aes_bytes));
	assert_int_equal(object_serialize(object, bytes, sizeof(bytes)), sizeof(aes_bytes));
	assert_memory_equal(bytes, aes_bytes, sizeof(aes_bytes));
	assert_int_equal(object_serialize(object, bytes, sizeof(bytes) - 1), 0);
	object_free(object);
}

static void test_empty(void **state)
{
	struct object *object = object_create(TEE_TYPE_DATA, 0), *again;
	uint8_t bytes[64];
	size_t size;

	(void)state;
	size = object_serialize(object, bytes, sizeof(bytes));
	assert_true(size > 0);
	assert_int_equal(deserialize(bytes, size, &again), TEE_SUCCESS);
	assert_int_equal(again->type, TEE_TYPE_DATA);
	object_free(again);
	object_free(object);
}

static void test_cut_or_longer(void **state)
{
	uint8_t bytes[sizeof(aes_bytes) + 1] = { 0 };
	struct object *object;

	(void)state;
	for (size_t size = 0; size < sizeof(aes_bytes); size++) {
		assert_int_equal(deserialize(aes_bytes, size, &object), TEE_ERROR_CORRUPT_OBJECT);
		assert_null(object);
	}
	memcpy(bytes, aes_bytes, sizeof(aes_bytes));
	assert_int_equal(deserialize(bytes, sizeof(bytes), &object), TEE_ERROR_CORRUPT_OBJECT);
}

/* Flip each bit before the key. The usage may have any value. */
static void test_changed(void **state)
{
	uint8_t bytes[sizeof(aes_bytes)];
	struct object *object;

	(void)state;
	for (size_t at = 0; at < 32; at++) {
		for (unsigned int bit = 0; bit < 8; bit++) {
			memcpy(bytes, aes_bytes, sizeof(bytes));
			bytes[at] ^= 1 << bit;
			/* A generic secret can have the same attribute. */
			if ((at >= 16 && at < 20) || (at == 4 && bytes[at] == 0))
				continue;
			assert_int_equal(deserialize(bytes, sizeof(bytes), &object),
					 TEE_ERROR_CORRUPT_OBJECT);
		}
	}
	memcpy(bytes, aes_bytes, sizeof(bytes));
	bytes[12] = 128;
	bytes[13] = 0;
	assert_int_equal(deserialize(bytes, sizeof(bytes), &object), TEE_SUCCESS);
	assert_int_equal(object->max_size, 128);
	object_free(object);
}

/* Large sizes and counts must not overflow. */
static void test_huge(void **state)
{
	uint8_t bytes[sizeof(aes_bytes)];
	struct object *object;

	(void)state;
	memcpy(bytes, aes_bytes, sizeof(bytes));
	memset(bytes + 28, 0xff, 4);
	assert_int_equal(deserialize(bytes, sizeof(bytes), &object), TEE_ERROR_CORRUPT_OBJECT);
	memcpy(bytes, aes_bytes, sizeof(bytes));
	memset(bytes + 20, 0xff, 4);
	assert_int_equal(deserialize(bytes, sizeof(bytes), &object), TEE_ERROR_CORRUPT_OBJECT);
}

/* A number with a superfluous zero is not what object_serialize() writes. */
static void test_canonical(void **state)
{
	TEE_ObjectHandle handle = generate(TEE_TYPE_RSA_KEYPAIR, 512, NULL, 0);
	struct object *object = object_get(handle, __func__), *longer, *again;
	uint8_t bytes[OBJECT_SERIALIZED_MAX], number[65] = { 0 };
	size_t size;

	(void)state;
	size = object_serialize(object, bytes, sizeof(bytes));
	assert_int_equal(deserialize(bytes, size, &again), TEE_SUCCESS);
	object_free(again);
	longer = object_create(TEE_TYPE_RSA_KEYPAIR, 512);
	for (size_t n = 0; n < object->num_attributes; n++) {
		const struct attribute *at = &object->attributes[n];

		memcpy(number + 1, at->buffer.data, at->buffer.size);
		assert_int_equal(object_add_buffer(longer, at->id, n ? number + 1 : number,
						   at->buffer.size + !n), TEE_SUCCESS);
	}
	longer->size = 512;
	size = object_serialize(longer, bytes, sizeof(bytes));
	assert_int_equal(deserialize(bytes, size, &again), TEE_ERROR_CORRUPT_OBJECT);
	object_free(longer);
	TEE_FreeTransientObject(handle);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_format),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_cut_or_longer),
		cmocka_unit_test(test_changed),
		cmocka_unit_test(test_huge),
		cmocka_unit_test(test_canonical),
	};

	runtime_stub_reset();
	return RUN(tests);
}
