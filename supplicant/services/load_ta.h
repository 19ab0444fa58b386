/* SPDX-License-Identifier: BSD-2-Clause */
/* The service that loads Trusted Applications from files. */
#ifndef SUPPLICANT_LOAD_TA_H
#define SUPPLICANT_LOAD_TA_H

#include "request/request.h"

/* SUPP_LOAD_TA */
supp_service_fn supp_load_ta;

#endif
