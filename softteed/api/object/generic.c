// SPDX-License-Identifier: BSD-2-Clause
/* Functions for objects of both kinds, transient and persistent (Internal Core API 1.3, 5.5). */

#include "softteed/api/annotation.h"
#include "softteed/api/object/object.h"

static TEE_Result get_info(struct object *object, TEE_ObjectInfo *info)
{
	size_t data_size = 0, position = 0;
	TEE_Result result;

	if (object->persistent) {
		result = object->storage->get_info(object, &data_size, &position);
		if (result)
			return result;
	}
	*info = (TEE_ObjectInfo){
		.objectType = object->type,
		.objectSize = object->size,
		.maxObjectSize = object->max_size,
		.objectUsage = object->usage,
		.dataSize = data_size,
		.dataPosition = position,
		.handleFlags = object->flags,
	};
	return TEE_SUCCESS;
}

TEE_Result TEE_GetObjectInfo1(TEE_ObjectHandle object, TEE_ObjectInfo *objectInfo)
{
	annotation_require_own(objectInfo, sizeof(*objectInfo), "the information", __func__);
	return get_info(object_get(object, __func__), objectInfo);
}

void TEE_GetObjectInfo(TEE_ObjectHandle object, TEE_ObjectInfo *objectInfo)
{
	annotation_require_own(objectInfo, sizeof(*objectInfo), "the information", __func__);
	/* Deprecated, because it can report a failure only with this type. */
	if (get_info(object_get(object, __func__), objectInfo))
		*objectInfo = (TEE_ObjectInfo){ .objectType = TEE_TYPE_CORRUPTED_OBJECT };
}

static TEE_Result restrict_usage(struct object *object, uint32_t usage)
{
	TEE_Result result = TEE_SUCCESS;

	usage &= object->usage;
	if (object->persistent)
		result = object->storage->set_usage(object, usage);
	if (!result)
		object->usage = usage;
	return result;
}

TEE_Result TEE_RestrictObjectUsage1(TEE_ObjectHandle object, uint32_t objectUsage)
{
	return restrict_usage(object_get(object, __func__), objectUsage);
}

void TEE_RestrictObjectUsage(TEE_ObjectHandle object, uint32_t objectUsage)
{
	TEE_Result result = restrict_usage(object_get(object, __func__), objectUsage);

	/* The next use of a corrupt object reports it. */
	if (result && result != TEE_ERROR_CORRUPT_OBJECT)
		runtime_panic(result, __func__, "cannot store the usage: 0x%08x", result);
}

void TEE_CloseObject(TEE_ObjectHandle object)
{
	if (object != TEE_HANDLE_NULL)
		object_free(object_get(object, __func__));
}
