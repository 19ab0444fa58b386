/* SPDX-License-Identifier: BSD-2-Clause */
/* What the conformance test's application tells of algorithms */
#ifndef TESTS_CONFORMANCE_ALGORITHM_H
#define TESTS_CONFORMANCE_ALGORITHM_H

#include <tee_internal_api.h>

/**
 * algorithm_describe() - serve CONFORMANCE_ALGORITHM
 * @types:	types of the parameters
 * @params:	the parameters
 *
 * Return: TEE_SUCCESS, TEE_ERROR_ITEM_NOT_FOUND, TEE_ERROR_BAD_PARAMETERS.
 */
TEE_Result algorithm_describe(uint32_t types, TEE_Param params[TEE_NUM_PARAMS]);

#endif
