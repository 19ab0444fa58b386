/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What softteed needs to know of a Trusted Application before it calls it. The application's
 * shared object exports one such structure as softteed_ta_head (ta/softteed/ta_head.c).
 */
#ifndef TA_HEAD_H
#define TA_HEAD_H

#include <stdint.h>
#include <tee_api_types.h>
#include <user_ta_header.h>

#define TA_HEAD_MAGIC	0x44485453	/* "STHD" */
#define TA_HEAD_VERSION	1
#define TA_HEAD_SYMBOL	"softteed_ta_head"

/**
 * struct ta_head - description of a Trusted Application
 * @magic:	TA_HEAD_MAGIC
 * @head_version: TA_HEAD_VERSION: the layout of this structure, and how the entry points are
 *		called
 * @uuid:	the application's UUID; equals that of the signed file's header
 * @flags:	TA_FLAG_...
 * @stack_size:	bytes of stack for an entry point
 * @data_size:	bytes of heap, for TEE_Malloc()
 * @version:	the property gpd.ta.version
 * @description: the property gpd.ta.description
 * @num_properties: elements of @properties
 * @properties:	properties of the application's own, TA_CURRENT_TA_EXT_PROPERTIES. The others are
 *		made from the members above.
 */
struct ta_head {
	uint32_t magic;
	uint32_t head_version;
	TEE_UUID uuid;
	uint32_t flags;
	uint32_t stack_size;
	uint32_t data_size;
	uint32_t num_properties;
	const char *version;
	const char *description;
	const struct user_ta_property *properties;
};

#endif
