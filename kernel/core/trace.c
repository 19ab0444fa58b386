// SPDX-License-Identifier: GPL-2.0-only
/* Instantiates the tracepoints */

#define CREATE_TRACE_POINTS
#include "core/trace.h"

void tee_trace_supp_request(struct tee_device *teedev, const struct tee_supp_step *step)
{
	trace_tee_supp_request(teedev, step);
}
EXPORT_SYMBOL_GPL(tee_trace_supp_request);
