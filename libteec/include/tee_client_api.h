/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GlobalPlatform TEE Client API, version 1.0 plus the changes of 1.1 (GPD_SPE_007). Linux
 * programs use Trusted Applications through it.
 *
 * See libteec(7) to start with; each function has a manual page that lists its errors.
 * Sizes, offsets and values match OP-TEE's client library 4.5: a program built against
 * either header runs with either library.
 */
#ifndef TEE_CLIENT_API_H
#define TEE_CLIENT_API_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Number of parameters per operation */
#define TEEC_CONFIG_PAYLOAD_REF_COUNT	4

/* No fixed limit on the size of shared memory */
#define TEEC_CONFIG_SHAREDMEM_MAX_SIZE	ULONG_MAX

/* Parameter types, for TEEC_PARAM_TYPES() */
#define TEEC_NONE			0x00000000
#define TEEC_VALUE_INPUT		0x00000001
#define TEEC_VALUE_OUTPUT		0x00000002
#define TEEC_VALUE_INOUT		0x00000003
#define TEEC_MEMREF_TEMP_INPUT		0x00000005	/* the program's own memory */
#define TEEC_MEMREF_TEMP_OUTPUT		0x00000006
#define TEEC_MEMREF_TEMP_INOUT		0x00000007
#define TEEC_MEMREF_WHOLE		0x0000000C	/* a whole TEEC_SharedMemory */
#define TEEC_MEMREF_PARTIAL_INPUT	0x0000000D	/* part of a TEEC_SharedMemory */
#define TEEC_MEMREF_PARTIAL_OUTPUT	0x0000000E
#define TEEC_MEMREF_PARTIAL_INOUT	0x0000000F

/* TEEC_SharedMemory.flags */
#define TEEC_MEM_INPUT			0x00000001	/* program to TEE */
#define TEEC_MEM_OUTPUT			0x00000002	/* TEE to program */

/* Result codes. Trusted Applications may define their own. */
#define TEEC_SUCCESS			0x00000000
#define TEEC_ERROR_STORAGE_NOT_AVAILABLE 0xF0100003
#define TEEC_ERROR_GENERIC		0xFFFF0000
#define TEEC_ERROR_ACCESS_DENIED	0xFFFF0001
#define TEEC_ERROR_CANCEL		0xFFFF0002
#define TEEC_ERROR_ACCESS_CONFLICT	0xFFFF0003
#define TEEC_ERROR_EXCESS_DATA		0xFFFF0004
#define TEEC_ERROR_BAD_FORMAT		0xFFFF0005
#define TEEC_ERROR_BAD_PARAMETERS	0xFFFF0006
#define TEEC_ERROR_BAD_STATE		0xFFFF0007
#define TEEC_ERROR_ITEM_NOT_FOUND	0xFFFF0008
#define TEEC_ERROR_NOT_IMPLEMENTED	0xFFFF0009
#define TEEC_ERROR_NOT_SUPPORTED	0xFFFF000A
#define TEEC_ERROR_NO_DATA		0xFFFF000B
#define TEEC_ERROR_OUT_OF_MEMORY	0xFFFF000C
#define TEEC_ERROR_BUSY			0xFFFF000D
#define TEEC_ERROR_COMMUNICATION	0xFFFF000E
#define TEEC_ERROR_SECURITY		0xFFFF000F
#define TEEC_ERROR_SHORT_BUFFER		0xFFFF0010
#define TEEC_ERROR_EXTERNAL_CANCEL	0xFFFF0011
#define TEEC_ERROR_TARGET_DEAD		0xFFFF3024
#define TEEC_ERROR_STORAGE_NO_SPACE	0xFFFF3041

/* Trusted Application results, by the names that programs use */
#define TEE_ERROR_EXTERNAL_CANCEL	0xFFFF0011
#define TEE_ERROR_OVERFLOW		0xFFFF300F
#define TEE_ERROR_TARGET_DEAD		0xFFFF3024
#define TEE_ERROR_STORAGE_NO_SPACE	0xFFFF3041
#define TEE_ERROR_MAC_INVALID		0xFFFF3071
#define TEE_ERROR_SIGNATURE_INVALID	0xFFFF3072
#define TEE_ERROR_TIME_NOT_SET		0xFFFF5000
#define TEE_ERROR_TIME_NEEDS_RESET	0xFFFF5001

/* Where a result comes from */
#define TEEC_ORIGIN_API			0x00000001	/* this library */
#define TEEC_ORIGIN_COMMS		0x00000002	/* driver or transport */
#define TEEC_ORIGIN_TEE			0x00000003	/* the Trusted OS */
#define TEEC_ORIGIN_TRUSTED_APP		0x00000004

/* Login methods, see TEEC_OpenSession(3) */
#define TEEC_LOGIN_PUBLIC		0x00000000
#define TEEC_LOGIN_USER			0x00000001
#define TEEC_LOGIN_GROUP		0x00000002
#define TEEC_LOGIN_APPLICATION		0x00000004
#define TEEC_LOGIN_USER_APPLICATION	0x00000005
#define TEEC_LOGIN_GROUP_APPLICATION	0x00000006

/* Pack the four parameter types, or extract the i-th. */
#define TEEC_PARAM_TYPES(p0, p1, p2, p3) \
	((p0) | ((p1) << 4) | ((p2) << 8) | ((p3) << 12))
#define TEEC_PARAM_TYPE_GET(p, i)	(((p) >> ((i) * 4)) & 0xF)

typedef uint32_t TEEC_Result;

/* imp is private to the library. */

/**
 * TEEC_Context - a connection to a TEE
 *
 * Valid from TEEC_InitializeContext() to TEEC_FinalizeContext().
 */
typedef struct {
	struct {
		int fd;
		bool reg_mem;
		bool memref_null;
	} imp;
} TEEC_Context;

/**
 * TEEC_UUID - names a Trusted Application (RFC 9562)
 *
 * In host byte order.
 */
typedef struct {
	uint32_t timeLow;
	uint16_t timeMid;
	uint16_t timeHiAndVersion;
	uint8_t clockSeqAndNode[8];
} TEEC_UUID;

/**
 * TEEC_SharedMemory - memory shared with a TEE
 * @buffer:	address, set by the library when allocating, by the program when registering
 * @size:	bytes
 * @flags:	TEEC_MEM_INPUT, TEEC_MEM_OUTPUT, or both
 */
typedef struct {
	void *buffer;
	size_t size;
	uint32_t flags;
	struct {
		int id;
		size_t alloced_size;
		void *shadow_buffer;
		int registered_fd;
		uint32_t flags;
	} imp;
} TEEC_SharedMemory;

/**
 * TEEC_TempMemoryReference - the program's memory, shared for one operation
 * @buffer:	address, or NULL for a null reference, which has just a size
 * @size:	bytes; outputs are updated with what the Trusted Application has written, or
 *		would need
 */
typedef struct {
	void *buffer;
	size_t size;
} TEEC_TempMemoryReference;

/**
 * TEEC_RegisteredMemoryReference - all or part of some shared memory
 * @parent:	the memory
 * @size:	bytes, ignored on input for TEEC_MEMREF_WHOLE; outputs are updated as in
 *		TEEC_TempMemoryReference
 * @offset:	bytes from the start of @parent, ignored for TEEC_MEMREF_WHOLE
 */
typedef struct {
	TEEC_SharedMemory *parent;
	size_t size;
	size_t offset;
} TEEC_RegisteredMemoryReference;

/** TEEC_Value - two numbers, with a meaning defined by the Trusted Application */
typedef struct {
	uint32_t a;
	uint32_t b;
} TEEC_Value;

typedef union {
	TEEC_TempMemoryReference tmpref;
	TEEC_RegisteredMemoryReference memref;
	TEEC_Value value;
} TEEC_Parameter;

/**
 * TEEC_Session - a session with a Trusted Application
 *
 * Valid from TEEC_OpenSession() to TEEC_CloseSession(). It points to the TEEC_Context, which
 * therefore has to stay where it is.
 */
typedef struct {
	struct {
		TEEC_Context *ctx;
		uint32_t session_id;
	} imp;
} TEEC_Session;

/**
 * TEEC_Operation - a request's parameters, and what it takes to cancel it
 * @started:	set this to 0 beforehand if another thread may cancel the request
 * @paramTypes:	from TEEC_PARAM_TYPES()
 * @params:	the parameters
 */
typedef struct {
	uint32_t started;
	uint32_t paramTypes;
	TEEC_Parameter params[TEEC_CONFIG_PAYLOAD_REF_COUNT];
	struct {
		TEEC_Session *session;
	} imp;
} TEEC_Operation;

TEEC_Result TEEC_InitializeContext(const char *name, TEEC_Context *context);
void TEEC_FinalizeContext(TEEC_Context *context);

TEEC_Result TEEC_OpenSession(TEEC_Context *context, TEEC_Session *session,
			     const TEEC_UUID *destination, uint32_t connectionMethod,
			     const void *connectionData, TEEC_Operation *operation,
			     uint32_t *returnOrigin);
void TEEC_CloseSession(TEEC_Session *session);

TEEC_Result TEEC_InvokeCommand(TEEC_Session *session, uint32_t commandID,
			       TEEC_Operation *operation, uint32_t *returnOrigin);
void TEEC_RequestCancellation(TEEC_Operation *operation);

TEEC_Result TEEC_RegisterSharedMemory(TEEC_Context *context,
				      TEEC_SharedMemory *sharedMem);
TEEC_Result TEEC_AllocateSharedMemory(TEEC_Context *context,
				      TEEC_SharedMemory *sharedMem);
void TEEC_ReleaseSharedMemory(TEEC_SharedMemory *sharedMemory);

#ifdef __cplusplus
}
#endif

#endif
