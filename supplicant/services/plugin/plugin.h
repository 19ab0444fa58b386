/* SPDX-License-Identifier: BSD-2-Clause */
/* The plugin service: it passes OP-TEE's requests on to the plugin host. */
#ifndef SUPPLICANT_PLUGIN_H
#define SUPPLICANT_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#include "request/request.h"

/**
 * plugin_start() - set the stream to the plugin host, before any request
 * @fd:		the stream; -1: there is no plugin host
 */
void plugin_start(int fd);

/**
 * plugin_invoke() - call a plugin, which runs in its own process
 * @uuid:	the plugin's UUID, 16 bytes
 * @command: @sub_command: passed to the plugin
 * @data:	[in/out] bytes for the plugin and from it
 * @size:	bytes at @data
 * @used:	[out] number of bytes that the plugin reports as written
 *
 * Return: a TEEC_* result: the plugin's; or ITEM_NOT_FOUND (no such plugin),
 * TARGET_DEAD (it crashed, or was killed because it took too long), BUSY,
 * OUT_OF_MEMORY, COMMUNICATION (its host has ended, or the supplicant is to
 * stop).
 */
uint32_t plugin_invoke(const uint8_t uuid[16], uint32_t command, uint32_t sub_command, void *data,
		       size_t size, size_t *used);

/* Serves SUPP_PLUGIN. */
supp_service_fn supp_plugin;

#endif
