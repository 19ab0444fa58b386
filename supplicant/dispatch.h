/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From what the kernel hands over to a request, and from its answer back. Pure code,
 * but for the look-up of shared memory, which the caller provides.
 */
#ifndef SUPPLICANT_DISPATCH_H
#define SUPPLICANT_DISPATCH_H

#include <linux/tee.h>

#include "request.h"

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
 * @id:		the kernel's id of it, as it came
 * @data:	[out] where it is mapped
 * @size:	[out] its bytes
 *
 * Return: it, until it is let go; or NULL where there is none of this id.
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

/** dispatch_id() - the kernel's id of a request, or of what is answered; no others' for long */
uint64_t dispatch_id(const struct dispatch_message *message);

/**
 * dispatch_decode() - read a request
 * @message:	as it was received, in memory of the supplicant's own
 * @request:	[out]
 * @held:	[out] memory to let go once the request is served, also on error
 * @find: @context: finds shared memory
 *
 * Return: 0; TEEC_ERROR_BAD_PARAMETERS where the request is unsound and to be answered
 * so; or TEEC_ERROR_COMMUNICATION where it has no id, so that it cannot be answered.
 */
uint32_t dispatch_decode(const struct dispatch_message *message, struct supp_request *request,
			 struct dispatch_held *held, dispatch_find_fn *find, void *context);

/**
 * dispatch_encode() - write an answer over the request that it is for
 * @message:	the request as it was received, then the answer
 * @request:	with outputs filled; NULL: none are
 * @result:	TEEC_*
 */
void dispatch_encode(struct dispatch_message *message, const struct supp_request *request,
		     uint32_t result);

#endif
