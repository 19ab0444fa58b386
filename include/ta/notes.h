/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interface of the example application notes, for its clients and for itself.
 *
 * It keeps notes in trusted storage, for each user apart: open the session with the login
 * TEEC_LOGIN_USER. With another login it fails with TEE_ERROR_ACCESS_DENIED. A command with other
 * parameter types than listed here fails with TEE_ERROR_BAD_PARAMETERS, an unknown one with
 * TEE_ERROR_NOT_SUPPORTED. Errors of trusted storage are passed on.
 */
#ifndef TA_NOTES_H
#define TA_NOTES_H

/* 6d0c1c5e-8a3f-4b47-9f52-b40e7e9d1a63 */
#define TA_NOTES_UUID \
	{ 0x6d0c1c5e, 0x8a3f, 0x4b47, { 0x9f, 0x52, 0xb4, 0x0e, 0x7e, 0x9d, 0x1a, 0x63 } }

/* Names have 1 to 48 bytes, texts at most 4096; TEE_ERROR_EXCESS_DATA if longer. */
#define TA_NOTES_MAX_NAME	48
#define TA_NOTES_MAX_TEXT	4096

/*
 * Store a note, instead of the one with this name if there is one.
 *
 * MEMREF_INPUT	the name
 * MEMREF_INPUT	the text
 */
#define TA_NOTES_CMD_PUT	0

/*
 * Read a note; TEE_ERROR_ITEM_NOT_FOUND if there is none.
 *
 * MEMREF_INPUT	 the name
 * MEMREF_OUTPUT the text; TEE_ERROR_SHORT_BUFFER and the size it needs if it does not fit
 */
#define TA_NOTES_CMD_GET	1

/*
 * Delete a note; TEE_ERROR_ITEM_NOT_FOUND if there is none.
 *
 * MEMREF_INPUT	the name
 */
#define TA_NOTES_CMD_DELETE	2

/*
 * List the user's notes.
 *
 * MEMREF_OUTPUT the names, each with a newline at its end; TEE_ERROR_SHORT_BUFFER and the size
 *		 they need if they do not fit
 */
#define TA_NOTES_CMD_LIST	3

#endif
