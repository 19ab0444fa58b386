// SPDX-License-Identifier: BSD-2-Clause
/* OP-TEE's extensions: cache maintenance, memory mappings, plugins */

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "softteed/api/framework/framework.h"
#include "softteed/instance/runtime.h"
#include "tee_internal_api_extensions.h"
#include "user_ta_header.h"

/* A mapping of tee_map_zi(), with the size that it was asked for */
struct mapping {
	struct mapping *next;
	void *at;
	size_t size;
};

static struct mapping *mappings;

static TEE_Result check_cache_range(char *buffer, size_t size, uint32_t access)
{
	if (!(runtime_ta_head()->flags & TA_FLAG_CACHE_MAINTENANCE))
		return TEE_ERROR_NOT_SUPPORTED;
	return TEE_CheckMemoryAccessRights(access | TEE_MEMORY_ACCESS_ANY_OWNER, buffer, size);
}

TEE_Result TEE_CacheClean(char *buf, size_t len)
{
	return check_cache_range(buf, len, TEE_MEMORY_ACCESS_READ);
}

TEE_Result TEE_CacheFlush(char *buf, size_t len)
{
	return check_cache_range(buf, len, TEE_MEMORY_ACCESS_READ);
}

TEE_Result TEE_CacheInvalidate(char *buf, size_t len)
{
	return check_cache_range(buf, len, TEE_MEMORY_ACCESS_READ | TEE_MEMORY_ACCESS_WRITE);
}

void *tee_map_zi(size_t len, uint32_t flags)
{
	struct mapping *mapping;

	if (!len || (flags & ~TEE_MEMORY_ACCESS_ANY_OWNER))
		return NULL;
	mapping = malloc(sizeof(*mapping));
	if (!mapping)
		return NULL;
	mapping->size = len;
	mapping->at = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (mapping->at == MAP_FAILED) {
		free(mapping);
		return NULL;
	}
	mapping->next = mappings;
	mappings = mapping;
	return mapping->at;
}

TEE_Result tee_unmap(void *buf, size_t len)
{
	for (struct mapping **link = &mappings; *link; link = &(*link)->next) {
		struct mapping *mapping = *link;

		if (mapping->at != buf || mapping->size != len)
			continue;
		*link = mapping->next;
		munmap(buf, len);
		free(mapping);
		return TEE_SUCCESS;
	}
	return TEE_ERROR_BAD_PARAMETERS;
}

TEE_Result tee_invoke_supp_plugin(const TEE_UUID *uuid, uint32_t cmd, uint32_t sub_cmd, void *buf,
				  size_t len, size_t *outlen)
{
	size_t used = 0;
	TEE_Result result;

	if (!uuid || !buf != !len)
		return TEE_ERROR_BAD_PARAMETERS;
	framework_require_access(TEE_MEMORY_ACCESS_WRITE | TEE_MEMORY_ACCESS_ANY_OWNER, buf, len,
				 __func__);
	result = runtime_call_plugin(uuid, cmd, sub_cmd, buf, len, &used);
	if (result == TEE_SUCCESS && outlen)
		*outlen = used;
	return result;
}
