/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The stream between a worker and the plugin host. It carries requests, and answers in any order,
 * each followed by its data. Numbers are in the machine's own byte order.
 */
#ifndef SUPPLICANT_PLUGIN_LINK_H
#define SUPPLICANT_PLUGIN_LINK_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* More than any memory that OP-TEE gives a plugin */
#define PLUGIN_MAX_DATA		(16u * 1024 * 1024)

/**
 * struct plugin_link_request - a request
 * @sequence:	its answer has the same
 * @size:	bytes of data that follow, at most PLUGIN_MAX_DATA
 * @command: @sub_command: for the plugin
 * @uuid:	which plugin
 */
struct plugin_link_request {
	uint32_t sequence;
	uint32_t size;
	uint32_t command;
	uint32_t sub_command;
	uint8_t uuid[16];
};

/**
 * struct plugin_link_answer - an answer
 * @sequence:	of the request
 * @size:	bytes of data that follow: as many as the request had, or none, where the
 *		plugin was not reached
 * @result:	TEEC_*: the plugin's
 * @reserved:	0
 * @used:	bytes that the plugin says it gave
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

/** plugin_link_write() - write @size bytes; returns as plugin_link_read() does */
int plugin_link_write(int fd, const void *data, size_t size);

#endif
