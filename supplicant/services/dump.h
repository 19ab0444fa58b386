/* SPDX-License-Identifier: BSD-2-Clause */
/* Services that save TA profiles and traces to files */
#ifndef SUPPLICANT_DUMP_H
#define SUPPLICANT_DUMP_H

#include "request/request.h"

supp_service_fn supp_gprof, supp_ftrace;

#endif
