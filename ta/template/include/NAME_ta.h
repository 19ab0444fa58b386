/* SPDX-License-Identifier: BSD-2-Clause */
/* Interface of the Trusted Application @NAME@, for its clients and for itself */
#ifndef @CAPITALS@_TA_H
#define @CAPITALS@_TA_H

/* @UUID@ */
#define TA_@CAPITALS@_UUID \
	{ @UUID_FIELDS@ }

/*
 * Replace lower-case letters by capitals.
 *
 * MEMREF_INPUT	 text, at most TA_@CAPITALS@_MAX_TEXT bytes; TEE_ERROR_EXCESS_DATA if longer
 * MEMREF_OUTPUT the text; TEE_ERROR_SHORT_BUFFER and the size it needs if it does not fit
 */
#define TA_@CAPITALS@_CMD_CAPITALIZE	0
#define TA_@CAPITALS@_MAX_TEXT	256

#endif
