// SPDX-License-Identifier: BSD-2-Clause
/*
 * What outlives the TPM's power, in trusted storage. The state is one object, which is replaced as
 * a whole. A second one, empty, says that there is a state: if only that one is found, the state
 * was removed, and must not be replaced by a new TPM's.
 */

#include <stdlib.h>

#include "state.h"

/* The library's state is some kilobytes. With all of its non-volatile memory in use it's 200. */
#define MAX_STATE_SIZE	((size_t)1 << 20)

static const char state_name[] = "state", mark_name[] = "made";

static TEE_Result open_object(const char *name, size_t size, TEE_ObjectHandle *object)
{
	return TEE_OpenPersistentObject(TEE_STORAGE_PRIVATE, name, size,
					TEE_DATA_FLAG_ACCESS_READ, object);
}

static TEE_Result create_object(const char *name, size_t name_size, const void *data, size_t size)
{
	return TEE_CreatePersistentObject(TEE_STORAGE_PRIVATE, name, name_size,
					  TEE_DATA_FLAG_ACCESS_WRITE | TEE_DATA_FLAG_OVERWRITE,
					  TEE_HANDLE_NULL, data, size, NULL);
}

static TEE_Result read_object(TEE_ObjectHandle object, uint8_t **state, uint32_t *size)
{
	TEE_ObjectInfo info;
	TEE_Result res;
	size_t got;

	res = TEE_GetObjectInfo1(object, &info);
	if (res)
		return res;
	if (!info.dataSize || info.dataSize > MAX_STATE_SIZE)
		return TEE_ERROR_CORRUPT_OBJECT;
	*state = malloc(info.dataSize);
	if (!*state)
		return TEE_ERROR_OUT_OF_MEMORY;
	res = TEE_ReadObjectData(object, *state, info.dataSize, &got);
	if (!res && got != info.dataSize)
		res = TEE_ERROR_CORRUPT_OBJECT;
	if (res) {
		free(*state);
		*state = NULL;
		return res;
	}
	*size = (uint32_t)got;
	return TEE_SUCCESS;
}

/* There's no state. Find out whether there was one. */
static TEE_Result look_for_mark(void)
{
	TEE_ObjectHandle mark;
	TEE_Result res = open_object(mark_name, sizeof(mark_name), &mark);

	if (res)
		return res;
	TEE_CloseObject(mark);
	return TEE_ERROR_CORRUPT_OBJECT;
}

static TEE_Result make_mark(void)
{
	TEE_ObjectHandle mark;
	TEE_Result res = open_object(mark_name, sizeof(mark_name), &mark);

	if (res == TEE_ERROR_ITEM_NOT_FOUND)
		return create_object(mark_name, sizeof(mark_name), NULL, 0);
	if (!res)
		TEE_CloseObject(mark);
	return res;
}

TEE_Result tpm_state_load(uint8_t **state, uint32_t *size)
{
	TEE_ObjectHandle object;
	TEE_Result res = open_object(state_name, sizeof(state_name), &object);

	if (res == TEE_ERROR_ITEM_NOT_FOUND)
		return look_for_mark();
	if (res)
		return res;
	res = read_object(object, state, size);
	TEE_CloseObject(object);
	return res;
}

/* The state comes first. A power cut before the mark is made up for the next time. */
TEE_Result tpm_state_store(const uint8_t *state, uint32_t size)
{
	static bool is_marked;
	TEE_Result res = create_object(state_name, sizeof(state_name), state, size);

	if (!res && !is_marked)
		res = make_mark();
	if (!res)
		is_marked = true;
	return res;
}
