// SPDX-License-Identifier: BSD-2-Clause
/*
 * The peer of the conformance test's application: has an instance per session, and serves
 * another application as it serves a client
 */
#include "serve.h"

TEE_Result TA_InvokeCommandEntryPoint(void *session, uint32_t command, uint32_t types,
				      TEE_Param params[TEE_NUM_PARAMS])
{
	return serve_command(session, command, types, params);
}
