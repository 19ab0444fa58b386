/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of services, by function. */
#ifndef SUPPLICANT_SERVICE_H
#define SUPPLICANT_SERVICE_H

#include "request/request.h"

/**
 * service_call() - serve a request
 * @request:	the request
 *
 * Some services cannot repeat their work, for example sending data over a
 * socket. If a request for such a service is served again, it is refused,
 * because the previous worker may have done the work.
 *
 * Return: the service's result; TEEC_ERROR_NOT_SUPPORTED: no service has this
 * function; TEEC_ERROR_COMMUNICATION: the request is served again, and was
 * refused.
 */
uint32_t service_call(struct service_request *request);

#endif
