/* SPDX-License-Identifier: BSD-2-Clause */
/* Functions that open sessions with a Trusted Application, and print errors that it returns. */
#ifndef GTEE_CLI_SESSION_H
#define GTEE_CLI_SESSION_H

#include "client.h"
#include "tee_devices.h"

/**
 * struct session_request - session to open
 * @uuid:	UUID of the Trusted Application
 * @login:	TEE_IOCTL_LOGIN_*
 * @group:	group, for the group logins
 * @not_found:	advice if the TEE has no such application, or NULL for the default advice
 */
struct session_request {
	const uint8_t *uuid;
	uint32_t login;
	gid_t group;
	const char *not_found;
};

/**
 * session_open() - open a session
 * @info:	the TEE
 * @client:	its open client; the caller closes the session if GTEE_DONE is returned
 * @request:	session to open
 *
 * Prints an error on failure, and a notice while the call waits for a supplicant.
 *
 * Return: enum gtee_status.
 */
int session_open(const struct tee_device_info *info, struct client *client,
		 const struct session_request *request);

/**
 * session_answered() - print an error that the TEE or a Trusted Application returned
 * @uuid:	UUID of the Trusted Application
 * @what:	what failed
 * @answer:	the result
 * @next:	what to do about it, or NULL
 *
 * Return: GTEE_ANSWERED_ERROR.
 */
int session_answered(const uint8_t uuid[TEE_IOCTL_UUID_LEN], const char *what,
		     const struct client_answer *answer, const char *next);

#endif
