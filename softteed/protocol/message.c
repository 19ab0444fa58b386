// SPDX-License-Identifier: BSD-2-Clause
/* Messages to and from the broker: what is pure code about them */
#include <errno.h>
#include <stdbool.h>

#include "softteed/protocol/message.h"

#define SIZE_WITH(member) \
	(offsetof(struct message, member) + sizeof(((struct message *)NULL)->member))

static const size_t sizes[MESSAGE_TYPES] = {
	[MESSAGE_HELLO] = offsetof(struct message, welcome),
	[MESSAGE_WELCOME] = SIZE_WITH(welcome),
	[MESSAGE_OPEN] = SIZE_WITH(open),
	[MESSAGE_OPENED] = SIZE_WITH(opened),
	[MESSAGE_FORK] = SIZE_WITH(fork),
	[MESSAGE_FORKED] = SIZE_WITH(fork),
	[MESSAGE_EXITED] = SIZE_WITH(fork),
	[MESSAGE_START] = SIZE_WITH(start),
	[MESSAGE_STARTED] = SIZE_WITH(started),
	[MESSAGE_SESSION] = SIZE_WITH(session),
	[MESSAGE_ABANDON] = SIZE_WITH(session),
	[MESSAGE_ENDED] = SIZE_WITH(session),
	[MESSAGE_STOP] = offsetof(struct message, welcome),
	[MESSAGE_PANICKED] = SIZE_WITH(panicked),
	[MESSAGE_LIBRARY] = SIZE_WITH(library),
	[MESSAGE_CONNECT] = SIZE_WITH(connect),
	[MESSAGE_PLUGINS] = offsetof(struct message, welcome),
	[MESSAGE_GRANTED] = SIZE_WITH(granted),
	[MESSAGE_STORAGE] = offsetof(struct message, welcome),
	[MESSAGE_ENDING] = SIZE_WITH(session),
	[MESSAGE_KILL] = SIZE_WITH(fork),
};

size_t message_size(uint32_t type)
{
	return type < MESSAGE_TYPES ? sizes[type] : 0;
}

/* The receiver returns it as -errno. */
static bool is_errno(uint32_t error)
{
	return error <= MESSAGE_MAX_ERRNO;
}

static void terminate_names(struct tee_ioctl_identity *identity)
{
	identity->driver_name[sizeof(identity->driver_name) - 1] = '\0';
	identity->driver_version[sizeof(identity->driver_version) - 1] = '\0';
	identity->conduit[sizeof(identity->conduit) - 1] = '\0';
	identity->os_name[sizeof(identity->os_name) - 1] = '\0';
	identity->os_version[sizeof(identity->os_version) - 1] = '\0';
	identity->os_build[sizeof(identity->os_build) - 1] = '\0';
}

int message_check(struct message *message, size_t size)
{
	if (size < offsetof(struct message, welcome) || message->magic != MESSAGE_MAGIC)
		return -EBADMSG;
	if (!message_size(message->type) || size != message_size(message->type))
		return -EBADMSG;
	if (message->type == MESSAGE_OPENED && !is_errno(message->opened.error))
		return -EBADMSG;
	if (message->type == MESSAGE_GRANTED && !is_errno(message->granted.error))
		return -EBADMSG;
	if (message->type == MESSAGE_WELCOME)
		terminate_names(&message->welcome.identity);
	if (message->type == MESSAGE_PANICKED)
		message->panicked.reason[MESSAGE_REASON_LEN - 1] = '\0';
	if (message->type == MESSAGE_START)
		message->start.file[MESSAGE_FILE_LEN - 1] = '\0';
	if (message->type == MESSAGE_CONNECT)
		message->connect.host[MESSAGE_HOST_LEN - 1] = '\0';
	return 0;
}
