/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The stream between a worker and the plugin host. It carries requests, and
 * replies in any order, each followed by its data. Numbers are in native byte
 * order.
 */
#ifndef SUPPLICANT_PLUGIN_LINK_H
#define SUPPLICANT_PLUGIN_LINK_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Maximum size of a request's data: more than any memory that OP-TEE passes to a plugin */
#define PLUGIN_MAX_DATA		(16u * 1024 * 1024)

/**
 * struct plugin_link_request - a request
 * @sequence:	number of the request; its reply has the same number
 * @size:	bytes of data that follow, at most PLUGIN_MAX_DATA
 * @command: @sub_command: passed to the plugin
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
 * struct plugin_link_answer - a reply
 * @sequence:	number of the request
 * @size:	bytes of data that follow: the same as in the request; or 0 if
 *		the plugin did not answer
 * @result:	TEEC_*
 * @reserved:	0
 * @used:	number of bytes that the plugin reports as written
 */
struct plugin_link_answer {
	uint32_t sequence;
	uint32_t size;
	uint32_t result;
	uint32_t reserved;
	uint64_t used;
};

/**
 * plugin_link_read() - read @size bytes from a stream
 *
 * Return: 0; -EPIPE (the stream has ended), or -errno.
 */
int plugin_link_read(int fd, void *data, size_t size);

/** plugin_link_write() - write @size bytes to a stream; returns as plugin_link_read() */
int plugin_link_write(int fd, const void *data, size_t size);

#endif
