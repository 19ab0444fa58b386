// SPDX-License-Identifier: BSD-2-Clause
/*
 * Cases for what parameters may refer to (TEE Internal Core API 1.3, section 3.4): the contents of
 * buffers may be in memory that the client shares and can change at any time, but nothing else,
 * and no memory that the application can't access.
 */
#include <string.h>

#include "cases.h"
#include "key.h"

#define TA		TEE_PROPSET_CURRENT_TA
#define DATA_SIZE	"gpd.ta.dataSize"
#define ALL		(TEE_DATA_FLAG_ACCESS_READ | TEE_DATA_FLAG_ACCESS_WRITE | \
			 TEE_DATA_FLAG_ACCESS_WRITE_META | TEE_DATA_FLAG_OVERWRITE)

static TEE_OperationHandle operation;
static TEE_ObjectHandle object;
static uint8_t bytes[64];

/* No application has memory at this address. */
static void *nowhere(void)
{
	return (void *)16;
}

static uint32_t shared_buffers(void)
{
	uint8_t *shared = conformance_shared();
	size_t size = 32, own_size = 32;

	TEE_MemMove(shared, "abc", 3);
	EXPECT_OK(TEE_AllocateOperation(&operation, TEE_ALG_SHA256, TEE_MODE_DIGEST, 0));
	EXPECT_OK(TEE_DigestDoFinal(operation, shared, 3, shared + 32, &size));
	EXPECT_OK(TEE_DigestDoFinal(operation, "abc", 3, bytes, &own_size));
	EXPECT(size == 32 && !TEE_MemCompare(shared + 32, bytes, 32));
	TEE_FreeOperation(operation);
	return 0;
}

static uint32_t shared_in_place(void)
{
	uint8_t *shared = conformance_shared();
	size_t size = 32;

	for (size_t n = 0; n < 2; n++) {
		EXPECT_OK(key_start(TEE_ALG_AES_CTR, TEE_MODE_ENCRYPT, TEE_TYPE_AES, 128,
				    &operation));
		TEE_CipherInit(operation, bytes, 16);
		if (!n)
			TEE_MemFill(shared, 5, 32);
		EXPECT_OK(TEE_CipherDoFinal(operation, shared, 32, shared, &size));
		TEE_FreeOperation(operation);
	}
	EXPECT(size == 32 && conformance_filled(shared, 32, 5));
	return 0;
}

static uint32_t shared_data(void)
{
	uint8_t *shared = conformance_shared();
	size_t count = 0;

	TEE_MemFill(shared, 3, 20);
	EXPECT_OK(TEE_CreatePersistentObject(TEE_STORAGE_PRIVATE, "shared", 6, ALL,
					     TEE_HANDLE_NULL, shared, 10, &object));
	EXPECT_OK(TEE_WriteObjectData(object, shared, 10));
	EXPECT_OK(TEE_SeekObjectData(object, 0, TEE_DATA_SEEK_SET));
	EXPECT_OK(TEE_ReadObjectData(object, shared + 20, 20, &count));
	EXPECT_OK(TEE_CloseAndDeletePersistentObject1(object));
	EXPECT(count == 10 && conformance_filled(shared + 20, 10, 3));
	return 0;
}

static uint32_t shared_name(void)
{
	char *shared = conformance_shared();
	uint32_t value;

	TEE_MemMove(shared, DATA_SIZE, sizeof(DATA_SIZE));
	TEE_GetPropertyAsU32(TA, shared, &value);
	return 0;
}

static uint32_t shared_value(void)
{
	TEE_GetPropertyAsU32(TA, DATA_SIZE, conformance_shared());
	return 0;
}

static uint32_t shared_time(void)
{
	TEE_GetSystemTime(conformance_shared());
	return 0;
}

static uint32_t shared_attributes(void)
{
	TEE_Attribute *shared = conformance_shared();

	EXPECT_OK(TEE_AllocateTransientObject(TEE_TYPE_AES, 128, &object));
	/* What TEE_InitRefAttribute() would do, which may not write there either */
	TEE_MemFill(shared, 0, sizeof(*shared));
	shared->attributeID = TEE_ATTR_SECRET_VALUE;
	shared->content.ref.buffer = bytes;
	shared->content.ref.length = 16;
	TEE_PopulateTransientObject(object, shared, 1);
	return 0;
}

static uint32_t shared_attribute(void)
{
	TEE_InitValueAttribute(conformance_shared(), TEE_ATTR_ECC_CURVE, 1, 0);
	return 0;
}

static uint32_t shared_size(void)
{
	size_t *shared = conformance_shared();

	*shared = 32;
	EXPECT_OK(TEE_AllocateOperation(&operation, TEE_ALG_SHA256, TEE_MODE_DIGEST, 0));
	TEE_DigestDoFinal(operation, "abc", 3, bytes, shared);
	return 0;
}

static uint32_t shared_handle(void)
{
	TEE_AllocateOperation(conformance_shared(), TEE_ALG_SHA256, TEE_MODE_DIGEST, 0);
	return 0;
}

static uint32_t shared_id(void)
{
	uint8_t *shared = conformance_shared();

	TEE_MemMove(shared, "shared", 6);
	TEE_OpenPersistentObject(TEE_STORAGE_PRIVATE, shared, 6, TEE_DATA_FLAG_ACCESS_READ,
				 &object);
	return 0;
}

static uint32_t shared_new_id(void)
{
	uint8_t *shared = conformance_shared();

	TEE_MemMove(shared, "shared", 6);
	TEE_CreatePersistentObject(TEE_STORAGE_PRIVATE, shared, 6, ALL, TEE_HANDLE_NULL, NULL, 0,
				   NULL);
	return 0;
}

static uint32_t no_input(void)
{
	EXPECT_OK(TEE_AllocateOperation(&operation, TEE_ALG_SHA256, TEE_MODE_DIGEST, 0));
	TEE_DigestUpdate(operation, nowhere(), 32);
	return 0;
}

static uint32_t no_output(void)
{
	TEE_GenerateRandom(nowhere(), 32);
	return 0;
}

static uint32_t constant_output(void)
{
	static const uint8_t constant[32] = { 1 };
	size_t size = 32;

	EXPECT_OK(TEE_AllocateOperation(&operation, TEE_ALG_SHA256, TEE_MODE_DIGEST, 0));
	TEE_DigestDoFinal(operation, "abc", 3, (void *)(uintptr_t)constant, &size);
	return 0;
}

static const struct conformance_case cases[] = {
	{ USE, "3.4.3, 3.4.4", "a digest of and to memory that the client shares",
	  shared_buffers },
	{ USE, "3.4.3, 3.4.4", "a cipher in place in memory that the client shares",
	  shared_in_place },
	{ USE, "3.4.3, 3.4.4", "an object's data in memory that the client shares", shared_data },
	{ PANIC, "3.4.1", "a value is returned to memory that the client shares", shared_value },
	{ PANIC, "3.4.1", "a time is returned to memory that the client shares", shared_time },
	{ PANIC, "3.4.1", "a handle is returned to memory that the client shares",
	  shared_handle },
	{ PANIC, "3.4.1", "an attribute is returned to memory that the client shares",
	  shared_attribute },
	{ PANIC, "3.4.1", "attributes in memory that the client shares", shared_attributes },
	{ PANIC, "3.4.4", "the size of a buffer in memory that the client shares", shared_size },
	{ PANIC, "3.4.6", "a property's name in memory that the client shares", shared_name },
	{ PANIC, "3.4.1, 5.7.1", "an identifier in memory that the client shares, to open",
	  shared_id },
	{ PANIC, "3.4.1, 5.7.2", "an identifier in memory that the client shares, to create",
	  shared_new_id },
	{ PANIC, "3.4.3", "input from memory that isn't there", no_input },
	{ PANIC, "3.4.4", "output to memory that isn't there", no_output },
	{ PANIC, "3.4.4", "output to constants", constant_output },
};

const struct conformance_group annotation_group = CASES(cases);
