/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The process around a plugin. It loads one shared object and calls into it, so
 * the host trusts nothing it says.
 */
#ifndef SUPPLICANT_PLUGIN_CHILD_H
#define SUPPLICANT_PLUGIN_CHILD_H

#include <stdint.h>
#include <stdnoreturn.h>

/**
 * struct plugin_child_request - what the host sends to the plugin process
 * @sequence:	never 0; echoed in the reply
 * @size:	bytes of data in the memfd that comes along; 0: there is no
 *		memfd
 * @command: @sub_command: for the plugin to interpret
 */
struct plugin_child_request {
	uint32_t sequence;
	uint32_t size;
	uint32_t command;
	uint32_t sub_command;
};

/**
 * struct plugin_child_answer - what the plugin process sends to the host
 * @sequence:	copied from the request; 0 in the first message, which says that
 *		the plugin is ready
 * @result:	TEEC_*
 * @used:	bytes that the plugin claims to have written
 * @uuid:	the plugin's UUID, only in the first message
 */
struct plugin_child_answer {
	uint32_t sequence;
	uint32_t result;
	uint64_t used;
	uint8_t uuid[16];
};

/**
 * plugin_child_main() - load and run a plugin
 * @path:	the shared object
 * @channel:	socket to the host
 *
 * Exits with status 0 once the host has closed the socket, and with 1 on any
 * error, e.g. if the file is not a plugin or the plugin's init fails.
 */
noreturn void plugin_child_main(const char *path, int channel);

#endif
