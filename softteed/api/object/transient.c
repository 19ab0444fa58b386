// SPDX-License-Identifier: BSD-2-Clause
/* Transient objects (Internal Core API 1.3, 5.6). keygen.c has TEE_GenerateKey(). */

#include "softteed/api/annotation.h"
#include "softteed/api/object/attribute.h"
#include "softteed/api/object/check.h"
#include "softteed/api/object/transient.h"
#include "softteed/api/object/type.h"

struct object *transient_get(TEE_ObjectHandle handle, const char *function)
{
	struct object *object = object_get(handle, function);

	if (object->persistent)
		runtime_panic(TEE_ERROR_BAD_PARAMETERS, function, "the object is persistent");
	return object;
}

struct object *transient_get_empty(TEE_ObjectHandle handle, const char *function)
{
	struct object *object = transient_get(handle, function);

	if (object_is_initialized(object))
		runtime_panic(TEE_ERROR_BAD_STATE, function, "the object has attributes already");
	return object;
}

TEE_Result transient_finish(struct object *object, const char *function)
{
	const char *reason;
	TEE_Result result = object_finish(object, &reason);

	switch (result) {
	case TEE_SUCCESS:
	case TEE_ERROR_OUT_OF_MEMORY:
		return result;
	case TEE_ERROR_BAD_PARAMETERS:
		runtime_log(2, "%s: %s", function, reason);
		return result;
	default:
		runtime_panic(result, function, "%s", reason);
	}
}

TEE_Result TEE_AllocateTransientObject(TEE_ObjectType objectType, uint32_t maxObjectSize,
				       TEE_ObjectHandle *object)
{
	const struct object_type *type = object_type_find(objectType);
	struct object *made;

	annotation_require_own(object, sizeof(*object), "the handle", __func__);
	*object = TEE_HANDLE_NULL;
	/* Objects without attributes are persistent only. */
	if (!type || type->family == FAMILY_DATA || !object_type_size_valid(type, maxObjectSize))
		return TEE_ERROR_NOT_SUPPORTED;
	made = object_create(objectType, maxObjectSize);
	if (!made)
		return TEE_ERROR_OUT_OF_MEMORY;
	*object = object_handle(made);
	if (*object == TEE_HANDLE_NULL) {
		object_free(made);
		return TEE_ERROR_OUT_OF_MEMORY;
	}
	return TEE_SUCCESS;
}

void TEE_FreeTransientObject(TEE_ObjectHandle object)
{
	if (object != TEE_HANDLE_NULL)
		object_free(transient_get(object, __func__));
}

void TEE_ResetTransientObject(TEE_ObjectHandle object)
{
	if (object != TEE_HANDLE_NULL)
		object_clear(transient_get(object, __func__));
}

TEE_Result TEE_PopulateTransientObject(TEE_ObjectHandle object, const TEE_Attribute *attrs,
				       uint32_t attrCount)
{
	struct object *to = transient_get_empty(object, __func__);
	TEE_Result result = attribute_add_list(to, attrs, attrCount, __func__);

	if (result) {
		object_remove_attributes(to);
		return result;
	}
	return transient_finish(to, __func__);
}

/* Copy those attributes of @from that the type of @to has. */
static TEE_Result copy_attributes(struct object *to, const struct object *from)
{
	const struct object_type *type = object_type_find(to->type);
	TEE_Result result = TEE_SUCCESS;

	for (size_t n = 0; n < from->num_attributes && !result; n++) {
		const struct attribute *at = &from->attributes[n];

		if (!object_type_attribute(type, at->id))
			continue;
		result = at->is_value ?
			object_add_value(to, at->id, at->value.a, at->value.b) :
			object_add_buffer(to, at->id, at->buffer.data, at->buffer.size);
	}
	return result;
}

static TEE_Result copy_object(TEE_ObjectHandle destination, TEE_ObjectHandle source,
			      const char *function)
{
	struct object *to = transient_get_empty(destination, function);
	struct object *from = object_get(source, function);
	TEE_Result result;

	if (!object_is_initialized(from))
		runtime_panic(TEE_ERROR_BAD_STATE, function, "the source has no attributes");
	if (to->type != from->type && !object_type_is_pair(to->type, from->type))
		runtime_panic(TEE_ERROR_BAD_PARAMETERS, function,
			      "an object of type 0x%08x cannot have the attributes of type 0x%08x",
			      to->type, from->type);
	result = copy_attributes(to, from);
	if (result)
		object_remove_attributes(to);
	else
		result = transient_finish(to, function);
	if (!result)
		to->usage &= from->usage;
	return result;
}

TEE_Result TEE_CopyObjectAttributes1(TEE_ObjectHandle destObject, TEE_ObjectHandle srcObject)
{
	return copy_object(destObject, srcObject, __func__);
}

void TEE_CopyObjectAttributes(TEE_ObjectHandle destObject, TEE_ObjectHandle srcObject)
{
	TEE_Result result = copy_object(destObject, srcObject, __func__);

	/* Deprecated, because it has no other way to report a failure. */
	if (result)
		runtime_panic(result, __func__, "cannot copy the attributes: 0x%08x", result);
}
