// SPDX-License-Identifier: BSD-2-Clause
/* Find the TEE behind a Unix socket, and explain what went wrong if there is none. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client.h"
#include "command.h"
#include "output.h"
#include "sockets.h"
#include "softteed/client/softteed_client.h"
#include "tee_socket.h"
#include "waiting.h"

int sockets_name(const char *selector, struct tee_device_info *info)
{
	char path[TEE_SOCKET_PATH_SIZE];
	int rc;

	_Static_assert(sizeof(info->path) >= sizeof(path) + sizeof(TEE_SOCKET_PREFIX),
		       "a socket's path and its prefix must fit");
	*info = (struct tee_device_info) { .is_socket = true, .has_identity = true };
	snprintf(info->path, sizeof(info->path), "%s", selector);
	rc = tee_socket_path(selector, path);
	if (!rc)
		snprintf(info->path, sizeof(info->path), TEE_SOCKET_PREFIX "%s", path);
	return rc;
}

int sockets_ask(const char *selector, struct tee_device_info *info)
{
	struct waiting *waiting;
	struct client client;
	int rc;

	rc = sockets_name(selector, info);
	if (rc)
		return rc;
	waiting = waiting_begin(info->path, NULL);
	rc = client_open(&client, info);
	waiting_end(waiting);
	if (rc)
		return rc;
	softteed_client_identity(client.softteed, &info->identity);
	client_close(&client);
	return 0;
}

const char *sockets_advice(int error)
{
	switch (error) {
	case ENOENT:
	case ECONNREFUSED:
		return SOCKETS_START;
	case ETIMEDOUT:
		return "See whether it is stopped.";
	case EPROTO:
		return "Name the socket of a softteed that was installed together with gtee.";
	case EACCES:
	case EPERM:
		return "Be the socket's user, or have that one chmod or chgrp the socket, and its "
		       "directory.";
	default:
		return NULL;
	}
}

int sockets_failed(const char *name, int error)
{
	switch (error) {
	case ENOENT:
		if (!strcmp(name, TEE_SOCKET_PREFIX))
			output_error(name, "Name a socket: unix:PATH.",
				     "XDG_RUNTIME_DIR is not set");
		else
			output_error(name, sockets_advice(error), "no such socket");
		return GTEE_NO_TEE;
	case ECONNREFUSED:
		output_error(name, sockets_advice(error), "nothing listens there");
		return GTEE_NO_TEE;
	case EPROTO:
		output_error(name, sockets_advice(error),
			     "this is not softteed, or another version of it");
		return GTEE_NO_TEE;
	case ETIMEDOUT:
		output_error(name, sockets_advice(error), "no answer within %d s",
			     CLIENT_PATIENCE);
		return GTEE_NO_TEE;
	case ENAMETOOLONG:
		output_error(name, NULL, "the socket's path is too long");
		return GTEE_USAGE;
	case EACCES:
	case EPERM:
		output_error(name, sockets_advice(error), "permission denied");
		return GTEE_NO_TEE;
	default:
		output_error(name, NULL, "%s", strerror(error));
		return GTEE_SYSTEM;
	}
}

int sockets_choose(const char *selector, struct tee_device_info *chosen)
{
	int rc = sockets_ask(selector, chosen);

	return rc ? sockets_failed(chosen->path, -rc) : GTEE_DONE;
}

static int add(const char *selector, struct tee_device_info **list, size_t *count)
{
	struct tee_device_info info, *longer;

	if (sockets_ask(selector, &info))
		return 0;
	for (size_t n = 0; n < *count; n++) {
		if ((*list)[n].is_socket && !strcmp((*list)[n].path, info.path))
			return 0;
	}
	longer = reallocarray(*list, *count + 1, sizeof(**list));
	if (!longer)
		return -ENOMEM;
	longer[(*count)++] = info;
	*list = longer;
	return 0;
}

int sockets_add(struct tee_device_info **list, size_t *count)
{
	char selector[TEE_DEVICE_PATH_SIZE];
	int rc = 0;

	if (sockets_default(selector, sizeof(selector)))
		rc = add(selector, list, count);
	return rc ? rc : add(TEE_SOCKET_PREFIX, list, count);
}

bool sockets_default(char *selector, size_t size)
{
	return !tee_socket_default(TEE_SOCKET_CONFIG, selector, size) &&
	       tee_socket_is_selector(selector);
}

bool sockets_default_is_invalid(char *given, size_t size)
{
	int rc = tee_socket_default(TEE_SOCKET_CONFIG, given, size);

	if (rc == -ENAMETOOLONG)
		snprintf(given, size, "GTEE_TEE");
	return rc == -ENAMETOOLONG || (!rc && !tee_socket_is_selector(given));
}
