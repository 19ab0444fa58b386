// SPDX-License-Identifier: BSD-2-Clause
/* Contents of the property sets, and their enumerators (TEE Internal Core API, section 4.4) */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "softteed/api/annotation.h"
#include "softteed/api/framework/framework.h"
#include "softteed/api/framework/property.h"
#include "softteed/instance/runtime.h"

/* Protection levels: the normal world can tamper with the time, and replace all of storage. */
#define LEVEL_REE	100

#define BOOL(name, is)		{ name, USER_TA_PROP_TYPE_BOOL, &(const bool){ is } }
#define U32(name, number)	{ name, USER_TA_PROP_TYPE_U32, &(const uint32_t){ number } }
#define STRING(name, text)	{ name, USER_TA_PROP_TYPE_STRING, text }

/* The device has no firmware of a TEE: softteed is a program of the normal world. */
static const struct user_ta_property implementation[] = {
	STRING("gpd.tee.apiversion", "1.3.1"),
	U32("gpd.tee.internalCore.version", TEE_CORE_API_VERSION),
	STRING("gpd.tee.description", "softteed " GTEE_VERSION),
	U32("gpd.tee.systemTime.protectionLevel", LEVEL_REE),
	U32("gpd.tee.TAPersistentTime.protectionLevel", LEVEL_REE),
	U32("gpd.tee.arith.maxBigIntSize", FRAMEWORK_MAX_BIGINT_BITS),
	BOOL("gpd.tee.cryptography.ecc", true),
	BOOL("gpd.tee.cryptography.nist", true),
	BOOL("gpd.tee.cryptography.bsi-r", false),
	BOOL("gpd.tee.cryptography.bsi-t", false),
	BOOL("gpd.tee.cryptography.ietf", true),
	BOOL("gpd.tee.cryptography.octa", false),
	U32("gpd.tee.trustedStorage.antiRollback.protectionLevel", LEVEL_REE),
	U32("gpd.tee.trustedStorage.rollbackDetection.protectionLevel", LEVEL_REE),
	U32("gpd.tee.trustedStorage.private.rollbackProtection", LEVEL_REE),
	STRING("gpd.tee.trustedos.implementation.version", GTEE_VERSION),
	STRING("gpd.tee.trustedos.manufacturer", "gtee"),
	STRING("gpd.tee.firmware.implementation.version", "none"),
	STRING("gpd.tee.firmware.manufacturer", "none"),
	{ "gpd.tee.firmware.implementation.binaryversion", USER_TA_PROP_TYPE_BINARY_BLOCK,
	  "0000" },
	U32("gpd.tee.event.maxSources", 0),
};

#define NUM_IMPLEMENTATION	(sizeof(implementation) / sizeof(implementation[0]))

/* What the properties that are made on demand point to */
static struct {
	bool is;
	uint32_t number;
	TEE_UUID uuid;
	TEE_Identity identity;
	char digits[9];
} value;

static const struct user_ta_property flags[] = {
	U32(TA_PROP_STR_SINGLE_INSTANCE, TA_FLAG_SINGLE_INSTANCE),
	U32(TA_PROP_STR_MULTI_SESSION, TA_FLAG_MULTI_SESSION),
	U32(TA_PROP_STR_KEEP_ALIVE, TA_FLAG_INSTANCE_KEEP_ALIVE),
	U32(TA_PROP_STR_KEEP_CRASHED, TA_FLAG_INSTANCE_KEEP_CRASHED),
	U32(TA_PROP_STR_DOES_NOT_CLOSE_HANDLE_ON_CORRUPT_OBJECT,
	    TA_FLAG_DONT_CLOSE_HANDLE_ON_CORRUPT_OBJECT),
};

#define NUM_FLAGS	(sizeof(flags) / sizeof(flags[0]))

static struct user_ta_property number_property(const char *name, uint32_t number)
{
	value.number = number;
	return (struct user_ta_property){ name, USER_TA_PROP_TYPE_U32, &value.number };
}

static bool get_ta_property(size_t index, struct user_ta_property *property)
{
	const struct ta_head *head = runtime_ta_head();

	if (index < NUM_FLAGS) {
		value.is = head->flags & *(const uint32_t *)flags[index].value;
		*property = (struct user_ta_property){ flags[index].name,
						       USER_TA_PROP_TYPE_BOOL, &value.is };
		return true;
	}
	switch (index - NUM_FLAGS) {
	case 0:
		value.uuid = head->uuid;
		*property = (struct user_ta_property){ "gpd.ta.appID", USER_TA_PROP_TYPE_UUID,
						       &value.uuid };
		return true;
	case 1:
		*property = number_property(TA_PROP_STR_DATA_SIZE, head->data_size);
		return true;
	case 2:
		*property = number_property(TA_PROP_STR_STACK_SIZE, head->stack_size);
		return true;
	case 3:
		/* Little endian */
		*property = number_property(TA_PROP_STR_ENDIAN, 0);
		return true;
	case 4:
		*property = (struct user_ta_property)STRING(TA_PROP_STR_VERSION, head->version);
		return true;
	case 5:
		*property = (struct user_ta_property)STRING(TA_PROP_STR_DESCRIPTION,
							    head->description);
		return true;
	}
	index -= NUM_FLAGS + 6;
	if (index >= head->num_properties)
		return false;
	*property = head->properties[index];
	return true;
}

static bool get_client_property(size_t index, struct user_ta_property *property)
{
	switch (index) {
	case 0:
		runtime_client_identity(&value.identity);
		*property = (struct user_ta_property){ "gpd.client.identity",
						       USER_TA_PROP_TYPE_IDENTITY,
						       &value.identity };
		return true;
	case 1:
		*property = number_property("gpd.client.endian", 0);
		return true;
	}
	return false;
}

/*
 * The device's identifier. It is derived from the device's key, and differs between applications,
 * so that two of them cannot tell that they run on the same device.
 */
static bool get_device_id(struct user_ta_property *property)
{
	static const char context[] = "gpd.tee.deviceID";
	uint8_t bytes[sizeof(TEE_UUID)];

	if (runtime_derive_key(context, sizeof(context), bytes, sizeof(bytes)))
		return false;
	memcpy(&value.uuid, bytes, sizeof(bytes));
	/* Version 8 and the variant of RFC 9562 */
	value.uuid.timeHiAndVersion = (value.uuid.timeHiAndVersion & 0xfff) | 0x8000;
	value.uuid.clockSeqAndNode[0] = (value.uuid.clockSeqAndNode[0] & 0x3f) | 0x80;
	*property = (struct user_ta_property){ context, USER_TA_PROP_TYPE_UUID, &value.uuid };
	return true;
}

/*
 * GlobalPlatform wants binary data, in base64; for OP-TEE it's a number. Eight digits are both:
 * two each for major and minor, and the rest.
 */
static bool get_binary_version(struct user_ta_property *property)
{
	unsigned int major, minor, patch;

	if (sscanf(GTEE_VERSION, "%u.%u.%u", &major, &minor, &patch) != 3)
		return false;
	snprintf(value.digits, sizeof(value.digits), "%02u%02u%04u", major % 100, minor % 100,
		 patch % 10000);
	*property = (struct user_ta_property){ "gpd.tee.trustedos.implementation.binaryversion",
					       USER_TA_PROP_TYPE_BINARY_BLOCK, value.digits };
	return true;
}

bool property_get(TEE_PropSetHandle set, size_t index, struct user_ta_property *property)
{
	if (set == TEE_PROPSET_CURRENT_TA)
		return get_ta_property(index, property);
	if (set == TEE_PROPSET_CURRENT_CLIENT)
		return get_client_property(index, property);
	if (index < NUM_IMPLEMENTATION) {
		*property = implementation[index];
		return true;
	}
	if (index == NUM_IMPLEMENTATION)
		return get_binary_version(property);
	return index == NUM_IMPLEMENTATION + 1 && get_device_id(property);
}

bool property_is_set(TEE_PropSetHandle handle)
{
	return handle == TEE_PROPSET_CURRENT_TA || handle == TEE_PROPSET_CURRENT_CLIENT ||
	       handle == TEE_PROPSET_TEE_IMPLEMENTATION;
}

/*
 * Enumerators. A handle is a number that is not used again, so that one of a freed enumerator is
 * detected. @set is NULL until the enumerator is started.
 */
struct enumerator {
	struct enumerator *next;
	TEE_PropSetHandle handle;
	TEE_PropSetHandle set;
	size_t index;
};

static struct enumerator *enumerators;
static uint32_t last_handle;

static struct enumerator *find_enumerator(TEE_PropSetHandle handle, const char *function)
{
	struct enumerator *enumerator = enumerators;

	while (enumerator && enumerator->handle != handle)
		enumerator = enumerator->next;
	if (!enumerator)
		runtime_panic(TEE_ERROR_BAD_PARAMETERS, function,
			      "%p is not a property enumerator", (void *)handle);
	return enumerator;
}

static bool get_current(const struct enumerator *enumerator, struct user_ta_property *property)
{
	return enumerator->set && property_get(enumerator->set, enumerator->index, property);
}

TEE_Result property_lookup(TEE_PropSetHandle handle, const char *name,
			   struct user_ta_property *property, const char *function)
{
	bool found;

	if (!property_is_set(handle)) {
		found = get_current(find_enumerator(handle, function), property);
		return found ? TEE_SUCCESS : TEE_ERROR_ITEM_NOT_FOUND;
	}
	annotation_require_own(name, 1, "the property's name", function);
	annotation_require_own(name, strlen(name) + 1, "the property's name", function);
	for (size_t n = 0; property_get(handle, n, property); n++) {
		if (!strcmp(property->name, name))
			return TEE_SUCCESS;
	}
	return TEE_ERROR_ITEM_NOT_FOUND;
}

TEE_Result TEE_AllocatePropertyEnumerator(TEE_PropSetHandle *enumerator)
{
	struct enumerator *created;

	framework_require_access(TEE_MEMORY_ACCESS_WRITE, enumerator, sizeof(*enumerator),
				 __func__);
	*enumerator = TEE_HANDLE_NULL;
	created = calloc(1, sizeof(*created));
	if (!created)
		return TEE_ERROR_OUT_OF_MEMORY;
	do {
		created->handle = (TEE_PropSetHandle)(uintptr_t)++last_handle;
	} while (!last_handle || property_is_set(created->handle));
	created->next = enumerators;
	enumerators = created;
	*enumerator = created->handle;
	return TEE_SUCCESS;
}

void TEE_FreePropertyEnumerator(TEE_PropSetHandle enumerator)
{
	struct enumerator *freed = find_enumerator(enumerator, __func__);
	struct enumerator **link = &enumerators;

	while (*link != freed)
		link = &(*link)->next;
	*link = freed->next;
	free(freed);
}

void TEE_StartPropertyEnumerator(TEE_PropSetHandle enumerator, TEE_PropSetHandle propSet)
{
	struct enumerator *started = find_enumerator(enumerator, __func__);

	if (!property_is_set(propSet))
		runtime_panic(TEE_ERROR_BAD_PARAMETERS, __func__, "%p is not a property set",
			      (void *)propSet);
	started->set = propSet;
	started->index = 0;
}

void TEE_ResetPropertyEnumerator(TEE_PropSetHandle enumerator)
{
	find_enumerator(enumerator, __func__)->set = NULL;
}

TEE_Result TEE_GetNextProperty(TEE_PropSetHandle enumerator)
{
	struct enumerator *advanced = find_enumerator(enumerator, __func__);
	struct user_ta_property property;

	if (!get_current(advanced, &property))
		return TEE_ERROR_ITEM_NOT_FOUND;
	advanced->index++;
	return get_current(advanced, &property) ? TEE_SUCCESS : TEE_ERROR_ITEM_NOT_FOUND;
}
