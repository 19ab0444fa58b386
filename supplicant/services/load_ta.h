/* SPDX-License-Identifier: BSD-2-Clause */
/* The service that loads TAs from files. */
#ifndef SUPPLICANT_LOAD_TA_H
#define SUPPLICANT_LOAD_TA_H

#include "request/request.h"

/* Serves SUPP_LOAD_TA. */
supp_service_fn supp_load_ta;

#endif
