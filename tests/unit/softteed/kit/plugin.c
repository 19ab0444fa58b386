// SPDX-License-Identifier: BSD-2-Clause
/* A plugin of tee-supplicant, which softteed has as well */
#include <stdlib.h>
#include <tee_plugin_method.h>

#include "commands.h"

static TEEC_Result sum_up(uint8_t *data, size_t size, size_t *used)
{
	for (size_t n = 1; n < size; n++)
		data[0] = (uint8_t)(data[0] + data[n]);
	*used = 1;
	return TEEC_SUCCESS;
}

static TEEC_Result invoke(unsigned int command, unsigned int subcommand, void *data, size_t size,
			  size_t *used)
{
	(void)subcommand;
	switch (command) {
	case PLUGIN_SUM:
		return sum_up(data, size, used);
	case PLUGIN_CRASH:
		abort();
	default:
		return TEEC_ERROR_NOT_SUPPORTED;
	}
}

#pragma GCC visibility push(default)
struct plugin_method plugin_method = {
	.name = "kit", .uuid = KIT_PLUGIN_UUID, .invoke = invoke,
};
#pragma GCC visibility pop
