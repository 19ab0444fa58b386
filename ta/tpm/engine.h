/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The TPM itself: libtpms, and when its state is read and written.
 *
 * It starts without storage, because it may be needed before there is any: with a state that it has
 * made up and that is written nowhere. Commands that use no such state are run at once. The first
 * one that does has the stored state read, which takes the made up one's place; the PCRs stay. If
 * there is no state yet, the made up one is stored. If the state can't be read, that command fails,
 * and the next one tries again.
 */
#ifndef TPM_ENGINE_H
#define TPM_ENGINE_H

#include <stdint.h>
#include <tee_internal_api.h>

/**
 * tpm_engine_start() - power the TPM on
 *
 * Return: TEE_SUCCESS, or TEE_ERROR_GENERIC if the library can't be used.
 */
TEE_Result tpm_engine_start(void);

/** tpm_engine_stop() - power the TPM off */
void tpm_engine_stop(void);

/**
 * tpm_engine_run() - run a command
 * @command: @size: the command, may be anything, of TA_TPM_MAX_SIZE bytes at most
 * @response:	[out] the response, room for TA_TPM_MAX_SIZE bytes
 *
 * A command whose effect couldn't be stored fails with TPM_RC_NV_UNAVAILABLE. It's stored later
 * nevertheless, as soon as possible.
 *
 * Return: the response's size in bytes.
 */
uint32_t tpm_engine_run(uint8_t *command, uint32_t size, uint8_t *response);

#endif
