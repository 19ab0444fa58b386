/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Turning the kernel's messages into requests, and answers into the kernel's messages. Pure code,
 * but for the look-up of shared memory, which the caller provides.
 */
#ifndef SUPPLICANT_DISPATCH_H
#define SUPPLICANT_DISPATCH_H

#include <linux/tee.h>

#include "request/request.h"

/**
 * struct dispatch_message - a request as TEE_IOC_SUPPL_RECV gives it, and its answer as
 * TEE_IOC_SUPPL_SEND takes it: both structures have this layout
 * @code:	received: the function; to be sent: the result
 * @num_params:	how many of @params there are
 * @params:	the request's id (META) first
 */
struct dispatch_message {
	uint32_t code;
	uint32_t num_params;
	struct tee_ioctl_param params[SUPP_MAX_PARAMS + 1];
};

/* A piece of shared memory that a request holds. */
struct shm;

/**
 * typedef dispatch_find_fn - find shared memory and hold it
 * @context:	the caller's
 * @id:		the kernel's id of it, unchecked
 * @data:	[out] where it is mapped
 * @size:	[out] its size
 *
 * Return: the memory, which the caller has to release; or NULL: there is none with this id.
 */
typedef struct shm *dispatch_find_fn(void *context, uint64_t id, void **data, size_t *size);

/**
 * struct dispatch_held - the memory that a request holds
 * @shm:	of each parameter, or NULL
 */
struct dispatch_held {
	struct shm *shm[SUPP_MAX_PARAMS];
};

/**
 * dispatch_prepare() - make room for a request
 * @message:	[out] what to call TEE_IOC_SUPPL_RECV with
 */
void dispatch_prepare(struct dispatch_message *message);

/**
 * dispatch_has_request() - whether a request was received
 * @message:	what dispatch_prepare() made ready, or zero
 *
 * Return: true or false.
 */
bool dispatch_has_request(const struct dispatch_message *message);

/** dispatch_id() - the kernel's id of a request or answer; the kernel may use an id again */
uint64_t dispatch_id(const struct dispatch_message *message);

/**
 * dispatch_decode() - read a request
 * @message:	as it was received, in memory that the TEE cannot change
 * @request:	[out]
 * @held:	[out] memory to release when the request is served, also on error
 * @find: @context: finds shared memory
 *
 * Return: 0; TEEC_ERROR_BAD_PARAMETERS: the request is unsound, and to be answered with this;
 * TEEC_ERROR_COMMUNICATION: the request has no id, and cannot be answered.
 */
uint32_t dispatch_decode(const struct dispatch_message *message, struct supp_request *request,
			 struct dispatch_held *held, dispatch_find_fn *find, void *context);

/**
 * dispatch_encode() - write an answer over the request that it is for
 * @message:	the request as it was received, then the answer
 * @request:	the request with its outputs; NULL: there are no outputs
 * @result:	TEEC_*
 */
void dispatch_encode(struct dispatch_message *message, const struct supp_request *request,
		     uint32_t result);

#endif
