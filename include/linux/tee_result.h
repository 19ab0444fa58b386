/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Result and origin codes, as TEEs and their Trusted Applications return them.
 *
 * From GlobalPlatform's TEE Client API Specification 1.0, tables 4-2 and 4-3 (TEEC_*),
 * and TEE Internal Core API Specification 1.3, table 3-2 (TEE_*,
 * TEEC_ERROR_TARGET_DEAD).
 */
#ifndef __TEE_RESULT_H
#define __TEE_RESULT_H

#define TEEC_SUCCESS			0x00000000
#define TEEC_ERROR_GENERIC		0xffff0000
#define TEEC_ERROR_ACCESS_DENIED	0xffff0001
#define TEEC_ERROR_CANCEL		0xffff0002
#define TEEC_ERROR_ACCESS_CONFLICT	0xffff0003
#define TEEC_ERROR_EXCESS_DATA		0xffff0004
#define TEEC_ERROR_BAD_FORMAT		0xffff0005
#define TEEC_ERROR_BAD_PARAMETERS	0xffff0006
#define TEEC_ERROR_BAD_STATE		0xffff0007
#define TEEC_ERROR_ITEM_NOT_FOUND	0xffff0008
#define TEEC_ERROR_NOT_IMPLEMENTED	0xffff0009
#define TEEC_ERROR_NOT_SUPPORTED	0xffff000a
#define TEEC_ERROR_NO_DATA		0xffff000b
#define TEEC_ERROR_OUT_OF_MEMORY	0xffff000c
#define TEEC_ERROR_BUSY			0xffff000d
#define TEEC_ERROR_COMMUNICATION	0xffff000e
#define TEEC_ERROR_SECURITY		0xffff000f
#define TEEC_ERROR_SHORT_BUFFER		0xffff0010
#define TEE_ERROR_TIMEOUT		0xffff3001
#define TEEC_ERROR_TARGET_DEAD		0xffff3024
#define TEE_ERROR_MAC_INVALID		0xffff3071

#define TEEC_ORIGIN_API			1
#define TEEC_ORIGIN_COMMS		2
#define TEEC_ORIGIN_TEE			3
#define TEEC_ORIGIN_TRUSTED_APP		4

#endif /* __TEE_RESULT_H */
