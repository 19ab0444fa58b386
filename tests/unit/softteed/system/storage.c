// SPDX-License-Identifier: BSD-2-Clause
/* A Trusted Application for tests of trusted storage: its commands are the API's functions. */
#include <string.h>

#include "storage.h"
#include "tee_internal_api.h"

#define HANDLES	16

static TEE_ObjectHandle handles[HANDLES];

TEE_Result TA_CreateEntryPoint(void)
{
	return TEE_SUCCESS;
}

void TA_DestroyEntryPoint(void)
{
	if (UUID_NUMBER == STORAGE_SEPARATE)
		TEE_CreatePersistentObject(TEE_STORAGE_PRIVATE, "destroyed", 9,
					   TEE_DATA_FLAG_OVERWRITE, TEE_HANDLE_NULL, NULL, 0, NULL);
}

TEE_Result TA_OpenSessionEntryPoint(uint32_t types, TEE_Param params[4], void **context)
{
	(void)types;
	(void)params;
	(void)context;
	return TEE_SUCCESS;
}

void TA_CloseSessionEntryPoint(void *context)
{
	(void)context;
}

static uint32_t free_handle(void)
{
	uint32_t n = 0;

	while (n < HANDLES - 1 && handles[n])
		n++;
	return n;
}

static TEE_Result list(TEE_Param *data)
{
	TEE_ObjectEnumHandle enumerator;
	char name[TEE_OBJECT_ID_MAX_LEN], *at = data->memref.buffer;
	size_t size;
	TEE_Result result = TEE_AllocatePersistentObjectEnumerator(&enumerator);

	if (result)
		return result;
	result = TEE_StartPersistentObjectEnumerator(enumerator, TEE_STORAGE_PRIVATE);
	while (!result) {
		size = sizeof(name);
		result = TEE_GetNextPersistentObject(enumerator, NULL, name, &size);
		if (result)
			break;
		memcpy(at, name, size);
		at[size] = '\n';
		at += size + 1;
	}
	data->memref.size = (size_t)(at - (char *)data->memref.buffer);
	TEE_FreePersistentObjectEnumerator(enumerator);
	return result == TEE_ERROR_ITEM_NOT_FOUND ? TEE_SUCCESS : result;
}

static TEE_Result seek(TEE_ObjectHandle object, TEE_Param *offset, TEE_Param *whence)
{
	TEE_ObjectInfo info;
	TEE_Result result = TEE_SeekObjectData(object, (int32_t)offset->value.b,
					       whence->value.a);

	if (!result)
		result = TEE_GetObjectInfo1(object, &info);
	if (!result) {
		whence->value.a = (uint32_t)info.dataPosition;
		whence->value.b = (uint32_t)info.dataSize;
	}
	return result;
}

static TEE_Result time_command(uint32_t command, TEE_Param *value)
{
	TEE_Time time = { .seconds = value->value.a };
	TEE_Result result;

	if (command == STORAGE_TEST_SET_TIME)
		return TEE_SetTAPersistentTime(&time);
	result = TEE_GetTAPersistentTime(&time);
	value->value.a = time.seconds;
	return result;
}

static TEE_Result get_device(TEE_Param *data)
{
	TEE_UUID uuid;
	TEE_Result result = TEE_GetPropertyAsUUID(TEE_PROPSET_TEE_IMPLEMENTATION,
						  "gpd.tee.deviceID", &uuid);

	if (!result)
		memcpy(data->memref.buffer, &uuid, sizeof(uuid));
	return result;
}

static TEE_Result with_object(uint32_t command, TEE_Param params[4])
{
	TEE_ObjectHandle *object = &handles[params[2].value.a % HANDLES];
	TEE_Result result;

	switch (command) {
	case STORAGE_TEST_READ:
		return TEE_ReadObjectData(*object, params[1].memref.buffer, params[1].memref.size,
					  &params[1].memref.size);
	case STORAGE_TEST_WRITE:
		return TEE_WriteObjectData(*object, params[1].memref.buffer,
					   params[1].memref.size);
	case STORAGE_TEST_SEEK:
		return seek(*object, &params[2], &params[3]);
	case STORAGE_TEST_TRUNCATE:
		return TEE_TruncateObjectData(*object, params[2].value.b);
	case STORAGE_TEST_RENAME:
		return TEE_RenamePersistentObject(*object, params[0].memref.buffer,
						  params[0].memref.size);
	case STORAGE_TEST_DELETE:
		result = TEE_CloseAndDeletePersistentObject1(*object);
		*object = TEE_HANDLE_NULL;
		return result;
	case STORAGE_TEST_CLOSE:
		TEE_CloseObject(*object);
		*object = TEE_HANDLE_NULL;
		return TEE_SUCCESS;
	default:
		return TEE_ERROR_NOT_SUPPORTED;
	}
}

TEE_Result TA_InvokeCommandEntryPoint(void *context, uint32_t command, uint32_t types,
				      TEE_Param params[4])
{
	uint32_t new = free_handle();
	char name[256];

	(void)context;
	(void)types;
	if (command != STORAGE_TEST_OPEN_SHARED && params[0].memref.size <= sizeof(name)) {
		TEE_MemMove(name, params[0].memref.buffer, params[0].memref.size);
		params[0].memref.buffer = name;
	}
	switch (command) {
	case STORAGE_TEST_CREATE:
		params[2].value.a = new;
		return TEE_CreatePersistentObject(TEE_STORAGE_PRIVATE, params[0].memref.buffer,
						  params[0].memref.size, params[2].value.b,
						  TEE_HANDLE_NULL, params[1].memref.buffer,
						  params[1].memref.size, &handles[new]);
	case STORAGE_TEST_OPEN:
	case STORAGE_TEST_OPEN_SHARED:
		params[2].value.a = new;
		return TEE_OpenPersistentObject(TEE_STORAGE_PRIVATE, params[0].memref.buffer,
						params[0].memref.size, params[2].value.b,
						&handles[new]);
	case STORAGE_TEST_LIST:
		return list(&params[1]);
	case STORAGE_TEST_SET_TIME:
	case STORAGE_TEST_GET_TIME:
		return time_command(command, &params[2]);
	case STORAGE_TEST_DEVICE:
		return get_device(&params[1]);
	default:
		return with_object(command, params);
	}
}
