// SPDX-License-Identifier: BSD-2-Clause
/* A session's thread: takes the client's calls and runs the entry points */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "softteed/instance/instance_private.h"
#include "softteed/protocol/packet.h"

/* Whatever the application asks for, the API's own functions and libcrypto need some. */
#define STACK_LEAST		((size_t)1 << 20)

/* More packets than a client's socket has room for */
#define MAX_UNREAD		1024

#define INTERRUPT_MS		100

/* How long an entry point may go on without its client. Others may be waiting for their turn. */
#define HUNG_MS			45000

/* The same for its calls to other applications. They may be busy, which isn't its fault. */
#define GIVE_UP_MS		25000

/* How many sessions in the list are abandoned; guarded by list_lock */
static size_t num_abandoned;

static bool has_queue(const struct instance_session *session)
{
	return session->queue.fd >= 0;
}

/* Parameters */

static int get_param(struct instance_session *session, const struct channel_param *from,
		     TEE_Param *to)
{
	switch (from->type) {
	case TEE_PARAM_TYPE_NONE:
		return 0;
	case TEE_PARAM_TYPE_VALUE_INPUT:
	case TEE_PARAM_TYPE_VALUE_INOUT:
		to->value.a = (uint32_t)from->a;
		to->value.b = (uint32_t)from->b;
		return 0;
	case TEE_PARAM_TYPE_VALUE_OUTPUT:
		return 0;
	case TEE_PARAM_TYPE_MEMREF_INPUT:
	case TEE_PARAM_TYPE_MEMREF_OUTPUT:
	case TEE_PARAM_TYPE_MEMREF_INOUT:
		to->memref.size = from->b;
		return instance_memory_find(session, from, &to->memref.buffer);
	default:
		return -EINVAL;
	}
}

static int get_params(struct instance_session *session, const struct channel_call *call,
		      TEE_Param params[CHANNEL_PARAMS])
{
	session->types = 0;
	memset(params, 0, CHANNEL_PARAMS * sizeof(params[0]));
	for (unsigned int n = 0; n < CHANNEL_PARAMS; n++) {
		int rc = get_param(session, &call->params[n], &params[n]);

		if (rc)
			return rc;
		session->types |= call->params[n].type << (4 * n);
	}
	memcpy(session->params, params, sizeof(session->params));
	return 0;
}

static void set_outputs(uint32_t types, const TEE_Param params[CHANNEL_PARAMS],
			struct channel_reply *reply)
{
	for (unsigned int n = 0; n < CHANNEL_PARAMS; n++) {
		switch (TEE_PARAM_TYPE_GET(types, n)) {
		case TEE_PARAM_TYPE_VALUE_OUTPUT:
		case TEE_PARAM_TYPE_VALUE_INOUT:
			reply->params[n].a = params[n].value.a;
			reply->params[n].b = params[n].value.b;
			break;
		case TEE_PARAM_TYPE_MEMREF_OUTPUT:
		case TEE_PARAM_TYPE_MEMREF_INOUT:
			reply->params[n].b = params[n].memref.size;
			break;
		}
	}
}

/* Entry points */

static void enter(struct instance_session *session)
{
	instance_turn_take();
	/* Neither orders anything else, and a barrier is a noticeable part of a call. */
	atomic_store_explicit(&session->cancel_masked, true, memory_order_relaxed);
	atomic_store_explicit(&session->entered, true, memory_order_relaxed);
	instance.current = session;
}

static void leave(struct instance_session *session)
{
	instance.current = NULL;
	atomic_store_explicit(&session->entered, false, memory_order_relaxed);
	session->types = 0;
	instance_turn_pass();
}

/* The first session creates the instance. If that fails, there's nothing to run. */
static TEE_Result create(void)
{
	TEE_Result result;

	if (instance.created)
		return TEE_SUCCESS;
	result = instance.entry.create();
	instance.created = !result;
	return result;
}

/* End the wait of a session's thread, and then the thread. Called with list_lock held. */
static void stop_thread(struct instance_session *session)
{
	const struct timespec pause = { .tv_nsec = 100000 };

	session->stop = true;
	/* A signal that arrives just before the wait is lost, so it may take more than one. */
	while (session->waiting) {
		pthread_kill(session->thread, SIGUSR1);
		nanosleep(&pause, NULL);
	}
}

static bool keeps_alive(void)
{
	const uint32_t flags = TA_FLAG_SINGLE_INSTANCE | TA_FLAG_INSTANCE_KEEP_ALIVE;

	return (instance.head->flags & flags) == flags;
}

/* An unused channel would keep others from the one session that there can be. */
static bool serves_many(void)
{
	return instance.head->flags & TA_FLAG_MULTI_SESSION;
}

/* Clients can't use their channels again. Called with list_lock held. */
static void stop_channels(const struct instance_session *closed)
{
	for (struct instance_session *session = instance.sessions; session;
	     session = session->next) {
		if (session->was_open && session != closed && !has_queue(session))
			stop_thread(session);
	}
}

/*
 * Before a session is opened. A client at the device can't ask the broker for another instance,
 * so its session counts from the moment that the broker passes it. Return false if the instance
 * has to end.
 */
static bool count_session(struct instance_session *session)
{
	bool taken;

	pthread_mutex_lock(&instance.list_lock);
	taken = session->counted || (!instance.over && !session->stop);
	instance.num_open += taken && !session->counted;
	session->counted |= taken;
	pthread_mutex_unlock(&instance.list_lock);
	return taken;
}

/*
 * A session isn't open any more, or never will be. After the last one the instance has to end.
 * Clients ask the broker for another then: it's told before the client of the last session is. If
 * it has passed one more session meanwhile, that goes on here, as the broker sees by its number.
 */
static void uncount_session(struct instance_session *session)
{
	struct message ending = { .type = MESSAGE_ENDING };
	bool over = false;

	pthread_mutex_lock(&instance.list_lock);
	instance.num_open -= session->counted;
	if (session->counted && !instance.num_open && !keeps_alive()) {
		over = instance.over = session->was_last = true;
		ending.session.id = instance.last_session;
		stop_channels(session);
	}
	session->counted = false;
	if (over)
		session->stop = true;
	pthread_mutex_unlock(&instance.list_lock);
	if (over)
		instance_report(&ending);
}

static TEE_Result run(struct instance_session *session, const struct channel_call *call,
		      TEE_Param params[CHANNEL_PARAMS])
{
	TEE_Result result;

	if (call->kind == CHANNEL_INVOKE)
		return instance.entry.invoke(session->context, call->command, session->types,
					     params);
	result = create();
	if (!result)
		result = instance.entry.open_session(session->types, params, &session->context);
	session->open = !result;
	session->was_open |= session->open;
	if (!session->open)
		uncount_session(session);
	return result;
}

/* Return false if the session is to end before the call could be made. */
static bool serve_entry(struct instance_session *session, const struct channel_call *call,
			struct channel_reply *reply)
{
	TEE_Param params[CHANNEL_PARAMS];
	uint32_t types = 0;
	bool stop;

	reply->origin = TEE_ORIGIN_COMMS;
	reply->result = TEE_ERROR_BAD_PARAMETERS;
	if ((call->kind == CHANNEL_OPEN) == session->open || get_params(session, call, params))
		return true;
	enter(session);
	stop = session->stop || (call->kind == CHANNEL_OPEN && !count_session(session));
	if (!stop) {
		types = session->types;
		reply->result = run(session, call, params);
		reply->origin = TEE_ORIGIN_TRUSTED_APP;
	}
	leave(session);
	set_outputs(types, params, reply);
	return !stop;
}

static void close_entry(struct instance_session *session)
{
	if (!session->open)
		return;
	enter(session);
	instance.entry.close_session(session->context);
	session->open = false;
	uncount_session(session);
	if (!serves_many())
		session->stop = true;
	leave(session);
}

static int attach(struct instance_session *session, uint32_t count)
{
	int rc = count > CHANNEL_PARAMS ? -EBADMSG : 0;

	if (!count)
		return 0;
	/* What isn't memory is closed. */
	session->dropping = true;
	for (uint32_t n = 0; n < count && !rc; n++)
		rc = instance_memory_attach(session);
	session->dropping = false;
	return rc;
}

enum served {
	SERVED_MORE,		/* the client may make another call */
	SERVED_LAST,		/* it may not, and will be told by the reply */
	SERVED_NOT,		/* no reply: it has to be told */
};

/* Close the session, which leaves the channel for another unless the instance has to end. */
static enum served serve_close(struct instance_session *session, struct channel_reply *reply)
{
	close_entry(session);
	instance_memory_unmap_all(session);
	if (has_queue(session))
		return SERVED_LAST;
	reply->result = !session->stop;
	return session->stop ? SERVED_LAST : SERVED_MORE;
}

static enum served serve_call(struct instance_session *session, const struct channel_call *call,
			      struct channel_reply *reply)
{
	*reply = (struct channel_reply){ 0 };
	if (attach(session, call->attached)) {
		reply->result = TEE_ERROR_OUT_OF_MEMORY;
		reply->origin = TEE_ORIGIN_COMMS;
		return SERVED_LAST;
	}
	switch (call->kind) {
	case CHANNEL_DETACH:
		instance_memory_detach(session, call->command);
		return SERVED_MORE;
	case CHANNEL_OPEN:
	case CHANNEL_INVOKE:
		if (!serve_entry(session, call, reply))
			return SERVED_NOT;
		return session->open ? SERVED_MORE : SERVED_LAST;
	default:
		return serve_close(session, reply);
	}
}

/* The thread */

static void unlink_session(struct instance_session *session)
{
	struct instance_session **link = &instance.sessions;

	pthread_mutex_lock(&instance.list_lock);
	while (*link != session)
		link = &(*link)->next;
	*link = session->next;
	num_abandoned -= session->abandoned;
	pthread_mutex_unlock(&instance.list_lock);
}

static int await_call(struct instance_session *session, struct channel_call *call)
{
	if (has_queue(session))
		return instance_queue_await_call(session, call);
	return channel_await_call(&session->channel, call, &session->stop, &session->waiting);
}

static void reply_to(struct instance_session *session, const struct channel_reply *reply)
{
	if (has_queue(session))
		instance_queue_reply(&session->queue, reply);
	else
		channel_reply(&session->channel, reply);
}

/* Return what remains to be done about the last call. */
static enum served serve_all(struct instance_session *session, struct channel_reply *reply)
{
	enum served served = SERVED_MORE;
	struct channel_call call;

	while (served == SERVED_MORE) {
		served = await_call(session, &call) ? SERVED_NOT :
						      serve_call(session, &call, reply);
		if (served == SERVED_MORE)
			reply_to(session, reply);
	}
	return served;
}

static void end_transport(struct instance_session *session, enum served served,
			  const struct channel_reply *reply)
{
	if (served == SERVED_LAST)
		reply_to(session, reply);
	if (has_queue(session)) {
		instance_queue_close(&session->queue);
		return;
	}
	if (served == SERVED_NOT)
		channel_end(&session->channel);
	channel_unmap(&session->channel);
}

static void close_socket(struct instance_session *session)
{
	if (session->socket >= 0)
		close(session->socket);
	session->socket = -1;
}

static void drop_packets(const struct instance_session *session)
{
	char byte;

	for (int n = 0; session->socket >= 0 && n < MAX_UNREAD; n++) {
		if (recv(session->socket, &byte, sizeof(byte), MSG_DONTWAIT) < 0)
			break;
	}
}

/*
 * Drop what the client has left in the socket. If there are descriptors, it can take as long as
 * the client likes. So nobody else may wait for it, and the session counts as its user's
 * meanwhile.
 */
static void empty_socket(struct instance_session *session)
{
	struct pollfd end = { .fd = session->socket };

	session->dropping = true;
	if (poll(&end, 1, 0) > 0)
		close_socket(session);
	else
		drop_packets(session);
	session->dropping = false;
}

/*
 * Close a session's socket in the main thread, unless the client has left descriptors in it: that
 * thread may not wait for those. Return false if it's still open.
 */
static bool close_unused(int fd)
{
	struct msghdr packet = { 0 };
	char byte;

	shutdown(fd, SHUT_RDWR);
	for (int n = 0; n < MAX_UNREAD; n++) {
		if (recvmsg(fd, &packet, MSG_PEEK | MSG_DONTWAIT) < 0)
			break;
		if (packet.msg_flags & MSG_CTRUNC)
			return false;
		recv(fd, &byte, sizeof(byte), MSG_DONTWAIT);
	}
	close(fd);
	return true;
}

/*
 * The client of the last session gets its reply when the application's objects are closed: the
 * next session, with another instance, must be able to open them. If the broker has passed one
 * more session here meanwhile, there's nothing to wait for.
 */
static bool put_off(struct instance_session *session, enum served served,
		    const struct channel_reply *reply)
{
	bool waits;

	pthread_mutex_lock(&instance.list_lock);
	waits = session->was_last && instance.over && served == SERVED_LAST &&
		instance_storage_is_connected();
	if (waits) {
		session->reply = *reply;
		instance.put_off = session;
	}
	pthread_mutex_unlock(&instance.list_lock);
	return waits;
}

/* Called with list_lock held. */
static struct instance_session *take_put_off(void)
{
	struct instance_session *session = instance.put_off;

	instance.put_off = NULL;
	return session;
}

static void tell(struct instance_session *session)
{
	if (!session)
		return;
	end_transport(session, SERVED_LAST, &session->reply);
	if (session->socket >= 0)
		close_unused(session->socket);
	free(session);
}

void instance_session_tell(void)
{
	struct instance_session *session;

	pthread_mutex_lock(&instance.list_lock);
	session = take_put_off();
	pthread_mutex_unlock(&instance.list_lock);
	tell(session);
}

/*
 * Tell the broker first: a client that then opens another session mustn't be refused because
 * of this one. The broker may stop the instance, which the lock puts off until the client knows.
 */
static void end_session(struct instance_session *session, enum served served,
			const struct channel_reply *reply)
{
	struct message message = { .type = MESSAGE_ENDED, .session.id = session->id };
	bool waits;

	instance_memory_unmap_all(session);
	pthread_mutex_lock(&instance.ending_lock);
	instance_report(&message);
	waits = put_off(session, served, reply);
	if (!waits)
		end_transport(session, served, reply);
	pthread_mutex_unlock(&instance.ending_lock);
	if (waits)
		return;
	/* The client may have sent something since. */
	close_socket(session);
	free(session);
}

static void *session_thread(void *data)
{
	struct instance_session *session = data;
	enum served served = SERVED_NOT;
	struct channel_reply reply = { 0 };
	stack_t previous;

	if (!instance_fault_stack(&previous))
		served = serve_all(session, &reply);
	empty_socket(session);
	/* Still in the list: it may hang. */
	close_entry(session);
	/* unless it has never been opened */
	uncount_session(session);
	unlink_session(session);
	end_session(session, served, &reply);
	sigaltstack(&previous, NULL);
	return NULL;
}

/* The broker doesn't take the instance for one that is ending, see uncount_session(). */
static void add_session(struct instance_session *session)
{
	instance.sessions = session;
	instance.last_session = session->id;
	instance.over = false;
	session->counted = has_queue(session);
	instance.num_open += session->counted;
}

static int start_thread(struct instance_session *session)
{
	size_t stack = instance.head->stack_size;
	struct instance_session *last = NULL;
	pthread_attr_t attr;
	int rc;

	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&attr, STACK_LEAST + (stack + 0xfff) / 0x1000 * 0x1000);
	pthread_mutex_lock(&instance.list_lock);
	session->next = instance.sessions;
	rc = pthread_create(&session->thread, &attr, session_thread, session);
	if (!rc) {
		add_session(session);
		last = take_put_off();
	}
	pthread_mutex_unlock(&instance.list_lock);
	pthread_attr_destroy(&attr);
	tell(last);
	return -rc;
}

int instance_session_start(const struct message_session *message, int fds[2])
{
	struct instance_session *session = calloc(1, sizeof(*session));
	int rc = -ENOMEM;

	if (!session)
		goto close_fds;
	session->id = message->id;
	session->client.login = message->login;
	session->payer = message->payer;
	instance_uuid_from_bytes(message->client, &session->client.uuid);
	session->socket = fds[1];
	session->queue.fd = fds[1] < 0 ? fds[0] : -1;
	rc = has_queue(session) ? 0 : channel_map(&session->channel, fds[0]);
	if (rc)
		goto free_session;
	if (!has_queue(session))
		packet_close_fds(fds, 1);
	rc = has_queue(session) ? 0 : instance_watch(session->socket, session->id);
	if (!rc)
		rc = start_thread(session);
	if (!rc)
		return 0;

	channel_unmap(&session->channel);
free_session:
	free(session);
close_fds:
	packet_close_fds(fds, 1);
	/* If it's still open, it counts as one of the user's as long as the instance lives. */
	return fds[1] < 0 || close_unused(fds[1]) ? rc : 0;
}

void instance_session_abandon(uint32_t id)
{
	struct instance_session *session;

	pthread_mutex_lock(&instance.list_lock);
	session = instance.sessions;
	while (session && session->id != id)
		session = session->next;
	if (session) {
		num_abandoned += !session->abandoned;
		session->abandoned = true;
		stop_thread(session);
	}
	pthread_mutex_unlock(&instance.list_lock);
}

static uint64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* Called with list_lock held, now and then. */
static void check_abandoned(struct instance_session *session)
{
	uint64_t now = now_ms(), since;
	/* The thread changes it while we look. */
	bool entered = session->entered;

	if (session->dropping)
		pthread_kill(session->thread, SIGUSR1);
	if (!entered || !session->hung)
		session->hung = entered ? now : 0;
	since = entered ? now - session->hung : 0;
	session->given_up = since > GIVE_UP_MS;
	if (since > HUNG_MS && !instance.unconfined) {
		instance_end_hung(session->thread);
		/* The back trace takes a moment. */
		session->hung += 1000;
	}
}

int instance_session_interrupt(void)
{
	bool any;

	pthread_mutex_lock(&instance.list_lock);
	any = num_abandoned;
	for (struct instance_session *session = any ? instance.sessions : NULL; session;
	     session = session->next) {
		if (session->abandoned)
			check_abandoned(session);
	}
	pthread_mutex_unlock(&instance.list_lock);
	return any ? INTERRUPT_MS : -1;
}
