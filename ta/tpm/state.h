/* SPDX-License-Identifier: BSD-2-Clause */
/* What outlives the TPM's power, in trusted storage */
#ifndef TPM_STATE_H
#define TPM_STATE_H

#include <stdint.h>
#include <tee_internal_api.h>

/**
 * tpm_state_load() - read the state
 * @state:	[out] the state, from malloc()
 * @size:	[out] its size in bytes
 *
 * Return: TEE_SUCCESS; TEE_ERROR_ITEM_NOT_FOUND if there has never been one; otherwise it may
 * exist: TEE_ERROR_CORRUPT_OBJECT if it's known to have been damaged or removed, or another error
 * of the storage.
 */
TEE_Result tpm_state_load(uint8_t **state, uint32_t *size);

/**
 * tpm_state_store() - write the state
 * @state: @size: the state
 *
 * After a power cut there is the old state or the new one.
 *
 * Return: TEE_SUCCESS, or an error of the storage.
 */
TEE_Result tpm_state_store(const uint8_t *state, uint32_t size);

#endif
