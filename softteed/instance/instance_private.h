/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The process of a Trusted Application's instance.
 *
 * Threads: the main thread reads the broker's control socket. Each session has a thread that
 * waits for the client's calls, in a channel or in the queue of a vtee device. They take turns
 * to run an entry point, so one runs at a time. @list_lock protects the list of sessions; it's
 * taken last, and never held while waiting.
 *
 * A struct instance_session belongs to its thread, which frees it. Others find it in the list
 * under @list_lock.
 */
#ifndef SOFTTEED_INSTANCE_H
#define SOFTTEED_INSTANCE_H

#include <linux/vtee.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
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
 * struct instance_request - a request that has been received during another one's call
 * @request:	the request
 * @next:	in the list
 */
struct instance_request {
	struct vtee_request request;
	struct instance_request *next;
};

/**
 * struct instance_queue - a session's queue of a vtee device
 * @fd:		the queue; -1 if the session has a channel
 * @request:	the request in progress
 * @cancelled:	it should be cancelled
 * @waiting:	requests that are next
 * @has_answer:	the answer in @exchange is to be sent
 * @exchange:	buffers for system calls
 */
struct instance_queue {
	int fd;
	struct vtee_request request;
	bool cancelled;
	struct instance_request *waiting;
	bool has_answer;
	struct vtee_exchange exchange;
};

/**
 * struct instance_session - a session
 * @id:		its number with the broker
 * @client:	who the client is
 * @payer:	and its user's number with the broker
 * @socket:	where the client sends memory, or -1
 * @channel:	the channel, or not mapped
 * @queue:	or the queue
 * @thread:	its thread
 * @waiting:	the thread is in a wait that ends once @stop is set and a signal arrives
 * @stop:	the thread should end
 * @abandoned:	and that is because the client is gone
 * @entered:	the thread is in an entry point
 * @hung:	since when, in ms, although the client is gone; 0 if it isn't so
 * @given_up:	the application's calls to others end early
 * @dropping:	the thread may be in a wait for what is behind the client's descriptors, which
 *		ends once a signal arrives
 * @open:	the application has accepted it
 * @counted:	it's one of instance.num_open
 * @was_open:	it has been open, so the client uses the channel again
 * @was_last:	it was the last one that was counted, so the instance has to end
 * @reply:	to the last call, if the client gets that when the instance ends
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
	uint32_t payer;
	int socket;
	struct channel channel;
	struct instance_queue queue;
	pthread_t thread;
	atomic_bool waiting;
	atomic_bool stop;
	atomic_bool abandoned;
	atomic_bool entered;
	uint64_t hung;
	atomic_bool given_up;
	atomic_bool dropping;
	bool open;
	bool counted;
	bool was_open;
	bool was_last;
	struct channel_reply reply;
	void *context;
	uint64_t mapped;
	size_t num_memory;
	struct instance_memory memory[INSTANCE_MEMORY];
	uint32_t types;
	TEE_Param params[CHANNEL_PARAMS];
	atomic_bool cancel_masked;
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
 * @door:	socket to the broker for sessions with other applications; -1 once it's used
 * @unconfined:	there's no sandbox; a panic raises SIGABRT
 * @wait:	wait for a debugger once the application is loaded
 * @root_key:	what the application's keys are derived from
 * @head:	the application's description
 * @entry:	its entry points
 * @created:	TA_CreateEntryPoint() was successful
 * @stopping:	the main thread runs the last entry point
 * @num_open:	open sessions, those that are being opened, and those of the device that will be
 * @over:	the last one was closed, so the instance has to end and takes no other
 * @last_session: the latest session that the broker has passed
 * @current:	whose entry point is running, or NULL
 * @ending_lock: held while a session ends: after the broker knows, before its client does
 * @list_lock:	protects @sessions and which of them are open, i.e. @num_open, @over,
 *		@last_session and @put_off
 * @sessions:	all sessions
 * @put_off:	the session whose client is told when the instance has ended, or NULL
 */
#define INSTANCE_NAME_SIZE	64

struct instance {
	int control;
	int epoll;
	int door;
	bool unconfined;
	bool wait;
	uint8_t root_key[MESSAGE_KEY_LEN];
	char file[MESSAGE_FILE_LEN];	/* the application's, for the log */
	const struct ta_head *head;
	struct application_entry_points entry;
	bool created;
	bool stopping;
	size_t num_open;
	bool over;
	uint32_t last_session;
	struct instance_session *current;
	pthread_mutex_t ending_lock;
	pthread_mutex_t list_lock;
	struct instance_session *sessions;
	struct instance_session *put_off;
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
 * @fd:		its shared object or the list, a sealed memfd; taken over
 * @uuid:	what it has to be, in text order
 *
 * No other code can be loaded afterwards.
 *
 * Return: TEE_SUCCESS; TEE_ERROR_BAD_FORMAT, _GENERIC, logged; _OUT_OF_MEMORY.
 */
TEE_Result instance_load(int fd, const uint8_t uuid[MESSAGE_UUID_LEN]);

/**
 * instance_load_list() - be the application that lists the others
 * @fd:		the list, a sealed memfd; taken over, and stays open
 * @head:	[out] the description
 *
 * Return: TEE_SUCCESS; TEE_ERROR_OUT_OF_MEMORY, _GENERIC.
 */
TEE_Result instance_load_list(int fd, const struct ta_head **head);

/**
 * instance_request() - ask the broker for a descriptor
 * @request:	MESSAGE_LIBRARY, _CONNECT, _PLUGINS; overwritten
 *
 * Return: the descriptor, or -errno, see softteed_client_request().
 */
int instance_request(struct message *request);

/**
 * instance_open_application() - load a shared object and the libraries that it needs
 * @fd:		the application's; taken over, and stays open
 * @object:	[out] its handle
 *
 * Return: NULL, or why it can't be loaded.
 */
const char *instance_open_application(int fd, void **object);

/**
 * instance_file_name() - translate what the loader calls a file
 * @name:	e.g. /proc/self/fd/5; what follows the number is ignored
 * @text:	room for the name of a library
 *
 * Return: the application's file, or a library's UUID.so in @text; or @name if it's neither.
 */
const char *instance_file_name(const char *name, char text[INSTANCE_NAME_SIZE]);

/**
 * instance_opens_libraries() - see whether the application may open libraries while it runs
 *
 * Return: true if it, or a library that it's linked with, refers to dlopen().
 */
bool instance_opens_libraries(void);

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
 * @fds:	channel and socket, or a queue and -1; taken over, even on error
 *
 * Return: 0; -errno if it has ended already. If it can't be started, and descriptors of the
 * client's keep its socket open, it never ends: the broker goes on counting it.
 */
int instance_session_start(const struct message_session *message, int fds[2]);

/**
 * instance_session_abandon() - have a session closed whose client is gone
 * @id:		its number; unknown ones are ignored
 */
void instance_session_abandon(uint32_t id);

/**
 * instance_session_tell() - tell the client whose session was the last one
 *
 * For when the application was destroyed, and its objects are closed.
 */
void instance_session_tell(void);

/**
 * instance_session_interrupt() - interrupt threads that abandoned sessions keep waiting
 *
 * Ends the process if an entry point runs on for long without a client, as others wait for it.
 *
 * Return: milliseconds until it has to be called again, -1 for none.
 */
int instance_session_interrupt(void);

/**
 * instance_read_message() - wait for a message of the broker's and handle it
 *
 * Context: the main thread. Doesn't return if the broker is gone.
 */
void instance_read_message(void);

/**
 * instance_storage_connected() - pass the broker's answer to who waits for it
 * @fd:		socket to the storage process, taken over; -1 if there's none
 */
void instance_storage_connected(int fd);

/** instance_storage_is_connected() - check whether the application may have objects open */
bool instance_storage_is_connected(void);

/**
 * instance_storage_disconnect() - close the connection, and so all objects
 *
 * Context: the main thread, at the end. The storage process hears of it before it hears from any
 * instance that is started later.
 */
void instance_storage_disconnect(void);

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
 * instance_memory_unmap_all() - unmap all of a session's memory
 * @session:	the session
 */
void instance_memory_unmap_all(struct instance_session *session);

/**
 * instance_memory_make_room() - make sure that the regions of one call can be mapped
 * @session:	the session, no call in progress
 */
void instance_memory_make_room(struct instance_session *session);

/**
 * instance_memory_map_region() - map a region of a vtee device
 * @session:	the session, with a queue
 * @region:	the region, its id from now on. May be mapped already
 * @size:	its size in bytes
 *
 * It stays mapped for later calls. The kernel takes the memory away if the client frees it.
 *
 * Return: 0 or -errno.
 */
int instance_memory_map_region(struct instance_session *session, uint32_t region, uint64_t size);

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
 * instance_queue_await_call() - wait for the next call in a session's queue
 * @session:	the session, with a queue
 * @call:	[out] the call. Its memory is mapped
 *
 * Sends the reply to the previous one.
 *
 * Return: 0; -ENODEV if the session is over, because of the client or the device; -EBADMSG if
 * the session's start was answered with a failure; -errno.
 */
int instance_queue_await_call(struct instance_session *session, struct channel_call *call);

/**
 * instance_queue_reply() - reply to the call in progress
 * @queue:	the queue
 * @reply:	the reply, to be sent by the next function that waits for a call, or closes
 */
void instance_queue_reply(struct instance_queue *queue, const struct channel_reply *reply);

/**
 * instance_queue_close() - send the last reply and close a queue
 * @queue:	the queue
 */
void instance_queue_close(struct instance_queue *queue);

/**
 * instance_queue_is_cancelled() - check whether the call in progress should be cancelled
 * @queue:	the queue, which only one thread at a time may receive from
 *
 * Return: true if so.
 */
bool instance_queue_is_cancelled(struct instance_queue *queue);

/**
 * instance_queue_await_cancel() - sleep until something arrives in a queue
 * @queue:	the queue
 * @milliseconds: limit, or UINT32_MAX for none
 */
void instance_queue_await_cancel(const struct instance_queue *queue, uint32_t milliseconds);

/**
 * instance_session_is_cancelled() - check whether a call should be cancelled
 * @session:	the session whose entry point is running
 *
 * Return: true if the client asks for it, or is gone.
 */
bool instance_session_is_cancelled(struct instance_session *session);

/**
 * instance_session_await_cancel() - sleep until a call should be cancelled
 * @session:	the session whose entry point is running
 * @milliseconds: limit, or UINT32_MAX for none
 *
 * May return early.
 */
void instance_session_await_cancel(struct instance_session *session, uint32_t milliseconds);

/**
 * instance_end_hung() - end the process because a call doesn't end
 * @thread:	the call's, whose back trace is logged
 *
 * Context: the main thread. Returns before the process ends.
 */
void instance_end_hung(pthread_t thread);

/**
 * instance_catch_faults() - have faults reported like panics
 *
 * Without the sandbox, those that a sanitizer reports are left to it.
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
