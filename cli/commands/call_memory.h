/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory parameters for gtee call */
#ifndef GTEE_CLI_CALL_MEMORY_H
#define GTEE_CLI_CALL_MEMORY_H

#include <linux/tee.h>

#include "client.h"
#include "parse/call_args.h"

/**
 * struct call_param - a parameter and the memory behind it
 * @arg:	the argument, parsed
 * @typed:	the argument as typed, for messages
 * @input:	input bytes, which live in @arg or @read
 * @input_size:	bytes at @input
 * @read:	file contents (malloced), or NULL
 * @room:	shared memory size
 * @output:	fd for the output, or -1
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
 * call_params_prepare() - read input files and open output files
 * @params:	the parameters, parsed
 * @count:	number of parameters
 *
 * Output files aren't truncated yet, so they survive a failed call. Prints an error on failure.
 *
 * Return: enum gtee_status.
 */
int call_params_prepare(struct call_param *params, size_t count);

/**
 * call_param_share() - allocate shared memory and copy the input to it
 * @param:	the parameter
 * @client:	an open TEE
 * @out:	[out] the parameter for the ioctl
 *
 * Return: 0, or client_share()'s error.
 */
int call_param_share(struct call_param *param, const struct client *client,
		     struct tee_ioctl_param *out);

/**
 * call_param_store() - write a parameter's output file
 * @param:	the parameter
 * @size:	output size, at most @param->room
 *
 * Prints an error on failure.
 *
 * Return: enum gtee_status.
 */
int call_param_store(struct call_param *param, size_t size);

/**
 * call_param_end() - wipe a parameter's input and release everything it holds
 * @param:	the parameter
 */
void call_param_end(struct call_param *param);

#endif
