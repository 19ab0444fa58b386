/* SPDX-License-Identifier: BSD-2-Clause */
/* Sessions, and error messages for what a TEE or TA returns */
#ifndef GTEE_CLI_SESSION_H
#define GTEE_CLI_SESSION_H

#include "client.h"
#include "tee_devices.h"

/* for two sentences with the path of a socket */
#define SESSION_ADVICE_SIZE	320

/**
 * struct session_request - which session to open
 * @uuid:	the TA's UUID
 * @login:	TEE_IOCTL_LOGIN_*
 * @group:	group, for the group logins
 * @not_found:	advice to print if there's no such TA, or NULL for the usual one
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
 * @client:	its open client; on GTEE_DONE it is up to the caller to close the session
 * @request:	what to open
 *
 * Prints an error on failure, and a notice while this hangs waiting for a supplicant.
 *
 * Return: enum gtee_status.
 */
int session_open(const struct tee_device_info *info, struct client *client,
		 const struct session_request *request);

/**
 * session_log_advice() - say whether softteed's log has more about an error result
 * @info:	the TEE
 * @answer:	the result
 *
 * Return: the advice, or NULL if there is none.
 */
const char *session_log_advice(const struct tee_device_info *info,
			       const struct client_answer *answer);

/**
 * session_answered() - print an error result
 * @uuid:	the TA's UUID
 * @what:	what we tried to do
 * @answer:	the result
 * @next:	what to do about it, or NULL
 *
 * Return: GTEE_ANSWERED_ERROR.
 */
int session_answered(const uint8_t uuid[TEE_IOCTL_UUID_LEN], const char *what,
		     const struct client_answer *answer, const char *next);

#endif
