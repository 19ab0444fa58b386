/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Conversion of the kernel's messages to requests, and of replies to the
 * kernel's messages. The code has no side effects. The caller provides the
 * function that looks up shared memory.
 */
#ifndef SUPPLICANT_MESSAGE_H
#define SUPPLICANT_MESSAGE_H

#include <linux/tee.h>

#include "request/request.h"

/**
 * struct supp_message - a request, and later its reply
 * @code:	the function in a request, the result in a reply
 * @num_params:	number of entries used in @params
 * @params:	the first entry has the request's id (META), the others are
 *		parameters
 *
 * TEE_IOC_SUPPL_RECV returns the request, and TEE_IOC_SUPPL_SEND takes the
 * reply. The structures of both ioctls have this layout.
 */
struct supp_message {
	uint32_t code;
	uint32_t num_params;
	struct tee_ioctl_param params[SUPP_MAX_PARAMS + 1];
};

/* A region of shared memory */
struct shm;

/**
 * typedef message_find_fn - find shared memory, and take a reference to it
 * @context:	the caller's argument
 * @id:		the kernel's id of the memory, not checked
 * @data:	[out] address of the mapping
 * @size:	[out] size of the mapping, bytes
 *
 * Return: the memory, to which the caller must drop the reference; NULL: no
 * memory has this id.
 */
typedef struct shm *message_find_fn(void *context, uint64_t id, void **data, size_t *size);

/**
 * struct message_held - shared memory that a request references
 * @shm:	the memory of each parameter, or NULL
 */
struct message_held {
	struct shm *shm[SUPP_MAX_PARAMS];
};

/**
 * message_prepare() - clear a message, so that a request can be received
 * @message:	[out] buffer for TEE_IOC_SUPPL_RECV
 */
void message_prepare(struct supp_message *message);

/**
 * message_has_request() - check whether a message contains a request
 * @message:	a message after message_prepare(), or all zero
 *
 * Return: true or false.
 */
bool message_has_request(const struct supp_message *message);

/** message_id() - return the kernel's id of a request or reply; the kernel reuses ids */
uint64_t message_id(const struct supp_message *message);

/**
 * message_decode() - decode and check a request
 * @message:	the received message, in memory that the TEE cannot change
 * @request:	[out] the request
 * @held:	[out] the memory whose references the caller must drop after the
 *		request is served, also on error
 * @find: @context: a function that looks up shared memory, and its argument
 *
 * Return: 0; TEEC_ERROR_BAD_PARAMETERS: the request is invalid, and must be
 * answered with this result; TEEC_ERROR_COMMUNICATION: the request has no id,
 * or too many parameters, and cannot be answered.
 */
uint32_t message_decode(const struct supp_message *message, struct service_request *request,
			struct message_held *held, message_find_fn *find, void *context);

/**
 * message_encode() - replace a request by its reply
 * @message:	[in/out] the received request, replaced by the reply
 * @request:	the request with its outputs; NULL if there are none
 * @result:	TEEC_*
 */
void message_encode(struct supp_message *message, const struct service_request *request,
		    uint32_t result);

#endif
