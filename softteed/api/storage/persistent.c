// SPDX-License-Identifier: BSD-2-Clause
/* Persistent objects: open, create, delete, rename (Internal Core API 1.3, section 5.7). */

#include <stdlib.h>
#include <string.h>

#include "softteed/api/framework/framework.h"
#include "softteed/api/object/secret.h"
#include "softteed/api/object/serialize.h"
#include "softteed/api/storage/persistent_private.h"
#include "softteed/instance/runtime.h"

_Static_assert(STORAGE_MAX_META >= OBJECT_SERIALIZED_MAX, "attributes fit into a request");
_Static_assert(STORAGE_MAX_NAME == TEE_OBJECT_ID_MAX_LEN, "names fit into a request");

#define OPEN_FLAGS	(TEE_DATA_FLAG_ACCESS_READ | TEE_DATA_FLAG_ACCESS_WRITE | \
			 TEE_DATA_FLAG_ACCESS_WRITE_META | TEE_DATA_FLAG_SHARE_READ | \
			 TEE_DATA_FLAG_SHARE_WRITE)

static void close_handle(uint32_t handle)
{
	struct storage_message request = { .header = { .code = STORAGE_CLOSE, .handle = handle } };
	struct storage_message reply;

	/* The storage process closes the handles of an instance that it can no longer reach. */
	persistent_call(&request, NULL, 0, &reply);
}

static void close_object(struct object *object)
{
	close_handle(object->persistent->handle);
	free(object->persistent);
	object->persistent = NULL;
}

static TEE_Result get_info(struct object *object, size_t *data_size, size_t *position)
{
	struct storage_message request = { .header = {
		.code = STORAGE_INFO, .handle = object->persistent->handle } };
	struct storage_message reply;
	TEE_Result result = persistent_call(&request, NULL, 0, &reply);

	if (result)
		return result == TEE_ERROR_CORRUPT_OBJECT ? result :
			TEE_ERROR_STORAGE_NOT_AVAILABLE;
	*data_size = reply.header.size;
	*position = object->persistent->position;
	return TEE_SUCCESS;
}

/* Serialize an object to memory from secret_alloc(). */
static TEE_Result serialize(const struct object *object, uint8_t **meta, size_t *size)
{
	*size = object_serialized_size(object);
	*meta = secret_alloc(*size);
	if (!*meta || object_serialize(object, *meta, *size) != *size) {
		secret_free(*meta);
		*meta = NULL;
		return TEE_ERROR_OUT_OF_MEMORY;
	}
	return TEE_SUCCESS;
}

static TEE_Result set_usage(struct object *object, uint32_t usage)
{
	struct storage_message request = { .header = {
		.code = STORAGE_SET_META, .handle = object->persistent->handle } };
	uint32_t old = object->usage;
	struct storage_message reply;
	uint8_t *meta;
	size_t size;
	TEE_Result result;

	object->usage = usage;
	result = serialize(object, &meta, &size);
	object->usage = old;
	if (result)
		return result;
	request.meta = meta;
	request.header.meta_size = (uint32_t)size;
	result = persistent_call(&request, NULL, 0, &reply);
	persistent_wipe();
	secret_free(meta);
	return result;
}

static const struct object_storage storage_operations = {
	.close = close_object,
	.get_info = get_info,
	.set_usage = set_usage,
};

/* Make an object persistent, with an open handle of the storage process. */
static TEE_Result attach(struct object *object, uint32_t handle, uint32_t flags,
			 TEE_ObjectHandle *out)
{
	object->persistent = calloc(1, sizeof(*object->persistent));
	if (!object->persistent)
		return TEE_ERROR_OUT_OF_MEMORY;
	object->persistent->handle = handle;
	object->storage = &storage_operations;
	object->flags = TEE_HANDLE_FLAG_PERSISTENT | TEE_HANDLE_FLAG_INITIALIZED | flags;
	*out = object_handle(object);
	if (*out != TEE_HANDLE_NULL)
		return TEE_SUCCESS;
	free(object->persistent);
	object->persistent = NULL;
	return TEE_ERROR_OUT_OF_MEMORY;
}

static void check_name(const void *name, size_t size, const char *function)
{
	if (size > TEE_OBJECT_ID_MAX_LEN || (size && !name))
		runtime_panic(TEE_ERROR_BAD_PARAMETERS, function, "invalid object identifier");
	/* A client could change a name in its own memory after it was checked. */
	framework_require_access(TEE_MEMORY_ACCESS_READ, name, size, function);
}

TEE_Result TEE_OpenPersistentObject(uint32_t storageID, const void *objectID, size_t objectIDLen,
				    uint32_t flags, TEE_ObjectHandle *object)
{
	struct storage_message request = { .name = objectID, .header = {
		.code = STORAGE_OPEN, .flags = flags, .name_size = (uint32_t)objectIDLen } };
	struct storage_message reply;
	struct object *opened = NULL;
	TEE_Result result;

	check_name(objectID, objectIDLen, __func__);
	annotation_require_own(object, sizeof(*object), "the handle", __func__);
	if (flags & ~OPEN_FLAGS)
		runtime_panic(TEE_ERROR_BAD_PARAMETERS, __func__, "invalid flags 0x%x", flags);
	*object = TEE_HANDLE_NULL;
	if (!persistent_storage_known(storageID))
		return TEE_ERROR_ITEM_NOT_FOUND;
	result = persistent_call(&request, NULL, 0, &reply);
	if (!result) {
		uint32_t handle = reply.header.handle;

		result = object_deserialize(reply.meta, reply.header.meta_size, &opened);
		if (!result)
			result = attach(opened, handle, flags, object);
		if (result) {
			object_free(opened);
			close_handle(handle);
		}
	}
	persistent_wipe();
	return persistent_check_result(result, __func__);
}

/* Create the object, whose attributes are @source's. */
static TEE_Result create(struct storage_message *request, struct object *source, const void *data,
			 size_t size, TEE_ObjectHandle *out)
{
	struct object *created = source ? object_copy(source) :
		object_create(TEE_TYPE_DATA, 0);
	struct storage_message reply;
	size_t meta_size;
	uint8_t *meta;
	TEE_Result result;

	if (!created)
		return TEE_ERROR_OUT_OF_MEMORY;
	created->max_size = created->size;
	result = serialize(created, &meta, &meta_size);
	if (result)
		goto out;
	request->meta = meta;
	request->header.meta_size = (uint32_t)meta_size;
	result = persistent_call(request, data, size, &reply);
	persistent_wipe();
	secret_free(meta);
	if (result)
		goto out;
	if (out)
		result = attach(created, reply.header.handle,
				request->header.flags & OPEN_FLAGS, out);
	if (!out || result)
		close_handle(reply.header.handle);
out:
	if (result || !out)
		object_free(created);
	return result;
}

TEE_Result TEE_CreatePersistentObject(uint32_t storageID, const void *objectID,
				      size_t objectIDLen, uint32_t flags,
				      TEE_ObjectHandle attributes, const void *initialData,
				      size_t initialDataLen, TEE_ObjectHandle *object)
{
	struct storage_message request = { .name = objectID, .header = {
		.code = STORAGE_CREATE, .flags = flags, .name_size = (uint32_t)objectIDLen } };
	struct object *source = NULL;

	check_name(objectID, objectIDLen, __func__);
	if (flags & ~(OPEN_FLAGS | TEE_DATA_FLAG_OVERWRITE))
		runtime_panic(TEE_ERROR_BAD_PARAMETERS, __func__, "invalid flags 0x%x", flags);
	if (initialDataLen && !initialData)
		initialDataLen = 0;
	if (attributes != TEE_HANDLE_NULL) {
		source = object_get(attributes, __func__);
		if (!object_is_initialized(source))
			runtime_panic(TEE_ERROR_BAD_PARAMETERS, __func__,
				      "the attributes are not initialized");
	}
	if (object) {
		annotation_require_own(object, sizeof(*object), "the handle", __func__);
		*object = TEE_HANDLE_NULL;
	}
	if (!persistent_storage_known(storageID))
		return TEE_ERROR_ITEM_NOT_FOUND;
	return persistent_check_result(create(&request, source, initialData, initialDataLen,
					      object), __func__);
}

TEE_Result TEE_CloseAndDeletePersistentObject1(TEE_ObjectHandle object)
{
	struct storage_message request = { .header.code = STORAGE_DELETE }, reply;
	struct object *deleted;
	TEE_Result result;

	if (object == TEE_HANDLE_NULL)
		return TEE_SUCCESS;
	deleted = persistent_get(object, TEE_DATA_FLAG_ACCESS_WRITE_META, __func__);
	request.header.handle = deleted->persistent->handle;
	result = persistent_call(&request, NULL, 0, &reply);
	object_free(deleted);
	if (result == TEE_SUCCESS)
		return result;
	return persistent_check_result(result, __func__);
}

void TEE_CloseAndDeletePersistentObject(TEE_ObjectHandle object)
{
	TEE_Result result = TEE_CloseAndDeletePersistentObject1(object);

	if (result)
		runtime_panic(result, __func__, "cannot delete the object: 0x%08x", result);
}

TEE_Result TEE_RenamePersistentObject(TEE_ObjectHandle object, const void *newObjectID,
				      size_t newObjectIDLen)
{
	struct object *renamed = persistent_get(object, TEE_DATA_FLAG_ACCESS_WRITE_META, __func__);
	struct storage_message request = { .name = newObjectID, .header = {
		.code = STORAGE_RENAME, .handle = renamed->persistent->handle,
		.name_size = (uint32_t)newObjectIDLen } };
	struct storage_message reply;

	check_name(newObjectID, newObjectIDLen, __func__);
	return persistent_check_result(persistent_call(&request, NULL, 0, &reply), __func__);
}
