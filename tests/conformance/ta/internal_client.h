/* SPDX-License-Identifier: BSD-2-Clause */
/* The part of a case that the conformance test's client runs: a call of another application */
#ifndef TESTS_CONFORMANCE_INTERNAL_CLIENT_H
#define TESTS_CONFORMANCE_INTERNAL_CLIENT_H

#include <tee_internal_api.h>

/**
 * internal_client_forward() - serve CONFORMANCE_FORWARD
 * @types:	types of the parameters
 * @params:	the parameters
 *
 * Return: should not; what a function of the API returns.
 */
TEE_Result internal_client_forward(uint32_t types, TEE_Param params[TEE_NUM_PARAMS]);

#endif
