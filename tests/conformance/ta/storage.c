// SPDX-License-Identifier: BSD-2-Clause
/* Cases for persistent objects (TEE Internal Core API 1.3, sections 5.7 to 5.9) */
#include "cases.h"
#include "key.h"

#define STORE	TEE_STORAGE_PRIVATE
#define READ	TEE_DATA_FLAG_ACCESS_READ
#define WRITE	TEE_DATA_FLAG_ACCESS_WRITE
#define META	TEE_DATA_FLAG_ACCESS_WRITE_META
#define SHARE	(TEE_DATA_FLAG_SHARE_READ | TEE_DATA_FLAG_SHARE_WRITE)
#define ALL	(READ | WRITE | META)
#define ID	"first"
#define OTHER	"second"

static TEE_ObjectHandle object, other;
static uint8_t data[64];
static size_t count;

/* Create an object anew, with the data "0123456789". */
static TEE_Result create(const char *id, uint32_t flags, TEE_ObjectHandle *created)
{
	return TEE_CreatePersistentObject(STORE, id, 5, flags | TEE_DATA_FLAG_OVERWRITE,
					  TEE_HANDLE_NULL, "0123456789", 10, created);
}

static TEE_Result open(const char *id, uint32_t flags, TEE_ObjectHandle *opened)
{
	return TEE_OpenPersistentObject(STORE, id, 5, flags, opened);
}

/* Delete what @object refers to, so that no case leaves anything behind. */
static uint32_t finish(void)
{
	EXPECT_OK(TEE_CloseAndDeletePersistentObject1(object));
	return 0;
}

/* Creating and opening */

static uint32_t create_and_open(void)
{
	TEE_ObjectInfo info;

	EXPECT_OK(create(ID, ALL, &object));
	TEE_CloseObject(object);
	EXPECT_OK(open(ID, ALL, &object));
	EXPECT_OK(TEE_GetObjectInfo1(object, &info));
	EXPECT(info.objectType == TEE_TYPE_DATA && !info.objectSize && info.dataSize == 10);
	EXPECT(!info.dataPosition);
	EXPECT(info.handleFlags ==
	       (ALL | TEE_HANDLE_FLAG_PERSISTENT | TEE_HANDLE_FLAG_INITIALIZED));
	EXPECT_OK(TEE_ReadObjectData(object, data, 64, &count));
	EXPECT(count == 10 && !TEE_MemCompare(data, "0123456789", 10));
	return finish();
}

static uint32_t create_only(void)
{
	EXPECT_OK(create(ID, 0, NULL));
	EXPECT_OK(open(ID, ALL, &object));
	return finish();
}

static uint32_t empty_id(void)
{
	EXPECT_OK(TEE_CreatePersistentObject(STORE, NULL, 0, ALL | TEE_DATA_FLAG_OVERWRITE,
					     TEE_HANDLE_NULL, NULL, 0, &object));
	TEE_CloseObject(object);
	EXPECT_OK(TEE_OpenPersistentObject(STORE, NULL, 0, ALL, &object));
	return finish();
}

static uint32_t longest_id(void)
{
	TEE_MemFill(data, 0xe5, TEE_OBJECT_ID_MAX_LEN);
	EXPECT_OK(TEE_CreatePersistentObject(STORE, data, TEE_OBJECT_ID_MAX_LEN,
					     ALL | TEE_DATA_FLAG_OVERWRITE, TEE_HANDLE_NULL, NULL,
					     0, &object));
	return finish();
}

static uint32_t exists(void)
{
	TEE_Result result;

	EXPECT_OK(create(ID, ALL, &object));
	TEE_CloseObject(object);
	result = TEE_CreatePersistentObject(STORE, ID, 5, ALL, TEE_HANDLE_NULL, NULL, 0, &other);
	EXPECT_OK(open(ID, ALL, &object));
	EXPECT_RESULT(TEE_ERROR_ACCESS_CONFLICT, result);
	return finish();
}

static uint32_t replace(void)
{
	TEE_ObjectInfo info;

	EXPECT_OK(create(ID, ALL, &object));
	TEE_CloseObject(object);
	EXPECT_OK(TEE_CreatePersistentObject(STORE, ID, 5, ALL | TEE_DATA_FLAG_OVERWRITE,
					     TEE_HANDLE_NULL, "new", 3, &object));
	EXPECT_OK(TEE_GetObjectInfo1(object, &info));
	EXPECT(info.dataSize == 3 && !info.dataPosition);
	EXPECT_OK(TEE_ReadObjectData(object, data, 64, &count));
	EXPECT(count == 3 && !TEE_MemCompare(data, "new", 3));
	return finish();
}

static uint32_t replace_open(void)
{
	TEE_Result result;

	EXPECT_OK(create(ID, ALL, &object));
	result = create(ID, ALL, &other);
	EXPECT_OK(TEE_ReadObjectData(object, data, 64, &count));
	EXPECT(count == 10);
	EXPECT_RESULT(TEE_ERROR_ACCESS_CONFLICT, result);
	return finish();
}

static uint32_t missing(void)
{
	EXPECT_RESULT(TEE_ERROR_ITEM_NOT_FOUND, open("no id", READ, &object));
	return 0;
}

static uint32_t unknown_storage(void)
{
	EXPECT_RESULT(TEE_ERROR_ITEM_NOT_FOUND,
		      TEE_OpenPersistentObject(0x1234, ID, 5, READ, &object));
	EXPECT_RESULT(TEE_ERROR_ITEM_NOT_FOUND,
		      TEE_CreatePersistentObject(0x1234, ID, 5, READ, TEE_HANDLE_NULL, NULL, 0,
						 &object));
	return 0;
}

static uint32_t id_too_long(void)
{
	TEE_OpenPersistentObject(STORE, data, TEE_OBJECT_ID_MAX_LEN + 1, READ, &object);
	return 0;
}

static uint32_t create_id_too_long(void)
{
	TEE_CreatePersistentObject(STORE, data, TEE_OBJECT_ID_MAX_LEN + 1, READ, TEE_HANDLE_NULL,
				   NULL, 0, &object);
	return 0;
}

static uint32_t empty_attributes(void)
{
	TEE_ObjectHandle key;

	EXPECT_OK(TEE_AllocateTransientObject(TEE_TYPE_AES, 128, &key));
	TEE_CreatePersistentObject(STORE, ID, 5, ALL | TEE_DATA_FLAG_OVERWRITE, key, NULL, 0,
				   &object);
	return 0;
}

/* Keys */

static uint32_t keep_key(void)
{
	TEE_ObjectHandle key;
	TEE_ObjectInfo info;

	EXPECT_OK(key_make(TEE_TYPE_AES, 128, &key));
	EXPECT_OK(TEE_RestrictObjectUsage1(key, TEE_USAGE_ENCRYPT | TEE_USAGE_EXTRACTABLE));
	EXPECT_OK(TEE_CreatePersistentObject(STORE, ID, 5, ALL | TEE_DATA_FLAG_OVERWRITE, key,
					     NULL, 0, &object));
	TEE_FreeTransientObject(key);
	TEE_CloseObject(object);
	EXPECT_OK(open(ID, ALL, &object));
	EXPECT_OK(TEE_GetObjectInfo1(object, &info));
	EXPECT(info.objectType == TEE_TYPE_AES && info.objectSize == 128);
	EXPECT(info.maxObjectSize == 128);
	EXPECT(info.objectUsage == (TEE_USAGE_ENCRYPT | TEE_USAGE_EXTRACTABLE));
	count = 64;
	EXPECT_OK(TEE_GetObjectBufferAttribute(object, TEE_ATTR_SECRET_VALUE, data, &count));
	EXPECT(count == 16 && data[0] == 1 && data[15] == 16);
	return finish();
}

static uint32_t keep_usage(void)
{
	TEE_ObjectHandle key;
	TEE_ObjectInfo info;

	EXPECT_OK(key_make(TEE_TYPE_AES, 128, &key));
	EXPECT_OK(TEE_CreatePersistentObject(STORE, ID, 5, ALL | TEE_DATA_FLAG_OVERWRITE, key,
					     NULL, 0, &object));
	EXPECT_OK(TEE_RestrictObjectUsage1(object, TEE_USAGE_MAC));
	TEE_CloseObject(object);
	EXPECT_OK(open(ID, ALL, &object));
	EXPECT_OK(TEE_GetObjectInfo1(object, &info));
	EXPECT(info.objectUsage == TEE_USAGE_MAC);
	return finish();
}

static uint32_t use_key(void)
{
	TEE_OperationHandle operation;
	TEE_ObjectHandle key;

	EXPECT_OK(key_make(TEE_TYPE_AES, 128, &key));
	EXPECT_OK(TEE_CreatePersistentObject(STORE, ID, 5, ALL | TEE_DATA_FLAG_OVERWRITE, key,
					     NULL, 0, &object));
	EXPECT_OK(key_operation(TEE_ALG_AES_ECB_NOPAD, TEE_MODE_ENCRYPT, 128, object, &operation));
	TEE_FreeOperation(operation);
	return finish();
}

/* Functions for transient objects */

static uint32_t free_persistent(void)
{
	EXPECT_OK(create(ID, ALL, &object));
	TEE_FreeTransientObject(object);
	return 0;
}

static uint32_t reset_persistent(void)
{
	EXPECT_OK(create(ID, ALL, &object));
	TEE_ResetTransientObject(object);
	return 0;
}

static uint32_t populate_persistent(void)
{
	TEE_Attribute secret;

	EXPECT_OK(create(ID, ALL, &object));
	TEE_InitRefAttribute(&secret, TEE_ATTR_SECRET_VALUE, data, 16);
	TEE_PopulateTransientObject(object, &secret, 1);
	return 0;
}

static uint32_t data_as_key(void)
{
	TEE_OperationHandle operation;

	EXPECT_OK(create(ID, ALL, &object));
	EXPECT_OK(TEE_AllocateOperation(&operation, TEE_ALG_AES_CTR, TEE_MODE_ENCRYPT, 128));
	TEE_SetOperationKey(operation, object);
	return 0;
}

/* Sharing rules */

static uint32_t conflict(void)
{
	TEE_Result result;

	EXPECT_OK(create(ID, ALL, &object));
	TEE_CloseObject(object);
	EXPECT_OK(open(ID, READ, &object));
	result = open(ID, READ, &other);
	TEE_CloseObject(object);
	EXPECT_OK(open(ID, ALL, &object));
	EXPECT_RESULT(TEE_ERROR_ACCESS_CONFLICT, result);
	EXPECT_RESULT(TEE_ERROR_ACCESS_CONFLICT, open(ID, READ | SHARE, &other));
	return finish();
}

static uint32_t sharing(void)
{
	EXPECT_OK(create(ID, ALL, &object));
	TEE_CloseObject(object);
	EXPECT_OK(open(ID, READ | WRITE | SHARE, &object));
	EXPECT_OK(open(ID, READ | WRITE | SHARE, &other));
	EXPECT_OK(TEE_WriteObjectData(object, "ab", 2));
	EXPECT_OK(TEE_ReadObjectData(other, data, 3, &count));
	EXPECT(count == 3 && !TEE_MemCompare(data, "ab2", 3));
	TEE_CloseObject(object);
	TEE_CloseObject(other);
	EXPECT_OK(open(ID, ALL, &object));
	return finish();
}

/* Deleting and renaming */

static uint32_t delete(void)
{
	EXPECT_OK(create(ID, ALL, &object));
	EXPECT_OK(TEE_CloseAndDeletePersistentObject1(object));
	EXPECT_RESULT(TEE_ERROR_ITEM_NOT_FOUND, open(ID, READ, &object));
	EXPECT_OK(TEE_CloseAndDeletePersistentObject1(TEE_HANDLE_NULL));
	return 0;
}

static uint32_t delete_as_before(void)
{
	EXPECT_OK(create(ID, ALL, &object));
	TEE_CloseAndDeletePersistentObject(object);
	EXPECT_RESULT(TEE_ERROR_ITEM_NOT_FOUND, open(ID, READ, &object));
	return 0;
}

static uint32_t delete_without_right(void)
{
	EXPECT_OK(create(ID, READ, &object));
	TEE_CloseAndDeletePersistentObject1(object);
	return 0;
}

static uint32_t delete_transient(void)
{
	EXPECT_OK(key_make(TEE_TYPE_AES, 128, &object));
	TEE_CloseAndDeletePersistentObject1(object);
	return 0;
}

static uint32_t rename(void)
{
	EXPECT_OK(create(OTHER, ALL, &object));
	EXPECT_OK(TEE_CloseAndDeletePersistentObject1(object));
	EXPECT_OK(create(ID, ALL, &object));
	EXPECT_OK(TEE_RenamePersistentObject(object, OTHER, 5));
	TEE_CloseObject(object);
	EXPECT_RESULT(TEE_ERROR_ITEM_NOT_FOUND, open(ID, READ, &object));
	EXPECT_OK(open(OTHER, ALL, &object));
	EXPECT_OK(TEE_ReadObjectData(object, data, 64, &count));
	EXPECT(count == 10);
	return finish();
}

static uint32_t rename_conflict(void)
{
	TEE_Result result;

	EXPECT_OK(create(OTHER, ALL, &other));
	EXPECT_OK(create(ID, ALL, &object));
	result = TEE_RenamePersistentObject(object, OTHER, 5);
	EXPECT_OK(TEE_CloseAndDeletePersistentObject1(other));
	EXPECT_RESULT(TEE_ERROR_ACCESS_CONFLICT, result);
	return finish();
}

static uint32_t rename_to_same(void)
{
	TEE_Result result;

	EXPECT_OK(create(ID, ALL, &object));
	result = TEE_RenamePersistentObject(object, ID, 5);
	EXPECT_RESULT(TEE_ERROR_ACCESS_CONFLICT, result);
	return finish();
}

static uint32_t rename_too_long(void)
{
	EXPECT_OK(create(ID, ALL, &object));
	TEE_RenamePersistentObject(object, data, TEE_OBJECT_ID_MAX_LEN + 1);
	return 0;
}

static uint32_t rename_without_right(void)
{
	EXPECT_OK(create(ID, READ, &object));
	TEE_RenamePersistentObject(object, OTHER, 5);
	return 0;
}

/* Data */

static uint32_t position(void)
{
	TEE_ObjectInfo info;

	EXPECT_OK(TEE_GetObjectInfo1(object, &info));
	return info.dataPosition;
}

static uint32_t read(void)
{
	EXPECT_OK(create(ID, ALL, &object));
	EXPECT_OK(TEE_ReadObjectData(object, data, 4, &count));
	EXPECT(count == 4 && position() == 4 && !TEE_MemCompare(data, "0123", 4));
	EXPECT_OK(TEE_ReadObjectData(object, data, 64, &count));
	EXPECT(count == 6 && position() == 10 && !TEE_MemCompare(data, "456789", 6));
	EXPECT_OK(TEE_ReadObjectData(object, data, 64, &count));
	EXPECT(!count && position() == 10);
	return finish();
}

static uint32_t write(void)
{
	EXPECT_OK(create(ID, ALL, &object));
	EXPECT_OK(TEE_SeekObjectData(object, 8, TEE_DATA_SEEK_SET));
	EXPECT_OK(TEE_WriteObjectData(object, "abcd", 4));
	EXPECT(position() == 12);
	EXPECT_OK(TEE_SeekObjectData(object, 0, TEE_DATA_SEEK_SET));
	EXPECT_OK(TEE_ReadObjectData(object, data, 64, &count));
	EXPECT(count == 12 && !TEE_MemCompare(data, "01234567abcd", 12));
	return finish();
}

static uint32_t write_beyond(void)
{
	EXPECT_OK(create(ID, ALL, &object));
	EXPECT_OK(TEE_SeekObjectData(object, 12, TEE_DATA_SEEK_SET));
	EXPECT_OK(TEE_WriteObjectData(object, "ab", 2));
	EXPECT_OK(TEE_SeekObjectData(object, 0, TEE_DATA_SEEK_SET));
	EXPECT_OK(TEE_ReadObjectData(object, data, 64, &count));
	EXPECT(count == 14 && !TEE_MemCompare(data, "0123456789\0\0ab", 14));
	return finish();
}

static uint32_t truncate(void)
{
	EXPECT_OK(create(ID, ALL, &object));
	EXPECT_OK(TEE_TruncateObjectData(object, 3));
	EXPECT_OK(TEE_TruncateObjectData(object, 5));
	EXPECT(!position());
	EXPECT_OK(TEE_ReadObjectData(object, data, 64, &count));
	EXPECT(count == 5 && !TEE_MemCompare(data, "012\0\0", 5));
	return finish();
}

static uint32_t seek(void)
{
	EXPECT_OK(create(ID, ALL, &object));
	EXPECT_OK(TEE_SeekObjectData(object, 4, TEE_DATA_SEEK_SET));
	EXPECT_OK(TEE_SeekObjectData(object, 3, TEE_DATA_SEEK_CUR));
	EXPECT(position() == 7);
	EXPECT_OK(TEE_SeekObjectData(object, -5, TEE_DATA_SEEK_CUR));
	EXPECT(position() == 2);
	EXPECT_OK(TEE_SeekObjectData(object, -1, TEE_DATA_SEEK_END));
	EXPECT(position() == 9);
	EXPECT_OK(TEE_SeekObjectData(object, 5, TEE_DATA_SEEK_END));
	EXPECT(position() == 15);
	EXPECT_OK(TEE_SeekObjectData(object, -100, TEE_DATA_SEEK_CUR));
	EXPECT(!position());
	return finish();
}

static uint32_t read_beyond(void)
{
	EXPECT_OK(create(ID, ALL, &object));
	EXPECT_OK(TEE_SeekObjectData(object, 12, TEE_DATA_SEEK_SET));
	EXPECT_OK(TEE_ReadObjectData(object, data, 64, &count));
	EXPECT(!count && position() == 12);
	return finish();
}

static uint32_t seek_unknown(void)
{
	EXPECT_OK(create(ID, ALL, &object));
	TEE_SeekObjectData(object, 0, (TEE_Whence)7);
	return 0;
}

static uint32_t seek_too_far(void)
{
	EXPECT_OK(create(ID, ALL, &object));
	EXPECT_RESULT(TEE_ERROR_OVERFLOW,
		      TEE_SeekObjectData(object, (intmax_t)TEE_DATA_MAX_POSITION + 1,
					 TEE_DATA_SEEK_SET));
	EXPECT(!position());
	return finish();
}

static uint32_t read_without_right(void)
{
	EXPECT_OK(create(ID, WRITE, &object));
	TEE_ReadObjectData(object, data, 4, &count);
	return 0;
}

static uint32_t write_without_right(void)
{
	EXPECT_OK(create(ID, READ, &object));
	TEE_WriteObjectData(object, "ab", 2);
	return 0;
}

static uint32_t truncate_without_right(void)
{
	EXPECT_OK(create(ID, READ, &object));
	TEE_TruncateObjectData(object, 2);
	return 0;
}

static uint32_t read_transient(void)
{
	EXPECT_OK(key_make(TEE_TYPE_AES, 128, &object));
	TEE_ReadObjectData(object, data, 4, &count);
	return 0;
}

static uint32_t seek_transient(void)
{
	EXPECT_OK(key_make(TEE_TYPE_AES, 128, &object));
	TEE_SeekObjectData(object, 0, TEE_DATA_SEEK_SET);
	return 0;
}

/* Enumerators */

static uint32_t walk(TEE_ObjectEnumHandle enumerator, size_t *found)
{
	TEE_Result result = TEE_StartPersistentObjectEnumerator(enumerator, STORE);

	*found = 0;
	while (!result) {
		TEE_ObjectInfo info;
		size_t size = TEE_OBJECT_ID_MAX_LEN;

		result = TEE_GetNextPersistentObject(enumerator, &info, data, &size);
		if (!result && (size == 5 || size == 6) && info.objectType == TEE_TYPE_DATA)
			*found += !TEE_MemCompare(data, ID, 5) || !TEE_MemCompare(data, OTHER, 5);
	}
	EXPECT_RESULT(TEE_ERROR_ITEM_NOT_FOUND, result);
	return 0;
}

static uint32_t enumerate(void)
{
	TEE_ObjectEnumHandle enumerator;
	size_t found;
	uint32_t line;

	EXPECT_OK(create(ID, ALL | SHARE, &object));
	EXPECT_OK(create(OTHER, ALL | SHARE, &other));
	EXPECT_OK(TEE_AllocatePersistentObjectEnumerator(&enumerator));
	line = walk(enumerator, &found);
	TEE_FreePersistentObjectEnumerator(enumerator);
	EXPECT_OK(TEE_CloseAndDeletePersistentObject1(other));
	if (line)
		return line;
	EXPECT(found == 2);
	return finish();
}

static uint32_t enumerator_not_started(void)
{
	TEE_ObjectEnumHandle enumerator;
	TEE_ObjectInfo info;
	size_t size = TEE_OBJECT_ID_MAX_LEN;

	EXPECT_OK(TEE_AllocatePersistentObjectEnumerator(&enumerator));
	EXPECT_RESULT(TEE_ERROR_ITEM_NOT_FOUND,
		      TEE_GetNextPersistentObject(enumerator, &info, data, &size));
	TEE_FreePersistentObjectEnumerator(enumerator);
	return 0;
}

static uint32_t enumerator_reset(void)
{
	TEE_ObjectEnumHandle enumerator;
	TEE_ObjectInfo info;
	size_t size = TEE_OBJECT_ID_MAX_LEN;

	EXPECT_OK(create(ID, ALL, &object));
	EXPECT_OK(TEE_AllocatePersistentObjectEnumerator(&enumerator));
	EXPECT_OK(TEE_StartPersistentObjectEnumerator(enumerator, STORE));
	TEE_ResetPersistentObjectEnumerator(enumerator);
	EXPECT_RESULT(TEE_ERROR_ITEM_NOT_FOUND,
		      TEE_GetNextPersistentObject(enumerator, &info, data, &size));
	TEE_FreePersistentObjectEnumerator(enumerator);
	return finish();
}

static uint32_t enumerate_unknown(void)
{
	TEE_ObjectEnumHandle enumerator;

	EXPECT_OK(TEE_AllocatePersistentObjectEnumerator(&enumerator));
	EXPECT_RESULT(TEE_ERROR_ITEM_NOT_FOUND,
		      TEE_StartPersistentObjectEnumerator(enumerator, 0x1234));
	TEE_FreePersistentObjectEnumerator(enumerator);
	return 0;
}

static uint32_t free_null(void)
{
	TEE_FreePersistentObjectEnumerator(TEE_HANDLE_NULL);
	TEE_ResetPersistentObjectEnumerator(TEE_HANDLE_NULL);
	return 0;
}

static uint32_t enumerator_freed(void)
{
	TEE_ObjectEnumHandle enumerator;

	EXPECT_OK(TEE_AllocatePersistentObjectEnumerator(&enumerator));
	TEE_FreePersistentObjectEnumerator(enumerator);
	TEE_StartPersistentObjectEnumerator(enumerator, STORE);
	return 0;
}

static const struct conformance_case cases[] = {
	{ USE, "5.7.1, 5.7.2", "an object is created and opened again", create_and_open },
	{ USE, "5.7.2", "an object is created without opening it", create_only },
	{ USE, "5.7.1, 5.7.2", "an identifier of 0 bytes", empty_id },
	{ USE, "5.7.2", "an identifier of TEE_OBJECT_ID_MAX_LEN", longest_id },
	{ MISUSE, "5.7.2", "an object that exists", exists },
	{ USE, "5.7.2", "an object is replaced", replace },
	{ MISUSE, "5.7.2", "an object that is open is replaced", replace_open },
	{ MISUSE, "5.7.1", "an object that does not exist", missing },
	{ MISUSE, "5.7.1, 5.7.2", "a storage that does not exist", unknown_storage },
	{ PANIC, "5.7.1", "an identifier that is too long to open", id_too_long },
	{ PANIC, "5.7.2", "an identifier that is too long to create", create_id_too_long },
	{ PANIC, "5.7.2", "the attributes of an empty object", empty_attributes },
	{ USE, "5.7.2", "a key is kept", keep_key },
	{ USE, "5.5.2", "the usage of a persistent key is kept", keep_usage },
	{ USE, "6.2.6", "a persistent key is used", use_key },
	{ PANIC, "5.6.2", "a persistent object is freed as a transient one", free_persistent },
	{ PANIC, "5.6.3", "a persistent object is reset", reset_persistent },
	{ PANIC, "5.6.4", "a persistent object is populated", populate_persistent },
	{ PANIC, "6.2.6", "an object of type TEE_TYPE_DATA as a key", data_as_key },
	{ USE, "5.7.3", "an object can be shared", sharing },
	{ MISUSE, "5.7.3", "an object that isn't shared", conflict },
	{ USE, "5.7.4", "an object is deleted", delete },
	{ USE, "5.7.4", "an object is deleted by the function of version 1.0", delete_as_before },
	{ PANIC, "5.7.4", "an object is deleted without the right", delete_without_right },
	{ PANIC, "5.7.4", "a transient object is deleted", delete_transient },
	{ USE, "5.7.5", "an object is renamed", rename },
	{ MISUSE, "5.7.5", "an object is renamed to one that exists", rename_conflict },
	{ MISUSE, "5.7.5", "an object is renamed to its own name", rename_to_same },
	{ PANIC, "5.7.5", "an object is renamed without the right", rename_without_right },
	{ PANIC, "5.7.5", "an object is renamed to what is too long", rename_too_long },
	{ USE, "5.8.4, 5.8.5", "an enumerator finds all objects", enumerate },
	{ USE, "5.8.2, 5.8.3", "TEE_HANDLE_NULL is ignored", free_null },
	{ USE, "5.8.3", "an enumerator is reset", enumerator_reset },
	{ MISUSE, "5.8.5", "an enumerator that was not started", enumerator_not_started },
	{ MISUSE, "5.8.4", "the objects of a storage that does not exist", enumerate_unknown },
	{ PANIC, "5.8.4", "an enumerator is started after it was freed", enumerator_freed },
	{ USE, "5.9.1", "TEE_ReadObjectData()", read },
	{ USE, "5.9.1", "TEE_ReadObjectData() beyond the end", read_beyond },
	{ USE, "5.9.2", "TEE_WriteObjectData()", write },
	{ USE, "5.9.2", "TEE_WriteObjectData() beyond the end", write_beyond },
	{ USE, "5.9.3", "TEE_TruncateObjectData()", truncate },
	{ USE, "5.9.4", "TEE_SeekObjectData()", seek },
	{ MISUSE, "5.9.4", "a position that is too large", seek_too_far },
	{ PANIC, "5.9.1", "data is read without the right", read_without_right },
	{ PANIC, "5.9.1", "data of a transient object", read_transient },
	{ PANIC, "5.9.2", "data is written without the right", write_without_right },
	{ PANIC, "5.9.3", "data is truncated without the right", truncate_without_right },
	{ PANIC, "5.9.4", "a position in a transient object", seek_transient },
	{ PANIC, "5.9.4", "a position from a place that does not exist", seek_unknown },
};

const struct conformance_group storage_group = CASES(cases);
