/* SPDX-License-Identifier: GPL-2.0-only */
/* Sanity checks, see check.c */
#ifndef TEE_TPM_CHECK_H
#define TEE_TPM_CHECK_H

#include <linux/types.h>

/* Tag, length, and command or response code */
#define TEE_TPM_HEADER_SIZE	10

int tee_tpm_check_command(size_t size, size_t room);
int tee_tpm_check_response(const u8 *response, u64 written, size_t room);

#endif /* TEE_TPM_CHECK_H */
