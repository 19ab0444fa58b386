// SPDX-License-Identifier: BSD-2-Clause
/* A Trusted Application that uses libraries and C++ */
#include <application.h>
#include <dlfcn.h>
#include <kit_linked.h>
#include <link.h>
#include <string.h>
#include <tee_internal_api_extensions.h>
#include <tee_tcpsocket.h>

#include "../commands.h"

#ifndef ONLY_IN_ENTRY
#error "no flag for this file"
#endif

#define OPENED	"5f7d0000-0000-4000-8000-000000000003"
#define MISSING	"5f7d0000-0000-4000-8000-000000000004"

int application_number = 40;

static __thread int thread_number = 3;
static __thread int thread_zero;

TEE_Result TA_CreateEntryPoint(void)
{
	return TEE_SUCCESS;
}

void TA_DestroyEntryPoint(void)
{
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

static TEE_Result check(bool condition)
{
	return condition ? TEE_SUCCESS : TEE_ERROR_GENERIC;
}

static TEE_Result open_library(void)
{
	void *library = dlopen(OPENED, RTLD_NOW | RTLD_GLOBAL), *again, *all;
	int (*add)(int number);
	int sum;

	if (!library)
		return TEE_ERROR_ITEM_NOT_FOUND;
	again = dlopen(OPENED, RTLD_NOW);
	all = dlopen(NULL, RTLD_NOW);
	if (again != library || !all)
		return TEE_ERROR_BAD_STATE;
	*(void **)&add = dlsym(library, "kit_opened_add");
	if (!add || dlsym(all, "kit_opened_add") != *(void **)&add || dlerror())
		return TEE_ERROR_GENERIC;
	sum = add(2);
	dlclose(all);
	dlclose(again);
	dlclose(library);
	/* kit_linked_number() + application_number + 2 */
	return check(sum == 17 + 40 + 2);
}

static TEE_Result open_missing(void)
{
	const char *reason;

	if (dlopen(MISSING, RTLD_NOW))
		return TEE_ERROR_GENERIC;
	reason = dlerror();
	return check(reason && strstr(reason, MISSING) && !dlerror());
}

static TEE_Result use_thread_locals(void)
{
	thread_zero++;
	return check(thread_number == 3 && thread_zero == 1 && kit_linked_count() == 1 &&
		     kit_linked_count() == 2);
}

static int count_object(struct dl_phdr_info *info, size_t size, void *data)
{
	(void)info;
	(void)size;
	return ++*(int *)data;
}

static TEE_Result count_objects(void)
{
	int count = 0;

	return check(dl_iterate_phdr(count_object, &count) == count && count > 2);
}

static TEE_Result play_ping(uint16_t port)
{
	char host[] = "127.0.0.1", reply[8];
	TEE_tcpSocket_Setup setup = { TEE_IP_VERSION_DC, host, port };
	uint32_t error, length = 4;
	TEE_iSocketHandle handle;
	TEE_Result result = TEE_tcpSocket->open(&handle, &setup, &error);

	if (result)
		return result;
	result = TEE_tcpSocket->send(handle, "ping", &length, 10000);
	length = sizeof(reply);
	if (!result)
		result = TEE_tcpSocket->recv(handle, reply, &length, 10000);
	TEE_tcpSocket->close(handle);
	return result ? result : check(length == 4 && !memcmp(reply, "ping", 4));
}

static TEE_Result use_plugin(void)
{
	const TEE_UUID uuid = KIT_PLUGIN_UUID;
	uint8_t numbers[] = { 1, 2, 3, 4 };
	size_t used = 0;
	TEE_Result result;

	result = tee_invoke_supp_plugin(&uuid, PLUGIN_SUM, 0, numbers, sizeof(numbers), &used);
	return result ? result : check(used == 1 && numbers[0] == 10);
}

static TEE_Result crash_plugin(void)
{
	const TEE_UUID uuid = KIT_PLUGIN_UUID;

	return tee_invoke_supp_plugin(&uuid, PLUGIN_CRASH, 0, NULL, 0, NULL);
}

TEE_Result TA_InvokeCommandEntryPoint(void *context, uint32_t command, uint32_t types,
				      TEE_Param params[4])
{
	(void)context;
	(void)types;
	switch (command) {
	case COMMAND_SOURCES:
		return check(part_number() == 5 && generated_number() == 23);
	case COMMAND_LINKED:
		return check(kit_linked_number() == 17 && kit_linked_sum(2) == 42);
	case COMMAND_OPENED:
		return open_library();
	case COMMAND_MISSING:
		return open_missing();
	case COMMAND_THREAD_LOCAL:
		return use_thread_locals();
	case COMMAND_EXCEPTIONS:
		return catch_exceptions();
	case COMMAND_CONSTRUCTORS:
		return check_constructors();
	case COMMAND_OBJECTS:
		return count_objects();
	case COMMAND_SOCKET:
		return play_ping((uint16_t)params[0].value.a);
	case COMMAND_PLUGIN:
		return use_plugin();
	case COMMAND_PLUGIN_CRASH:
		return crash_plugin();
	default:
		return TEE_ERROR_NOT_SUPPORTED;
	}
}
