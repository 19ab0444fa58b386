// SPDX-License-Identifier: BSD-2-Clause
/* The zygote: has instances forked and killed, and logs their ends */
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "softteed/broker/broker_private.h"
#include "softteed/protocol/packet.h"
#include "tee_uuid.h"

/* Instances that are gone for everybody, but the zygote's socket had no room for KILL, by @next */
static struct broker_instance *unkilled;

/* Instances that are to be forked once there's room, the oldest first, by @next_fork */
static struct broker_instance *unforked;

/* Whether the broker is told of room in the zygote's socket */
static bool wants_room;

static void want_room(void)
{
	wants_room = true;
	broker_source_want_room(&broker.zygote, true);
}

/* Applications of the latest instances, by number: the end of one may be reported late. */
#define NAMES	256
static struct {
	uint32_t instance;
	char application[TEE_UUID_TEXT_SIZE];
} names[NAMES];

void broker_zygote_log(uint32_t instance, const char *format, ...)
{
	const char *application = names[instance % NAMES].application;
	char text[128];
	va_list args;

	if (names[instance % NAMES].instance != instance)
		application = "";
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	broker_log("instance %u%s%s %s", instance, *application ? " of " : "", application, text);
}

/* The process's end of the control socket is closed here, whether the zygote has got it or not. */
static void close_control(struct broker_instance *instance)
{
	close(instance->control);
	instance->control = -1;
}

/* Return -EAGAIN if there's no room for that now. */
static int send_fork(struct broker_instance *instance)
{
	struct message message = { .type = MESSAGE_FORK, .fork.instance = instance->id };
	int rc = message_send(broker.zygote.fd, &message, &instance->control, 1);

	if (rc == -EAGAIN)
		return rc;
	instance->living = !rc;
	close_control(instance);
	return rc;
}

int broker_zygote_fork(struct broker_instance *instance)
{
	struct broker_instance **link = &unforked;
	int rc = -EAGAIN;

	names[instance->id % NAMES].instance = instance->id;
	tee_uuid_format(instance->application->uuid, names[instance->id % NAMES].application);
	if (!unkilled && !unforked)
		rc = send_fork(instance);
	if (rc != -EAGAIN)
		return rc;
	while (*link)
		link = &(*link)->next_fork;
	*link = instance;
	want_room();
	return 0;
}

/* It waits for FORK no longer. */
static void cancel_fork(struct broker_instance *instance)
{
	struct broker_instance **link = &unforked;

	while (*link && *link != instance)
		link = &(*link)->next_fork;
	if (*link)
		*link = instance->next_fork;
	close_control(instance);
}

/* Return false if there's no room for that now. */
static bool send_kill(struct broker_instance *instance)
{
	struct message message = { .type = MESSAGE_KILL, .fork.instance = instance->id };

	instance->living = message_send(broker.zygote.fd, &message, NULL, 0) == -EAGAIN;
	return !instance->living;
}

void broker_zygote_kill(struct broker_instance *instance)
{
	if (instance->control >= 0)
		cancel_fork(instance);
	if (!instance->living || send_kill(instance))
		return;
	instance->next = unkilled;
	unkilled = instance;
	want_room();
}

void broker_zygote_release(struct broker_instance *instance)
{
	instance->released = true;
	if (!instance->living)
		free(instance);
}

/* Return false if some have to wait further. */
static bool kill_rest(void)
{
	while (unkilled) {
		struct broker_instance *instance = unkilled;

		if (!send_kill(instance))
			return false;
		unkilled = instance->next;
		if (instance->released)
			free(instance);
	}
	return true;
}

/* Return false if some have to wait further. */
static bool fork_rest(void)
{
	while (unforked) {
		struct broker_instance *instance = unforked;
		int rc = send_fork(instance);

		if (rc == -EAGAIN)
			return false;
		unforked = instance->next_fork;
		if (rc)
			broker_zygote_log(instance->id, "can't be started: %s", strerror(-rc));
	}
	return true;
}

static void log_exit(uint32_t instance, int status)
{
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
		broker_zygote_log(instance, "made a system call that its sandbox doesn't allow: "
				  "killed by signal %d", SIGSYS);
	else if (WIFSIGNALED(status))
		broker_zygote_log(instance, "was killed by signal %d", WTERMSIG(status));
	else if (broker.options.verbose)
		broker_zygote_log(instance, "has ended");
}

void broker_zygote_handle(struct broker_source *source)
{
	int fds[MESSAGE_MAX_FDS];
	struct message message;
	int rc = message_receive(source->fd, &message, fds, MSG_DONTWAIT);

	/* Those who waited may be gone by now. */
	if (wants_room && kill_rest() && fork_rest()) {
		wants_room = false;
		broker_source_want_room(&broker.zygote, false);
	}
	if (rc == -EAGAIN)
		return;
	if (rc) {
		broker_stop(-ECHILD, "the zygote is gone, so no application can be started: "
			    "exiting");
		broker_source_remove(source);
		return;
	}
	packet_close_fds(fds, MESSAGE_MAX_FDS);
	if (message.type == MESSAGE_EXITED)
		log_exit(message.fork.instance, message.fork.status);
}
