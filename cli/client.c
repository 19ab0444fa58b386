// SPDX-License-Identifier: BSD-2-Clause
/* TEE client on plain ioctls, or on a connection to softteed */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "client.h"
#include "softteed/client/softteed_client.h"
#include "tee_socket.h"

int client_open(struct client *client, const struct tee_device_info *info)
{
	*client = (struct client) { .fd = -1 };
	if (info->is_socket)
		return softteed_client_connect_within(info->path + strlen(TEE_SOCKET_PREFIX),
						      CLIENT_PATIENCE, &client->softteed);
	client->fd = open(info->path, O_RDWR | O_CLOEXEC);
	return client->fd < 0 ? -errno : 0;
}

/* ioctl() that restarts on EINTR and returns -errno */
static int call(int fd, unsigned long request, void *argument)
{
	int rc;

	do {
		rc = ioctl(fd, request, argument);
	} while (rc < 0 && errno == EINTR);
	return rc < 0 ? -errno : rc;
}

int client_open_session(struct client *client, const uint8_t uuid[TEE_IOCTL_UUID_LEN],
			uint32_t login, gid_t group, struct client_answer *answer)
{
	struct tee_ioctl_open_session_arg arg = { .clnt_login = login };
	struct tee_ioctl_buf_data buf = {
		.buf_ptr = (uintptr_t)&arg,
		.buf_len = sizeof(arg),
	};
	uint32_t gid = group;
	int rc;

	memcpy(arg.uuid, uuid, sizeof(arg.uuid));
	memcpy(arg.clnt_uuid, &gid, sizeof(gid));
	rc = client->softteed ? softteed_client_open_session(client->softteed, &arg) :
				call(client->fd, TEE_IOC_OPEN_SESSION, &buf);
	if (rc)
		return rc;
	*answer = (struct client_answer) { .code = arg.ret, .origin = arg.ret_origin };
	client->session = arg.session;
	return 0;
}

int client_invoke(const struct client *client, uint32_t command,
		  struct tee_ioctl_param *params, uint32_t count,
		  struct client_answer *answer)
{
	struct {
		struct tee_ioctl_invoke_arg arg;
		struct tee_ioctl_param params[CLIENT_MAX_PARAMS];
	} message = {
		.arg = {
			.func = command,
			.session = client->session,
			.num_params = count,
		},
	};
	struct tee_ioctl_buf_data buf = {
		.buf_ptr = (uintptr_t)&message,
		.buf_len = sizeof(message.arg) + count * sizeof(*params),
	};
	int rc;

	if (count > CLIENT_MAX_PARAMS)
		return -E2BIG;
	memcpy(message.params, params, count * sizeof(*params));
	rc = client->softteed ? softteed_client_invoke(client->softteed, &message.arg) :
				call(client->fd, TEE_IOC_INVOKE, &buf);
	if (rc)
		return rc;
	memcpy(params, message.params, count * sizeof(*params));
	*answer = (struct client_answer) {
		.code = message.arg.ret,
		.origin = message.arg.ret_origin,
	};
	return 0;
}

static int share_with_softteed(struct softteed_client *softteed, size_t size,
			       struct client_memory *memory)
{
	int rc;

	*memory = (struct client_memory) { .fd = -1, .size = size };
	rc = softteed_client_alloc(softteed, size, &memory->id, &memory->bytes);
	if (!rc)
		memory->softteed = softteed;
	return rc;
}

int client_share(const struct client *client, size_t size, struct client_memory *memory)
{
	struct tee_ioctl_shm_alloc_data arg = { .size = size ? size : 1 };
	int rc;

	if (client->softteed)
		return share_with_softteed(client->softteed, size ? size : 1, memory);
	*memory = (struct client_memory) { .fd = -1 };
	rc = call(client->fd, TEE_IOC_SHM_ALLOC, &arg);
	if (rc < 0)
		return rc;
	memory->fd = rc;
	memory->id = arg.id;
	memory->size = size ? size : 1;
	memory->bytes = mmap(NULL, memory->size, PROT_READ | PROT_WRITE, MAP_SHARED,
			     memory->fd, 0);
	if (memory->bytes == MAP_FAILED) {
		rc = -errno;
		close(memory->fd);
		*memory = (struct client_memory) { .fd = -1 };
		return rc;
	}
	return 0;
}

void client_unshare(struct client_memory *memory)
{
	if (memory->softteed) {
		softteed_client_free(memory->softteed, memory->id, memory->bytes, memory->size);
	} else if (memory->fd >= 0) {
		munmap(memory->bytes, memory->size);
		close(memory->fd);
	}
	*memory = (struct client_memory) { .fd = -1 };
}

void client_close_session(const struct client *client)
{
	struct tee_ioctl_close_session_arg arg = { .session = client->session };

	if (client->softteed)
		softteed_client_close_session(client->softteed, &arg);
	else
		call(client->fd, TEE_IOC_CLOSE_SESSION, &arg);
}

void client_close(struct client *client)
{
	if (client->softteed)
		softteed_client_close(client->softteed);
	else if (client->fd >= 0)
		close(client->fd);
	*client = (struct client) { .fd = -1 };
}
