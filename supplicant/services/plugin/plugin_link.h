/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Wire format between a worker and the plugin host. Requests go one way,
 * replies come back in any order, and each is followed by its data. Everything
 * is in native byte order.
 */
#ifndef SUPPLICANT_PLUGIN_LINK_H
#define SUPPLICANT_PLUGIN_LINK_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Maximum data size, well above any buffer that OP-TEE passes to a plugin */
#define PLUGIN_MAX_DATA		(16u * 1024 * 1024)

/**
 * struct plugin_link_request - header of a request
 * @sequence:	echoed in the reply
 * @size:	bytes of data that follow, at most PLUGIN_MAX_DATA
 * @command: @sub_command: for the plugin to interpret
 * @uuid:	the plugin's UUID
 */
struct plugin_link_request {
	uint32_t sequence;
	uint32_t size;
	uint32_t command;
	uint32_t sub_command;
	uint8_t uuid[16];
};

/**
 * struct plugin_link_answer - header of a reply
 * @sequence:	copied from the request
 * @size:	bytes of data that follow: as many as in the request, or 0 if the
 *		plugin did not answer
 * @result:	TEEC_*
 * @reserved:	0
 * @used:	bytes that the plugin claims to have written
 */
struct plugin_link_answer {
	uint32_t sequence;
	uint32_t size;
	uint32_t result;
	uint32_t reserved;
	uint64_t used;
};

/**
 * plugin_link_read() - read exactly @size bytes
 *
 * Return: 0; -EPIPE: the other side has closed the stream; or another -errno.
 */
int plugin_link_read(int fd, void *data, size_t size);

/** plugin_link_write() - write all @size bytes; returns as plugin_link_read() */
int plugin_link_write(int fd, const void *data, size_t size);

#endif
