// SPDX-License-Identifier: BSD-2-Clause
/* What the broker lets applications have of the normal world: sockets, plugins */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "services/plugin/plugin_link.h"
#include "softteed/instance/instance_private.h"

int runtime_connect(int type, int family, const char *host, uint16_t port)
{
	struct message message = {
		.type = MESSAGE_CONNECT,
		.connect = { .type = (uint32_t)type, .family = (uint32_t)family, .port = port },
	};

	if (strlen(host) >= sizeof(message.connect.host))
		return -ENXIO;
	strcpy(message.connect.host, host);
	return instance_request(&message);
}

/* A stream to this application's own plugin host, once there is one */
static int plugins = -1;

static TEE_Result connect_plugins(void)
{
	struct message message = { .type = MESSAGE_PLUGINS };

	if (plugins >= 0)
		return TEE_SUCCESS;
	plugins = instance_request(&message);
	if (plugins >= 0)
		return TEE_SUCCESS;
	runtime_log(1, "no plugins: %s", strerror(-plugins));
	return plugins == -ENOENT ? TEE_ERROR_ITEM_NOT_FOUND : TEE_ERROR_COMMUNICATION;
}

/* One request at a time, so the next answer is its own. */
static int exchange(const struct plugin_link_request *request, void *data,
		    struct plugin_link_answer *answer)
{
	int rc = plugin_link_write(plugins, request, sizeof(*request));

	if (!rc)
		rc = plugin_link_write(plugins, data, request->size);
	if (!rc)
		rc = plugin_link_read(plugins, answer, sizeof(*answer));
	if (!rc && answer->size && answer->size != request->size)
		rc = -EBADMSG;
	if (!rc)
		rc = plugin_link_read(plugins, data, answer->size);
	return rc;
}

TEE_Result runtime_call_plugin(const TEE_UUID *uuid, uint32_t command, uint32_t subcommand,
			       void *data, size_t size, size_t *used)
{
	struct plugin_link_request request = {
		.sequence = 1, .command = command, .sub_command = subcommand,
	};
	struct plugin_link_answer answer;
	TEE_Result result;
	int rc;

	if (size > PLUGIN_MAX_DATA)
		return TEE_ERROR_OUT_OF_MEMORY;
	result = connect_plugins();
	if (result)
		return result;
	request.size = (uint32_t)size;
	instance_uuid_to_bytes(uuid, request.uuid);
	rc = exchange(&request, data, &answer);
	if (rc) {
		runtime_log(1, "can't call a plugin: %s", strerror(-rc));
		close(plugins);
		plugins = -1;
		return TEE_ERROR_COMMUNICATION;
	}
	*used = answer.used > size ? size : (size_t)answer.used;
	return answer.result;
}
