// SPDX-License-Identifier: BSD-2-Clause
/* Attributes in the API: lists of them, and reading those of an object. */

#include <string.h>

#include "softteed/api/annotation.h"
#include "softteed/api/object/attribute.h"

void TEE_InitRefAttribute(TEE_Attribute *attr, uint32_t attributeID, const void *buffer,
			  size_t length)
{
	annotation_require_own(attr, sizeof(*attr), "the attribute", __func__);
	if (attributeID & TEE_ATTR_FLAG_VALUE)
		runtime_panic(TEE_ERROR_BAD_PARAMETERS, __func__,
			      "0x%08x is not a buffer attribute", attributeID);
	attr->attributeID = attributeID;
	attr->content.ref.buffer = (void *)buffer;
	attr->content.ref.length = length;
}

void TEE_InitValueAttribute(TEE_Attribute *attr, uint32_t attributeID, uint32_t a, uint32_t b)
{
	annotation_require_own(attr, sizeof(*attr), "the attribute", __func__);
	if (!(attributeID & TEE_ATTR_FLAG_VALUE))
		runtime_panic(TEE_ERROR_BAD_PARAMETERS, __func__,
			      "0x%08x is not a value attribute", attributeID);
	attr->attributeID = attributeID;
	attr->content.value.a = a;
	attr->content.value.b = b;
}

TEE_Result attribute_add_list(struct object *object, const TEE_Attribute *list, uint32_t count,
			      const char *function)
{
	TEE_Result result = TEE_SUCCESS;

	if (count)
		annotation_require_own(list, count * sizeof(*list), "the attributes", function);
	if (count > OBJECT_MAX_ATTRIBUTES)
		return TEE_ERROR_BAD_PARAMETERS;
	for (uint32_t n = 0; n < count && !result; n++) {
		TEE_Attribute at;

		memcpy(&at, &list[n], sizeof(at));
		if (at.attributeID & TEE_ATTR_FLAG_VALUE) {
			result = object_add_value(object, at.attributeID, at.content.value.a,
						  at.content.value.b);
			continue;
		}
		if (at.content.ref.length && !at.content.ref.buffer)
			runtime_panic(TEE_ERROR_BAD_PARAMETERS, function,
				      "the buffer of attribute 0x%08x is NULL", at.attributeID);
		result = object_add_buffer(object, at.attributeID, at.content.ref.buffer,
					   at.content.ref.length);
		if (result == TEE_ERROR_SHORT_BUFFER)
			runtime_panic(result, function, "attribute 0x%08x has %zu bytes",
				      at.attributeID, at.content.ref.length);
	}
	return result;
}

/* Find the object and the attribute to read. Panics unless the application may read it. */
static const struct attribute *readable(TEE_ObjectHandle handle, uint32_t id, bool is_value,
					const char *function)
{
	const struct object *object = object_get(handle, function);

	if (!object_is_initialized(object))
		runtime_panic(TEE_ERROR_BAD_STATE, function, "the object has no attributes yet");
	if (!!(id & TEE_ATTR_FLAG_VALUE) != is_value)
		runtime_panic(TEE_ERROR_BAD_PARAMETERS, function, "0x%08x is not a %s attribute",
			      id, is_value ? "value" : "buffer");
	if (!(id & TEE_ATTR_FLAG_PUBLIC) && !(object->usage & TEE_USAGE_EXTRACTABLE))
		runtime_panic(TEE_ERROR_ACCESS_DENIED, function,
			      "attribute 0x%08x is protected, and the object's usage lacks "
			      "TEE_USAGE_EXTRACTABLE", id);
	return object_find_attribute(object, id);
}

TEE_Result TEE_GetObjectBufferAttribute(TEE_ObjectHandle object, uint32_t attributeID,
					void *buffer, size_t *size)
{
	const struct attribute *attribute = readable(object, attributeID, false, __func__);
	size_t room;

	annotation_require_own(size, sizeof(*size), "the size", __func__);
	if (!attribute)
		return TEE_ERROR_ITEM_NOT_FOUND;
	room = *size;
	*size = attribute->buffer.size;
	if (!buffer || room < attribute->buffer.size)
		return TEE_ERROR_SHORT_BUFFER;
	memcpy(buffer, attribute->buffer.data, attribute->buffer.size);
	return TEE_SUCCESS;
}

TEE_Result TEE_GetObjectValueAttribute(TEE_ObjectHandle object, uint32_t attributeID, uint32_t *a,
				       uint32_t *b)
{
	const struct attribute *attribute = readable(object, attributeID, true, __func__);

	if (a)
		annotation_require_own(a, sizeof(*a), "the value", __func__);
	if (b)
		annotation_require_own(b, sizeof(*b), "the value", __func__);
	if (!attribute)
		return TEE_ERROR_ITEM_NOT_FOUND;
	if (a)
		*a = attribute->value.a;
	if (b)
		*b = attribute->value.b;
	return TEE_SUCCESS;
}
