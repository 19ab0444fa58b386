/* SPDX-License-Identifier: BSD-2-Clause */
/* Functions of the framework that its files and the API's other parts share */
#ifndef SOFTTEED_FRAMEWORK_H
#define SOFTTEED_FRAMEWORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tee_internal_api.h"

/* Largest operand of the Arithmetical API, in bits: the property gpd.tee.arith.maxBigIntSize */
#define FRAMEWORK_MAX_BIGINT_BITS	4096

/**
 * framework_require_access() - panic unless the application may access memory
 * @access:	TEE_MEMORY_ACCESS_READ, TEE_MEMORY_ACCESS_WRITE, and TEE_MEMORY_ACCESS_ANY_OWNER
 *		if a client may share the memory
 * @at:		its address; anything if @size is 0
 * @size:	its size in bytes
 * @function:	the API function, for the panic's reason
 */
void framework_require_access(uint32_t access, const void *at, size_t size, const char *function);

/** framework_heap_used() - return the bytes that the application has allocated */
size_t framework_heap_used(void);

/* Text forms of properties (TEE Internal Core API, section 4.4). They return false for others. */

bool framework_parse_number(const char *text, uint64_t *number);
bool framework_parse_uuid(const char *text, TEE_UUID *uuid);
bool framework_parse_identity(const char *text, TEE_Identity *identity);

/**
 * framework_decode_base64() - decode base64 with padding (RFC 4648, section 4)
 * @text:	the encoded data; white space is ignored
 * @strict:	false: skip other characters that aren't base64, too, and don't require padding
 * @data:	[out] where to put it, NULL to get the size alone
 * @size:	[in,out] room at @data in bytes; size of the data
 *
 * Return: true, with @size set. If the data does not fit, nothing is written. false if @text is
 * not base64.
 */
bool framework_decode_base64(const char *text, bool strict, uint8_t *data, size_t *size);

/* Size of a UUID and of an identity as text, with the terminating zero */
#define FRAMEWORK_UUID_TEXT	37
#define FRAMEWORK_IDENTITY_TEXT	(FRAMEWORK_UUID_TEXT + 11)

void framework_format_uuid(const TEE_UUID *uuid, char text[FRAMEWORK_UUID_TEXT]);
void framework_format_identity(const TEE_Identity *identity, char text[FRAMEWORK_IDENTITY_TEXT]);

/* OP-TEE's system service (pta_system.h), with which an application opens a session */
extern const TEE_UUID framework_system_uuid;

/**
 * framework_system_invoke() - execute a command of the system service
 * @command:	PTA_SYSTEM_...
 * @types:	types of the parameters
 * @params:	[in,out] the parameters
 *
 * Return: TEE_SUCCESS; TEE_ERROR_BAD_PARAMETERS; TEE_ERROR_SECURITY for a key that would go to
 * memory of the client's; TEE_ERROR_NOT_SUPPORTED for commands that only OP-TEE's loader uses.
 */
TEE_Result framework_system_invoke(uint32_t command, uint32_t types, TEE_Param params[4]);

/**
 * struct framework_time - the application's persistent time
 * @set:	the time that the application set
 * @reference:	the normal world's time when it did so
 */
struct framework_time {
	TEE_Time set;
	TEE_Time reference;
};

/*
 * Where the persistent time is kept. api/storage defines these two functions with requests to the
 * application's storage process.
 *
 * Return: TEE_SUCCESS; from framework_load_time() TEE_ERROR_TIME_NOT_SET if none was stored;
 * TEE_ERROR_STORAGE_NO_SPACE, TEE_ERROR_OUT_OF_MEMORY, or TEE_ERROR_GENERIC if the storage process
 * is gone.
 */
TEE_Result framework_load_time(struct framework_time *time);
TEE_Result framework_store_time(const struct framework_time *time);

#endif
