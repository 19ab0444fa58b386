/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * TEE client on plain ioctls, or on a connection to softteed. gtee is there to find out why
 * something fails, so it wants an ioctl's errno, which libteec keeps to itself, and it has to
 * work on systems without libteec.
 */
#ifndef GTEE_CLI_CLIENT_H
#define GTEE_CLI_CLIENT_H

#include <linux/tee.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "tee_devices.h"

struct softteed_client;

#define CLIENT_MAX_PARAMS 4	/* GlobalPlatform's limit */

/* How long to wait for softteed at a socket, in seconds: longer than an instance takes to start */
#define CLIENT_PATIENCE 30

/**
 * struct client - an open TEE and, optionally, a session with a TA
 * @fd:		device fd, or -1
 * @softteed:	connection to softteed, or NULL
 * @session:	session id
 *
 * client_invoke() is fine from several threads at a time as long as each has its own session.
 */
struct client {
	int fd;
	struct softteed_client *softteed;
	uint32_t session;
};

/**
 * struct client_answer - what came back from a call
 * @code:	result code
 * @origin:	TEEC_ORIGIN_* value, tells who returned @code
 */
struct client_answer {
	uint32_t code;
	uint32_t origin;
};

/**
 * struct client_memory - memory shared with a TEE
 * @fd:		its fd, or -1
 * @softteed:	the connection that it belongs to, or NULL
 * @id:		id to pass in parameters
 * @bytes:	where it is mapped
 * @size:	bytes
 */
struct client_memory {
	int fd;
	struct softteed_client *softteed;
	int id;
	void *bytes;
	size_t size;
};

/**
 * client_open() - open a TEE
 * @client:	[out] the client, without a session
 * @info:	the device or the socket
 *
 * Waits for softteed for CLIENT_PATIENCE at most, now and when a session is opened.
 *
 * Return: 0, or -errno of open() or softteed_client_connect_within().
 */
int client_open(struct client *client, const struct tee_device_info *info);

/**
 * client_open_session() - open a session
 * @client:	an open TEE
 * @uuid:	the TA's UUID
 * @login:	TEE_IOCTL_LOGIN_*
 * @group:	group, for the group logins
 * @answer:	[out] the TEE's result, if 0 is returned
 *
 * Return: 0, even if @answer is an error, or the ioctl's -errno.
 */
int client_open_session(struct client *client, const uint8_t uuid[TEE_IOCTL_UUID_LEN],
			uint32_t login, gid_t group, struct client_answer *answer);

/**
 * client_invoke() - invoke a command
 * @client:	a client with a session
 * @command:	command ID
 * @params:	[in,out] parameters
 * @count:	number of parameters, at most CLIENT_MAX_PARAMS
 * @answer:	[out] the TEE's result, if 0 is returned
 *
 * Return: 0, even if @answer is an error, -E2BIG for a bad @count, or the ioctl's -errno.
 */
int client_invoke(const struct client *client, uint32_t command,
		  struct tee_ioctl_param *params, uint32_t count,
		  struct client_answer *answer);

/**
 * client_share() - allocate and map shared memory
 * @client:	an open TEE
 * @size:	bytes; 0 is rounded up to 1
 * @memory:	[out] the memory, to be released with client_unshare()
 *
 * Return: 0, or -errno from the ioctl or from mmap() or softteed_client_alloc().
 */
int client_share(const struct client *client, size_t size, struct client_memory *memory);

/**
 * client_unshare() - unmap and release shared memory
 * @memory:	the memory, whose client is still open; ignored if its fd is -1 and it has no
 *		connection
 */
void client_unshare(struct client_memory *memory);

/**
 * client_close_session() - close the session
 * @client:	a client with a session
 */
void client_close_session(const struct client *client);

/**
 * client_close() - close the TEE
 * @client:	the client; ignored if its fd is -1 and it has no connection
 */
void client_close(struct client *client);

#endif
