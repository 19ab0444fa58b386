/* SPDX-License-Identifier: BSD-2-Clause */
/* Translation of errno values */
#ifndef TEEC_RESULT_H
#define TEEC_RESULT_H

#include <tee_client_api.h>

/**
 * teec_result_of_errno() - translate an errno into an API result
 * @error:	errno value, 0 or positive
 *
 * Return: a TEEC_* code.
 */
TEEC_Result teec_result_of_errno(int error);

#endif
