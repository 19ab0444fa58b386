// SPDX-License-Identifier: BSD-2-Clause
/* Data streams of persistent objects (Internal Core API 1.3, section 5.9). */

#include <string.h>

#include "softteed/api/storage/persistent_private.h"
#include "softteed/instance/runtime.h"

TEE_Result TEE_ReadObjectData(TEE_ObjectHandle handle, void *buffer, size_t size, size_t *count)
{
	struct object *object = persistent_get(handle, TEE_DATA_FLAG_ACCESS_READ, __func__);
	struct persistent *persistent = object->persistent;
	struct storage_message request = { .header = {
		.code = STORAGE_READ, .handle = persistent->handle } };
	struct storage_message reply;
	TEE_Result result = TEE_SUCCESS;
	size_t done = 0, part, got;

	annotation_require_own(count, sizeof(*count), "the size of the data", __func__);
	if (size && !buffer)
		runtime_panic(TEE_ERROR_BAD_PARAMETERS, __func__, "buffer is NULL");
	*count = 0;
	do {
		part = size - done < STORAGE_MAX_DATA ? size - done : STORAGE_MAX_DATA;
		request.header.position = persistent->position + done;
		request.header.size = part;
		result = persistent_call(&request, NULL, 0, &reply);
		if (result || reply.header.data_size > part)
			break;
		got = reply.header.data_size;
		if (got)
			memcpy((uint8_t *)buffer + done, reply.data, got);
		done += got;
	} while (got == part && done < size);
	persistent_wipe();
	if (!result) {
		*count = done;
		persistent->position += done;
	}
	return persistent_check_result(result, __func__);
}

TEE_Result TEE_WriteObjectData(TEE_ObjectHandle handle, const void *buffer, size_t size)
{
	struct object *object = persistent_get(handle, TEE_DATA_FLAG_ACCESS_WRITE, __func__);
	struct persistent *persistent = object->persistent;
	struct storage_message request = { .header = {
		.code = STORAGE_WRITE, .handle = persistent->handle,
		.position = persistent->position } };
	struct storage_message reply;
	TEE_Result result;

	if (size && !buffer)
		runtime_panic(TEE_ERROR_BAD_PARAMETERS, __func__, "buffer is NULL");
	if (size > TEE_DATA_MAX_POSITION - persistent->position)
		return TEE_ERROR_OVERFLOW;
	result = persistent_call(&request, buffer, size, &reply);
	persistent_wipe();
	if (!result)
		persistent->position += size;
	return persistent_check_result(result, __func__);
}

TEE_Result TEE_TruncateObjectData(TEE_ObjectHandle handle, size_t size)
{
	struct object *object = persistent_get(handle, TEE_DATA_FLAG_ACCESS_WRITE, __func__);
	struct storage_message request = { .header = {
		.code = STORAGE_TRUNCATE, .handle = object->persistent->handle, .size = size } };
	struct storage_message reply;

	return persistent_check_result(persistent_call(&request, NULL, 0, &reply), __func__);
}

TEE_Result TEE_SeekObjectData(TEE_ObjectHandle handle, intmax_t offset, TEE_Whence whence)
{
	struct object *object = persistent_get(handle, 0, __func__);
	size_t size = 0, position = 0;
	int64_t target;
	TEE_Result result = TEE_SUCCESS;

	if (whence == TEE_DATA_SEEK_CUR)
		position = object->persistent->position;
	else if (whence == TEE_DATA_SEEK_END)
		result = object->storage->get_info(object, &position, &size);
	else if (whence != TEE_DATA_SEEK_SET)
		runtime_panic(TEE_ERROR_BAD_PARAMETERS, __func__, "invalid whence %u", whence);
	if (result)
		return persistent_check_result(result, __func__);
	if (__builtin_add_overflow((int64_t)position, offset, &target))
		return TEE_ERROR_OVERFLOW;
	if (target > (int64_t)TEE_DATA_MAX_POSITION)
		return TEE_ERROR_OVERFLOW;
	object->persistent->position = target < 0 ? 0 : (uint64_t)target;
	return TEE_SUCCESS;
}
