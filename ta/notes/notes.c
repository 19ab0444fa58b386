// SPDX-License-Identifier: BSD-2-Clause
/* An example of an application with trusted storage. See <ta/notes.h> for the interface. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <ta/notes.h>
#include <tee_internal_api.h>

#define TYPES(a, b)	TEE_PARAM_TYPES(TEE_PARAM_TYPE_##a, TEE_PARAM_TYPE_##b, \
					TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE)

/* An object's name: the user's UUID, which makes it the user's, and the note's name. */
struct object_name {
	TEE_UUID user;
	char note[TA_NOTES_MAX_NAME];
};

_Static_assert(sizeof(struct object_name) <= TEE_OBJECT_ID_MAX_LEN, "it has to fit");

#define NAME_SIZE(note_size)	(offsetof(struct object_name, note) + (note_size))

struct session {
	TEE_UUID user;
};

TEE_Result TA_CreateEntryPoint(void)
{
	return TEE_SUCCESS;
}

void TA_DestroyEntryPoint(void)
{
}

TEE_Result TA_OpenSessionEntryPoint(uint32_t types, TEE_Param params[TEE_NUM_PARAMS],
				    void **session)
{
	struct session *new;
	TEE_Identity client;
	TEE_Result res;

	(void)params;
	*session = NULL;
	if (types != TYPES(NONE, NONE))
		return TEE_ERROR_BAD_PARAMETERS;
	res = TEE_GetPropertyAsIdentity(TEE_PROPSET_CURRENT_CLIENT, "gpd.client.identity", &client);
	if (res)
		return res;
	if (client.login != TEE_LOGIN_USER)
		return TEE_ERROR_ACCESS_DENIED;
	new = TEE_Malloc(sizeof(*new), TEE_MALLOC_FILL_ZERO);
	if (!new)
		return TEE_ERROR_OUT_OF_MEMORY;
	new->user = client.uuid;
	*session = new;
	return TEE_SUCCESS;
}

void TA_CloseSessionEntryPoint(void *session)
{
	TEE_Free(session);
}

/* Copy the name, since the client may change it at any time. */
static TEE_Result get_name(const struct session *session, const TEE_Param *param,
			   struct object_name *name, size_t *size)
{
	size_t note_size = param->memref.size;

	if (!note_size)
		return TEE_ERROR_BAD_PARAMETERS;
	if (note_size > TA_NOTES_MAX_NAME)
		return TEE_ERROR_EXCESS_DATA;
	name->user = session->user;
	TEE_MemMove(name->note, param->memref.buffer, note_size);
	*size = NAME_SIZE(note_size);
	return TEE_SUCCESS;
}

/* The object is created with its data, so a power cut leaves the old note or the new one. */
static TEE_Result put(const struct session *session, uint32_t types,
		      TEE_Param params[TEE_NUM_PARAMS])
{
	struct object_name name;
	TEE_Result res;
	size_t size;

	if (types != TYPES(MEMREF_INPUT, MEMREF_INPUT))
		return TEE_ERROR_BAD_PARAMETERS;
	res = get_name(session, &params[0], &name, &size);
	if (res)
		return res;
	if (params[1].memref.size > TA_NOTES_MAX_TEXT)
		return TEE_ERROR_EXCESS_DATA;
	return TEE_CreatePersistentObject(TEE_STORAGE_PRIVATE, &name, size,
					  TEE_DATA_FLAG_ACCESS_WRITE | TEE_DATA_FLAG_OVERWRITE,
					  TEE_HANDLE_NULL, params[1].memref.buffer,
					  params[1].memref.size, NULL);
}

static TEE_Result open_note(const struct session *session, const TEE_Param *param, uint32_t flags,
			    TEE_ObjectHandle *object)
{
	struct object_name name;
	TEE_Result res;
	size_t size;

	res = get_name(session, param, &name, &size);
	return res ? res : TEE_OpenPersistentObject(TEE_STORAGE_PRIVATE, &name, size, flags,
						    object);
}

static TEE_Result read_text(TEE_ObjectHandle object, TEE_Param *out)
{
	size_t room = out->memref.size;
	TEE_ObjectInfo info;
	TEE_Result res;

	res = TEE_GetObjectInfo1(object, &info);
	if (res)
		return res;
	out->memref.size = info.dataSize;
	if (info.dataSize > room)
		return TEE_ERROR_SHORT_BUFFER;
	return TEE_ReadObjectData(object, out->memref.buffer, info.dataSize, &out->memref.size);
}

static TEE_Result get(const struct session *session, uint32_t types,
		      TEE_Param params[TEE_NUM_PARAMS])
{
	TEE_ObjectHandle object = TEE_HANDLE_NULL;
	TEE_Result res;

	if (types != TYPES(MEMREF_INPUT, MEMREF_OUTPUT))
		return TEE_ERROR_BAD_PARAMETERS;
	res = open_note(session, &params[0], TEE_DATA_FLAG_ACCESS_READ, &object);
	if (res)
		return res;
	res = read_text(object, &params[1]);
	TEE_CloseObject(object);
	return res;
}

static TEE_Result delete_note(const struct session *session, uint32_t types,
			      TEE_Param params[TEE_NUM_PARAMS])
{
	TEE_ObjectHandle object = TEE_HANDLE_NULL;
	TEE_Result res;

	if (types != TYPES(MEMREF_INPUT, NONE))
		return TEE_ERROR_BAD_PARAMETERS;
	res = open_note(session, &params[0], TEE_DATA_FLAG_ACCESS_WRITE_META, &object);
	return res ? res : TEE_CloseAndDeletePersistentObject1(object);
}

/* Write the name of one of the user's notes after what is there. @used counts it in any case. */
static void add_name(const struct session *session, const struct object_name *name, size_t size,
		     const TEE_Param *out, size_t room, size_t *used)
{
	size_t note_size = size - NAME_SIZE(0);
	char *to = out->memref.buffer;

	if (size <= NAME_SIZE(0) ||
	    TEE_MemCompare(&name->user, &session->user, sizeof(name->user)))
		return;
	if (*used + note_size + 1 <= room) {
		TEE_MemMove(to + *used, name->note, note_size);
		to[*used + note_size] = '\n';
	}
	*used += note_size + 1;
}

static TEE_Result list(const struct session *session, uint32_t types,
		       TEE_Param params[TEE_NUM_PARAMS])
{
	TEE_ObjectEnumHandle enumerator = TEE_HANDLE_NULL;
	size_t room = params[0].memref.size, used = 0;
	TEE_Result res;

	if (types != TYPES(MEMREF_OUTPUT, NONE))
		return TEE_ERROR_BAD_PARAMETERS;
	res = TEE_AllocatePersistentObjectEnumerator(&enumerator);
	if (res)
		return res;
	res = TEE_StartPersistentObjectEnumerator(enumerator, TEE_STORAGE_PRIVATE);
	while (!res) {
		struct object_name name;
		size_t size = sizeof(name);
		TEE_ObjectInfo info;

		res = TEE_GetNextPersistentObject(enumerator, &info, &name, &size);
		if (!res)
			add_name(session, &name, size, &params[0], room, &used);
	}
	TEE_FreePersistentObjectEnumerator(enumerator);
	params[0].memref.size = used;
	if (res != TEE_ERROR_ITEM_NOT_FOUND)
		return res;
	return used > room ? TEE_ERROR_SHORT_BUFFER : TEE_SUCCESS;
}

TEE_Result TA_InvokeCommandEntryPoint(void *session, uint32_t command, uint32_t types,
				      TEE_Param params[TEE_NUM_PARAMS])
{
	switch (command) {
	case TA_NOTES_CMD_PUT:
		return put(session, types, params);
	case TA_NOTES_CMD_GET:
		return get(session, types, params);
	case TA_NOTES_CMD_DELETE:
		return delete_note(session, types, params);
	case TA_NOTES_CMD_LIST:
		return list(session, types, params);
	default:
		return TEE_ERROR_NOT_SUPPORTED;
	}
}
