/* SPDX-License-Identifier: BSD-2-Clause */
/* The services for profiles and traces of TAs. */
#ifndef SUPPLICANT_DUMP_H
#define SUPPLICANT_DUMP_H

#include "request/request.h"

/* Serve SUPP_GPROF and SUPP_FTRACE. */
supp_service_fn supp_gprof, supp_ftrace;

#endif
