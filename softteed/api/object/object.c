// SPDX-License-Identifier: BSD-2-Clause
/* Objects: making, finding and freeing them, and their attributes in memory. */

#include <stdlib.h>
#include <string.h>

#include "softteed/api/object/check.h"
#include "softteed/api/object/handle.h"
#include "softteed/api/object/object.h"
#include "softteed/api/object/secret.h"
#include "softteed/api/object/type.h"
#include "softteed/instance/runtime.h"

static struct handle_table handles = { .kind = HANDLE_OBJECT };

struct object *object_create(uint32_t type, uint32_t max_size)
{
	struct object *object = calloc(1, sizeof(*object));

	if (!object)
		return NULL;
	object->type = type;
	object->max_size = max_size;
	object->usage = OBJECT_USAGE_DEFAULT;
	return object;
}

void object_free(struct object *object)
{
	if (!object)
		return;
	if (object->persistent)
		object->storage->close(object);
	object_clear(object);
	handle_close(&handles, object->handle);
	free(object);
}

TEE_ObjectHandle object_handle(struct object *object)
{
	if (!object->handle)
		object->handle = handle_open(&handles, object);
	return (TEE_ObjectHandle)object->handle;
}

struct object *object_get(TEE_ObjectHandle handle, const char *function)
{
	struct object *object = handle_find(&handles, (uintptr_t)handle);

	if (!object)
		runtime_panic(TEE_ERROR_BAD_PARAMETERS, function,
			      "%p is not the handle of an open object", (void *)handle);
	return object;
}

const struct attribute *object_find_attribute(const struct object *object, uint32_t id)
{
	for (size_t n = 0; n < object->num_attributes; n++)
		if (object->attributes[n].id == id)
			return &object->attributes[n];
	return NULL;
}

bool object_is_initialized(const struct object *object)
{
	return object->flags & TEE_HANDLE_FLAG_INITIALIZED;
}

void object_remove_attributes(struct object *object)
{
	for (size_t n = 0; n < object->num_attributes; n++)
		if (!object->attributes[n].is_value)
			secret_free(object->attributes[n].buffer.data);
	memset(object->attributes, 0, sizeof(object->attributes));
	object->num_attributes = 0;
	object->size = 0;
	object->flags &= ~(uint32_t)TEE_HANDLE_FLAG_INITIALIZED;
}

void object_clear(struct object *object)
{
	object_remove_attributes(object);
	object->usage = OBJECT_USAGE_DEFAULT;
}

TEE_Result object_add_buffer(struct object *object, uint32_t id, const void *data, size_t size)
{
	struct attribute attribute = { .id = id };

	if (size > OBJECT_MAX_BUFFER)
		return TEE_ERROR_SHORT_BUFFER;
	if (object->num_attributes == OBJECT_MAX_ATTRIBUTES)
		return TEE_ERROR_OUT_OF_MEMORY;
	attribute.buffer.data = secret_alloc(size);
	if (!attribute.buffer.data)
		return TEE_ERROR_OUT_OF_MEMORY;
	if (data && size)
		memcpy(attribute.buffer.data, data, size);
	attribute.buffer.size = size;
	object->attributes[object->num_attributes++] = attribute;
	return TEE_SUCCESS;
}

TEE_Result object_add_value(struct object *object, uint32_t id, uint32_t a, uint32_t b)
{
	if (object->num_attributes == OBJECT_MAX_ATTRIBUTES)
		return TEE_ERROR_OUT_OF_MEMORY;
	object->attributes[object->num_attributes++] = (struct attribute){
		.id = id,
		.is_value = true,
		.value = { a, b },
	};
	return TEE_SUCCESS;
}

TEE_Result object_set_secret(struct object *object, const void *secret, size_t size)
{
	const struct object_type *type = object_type_find(object->type);
	const char *reason;
	TEE_Result result;

	if (object->num_attributes)
		return TEE_ERROR_BAD_STATE;
	if (!type || !object_secret_id(type))
		return TEE_ERROR_BAD_PARAMETERS;
	result = object_add_buffer(object, object_secret_id(type), secret, size);
	return result ? result : object_finish(object, &reason);
}

struct object *object_copy(const struct object *object)
{
	struct object *copy = object_create(object->type, object->max_size);
	TEE_Result result = TEE_SUCCESS;

	if (!copy)
		return NULL;
	for (size_t n = 0; n < object->num_attributes && !result; n++) {
		const struct attribute *from = &object->attributes[n];

		result = from->is_value ?
			object_add_value(copy, from->id, from->value.a, from->value.b) :
			object_add_buffer(copy, from->id, from->buffer.data, from->buffer.size);
	}
	if (result) {
		object_free(copy);
		return NULL;
	}
	copy->size = object->size;
	copy->usage = object->usage;
	copy->flags = object->flags & TEE_HANDLE_FLAG_INITIALIZED;
	return copy;
}
