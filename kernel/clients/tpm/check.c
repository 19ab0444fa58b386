// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sanity checks on what passes between Linux and a TPM in a TEE. No locks and no calls in
 * here, so the unit tests can run it on the host.
 */

#include <linux/errno.h>
#include <linux/unaligned.h>

#include "check.h"

/* Tags of responses, from the TPM 2.0 library specification, part 2, table "TPM_ST" */
#define ST_RSP_COMMAND	0x00c4
#define ST_NO_SESSIONS	0x8001
#define ST_SESSIONS	0x8002

/* The response code that ST_RSP_COMMAND goes with: the command's tag was none */
#define RC_BAD_TAG	0x01e

/**
 * tee_tpm_check_command() - check a command's size
 * @size:	its size, bytes
 * @room:	the TEE has room for these
 *
 * What's in the command is up to the TPM.
 *
 * Return: 0, or -EINVAL if there's no whole header or too much after it.
 */
int tee_tpm_check_command(size_t size, size_t room)
{
	return size < TEE_TPM_HEADER_SIZE || size > room ? -EINVAL : 0;
}

/**
 * tee_tpm_check_response() - check a response
 * @response:	the response, in memory that the TEE can't change any more
 * @written:	how many bytes the TEE says it has written
 * @room:	size of @response, bytes
 *
 * Return: the response's length, bytes, at least a header's; -EIO if its own length is
 * too short or exceeds what was written, that exceeds the room, or the tag is unknown.
 */
int tee_tpm_check_response(const u8 *response, u64 written, size_t room)
{
	u32 length;

	if (written > room || written < TEE_TPM_HEADER_SIZE)
		return -EIO;
	length = get_unaligned_be32(response + 2);
	if (length < TEE_TPM_HEADER_SIZE || length > written)
		return -EIO;
	switch (get_unaligned_be16(response)) {
	case ST_NO_SESSIONS:
	case ST_SESSIONS:
		return length;
	case ST_RSP_COMMAND:
		return length == TEE_TPM_HEADER_SIZE &&
		       get_unaligned_be32(response + 6) == RC_BAD_TAG ? (int)length : -EIO;
	default:
		return -EIO;
	}
}
