// SPDX-License-Identifier: BSD-2-Clause
/* Open a session with a TA, or print why that didn't work. */
#include <stdio.h>
#include <tee_client_api.h>

#include "command.h"
#include "devices.h"
#include "names.h"
#include "output.h"
#include "session.h"
#include "tee_uuid.h"
#include "waiting.h"

static const char *advice(const struct session_request *request, uint32_t code)
{
	switch (code) {
	case TEEC_ERROR_ITEM_NOT_FOUND:
		return request->not_found ? request->not_found :
		       "'gtee list' shows the Trusted Applications; 'gtee doctor' checks the "
		       "supplicant.";
	case TEEC_ERROR_ACCESS_DENIED:
		return "The Trusted Application may require another login: gtee call --login.";
	default:
		return NULL;
	}
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
	struct waiting *waiting = waiting_begin(info);
	struct client_answer answer;
	int rc;

	rc = client_open_session(client, request->uuid, request->login, request->group, &answer);
	waiting_end(waiting);
	if (rc)
		return devices_failed(info, "cannot open a session", -rc);
	return answer.code ? session_answered(request->uuid, "cannot open a session", &answer,
					      advice(request, answer.code)) : GTEE_DONE;
}
