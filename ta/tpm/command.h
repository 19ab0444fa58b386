/* SPDX-License-Identifier: BSD-2-Clause */
/* Headers of a TPM's commands and responses (TPM 2.0 library, part 1, 18; part 2, 6.5 and 6.6) */
#ifndef TPM_COMMAND_H
#define TPM_COMMAND_H

#include <stdbool.h>
#include <stdint.h>

#define TPM_HEADER_SIZE		10

#define TPM_CC_STARTUP		0x144

#define TPM_RC_SUCCESS		0
#define TPM_RC_FAILURE		0x101
#define TPM_RC_NV_UNAVAILABLE	0x923

/**
 * tpm_command_code() - get a command's code
 * @command: @size: the command, may be of any size
 *
 * Return: TPM_CC_*, or 0 if it's too short for a header.
 */
uint32_t tpm_command_code(const uint8_t *command, uint32_t size);

/**
 * tpm_command_needs_state() - see whether a command is about what outlives the TPM's power
 * @command: @size: the command, may be of any size
 *
 * What is too short for a code is not, as the TPM refuses it anyway.
 *
 * Return: true unless the command is known to use nothing but PCRs, random numbers, hashes and what
 * the TPM is.
 */
bool tpm_command_needs_state(const uint8_t *command, uint32_t size);

/**
 * tpm_response_code() - get a response's code
 * @response: @size: the response, may be of any size
 *
 * Return: TPM_RC_*, TPM_RC_FAILURE if it's too short for a header.
 */
uint32_t tpm_response_code(const uint8_t *response, uint32_t size);

/**
 * tpm_response_make() - make a response that has only a code
 * @code:	TPM_RC_*
 * @response:	[out] TPM_HEADER_SIZE bytes
 *
 * Return: its size.
 */
uint32_t tpm_response_make(uint32_t code, uint8_t *response);

/**
 * tpm_command_startup() - make TPM2_Startup(TPM_SU_CLEAR)
 * @command:	[out] TPM_STARTUP_SIZE bytes
 *
 * Return: its size.
 */
uint32_t tpm_command_startup(uint8_t *command);

#define TPM_STARTUP_SIZE	12

#endif
