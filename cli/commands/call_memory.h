/* SPDX-License-Identifier: BSD-2-Clause */
/* What a call's parameters hold: from files into shared memory, and back. */
#ifndef GTEE_CLI_CALL_MEMORY_H
#define GTEE_CLI_CALL_MEMORY_H

#include <linux/tee.h>

#include "client.h"
#include "parse/call_args.h"

/**
 * struct call_param - a parameter on its way
 * @arg:	as it was typed
 * @typed:	its text, for messages
 * @input:	what is handed over: within @arg, or @read
 * @input_size:	bytes of it
 * @read:	allocated, for what came from a file
 * @room:	bytes of shared memory
 * @output:	a descriptor that the result goes to, or -1
 * @memory:	shared memory
 */
struct call_param {
	struct call_arg arg;
	const char *typed;
	const uint8_t *input;
	size_t input_size;
	uint8_t *read;
	size_t room;
	int output;
	struct client_memory memory;
};

/**
 * call_params_prepare() - read what is to be read, open what is to be written
 * @params:	the parameters, understood
 * @count:	how many
 *
 * Nothing is emptied yet: a file keeps what it has until there is a result.
 * What goes wrong is said.
 *
 * Return: enum gtee_status.
 */
int call_params_prepare(struct call_param *params, size_t count);

/**
 * call_param_share() - put a parameter where the TEE sees it
 * @param:	the parameter
 * @client:	an open TEE
 * @out:	[out] the parameter on the ABI
 *
 * Return: 0, or -errno of getting shared memory.
 */
int call_param_share(struct call_param *param, const struct client *client,
		     struct tee_ioctl_param *out);

/**
 * call_param_store() - write a result to the file it is meant for
 * @param:	the parameter
 * @size:	bytes of result, at most @param->room
 *
 * What goes wrong is said.
 *
 * Return: enum gtee_status.
 */
int call_param_store(struct call_param *param, size_t size);

/**
 * call_param_end() - let go of all that a parameter has; wipes what it held
 * @param:	the parameter
 */
void call_param_end(struct call_param *param);

#endif
