// SPDX-License-Identifier: BSD-2-Clause
/* The TPM's state in trusted storage, of which there's a stub */

#include <stdlib.h>
#include <string.h>

#include "ta/tpm/state.h"
#include "unit.h"

#define MAX_OBJECTS	4

/* The storage: objects by name, how many writes succeed, and how many objects are open */
static struct object {
	char name[16];
	uint8_t *data;
	size_t size;
} objects[MAX_OBJECTS];
static int writes_left, num_open;

static struct object *find(const char *name)
{
	for (int n = 0; n < MAX_OBJECTS; n++) {
		if (!strcmp(objects[n].name, name))
			return &objects[n];
	}
	return NULL;
}

static void drop(const char *name)
{
	struct object *object = find(name);

	assert_non_null(object);
	free(object->data);
	*object = (struct object){ 0 };
}

TEE_Result TEE_OpenPersistentObject(uint32_t storage, const void *name, size_t size,
				    uint32_t flags, TEE_ObjectHandle *handle)
{
	struct object *object = find(name);

	assert_int_equal(storage, TEE_STORAGE_PRIVATE);
	assert_int_equal(size, strlen(name) + 1);
	assert_int_equal(flags, TEE_DATA_FLAG_ACCESS_READ);
	if (!object)
		return TEE_ERROR_ITEM_NOT_FOUND;
	num_open++;
	*handle = (TEE_ObjectHandle)object;
	return TEE_SUCCESS;
}

TEE_Result TEE_CreatePersistentObject(uint32_t storage, const void *name, size_t size,
				      uint32_t flags, TEE_ObjectHandle attributes,
				      const void *data, size_t data_size, TEE_ObjectHandle *handle)
{
	struct object *object = find(name);

	assert_int_equal(storage, TEE_STORAGE_PRIVATE);
	assert_int_equal(size, strlen(name) + 1);
	assert_true(flags & TEE_DATA_FLAG_OVERWRITE);
	assert_null(attributes);
	assert_null(handle);
	if (writes_left-- <= 0)
		return TEE_ERROR_STORAGE_NO_SPACE;
	if (!object)
		object = find("");
	strcpy(object->name, name);
	free(object->data);
	object->data = malloc(data_size + 1);
	if (data_size)
		memcpy(object->data, data, data_size);
	object->size = data_size;
	return TEE_SUCCESS;
}

TEE_Result TEE_GetObjectInfo1(TEE_ObjectHandle handle, TEE_ObjectInfo *info)
{
	info->dataSize = ((struct object *)handle)->size;
	return TEE_SUCCESS;
}

TEE_Result TEE_ReadObjectData(TEE_ObjectHandle handle, void *data, size_t size, size_t *count)
{
	assert_int_equal(size, ((struct object *)handle)->size);
	memcpy(data, ((struct object *)handle)->data, size);
	*count = size;
	return TEE_SUCCESS;
}

void TEE_CloseObject(TEE_ObjectHandle handle)
{
	assert_non_null(handle);
	num_open--;
}

static int begin(void **state)
{
	(void)state;
	writes_left = 100;
	return 0;
}

static int end(void **state)
{
	(void)state;
	assert_int_equal(num_open, 0);
	for (int n = 0; n < MAX_OBJECTS; n++) {
		free(objects[n].data);
		objects[n] = (struct object){ 0 };
	}
	return 0;
}

static TEE_Result load(void)
{
	uint8_t *state = NULL;
	uint32_t size;
	TEE_Result res = tpm_state_load(&state, &size);

	if (!res)
		assert_int_equal(state[size - 1], size);
	free(state);
	return res;
}

static TEE_Result store(uint8_t size)
{
	uint8_t state[255] = { 0 };

	state[size - 1] = size;
	return tpm_state_store(state, size);
}

/* First, as the mark is made once in a process. */
static void makes_a_mark_later(void **state)
{
	(void)state;
	assert_int_equal(load(), TEE_ERROR_ITEM_NOT_FOUND);
	writes_left = 0;
	assert_int_equal(store(5), TEE_ERROR_STORAGE_NO_SPACE);
	assert_int_equal(load(), TEE_ERROR_ITEM_NOT_FOUND);
	writes_left = 1;
	assert_int_equal(store(6), TEE_ERROR_STORAGE_NO_SPACE);
	assert_int_equal(load(), TEE_SUCCESS);
	writes_left = 2;
	assert_int_equal(store(7), TEE_SUCCESS);
	drop("state");
	assert_int_equal(load(), TEE_ERROR_CORRUPT_OBJECT);
}

static void replaces_its_state(void **state)
{
	(void)state;
	assert_int_equal(store(5), TEE_SUCCESS);
	assert_int_equal(load(), TEE_SUCCESS);
	assert_int_equal(store(200), TEE_SUCCESS);
	assert_int_equal(load(), TEE_SUCCESS);
	assert_int_equal(find("state")->size, 200);
}

static void refuses_impossible_sizes(void **state)
{
	(void)state;
	assert_int_equal(store(5), TEE_SUCCESS);
	find("state")->size = 0;
	assert_int_equal(load(), TEE_ERROR_CORRUPT_OBJECT);
	find("state")->size = ((size_t)1 << 20) + 1;
	assert_int_equal(load(), TEE_ERROR_CORRUPT_OBJECT);
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(makes_a_mark_later),
		TEST(replaces_its_state),
		TEST(refuses_impossible_sizes),
	};

	return RUN(tests);
}
