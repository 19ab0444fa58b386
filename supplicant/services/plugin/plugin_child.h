/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The process of a plugin, which loads one shared object and calls it. The host
 * does not trust the messages of this process.
 */
#ifndef SUPPLICANT_PLUGIN_CHILD_H
#define SUPPLICANT_PLUGIN_CHILD_H

#include <stdint.h>
#include <stdnoreturn.h>

/**
 * struct plugin_child_request - a request from the host to the plugin
 * @sequence:	number of the request, never 0; the reply has the same number
 * @size:	bytes of data, in a memfd that is sent with the request; 0: no
 *		memfd
 * @command: @sub_command: passed to the plugin
 */
struct plugin_child_request {
	uint32_t sequence;
	uint32_t size;
	uint32_t command;
	uint32_t sub_command;
};

/**
 * struct plugin_child_answer - a message to the host: ready, then replies
 * @sequence:	number of the request; 0: the plugin is ready
 * @result:	TEEC_*
 * @used:	number of bytes that the plugin reports as written
 * @uuid:	the plugin's UUID, if @sequence is 0
 */
struct plugin_child_answer {
	uint32_t sequence;
	uint32_t result;
	uint64_t used;
	uint8_t uuid[16];
};

/**
 * plugin_child_main() - run the process of a plugin
 * @path:	the plugin's file
 * @channel:	socket to the host
 *
 * Exits with status 0 after the host has closed the socket; with 1 if the file
 * is not a plugin, the plugin's init fails, or on another error.
 */
noreturn void plugin_child_main(const char *path, int channel);

#endif
