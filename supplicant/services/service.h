/* SPDX-License-Identifier: BSD-2-Clause */
/* Which service answers which request. */
#ifndef SUPPLICANT_SERVICE_H
#define SUPPLICANT_SERVICE_H

#include "request/request.h"

/**
 * service_call() - serve a request
 * @request:	the request
 *
 * Some services cannot do their work twice, such as sending over a socket. They refuse a request
 * that is served again, because nobody knows whether the worker before has done it.
 *
 * Return: the service's result; TEEC_ERROR_NOT_SUPPORTED: there is no service for the request;
 * TEEC_ERROR_COMMUNICATION: the request is served again, and was refused.
 */
uint32_t service_call(struct service_request *request);

#endif
