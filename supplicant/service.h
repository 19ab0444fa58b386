/* SPDX-License-Identifier: BSD-2-Clause */
/* Which service answers which request. */
#ifndef SUPPLICANT_SERVICE_H
#define SUPPLICANT_SERVICE_H

#include "options.h"
#include "request.h"

/**
 * service_start() - prepare the services, before the sandbox and before any thread
 * @options:	the command line, which outlives them
 */
void service_start(const struct supp_options *options);

/**
 * service_call() - have a request answered
 * @request:	the request
 *
 * One that is served again is refused by services whose work can't be done twice, such as
 * sending over a socket: what became of it nobody knows.
 *
 * Return: a TEEC_* result; NOT_SUPPORTED where no service is for it; COMMUNICATION where it
 * is refused so.
 */
uint32_t service_call(struct supp_request *request);

#endif
