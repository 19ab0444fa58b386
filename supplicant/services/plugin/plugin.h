/* SPDX-License-Identifier: BSD-2-Clause */
/* Plugin service: passes OP-TEE's requests on to the plugin host */
#ifndef SUPPLICANT_PLUGIN_H
#define SUPPLICANT_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#include "request/request.h"

/**
 * plugin_start() - connect the service to the plugin host
 * @fd:		stream to the host; -1: there is none
 *
 * To be called before the first request.
 */
void plugin_start(int fd);

/**
 * plugin_invoke() - call a plugin, which runs in its own process
 * @uuid:	the plugin's UUID, 16 bytes
 * @command: @sub_command: for the plugin to interpret
 * @data:	[in/out] what the plugin reads and overwrites
 * @size:	bytes at @data
 * @used:	[out] bytes that the plugin claims to have written
 *
 * Return: the plugin's TEEC_* result; or ITEM_NOT_FOUND (no such plugin),
 * TARGET_DEAD (it crashed, or was killed for taking too long), BUSY,
 * OUT_OF_MEMORY, COMMUNICATION (the plugin host is gone, or the supplicant is
 * shutting down).
 */
uint32_t plugin_invoke(const uint8_t uuid[16], uint32_t command, uint32_t sub_command, void *data,
		       size_t size, size_t *used);

supp_service_fn supp_plugin;

#endif
