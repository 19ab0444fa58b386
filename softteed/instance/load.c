// SPDX-License-Identifier: BSD-2-Clause
/* Loading an application: a shared object with the entry points and a description */
#include <dlfcn.h>
#include <string.h>
#include <ta/softteed_list.h>

#include "softteed/instance/instance_private.h"
#include "softteed/sandbox/sandbox.h"

static TEE_Result find_symbol(void *object, const char *name, void *symbol)
{
	void *at = dlsym(object, name);

	if (!at) {
		runtime_log(1, "%s: not an application: it lacks '%s'", instance.file, name);
		return TEE_ERROR_BAD_FORMAT;
	}
	memcpy(symbol, &at, sizeof(at));
	return TEE_SUCCESS;
}

static TEE_Result find_entry_points(void *object)
{
	const struct {
		const char *name;
		void *symbol;
	} symbols[] = {
		{ "TA_CreateEntryPoint", &instance.entry.create },
		{ "TA_DestroyEntryPoint", &instance.entry.destroy },
		{ "TA_OpenSessionEntryPoint", &instance.entry.open_session },
		{ "TA_CloseSessionEntryPoint", &instance.entry.close_session },
		{ "TA_InvokeCommandEntryPoint", &instance.entry.invoke },
	};

	for (size_t n = 0; n < sizeof(symbols) / sizeof(symbols[0]); n++) {
		TEE_Result result = find_symbol(object, symbols[n].name, symbols[n].symbol);

		if (result)
			return result;
	}
	return TEE_SUCCESS;
}

static TEE_Result load_file(int fd, const struct ta_head **head)
{
	TEE_Result result;
	const char *reason;
	void *object;

	reason = instance_open_application(fd, &object);
	if (reason) {
		runtime_log(1, "can't load %s", reason);
		return TEE_ERROR_BAD_FORMAT;
	}
	result = find_symbol(object, TA_HEAD_SYMBOL, head);
	return result ? result : find_entry_points(object);
}

TEE_Result instance_load(int fd, const uint8_t uuid[MESSAGE_UUID_LEN])
{
	static const uint8_t list[MESSAGE_UUID_LEN] = TA_SOFTTEED_LIST_UUID_BYTES;
	uint8_t found[MESSAGE_UUID_LEN];
	const struct ta_head *head;
	TEE_Result result;

	result = memcmp(uuid, list, sizeof(list)) ? load_file(fd, &head) :
						    instance_load_list(fd, &head);
	if (result)
		return result;
	if (head->magic != TA_HEAD_MAGIC || head->head_version != TA_HEAD_VERSION) {
		runtime_log(1, "%s: built for another version of softteed: build it again",
			    instance.file);
		return TEE_ERROR_BAD_FORMAT;
	}
	instance_uuid_to_bytes(&head->uuid, found);
	if (memcmp(found, uuid, sizeof(found))) {
		runtime_log(1, "%s: the application's UUID isn't the one of its file's name",
			    instance.file);
		return TEE_ERROR_BAD_FORMAT;
	}
	/* To open one takes what this refuses. */
	if (!instance.unconfined && !instance_opens_libraries() && sandbox_loaded()) {
		runtime_log(1, "sandbox: the filter for a loaded application is refused");
		return TEE_ERROR_GENERIC;
	}
	instance.head = head;
	return TEE_SUCCESS;
}
