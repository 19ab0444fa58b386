// SPDX-License-Identifier: BSD-2-Clause
/*
 * Names for well-known numbers. The UUIDs are from OP-TEE OS
 * (lib/libutee/include/pta_*.h and ta/) and its tests, the result codes from the
 * GlobalPlatform TEE Client API 1.0, 4.4.2, and Internal Core API 1.3, 3.3.3.
 */
#include <errno.h>
#include <linux/tee_tsp.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <tee_client_api.h>

#include "names.h"
#include "tee_uuid.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct {
	const char *uuid;
	const char *name;
} applications[] = {
	/* pseudo TAs inside OP-TEE OS */
	{ "7011a688-ddde-4053-a5a9-7b3c4ddf13b8", "device-enumeration" },
	{ "3a2f8978-5dc0-11e8-9c2d-fa7ae01bbebc", "system" },
	{ "d96a5b40-e2c7-b1af-8794-1002a5d5c61b", "stats" },
	{ "d96a5b40-c3e5-21e3-8794-1002a5d5c61b", "invoke-tests" },
	{ "39800861-182a-4720-9b67-2bcd622bc0b5", "attestation" },
	{ "ab7a617c-b8e7-4d8f-8301-d09b61036b64", "rng" },
	{ "f389f8c8-845f-496c-8bbe-d64bd24c92fd", "rtc" },
	{ "a8cfe406-d4f5-4a2e-9f8d-a25dc754c099", "scmi" },
	{ "be0e5821-e718-4f77-ab3e-8e6c73a9c735", "scp03" },
	{ "3f3eb880-3639-11ec-9b9d-0f3fc9468f50", "apdu" },
	{ "2f6e0d48-c574-426d-824e-40198cde5cac", "gprof" },
	{ "3b996a7d-2c2b-4a49-a896-e1fb5766d2f4", "socket" },
	{ "6e256cba-fc4d-4941-ad09-2ca1860342dd", "ta-management" },
	{ "54af4a68-19be-40d7-bbe6-8950350a8744", "remoteproc" },
	/* TAs that come with OP-TEE */
	{ "fd02c9da-306c-48c7-a49c-bbd827ae86ee", "pkcs11" },
	{ "023f8f1a-292a-432b-8fc4-de8471358067", "avb" },
	{ "f04a0fe7-1f5d-4b9b-abf7-619b85b4ce8c", "trusted-keys" },
	{ "80a4c275-0a47-4905-8285-1486a9771a08", "remoteproc-loader" },
	{ "bc50d971-d4c9-42c4-82cb-343fb7f37896", "ftpm" },
	/* ours */
	{ "98634850-5b5e-4256-8328-4e0e0ba3b7a6", "random" },
	/* TF-A's Test Secure Payload, <linux/tee_tsp.h> */
	{ "9def5c95-b148-4055-bd33-f2f46d0b1124", "tsp" },
	/* OP-TEE's tests */
	{ "cb3e5ba0-adf1-11e0-998b-0002a5d5c51b", "crypt" },
	{ "5b9e0e40-2636-11e1-ad9e-0002a5d5c51b", "os-test" },
	{ "c3f6e2c0-3548-11e1-b86c-0800200c9a66", "create-fail-test" },
	{ "d17f73a0-36ef-11e1-984a-0002a5d5c51b", "rpc-test" },
	{ "e6a33ed4-562b-463a-bb7e-ff5e15a493c8", "sims" },
	{ "b689f2a7-8adf-477a-9f99-32e90c0ad0a2", "storage" },
	{ "731e279e-aafb-4575-a771-38caa6f0cca6", "storage2" },
	{ "f157cda0-550c-11e5-a6fa-0002a5d5c51b", "storage-benchmark" },
	{ "e13010e0-2ae1-11e5-896a-0002a5d5c51b", "concurrent" },
	{ "5ce0c432-0ab0-40e5-a056-782ca0e6aba2", "concurrent-large" },
	{ "873bcd08-c2c3-11e6-a937-d0bf9c45c61c", "socket-test" },
	{ "02a42f43-d8b7-4a57-aa4d-87bd9b5587cb", "crypto-perf" },
	{ "380231ac-fb99-47ad-a689-9e017eb6e78a", "supplicant-plugin-test" },
	{ "528938ce-fc59-11e8-8eb2-f2801f1b9fd1", "miss" },
	{ "a4c04d50-f180-11e8-8eb2-f2801f1b9fd1", "sims-keep-alive" },
	{ "ffd2bded-ab7d-4988-95ee-e4962fff7154", "os-test-lib" },
	{ "b3091a65-9751-4784-abf7-0298a7cc35ba", "os-test-lib-dl" },
	{ "25497083-a58a-4fc5-8a72-1ad7b69b8562", "large" },
};

const char *ta_name(const uint8_t uuid[TEE_IOCTL_UUID_LEN])
{
	char text[TEE_UUID_TEXT_SIZE];

	tee_uuid_format(uuid, text);
	for (size_t n = 0; n < COUNT(applications); n++)
		if (!strcmp(text, applications[n].uuid))
			return applications[n].name;
	return NULL;
}

int ta_find(const char *text, uint8_t uuid[TEE_IOCTL_UUID_LEN])
{
	for (size_t n = 0; n < COUNT(applications); n++)
		if (!strcasecmp(text, applications[n].name))
			return tee_uuid_parse(applications[n].uuid, uuid);
	return tee_uuid_parse(text, uuid);
}

static const struct known_call known_calls[] = {
	/* OP-TEE rejects this one right away, which leaves just the round trip to measure. */
	{ "optee", "device-enumeration", NONEXISTENT_COMMAND, false },
	/*
	 * The driver would catch an unknown command and never call the TSP, so add two
	 * numbers.
	 */
	{ "tsp", "tsp", TEE_TSP_CMD_ADD, true },
};

const struct known_call *known_call_find(const char *driver)
{
	for (size_t n = 0; n < COUNT(known_calls); n++)
		if (!strcmp(driver, known_calls[n].driver))
			return &known_calls[n];
	return NULL;
}

const char *ta_label(const char *uuid, char label[TA_LABEL_SIZE])
{
	uint8_t bytes[TEE_IOCTL_UUID_LEN];
	const char *name = NULL;

	if (!tee_uuid_parse(uuid, bytes))
		name = ta_name(bytes);
	if (name)
		snprintf(label, TA_LABEL_SIZE, "%s (%s)", name, uuid);
	else
		snprintf(label, TA_LABEL_SIZE, "%s", uuid);
	return label;
}

const char *result_name(uint32_t code)
{
	static const struct {
		uint32_t code;
		const char *name;
	} results[] = {
		{ TEEC_SUCCESS, "success" },
		{ TEE_ERROR_CORRUPT_OBJECT, "a corrupt object" },
		{ TEEC_ERROR_STORAGE_NOT_AVAILABLE, "storage is not available" },
		{ TEE_ERROR_STORAGE_NOT_AVAILABLE_2, "storage is not available" },
		{ TEEC_ERROR_GENERIC, "generic error" },
		{ TEEC_ERROR_ACCESS_DENIED, "access denied" },
		{ TEEC_ERROR_CANCEL, "cancelled" },
		{ TEEC_ERROR_ACCESS_CONFLICT, "access conflict" },
		{ TEEC_ERROR_EXCESS_DATA, "too much data" },
		{ TEEC_ERROR_BAD_FORMAT, "wrong format" },
		{ TEEC_ERROR_BAD_PARAMETERS, "bad parameters" },
		{ TEEC_ERROR_BAD_STATE, "bad state" },
		{ TEEC_ERROR_ITEM_NOT_FOUND, "not found" },
		{ TEEC_ERROR_NOT_IMPLEMENTED, "not implemented" },
		{ TEEC_ERROR_NOT_SUPPORTED, "not supported" },
		{ TEEC_ERROR_NO_DATA, "no data" },
		{ TEEC_ERROR_OUT_OF_MEMORY, "out of memory" },
		{ TEEC_ERROR_BUSY, "busy" },
		{ TEEC_ERROR_COMMUNICATION, "communication failed" },
		{ TEEC_ERROR_SECURITY, "security error" },
		{ TEEC_ERROR_SHORT_BUFFER, "short buffer" },
		{ TEEC_ERROR_EXTERNAL_CANCEL, "external cancel" },
		{ TEE_ERROR_OVERFLOW, "overflow" },
		{ TEEC_ERROR_TARGET_DEAD,
		  "the Trusted Application panicked, or its TEE has ended" },
		{ TEEC_ERROR_STORAGE_NO_SPACE, "no storage space" },
		{ TEE_ERROR_MAC_INVALID, "invalid MAC" },
		{ TEE_ERROR_SIGNATURE_INVALID, "invalid signature" },
	};

	for (size_t n = 0; n < COUNT(results); n++)
		if (results[n].code == code)
			return results[n].name;
	return "application-specific code";
}

const char *origin_name(uint32_t origin)
{
	static const char *const origins[] = {
		"an unknown origin", "the client library", "the driver", "the TEE",
		"the Trusted Application",
	};

	return origin < COUNT(origins) ? origins[origin] : "an unknown origin";
}

static const struct login_method logins[] = {
	{ "public", TEE_IOCTL_LOGIN_PUBLIC, 0 },
	{ "user", TEE_IOCTL_LOGIN_USER, 0 },
	{ "group", TEE_IOCTL_LOGIN_GROUP, 1 },
	{ "application", TEE_IOCTL_LOGIN_APPLICATION, 0 },
	{ "user-application", TEE_IOCTL_LOGIN_USER_APPLICATION, 0 },
	{ "group-application", TEE_IOCTL_LOGIN_GROUP_APPLICATION, 1 },
};

const struct login_method *login_find(const char *name)
{
	for (size_t n = 0; n < COUNT(logins); n++)
		if (!strcmp(logins[n].name, name))
			return &logins[n];
	return NULL;
}

const char *login_name(uint32_t number)
{
	for (size_t n = 0; n < COUNT(logins); n++)
		if (logins[n].number == number)
			return logins[n].name;
	return number >= TEE_IOCTL_LOGIN_REE_KERNEL_MIN &&
	       number <= TEE_IOCTL_LOGIN_REE_KERNEL_MAX ? "kernel" : "unknown";
}

const struct capability capabilities[] = {
	{ TEE_GEN_CAP_GP, "globalplatform", "supports GlobalPlatform's TEE Client API" },
	{ TEE_GEN_CAP_PRIVILEGED, "privileged", "is the supplicant's device" },
	{ TEE_GEN_CAP_REG_MEM, "registers-memory", "can use a program's own memory" },
	{ TEE_GEN_CAP_MEMREF_NULL, "null-memref", "accepts null memory references" },
	{ TEE_GEN_CAP_OBJREF, "objects", "supports object references" },
	{ TEE_CAP_SESSION, "session", "supports sessions" },
	{ TEE_CAP_CANCEL, "cancel", "can cancel requests" },
	{ TEE_CAP_OBJECT_INVOKE, "object-invoke", "can invoke objects" },
	{ TEE_CAP_SHM_ALLOC, "shm-alloc", "allocates shared memory" },
	{ TEE_CAP_SHM_REGISTER, "shm-register", "registers shared memory" },
	{ TEE_CAP_SHM_IMPORT, "shm-import", "imports a memfd or a dma-buf" },
	{ TEE_CAP_SUPPLICANT, "supplicant", "uses a supplicant" },
	{ TEE_CAP_SYSTEM_SESSION, "system-session", "reserves capacity for the kernel's calls" },
	{ 0, NULL, NULL },
};

const char *driver_type_name(uint32_t type)
{
	static const char *const types[] = {
		[TEE_DRIVER_TYPE_UNKNOWN] = "unknown",
		[TEE_DRIVER_TYPE_TRUSTZONE] = "trustzone",
		[TEE_DRIVER_TYPE_COPROCESSOR] = "coprocessor",
		[TEE_DRIVER_TYPE_VIRTUAL] = "virtual",
		[TEE_DRIVER_TYPE_SOFTWARE] = "software",
	};

	return type < COUNT(types) ? types[type] : "unknown";
}

const char *request_name(uint32_t func)
{
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
	};

	return func < COUNT(requests) && requests[func] ? requests[func] : "an unknown request";
}
