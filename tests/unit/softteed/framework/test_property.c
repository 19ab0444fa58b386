// SPDX-License-Identifier: BSD-2-Clause
/* Property sets, conversions between types, and enumerators */

#include <string.h>

#include "tee_internal_api.h"
#include "tee_internal_api_extensions.h"
#include "tests/unit/softteed/runtime_stub.h"

#define TA	TEE_PROPSET_CURRENT_TA
#define UUID	"01234567-89ab-4def-8123-456789abcdef"

static const struct user_ta_property own[] = {
	{ "my.true", USER_TA_PROP_TYPE_BOOL, &(const bool){ true } },
	{ "my.42", USER_TA_PROP_TYPE_U32, &(const uint32_t){ 42 } },
	{ "my.large", USER_TA_PROP_TYPE_U64, &(const uint64_t){ UINT64_MAX } },
	{ "my.binary", USER_TA_PROP_TYPE_BINARY_BLOCK, "SGVsbG8gd29ybGQh" },
	{ "my.padded", USER_TA_PROP_TYPE_BINARY_BLOCK, "QUI=" },
	{ "my.unpadded", USER_TA_PROP_TYPE_BINARY_BLOCK, "!QU;I" },
	{ "my.nothing", USER_TA_PROP_TYPE_BINARY_BLOCK, "====" },
	{ "my.false", USER_TA_PROP_TYPE_STRING, "false" },
	{ "my.hex", USER_TA_PROP_TYPE_STRING, "0x1F" },
	{ "my.kilo", USER_TA_PROP_TYPE_STRING, "4K" },
	{ "my.bits", USER_TA_PROP_TYPE_STRING, "0b101" },
	{ "my.overflow", USER_TA_PROP_TYPE_STRING, "18446744073709551616" },
	{ "my.identity", USER_TA_PROP_TYPE_STRING, "5:" UUID },
	{ "my.public", USER_TA_PROP_TYPE_STRING, "0" },
	{ "my.text", USER_TA_PROP_TYPE_STRING, "some text" },
};

static int setup(void **state)
{
	(void)state;
	runtime_stub_reset();
	runtime_stub.head.properties = own;
	runtime_stub.head.num_properties = sizeof(own) / sizeof(own[0]);
	return 0;
}

static void check_string(TEE_PropSetHandle set, const char *name, const char *expected)
{
	char text[128];
	size_t size = sizeof(text);

	assert_int_equal(TEE_GetPropertyAsString(set, name, text, &size), TEE_SUCCESS);
	assert_string_equal(text, expected);
	assert_int_equal(size, strlen(expected) + 1);
}

static void test_strings(void **state)
{
	(void)state;
	check_string(TA, "gpd.ta.appID", UUID);
	check_string(TA, "gpd.ta.singleInstance", "true");
	check_string(TA, "gpd.ta.instanceKeepAlive", "false");
	check_string(TA, "gpd.ta.dataSize", "65536");
	check_string(TA, "gpd.ta.version", "1.0");
	check_string(TA, "my.large", "18446744073709551615");
	check_string(TA, "my.binary", "SGVsbG8gd29ybGQh");
	check_string(TEE_PROPSET_CURRENT_CLIENT, "gpd.client.identity",
		     "0:00000000-0000-0000-0000-000000000000");
	check_string(TEE_PROPSET_TEE_IMPLEMENTATION, "gpd.tee.apiversion", "1.3.1");
}

static void test_short_strings(void **state)
{
	char text[8] = "zzzzzzz";
	size_t size = 5;

	(void)state;
	assert_int_equal(TEE_GetPropertyAsString(TA, "my.text", text, &size),
			 TEE_ERROR_SHORT_BUFFER);
	assert_int_equal(size, sizeof("some text"));
	assert_memory_equal(text, "some\0zz", 8);
	size = 0;
	assert_int_equal(TEE_GetPropertyAsString(TA, "my.text", NULL, &size),
			 TEE_ERROR_SHORT_BUFFER);
	assert_int_equal(size, sizeof("some text"));
	assert_int_equal(TEE_GetPropertyAsString(TA, "none", text, &size),
			 TEE_ERROR_ITEM_NOT_FOUND);
}

static void test_bool(void **state)
{
	bool is = false;

	(void)state;
	assert_int_equal(TEE_GetPropertyAsBool(TA, "my.true", &is), TEE_SUCCESS);
	assert_true(is);
	assert_int_equal(TEE_GetPropertyAsBool(TA, "my.false", &is), TEE_SUCCESS);
	assert_false(is);
	assert_int_equal(TEE_GetPropertyAsBool(TA, "my.42", &is), TEE_ERROR_BAD_FORMAT);
	assert_int_equal(TEE_GetPropertyAsBool(TA, "none", &is), TEE_ERROR_ITEM_NOT_FOUND);
	EXPECT_PANIC(TEE_ERROR_ACCESS_DENIED, TEE_GetPropertyAsBool(TA, "my.true", NULL));
}

static void check_u32(const char *name, TEE_Result result, uint32_t expected)
{
	uint32_t number = 1;

	assert_int_equal(TEE_GetPropertyAsU32(TA, name, &number), result);
	assert_int_equal(number, expected);
}

static void test_numbers(void **state)
{
	uint64_t number = 0;
	uint32_t version = 1;

	(void)state;
	check_u32("my.42", TEE_SUCCESS, 42);
	check_u32("my.hex", TEE_SUCCESS, 0x1f);
	check_u32("my.kilo", TEE_SUCCESS, 4096);
	check_u32("my.bits", TEE_SUCCESS, 5);
	check_u32("my.large", TEE_ERROR_BAD_FORMAT, 0);
	check_u32("my.true", TEE_ERROR_BAD_FORMAT, 0);
	check_u32("my.text", TEE_ERROR_BAD_FORMAT, 0);
	assert_int_equal(TEE_GetPropertyAsU64(TA, "my.large", &number), TEE_SUCCESS);
	assert_true(number == UINT64_MAX);
	assert_int_equal(TEE_GetPropertyAsU64(TA, "my.overflow", &number), TEE_ERROR_BAD_FORMAT);
	assert_int_equal(TEE_GetPropertyAsU32(TEE_PROPSET_TEE_IMPLEMENTATION,
					      "gpd.tee.internalCore.version",
					      &(uint32_t){ 0 }), TEE_SUCCESS);
	assert_int_equal(TEE_GetPropertyAsU32(TEE_PROPSET_TEE_IMPLEMENTATION,
					      "gpd.tee.trustedos.implementation.binaryversion",
					      &version), TEE_SUCCESS);
	assert_int_equal(version, 1000000);
	assert_int_equal(TEE_GetPropertyAsU32(TEE_PROPSET_TEE_IMPLEMENTATION,
					      "gpd.tee.firmware.implementation.binaryversion",
					      &version), TEE_SUCCESS);
	assert_int_equal(version, 0);
}

static void test_binary(void **state)
{
	uint8_t data[16] = { 0 };
	size_t size = sizeof(data);

	(void)state;
	assert_int_equal(TEE_GetPropertyAsBinaryBlock(TA, "my.binary", data, &size), TEE_SUCCESS);
	assert_int_equal(size, 12);
	assert_memory_equal(data, "Hello world!", 12);
	assert_int_equal(TEE_GetPropertyAsBinaryBlock(TA, "my.padded", data, &size), TEE_SUCCESS);
	assert_int_equal(size, 2);
	assert_memory_equal(data, "ABllo", 5);
	size = sizeof(data);
	assert_int_equal(TEE_GetPropertyAsBinaryBlock(TA, "my.unpadded", data, &size),
			 TEE_SUCCESS);
	assert_int_equal(size, 2);
	assert_memory_equal(data, "ABllo", 5);
	assert_int_equal(TEE_GetPropertyAsBinaryBlock(TA, "my.nothing", data, &size),
			 TEE_SUCCESS);
	assert_int_equal(size, 0);
	size = 1;
	assert_int_equal(TEE_GetPropertyAsBinaryBlock(TA, "my.binary", data, &size),
			 TEE_ERROR_SHORT_BUFFER);
	assert_int_equal(size, 12);
	assert_int_equal(TEE_GetPropertyAsBinaryBlock(TA, "gpd.ta.appID", data, &size),
			 TEE_ERROR_BAD_FORMAT);
	size = sizeof(data);
	assert_int_equal(TEE_GetPropertyAsBinaryBlock(TEE_PROPSET_TEE_IMPLEMENTATION,
			"gpd.tee.trustedos.implementation.binaryversion", data, &size),
			 TEE_SUCCESS);
	assert_int_equal(size, 6);
}

static void test_uuid(void **state)
{
	TEE_UUID uuid, parsed;

	(void)state;
	assert_int_equal(TEE_GetPropertyAsUUID(TA, "gpd.ta.appID", &uuid), TEE_SUCCESS);
	assert_memory_equal(&uuid, &runtime_stub.head.uuid, sizeof(uuid));
	assert_int_equal(TEE_GetPropertyAsUUID(TA, "my.text", &uuid), TEE_ERROR_BAD_FORMAT);
	assert_int_equal(TEE_GetPropertyAsUUID(TEE_PROPSET_TEE_IMPLEMENTATION, "gpd.tee.deviceID",
					       &uuid), TEE_SUCCESS);
	assert_int_equal(uuid.timeHiAndVersion >> 12, 8);
	assert_int_equal(tee_uuid_from_str(&parsed, UUID), TEE_SUCCESS);
	assert_memory_equal(&parsed, &runtime_stub.head.uuid, sizeof(parsed));
	assert_int_equal(tee_uuid_from_str(&parsed, UUID "0"), TEE_ERROR_BAD_FORMAT);
	assert_int_equal(tee_uuid_from_str(&parsed, "01234567-89ab-4def-8123-456789abcde"),
			 TEE_ERROR_BAD_FORMAT);
	assert_int_equal(tee_uuid_from_str(&parsed, "01234567089ab-4def-8123-456789abcdef"),
			 TEE_ERROR_BAD_FORMAT);
}

static void test_identity(void **state)
{
	TEE_Identity identity;

	(void)state;
	runtime_stub.client.login = TEE_LOGIN_APPLICATION;
	runtime_stub.client.uuid = runtime_stub.head.uuid;
	assert_int_equal(TEE_GetPropertyAsIdentity(TEE_PROPSET_CURRENT_CLIENT,
						   "gpd.client.identity", &identity),
			 TEE_SUCCESS);
	assert_memory_equal(&identity, &runtime_stub.client, sizeof(identity));
	assert_int_equal(TEE_GetPropertyAsIdentity(TA, "my.identity", &identity), TEE_SUCCESS);
	assert_int_equal(identity.login, TEE_LOGIN_APPLICATION_USER);
	assert_int_equal(identity.uuid.timeLow, 0x01234567);
	assert_int_equal(TEE_GetPropertyAsIdentity(TA, "my.public", &identity), TEE_SUCCESS);
	assert_int_equal(identity.uuid.timeLow, 0);
	assert_int_equal(TEE_GetPropertyAsIdentity(TA, "gpd.ta.appID", &identity),
			 TEE_ERROR_BAD_FORMAT);
}

/* Walk a set, get each property by the enumerator and by its name, and compare. */
static size_t walk(TEE_PropSetHandle set)
{
	TEE_PropSetHandle enumerator;
	size_t count = 0;

	assert_int_equal(TEE_AllocatePropertyEnumerator(&enumerator), TEE_SUCCESS);
	assert_int_equal(TEE_GetNextProperty(enumerator), TEE_ERROR_ITEM_NOT_FOUND);
	TEE_StartPropertyEnumerator(enumerator, set);
	do {
		char name[64], text[128];
		size_t name_size = sizeof(name), size = sizeof(text);

		assert_int_equal(TEE_GetPropertyName(enumerator, name, &name_size), TEE_SUCCESS);
		assert_int_equal(name_size, strlen(name) + 1);
		assert_int_equal(TEE_GetPropertyAsString(enumerator, NULL, text, &size),
				 TEE_SUCCESS);
		check_string(set, name, text);
		count++;
	} while (TEE_GetNextProperty(enumerator) == TEE_SUCCESS);
	assert_int_equal(TEE_GetNextProperty(enumerator), TEE_ERROR_ITEM_NOT_FOUND);
	assert_int_equal(TEE_GetPropertyName(enumerator, NULL, &(size_t){ 0 }),
			 TEE_ERROR_ITEM_NOT_FOUND);
	TEE_FreePropertyEnumerator(enumerator);
	return count;
}

static void test_enumerators(void **state)
{
	TEE_PropSetHandle enumerator;
	uint32_t number;

	(void)state;
	assert_int_equal(walk(TA), 11 + sizeof(own) / sizeof(own[0]));
	assert_int_equal(walk(TEE_PROPSET_CURRENT_CLIENT), 2);
	assert_true(walk(TEE_PROPSET_TEE_IMPLEMENTATION) > 20);
	assert_int_equal(TEE_AllocatePropertyEnumerator(&enumerator), TEE_SUCCESS);
	TEE_StartPropertyEnumerator(enumerator, TA);
	TEE_ResetPropertyEnumerator(enumerator);
	assert_int_equal(TEE_GetPropertyAsU32(enumerator, NULL, &number),
			 TEE_ERROR_ITEM_NOT_FOUND);
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_StartPropertyEnumerator(enumerator, enumerator));
	TEE_FreePropertyEnumerator(enumerator);
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_GetNextProperty(enumerator));
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_GetPropertyAsU32(TA, NULL, &number));
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_FreePropertyEnumerator(TA));
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_GetPropertyName(TA, NULL, &(size_t){ 0 }));
}

static void test_version_11(void **state)
{
	char text[8];
	uint32_t size[2] = { sizeof(text), 0xaaaaaaaa };

	(void)state;
	assert_int_equal(__GP11_TEE_GetPropertyAsString(TA, "my.42", text, size), TEE_SUCCESS);
	assert_string_equal(text, "42");
	assert_int_equal(size[0], 3);
	/* Only 32 bits are written. */
	assert_int_equal(size[1], 0xaaaaaaaa);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_strings, setup),
		cmocka_unit_test_setup(test_short_strings, setup),
		cmocka_unit_test_setup(test_bool, setup),
		cmocka_unit_test_setup(test_numbers, setup),
		cmocka_unit_test_setup(test_binary, setup),
		cmocka_unit_test_setup(test_uuid, setup),
		cmocka_unit_test_setup(test_identity, setup),
		cmocka_unit_test_setup(test_enumerators, setup),
		cmocka_unit_test_setup(test_version_11, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
