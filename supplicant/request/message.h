/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Turning the kernel's messages into requests, and answers into the kernel's messages. Pure code,
 * but for the look-up of shared memory, which the caller provides.
 */
#ifndef SUPPLICANT_MESSAGE_H
#define SUPPLICANT_MESSAGE_H

#include <linux/tee.h>

#include "request/request.h"

/**
 * struct supp_message - a request as TEE_IOC_SUPPL_RECV gives it, and its answer as
 * TEE_IOC_SUPPL_SEND takes it: both structures have this layout
 * @code:	received: the function; to be sent: the result
 * @num_params:	how many of @params there are
 * @params:	the request's id (META) first
 */
struct supp_message {
	uint32_t code;
	uint32_t num_params;
	struct tee_ioctl_param params[SUPP_MAX_PARAMS + 1];
};

/* A piece of shared memory that a request holds. */
struct shm;

/**
 * typedef message_find_fn - find shared memory and hold it
 * @context:	the caller's
 * @id:		the kernel's id of it, unchecked
 * @data:	[out] where it is mapped
 * @size:	[out] its size
 *
 * Return: the memory, which the caller has to release; or NULL: there is none with this id.
 */
typedef struct shm *message_find_fn(void *context, uint64_t id, void **data, size_t *size);

/**
 * struct message_held - the memory that a request holds
 * @shm:	of each parameter, or NULL
 */
struct message_held {
	struct shm *shm[SUPP_MAX_PARAMS];
};

/**
 * message_prepare() - make room for a request
 * @message:	[out] what to call TEE_IOC_SUPPL_RECV with
 */
void message_prepare(struct supp_message *message);

/**
 * message_has_request() - whether a request was received
 * @message:	what message_prepare() made ready, or zero
 *
 * Return: true or false.
 */
bool message_has_request(const struct supp_message *message);

/** message_id() - the kernel's id of a request or answer; the kernel may use an id again */
uint64_t message_id(const struct supp_message *message);

/**
 * message_decode() - read a request
 * @message:	as it was received, in memory that the TEE cannot change
 * @request:	[out]
 * @held:	[out] memory to release when the request is served, also on error
 * @find: @context: finds shared memory
 *
 * Return: 0; TEEC_ERROR_BAD_PARAMETERS: the request is unsound, and to be answered with this;
 * TEEC_ERROR_COMMUNICATION: the request has no id, and cannot be answered.
 */
uint32_t message_decode(const struct supp_message *message, struct service_request *request,
			struct message_held *held, message_find_fn *find, void *context);

/**
 * message_encode() - write an answer over the request that it is for
 * @message:	the request as it was received, then the answer
 * @request:	the request with its outputs; NULL: there are no outputs
 * @result:	TEEC_*
 */
void message_encode(struct supp_message *message, const struct service_request *request,
		    uint32_t result);

#endif
