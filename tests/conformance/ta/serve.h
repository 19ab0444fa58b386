/* SPDX-License-Identifier: BSD-2-Clause */
/* Commands that both applications of the conformance test serve */
#ifndef TESTS_CONFORMANCE_SERVE_H
#define TESTS_CONFORMANCE_SERVE_H

#include <tee_internal_api.h>

/**
 * serve_command() - serve one of the commands from CONFORMANCE_ECHO to CONFORMANCE_CLIENT
 * @session:	the session
 * @command:	the command
 * @types:	types of the parameters
 * @params:	the parameters
 *
 * Return: TEE_SUCCESS, TEE_ERROR_NOT_SUPPORTED for other commands, TEE_ERROR_BAD_PARAMETERS, or
 * the command's results.
 */
TEE_Result serve_command(void *session, uint32_t command, uint32_t types,
			 TEE_Param params[TEE_NUM_PARAMS]);

#endif
