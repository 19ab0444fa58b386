// SPDX-License-Identifier: BSD-2-Clause
/* The application that lists the others, see include/ta/softteed_list.h */
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <ta/softteed_list.h>

#include "softteed/instance/instance_private.h"

static const struct ta_head list_head = {
	.magic = TA_HEAD_MAGIC,
	.head_version = TA_HEAD_VERSION,
	.uuid = TA_SOFTTEED_LIST_UUID,
	.stack_size = 64 << 10,
	.data_size = 4096,
	.version = "1",
	.description = "softteed's list of applications",
};

/* The paths, for as long as the process lives */
static const void *paths;
static size_t paths_size;

static TEE_Result create(void)
{
	return TEE_SUCCESS;
}

static void destroy(void)
{
}

static TEE_Result open_session(uint32_t types, TEE_Param params[4], void **context)
{
	(void)params;
	(void)context;
	return types ? TEE_ERROR_BAD_PARAMETERS : TEE_SUCCESS;
}

static void close_session(void *context)
{
	(void)context;
}

static TEE_Result invoke(void *context, uint32_t command, uint32_t types, TEE_Param params[4])
{
	size_t room = params[0].memref.size;

	(void)context;
	if (command != TA_SOFTTEED_LIST_CMD_GET)
		return TEE_ERROR_NOT_SUPPORTED;
	if (types != TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_OUTPUT, TEE_PARAM_TYPE_NONE,
				     TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE))
		return TEE_ERROR_BAD_PARAMETERS;
	params[0].memref.size = paths_size;
	if (room < paths_size)
		return TEE_ERROR_SHORT_BUFFER;
	if (paths_size)
		memcpy(params[0].memref.buffer, paths, paths_size);
	return TEE_SUCCESS;
}

TEE_Result instance_load_list(int fd, const struct ta_head **head)
{
	struct stat status;
	void *at;

	if (fstat(fd, &status))
		return TEE_ERROR_GENERIC;
	if (status.st_size) {
		at = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (at == MAP_FAILED)
			return TEE_ERROR_OUT_OF_MEMORY;
		paths = at;
		paths_size = (size_t)status.st_size;
	}
	instance.entry = (struct application_entry_points){
		.create = create, .destroy = destroy, .open_session = open_session,
		.close_session = close_session, .invoke = invoke,
	};
	*head = &list_head;
	return TEE_SUCCESS;
}
