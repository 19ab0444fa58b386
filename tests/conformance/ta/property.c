// SPDX-License-Identifier: BSD-2-Clause
/* Cases for properties (TEE Internal Core API 1.3, sections 4.4 to 4.7) */
#include <string.h>

#include "cases.h"

#define TA		TEE_PROPSET_CURRENT_TA
#define CLIENT		TEE_PROPSET_CURRENT_CLIENT
#define TEE		TEE_PROPSET_TEE_IMPLEMENTATION
#define API_VERSION	"gpd.tee.apiversion"
#define SINGLE		"gpd.ta.singleInstance"
#define DATA_SIZE	"gpd.ta.dataSize"
#define APP_ID		"gpd.ta.appID"
#define IDENTITY	"gpd.client.identity"
#define BINARY_VERSION	"gpd.tee.trustedos.implementation.binaryversion"
#define MISSING		"gpd.no.such.property"

/* Memory for a value of any type */
static char text[128];
static bool flag;
static uint32_t u32;
static uint64_t u64;
static TEE_UUID uuid;
static TEE_Identity identity;

static uint32_t string(void)
{
	size_t size = sizeof(text);

	EXPECT_OK(TEE_GetPropertyAsString(TEE, API_VERSION, text, &size));
	EXPECT(size == strlen(text) + 1);
	size = sizeof(text);
	EXPECT_OK(TEE_GetPropertyAsString(TA, "gpd.ta.version", text, &size));
	EXPECT(!strcmp(text, "1.2.3"));
	return 0;
}

static uint32_t string_of_bool(void)
{
	size_t size = sizeof(text);

	EXPECT_OK(TEE_GetPropertyAsString(TA, SINGLE, text, &size));
	EXPECT(size == 5 && !strcmp(text, "true"));
	return 0;
}

static uint32_t string_of_number(void)
{
	size_t size = sizeof(text);

	EXPECT_OK(TEE_GetPropertyAsString(TA, DATA_SIZE, text, &size));
	EXPECT(size == 6 && !strcmp(text, "65536"));
	return 0;
}

static uint32_t string_of_uuid(void)
{
	size_t size = sizeof(text);

	EXPECT_OK(TEE_GetPropertyAsString(TA, APP_ID, text, &size));
	EXPECT(!strcmp(text, "3e0c5d1a-6b7f-4c52-9d41-0f8e2763a51b"));
	return 0;
}

static uint32_t string_of_identity(void)
{
	size_t size = sizeof(text);

	EXPECT_OK(TEE_GetPropertyAsString(CLIENT, IDENTITY, text, &size));
	EXPECT(!strcmp(text, "0:00000000-0000-0000-0000-000000000000"));
	return 0;
}

static uint32_t short_string(void)
{
	size_t whole = sizeof(text), size = 3;

	EXPECT_OK(TEE_GetPropertyAsString(TA, "gpd.ta.version", text, &whole));
	text[3] = 'x';
	EXPECT_RESULT(TEE_ERROR_SHORT_BUFFER,
		      TEE_GetPropertyAsString(TA, "gpd.ta.version", text, &size));
	EXPECT(size == whole && text[3] == 'x');
	return 0;
}

static uint32_t boolean(void)
{
	EXPECT_OK(TEE_GetPropertyAsBool(TA, SINGLE, &flag));
	EXPECT(flag);
	EXPECT_OK(TEE_GetPropertyAsBool(TA, "gpd.ta.instanceKeepAlive", &flag));
	EXPECT(!flag);
	return 0;
}

static uint32_t number(void)
{
	EXPECT_OK(TEE_GetPropertyAsU32(TA, DATA_SIZE, &u32));
	EXPECT(u32 == 65536);
	EXPECT_OK(TEE_GetPropertyAsU32(TA, "gpd.ta.stackSize", &u32));
	EXPECT(u32 == 16384);
	return 0;
}

static uint32_t large_number(void)
{
	EXPECT_OK(TEE_GetPropertyAsU64(TA, DATA_SIZE, &u64));
	EXPECT(u64 == 65536);
	return 0;
}

static uint32_t binary(void)
{
	size_t size = sizeof(text);

	EXPECT_OK(TEE_GetPropertyAsBinaryBlock(TEE, BINARY_VERSION, text, &size));
	return 0;
}

static uint32_t id(void)
{
	static const TEE_UUID own = CONFORMANCE_UUID;

	EXPECT_OK(TEE_GetPropertyAsUUID(TA, APP_ID, &uuid));
	EXPECT(!TEE_MemCompare(&uuid, &own, sizeof(own)));
	return 0;
}

static uint32_t client_identity(void)
{
	static const TEE_UUID nil;

	EXPECT_OK(TEE_GetPropertyAsIdentity(CLIENT, IDENTITY, &identity));
	EXPECT(identity.login == TEE_LOGIN_PUBLIC);
	EXPECT(!TEE_MemCompare(&identity.uuid, &nil, sizeof(nil)));
	return 0;
}

/* What is not of the type that is asked for */

static uint32_t not_boolean(void)
{
	EXPECT_RESULT(TEE_ERROR_BAD_FORMAT, TEE_GetPropertyAsBool(TA, DATA_SIZE, &flag));
	return 0;
}

static uint32_t not_number(void)
{
	EXPECT_RESULT(TEE_ERROR_BAD_FORMAT, TEE_GetPropertyAsU32(TA, APP_ID, &u32));
	EXPECT_RESULT(TEE_ERROR_BAD_FORMAT, TEE_GetPropertyAsU64(TA, APP_ID, &u64));
	return 0;
}

static uint32_t not_binary(void)
{
	size_t size = sizeof(text);

	EXPECT_RESULT(TEE_ERROR_BAD_FORMAT,
		      TEE_GetPropertyAsBinaryBlock(TA, APP_ID, text, &size));
	return 0;
}

static uint32_t not_uuid(void)
{
	EXPECT_RESULT(TEE_ERROR_BAD_FORMAT, TEE_GetPropertyAsUUID(TA, DATA_SIZE, &uuid));
	return 0;
}

static uint32_t not_identity(void)
{
	EXPECT_RESULT(TEE_ERROR_BAD_FORMAT, TEE_GetPropertyAsIdentity(TA, SINGLE, &identity));
	return 0;
}

static uint32_t missing(void)
{
	size_t size = sizeof(text);

	EXPECT_RESULT(TEE_ERROR_ITEM_NOT_FOUND, TEE_GetPropertyAsString(TEE, MISSING, text, &size));
	EXPECT_RESULT(TEE_ERROR_ITEM_NOT_FOUND, TEE_GetPropertyAsBool(TEE, MISSING, &flag));
	EXPECT_RESULT(TEE_ERROR_ITEM_NOT_FOUND, TEE_GetPropertyAsU32(TEE, MISSING, &u32));
	EXPECT_RESULT(TEE_ERROR_ITEM_NOT_FOUND, TEE_GetPropertyAsU64(TEE, MISSING, &u64));
	EXPECT_RESULT(TEE_ERROR_ITEM_NOT_FOUND,
		      TEE_GetPropertyAsBinaryBlock(TEE, MISSING, text, &size));
	EXPECT_RESULT(TEE_ERROR_ITEM_NOT_FOUND, TEE_GetPropertyAsUUID(TEE, MISSING, &uuid));
	EXPECT_RESULT(TEE_ERROR_ITEM_NOT_FOUND, TEE_GetPropertyAsIdentity(TEE, MISSING, &identity));
	return 0;
}

static uint32_t other_set(void)
{
	EXPECT_RESULT(TEE_ERROR_ITEM_NOT_FOUND, TEE_GetPropertyAsBool(TEE, SINGLE, &flag));
	return 0;
}

/* Enumerators */

static uint32_t walk(TEE_PropSetHandle set, const char *wanted)
{
	TEE_PropSetHandle enumerator;
	TEE_Result result = TEE_SUCCESS;
	bool found = false;
	char name[64];

	EXPECT_OK(TEE_AllocatePropertyEnumerator(&enumerator));
	for (TEE_StartPropertyEnumerator(enumerator, set); !result;
	     result = TEE_GetNextProperty(enumerator)) {
		size_t size = sizeof(name), by_name = sizeof(text), by_handle;

		EXPECT_OK(TEE_GetPropertyName(enumerator, name, &size));
		EXPECT(size == strlen(name) + 1);
		found |= !strcmp(name, wanted);
		EXPECT_OK(TEE_GetPropertyAsString(set, name, text, &by_name));
		by_handle = sizeof(text);
		EXPECT_OK(TEE_GetPropertyAsString(enumerator, NULL, text, &by_handle));
		EXPECT(by_name == by_handle);
	}
	TEE_FreePropertyEnumerator(enumerator);
	EXPECT_RESULT(TEE_ERROR_ITEM_NOT_FOUND, result);
	EXPECT(found);
	return 0;
}

static uint32_t walk_all(void)
{
	uint32_t line = walk(TA, DATA_SIZE);

	if (!line)
		line = walk(CLIENT, IDENTITY);
	return line ? line : walk(TEE, API_VERSION);
}

static uint32_t short_name(void)
{
	TEE_PropSetHandle enumerator;
	size_t size = 2, whole = sizeof(text);

	EXPECT_OK(TEE_AllocatePropertyEnumerator(&enumerator));
	TEE_StartPropertyEnumerator(enumerator, CLIENT);
	EXPECT_OK(TEE_GetPropertyName(enumerator, text, &whole));
	EXPECT_RESULT(TEE_ERROR_SHORT_BUFFER, TEE_GetPropertyName(enumerator, text, &size));
	EXPECT(size == whole);
	TEE_FreePropertyEnumerator(enumerator);
	return 0;
}

static uint32_t not_started(void)
{
	TEE_PropSetHandle enumerator;
	size_t size = sizeof(text);

	EXPECT_OK(TEE_AllocatePropertyEnumerator(&enumerator));
	EXPECT_RESULT(TEE_ERROR_ITEM_NOT_FOUND, TEE_GetPropertyName(enumerator, text, &size));
	EXPECT_RESULT(TEE_ERROR_ITEM_NOT_FOUND, TEE_GetNextProperty(enumerator));
	TEE_FreePropertyEnumerator(enumerator);
	return 0;
}

static uint32_t reset(void)
{
	TEE_PropSetHandle enumerator;
	size_t size = sizeof(text);

	EXPECT_OK(TEE_AllocatePropertyEnumerator(&enumerator));
	TEE_StartPropertyEnumerator(enumerator, TA);
	TEE_ResetPropertyEnumerator(enumerator);
	EXPECT_RESULT(TEE_ERROR_ITEM_NOT_FOUND, TEE_GetPropertyName(enumerator, text, &size));
	TEE_StartPropertyEnumerator(enumerator, TA);
	size = sizeof(text);
	EXPECT_OK(TEE_GetPropertyName(enumerator, text, &size));
	TEE_FreePropertyEnumerator(enumerator);
	return 0;
}

/* Programmer errors */

static uint32_t no_name(void)
{
	TEE_GetPropertyAsU32(TA, NULL, &u32);
	return 0;
}

static uint32_t no_value(void)
{
	TEE_GetPropertyAsU32(TA, DATA_SIZE, NULL);
	return 0;
}

static uint32_t freed(void)
{
	TEE_PropSetHandle enumerator;

	EXPECT_OK(TEE_AllocatePropertyEnumerator(&enumerator));
	TEE_FreePropertyEnumerator(enumerator);
	TEE_FreePropertyEnumerator(enumerator);
	return 0;
}

static uint32_t started_after_free(void)
{
	TEE_PropSetHandle enumerator;

	EXPECT_OK(TEE_AllocatePropertyEnumerator(&enumerator));
	TEE_FreePropertyEnumerator(enumerator);
	TEE_StartPropertyEnumerator(enumerator, TA);
	return 0;
}

static uint32_t reset_set(void)
{
	TEE_ResetPropertyEnumerator(TA);
	return 0;
}

static uint32_t name_of_set(void)
{
	size_t size = sizeof(text);

	TEE_GetPropertyName(TA, text, &size);
	return 0;
}

static uint32_t next_of_set(void)
{
	TEE_GetNextProperty(TEE);
	return 0;
}

static uint32_t start_not_set(void)
{
	TEE_PropSetHandle enumerator;

	EXPECT_OK(TEE_AllocatePropertyEnumerator(&enumerator));
	TEE_StartPropertyEnumerator(enumerator, enumerator);
	return 0;
}

/* Standard properties */

static uint32_t ta_properties(void)
{
	static const char *const booleans[] = {
		"gpd.ta.singleInstance", "gpd.ta.multiSession", "gpd.ta.instanceKeepAlive",
	};
	static const char *const numbers[] = {
		"gpd.ta.dataSize", "gpd.ta.stackSize", "gpd.ta.endian",
	};
	size_t size = sizeof(text);

	for (size_t n = 0; n < sizeof(booleans) / sizeof(booleans[0]); n++)
		EXPECT_OK(TEE_GetPropertyAsBool(TA, booleans[n], &flag));
	for (size_t n = 0; n < sizeof(numbers) / sizeof(numbers[0]); n++)
		EXPECT_OK(TEE_GetPropertyAsU32(TA, numbers[n], &u32));
	EXPECT_OK(TEE_GetPropertyAsString(TA, "gpd.ta.description", text, &size));
	return 0;
}

static uint32_t keeps_handle(void)
{
	EXPECT_OK(TEE_GetPropertyAsBool(TA, "gpd.ta.doesNotCloseHandleOnCorruptObject", &flag));
	EXPECT(!flag);
	return 0;
}

static uint32_t client_properties(void)
{
	EXPECT_OK(TEE_GetPropertyAsU32(CLIENT, "gpd.client.endian", &u32));
	EXPECT(u32 == 0);
	return 0;
}

static uint32_t tee_properties(void)
{
	static const char *const strings[] = {
		"gpd.tee.apiversion", "gpd.tee.description",
		"gpd.tee.trustedos.implementation.version", "gpd.tee.trustedos.manufacturer",
		"gpd.tee.firmware.implementation.version", "gpd.tee.firmware.manufacturer",
	};
	static const char *const numbers[] = {
		"gpd.tee.internalCore.version", "gpd.tee.systemTime.protectionLevel",
		"gpd.tee.TAPersistentTime.protectionLevel", "gpd.tee.arith.maxBigIntSize",
	};

	for (size_t n = 0; n < sizeof(strings) / sizeof(strings[0]); n++) {
		size_t size = sizeof(text);

		EXPECT_OK(TEE_GetPropertyAsString(TEE, strings[n], text, &size));
	}
	for (size_t n = 0; n < sizeof(numbers) / sizeof(numbers[0]); n++)
		EXPECT_OK(TEE_GetPropertyAsU32(TEE, numbers[n], &u32));
	EXPECT_OK(TEE_GetPropertyAsUUID(TEE, "gpd.tee.deviceID", &uuid));
	return 0;
}

static uint32_t rollback_properties(void)
{
	EXPECT_OK(TEE_GetPropertyAsU32(TEE, "gpd.tee.trustedStorage.antiRollback.protectionLevel",
				       &u32));
	EXPECT(u32 == 100 || u32 == 1000);
	return 0;
}

static uint32_t crypto_properties(void)
{
	EXPECT_OK(TEE_GetPropertyAsBool(TEE, "gpd.tee.cryptography.ecc", &flag));
	return 0;
}

static uint32_t api_version(void)
{
	size_t size = sizeof(text);

	EXPECT_OK(TEE_GetPropertyAsString(TEE, API_VERSION, text, &size));
	EXPECT(text[0] == '1' && text[1] == '.' && text[2] == '3');
	return 0;
}

static const struct conformance_case cases[] = {
	{ USE, "4.4.1", "TEE_GetPropertyAsString() of strings", string },
	{ USE, "4.4.1", "TEE_GetPropertyAsString() of a boolean", string_of_bool },
	{ USE, "4.4.1", "TEE_GetPropertyAsString() of a number", string_of_number },
	{ USE, "4.4.1", "TEE_GetPropertyAsString() of a UUID", string_of_uuid },
	{ USE, "4.4.1", "TEE_GetPropertyAsString() of an identity", string_of_identity },
	{ MISUSE, "4.4.1", "a buffer that is too short for the string", short_string },
	{ USE, "4.4.2", "TEE_GetPropertyAsBool()", boolean },
	{ MISUSE, "4.4.2", "a number is no boolean", not_boolean },
	{ USE, "4.4.3", "TEE_GetPropertyAsU32()", number },
	{ USE, "4.4.3", "TEE_GetPropertyAsU64() of a number of 32 bits", large_number },
	{ MISUSE, "4.4.3", "a UUID is no number", not_number },
	{ USE, "4.4.4", "TEE_GetPropertyAsBinaryBlock()", binary },
	{ MISUSE, "4.4.4", "a UUID is no binary block", not_binary },
	{ USE, "4.4.5", "TEE_GetPropertyAsUUID()", id },
	{ MISUSE, "4.4.5", "a number is no UUID", not_uuid },
	{ USE, "4.4.6", "TEE_GetPropertyAsIdentity()", client_identity },
	{ MISUSE, "4.4.6", "a boolean is no identity", not_identity },
	{ MISUSE, "4.4", "properties that do not exist", missing },
	{ MISUSE, "4.4", "a property of another set", other_set },
	{ USE, "4.4.7 to 4.4.12", "an enumerator finds all properties", walk_all },
	{ MISUSE, "4.4.11", "a buffer that is too short for a name", short_name },
	{ MISUSE, "4.4.11, 4.4.12", "an enumerator that was not started", not_started },
	{ USE, "4.4.10", "TEE_ResetPropertyEnumerator()", reset },
	{ PANIC, "4.4.3", "no name", no_name },
	{ PANIC, "4.4.3", "no place for the value", no_value },
	{ PANIC, "4.4.8", "an enumerator is freed twice", freed },
	{ PANIC, "4.4.9", "an enumerator is started after it was freed", started_after_free },
	{ PANIC, "4.4.9", "an enumerator of what is not a property set", start_not_set },
	{ PANIC, "4.4.10", "a property set is reset", reset_set },
	{ PANIC, "4.4.11", "TEE_GetPropertyName() of a property set", name_of_set },
	{ PANIC, "4.4.12", "TEE_GetNextProperty() of a property set", next_of_set },
	{ USE, "4.5", "the application's standard properties", ta_properties },
	{ USE, "4.5", "gpd.ta.doesNotCloseHandleOnCorruptObject", keeps_handle },
	{ USE, "4.6", "the client's standard properties", client_properties },
	{ USE, "4.7", "the implementation's standard properties", tee_properties },
	{ USE, "4.7", "the protection level against rollback", rollback_properties },
	{ USE, "4.7", "the property of elliptic curves", crypto_properties },
	{ USE, "4.7", "gpd.tee.apiversion is 1.3", api_version },
};

const struct conformance_group property_group = CASES(cases);
