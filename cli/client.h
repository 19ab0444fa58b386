/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Client of a TEE that uses the ioctl ABI directly. gtee diagnoses failures: it needs the
 * errno of an ioctl, which libteec does not return, and must work without libteec.
 */
#ifndef GTEE_CLI_CLIENT_H
#define GTEE_CLI_CLIENT_H

#include <linux/tee.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define CLIENT_MAX_PARAMS 4	/* limit of the GlobalPlatform API */

/**
 * struct client - open TEE and a session with a Trusted Application
 * @fd:		open device, or -1
 * @session:	session
 *
 * Several threads may call client_invoke() concurrently if each has its own session.
 */
struct client {
	int fd;
	uint32_t session;
};

/**
 * struct client_answer - TEE's result of a call
 * @code:	result code
 * @origin:	TEEC_ORIGIN_* number of the component that returned @code
 */
struct client_answer {
	uint32_t code;
	uint32_t origin;
};

/**
 * struct client_memory - memory shared with a TEE
 * @fd:		its descriptor, or -1
 * @id:		its id in parameters
 * @bytes:	address of the mapping
 * @size:	bytes
 */
struct client_memory {
	int fd;
	int id;
	void *bytes;
	size_t size;
};

/**
 * client_open() - open a TEE
 * @client:	[out] the client, without a session
 * @path:	device node
 *
 * Return: 0, or -errno of open().
 */
int client_open(struct client *client, const char *path);

/**
 * client_open_session() - open a session
 * @client:	an open TEE
 * @uuid:	UUID of the Trusted Application
 * @login:	TEE_IOCTL_LOGIN_*
 * @group:	group, for the group logins
 * @answer:	[out] result of the TEE, if 0 is returned
 *
 * Return: 0, even if @answer is an error; or -errno of the ioctl.
 */
int client_open_session(struct client *client, const uint8_t uuid[TEE_IOCTL_UUID_LEN],
			uint32_t login, gid_t group, struct client_answer *answer);

/**
 * client_invoke() - invoke a command
 * @client:	a client with a session
 * @command:	command
 * @params:	[in,out] parameters
 * @count:	number of parameters, at most CLIENT_MAX_PARAMS
 * @answer:	[out] result of the TEE, if 0 is returned
 *
 * Return: 0, even if @answer is an error; -E2BIG if @count is too large; or -errno of the
 * ioctl.
 */
int client_invoke(const struct client *client, uint32_t command,
		  struct tee_ioctl_param *params, uint32_t count,
		  struct client_answer *answer);

/**
 * client_share() - allocate and map memory shared with the TEE
 * @client:	an open TEE
 * @size:	bytes; 0 allocates one byte
 * @memory:	[out] the memory; the caller releases it with client_unshare()
 *
 * Return: 0, or -errno of the ioctl or of mmap().
 */
int client_share(const struct client *client, size_t size, struct client_memory *memory);

/**
 * client_unshare() - unmap and release shared memory
 * @memory:	the memory; nothing happens if its descriptor is -1
 */
void client_unshare(struct client_memory *memory);

/**
 * client_close_session() - close the session
 * @client:	a client with a session
 */
void client_close_session(const struct client *client);

/**
 * client_close() - close the TEE
 * @client:	the client; nothing happens if its descriptor is -1
 */
void client_close(struct client *client);

#endif
