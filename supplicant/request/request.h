/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A request of the TEE, as the service that answers it sees it.
 *
 * message.c makes it of the kernel's message. It has checked that each memory parameter is within
 * memory that the supplicant shares with the TEE and has mapped. The TEE may change that memory at
 * any time: a service must copy what it decides on, once, and check the copy.
 */
#ifndef SUPPLICANT_REQUEST_H
#define SUPPLICANT_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The most parameters of a request of OP-TEE's */
#define SUPP_MAX_PARAMS		5

/* What a service is asked: struct service_request::function (OP-TEE's RPC commands) */
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
 * Functions 22 to 24 look for an RPMB, and send frames to the one found. Only a kernel can serve
 * them, because the TEE passes memory that is not shared with user space. The supplicant answers
 * that it does not support them; the TEE then uses SUPP_RPMB.
 */

enum supp_kind { SUPP_NONE, SUPP_VALUE, SUPP_MEMORY };

/**
 * struct supp_param - a parameter
 * @kind:	what it is; for SUPP_NONE the rest means nothing
 * @input:	the TEE has filled it
 * @output:	the service may fill it
 * @a: @b: @c:	SUPP_VALUE
 * @data:	SUPP_MEMORY: where it is mapped; NULL where the TEE gave none
 * @size:	SUPP_MEMORY: bytes there are at @data. For an output the service sets it to
 *		what it has written, or to what it would need (and answers SHORT_BUFFER)
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
 * @number:	unique as long as the TEE runs
 * @again:	the request is served again: a worker that has ended may have served all or part of
 *		it, and has not answered
 * @note:	a number for the service, 0 at first, which outlives the worker; or NULL
 * @function:	SUPP_*
 * @num_params:	how many of @params there are
 * @params:	the parameters, of which the service fills outputs
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
 * typedef supp_in_hand_fn - whether a worker that has ended had a request in hand
 * @number:	the request's
 *
 * Return: true where it has not been answered, and will be served again.
 */
typedef bool supp_in_hand_fn(uint64_t number);

/**
 * supp_expect() - whether a request's parameters are those that a function takes
 * @request:	the request
 * @signature:	a letter for each parameter: 'v' value in, 'V' value out, 'x' value in and
 *		out, 'm' memory in, 'M' memory out, 'X' memory in and out, '-' none; where
 *		the request has more, they must be none
 *
 * Memory without data passes; a service that needs the bytes checks @size.
 *
 * Return: true or false.
 */
bool supp_expect(const struct service_request *request, const char *signature);

/**
 * typedef supp_service_fn - a service
 * @request:	the request
 *
 * Several threads call it at a time. It may wait, for a socket for instance, but not after the
 * supplicant was told to end: see stopping_fd().
 *
 * Return: a TEEC_* result, which becomes the answer.
 */
typedef uint32_t supp_service_fn(struct service_request *request);

#endif
