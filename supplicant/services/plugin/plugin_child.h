/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A plugin's own process, which loads one shared object and calls it. The host does not trust what
 * this process sends.
 */
#ifndef SUPPLICANT_PLUGIN_CHILD_H
#define SUPPLICANT_PLUGIN_CHILD_H

#include <stdint.h>
#include <stdnoreturn.h>

/**
 * struct plugin_child_request - a request of the host, sent with a memfd of the data
 * @sequence:	the answer has the same; never 0
 * @size:	bytes of data; 0: there is no memfd
 * @command: @sub_command: for the plugin
 */
struct plugin_child_request {
	uint32_t sequence;
	uint32_t size;
	uint32_t command;
	uint32_t sub_command;
};

/**
 * struct plugin_child_answer - what the process sends: first that it is ready, then answers
 * @sequence:	of the request; 0: the plugin is ready
 * @result:	TEEC_*
 * @used:	bytes that the plugin says it gave
 * @uuid:	the plugin's, where @sequence is 0
 */
struct plugin_child_answer {
	uint32_t sequence;
	uint32_t result;
	uint64_t used;
	uint8_t uuid[16];
};

/**
 * plugin_child_main() - be a plugin
 * @path:	its file
 * @channel:	to the host
 *
 * Ends the process: with status 0 when the host has ended; with 1 where the file has no plugin, or
 * the plugin's init fails.
 */
noreturn void plugin_child_main(const char *path, int channel);

#endif
