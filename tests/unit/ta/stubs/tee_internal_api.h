/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The parts of GlobalPlatform's TEE Internal Core API 1.3 that our TAs use, with
 * the values from the spec
 */
#ifndef TEE_INTERNAL_API_H
#define TEE_INTERNAL_API_H

#include <stddef.h>
#include <stdint.h>

typedef uint32_t TEE_Result;

#define TEE_SUCCESS			0x00000000
#define TEE_ERROR_ACCESS_DENIED		0xffff0001
#define TEE_ERROR_EXCESS_DATA		0xffff0004
#define TEE_ERROR_BAD_PARAMETERS	0xffff0006
#define TEE_ERROR_ITEM_NOT_FOUND	0xffff0008
#define TEE_ERROR_NOT_SUPPORTED		0xffff000a

#define TEE_NUM_PARAMS			4
#define TEE_PARAM_TYPE_NONE		0
#define TEE_PARAM_TYPE_VALUE_INPUT	1
#define TEE_PARAM_TYPE_VALUE_OUTPUT	2
#define TEE_PARAM_TYPE_VALUE_INOUT	3
#define TEE_PARAM_TYPE_MEMREF_INPUT	5
#define TEE_PARAM_TYPE_MEMREF_OUTPUT	6
#define TEE_PARAM_TYPE_MEMREF_INOUT	7
#define TEE_PARAM_TYPES(a, b, c, d)	((a) | (b) << 4 | (c) << 8 | (d) << 12)

typedef union {
	struct {
		void *buffer;
		size_t size;
	} memref;
	struct {
		uint32_t a, b;
	} value;
} TEE_Param;

typedef struct {
	uint32_t timeLow;
	uint16_t timeMid;
	uint16_t timeHiAndVersion;
	uint8_t clockSeqAndNode[8];
} TEE_UUID;

typedef struct {
	uint32_t login;
	TEE_UUID uuid;
} TEE_Identity;

#define TEE_LOGIN_PUBLIC		0x00000000
#define TEE_LOGIN_TRUSTED_APP		0xf0000000

typedef void *TEE_PropSetHandle;

#define TEE_PROPSET_CURRENT_CLIENT	((TEE_PropSetHandle)0xfffffffe)

TEE_Result TEE_GetPropertyAsIdentity(TEE_PropSetHandle set, const char *name,
				     TEE_Identity *value);
void TEE_GenerateRandom(void *buffer, size_t size);
void TEE_MemMove(void *to, const void *from, size_t size);
void TEE_MemFill(void *to, uint8_t byte, size_t size);

TEE_Result TA_CreateEntryPoint(void);
void TA_DestroyEntryPoint(void);
TEE_Result TA_OpenSessionEntryPoint(uint32_t types, TEE_Param params[TEE_NUM_PARAMS],
				    void **session);
void TA_CloseSessionEntryPoint(void *session);
TEE_Result TA_InvokeCommandEntryPoint(void *session, uint32_t command, uint32_t types,
				      TEE_Param params[TEE_NUM_PARAMS]);

#endif /* TEE_INTERNAL_API_H */
