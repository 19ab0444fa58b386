// SPDX-License-Identifier: BSD-2-Clause
/* Headers of a TPM's commands and responses: pure code */

#include <stddef.h>

#include "command.h"

#define TPM_ST_NO_SESSIONS	0x8001

/* Commands that use nothing but PCRs, random numbers, hashes and what the TPM is */
static const uint32_t stateless[] = {
	0x13c,	/* PCR_Event */
	0x13d,	/* PCR_Reset */
	0x13e,	/* SequenceComplete */
	0x142,	/* IncrementalSelfTest */
	0x143,	/* SelfTest */
	TPM_CC_STARTUP,
	0x145,	/* Shutdown */
	0x146,	/* StirRandom */
	0x15c,	/* SequenceUpdate */
	0x165,	/* FlushContext */
	0x17a,	/* GetCapability */
	0x17b,	/* GetRandom */
	0x17c,	/* GetTestResult */
	0x17d,	/* Hash */
	0x17e,	/* PCR_Read */
	0x181,	/* ReadClock */
	0x182,	/* PCR_Extend */
	0x185,	/* EventSequenceComplete */
	0x186,	/* HashSequenceStart */
};

static uint32_t get_u32(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static void put_u16(uint8_t *at, uint32_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static void put_header(uint8_t *at, uint32_t size, uint32_t code)
{
	put_u16(at, TPM_ST_NO_SESSIONS);
	put_u16(at + 2, size >> 16);
	put_u16(at + 4, size);
	put_u16(at + 6, code >> 16);
	put_u16(at + 8, code);
}

uint32_t tpm_command_code(const uint8_t *command, uint32_t size)
{
	return size < TPM_HEADER_SIZE ? 0 : get_u32(command + 6);
}

bool tpm_command_needs_state(const uint8_t *command, uint32_t size)
{
	uint32_t code = tpm_command_code(command, size);

	if (!code)
		return false;
	for (size_t n = 0; n < sizeof(stateless) / sizeof(stateless[0]); n++) {
		if (code == stateless[n])
			return false;
	}
	return true;
}

uint32_t tpm_response_code(const uint8_t *response, uint32_t size)
{
	return size < TPM_HEADER_SIZE ? TPM_RC_FAILURE : get_u32(response + 6);
}

uint32_t tpm_response_make(uint32_t code, uint8_t *response)
{
	put_header(response, TPM_HEADER_SIZE, code);
	return TPM_HEADER_SIZE;
}

uint32_t tpm_command_startup(uint8_t *command)
{
	put_header(command, TPM_STARTUP_SIZE, TPM_CC_STARTUP);
	put_u16(command + TPM_HEADER_SIZE, 0);	/* TPM_SU_CLEAR */
	return TPM_STARTUP_SIZE;
}
