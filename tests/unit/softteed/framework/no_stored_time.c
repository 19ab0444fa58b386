// SPDX-License-Identifier: BSD-2-Clause
/* A storage that is gone, for tests that need none */

#include "softteed/api/framework/framework.h"

TEE_Result framework_load_time(struct framework_time *time)
{
	(void)time;
	return TEE_ERROR_GENERIC;
}

TEE_Result framework_store_time(const struct framework_time *time)
{
	(void)time;
	return TEE_ERROR_GENERIC;
}
