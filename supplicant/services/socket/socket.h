/* SPDX-License-Identifier: BSD-2-Clause */
/* The service for sockets of TAs. */
#ifndef SUPPLICANT_SOCKET_H
#define SUPPLICANT_SOCKET_H

#include "request/request.h"

/* Serves SUPP_SOCKET. */
supp_service_fn supp_socket;

#endif
