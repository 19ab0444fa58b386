// SPDX-License-Identifier: BSD-2-Clause
/*
 * The door through a TEE device, see docs/PROTOCOL.vtee.md. The broker receives only the
 * requests for sessions. Once there's an instance, each goes on to a queue that the instance
 * serves, and with it all that its session is asked later.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <tee_client_api.h>
#include <unistd.h>

#include "softteed/broker/broker_private.h"

#define DEVICE		"/dev/vtee"

/* Half of what the broker takes in all. The kernel limits each user. */
#define MAX_SESSIONS	8192
#define MAX_CLIENTS	2048

/* A user may have one call fewer in progress. Each session has a thread, so it's for the kernel. */
#define MAX_THREADS	1024

/*
 * Stands for all users, as we aren't told which of them a client is. Its clients are the
 * connections of applications.
 */
static struct broker_user device_user = {
	.uid = (uid_t)-1, .refs = 1, .max_clients = MAX_CLIENTS, .max_sessions = MAX_SESSIONS,
};

static struct broker_source device = { .fd = -1 };

struct broker_user *broker_vtee_user(void)
{
	return &device_user;
}

int broker_vtee_descriptor(void)
{
	return device.fd;
}

/* Answers */

static void begin_refusal(const struct vtee_request *request, struct vtee_answer *answer)
{
	answer->id = request->id;
	answer->origin = TEEC_ORIGIN_TEE;
	answer->queue = -1;
	answer->num_params = request->num_params;
	memcpy(answer->params, request->params, sizeof(answer->params));
}

static void refuse(struct broker_open *open, int fd, uint32_t result)
{
	open->refusal.ret = result;
	/* ENOENT: the client has been killed */
	if (ioctl(fd, VTEE_IOC_SEND, &open->refusal) && errno != ENOENT)
		broker_log("can't answer a client of the TEE device: %s", strerror(errno));
	open->refusal.id = 0;
}

void broker_vtee_refuse(struct broker_open *open, uint32_t result)
{
	refuse(open, device.fd, result);
}

int broker_vtee_forward(struct broker_open *open)
{
	struct vtee_forward forward = { .id = open->refusal.id };
	int rc;

	forward.queue = ioctl(device.fd, VTEE_IOC_QUEUE, 0);
	if (forward.queue < 0)
		return -errno;
	if (!ioctl(device.fd, VTEE_IOC_FORWARD, &forward)) {
		open->refusal.id = 0;
		return forward.queue;
	}
	rc = -errno;
	if (rc == -ENOENT)
		open->refusal.id = 0;
	close(forward.queue);
	return rc;
}

void broker_vtee_take_back(struct broker_open *open, int queue, uint32_t result)
{
	struct vtee_request request = { 0 };

	/* It's there, or it has been cancelled. */
	if (ioctl(queue, VTEE_IOC_RECV, &request))
		return;
	open->refusal.id = request.id;
	refuse(open, queue, result);
}

/* Requests */

/* Applications, too, are told apart by logins. The kernel doesn't have theirs. */
static bool login_is_sound(uint32_t login)
{
	return login <= TEE_IOCTL_LOGIN_GROUP_APPLICATION || login == TEE_IOCTL_LOGIN_REE_KERNEL;
}

static void open_session(const struct vtee_request *request)
{
	struct broker_open *open = calloc(1, sizeof(*open)), no_memory = { 0 };

	if (!open) {
		begin_refusal(request, &no_memory.refusal);
		broker_vtee_refuse(&no_memory, TEEC_ERROR_OUT_OF_MEMORY);
		return;
	}
	begin_refusal(request, &open->refusal);
	open->device_session = request->session;
	open->login = request->login;
	memcpy(open->uuid, request->client, sizeof(open->uuid));
	if (!login_is_sound(request->login)) {
		broker_session_refuse(open, TEEC_ERROR_ACCESS_DENIED);
		return;
	}
	broker_instance_open(request->uuid, open);
}

static struct broker_open *find_open(uint64_t id)
{
	for (struct broker_application *application = broker.applications; application;
	     application = application->next) {
		for (struct broker_instance *instance = application->instances; instance;
		     instance = instance->next) {
			struct broker_open *open = instance->opens;

			while (open && open->refusal.id != id)
				open = open->next;
			if (open)
				return open;
		}
	}
	return NULL;
}

/* The client doesn't want to wait for an instance any longer. Whoever has the request frees it. */
static void cancel(uint64_t id)
{
	struct broker_open *open = find_open(id);

	if (open)
		broker_vtee_refuse(open, TEEC_ERROR_CANCEL);
}

/* Sessions, by the kernel's id. A client that dies may have all of them. */
static struct broker_session *sessions[1024];

static struct broker_session **bucket_of(uint32_t id)
{
	return &sessions[id % (sizeof(sessions) / sizeof(sessions[0]))];
}

void broker_vtee_add(struct broker_session *session)
{
	struct broker_session **bucket = bucket_of(session->device_session);

	session->next_of_device = *bucket;
	*bucket = session;
}

void broker_vtee_remove(struct broker_session *session)
{
	struct broker_session **link = bucket_of(session->device_session);

	while (*link != session)
		link = &(*link)->next_of_device;
	*link = session->next_of_device;
}

/* A session's client is gone, and it may hang in a call. If it's unknown, it has just ended. */
static void abandon(uint32_t id)
{
	struct broker_session *session = *bucket_of(id);

	while (session && session->device_session != id)
		session = session->next_of_device;
	if (session)
		broker_session_abandon(session);
}

static void handle_device(struct broker_source *source)
{
	struct vtee_request request = { 0 };

	if (ioctl(source->fd, VTEE_IOC_RECV, &request))
		return;
	if (request.op == VTEE_OP_OPEN_SESSION)
		open_session(&request);
	else if (request.op == VTEE_OP_CANCEL)
		cancel(request.id);
	else if (request.op == VTEE_OP_ABANDON)
		abandon(request.session);
	/* Sessions have queues, and there are no objects, so that's all. */
}

/* Return the server's descriptor, or -errno. */
static int create_device(unsigned int *number)
{
	struct vtee_create create = {
		.size = sizeof(create),
		.gen_caps = TEE_GEN_CAP_GP | TEE_GEN_CAP_MEMREF_NULL,
		.max_params = 4,
		.max_sessions = MAX_SESSIONS,
		.max_threads = MAX_THREADS,
		.os_name = "softteed",
		.os_version = SOFTTEED_VERSION,
	};
	int control = open(DEVICE, O_RDWR | O_CLOEXEC), server;

	if (control < 0)
		return -errno;
	server = ioctl(control, VTEE_IOC_CREATE, &create);
	if (server < 0)
		server = -errno;
	*number = create.device;
	close(control);
	return server;
}

static const char *advice(int error)
{
	switch (error) {
	case ENOENT:
	case ENXIO:
		return ": load the kernel module with 'modprobe vtee'";
	case EACCES:
		return ": give the device to softteed's user (chown, or a udev rule)";
	default:
		return "";
	}
}

int broker_vtee_open(void)
{
	unsigned int number = 0;
	int rc;

	device.handle = handle_device;
	device.fd = create_device(&number);
	if (device.fd < 0) {
		broker_log("--vtee: can't create a TEE device with " DEVICE ": %s%s",
			   strerror(-device.fd), advice(-device.fd));
		return device.fd;
	}
	rc = fcntl(device.fd, F_SETFL, O_NONBLOCK) ? -errno : broker_source_add(&device);
	if (!rc)
		broker_log("serving /dev/tee%u", number);
	return rc;
}
