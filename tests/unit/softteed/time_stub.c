// SPDX-License-Identifier: BSD-2-Clause
/* For tests that have nothing to do with the persistent time: there's no storage. */

#include "softteed/api/framework/framework.h"

TEE_Result framework_load_time(struct framework_time *time)
{
	(void)time;
	return TEE_ERROR_NOT_SUPPORTED;
}

TEE_Result framework_store_time(const struct framework_time *time)
{
	(void)time;
	return TEE_ERROR_NOT_SUPPORTED;
}
