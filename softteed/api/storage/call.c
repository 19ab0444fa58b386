// SPDX-License-Identifier: BSD-2-Clause
/* Requests to the storage process, and the persistent time, which is only a request. */

#include <openssl/crypto.h>
#include <string.h>

#include "softteed/api/storage/persistent_private.h"
#include "softteed/instance/runtime.h"
#include "tee_internal_api_extensions.h"

static uint8_t sent[STORAGE_MAX_PACKET], received[STORAGE_MAX_PACKET];

static TEE_Result call(const struct storage_message *request, struct storage_message *reply)
{
	size_t size = storage_message_pack(request, sent, sizeof(sent));
	size_t reply_size = sizeof(received);

	if (!size || runtime_storage_call(sent, size, received, &reply_size) ||
	    storage_message_parse(received, reply_size, reply))
		return TEE_ERROR_STORAGE_NOT_AVAILABLE;
	return reply->header.code;
}

TEE_Result persistent_call(const struct storage_message *request, const void *data, size_t size,
			   struct storage_message *reply)
{
	struct storage_message part = { .header.code = STORAGE_APPEND };
	struct storage_message last = *request;
	const uint8_t *at = data;
	TEE_Result result;

	for (; size > STORAGE_MAX_DATA; size -= STORAGE_MAX_DATA, at += STORAGE_MAX_DATA) {
		part.header.data_size = STORAGE_MAX_DATA;
		part.data = at;
		result = call(&part, reply);
		if (result)
			return result;
		part.header.position += STORAGE_MAX_DATA;
	}
	last.data = at;
	last.header.data_size = (uint32_t)size;
	if (data)
		last.header.size = part.header.position + size;
	return call(&last, reply);
}

void persistent_wipe(void)
{
	OPENSSL_cleanse(sent, sizeof(sent));
	OPENSSL_cleanse(received, sizeof(received));
}

struct object *persistent_get(TEE_ObjectHandle handle, uint32_t access, const char *function)
{
	struct object *object = object_get(handle, function);

	if (!object->persistent)
		runtime_panic(TEE_ERROR_BAD_PARAMETERS, function, "the object is transient");
	if ((object->flags & access) != access)
		runtime_panic(TEE_ERROR_ACCESS_DENIED, function,
			      "the object was opened without the flags 0x%x", access);
	return object;
}

TEE_Result persistent_check_result(TEE_Result result, const char *function)
{
	switch (result) {
	case TEE_SUCCESS:
	case TEE_ERROR_ITEM_NOT_FOUND:
	case TEE_ERROR_ACCESS_CONFLICT:
	case TEE_ERROR_OUT_OF_MEMORY:
	case TEE_ERROR_STORAGE_NO_SPACE:
	case TEE_ERROR_CORRUPT_OBJECT:
	case TEE_ERROR_STORAGE_NOT_AVAILABLE:
	case TEE_ERROR_OVERFLOW:
		return result;
	/* The store as a whole cannot be used: the storage process has logged the reason. */
	case TEE_ERROR_SECURITY:
	case TEE_ERROR_UNSUPPORTED_VERSION:
		return TEE_ERROR_STORAGE_NOT_AVAILABLE;
	default:
		runtime_panic(result, function, "the storage process refuses: 0x%08x", result);
	}
}

bool persistent_storage_known(uint32_t storage)
{
	return storage == TEE_STORAGE_PRIVATE || storage == TEE_STORAGE_PRIVATE_REE;
}
