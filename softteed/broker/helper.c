// SPDX-License-Identifier: BSD-2-Clause
/*
 * What the launcher does for a client: an application's sockets and plugins, or finding out where
 * the program of a client is. It may take a long time, so nothing is read from the client
 * meanwhile.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "softteed/broker/broker_private.h"
#include "tee_uuid.h"

/*
 * struct broker_helper - a request that the launcher works on
 * @id:		its number
 * @client:	whose request it is, NULL if it's gone
 * @source:	the connection of a client that is gone. It's closed when the launcher has closed
 *		its own descriptor of it, as that mustn't be the last one, see close.c
 * @open:	the client's request for a session if it's the program that is looked for
 * @next:	in the list
 */
struct broker_helper {
	uint32_t id;
	struct broker_client *client;
	struct broker_source *source;
	struct message_open open;
	struct broker_helper *next;
};

static struct broker_helper *helpers;

void broker_helper_cancel(struct broker_helper *helper)
{
	struct launcher_request request = { .job = LAUNCHER_KILL, .id = helper->id };

	helper->source = &helper->client->source;
	helper->client = NULL;
	broker_source_stop(helper->source);
	/* Otherwise it ends by itself. */
	broker_launcher_send(&request, -1);
}

/* Take a helper out of the list. Return NULL if it's not in there. */
static struct broker_helper *take(uint32_t id)
{
	struct broker_helper **link = &helpers, *helper;

	while (*link && (*link)->id != id)
		link = &(*link)->next;
	helper = *link;
	if (helper)
		*link = helper->next;
	return helper;
}

void broker_helper_done(uint32_t id, int status, const char *path)
{
	struct broker_helper *helper = take(id);
	struct broker_client *client = helper ? helper->client : NULL;

	if (helper && helper->source)
		broker_close(helper->source);
	if (client) {
		client->helper = NULL;
		broker_source_pause(&client->source, false);
		if (helper->open.login)
			broker_client_open(client, &helper->open, status < 0 ? status : 0, path);
		else if (status)
			/* It hasn't sent a reply then. */
			broker_client_grant(client, EIO, -1);
	}
	free(helper);
}

/* Return the helper, or NULL with an errno in @rc. */
static struct broker_helper *start(struct broker_client *client, struct launcher_request *request,
				   int fd, int *rc)
{
	struct broker_helper *helper = calloc(1, sizeof(*helper));

	*rc = -ENOMEM;
	if (!helper)
		return NULL;
	helper->id = request->id = broker_launcher_number();
	*rc = broker_launcher_send(request, fd);
	if (*rc) {
		free(helper);
		return NULL;
	}
	helper->next = helpers;
	helpers = helper;
	helper->client = client;
	client->helper = helper;
	broker_source_pause(&client->source, true);
	return helper;
}

static bool may_use_network(const struct broker_client *client)
{
	char text[TEE_UUID_TEXT_SIZE];

	for (size_t n = 0; n < broker.options.num_network; n++) {
		if (!memcmp(broker.options.network[n], client->uuid, MESSAGE_UUID_LEN))
			return true;
	}
	if (broker.options.network_for_all)
		return true;
	tee_uuid_format(client->uuid, text);
	broker_log_request("%s wants to use the network, which --network would allow", text);
	return false;
}

static int start_for_application(struct broker_client *client, const struct message *message)
{
	struct launcher_request request = { .job = LAUNCHER_PLUGINS };
	int rc;

	if (message->type == MESSAGE_PLUGINS && !broker.options.plugins)
		return -ENOENT;
	if (message->type == MESSAGE_CONNECT) {
		if (!may_use_network(client))
			return -EACCES;
		request.job = LAUNCHER_CONNECT;
		request.connect = message->connect;
	}
	start(client, &request, client->source.fd, &rc);
	return rc;
}

void broker_helper_start(struct broker_client *client, const struct message *message)
{
	int rc = start_for_application(client, message);

	if (rc)
		broker_client_grant(client, -rc, -1);
}

int broker_helper_find_path(struct broker_client *client, const struct message_open *open)
{
	struct launcher_request request = { .job = LAUNCHER_PATH, .pid = client->pid };
	int rc;
	struct broker_helper *helper = start(client, &request, -1, &rc);

	if (helper)
		helper->open = *open;
	return rc;
}
