// SPDX-License-Identifier: BSD-2-Clause
/* There's a libteec here, but no TEE. All it has to do is return an error. */
#include <stdio.h>
#include <tee_client_api.h>

int main(void)
{
	TEEC_Context context;
	TEEC_Result result = TEEC_InitializeContext("name:of-no-tee-at-all", &context);

	printf("0x%08x\n", result);
	return result == TEEC_ERROR_ITEM_NOT_FOUND ? 0 : 1;
}
