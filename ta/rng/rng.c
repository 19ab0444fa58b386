// SPDX-License-Identifier: BSD-2-Clause
/*
 * Random numbers for the kernel from the TEE's generator. See <ta/rng.h> for the
 * interface.
 *
 * Only the kernel may open a session. That's not about secrecy, as any program can
 * read /dev/urandom. There is just one instance, which serves one call at a time,
 * and a program that keeps calling it would starve the kernel.
 */

#include <stddef.h>
#include <stdint.h>
#include <ta/rng.h>
#include <tee_internal_api.h>
#include <tee_internal_api_extensions.h>	/* TEE_LOGIN_REE_KERNEL */

#define NO_PARAMS	TEE_PARAM_TYPES(TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE, \
					TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE)
#define ONE_OUTPUT	TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_OUTPUT, TEE_PARAM_TYPE_NONE, \
					TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE)

TEE_Result TA_CreateEntryPoint(void)
{
	return TEE_SUCCESS;
}

void TA_DestroyEntryPoint(void)
{
}

TEE_Result TA_OpenSessionEntryPoint(uint32_t types, TEE_Param params[TEE_NUM_PARAMS],
				    void **session)
{
	TEE_Identity client;
	TEE_Result result;

	(void)params;
	*session = NULL;
	if (types != NO_PARAMS)
		return TEE_ERROR_BAD_PARAMETERS;
	result = TEE_GetPropertyAsIdentity(TEE_PROPSET_CURRENT_CLIENT,
					   "gpd.client.identity", &client);
	if (result != TEE_SUCCESS)
		return result;
	return client.login == TEE_LOGIN_REE_KERNEL ? TEE_SUCCESS : TEE_ERROR_ACCESS_DENIED;
}

void TA_CloseSessionEntryPoint(void *session)
{
	(void)session;
}

/*
 * TEE_GenerateRandom() insists on the TA's own memory. The buffer can be static
 * because the instance runs one command at a time.
 */
static TEE_Result generate(uint32_t types, TEE_Param params[TEE_NUM_PARAMS])
{
	static uint8_t numbers[TA_RNG_MAX_SIZE];
	size_t size;

	if (types != ONE_OUTPUT)
		return TEE_ERROR_BAD_PARAMETERS;
	size = params[0].memref.size;
	if (!params[0].memref.buffer || !size)
		return TEE_ERROR_BAD_PARAMETERS;
	if (size > sizeof(numbers))
		return TEE_ERROR_EXCESS_DATA;

	TEE_GenerateRandom(numbers, size);
	TEE_MemMove(params[0].memref.buffer, numbers, size);
	TEE_MemFill(numbers, 0, size);
	return TEE_SUCCESS;
}

TEE_Result TA_InvokeCommandEntryPoint(void *session, uint32_t command, uint32_t types,
				      TEE_Param params[TEE_NUM_PARAMS])
{
	(void)session;
	if (command == TA_RNG_CMD_GENERATE)
		return generate(types, params);
	return TEE_ERROR_NOT_SUPPORTED;
}
