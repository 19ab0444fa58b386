// SPDX-License-Identifier: BSD-2-Clause
/* Tests for cli/names.c */
#include <errno.h>

#include "names.h"
#include "tee_uuid.h"
#include "unit.h"

#define CRYPT "cb3e5ba0-adf1-11e0-998b-0002a5d5c51b"

static void applications(void **state)
{
	uint8_t uuid[TEE_UUID_LEN], same[TEE_UUID_LEN];
	char label[TA_LABEL_SIZE];

	(void)state;
	assert_int_equal(ta_find("crypt", uuid), 0);
	assert_int_equal(ta_find("CB3E5BA0-adf1-11e0-998b-0002a5d5c51b", same), 0);
	assert_memory_equal(uuid, same, sizeof(uuid));
	assert_string_equal(ta_name(uuid), "crypt");
	assert_string_equal(ta_label(CRYPT, label), "crypt (" CRYPT ")");
	uuid[0]++;
	assert_null(ta_name(uuid));
	assert_string_equal(ta_label("not a uuid", label), "not a uuid");
	assert_int_equal(ta_find("nobody", uuid), -EINVAL);
	assert_int_equal(ta_find("", uuid), -EINVAL);
}

/* The table is maintained by hand, so check that the UUIDs are valid and unique. */
static void every_name(void **state)
{
	static const char *const names[] = {
		"device-enumeration", "system", "stats", "invoke-tests", "attestation", "rng",
		"rtc", "scmi", "scp03", "apdu", "gprof", "socket", "ta-management", "remoteproc",
		"pkcs11", "avb", "trusted-keys", "remoteproc-loader", "ftpm", "crypt", "os-test",
		"create-fail-test", "rpc-test", "sims", "storage", "storage2", "storage-benchmark",
		"concurrent", "concurrent-large", "socket-test", "crypto-perf",
		"supplicant-plugin-test", "miss", "sims-keep-alive", "os-test-lib",
		"os-test-lib-dl", "large", "tsp",
	};
	uint8_t uuid[TEE_UUID_LEN];
	size_t n;

	(void)state;
	for (n = 0; n < sizeof(names) / sizeof(names[0]); n++) {
		assert_int_equal(ta_find(names[n], uuid), 0);
		assert_string_equal(ta_name(uuid), names[n]);
	}
}

static void default_calls(void **state)
{
	static const char *const drivers[] = { "optee", "tsp" };
	uint8_t uuid[TEE_UUID_LEN];

	(void)state;
	for (size_t n = 0; n < sizeof(drivers) / sizeof(drivers[0]); n++) {
		const struct known_call *call = known_call_find(drivers[n]);

		assert_non_null(call);
		assert_int_equal(ta_find(call->ta, uuid), 0);
	}
	/*
	 * bench wants this call to fail, and OP-TEE would do real work for any command it
	 * knows.
	 */
	assert_int_equal(known_call_find("optee")->command, NONEXISTENT_COMMAND);
	assert_int_equal(known_call_find("tsp")->command, 0);
	assert_true(known_call_find("tsp")->has_value);
	assert_null(known_call_find("mailbox"));
	assert_null(known_call_find(""));
}

/* RPC commands by number, NULL for gaps */
static const char *const requests[] = {
	[0] = "load a Trusted Application",
	[1] = "replay protected memory",
	[2] = "secure storage",
	[6] = "allocate shared memory",
	[7] = "free shared memory",
	[9] = "profiling data",
	[10] = "a socket",
	[11] = "trace data",
	[12] = "a plugin",
	[19] = NULL,
};

static void codes(void **state)
{
	static const char *const origins[] = {
		"an unknown origin", "the client library", "the driver", "the TEE",
		"the Trusted Application", "an unknown origin", "an unknown origin",
	};

	(void)state;
	assert_string_equal(result_name(0), "success");
	assert_string_equal(result_name(0xffff0008), "not found");
	assert_string_equal(result_name(0x12345678), "application-specific code");
	for (uint32_t n = 0; n < ARRAY_LEN(origins); n++)
		assert_string_equal(origin_name(n), origins[n]);
	assert_string_equal(origin_name(UINT32_MAX), "an unknown origin");
	for (uint32_t n = 0; n < ARRAY_LEN(requests); n++)
		assert_string_equal(request_name(n), requests[n] ? requests[n] :
				    "an unknown request");
	assert_string_equal(request_name(UINT32_MAX), "an unknown request");
	assert_string_equal(driver_type_name(TEE_DRIVER_TYPE_SOFTWARE), "software");
	assert_string_equal(driver_type_name(99), "unknown");
}

static void logins(void **state)
{
	(void)state;
	assert_int_equal(login_find("public")->number, TEE_IOCTL_LOGIN_PUBLIC);
	assert_true(login_find("group-application")->needs_group);
	assert_null(login_find("root"));
	assert_string_equal(login_name(TEE_IOCTL_LOGIN_USER), "user");
	assert_string_equal(login_name(TEE_IOCTL_LOGIN_REE_KERNEL), "kernel");
	assert_string_equal(login_name(3), "unknown");
}

static void each_capability(void **state)
{
	uint64_t seen = 0;
	size_t n;

	(void)state;
	for (n = 0; capabilities[n].bit; n++) {
		assert_int_equal(seen & capabilities[n].bit, 0);
		seen |= capabilities[n].bit;
	}
	assert_true(seen == (0x1fULL | 0xffULL << 32));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(applications),
		cmocka_unit_test(every_name),
		cmocka_unit_test(default_calls),
		cmocka_unit_test(codes),
		cmocka_unit_test(logins),
		cmocka_unit_test(each_capability),
	};

	return RUN(tests);
}
