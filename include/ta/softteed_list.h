/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interface of the application that tells which applications there are. It's part of softteed, and
 * reached like any other, through either door. Other applications can't open sessions with it.
 *
 * With other parameter types than listed here, a command fails with TEE_ERROR_BAD_PARAMETERS, and
 * an unknown one with TEE_ERROR_NOT_SUPPORTED.
 */
#ifndef TA_SOFTTEED_LIST_H
#define TA_SOFTTEED_LIST_H

/* c68f9386-aa22-4937-8385-f4223a5bb2ea */
#define TA_SOFTTEED_LIST_UUID \
	{ 0xc68f9386, 0xaa22, 0x4937, { 0x83, 0x85, 0xf4, 0x22, 0x3a, 0x5b, 0xb2, 0xea } }

/* The same in text order (RFC 9562) */
#define TA_SOFTTEED_LIST_UUID_BYTES \
	{ 0xc6, 0x8f, 0x93, 0x86, 0xaa, 0x22, 0x49, 0x37, \
	  0x83, 0x85, 0xf4, 0x22, 0x3a, 0x5b, 0xb2, 0xea }

/* How many applications it lists at most */
#define TA_SOFTTEED_LIST_MAX	4096

/*
 * Get the list, as it was when the session was opened. The applications' signatures weren't
 * checked for it.
 *
 * MEMREF_OUTPUT the absolute path of each application's file, each with a NUL;
 *		 TEE_ERROR_SHORT_BUFFER and the size that they need if they do not fit
 */
#define TA_SOFTTEED_LIST_CMD_GET	0

#endif
