// SPDX-License-Identifier: BSD-2-Clause
/*
 * Functions as version 1.1 of the Internal Core API has them, with sizes of 32 bits. Applications
 * that are built with __OPTEE_CORE_API_COMPAT_1_1 call these.
 */

#include "softteed/api/annotation.h"
#include "softteed/api/object/object.h"

static void convert_info(const TEE_ObjectInfo *from, __GP11_TEE_ObjectInfo *to)
{
	*to = (__GP11_TEE_ObjectInfo){
		.objectType = from->objectType,
		.objectSize = from->objectSize,
		.maxObjectSize = from->maxObjectSize,
		.objectUsage = from->objectUsage,
		.dataSize = from->dataSize > UINT32_MAX ? UINT32_MAX : (uint32_t)from->dataSize,
		.dataPosition = from->dataPosition > UINT32_MAX ?
				UINT32_MAX : (uint32_t)from->dataPosition,
		.handleFlags = from->handleFlags,
	};
}

void __GP11_TEE_GetObjectInfo(TEE_ObjectHandle object, __GP11_TEE_ObjectInfo *objectInfo)
{
	TEE_ObjectInfo info;

	annotation_require_own(objectInfo, sizeof(*objectInfo), "the information", __func__);
	TEE_GetObjectInfo(object, &info);
	convert_info(&info, objectInfo);
}

TEE_Result __GP11_TEE_GetObjectInfo1(TEE_ObjectHandle object, __GP11_TEE_ObjectInfo *objectInfo)
{
	TEE_ObjectInfo info;
	TEE_Result result;

	annotation_require_own(objectInfo, sizeof(*objectInfo), "the information", __func__);
	result = TEE_GetObjectInfo1(object, &info);
	if (!result)
		convert_info(&info, objectInfo);
	return result;
}

TEE_Result __GP11_TEE_GetObjectBufferAttribute(TEE_ObjectHandle object, uint32_t attributeID,
					       void *buffer, uint32_t *size)
{
	TEE_Result result;
	size_t bytes;

	annotation_require_own(size, sizeof(*size), "the size", __func__);
	bytes = *size;
	result = TEE_GetObjectBufferAttribute(object, attributeID, buffer, &bytes);
	/* No attribute has more than OBJECT_MAX_BUFFER bytes. */
	if (!result || result == TEE_ERROR_SHORT_BUFFER)
		*size = (uint32_t)bytes;
	return result;
}

TEE_Result __GP11_TEE_AllocateTransientObject(TEE_ObjectType objectType, uint32_t maxKeySize,
					      TEE_ObjectHandle *object)
{
	return TEE_AllocateTransientObject(objectType, maxKeySize, object);
}

void __GP11_TEE_InitRefAttribute(__GP11_TEE_Attribute *attr, uint32_t attributeID,
				 const void *buffer, uint32_t length)
{
	TEE_Attribute attribute;

	annotation_require_own(attr, sizeof(*attr), "the attribute", __func__);
	TEE_InitRefAttribute(&attribute, attributeID, buffer, length);
	attr->attributeID = attributeID;
	attr->content.ref.buffer = (void *)buffer;
	attr->content.ref.length = length;
}

void __GP11_TEE_InitValueAttribute(__GP11_TEE_Attribute *attr, uint32_t attributeID, uint32_t a,
				   uint32_t b)
{
	TEE_Attribute attribute;

	annotation_require_own(attr, sizeof(*attr), "the attribute", __func__);
	TEE_InitValueAttribute(&attribute, attributeID, a, b);
	attr->attributeID = attributeID;
	attr->content.value.a = a;
	attr->content.value.b = b;
}

/* Convert a list, but no more of it than OBJECT_MAX_ATTRIBUTES: TEE_*() rejects longer ones. */
static const TEE_Attribute *convert_list(const __GP11_TEE_Attribute *list, uint32_t count,
					 TEE_Attribute converted[OBJECT_MAX_ATTRIBUTES],
					 const char *function)
{
	if (!list)
		return NULL;
	annotation_require_own(list, count * sizeof(*list), "the attributes", function);
	for (uint32_t n = 0; n < count && n < OBJECT_MAX_ATTRIBUTES; n++) {
		const __GP11_TEE_Attribute *from = &list[n];
		TEE_Attribute *to = &converted[n];

		to->attributeID = from->attributeID;
		if (to->attributeID & TEE_ATTR_FLAG_VALUE) {
			to->content.value.a = from->content.value.a;
			to->content.value.b = from->content.value.b;
		} else {
			to->content.ref.buffer = from->content.ref.buffer;
			to->content.ref.length = from->content.ref.length;
		}
	}
	return converted;
}

TEE_Result __GP11_TEE_PopulateTransientObject(TEE_ObjectHandle object,
					      const __GP11_TEE_Attribute *attrs,
					      uint32_t attrCount)
{
	TEE_Attribute converted[OBJECT_MAX_ATTRIBUTES];

	return TEE_PopulateTransientObject(object, convert_list(attrs, attrCount, converted,
								__func__), attrCount);
}

TEE_Result __GP11_TEE_GenerateKey(TEE_ObjectHandle object, uint32_t keySize,
				  const __GP11_TEE_Attribute *params, uint32_t paramCount)
{
	TEE_Attribute converted[OBJECT_MAX_ATTRIBUTES];

	return TEE_GenerateKey(object, keySize, convert_list(params, paramCount, converted,
								     __func__), paramCount);
}
