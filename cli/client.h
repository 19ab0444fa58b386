/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A client of a TEE on the bare ABI. This tool looks into what does not work: it needs to
 * know the errno behind a failure, and does not depend on the library in between.
 */
#ifndef GTEE_CLI_CLIENT_H
#define GTEE_CLI_CLIENT_H

#include <linux/tee.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define CLIENT_MAX_PARAMS 4	/* GlobalPlatform's most */

/**
 * struct client - an open TEE and a session with one of its applications
 * @fd:		the device, -1 where there is none
 * @session:	the session
 *
 * client_invoke() may be called by several threads, each with sessions of its own.
 */
struct client {
	int fd;
	uint32_t session;
};

/* What a TEE answered: a result code and who gave it. */
struct client_answer {
	uint32_t code;
	uint32_t origin;
};

/**
 * struct client_memory - memory shared with a TEE
 * @fd:		its descriptor, -1 where there is none
 * @id:		its id in parameters
 * @bytes:	where it is
 * @size:	how much
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
 * @path:	its node
 *
 * Return: 0, or -errno of open().
 */
int client_open(struct client *client, const char *path);

/**
 * client_open_session() - open a session
 * @client:	an open TEE
 * @uuid:	the application
 * @login:	TEE_IOCTL_LOGIN_*
 * @group:	the group, for the group logins
 * @answer:	[out] what the TEE answered, where 0 is returned
 *
 * Return: 0, also where the answer is an error; or -errno of the ioctl.
 */
int client_open_session(struct client *client, const uint8_t uuid[TEE_IOCTL_UUID_LEN],
			uint32_t login, gid_t group, struct client_answer *answer);

/**
 * client_invoke() - invoke a command
 * @client:	a client with a session
 * @command:	the command
 * @params:	[in/out] parameters
 * @count:	how many, at most CLIENT_MAX_PARAMS
 * @answer:	[out] what was answered, where 0 is returned
 *
 * Return: 0, also where the answer is an error; or -errno of the ioctl.
 */
int client_invoke(const struct client *client, uint32_t command,
		  struct tee_ioctl_param *params, uint32_t count,
		  struct client_answer *answer);

/**
 * client_share() - have memory that the TEE can see
 * @client:	an open TEE
 * @size:	bytes; 0 gives memory of one byte
 * @memory:	[out] to be ended with client_unshare()
 *
 * Return: 0, or -errno of the ioctl or mmap().
 */
int client_share(const struct client *client, size_t size, struct client_memory *memory);

void client_unshare(struct client_memory *memory);

void client_close_session(const struct client *client);
void client_close(struct client *client);

#endif
