// SPDX-License-Identifier: BSD-2-Clause
/* The table of services. */

#include <stddef.h>

#include "log.h"
#include "service.h"
#include "shm.h"
#include "teec_result.h"

static supp_service_fn *const services[] = {
	[SUPP_LOAD_TA] = supp_load_ta,
	[SUPP_RPMB] = supp_rpmb,
	[SUPP_FS] = supp_fs,
	[SUPP_SHM_ALLOC] = supp_shm_alloc,
	[SUPP_SHM_FREE] = supp_shm_free,
	[SUPP_GPROF] = supp_gprof,
	[SUPP_FTRACE] = supp_ftrace,
	[SUPP_SOCKET] = supp_socket,
	[SUPP_PLUGIN] = supp_plugin,
};

static const struct supp_options *settings;

void service_start(const struct supp_options *options)
{
	settings = options;
}

const struct supp_options *supp_settings(void)
{
	return settings;
}

uint32_t service_call(struct supp_request *request)
{
	uint32_t function = request->function;

	if (function < sizeof(services) / sizeof(services[0]) && services[function])
		return services[function](request);
	log_info("request %u is for no service", function);
	return TEEC_ERROR_NOT_SUPPORTED;
}
