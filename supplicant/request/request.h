/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A request of the TEE, as services see it.
 *
 * message.c decodes it from the kernel's message, and has checked that each
 * memory parameter is within shared memory that is mapped here. The TEE may
 * change that memory at any time. A service must therefore copy a value once
 * before it checks it, and use only the copy.
 */
#ifndef SUPPLICANT_REQUEST_H
#define SUPPLICANT_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Maximum number of parameters of an OP-TEE request */
#define SUPP_MAX_PARAMS		5

/* Values of struct service_request::function: OP-TEE's RPC commands */
#define SUPP_LOAD_TA		0
#define SUPP_RPMB		1
#define SUPP_FS			2
#define SUPP_SHM_ALLOC		6
#define SUPP_SHM_FREE		7
#define SUPP_GPROF		9
#define SUPP_SOCKET		10
#define SUPP_FTRACE		11
#define SUPP_PLUGIN		12

/*
 * Commands 22 to 24 look for an RPMB, and send frames to it. Only a kernel can
 * serve them, because the TEE passes memory that is not shared with user space.
 * The supplicant replies that it does not support them, and the TEE then uses
 * SUPP_RPMB.
 */

enum supp_kind { SUPP_NONE, SUPP_VALUE, SUPP_MEMORY };

/**
 * struct supp_param - a parameter
 * @kind:	its kind; for SUPP_NONE the other members have no meaning
 * @input:	the TEE has set it
 * @output:	the service may set it
 * @a: @b: @c:	SUPP_VALUE: the values
 * @data:	SUPP_MEMORY: address of the mapped memory; NULL if the TEE
 *		passed no memory
 * @size:	SUPP_MEMORY: size of @data, bytes. For an output, the service
 *		sets it to the number of bytes written or, if the result is
 *		SHORT_BUFFER, to the number needed
 */
struct supp_param {
	enum supp_kind kind;
	bool input;
	bool output;
	uint64_t a, b, c;
	void *data;
	size_t size;
};

/**
 * struct service_request - a request
 * @number:	number that is unique as long as the TEE runs
 * @again:	the request is served again: an earlier worker may have served
 *		all or part of it, but did not answer it
 * @note:	a number that the service may use: it is 0 at first, and
 *		outlives the worker; or NULL
 * @function:	SUPP_*
 * @num_params:	number of entries used in @params
 * @params:	the parameters; the service sets the outputs
 */
struct service_request {
	uint64_t number;
	bool again;
	uint64_t *note;
	uint32_t function;
	unsigned int num_params;
	struct supp_param params[SUPP_MAX_PARAMS];
};

/**
 * typedef supp_in_hand_fn - check whether an earlier worker left a request
 * unanswered
 * @number:	the request's number
 *
 * Return: true if the request was not answered, and will be served again.
 */
typedef bool supp_in_hand_fn(uint64_t number);

/**
 * supp_expect() - check the kinds and directions of a request's parameters
 * @request:	the request
 * @signature:	a letter for each parameter: 'v' value in, 'V' value out, 'x'
 *		value in and out, 'm' memory in, 'M' memory out, 'X' memory in
 *		and out, '-' none; all further parameters must be none
 *
 * Memory without data is accepted; a service that needs the bytes checks @size.
 *
 * Return: true or false.
 */
bool supp_expect(const struct service_request *request, const char *signature);

/**
 * typedef supp_service_fn - serve a request
 * @request:	the request
 *
 * Several threads call it concurrently. It may wait, for example for a socket,
 * but not after the supplicant was told to stop: see stopping_fd().
 *
 * Return: a TEEC_* result, which is sent as the result of the reply.
 */
typedef uint32_t supp_service_fn(struct service_request *request);

#endif
