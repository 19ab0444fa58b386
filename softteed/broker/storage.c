// SPDX-License-Identifier: BSD-2-Clause
/*
 * Trusted storage, as far as the broker is concerned: a process per application that has asked
 * for one. It's told of each instance of the application, and of no other. Requests don't pass
 * through the broker.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "softteed/broker/broker_private.h"
#include "softteed/protocol/packet.h"
#include "tee_uuid.h"

_Static_assert(STORAGE_KEY_SIZE == MESSAGE_KEY_LEN, "keys are of one size");

/* How long an instance waits for a reply, in seconds. A disk can be slow. */
#define PATIENCE	120

/*
 * struct broker_storage - a storage process
 * @source:	the control socket; at its end the process is gone, or ends because the
 *		application is
 * @id:		the launcher's number for the process, 0 once it's gone
 * @application: whose it is; NULL once that's forgotten
 * @name:	the application's UUID as text
 * @released:	@source is no longer in use
 * @next:	in the list of processes that aren't gone
 */
struct broker_storage {
	struct broker_source source;
	uint32_t id;
	struct broker_application *application;
	char name[TEE_UUID_TEXT_SIZE];
	bool released;
	struct broker_storage *next;
};

static struct broker_storage *processes;
static uint32_t last_connection;

/* Whatever comes last frees it: this, or the end of the process. */
static void release_storage(struct broker_source *source)
{
	struct broker_storage *storage = (struct broker_storage *)source;

	storage->released = true;
	if (!storage->id)
		free(storage);
}

/* The application has no process from now on. The process ends if it hasn't yet. */
static void drop(struct broker_storage *storage)
{
	if (storage->application)
		storage->application->storage = NULL;
	storage->application = NULL;
	broker_source_remove(&storage->source);
}

/* The process never sends anything. */
static void handle_storage(struct broker_source *source)
{
	drop((struct broker_storage *)source);
}

void broker_storage_stop(struct broker_application *application)
{
	if (application->storage)
		drop(application->storage);
}

void broker_storage_done(uint32_t id, int status)
{
	struct broker_storage **link = &processes, *storage;

	while (*link && (*link)->id != id)
		link = &(*link)->next;
	storage = *link;
	if (!storage)
		return;
	*link = storage->next;
	if (WIFSIGNALED(status))
		broker_log("storage: %s: the process was killed by signal %d", storage->name,
			   WTERMSIG(status));
	storage->id = 0;
	drop(storage);
	if (storage->released)
		free(storage);
}

/* Have the process forked. It gets its own application's keys only. */
static int launch(struct broker_storage *storage, const uint8_t *uuid, int control)
{
	struct launcher_request request = {
		.job = LAUNCHER_STORAGE, .id = broker_launcher_number(),
	};
	int rc = storage_keys_derive(broker.device_key, uuid, &request.storage.keys);

	memcpy(request.storage.name, storage->name, sizeof(request.storage.name));
	if (!rc)
		rc = broker_launcher_send(&request, control);
	storage->id = rc ? 0 : request.id;
	explicit_bzero(&request, sizeof(request));
	return rc;
}

static int start_process(struct broker_application *application)
{
	struct broker_storage *storage = calloc(1, sizeof(*storage));
	int ends[2], rc;

	if (!storage)
		return -ENOMEM;
	tee_uuid_format(application->uuid, storage->name);
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends)) {
		rc = -errno;
		goto free_storage;
	}
	packet_refuse_fds(ends[0]);
	storage->source = (struct broker_source){
		.fd = ends[0], .handle = handle_storage, .release = release_storage,
	};
	rc = broker_source_add(&storage->source);
	if (rc)
		goto close_ends;
	rc = launch(storage, application->uuid, ends[1]);
	if (rc)
		goto close_ends;
	close(ends[1]);
	storage->next = processes;
	processes = storage;
	storage->application = application;
	application->storage = storage;
	return 0;

close_ends:
	close(ends[0]);
	close(ends[1]);
free_storage:
	free(storage);
	return rc;
}

static int hand_over(struct broker_application *application, int fd)
{
	int rc = application->storage ? 0 : start_process(application);

	/* 0 is no connection's number. */
	if (!++last_connection)
		last_connection++;
	if (!rc)
		rc = packet_send(application->storage->source.fd, &last_connection,
				 sizeof(last_connection), &fd, 1, MSG_DONTWAIT);
	/* A process that ends is replaced, and so is one that doesn't read its socket. */
	if (rc && application->storage)
		drop(application->storage);
	return rc;
}

int broker_storage_connect(struct broker_application *application)
{
	const struct timeval patience = { .tv_sec = PATIENCE };
	int ends[2], rc;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
		return -errno;
	packet_refuse_fds(ends[0]);
	rc = setsockopt(ends[1], SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) ||
	     setsockopt(ends[1], SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience)) ?
	     -errno : 0;
	if (!rc)
		rc = hand_over(application, ends[0]);
	if (rc == -EPIPE)
		rc = hand_over(application, ends[0]);
	close(ends[0]);
	if (!rc)
		return ends[1];
	close(ends[1]);
	broker_log("storage: can't start a process: %s", strerror(-rc));
	return rc;
}
