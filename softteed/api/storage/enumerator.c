// SPDX-License-Identifier: BSD-2-Clause
/* Enumerators of persistent objects (Internal Core API 1.3, section 5.8). */

#include <stdlib.h>
#include <string.h>

#include "softteed/api/object/handle.h"
#include "softteed/api/object/serialize.h"
#include "softteed/api/storage/persistent_private.h"
#include "softteed/instance/runtime.h"

/*
 * struct enumerator - an enumerator
 * @started:	whether it enumerates
 * @position:	the last object that it has returned, as STORAGE_NEXT wants it
 */
struct enumerator {
	bool started;
	uint64_t position;
};

static struct handle_table enumerators = { .kind = HANDLE_OBJECT_ENUMERATOR };

static struct enumerator *get_enumerator(TEE_ObjectEnumHandle handle, const char *function)
{
	struct enumerator *enumerator = handle_find(&enumerators, (uintptr_t)handle);

	if (!enumerator)
		runtime_panic(TEE_ERROR_BAD_PARAMETERS, function, "invalid enumerator");
	return enumerator;
}

TEE_Result TEE_AllocatePersistentObjectEnumerator(TEE_ObjectEnumHandle *objectEnumerator)
{
	struct enumerator *enumerator;
	uintptr_t handle;

	annotation_require_own(objectEnumerator, sizeof(*objectEnumerator), "the handle",
			       __func__);
	enumerator = calloc(1, sizeof(*enumerator));
	handle = enumerator ? handle_open(&enumerators, enumerator) : 0;
	*objectEnumerator = (TEE_ObjectEnumHandle)handle;
	if (handle)
		return TEE_SUCCESS;
	free(enumerator);
	return TEE_ERROR_OUT_OF_MEMORY;
}

void TEE_FreePersistentObjectEnumerator(TEE_ObjectEnumHandle objectEnumerator)
{
	struct enumerator *enumerator;

	if (objectEnumerator == TEE_HANDLE_NULL)
		return;
	enumerator = get_enumerator(objectEnumerator, __func__);
	handle_close(&enumerators, (uintptr_t)objectEnumerator);
	free(enumerator);
}

void TEE_ResetPersistentObjectEnumerator(TEE_ObjectEnumHandle objectEnumerator)
{
	if (objectEnumerator != TEE_HANDLE_NULL)
		get_enumerator(objectEnumerator, __func__)->started = false;
}

TEE_Result TEE_StartPersistentObjectEnumerator(TEE_ObjectEnumHandle objectEnumerator,
					       uint32_t storageID)
{
	struct enumerator *enumerator = get_enumerator(objectEnumerator, __func__);
	struct storage_message request = { .header.code = STORAGE_NEXT }, reply;
	TEE_Result result;

	*enumerator = (struct enumerator){ 0 };
	if (!persistent_storage_known(storageID))
		return TEE_ERROR_ITEM_NOT_FOUND;
	result = persistent_call(&request, NULL, 0, &reply);
	persistent_wipe();
	enumerator->started = !result;
	return persistent_check_result(result, __func__);
}

TEE_Result TEE_GetNextPersistentObject(TEE_ObjectEnumHandle objectEnumerator,
				       TEE_ObjectInfo *objectInfo, void *objectID,
				       size_t *objectIDLen)
{
	struct enumerator *enumerator = get_enumerator(objectEnumerator, __func__);
	struct storage_message request = { .header = {
		.code = STORAGE_NEXT, .position = enumerator->position } };
	struct object *object = NULL;
	struct storage_message reply;
	TEE_Result result;

	annotation_require_own(objectIDLen, sizeof(*objectIDLen), "the identifier's size",
			       __func__);
	if (objectInfo)
		annotation_require_own(objectInfo, sizeof(*objectInfo), "the information",
				       __func__);
	if (!objectID)
		runtime_panic(TEE_ERROR_BAD_PARAMETERS, __func__, "no place for the identifier");
	if (!enumerator->started)
		return TEE_ERROR_ITEM_NOT_FOUND;
	result = persistent_call(&request, NULL, 0, &reply);
	if (!result)
		result = object_deserialize(reply.meta, reply.header.meta_size, &object);
	if (!result) {
		enumerator->position = reply.header.position;
		*objectIDLen = reply.header.name_size;
		if (reply.name)
			memcpy(objectID, reply.name, reply.header.name_size);
		if (objectInfo)
			*objectInfo = (TEE_ObjectInfo){
				.objectType = object->type,
				.objectSize = object->size,
				.maxObjectSize = object->max_size,
				.objectUsage = object->usage,
				.dataSize = reply.header.size,
				.handleFlags = TEE_HANDLE_FLAG_PERSISTENT |
					       TEE_HANDLE_FLAG_INITIALIZED,
			};
		object_free(object);
	}
	persistent_wipe();
	return persistent_check_result(result, __func__);
}
