/* SPDX-License-Identifier: BSD-2-Clause */
/* Flags and properties of a Trusted Application, with the names and values of OP-TEE. */
#ifndef USER_TA_HEADER_H
#define USER_TA_HEADER_H

#include <tee_api_types.h>
#include <util.h>

/* These have no effect. */
#define TA_FLAG_USER_MODE			0
#define TA_FLAG_EXEC_DDR			0
#define TA_FLAG_REMAP_SUPPORT			0

/* One instance serves all sessions, and any number of sessions at a time. */
#define TA_FLAG_SINGLE_INSTANCE			BIT32(2)
#define TA_FLAG_MULTI_SESSION			BIT32(3)
/* The instance is kept after its last session. */
#define TA_FLAG_INSTANCE_KEEP_ALIVE		BIT32(4)
#define TA_FLAG_SECURE_DATA_PATH		BIT32(5)
/* The application may call TEE_CacheClean() and its like. */
#define TA_FLAG_CACHE_MAINTENANCE		BIT32(7)
/* OP-TEE's pseudo applications only */
#define TA_FLAG_CONCURRENT			BIT32(8)
/* Linux makes a device for the application: early, with tee-supplicant, with secure storage. */
#define TA_FLAG_DEVICE_ENUM			BIT32(9)
#define TA_FLAG_DEVICE_ENUM_SUPP		BIT32(10)
#define TA_FLAG_DONT_CLOSE_HANDLE_ON_CORRUPT_OBJECT	BIT32(11)
#define TA_FLAG_DEVICE_ENUM_TEE_STORAGE_PRIVATE	BIT32(12)
/* An instance with TA_FLAG_INSTANCE_KEEP_ALIVE that has panicked is not started again. */
#define TA_FLAG_INSTANCE_KEEP_CRASHED		BIT32(13)

#define TA_FLAGS_MASK				GENMASK_32(13, 0)

#define TA_PROP_STR_SINGLE_INSTANCE		"gpd.ta.singleInstance"
#define TA_PROP_STR_MULTI_SESSION		"gpd.ta.multiSession"
#define TA_PROP_STR_KEEP_ALIVE			"gpd.ta.instanceKeepAlive"
#define TA_PROP_STR_KEEP_CRASHED		"optee.ta.instanceKeepCrashed"
#define TA_PROP_STR_DATA_SIZE			"gpd.ta.dataSize"
#define TA_PROP_STR_STACK_SIZE			"gpd.ta.stackSize"
#define TA_PROP_STR_VERSION			"gpd.ta.version"
#define TA_PROP_STR_DESCRIPTION			"gpd.ta.description"
#define TA_PROP_STR_ENDIAN			"gpd.ta.endian"
#define TA_PROP_STR_DOES_NOT_CLOSE_HANDLE_ON_CORRUPT_OBJECT \
	"gpd.ta.doesNotCloseHandleOnCorruptObject"

/* The type that a property's value points to */
enum user_ta_prop_type {
	USER_TA_PROP_TYPE_BOOL,		/* bool */
	USER_TA_PROP_TYPE_U32,		/* uint32_t */
	USER_TA_PROP_TYPE_UUID,		/* TEE_UUID */
	USER_TA_PROP_TYPE_IDENTITY,	/* TEE_Identity */
	USER_TA_PROP_TYPE_STRING,	/* char, terminated by zero */
	USER_TA_PROP_TYPE_BINARY_BLOCK,	/* char, base64, terminated by zero */
	USER_TA_PROP_TYPE_U64,		/* uint64_t */
	USER_TA_PROP_TYPE_INVALID,
};

struct user_ta_property {
	const char *name;
	enum user_ta_prop_type type;
	const void *value;
};

#endif
