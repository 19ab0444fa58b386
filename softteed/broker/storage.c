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
#include "softteed/storage/storage.h"
#include "tee_uuid.h"

_Static_assert(STORAGE_KEY_SIZE == MESSAGE_KEY_LEN, "keys are of one size");

/* How long an instance waits for a reply, in seconds. A disk can be slow. */
#define PATIENCE	120

/*
 * struct broker_storage - a storage process
 * @source:	the control socket; at its end the process is gone, or ends because the
 *		application is
 * @pid:	the process, until it's been waited for
 * @application: whose it is; NULL once that's forgotten
 * @name:	the application's UUID as text
 * @released:	@source is no longer in use
 * @next:	in the list of processes that have not been waited for
 */
struct broker_storage {
	struct broker_source source;
	pid_t pid;
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
	if (!storage->pid)
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

void broker_storage_reap(pid_t pid, int status)
{
	struct broker_storage **link = &processes, *storage;

	while (*link && (*link)->pid != pid)
		link = &(*link)->next;
	storage = *link;
	if (!storage)
		return;
	*link = storage->next;
	if (WIFSIGNALED(status))
		broker_log("storage: %s: the process was killed by signal %d", storage->name,
			   WTERMSIG(status));
	storage->pid = 0;
	drop(storage);
	if (storage->released)
		free(storage);
}

static _Noreturn void run_process(struct storage_place *place)
{
	/* What the process reads comes from an application, and it's not trusted with this. */
	explicit_bzero(broker.device_key, sizeof(broker.device_key));
	_exit(storage_run(place));
}

/* Fork the process. Return its id, or -errno. */
static pid_t fork_process(const struct broker_storage *storage, const uint8_t *uuid, int control)
{
	struct storage_place place = {
		.name = storage->name,
		.store = broker.store,
		.counters = broker.counters,
		.accept_old = broker.options.accept_old,
		.control = control,
		.parent = getpid(),
	};
	pid_t pid = storage_keys_derive(broker.device_key, uuid, &place.keys);

	if (!pid) {
		pid = fork();
		if (!pid)
			run_process(&place);
		if (pid < 0)
			pid = -errno;
	}
	explicit_bzero(&place.keys, sizeof(place.keys));
	return pid;
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
	storage->source = (struct broker_source){
		.fd = ends[0], .handle = handle_storage, .release = release_storage,
	};
	rc = broker_source_add(&storage->source);
	if (rc)
		goto close_ends;
	rc = fork_process(storage, application->uuid, ends[1]);
	if (rc < 0)
		goto close_ends;
	close(ends[1]);
	storage->pid = rc;
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
