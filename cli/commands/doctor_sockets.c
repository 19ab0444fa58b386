// SPDX-License-Identifier: BSD-2-Clause
/* gtee doctor's look at sockets with a TEE behind them */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "commands/doctor_sockets.h"
#include "commands/doctor_user.h"
#include "sockets.h"
#include "tee_socket.h"

static const char *meaning(int error)
{
	switch (error) {
	case ETIME: return "no answer within 5 s";
	case ECONNREFUSED: return "nothing listens there";
	case EPROTO: return "this is not softteed, or another version of it";
	default: return strerror(error);
	}
}

static const char *fix(int error)
{
	return error == ETIME ? "See whether softteed is stopped or hangs, and restart it." :
	       sockets_advice(error);
}

static void check(struct doctor *doctor, const struct tee_device_info *info)
{
	int error = doctor_ask(info);

	if (!error) {
		doctor->has_socket = true;
		doctor_found(doctor, DOCTOR_OK, "sockets", NULL, "%s answers", info->path);
		return;
	}
	doctor_found(doctor, DOCTOR_FAULT, "sockets", fix(error), "%s: %s", info->path,
		     meaning(error));
}

static void check_default(struct doctor *doctor, struct tee_device_info *info)
{
	char selector[TEE_DEVICE_PATH_SIZE];
	int rc;

	if (sockets_default_is_invalid(selector, sizeof(selector)))
		doctor_found(doctor, DOCTOR_FAULT, "sockets",
			     "Check GTEE_TEE and " TEE_SOCKET_CONFIG ".",
			     "%s: invalid as the default TEE: expected unix:PATH", selector);
	if (!sockets_default(selector, sizeof(selector)))
		return;
	rc = sockets_name(selector, info);
	if (rc)
		doctor_found(doctor, DOCTOR_FAULT, "sockets",
			     "Check GTEE_TEE and " TEE_SOCKET_CONFIG ".", "%s: %s", selector,
			     rc == -ENOENT ? "XDG_RUNTIME_DIR is not set" : strerror(-rc));
	else
		check(doctor, info);
}

void doctor_check_sockets(struct doctor *doctor)
{
	struct tee_device_info by_default = { 0 }, own;

	if (doctor->only) {
		if (doctor->only->is_socket)
			check(doctor, doctor->only);
		return;
	}
	check_default(doctor, &by_default);
	if (!sockets_name(TEE_SOCKET_PREFIX, &own) && strcmp(own.path, by_default.path) &&
	    !access(own.path + strlen(TEE_SOCKET_PREFIX), F_OK))
		check(doctor, &own);
}
