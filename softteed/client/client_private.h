/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Types shared by the client's files.
 *
 *   struct softteed_client   a connection. Owns its sessions and its memory
 *   struct client_session    on the connection's list from OPEN to CLOSE, and until the last
 *                            call in it has ended; then, if its instance goes on, on the list
 *                            of idle ones, whose channels save a session the way through
 *                            the broker
 *   struct client_memory     in the connection's table, until its owner has freed it and no
 *                            session has it attached
 *
 * One lock per connection, @lock, for all of this. It's never held during a call. @door
 * serializes requests to the broker, and is taken first.
 */
#ifndef SOFTTEED_CLIENT_PRIVATE_H
#define SOFTTEED_CLIENT_PRIVATE_H

#include <pthread.h>
#include <stdbool.h>

#include "softteed/client/softteed_client.h"
#include "softteed/protocol/channel.h"
#include "softteed/protocol/message.h"

/* How many lists a connection's sessions are spread over, so that finding one is quick */
#define CLIENT_BUCKETS	256

/* Most idle sessions of a connection, each of which counts as one of the user's */
#define CLIENT_IDLE		4

/* Most memory that a session can have attached; the instance has the same limit */
#define CLIENT_ATTACHED		256

/**
 * struct client_turn - a thread that makes a call in a session, or waits to, or for a session
 * @cancel_id:	id for softteed_client_cancel()
 * @cancelled:	cancelled before the call could begin
 * @next:	the next thread in the session's queue, or that waits for a session
 */
struct client_turn {
	uint32_t cancel_id;
	bool cancelled;
	struct client_turn *next;
};

/**
 * struct client_key - which sessions a channel can be used for
 * @uuid:	the application
 * @login_data:	as in struct tee_ioctl_open_session_arg
 * @login:	the same
 */
struct client_key {
	uint8_t uuid[MESSAGE_UUID_LEN];
	uint8_t login_data[MESSAGE_UUID_LEN];
	uint32_t login;
};

struct client_session {
	uint32_t id;
	struct client_key key;
	int socket;
	struct channel channel;
	bool opening;		/* TA_OpenSessionEntryPoint() hasn't returned */
	bool closing;		/* the last in the queue is to close it */
	bool dead;		/* the instance is gone */
	struct client_turn *queue;	/* whoever is at its head makes its call */
	pthread_cond_t turn;
	size_t num_attached;
	uint64_t attached_bytes;
	int attached[CLIENT_ATTACHED];
	struct client_session *next;
};

struct client_memory {
	int fd;
	size_t size;
	bool used;		/* the slot is taken */
	bool freed;		/* by its owner, only sessions still have it */
	unsigned int sessions;	/* how many have it attached */
};

struct softteed_client {
	int fd;
	int trace;		/* where calls are logged, or -1 */
	unsigned int trace_lost;	/* events that there was no room for */
	struct message_welcome welcome;
	bool (*gives_up)(void);	/* see softteed_client_give_up_if(), or NULL */
	pthread_mutex_t door;
	pthread_mutex_t lock;
	struct client_turn *openings;	/* OPENs that wait for the broker */
	struct client_session *sessions[CLIENT_BUCKETS];	/* by id, modulo their number */
	struct client_session *idle;
	size_t num_idle;
	struct client_memory *memory;	/* by id */
	size_t num_memory;
};

/**
 * client_session_next() - get all sessions of a connection, one after the other
 * @client:	the connection, locked
 * @session:	the session before, or NULL for the first
 *
 * Return: the next session, or NULL if there are no more.
 */
struct client_session *client_session_next(struct softteed_client *client,
					   const struct client_session *session);

/**
 * client_session_unlink() - take a session out of its connection
 * @client:	the connection, locked
 * @session:	the session
 */
void client_session_unlink(struct softteed_client *client, const struct client_session *session);

/**
 * client_ask() - send the broker a message and receive its reply
 * @client:	the connection
 * @message:	[in,out] the message; the reply
 * @fds:	[out] descriptors that came with it, -1 for none
 *
 * Return: 0, -EPIPE if the broker is gone, -EPROTO, -errno.
 */
int client_ask(struct softteed_client *client, struct message *message,
	       int fds[MESSAGE_MAX_FDS]);

/**
 * client_memory_get() - find memory
 * @client:	the connection, locked
 * @id:		its id
 *
 * Return: the memory, or NULL if there's none with this id.
 */
struct client_memory *client_memory_get(struct softteed_client *client, uint64_t id);

/**
 * client_memory_detached() - a session doesn't have memory attached any more
 * @client:	the connection, locked
 * @session:	the session
 * @id:		the memory's id
 */
void client_memory_detached(struct softteed_client *client, struct client_session *session,
			    int id);

/**
 * client_call() - make a call in a session
 * @client:	the connection, locked; unlocked on return
 * @session:	the session, on the list
 * @kind:	CHANNEL_OPEN or CHANNEL_INVOKE
 * @arg:	the parts of the ioctls' arguments that they have in common
 *
 * Return: 0 with the result in @arg, or -errno.
 */
struct client_call_arg {
	uint32_t command;
	uint32_t cancel_id;
	uint32_t num_params;
	struct tee_ioctl_param *params;
	uint32_t ret;
	uint32_t ret_origin;
};

int client_call(struct softteed_client *client, struct client_session *session,
		enum channel_kind kind, struct client_call_arg *arg);

/**
 * client_session_detach() - detach freed memory from all idle sessions
 * @client:	the connection, not locked
 *
 * Sessions with a call in progress do it after the call.
 */
void client_session_detach(struct softteed_client *client);

/**
 * client_session_free_idle() - free all idle sessions
 * @client:	the connection, which nobody else uses any more
 */
void client_session_free_idle(struct softteed_client *client);

/**
 * client_session_end() - close a session that isn't on the list any more
 * @client:	the connection, not locked
 * @session:	the session, which nobody else knows. Freed, or kept as an idle one
 */
void client_session_end(struct softteed_client *client, struct client_session *session);

/**
 * client_trace_open() - open the file that $GTEE_TRACE names, if any
 * @client:	the connection
 */
void client_trace_open(struct softteed_client *client);

/**
 * client_trace_close() - close it
 * @client:	the connection
 */
void client_trace_close(struct softteed_client *client);

/**
 * client_trace_now() - get the time, if calls are traced
 * @client:	the connection
 *
 * Return: ns of CLOCK_MONOTONIC, or 0.
 */
uint64_t client_trace_now(const struct softteed_client *client);

/**
 * client_trace() - write an event
 * @client:	the connection, locked or not
 * @event:	its name, as in kernel/core/trace.h
 * @format:	printf() format of its words after ctx
 */
void client_trace(struct softteed_client *client, const char *event, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
