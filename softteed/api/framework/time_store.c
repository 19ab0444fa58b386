// SPDX-License-Identifier: BSD-2-Clause
/* A build without api/storage keeps no persistent time. Its definitions replace these. */

#include "softteed/api/framework/framework.h"

__attribute__((weak)) TEE_Result framework_load_time(struct framework_time *time)
{
	(void)time;
	return TEE_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) TEE_Result framework_store_time(const struct framework_time *time)
{
	(void)time;
	return TEE_ERROR_NOT_SUPPORTED;
}
