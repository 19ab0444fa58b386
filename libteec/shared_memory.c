// SPDX-License-Identifier: BSD-2-Clause
/*
 * The API's shared memory functions.
 *
 * TEEC_SharedMemory.imp.shadow_buffer is our struct teec_memory, or NULL if there is none,
 * e.g. after a release. We only ever write the rest of imp, with the values that OP-TEE's
 * library would put there, for the benefit of debuggers.
 */
#include <errno.h>
#include <string.h>

#include "context.h"
#include "memory.h"
#include "result.h"
#include "teec_private.h"

/* TEEC_SharedMemory.imp.flags, as in OP-TEE's library */
#define FLAG_ALLOCATED	(1 << 0)
#define FLAG_SHADOW	(1 << 1)

static bool flags_are_sound(uint32_t flags)
{
	return flags && !(flags & ~(uint32_t)(TEEC_MEM_INPUT | TEEC_MEM_OUTPUT));
}

static void set_memory(TEEC_SharedMemory *sharedMem, struct teec_memory *memory,
		       uint32_t flags)
{
	sharedMem->imp.id = memory->id;
	sharedMem->imp.alloced_size = memory->size;
	sharedMem->imp.shadow_buffer = memory;
	sharedMem->imp.registered_fd = memory->fd;
	sharedMem->imp.flags = flags;
}

/* Leave size and flags alone, since programs reuse the structure for their next allocation. */
static void set_none(TEEC_SharedMemory *sharedMem)
{
	sharedMem->buffer = NULL;
	sharedMem->imp.id = -1;
	sharedMem->imp.alloced_size = 0;
	sharedMem->imp.shadow_buffer = NULL;
	sharedMem->imp.registered_fd = -1;
	sharedMem->imp.flags = 0;
}

/*
 * Programs release memory even if they did not get any, so do not leave garbage in
 * shadow_buffer.
 */
static void hold_nothing(TEEC_SharedMemory *sharedMem)
{
	if (sharedMem)
		sharedMem->imp.shadow_buffer = NULL;
}

TEEC_EXPORT TEEC_Result TEEC_AllocateSharedMemory(TEEC_Context *context,
						  TEEC_SharedMemory *sharedMem)
{
	struct teec_context *found = teec_context_find(context);
	struct teec_memory *memory;
	int rc;

	hold_nothing(sharedMem);
	if (!found || !sharedMem || !flags_are_sound(sharedMem->flags))
		return TEEC_ERROR_BAD_PARAMETERS;
	rc = teec_memory_get(found, sharedMem->size, TEEC_MEMORY_CLIENT, &memory);
	if (rc)
		return teec_result_of_errno(-rc);
	sharedMem->buffer = memory->at;
	set_memory(sharedMem, memory, FLAG_ALLOCATED);
	return TEEC_SUCCESS;
}

TEEC_EXPORT TEEC_Result TEEC_RegisterSharedMemory(TEEC_Context *context,
						  TEEC_SharedMemory *sharedMem)
{
	struct teec_context *found = teec_context_find(context);
	struct teec_memory *memory;
	uint32_t flags = 0;
	int rc;

	hold_nothing(sharedMem);
	if (!found || !sharedMem || !sharedMem->buffer || !flags_are_sound(sharedMem->flags))
		return TEEC_ERROR_BAD_PARAMETERS;
	rc = teec_memory_register(found, sharedMem->buffer, sharedMem->size,
				  TEEC_MEMORY_CLIENT, &memory);
	if (rc) {
		/*
		 * Registering does not work with every TEE, nor for read-only memory, file
		 * pages, or anything over RLIMIT_MEMLOCK or the client's quota. Copy the
		 * memory for each operation then.
		 */
		rc = teec_memory_shadow(found, sharedMem->buffer, sharedMem->size, &memory);
		if (rc)
			return teec_result_of_errno(-rc);
		flags = FLAG_SHADOW;
	}
	set_memory(sharedMem, memory, flags);
	return TEEC_SUCCESS;
}

TEEC_EXPORT TEEC_Result TEEC_RegisterSharedMemoryFileDescriptor(TEEC_Context *context,
								TEEC_SharedMemory *sharedMem,
								int fd)
{
	struct teec_context *found = teec_context_find(context);
	struct teec_memory *memory;
	int rc;

	hold_nothing(sharedMem);
	if (!found || !sharedMem || fd < 0 || !flags_are_sound(sharedMem->flags))
		return TEEC_ERROR_BAD_PARAMETERS;
	rc = teec_memory_import(found, fd, &memory);
	if (rc == -ENOMEM)
		return TEEC_ERROR_OUT_OF_MEMORY;
	if (rc)
		return TEEC_ERROR_BAD_PARAMETERS;
	sharedMem->buffer = NULL;
	sharedMem->size = memory->size;
	set_memory(sharedMem, memory, 0);
	return TEEC_SUCCESS;
}

TEEC_EXPORT void TEEC_ReleaseSharedMemory(TEEC_SharedMemory *sharedMemory)
{
	struct teec_memory *memory;

	if (!sharedMemory)
		return;
	memory = sharedMemory->imp.shadow_buffer;
	set_none(sharedMemory);
	/* All of it: nothing keeps a program from writing past the size it asked for. */
	if (memory)
		teec_memory_put(memory, memory->size);
}
