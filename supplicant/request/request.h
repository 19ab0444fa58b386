/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * TEE requests as services see them.
 *
 * message.c has decoded the request and made sure that memory parameters are
 * inside regions we have mapped. That's all it can do: the TEE may write to
 * those regions at any time. So fetch each value once, check the copy, and use
 * the copy.
 */
#ifndef SUPPLICANT_REQUEST_H
#define SUPPLICANT_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* parameters in an OP-TEE request, at most */
#define SUPP_MAX_PARAMS		5

/* struct service_request::function, numbered like OP-TEE's RPC commands */
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
 * 22 to 24 are OP-TEE's RPMB probe and frame commands. They use memory that
 * isn't shared with user space, so only the kernel can serve them. We reject
 * them, and OP-TEE falls back to SUPP_RPMB.
 */

enum supp_kind { SUPP_NONE, SUPP_VALUE, SUPP_MEMORY };

/**
 * struct supp_param - a parameter
 * @kind:	SUPP_NONE: ignore the rest
 * @input:	the TEE has set it
 * @output:	the service may set it
 * @a: @b: @c:	SUPP_VALUE: the numbers
 * @data:	SUPP_MEMORY: points into the mapping; NULL if the TEE passed no
 *		memory
 * @size:	SUPP_MEMORY: bytes at @data. On output, how many the service
 *		wrote, or would need if it returns SHORT_BUFFER
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
 * @number:	never used twice while the TEE runs
 * @again:	an earlier worker ended without replying. Some or all of this
 *		request may have been done already
 * @note:	scratch space for the service, survives the worker. Starts at 0;
 *		may be NULL
 * @function:	SUPP_*
 * @num_params:	how many of @params are in use
 * @params:	parameters, including the outputs that the service sets
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
 * typedef supp_in_hand_fn - check if an earlier worker left a request unanswered
 * @number:	which request
 *
 * Return: true if it did, i.e. the request is going to be served again.
 */
typedef bool supp_in_hand_fn(uint64_t number);

/**
 * supp_expect() - check parameter kinds and directions
 * @request:	the request
 * @signature:	one letter per parameter: 'v' value in, 'V' value out, 'x' value
 *		inout, 'm' memory in, 'M' memory out, 'X' memory inout, '-'
 *		none. Parameters beyond its end have to be none
 *
 * A memory parameter may be NULL or short. Check @size if you need the bytes.
 *
 * Return: true if they match.
 */
bool supp_expect(const struct service_request *request, const char *signature);

/**
 * typedef supp_service_fn - serve a request
 * @request:	the request, with outputs to fill in
 *
 * Runs in several threads at a time. Blocking is fine, e.g. on a socket, as
 * long as stopping_fd() ends the wait.
 *
 * Return: TEEC_*, which becomes the result of the request.
 */
typedef uint32_t supp_service_fn(struct service_request *request);

#endif
