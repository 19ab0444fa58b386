/* SPDX-License-Identifier: BSD-2-Clause */
/* The service of Trusted Applications' sockets. */
#ifndef SUPPLICANT_SOCKET_H
#define SUPPLICANT_SOCKET_H

#include "request/request.h"

/* SUPP_SOCKET */
supp_service_fn supp_socket;

#endif
