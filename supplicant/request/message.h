/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Translation between the kernel's TEE_IOC_SUPPL_* messages and the requests
 * that services see. No side effects in here (even the shared memory lookup is
 * the caller's callback), so it can be tested and fuzzed on its own.
 */
#ifndef SUPPLICANT_MESSAGE_H
#define SUPPLICANT_MESSAGE_H

#include <linux/tee.h>

#include "request/request.h"

/**
 * struct supp_message - buffer for a request, and then for its reply
 * @code:	function in a request, result in a reply
 * @num_params:	how many of @params are in use
 * @params:	first the META parameter with the request's id, then the real ones
 *
 * struct tee_iocl_supp_recv_arg and struct tee_iocl_supp_send_arg both look
 * like this, so TEE_IOC_SUPPL_RECV fills it in and TEE_IOC_SUPPL_SEND takes it.
 */
struct supp_message {
	uint32_t code;
	uint32_t num_params;
	struct tee_ioctl_param params[SUPP_MAX_PARAMS + 1];
};

/* opaque, see shm.c */
struct shm;

/**
 * typedef message_find_fn - look up shared memory by id and take a reference
 * @context:	passed through from message_decode()
 * @id:		the kernel's id, straight from the request
 * @data:	[out] where it is mapped
 * @size:	[out] size of the mapping, bytes
 *
 * Return: the memory, with a reference that the caller drops; NULL if the id
 * is unknown.
 */
typedef struct shm *message_find_fn(void *context, uint64_t id, void **data, size_t *size);

/**
 * struct message_held - references that a request holds
 * @shm:	each parameter's memory, or NULL
 */
struct message_held {
	struct shm *shm[SUPP_MAX_PARAMS];
};

/**
 * message_prepare() - set up a message for TEE_IOC_SUPPL_RECV
 * @message:	[out] the buffer
 */
void message_prepare(struct supp_message *message);

/**
 * message_has_request() - check if the kernel has written a request
 * @message:	set up by message_prepare(), or still all zero
 *
 * Return: true if so.
 */
bool message_has_request(const struct supp_message *message);

/** message_id() - get the kernel's id for a request or reply. Ids are reused. */
uint64_t message_id(const struct supp_message *message);

/**
 * message_decode() - decode and validate a request
 * @message:	the received message, where the TEE can't change it under us
 * @request:	[out] the request
 * @held:	[out] memory references to drop when the request is done, even
 *		if this fails
 * @find: @context: callback that looks up shared memory, and its argument
 *
 * Return: 0; TEEC_ERROR_BAD_PARAMETERS if the request is invalid, which is then
 * the reply; TEEC_ERROR_COMMUNICATION if we can't even reply, as there are too
 * many parameters or no id.
 */
uint32_t message_decode(const struct supp_message *message, struct service_request *request,
			struct message_held *held, message_find_fn *find, void *context);

/**
 * message_encode() - turn a request into its reply, in place
 * @message:	[in/out] the request as received
 * @request:	where to take outputs from, or NULL
 * @result:	TEEC_*
 */
void message_encode(struct supp_message *message, const struct service_request *request,
		    uint32_t result);

#endif
