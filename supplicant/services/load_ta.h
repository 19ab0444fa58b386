/* SPDX-License-Identifier: BSD-2-Clause */
/* Service that loads TAs from the file system */
#ifndef SUPPLICANT_LOAD_TA_H
#define SUPPLICANT_LOAD_TA_H

#include "request/request.h"

supp_service_fn supp_load_ta;

#endif
