/* SPDX-License-Identifier: BSD-2-Clause */
/* Opening a session with a Trusted Application, and saying what was answered instead. */
#ifndef GTEE_CLI_SESSION_H
#define GTEE_CLI_SESSION_H

#include "client.h"
#include "tee_devices.h"

/**
 * struct session_request - the session that is wanted
 * @uuid:	the application
 * @login:	TEE_IOCTL_LOGIN_*
 * @group:	the group, for the group logins
 * @not_found:	what to do where the TEE has no such application, or NULL for the usual
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
 * @client:	it, opened; the session is to be closed where 0 is returned
 * @request:	the session that is wanted
 *
 * What goes wrong is said on standard error, and meanwhile that it waits for a supplicant.
 *
 * Return: enum gtee_status.
 */
int session_open(const struct tee_device_info *info, struct client *client,
		 const struct session_request *request);

/**
 * session_answered() - say that the TEE or an application answered with an error
 * @uuid:	the application
 * @what:	what it was asked
 * @answer:	the answer
 * @next:	what to do about it, or NULL
 *
 * Return: GTEE_ANSWERED_ERROR.
 */
int session_answered(const uint8_t uuid[TEE_IOCTL_UUID_LEN], const char *what,
		     const struct client_answer *answer, const char *next);

#endif
