/* SPDX-License-Identifier: BSD-2-Clause */
/* What the tests of objects share. */
#ifndef TESTS_UNIT_SOFTTEED_OBJECT_TEST_H
#define TESTS_UNIT_SOFTTEED_OBJECT_TEST_H

#include "tee_internal_api.h"
#include "tee_internal_api_extensions.h"
#include "unit.h"

#define BUFFER(id, data, size)	\
	{ .attributeID = (id), .content.ref = { (void *)(data), (size) } }
#define VALUE(id, a, b)		{ .attributeID = (id), .content.value = { (a), (b) } }

/* Allocate an object, which must succeed. */
static inline TEE_ObjectHandle allocate(uint32_t type, uint32_t size)
{
	TEE_ObjectHandle object = TEE_HANDLE_NULL;

	assert_int_equal(TEE_AllocateTransientObject(type, size, &object), TEE_SUCCESS);
	assert_ptr_not_equal(object, TEE_HANDLE_NULL);
	return object;
}

/* Make a key, which must succeed. */
static inline TEE_ObjectHandle generate(uint32_t type, uint32_t size, const TEE_Attribute *params,
					uint32_t count)
{
	TEE_ObjectHandle object = allocate(type, size);

	assert_int_equal(TEE_GenerateKey(object, size, params, count), TEE_SUCCESS);
	return object;
}

/* Read an attribute that must exist. Returns its size. */
static inline size_t read_buffer(TEE_ObjectHandle object, uint32_t id, void *to, size_t room)
{
	assert_int_equal(TEE_GetObjectBufferAttribute(object, id, to, &room), TEE_SUCCESS);
	return room;
}

static inline TEE_ObjectInfo info_of(TEE_ObjectHandle object)
{
	TEE_ObjectInfo info;

	memset(&info, 0xff, sizeof(info));
	assert_int_equal(TEE_GetObjectInfo1(object, &info), TEE_SUCCESS);
	return info;
}

#endif /* TESTS_UNIT_SOFTTEED_OBJECT_TEST_H */
