// SPDX-License-Identifier: BSD-2-Clause
/* Dispatch requests to the services by their function number. */

#include <stdbool.h>
#include <stddef.h>
#include <tee_client_api.h>

#include "log.h"
#include "request/shm.h"
#include "services/dump.h"
#include "services/load_ta.h"
#include "services/plugin/plugin.h"
#include "services/rpmb/rpmb.h"
#include "services/service.h"
#include "services/socket/socket.h"
#include "storage/fs.h"

/* @repeats: the request is idempotent, so it's safe to serve it twice. */
static const struct {
	supp_service_fn *serve;
	bool repeats;
} services[] = {
	[SUPP_LOAD_TA] = { supp_load_ta, true },
	[SUPP_RPMB] = { supp_rpmb, false },
	[SUPP_FS] = { supp_fs, true },
	[SUPP_SHM_ALLOC] = { supp_shm_alloc, true },
	[SUPP_SHM_FREE] = { supp_shm_free, true },
	[SUPP_GPROF] = { supp_gprof, false },
	[SUPP_FTRACE] = { supp_ftrace, false },
	[SUPP_SOCKET] = { supp_socket, false },
	[SUPP_PLUGIN] = { supp_plugin, false },
};

uint32_t service_call(struct service_request *request)
{
	uint32_t function = request->function;

	if (function >= sizeof(services) / sizeof(services[0]) || !services[function].serve) {
		log_info("no service for requests with function %u", function);
		return TEEC_ERROR_NOT_SUPPORTED;
	}
	if (request->again && !services[function].repeats) {
		log_warning("failing a request for service %u: its worker exited",
			    function);
		return TEEC_ERROR_COMMUNICATION;
	}
	return services[function].serve(request);
}
