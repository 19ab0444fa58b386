/* SPDX-License-Identifier: BSD-2-Clause */
/* Persistent objects: what the files of this directory share. */
#ifndef SOFTTEED_API_STORAGE_PERSISTENT_H
#define SOFTTEED_API_STORAGE_PERSISTENT_H

#include <stdbool.h>

#include "softteed/api/annotation.h"
#include "softteed/api/object/object.h"
#include "softteed/storage/message.h"

/**
 * struct persistent - what a persistent object has in addition
 * @handle:	the storage process's handle
 * @position:	of the data stream, in bytes
 */
struct persistent {
	uint32_t handle;
	uint64_t position;
};

/**
 * persistent_call() - send a request to the storage process and wait for the reply
 * @request:	the request; large data is sent in parts
 * @data:	data of the request, in place of @request's
 * @size:	its size in bytes
 * @reply:	[out] the reply; it points to a static buffer, until the next call or
 *		persistent_wipe()
 *
 * Return: the reply's result; TEE_ERROR_STORAGE_NOT_AVAILABLE if the process is gone or breaks
 * the protocol.
 */
TEE_Result persistent_call(const struct storage_message *request, const void *data, size_t size,
			   struct storage_message *reply);

/** persistent_wipe() - wipe the buffers, after a request or reply with secrets */
void persistent_wipe(void);

/**
 * persistent_get() - find a persistent object by its handle
 * @handle:	the handle
 * @access:	TEE_DATA_FLAG_* that it must have been opened with
 * @function:	the API's function
 *
 * Return: the object. Panics if the application has none with this handle and access.
 */
struct object *persistent_get(TEE_ObjectHandle handle, uint32_t access, const char *function);

/**
 * persistent_check_result() - panic unless the specification allows a result
 * @result:	a result
 * @function:	the API's function
 *
 * Return: @result, which all functions of this directory may return.
 */
TEE_Result persistent_check_result(TEE_Result result, const char *function);

/** persistent_storage_known() - check a storage identifier, TEE_STORAGE_PRIVATE or OP-TEE's */
bool persistent_storage_known(uint32_t storage);

#endif
