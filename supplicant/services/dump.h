/* SPDX-License-Identifier: BSD-2-Clause */
/* The services that write profiles and traces of Trusted Applications. */
#ifndef SUPPLICANT_DUMP_H
#define SUPPLICANT_DUMP_H

#include "request/request.h"

/* SUPP_GPROF and SUPP_FTRACE */
supp_service_fn supp_gprof, supp_ftrace;

#endif
