// SPDX-License-Identifier: BSD-2-Clause
/* Open a session with a TA, or print why that didn't work. */
#include <errno.h>
#include <stdio.h>
#include <tee_client_api.h>

#include "command.h"
#include "devices.h"
#include "names.h"
#include "output.h"
#include "session.h"
#include "tee_uuid.h"
#include "waiting.h"

const char *session_log_advice(const struct tee_device_info *info,
			       const struct client_answer *answer)
{
	static const char *const advice = "See softteed's log for the reason.";

	if (!info->is_socket)
		return NULL;
	switch (answer->code) {
	case TEEC_ERROR_BAD_FORMAT:
	case TEEC_ERROR_SECURITY:
		/* Applications use these for reasons of their own. */
		return answer->origin == TEEC_ORIGIN_TRUSTED_APP ? NULL : advice;
	case TEEC_ERROR_TARGET_DEAD:
	case TEEC_ERROR_STORAGE_NO_SPACE:
	case TEEC_ERROR_STORAGE_NOT_AVAILABLE:
	case TEE_ERROR_STORAGE_NOT_AVAILABLE_2:
	case TEE_ERROR_CORRUPT_OBJECT:
		return advice;
	default:
		return NULL;
	}
}

static const char *not_found(const struct tee_device_info *info,
			     const struct session_request *request,
			     char advice[SESSION_ADVICE_SIZE])
{
	if (request->not_found)
		return request->not_found;
	if (!info->is_socket)
		return "'gtee list' shows the Trusted Applications; 'gtee doctor' checks the "
		       "supplicant.";
	snprintf(advice, SESSION_ADVICE_SIZE, "'gtee list --tee %s' shows what it has; softteed's "
		 "log says where it looked.", devices_name(info));
	return advice;
}

/* What can be done about an answer to opening a session, or NULL */
static const char *find_advice(const struct tee_device_info *info,
			       const struct session_request *request,
			       const struct client_answer *answer, char advice[SESSION_ADVICE_SIZE])
{
	switch (answer->code) {
	case TEEC_ERROR_ITEM_NOT_FOUND:
		return not_found(info, request, advice);
	case TEEC_ERROR_ACCESS_DENIED:
		return "The Trusted Application may require another login: gtee call --login.";
	default:
		return session_log_advice(info, answer);
	}
}

/* softteed knows a user and their groups for sure, and its own user's programs. */
static int login_failed(const struct tee_device_info *info, uint32_t login, int error)
{
	if (!info->is_socket || error != EPERM || login == TEE_IOCTL_LOGIN_PUBLIC)
		return devices_failed(info, "cannot open a session", error);
	output_error(devices_name(info), login == TEE_IOCTL_LOGIN_GROUP ?
		     "Only members can log in by a group." :
		     "Only clients of softteed's own user can log in by application, and only "
		     "members by a group.", "cannot open a session: permission denied");
	return GTEE_NO_TEE;
}

int session_answered(const uint8_t uuid[TEE_IOCTL_UUID_LEN], const char *what,
		     const struct client_answer *answer, const char *next)
{
	char text[TEE_UUID_TEXT_SIZE], label[TA_LABEL_SIZE];

	tee_uuid_format(uuid, text);
	output_error(ta_label(text, label), next, "%s: %s returned 0x%08x, %s", what,
		     origin_name(answer->origin), answer->code, result_name(answer->code));
	return GTEE_ANSWERED_ERROR;
}

int session_open(const struct tee_device_info *info, struct client *client,
		 const struct session_request *request)
{
	struct waiting *waiting = devices_watch_call(info);
	char advice[SESSION_ADVICE_SIZE];
	struct client_answer answer;
	int rc;

	rc = client_open_session(client, request->uuid, request->login, request->group, &answer);
	waiting_end(waiting);
	if (rc)
		return login_failed(info, request->login, -rc);
	if (!answer.code)
		return GTEE_DONE;
	return session_answered(request->uuid, "cannot open a session", &answer,
				find_advice(info, request, &answer, advice));
}
