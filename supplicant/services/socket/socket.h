/* SPDX-License-Identifier: BSD-2-Clause */
/* Service that gives TAs network sockets */
#ifndef SUPPLICANT_SOCKET_H
#define SUPPLICANT_SOCKET_H

#include "request/request.h"

supp_service_fn supp_socket;

#endif
