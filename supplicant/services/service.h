/* SPDX-License-Identifier: BSD-2-Clause */
/* Entry point to the services */
#ifndef SUPPLICANT_SERVICE_H
#define SUPPLICANT_SERVICE_H

#include "request/request.h"

/**
 * service_call() - serve a request
 * @request:	the request
 *
 * When a worker dies, its unanswered requests are handed to the next one. Not
 * every service can cope with that: data might go out twice on a socket, for
 * example. Those services refuse a request that an earlier worker has already
 * had, since it may have done the work.
 *
 * Return: the service's result; TEEC_ERROR_NOT_SUPPORTED: no service has this
 * function; TEEC_ERROR_COMMUNICATION: an earlier worker had the request, and
 * the service cannot repeat it.
 */
uint32_t service_call(struct service_request *request);

#endif
