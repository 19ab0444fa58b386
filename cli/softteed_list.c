// SPDX-License-Identifier: BSD-2-Clause
/* Ask softteed which applications it has: one of its own tells, through either door. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <ta/softteed_list.h>
#include <tee_client_api.h>
#include <time.h>

#include "client.h"
#include "devices.h"
#include "softteed/client/softteed_client.h"
#include "softteed_list.h"
#include "waiting.h"

/* Enough for some hundred applications, and for as many as there can be */
#define FIRST_ROOM	((size_t)64 << 10)
#define MAX_ROOM	((size_t)TA_SOFTTEED_LIST_MAX * PATH_MAX)

bool softteed_list_is_there(const struct tee_device_info *info)
{
	return !strcmp(info->identity.os_name, "softteed");
}

/* Other processes may write to shared memory, so the list is checked in a copy. */
static int copy_paths(const struct client_memory *memory, uint64_t used, char **paths,
		      size_t *size)
{
	if (used > memory->size)
		return -EPROTO;
	*paths = malloc((size_t)used + 1);
	if (!*paths)
		return -ENOMEM;
	memcpy(*paths, memory->bytes, (size_t)used);
	*size = (size_t)used;
	if (!used || !(*paths)[used - 1])
		return 0;
	free(*paths);
	return -EPROTO;
}

/* When the session was asked for */
static struct timespec asked;

static bool gives_up(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec - asked.tv_sec > CLIENT_PATIENCE;
}

/* Return -ENOBUFS if @room is too small; it's enough then. */
static int get_paths(const struct client *client, size_t *room, char **paths, size_t *size)
{
	struct tee_ioctl_param param = {
		.attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT, .b = *room,
	};
	struct client_memory memory;
	struct client_answer answer;
	int rc = client_share(client, *room, &memory);

	if (rc)
		return rc;
	param.c = (uint64_t)memory.id;
	rc = client_invoke(client, TA_SOFTTEED_LIST_CMD_GET, &param, 1, &answer);
	if (!rc && answer.code == TEEC_ERROR_SHORT_BUFFER && param.b > *room &&
	    param.b <= MAX_ROOM) {
		*room = (size_t)param.b;
		rc = -ENOBUFS;
	} else if (!rc) {
		rc = answer.code ? -EPROTO : copy_paths(&memory, param.b, paths, size);
	}
	client_unshare(&memory);
	return rc;
}

static int open_list(struct client *client)
{
	static const uint8_t uuid[TEE_IOCTL_UUID_LEN] = TA_SOFTTEED_LIST_UUID_BYTES;
	struct client_answer answer;
	int rc = client_open_session(client, uuid, TEE_IOCTL_LOGIN_PUBLIC, 0, &answer);

	if (rc || !answer.code)
		return rc;
	return answer.code == TEEC_ERROR_ITEM_NOT_FOUND ? -EOPNOTSUPP : -EPROTO;
}

static int ask(const struct tee_device_info *info, char **paths, size_t *size)
{
	size_t room = FIRST_ROOM;
	struct client client;
	int rc = client_open(&client, info);

	if (rc)
		return rc;
	clock_gettime(CLOCK_MONOTONIC, &asked);
	if (client.softteed)
		softteed_client_give_up_if(client.softteed, gives_up);
	rc = open_list(&client);
	if (rc)
		goto close_client;
	rc = get_paths(&client, &room, paths, size);
	if (rc == -ENOBUFS)
		rc = get_paths(&client, &room, paths, size);
	client_close_session(&client);

close_client:
	client_close(&client);
	return rc;
}

int softteed_list(const struct tee_device_info *info, char **paths, size_t *size)
{
	struct waiting *waiting = waiting_begin(devices_name(info), NULL);
	int rc = ask(info, paths, size);

	waiting_end(waiting);
	return rc;
}
