// SPDX-License-Identifier: BSD-2-Clause
/* The application's persistent time, which the storage process keeps. */

#include <string.h>

#include "softteed/api/framework/framework.h"
#include "softteed/api/storage/persistent_private.h"

_Static_assert(sizeof(struct framework_time) <= STORAGE_MAX_TIME, "the time fits");

static TEE_Result convert_result(TEE_Result result)
{
	switch (result) {
	case TEE_SUCCESS:
	case TEE_ERROR_STORAGE_NO_SPACE:
	case TEE_ERROR_OUT_OF_MEMORY:
		return result;
	case TEE_ERROR_ITEM_NOT_FOUND:
		return TEE_ERROR_TIME_NOT_SET;
	default:
		return TEE_ERROR_GENERIC;
	}
}

TEE_Result framework_load_time(struct framework_time *time)
{
	struct storage_message request = { .header.code = STORAGE_GET_TIME }, reply;
	TEE_Result result = persistent_call(&request, NULL, 0, &reply);

	if (!result && reply.header.data_size != sizeof(*time))
		return TEE_ERROR_GENERIC;
	if (!result)
		memcpy(time, reply.data, sizeof(*time));
	return convert_result(result);
}

TEE_Result framework_store_time(const struct framework_time *time)
{
	struct storage_message request = { .header.code = STORAGE_SET_TIME }, reply;

	return convert_result(persistent_call(&request, time, sizeof(*time), &reply));
}
