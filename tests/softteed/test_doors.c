// SPDX-License-Identifier: BSD-2-Clause
/* What applications and clients see of each other, through the device and through the socket */

#include <fcntl.h>
#include <linux/tee.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "doors.h"

#define BOTH_WAYS	(TEEC_MEM_INPUT | TEEC_MEM_OUTPUT)

TEST_LIMIT(the_devices_identity, 120)
{
	struct tee_ioctl_identity identity = { .size = sizeof(identity) };
	struct tee_ioctl_version_data version;
	struct softteed softteed;
	char path[32];
	int fd;

	softteed_start(&softteed);
	/* OP-TEE has the first. */
	CHECK(softteed.device > 0);
	snprintf(path, sizeof(path), "/dev/tee%u", softteed.device);
	fd = (int)CHECK_OK(open(path, O_RDWR | O_CLOEXEC));
	CHECK_OK(ioctl(fd, TEE_IOC_VERSION, &version));
	CHECK_EQ(version.impl_id, TEE_IMPL_ID_VTEE);
	CHECK_EQ(version.gen_caps,
		 TEE_GEN_CAP_GP | TEE_GEN_CAP_REG_MEM | TEE_GEN_CAP_MEMREF_NULL);
	CHECK_OK(ioctl(fd, TEE_IOC_IDENTITY, &identity));
	CHECK(!strcmp(identity.os_name, "softteed"));
	CHECK(!strcmp(identity.driver_name, "vtee"));
	CHECK_EQ(identity.driver_type, TEE_DRIVER_TYPE_SOFTWARE);
	CHECK_EQ(identity.max_params, 4);
	close(fd);
}

static void invert(struct client *client, TEEC_SharedMemory *memory, size_t offset, size_t size)
{
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_PARTIAL_INOUT, 0, 0, 0),
		.params[0].memref = { memory, size, offset },
	};

	CHECK_EQ(TEEC_InvokeCommand(&client->session, COMMAND_INVERT, &operation, NULL),
		 TEEC_SUCCESS);
	CHECK_EQ(operation.params[0].memref.size, size);
}

static void check_memory(struct client *client, TEEC_SharedMemory *memory)
{
	uint8_t *bytes = memory->buffer;

	memset(bytes, 0x5a, memory->size);
	invert(client, memory, 1, memory->size - 2);
	CHECK_EQ(bytes[0], 0x5a);
	CHECK_EQ(bytes[memory->size - 1], 0x5a);
	for (size_t n = 1; n < memory->size - 1; n++)
		CHECK_EQ(bytes[n], 0xa5);
}

static void check_sizes(struct client *client)
{
	char text[7];
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_OUTPUT, 0, 0, 0),
		.params[0].tmpref = { text, sizeof(text) },
	};

	CHECK_EQ(TEEC_InvokeCommand(&client->session, COMMAND_TOO_MUCH, &operation, NULL),
		 TEEC_ERROR_SHORT_BUFFER);
	CHECK_EQ(operation.params[0].tmpref.size, sizeof(text) + 1);
	operation.params[0].tmpref = (TEEC_TempMemoryReference){ NULL, 0 };
	CHECK_EQ(TEEC_InvokeCommand(&client->session, COMMAND_TOO_MUCH, &operation, NULL),
		 TEEC_ERROR_SHORT_BUFFER);
	CHECK_EQ(operation.params[0].tmpref.size, 1);
}

TEST_LIMIT(values_and_memory, 120)
{
	struct softteed softteed;

	softteed_start(&softteed);
	for (enum door door = 0; door < DOORS; door++) {
		TEEC_SharedMemory memory = { .size = 10000, .flags = BOTH_WAYS };
		struct client client;

		client_start(&client, &softteed, door, APPLICATION_SHARED);
		CHECK_EQ(client_add(&client, 40, 2), 42);
		CHECK_EQ(TEEC_AllocateSharedMemory(&client.context, &memory), TEEC_SUCCESS);
		check_memory(&client, &memory);
		TEEC_ReleaseSharedMemory(&memory);
		memory.buffer = (uint8_t *)malloc(20000) + 3;
		CHECK_EQ(TEEC_RegisterSharedMemory(&client.context, &memory), TEEC_SUCCESS);
		check_memory(&client, &memory);
		TEEC_ReleaseSharedMemory(&memory);
		check_sizes(&client);
		client_stop(&client);
	}
}

/* A session maps what its calls refer to, and only so much at a time. */
TEST_LIMIT(more_memory_than_a_session_maps, 200)
{
	TEEC_SharedMemory first = { .size = 100, .flags = BOTH_WAYS };
	struct softteed softteed;
	struct client client;

	softteed_start(&softteed);
	client_start(&client, &softteed, DOOR_DEVICE, APPLICATION_SHARED);
	CHECK_EQ(TEEC_AllocateSharedMemory(&client.context, &first), TEEC_SUCCESS);
	for (int n = 0; n < 300; n++) {
		TEEC_SharedMemory memory = { .size = 5000, .flags = BOTH_WAYS };

		CHECK_EQ(TEEC_AllocateSharedMemory(&client.context, &memory), TEEC_SUCCESS);
		check_memory(&client, &memory);
		check_memory(&client, &first);
		TEEC_ReleaseSharedMemory(&memory);
	}
	TEEC_ReleaseSharedMemory(&first);
	client_stop(&client);
}

TEST_LIMIT(sessions_opened_with_parameters, 120)
{
	struct softteed softteed;

	softteed_start(&softteed);
	for (enum door door = 0; door < DOORS; door++) {
		const TEEC_UUID uuid = application_uuid(APPLICATION_SHARED);
		uint8_t bytes[5000] = { 1, [4999] = 2 };
		TEEC_Operation operation = {
			.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INOUT, TEEC_VALUE_INPUT,
						       0, 0),
			.params[0].tmpref = { bytes, sizeof(bytes) },
			.params[1].value.a = TEEC_ERROR_ACCESS_CONFLICT,
		};
		struct client client;
		uint32_t origin;

		client_connect(&client, &softteed, door);
		CHECK_EQ(TEEC_OpenSession(&client.context, &client.session, &uuid,
					  TEEC_LOGIN_PUBLIC, NULL, &operation, &origin),
			 TEEC_ERROR_ACCESS_CONFLICT);
		CHECK_EQ(origin, TEEC_ORIGIN_TRUSTED_APP);
		CHECK_EQ(bytes[0], 0xfe);
		CHECK_EQ(bytes[4999], 0xfd);
		operation.params[1].value.a = 0;
		CHECK_EQ(TEEC_OpenSession(&client.context, &client.session, &uuid,
					  TEEC_LOGIN_PUBLIC, NULL, &operation, &origin),
			 TEEC_SUCCESS);
		CHECK_EQ(bytes[4999], 2);
		client_stop(&client);
	}
}

TEST_LIMIT(what_cannot_be_opened, 120)
{
	struct softteed softteed;

	softteed_start(&softteed);
	for (enum door door = 0; door < DOORS; door++) {
		struct client client;

		client_connect(&client, &softteed, door);
		CHECK_EQ(client_open(&client, 99), TEEC_ERROR_ITEM_NOT_FOUND);
		CHECK_EQ(client_open(&client, APPLICATION_BROKEN), TEEC_ERROR_BAD_FORMAT);
		CHECK_EQ(client_open(&client, APPLICATION_REFUSES), TEEC_ERROR_BAD_STATE);
		CHECK_EQ(client_open(&client, APPLICATION_SHARED), TEEC_SUCCESS);
		client_stop(&client);
	}
}

static uint32_t count(struct client *client, uint32_t *sessions)
{
	uint32_t calls = 0;

	*sessions = 0;
	CHECK_EQ(client_invoke(client, COMMAND_COUNT, &calls, sessions), TEEC_SUCCESS);
	return calls;
}

TEST_LIMIT(both_doors_lead_to_the_same_instances, 120)
{
	struct client device, socket;
	struct softteed softteed;
	uint32_t sessions;

	softteed_start(&softteed);
	client_start(&device, &softteed, DOOR_DEVICE, APPLICATION_SHARED);
	client_start(&socket, &softteed, DOOR_SOCKET, APPLICATION_SHARED);
	CHECK_EQ(count(&device, &sessions), 1);
	CHECK_EQ(count(&socket, &sessions), 2);
	CHECK_EQ(sessions, 2);
	client_stop(&socket);
	CHECK_EQ(count(&device, &sessions), 3);
	CHECK_EQ(sessions, 1);
	client_stop(&device);
	/* The last session took the instance along. */
	client_start(&device, &softteed, DOOR_DEVICE, APPLICATION_SHARED);
	CHECK_EQ(count(&device, &sessions), 1);
	client_stop(&device);

	client_start(&device, &softteed, DOOR_DEVICE, APPLICATION_KEPT);
	CHECK_EQ(count(&device, &sessions), 1);
	client_stop(&device);
	client_start(&socket, &softteed, DOOR_SOCKET, APPLICATION_KEPT);
	CHECK_EQ(count(&socket, &sessions), 2);
	client_stop(&socket);
}

TEST_LIMIT(instances_of_their_own, 120)
{
	struct client device, socket, other;
	struct softteed softteed;
	uint32_t sessions;

	softteed_start(&softteed);
	client_start(&device, &softteed, DOOR_DEVICE, APPLICATION_SEPARATE);
	client_start(&other, &softteed, DOOR_DEVICE, APPLICATION_SEPARATE);
	CHECK_EQ(count(&device, &sessions), 1);
	CHECK_EQ(count(&device, &sessions), 2);
	CHECK_EQ(count(&other, &sessions), 1);
	CHECK_EQ(sessions, 1);
	client_stop(&device);
	client_stop(&other);

	client_start(&device, &softteed, DOOR_DEVICE, APPLICATION_ALONE);
	client_connect(&socket, &softteed, DOOR_SOCKET);
	client_connect(&other, &softteed, DOOR_DEVICE);
	CHECK_EQ(client_open(&socket, APPLICATION_ALONE), TEEC_ERROR_BUSY);
	CHECK_EQ(client_open(&other, APPLICATION_ALONE), TEEC_ERROR_BUSY);
	TEEC_FinalizeContext(&other.context);
	client_stop(&device);
	CHECK_EQ(client_open(&socket, APPLICATION_ALONE), TEEC_SUCCESS);
	client_stop(&socket);
}

/* An application that serves one session at a time is free as soon as that is closed. */
TEST_LIMIT(one_session_after_another, 200)
{
	struct softteed softteed;

	softteed_start(&softteed);
	for (int n = 0; n < 100; n++) {
		struct client client;

		client_start(&client, &softteed, n % 2, APPLICATION_ALONE);
		CHECK_EQ(client_add(&client, 1, 2), 3);
		client_stop(&client);
	}
}

struct identity {
	uint32_t login;
	uint8_t uuid[16];
};

static struct identity identity_of(const struct softteed *softteed, enum door door, uint32_t login)
{
	const TEEC_UUID uuid = application_uuid(APPLICATION_SHARED);
	struct identity identity = { 0 };
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_VALUE_OUTPUT, TEEC_MEMREF_TEMP_OUTPUT, 0, 0),
		.params[1].tmpref = { identity.uuid, sizeof(identity.uuid) },
	};
	uint32_t group = getgid();
	struct client client;

	client_connect(&client, softteed, door);
	CHECK_EQ(TEEC_OpenSession(&client.context, &client.session, &uuid, login,
				  login & TEEC_LOGIN_GROUP ? &group : NULL, NULL, NULL),
		 TEEC_SUCCESS);
	CHECK_EQ(TEEC_InvokeCommand(&client.session, COMMAND_IDENTITY, &operation, NULL),
		 TEEC_SUCCESS);
	identity.login = operation.params[0].value.a;
	client_stop(&client);
	return identity;
}

TEST_LIMIT(clients_are_the_same_at_both_doors, 120)
{
	static const uint32_t logins[] = {
		TEEC_LOGIN_PUBLIC, TEEC_LOGIN_USER, TEEC_LOGIN_GROUP, TEEC_LOGIN_APPLICATION,
		TEEC_LOGIN_USER_APPLICATION, TEEC_LOGIN_GROUP_APPLICATION,
	};
	static const uint8_t nil[16];
	struct softteed softteed;

	softteed_start(&softteed);
	for (size_t n = 0; n < sizeof(logins) / sizeof(logins[0]); n++) {
		struct identity device = identity_of(&softteed, DOOR_DEVICE, logins[n]);
		struct identity socket = identity_of(&softteed, DOOR_SOCKET, logins[n]);

		CHECK_EQ(device.login, logins[n]);
		CHECK(!memcmp(&device, &socket, sizeof(device)));
		CHECK_EQ(!memcmp(device.uuid, nil, sizeof(nil)), logins[n] == TEEC_LOGIN_PUBLIC);
	}
}

TEST_LIMIT(cancellation, 120)
{
	struct softteed softteed;

	softteed_start(&softteed);
	for (enum door door = 0; door < DOORS; door++) {
		struct client_call *call;
		struct client client;

		client_start(&client, &softteed, door, APPLICATION_SHARED);
		call = call_begin(&client, COMMAND_WAIT, 100000);
		call_cancel_request(call);
		CHECK_EQ(call_end(call), TEEC_ERROR_CANCEL);
		/* It was that call only. */
		CHECK_EQ(call_end(call_begin(&client, COMMAND_WAIT, 10)), TEEC_SUCCESS);
		client_stop(&client);
	}
}

TEST_LIMIT(cancelling_what_opens_a_session, 120)
{
	struct softteed softteed;

	softteed_start(&softteed);
	for (enum door door = 0; door < DOORS; door++) {
		struct opening opening = { .operation = {
			.paramTypes = TEEC_PARAM_TYPES(0, 0, TEEC_VALUE_INPUT, 0),
			.params[2].value.a = 100000,
		} };

		opening_begin(&opening, &softteed, door, APPLICATION_SHARED);
		sleep_ms(300 * (unsigned int)test_time_factor());
		TEEC_RequestCancellation(&opening.operation);
		CHECK_EQ(opening_end(&opening), TEEC_ERROR_CANCEL);
		CHECK_EQ(client_open(&opening.client, APPLICATION_SHARED), TEEC_SUCCESS);
		client_stop(&opening.client);
	}
}

/* The session's thread receives later calls while it looks for a cancellation. */
TEST_LIMIT(calls_that_wait_for_their_turn, 120)
{
	struct client_call *first, *second, *third;
	struct softteed softteed;
	struct client client;

	softteed_start(&softteed);
	client_start(&client, &softteed, DOOR_DEVICE, APPLICATION_SHARED);
	first = call_begin(&client, COMMAND_WAIT, 100000);
	second = call_begin(&client, COMMAND_WAIT, 100000);
	third = call_begin(&client, COMMAND_ADD, 1);
	call_cancel_request(second);
	CHECK_EQ(call_end(second), TEEC_ERROR_CANCEL);
	call_cancel_request(first);
	CHECK_EQ(call_end(first), TEEC_ERROR_CANCEL);
	CHECK_EQ(call_end(third), TEEC_SUCCESS);
	client_stop(&client);
}

TEST_LIMIT(an_application_calls_another, 120)
{
	uint8_t bytes[5000] = { 3 };
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INOUT, 0, 0, 0),
		.params[0].tmpref = { bytes, sizeof(bytes) },
	};
	struct softteed softteed;
	struct client client;

	softteed_start(&softteed);
	client_start(&client, &softteed, DOOR_DEVICE, APPLICATION_SHARED);
	CHECK_EQ(TEEC_InvokeCommand(&client.session, COMMAND_FORWARD, &operation, NULL),
		 TEEC_SUCCESS);
	CHECK_EQ(bytes[0], 0xfc);
	CHECK_EQ(bytes[4999], 0xff);
	client_stop(&client);
}
