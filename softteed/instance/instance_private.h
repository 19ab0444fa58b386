/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The process of a Trusted Application's instance.
 *
 * Threads: the main thread reads the broker's control socket. Each session has a thread that
 * waits for the client's calls. They take turns to run an entry point, so one runs at a
 * time. @list_lock protects the list of sessions; it's taken last, and never held while
 * waiting.
 *
 * A struct instance_session belongs to its thread, which frees it. Others find it in the list
 * under @list_lock.
 */
#ifndef SOFTTEED_INSTANCE_H
#define SOFTTEED_INSTANCE_H

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>

#include "softteed/instance/runtime.h"
#include "softteed/protocol/channel.h"
#include "softteed/protocol/message.h"

/* Most memory that a session can have mapped; the client has the same limit */
#define INSTANCE_MEMORY		256

struct instance_memory {
	uint32_t id;
	void *at;
	size_t size;
};

/**
 * struct instance_session - a session
 * @id:		its number with the broker
 * @client:	who the client is
 * @socket:	where the client sends memory
 * @channel:	the channel
 * @thread:	its thread
 * @waiting:	the thread is in a wait that ends once @stop is set and a signal arrives
 * @stop:	the thread should end
 * @abandoned:	and that is because the client is gone
 * @open:	the application has accepted it
 * @was_open:	it has been open, so the client uses the channel again
 * @context:	the application's pointer
 * @mapped:	bytes of @memory
 * @num_memory:	how many of @memory are in use
 * @memory:	the client's memory
 * @types:	parameter types of the running call
 * @params:	its parameters, as the application got them
 * @cancel_masked: the application doesn't want to know about cancellation
 * @next:	in the list
 */
struct instance_session {
	uint32_t id;
	TEE_Identity client;
	int socket;
	struct channel channel;
	pthread_t thread;
	volatile bool waiting;
	volatile bool stop;
	volatile bool abandoned;
	bool open;
	bool was_open;
	void *context;
	uint64_t mapped;
	size_t num_memory;
	struct instance_memory memory[INSTANCE_MEMORY];
	uint32_t types;
	TEE_Param params[CHANNEL_PARAMS];
	bool cancel_masked;
	struct instance_session *next;
};

struct application_entry_points {
	TEE_Result (*create)(void);
	void (*destroy)(void);
	TEE_Result (*open_session)(uint32_t types, TEE_Param params[4], void **context);
	void (*close_session)(void *context);
	TEE_Result (*invoke)(void *context, uint32_t command, uint32_t types,
			     TEE_Param params[4]);
};

/**
 * struct instance - this process
 * @control:	socket to the broker
 * @epoll:	the main thread waits on it for the broker, and for clients to close their ends of
 *		sessions' sockets
 * @storage:	socket to the application's storage process, or -1
 * @door:	socket to the broker for sessions with other applications; -1 once it's used
 * @root_key:	what the application's keys are derived from
 * @head:	the application's description
 * @entry:	its entry points
 * @created:	TA_CreateEntryPoint() was successful
 * @num_open:	open sessions
 * @current:	whose entry point is running, or NULL
 * @list_lock:	protects @sessions
 * @sessions:	all sessions
 */
struct instance {
	int control;
	int epoll;
	int storage;
	int door;
	uint8_t root_key[MESSAGE_KEY_LEN];
	const struct ta_head *head;
	struct application_entry_points entry;
	bool created;
	size_t num_open;
	struct instance_session *current;
	pthread_mutex_t list_lock;
	struct instance_session *sessions;
};

extern struct instance instance;

/**
 * instance_main() - run an instance
 * @control:	its control socket
 *
 * Context: a process forked for it, single-threaded. Doesn't return.
 */
_Noreturn void instance_main(int control);

/**
 * instance_load() - load the application
 * @fd:		its shared object, a sealed memfd
 * @uuid:	what it has to be, in text order
 *
 * No other code can be loaded afterwards.
 *
 * Return: TEE_SUCCESS; TEE_ERROR_BAD_FORMAT, _GENERIC, logged.
 */
TEE_Result instance_load(int fd, const uint8_t uuid[MESSAGE_UUID_LEN]);

/**
 * instance_uuid_to_bytes() - convert a UUID to text order (RFC 9562)
 * @uuid:	the UUID, whose fields are numbers
 * @bytes:	[out] its bytes
 */
void instance_uuid_to_bytes(const TEE_UUID *uuid, uint8_t bytes[MESSAGE_UUID_LEN]);

/**
 * instance_uuid_from_bytes() - undo instance_uuid_to_bytes()
 * @bytes:	the bytes
 * @uuid:	[out] the UUID
 */
void instance_uuid_from_bytes(const uint8_t bytes[MESSAGE_UUID_LEN], TEE_UUID *uuid);

/**
 * instance_session_start() - start serving a session
 * @message:	the broker's message
 * @fds:	channel and socket; taken over, even on error
 *
 * Return: 0 or -errno.
 */
int instance_session_start(const struct message_session *message, int fds[2]);

/**
 * instance_session_abandon() - have a session closed whose client is gone
 * @id:		its number; unknown ones are ignored
 */
void instance_session_abandon(uint32_t id);

/**
 * instance_watch() - have the main thread watch a socket
 * @fd:		the socket
 * @id:		the session that is abandoned once the client closes its end; 0 for the control
 *		socket
 *
 * Return: 0 or -errno.
 */
int instance_watch(int fd, uint32_t id);

/**
 * instance_turn_take() - wait for one's turn to run an entry point
 *
 * First come, first served.
 */
void instance_turn_take(void);

/** instance_turn_pass() - let the next thread have its turn */
void instance_turn_pass(void);

/**
 * instance_report() - send the broker a message
 * @message:	the message
 *
 * If the broker is gone, so are we.
 */
void instance_report(struct message *message);

/**
 * instance_memory_attach() - map memory that a client has sent
 * @session:	the session
 *
 * Return: 0, -EBADMSG, -ENOMEM, -errno.
 */
int instance_memory_attach(struct instance_session *session);

/**
 * instance_memory_detach() - unmap memory
 * @session:	the session
 * @id:		the client's id for it; unknown ones are ignored
 */
void instance_memory_detach(struct instance_session *session, uint32_t id);

/**
 * instance_memory_find() - translate a memory reference
 * @session:	the session
 * @param:	the parameter, a copy of what the client wrote
 * @at:		[out] its address in this process
 *
 * Return: 0, or -EINVAL if it isn't within memory of the session.
 */
int instance_memory_find(const struct instance_session *session,
			 const struct channel_param *param, void **at);

/**
 * instance_catch_faults() - have faults reported like panics
 *
 * Once per process. Each thread that runs the application's code also needs
 * instance_fault_stack().
 */
void instance_catch_faults(void);

/**
 * instance_fault_stack() - give the calling thread a stack to report faults from
 * @previous:	[out] what it had, for sigaltstack() before the thread ends
 *
 * Return: 0, or -1 if sigaltstack() failed.
 */
int instance_fault_stack(stack_t *previous);

#endif
