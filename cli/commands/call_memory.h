/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory parameters of a call: read from files, shared with the TEE, and written to files. */
#ifndef GTEE_CLI_CALL_MEMORY_H
#define GTEE_CLI_CALL_MEMORY_H

#include <linux/tee.h>

#include "client.h"
#include "parse/call_args.h"

/**
 * struct call_param - parameter of a call
 * @arg:	parsed argument
 * @typed:	argument as the user typed it, for messages
 * @input:	input bytes, which are in @arg or @read
 * @input_size:	bytes at @input
 * @read:	contents of the file, allocated, or NULL
 * @room:	bytes of shared memory
 * @output:	descriptor that the output is written to, or -1
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
 * call_params_prepare() - read the input files, and open the output files
 * @params:	the parameters, parsed
 * @count:	number of parameters
 *
 * Does not truncate output files, so that they keep their contents if the call fails. Prints
 * an error on failure.
 *
 * Return: enum gtee_status.
 */
int call_params_prepare(struct call_param *params, size_t count);

/**
 * call_param_share() - allocate the shared memory of a parameter, and copy the input to it
 * @param:	the parameter
 * @client:	an open TEE
 * @out:	[out] the parameter for the ioctl
 *
 * Return: 0, or -errno of client_share().
 */
int call_param_share(struct call_param *param, const struct client *client,
		     struct tee_ioctl_param *out);

/**
 * call_param_store() - write the output of a parameter to its file
 * @param:	the parameter
 * @size:	bytes of output, at most @param->room
 *
 * Prints an error on failure.
 *
 * Return: enum gtee_status.
 */
int call_param_store(struct call_param *param, size_t size);

/**
 * call_param_end() - release the resources of a parameter, and wipe its input
 * @param:	the parameter
 */
void call_param_end(struct call_param *param);

#endif
