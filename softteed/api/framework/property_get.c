// SPDX-License-Identifier: BSD-2-Clause
/*
 * Getting a property as a type (TEE Internal Core API, section 4.4). A property is a string by
 * definition: a value of any other type is formatted, and the string is parsed as the type that
 * the application asks for. TEE_ERROR_BAD_FORMAT means that it is not of that type.
 */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "softteed/api/framework/framework.h"
#include "softteed/api/framework/property.h"
#include "softteed/instance/runtime.h"

/* Return the property's value as text: the property's own, or in @text. */
static const char *format_property(const struct user_ta_property *property,
				   char text[PROPERTY_TEXT])
{
	switch (property->type) {
	case USER_TA_PROP_TYPE_BOOL:
		return *(const bool *)property->value ? "true" : "false";
	case USER_TA_PROP_TYPE_U32:
		snprintf(text, PROPERTY_TEXT, "%" PRIu32, *(const uint32_t *)property->value);
		return text;
	case USER_TA_PROP_TYPE_U64:
		snprintf(text, PROPERTY_TEXT, "%" PRIu64, *(const uint64_t *)property->value);
		return text;
	case USER_TA_PROP_TYPE_UUID:
		framework_format_uuid(property->value, text);
		return text;
	case USER_TA_PROP_TYPE_IDENTITY:
		framework_format_identity(property->value, text);
		return text;
	case USER_TA_PROP_TYPE_STRING:
	case USER_TA_PROP_TYPE_BINARY_BLOCK:
		return property->value;
	default:
		return NULL;
	}
}

/* Find a property and return its text at @value, which is valid until the next lookup. */
static TEE_Result get_text(TEE_PropSetHandle handle, const char *name, char text[PROPERTY_TEXT],
			   const char **value, const char *function)
{
	struct user_ta_property property;
	TEE_Result result = property_lookup(handle, name, &property, function);

	if (result != TEE_SUCCESS)
		return result;
	*value = format_property(&property, text);
	return *value ? TEE_SUCCESS : TEE_ERROR_BAD_FORMAT;
}

/* Copy a string as far as it fits, terminated, and return its size. */
static TEE_Result put_string(const char *string, char *buffer, size_t *size, const char *function)
{
	size_t needed = strlen(string) + 1, room;

	framework_require_access(TEE_MEMORY_ACCESS_READ | TEE_MEMORY_ACCESS_WRITE, size,
				 sizeof(*size), function);
	room = buffer ? *size : 0;
	framework_require_access(TEE_MEMORY_ACCESS_WRITE, buffer, room, function);
	*size = needed;
	if (room >= needed) {
		memcpy(buffer, string, needed);
		return TEE_SUCCESS;
	}
	if (room) {
		memcpy(buffer, string, room - 1);
		buffer[room - 1] = '\0';
	}
	return TEE_ERROR_SHORT_BUFFER;
}

TEE_Result TEE_GetPropertyAsString(TEE_PropSetHandle propsetOrEnumerator, const char *name,
				   char *valueBuffer, size_t *valueBufferLen)
{
	char text[PROPERTY_TEXT];
	const char *value;
	TEE_Result result = get_text(propsetOrEnumerator, name, text, &value, __func__);

	if (result != TEE_SUCCESS)
		return result;
	return put_string(value, valueBuffer, valueBufferLen, __func__);
}

TEE_Result TEE_GetPropertyName(TEE_PropSetHandle enumerator, void *nameBuffer,
			       size_t *nameBufferLen)
{
	struct user_ta_property property;
	TEE_Result result;

	if (property_is_set(enumerator))
		runtime_panic(TEE_ERROR_BAD_PARAMETERS, __func__,
			      "a property set is not an enumerator");
	result = property_lookup(enumerator, NULL, &property, __func__);
	if (result != TEE_SUCCESS)
		return result;
	return put_string(property.name, nameBuffer, nameBufferLen, __func__);
}

TEE_Result TEE_GetPropertyAsBool(TEE_PropSetHandle propsetOrEnumerator, const char *name,
				 bool *value)
{
	char text[PROPERTY_TEXT];
	const char *found;
	TEE_Result result;

	framework_require_access(TEE_MEMORY_ACCESS_WRITE, value, sizeof(*value), __func__);
	*value = false;
	result = get_text(propsetOrEnumerator, name, text, &found, __func__);
	if (result != TEE_SUCCESS)
		return result;
	*value = !strcmp(found, "true");
	return *value || !strcmp(found, "false") ? TEE_SUCCESS : TEE_ERROR_BAD_FORMAT;
}

static TEE_Result get_number(TEE_PropSetHandle handle, const char *name, uint64_t limit,
			     uint64_t *number, const char *function)
{
	char text[PROPERTY_TEXT];
	const char *found;
	TEE_Result result = get_text(handle, name, text, &found, function);

	*number = 0;
	if (result != TEE_SUCCESS)
		return result;
	if (framework_parse_number(found, number) && *number <= limit)
		return TEE_SUCCESS;
	*number = 0;
	return TEE_ERROR_BAD_FORMAT;
}

TEE_Result TEE_GetPropertyAsU32(TEE_PropSetHandle propsetOrEnumerator, const char *name,
				uint32_t *value)
{
	uint64_t number;
	TEE_Result result;

	framework_require_access(TEE_MEMORY_ACCESS_WRITE, value, sizeof(*value), __func__);
	result = get_number(propsetOrEnumerator, name, UINT32_MAX, &number, __func__);
	*value = number;
	return result;
}

TEE_Result TEE_GetPropertyAsU64(TEE_PropSetHandle propsetOrEnumerator, const char *name,
				uint64_t *value)
{
	framework_require_access(TEE_MEMORY_ACCESS_WRITE, value, sizeof(*value), __func__);
	return get_number(propsetOrEnumerator, name, UINT64_MAX, value, __func__);
}

TEE_Result TEE_GetPropertyAsBinaryBlock(TEE_PropSetHandle propsetOrEnumerator, const char *name,
					void *valueBuffer, size_t *valueBufferLen)
{
	struct user_ta_property property;
	char text[PROPERTY_TEXT];
	const char *found;
	size_t room;
	TEE_Result result = property_lookup(propsetOrEnumerator, name, &property, __func__);

	if (result != TEE_SUCCESS)
		return result;
	found = format_property(&property, text);
	if (!found)
		return TEE_ERROR_BAD_FORMAT;
	framework_require_access(TEE_MEMORY_ACCESS_READ | TEE_MEMORY_ACCESS_WRITE, valueBufferLen,
				 sizeof(*valueBufferLen), __func__);
	room = valueBuffer ? *valueBufferLen : 0;
	framework_require_access(TEE_MEMORY_ACCESS_WRITE, valueBuffer, room, __func__);
	*valueBufferLen = room;
	/* OP-TEE takes any text for a binary block that an application has in its description. */
	if (!framework_decode_base64(found, property.type != USER_TA_PROP_TYPE_BINARY_BLOCK,
				     valueBuffer, valueBufferLen))
		return TEE_ERROR_BAD_FORMAT;
	return *valueBufferLen > room ? TEE_ERROR_SHORT_BUFFER : TEE_SUCCESS;
}

TEE_Result TEE_GetPropertyAsUUID(TEE_PropSetHandle propsetOrEnumerator, const char *name,
				 TEE_UUID *value)
{
	char text[PROPERTY_TEXT];
	const char *found;
	TEE_UUID uuid;
	TEE_Result result;

	framework_require_access(TEE_MEMORY_ACCESS_WRITE, value, sizeof(*value), __func__);
	*value = (TEE_UUID){ 0 };
	result = get_text(propsetOrEnumerator, name, text, &found, __func__);
	if (result != TEE_SUCCESS)
		return result;
	if (!framework_parse_uuid(found, &uuid))
		return TEE_ERROR_BAD_FORMAT;
	*value = uuid;
	return TEE_SUCCESS;
}

TEE_Result TEE_GetPropertyAsIdentity(TEE_PropSetHandle propsetOrEnumerator, const char *name,
				     TEE_Identity *value)
{
	char text[PROPERTY_TEXT];
	const char *found;
	TEE_Identity identity;
	TEE_Result result;

	framework_require_access(TEE_MEMORY_ACCESS_WRITE, value, sizeof(*value), __func__);
	*value = (TEE_Identity){ 0 };
	result = get_text(propsetOrEnumerator, name, text, &found, __func__);
	if (result != TEE_SUCCESS)
		return result;
	if (!framework_parse_identity(found, &identity))
		return TEE_ERROR_BAD_FORMAT;
	*value = identity;
	return TEE_SUCCESS;
}
