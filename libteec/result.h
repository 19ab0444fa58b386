/* SPDX-License-Identifier: BSD-2-Clause */
/* Conversion from errno values to API result codes. */
#ifndef TEEC_RESULT_H
#define TEEC_RESULT_H

#include <tee_client_api.h>

/**
 * teec_result_of_errno() - convert an errno to an API result code
 * @error:	the errno, 0 or positive
 *
 * Return: a TEEC_* code.
 */
TEEC_Result teec_result_of_errno(int error);

#endif
