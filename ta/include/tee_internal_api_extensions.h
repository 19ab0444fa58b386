/* SPDX-License-Identifier: BSD-2-Clause */
/* Functions that OP-TEE adds to GlobalPlatform's TEE Internal Core API. */
#ifndef TEE_INTERNAL_API_EXTENSIONS_H
#define TEE_INTERNAL_API_EXTENSIONS_H

#include <stdio.h>
#include <tee_api_defines_extensions.h>
#include <tee_api_types.h>
#include <trace.h>

#pragma GCC visibility push(default)

/* A hint of TEE_Malloc(): leave the memory uninitialized */
#define TEE_USER_MEM_HINT_NO_FILL_ZERO	0x80000000

/** tee_user_mem_mark_heap() - remember how much memory is allocated */
void tee_user_mem_mark_heap(void);

/**
 * tee_user_mem_check_heap() - report how much memory was allocated since the mark
 *
 * Return: the number of bytes allocated and not freed since tee_user_mem_mark_heap(), 0 if
 * fewer are allocated than then.
 */
size_t tee_user_mem_check_heap(void);

/*
 * Cache maintenance. An application needs TA_FLAG_CACHE_MAINTENANCE for it. softteed's memory is
 * coherent, so these functions only check their arguments.
 *
 * Return: TEE_SUCCESS; TEE_ERROR_NOT_SUPPORTED without the flag; TEE_ERROR_ACCESS_DENIED if the
 * application cannot access the memory.
 */
TEE_Result TEE_CacheClean(char *buf, size_t len);
TEE_Result TEE_CacheFlush(char *buf, size_t len);
TEE_Result TEE_CacheInvalidate(char *buf, size_t len);

/**
 * tee_map_zi() - map memory filled with zeros
 * @len:	its size in bytes
 * @flags:	0, or TEE_MEMORY_ACCESS_ANY_OWNER for memory that other applications may use
 *
 * Return: its address, NULL if @len is 0, or @flags are invalid, or there is not enough memory.
 */
void *tee_map_zi(size_t len, uint32_t flags);

/**
 * tee_unmap() - unmap memory of tee_map_zi()
 * @buf:	the address that tee_map_zi() returned
 * @len:	the size that it was called with
 *
 * Return: TEE_SUCCESS, or TEE_ERROR_BAD_PARAMETERS if tee_map_zi() did not return that memory.
 */
TEE_Result tee_unmap(void *buf, size_t len);

/**
 * tee_uuid_from_str() - parse a UUID
 * @uuid:	[out] the UUID
 * @s:		32 hexadecimal digits with hyphens after the 8th, 12th, 16th and 20th
 *
 * Return: TEE_SUCCESS, or TEE_ERROR_BAD_FORMAT.
 */
TEE_Result tee_uuid_from_str(TEE_UUID *uuid, const char *s);

/**
 * tee_invoke_supp_plugin() - call a plugin of tee-supplicant
 * @uuid:	the plugin
 * @cmd: @sub_cmd: what it is to do
 * @buf:	[in,out] data for the plugin, which overwrites it; NULL if there is none
 * @len:	its size in bytes
 * @outlen:	[out] how many bytes the plugin has written; may be NULL
 *
 * softteed has plugins if its option --plugins says where they are. Each instance of an
 * application has processes of its own with them.
 *
 * Return: the plugin's result; TEE_ERROR_ITEM_NOT_FOUND if there is no such plugin;
 * TEE_ERROR_BAD_PARAMETERS; TEE_ERROR_TARGET_DEAD if the plugin has crashed.
 */
TEE_Result tee_invoke_supp_plugin(const TEE_UUID *uuid, uint32_t cmd, uint32_t sub_cmd, void *buf,
				  size_t len, size_t *outlen);

#pragma GCC visibility pop

#endif
