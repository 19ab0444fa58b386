// SPDX-License-Identifier: BSD-2-Clause
/* Functions as version 1.1 of the Internal Core API has them, with sizes of 32 bits. */

#include "softteed/api/storage/persistent_private.h"

TEE_Result __GP11_TEE_OpenPersistentObject(uint32_t storageID, const void *objectID,
					   uint32_t objectIDLen, uint32_t flags,
					   TEE_ObjectHandle *object)
{
	return TEE_OpenPersistentObject(storageID, objectID, objectIDLen, flags, object);
}

TEE_Result __GP11_TEE_CreatePersistentObject(uint32_t storageID, const void *objectID,
					     uint32_t objectIDLen, uint32_t flags,
					     TEE_ObjectHandle attributes,
					     const void *initialData, uint32_t initialDataLen,
					     TEE_ObjectHandle *object)
{
	return TEE_CreatePersistentObject(storageID, objectID, objectIDLen, flags, attributes,
					  initialData, initialDataLen, object);
}

TEE_Result __GP11_TEE_RenamePersistentObject(TEE_ObjectHandle object, const void *newObjectID,
					     uint32_t newObjectIDLen)
{
	return TEE_RenamePersistentObject(object, newObjectID, newObjectIDLen);
}

TEE_Result __GP11_TEE_GetNextPersistentObject(TEE_ObjectEnumHandle objectEnumerator,
					      __GP11_TEE_ObjectInfo *objectInfo, void *objectID,
					      uint32_t *objectIDLen)
{
	TEE_ObjectInfo info;
	size_t size = 0;
	TEE_Result result;

	annotation_require_own(objectIDLen, sizeof(*objectIDLen), "the identifier's size",
			       __func__);
	if (objectInfo)
		annotation_require_own(objectInfo, sizeof(*objectInfo), "the information",
				       __func__);
	result = TEE_GetNextPersistentObject(objectEnumerator, &info, objectID, &size);
	if (result)
		return result;
	*objectIDLen = (uint32_t)size;
	if (objectInfo)
		*objectInfo = (__GP11_TEE_ObjectInfo){
			.objectType = info.objectType,
			.objectSize = info.objectSize,
			.maxObjectSize = info.maxObjectSize,
			.objectUsage = info.objectUsage,
			.dataSize = (uint32_t)info.dataSize,
			.dataPosition = (uint32_t)info.dataPosition,
			.handleFlags = info.handleFlags,
		};
	return TEE_SUCCESS;
}

TEE_Result __GP11_TEE_ReadObjectData(TEE_ObjectHandle object, void *buffer, uint32_t size,
				     uint32_t *count)
{
	TEE_Result result;
	size_t done = 0;

	annotation_require_own(count, sizeof(*count), "the size of the data", __func__);
	result = TEE_ReadObjectData(object, buffer, size, &done);
	*count = (uint32_t)done;
	return result;
}

TEE_Result __GP11_TEE_WriteObjectData(TEE_ObjectHandle object, const void *buffer, uint32_t size)
{
	return TEE_WriteObjectData(object, buffer, size);
}

TEE_Result __GP11_TEE_TruncateObjectData(TEE_ObjectHandle object, uint32_t size)
{
	return TEE_TruncateObjectData(object, size);
}

TEE_Result __GP11_TEE_SeekObjectData(TEE_ObjectHandle object, int32_t offset, TEE_Whence whence)
{
	return TEE_SeekObjectData(object, offset, whence);
}
