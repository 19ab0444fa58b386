/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The broker: one thread, which reacts to its sockets. It makes sessions and sees to it that
 * deaths are noticed; calls never pass through it. It has two doors, either of which may be
 * closed: a socket, and a TEE device whose clients the kernel speaks for.
 *
 *   struct broker_client       a connection; owns its sessions. At most one OPEN is worked on
 *                              at a time, and the next is read after its reply
 *   struct broker_application  a Trusted Application, found on disk. Kept as long as it has
 *                              instances
 *   struct broker_instance     a process, from the request to the zygote until its control
 *                              socket says that it's gone
 *   struct broker_user         a user with connections or sessions, which hold a reference
 *   struct broker_storage      an application's storage process, until it has ended; belongs
 *                              to storage.c
 *   struct broker_helper       what the launcher does for a client, e.g. in a process of its own
 *                              what would keep the broker waiting; belongs to helper.c. A client
 *                              has at most one
 *   struct broker_session      a client's session with an instance, on the lists of both,
 *                              until the instance has ended it
 *
 * There are no locks. Whatever is freed while its socket may still have an event pending is
 * freed at the end of the round, see broker_source_remove().
 */
#ifndef SOFTTEED_BROKER_H
#define SOFTTEED_BROKER_H

#include <linux/vtee.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "softteed/launcher/launcher.h"
#include "softteed/protocol/message.h"

#define BROKER_MAX_FOLDERS	8
#define BROKER_MAX_NETWORK	64

/**
 * struct broker_options - how to run a broker
 * @socket:	path of the socket for clients, or NULL
 * @listening:	a listening socket to use instead, or -1
 * @vtee:	create a TEE device
 * @folders:	directories with applications, NULL-terminated
 * @store:	directory of trusted storage
 * @device_key:	file with the device key, or keyring:DESCRIPTION, or passphrase:FILE; or NULL:
 *		device.key in @store
 * @counters:	directory with a counter per application, or NULL: counters in @store
 * @accept_old:	take storage for current whatever the counters say, and set them
 * @plugins:	directory with plugins, or NULL
 * @network:	applications that may use the network, in text order
 * @num_network: how many
 * @network_for_all: all may use it
 * @key_file:	PEM file with the public key that applications must be signed with, or NULL
 * @allow_unsigned: take unsigned applications too (UUID.so)
 * @verbose:	log sessions and instances
 */
struct broker_options {
	const char *socket;
	int listening;
	bool vtee;
	const char *folders[BROKER_MAX_FOLDERS + 1];
	const char *store;
	const char *device_key;
	const char *counters;
	bool accept_old;
	const char *plugins;
	uint8_t network[BROKER_MAX_NETWORK][MESSAGE_UUID_LEN];
	size_t num_network;
	bool network_for_all;
	const char *key_file;
	bool allow_unsigned;
	bool verbose;
};

/**
 * struct broker_source - a descriptor that the broker reacts to
 * @fd:		the descriptor, owned
 * @handle:	called if it's readable or at its end
 * @release:	frees what this is embedded in
 * @removed:	to be released at the end of the round, once it's closed
 * @next_removed: in the list of those
 * @closer:	the thread that closes it, belongs to close.c
 */
struct broker_source {
	int fd;
	void (*handle)(struct broker_source *source);
	void (*release)(struct broker_source *source);
	bool removed;
	struct broker_source *next_removed;
	pthread_t closer;
};

/**
 * struct broker_user - what a user has
 * @uid:	the user
 * @refs:	one per connection and session
 * @clients:	connections
 * @sessions:	sessions that haven't ended
 * @max_clients: limit of @clients
 * @max_sessions: limit of @sessions
 * @next:	in the list
 */
struct broker_user {
	uid_t uid;
	unsigned int refs;
	unsigned int clients;
	unsigned int sessions;
	unsigned int max_clients;
	unsigned int max_sessions;
	struct broker_user *next;
};

struct broker_client {
	struct broker_source source;
	struct broker_user *user;	/* who its connection and sessions are charged to */
	pid_t pid;
	uid_t uid;
	gid_t gid;
	bool is_application;		/* an instance; the next are its number and UUID */
	uint32_t instance;
	uint8_t uuid[MESSAGE_UUID_LEN];
	struct broker_open *open;	/* in progress, or NULL */
	struct broker_helper *helper;	/* likewise */
	struct broker_session *sessions;
	struct broker_client *next;
};

/**
 * struct broker_open - a client's OPEN that waits for an instance
 * @client:	the client at the socket, or NULL if it's gone, or it isn't one
 * @refusal:	a client of the device: the answer if there will be no session; its id names
 *		the request, 0 if that has been answered
 * @device_session: likewise: the kernel's id for the session
 * @payer:	an application's: the user of the session on whose behalf it asks
 * @login:	the client's login method and
 * @uuid:	its UUID
 * @next:	in the instance's list
 */
struct broker_open {
	struct broker_client *client;
	struct vtee_answer refusal;
	uint32_t device_session;
	uint32_t login;
	uint32_t payer;
	uint8_t uuid[MESSAGE_UUID_LEN];
	struct broker_open *next;
};

struct broker_session {
	uint32_t id;
	struct broker_user *user;
	struct broker_client *client;	/* NULL if it's gone, or the device's */
	struct broker_instance *instance;
	int channel;			/* to wake the client if the instance dies, or -1 */
	uint32_t device_session;	/* the kernel's id for one of the device, or 0 */
	bool ending;			/* the client is gone */
	bool told;			/* ABANDON has been sent */
	struct broker_session *next_of_client;
	struct broker_session *next_of_instance;
	struct broker_session *next_of_device;
};

enum broker_instance_state {
	INSTANCE_STARTING,
	INSTANCE_READY,
	INSTANCE_ENDING,		/* takes no new session */
	INSTANCE_STOPPING,
};

struct broker_instance {
	struct broker_source source;	/* the control socket */
	uint32_t id;
	enum broker_instance_state state;
	struct broker_application *application;
	struct broker_open *opens;	/* wait for STARTED, or for room in the socket */
	struct broker_session *sessions;
	uint32_t last_session;		/* the latest that it was passed */
	size_t num_living;		/* sessions whose client isn't gone */
	size_t num_untold;		/* sessions whose ABANDON hasn't been sent */
	bool wants_room;		/* to send them, or sessions of @opens */
	uint64_t deadline;		/* in ms, to start or to end; 0 for none */
	int control;			/* its other end, until FORK has been sent; or -1 */
	bool living;			/* FORK has been sent, and KILL hasn't */
	bool released;			/* nobody needs it any more, once KILL has been sent */
	struct broker_instance *next;	/* of the application's */
	struct broker_instance *next_fork;	/* of those whose FORK waits for room */
};

struct broker_application {
	uint8_t uuid[MESSAGE_UUID_LEN];
	bool known_flags;
	uint32_t flags;			/* TA_FLAG_* */
	struct broker_instance *instances;
	struct broker_storage *storage;	/* its storage process, or NULL */
	struct broker_application *next;
};

struct broker {
	struct broker_options options;
	int epoll;
	struct broker_source zygote;
	struct broker_source launcher;
	struct broker_source door;	/* the socket that clients connect to */
	int signals;			/* descriptors of what ends the broker, and of the log */
	int log;
	struct broker_client *clients;
	struct broker_application *applications;
	struct broker_source *removed;
	uint32_t last_instance;
	size_t num_clients;
	size_t num_sessions;
	uid_t uid;			/* our own, since the sandbox doesn't let us ask */
	int error;			/* why it ends, -errno */
	EVP_PKEY *key;			/* which applications must be signed with, or NULL */
	int folders[BROKER_MAX_FOLDERS];	/* descriptors of directories, like the next two */
	int store;
	int counters;
	uint8_t device_key[MESSAGE_KEY_LEN];
};

extern struct broker broker;

/* broker.c */

/**
 * broker_run() - run a broker
 * @options:	how
 * @zygote:	socket to the zygote, owned
 * @log:	pipe with what it and the instances log, owned
 *
 * Return: when told to stop by SIGTERM or SIGINT: 0; or -errno, logged.
 */
int broker_run(const struct broker_options *options, int zygote, int log);

/**
 * broker_stop() - end the broker after this round
 * @error:	what it returns, -errno
 * @why:	for the log
 */
void broker_stop(int error, const char *why);

/**
 * broker_source_add() - react to a descriptor
 * @source:	fd, handle and release are set
 *
 * Return: 0 or -errno.
 */
int broker_source_add(struct broker_source *source);

/**
 * broker_source_remove() - close a descriptor, and release its source later
 * @source:	the source; the second time does nothing
 */
void broker_source_remove(struct broker_source *source);

/** broker_source_stop() - don't react any more, but leave the descriptor to the caller */
void broker_source_stop(struct broker_source *source);

/** broker_source_pause() - stop or resume reacting to a descriptor */
void broker_source_pause(struct broker_source *source, bool pause);

/** broker_source_want_room() - have @handle also called once there's room to send */
void broker_source_want_room(struct broker_source *source, bool want);

/** broker_source_release() - the source is closed, so release it at the end of the round */
void broker_source_release(struct broker_source *source);

/* close.c */

/**
 * broker_close_prepare() - prepare for broker_close()
 * @ends:	[out] the two descriptors that it needs
 *
 * Return: 0 or -errno.
 */
int broker_close_prepare(int ends[2]);

/**
 * broker_close() - close a source's descriptor, then call broker_source_release()
 * @source:	the source
 *
 * Closing a socket discards what is still in it, which can take as long as the sender wants
 * if there are descriptors. That's done by a thread then. It isn't done before the other end has
 * read what is there for it, or is closed.
 */
void broker_close(struct broker_source *source);

/**
 * broker_is_unread() - check whether the other end of a socket has something left to read
 * @fd:		the socket
 *
 * Return: true if so.
 */
bool broker_is_unread(int fd);

/**
 * broker_close_refused() - close a connection that isn't a client's
 * @fd:		the socket, which may have packets in it already
 */
void broker_close_refused(int fd);

/** broker_close_has_room() - check whether further connections can be refused */
bool broker_close_has_room(void);

/**
 * broker_close_expire() - interrupt what takes long to be closed, and go on with the rest
 *
 * Return: milliseconds until it has to be called again, -1 for none.
 */
int broker_close_expire(void);

/** broker_close_end() - leave what is still being closed to the end of the process */
void broker_close_end(void);

/* confine.c */

/**
 * broker_confine() - enter the broker's sandbox, before anything that a client sends is read
 * @own: @num_own: descriptors to leave open besides those in struct broker, at most 8
 *
 * Return: 0 or -errno.
 */
int broker_confine(const int *own, size_t num_own);

/* launcher.c */

/**
 * broker_launcher_start() - fork the launcher. The directories of trusted storage are open
 *
 * Return: 0 or -errno.
 */
int broker_launcher_start(void);

/**
 * broker_launcher_stop() - have the launcher end, along with what it has started
 *
 * Waits for that, 10 seconds at most: whoever waits for the broker may remove the directories of
 * trusted storage next.
 */
void broker_launcher_stop(void);

/** broker_launcher_number() - get a new number for a request */
uint32_t broker_launcher_number(void);

/**
 * broker_launcher_send() - send a request
 * @request:	the request
 * @fd:		the descriptor that goes with it, which the caller keeps; or -1
 *
 * The end of a request is told to broker_storage_done() and broker_helper_done().
 *
 * Return: as packet_send().
 */
int broker_launcher_send(const struct launcher_request *request, int fd);

/** broker_now_ms() - get the time, in milliseconds of CLOCK_MONOTONIC */
uint64_t broker_now_ms(void);

/** broker_log() - write a line to the log */
void broker_log(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** broker_log_request() - the same, for what clients could fill the log with */
void broker_log_request(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* activation.c */

/**
 * broker_activation_socket() - take the listening socket that systemd passes
 *
 * Call it once, before anything is forked: it changes the environment.
 *
 * Return: the descriptor; -ENOENT if there is none; -EINVAL if it's something else; -errno.
 */
int broker_activation_socket(void);

/* door.c: clients */

/**
 * broker_door_open() - listen for clients
 * @path:	the socket's path
 * @fd:		a listening socket, or -1 to make one
 *
 * Return: 0, or -errno, logged.
 */
int broker_door_open(const char *path, int fd);

/** broker_door_close() - remove the socket's name, unless it's another broker's by now */
void broker_door_close(const char *path);

/** broker_door_resume() - there are descriptors for clients again */
void broker_door_resume(void);

/**
 * broker_client_add() - add a connection
 * @fd:		the socket, taken over on success
 * @instance:	the instance at its other end, or NULL
 * @user:	who it's charged to then, instead of the peer's own user
 *
 * Return: the client, or NULL if there are too many, or no memory.
 */
struct broker_client *broker_client_add(int fd, const struct broker_instance *instance,
					struct broker_user *user);

/**
 * broker_client_open() - serve OPEN
 * @client:	the client
 * @request:	what it wants
 * @error: @path: as for broker_login()
 */
void broker_client_open(struct broker_client *client, const struct message_open *request,
			int error, const char *path);

/**
 * broker_client_reply() - reply to OPEN
 * @client:	the client
 * @session:	the session's id
 * @result:	or a result
 * @error:	or an errno
 * @fds:	channel and socket, which the caller keeps; NULL without a session
 */
void broker_client_reply(struct broker_client *client, uint32_t session, uint32_t result,
			 int error, const int *fds);

/**
 * broker_client_grant() - reply to an application's request
 * @client:	the client
 * @error:	an errno, or 0
 * @fd:		what it has asked for, which the caller keeps; -1 with an error
 */
void broker_client_grant(struct broker_client *client, int error, int fd);

/* helper.c */

/**
 * broker_helper_start() - have a request of an application served by a process
 * @client:	the client, which gets its reply from there
 * @message:	MESSAGE_CONNECT or MESSAGE_PLUGINS
 */
void broker_helper_start(struct broker_client *client, const struct message *message);

/**
 * broker_helper_find_path() - find a client's program, and then call broker_client_open()
 * @client:	the client
 * @open:	its request
 *
 * Return: 0 or -errno.
 */
int broker_helper_find_path(struct broker_client *client, const struct message_open *open);

/**
 * broker_helper_done() - the launcher has served a request
 * @id:		its number, maybe of a helper
 * @status:	see struct launcher_reply
 * @path:	likewise
 */
void broker_helper_done(uint32_t id, int status, const char *path);

/** broker_helper_cancel() - the client is gone; its source is closed later */
void broker_helper_cancel(struct broker_helper *helper);

/* vtee.c: the device */

/**
 * broker_vtee_open() - create a TEE device
 *
 * Return: 0, or -errno, logged.
 */
int broker_vtee_open(void);

/**
 * broker_vtee_forward() - pass a request on to a queue of its own
 * @open:	the request, of a client of the device
 *
 * Return: the queue, for the instance to receive the request from; -ENOENT if the client is
 * gone; -errno.
 */
int broker_vtee_forward(struct broker_open *open);

/**
 * broker_vtee_take_back() - answer a forwarded request in the instance's place
 * @open:	the request
 * @queue:	the queue, which the instance hasn't got
 * @result:	the answer
 */
void broker_vtee_take_back(struct broker_open *open, int queue, uint32_t result);

/**
 * broker_vtee_add() - be told when a session's client is gone
 * @session:	the session, of the device
 */
void broker_vtee_add(struct broker_session *session);

/** broker_vtee_remove() - a session is over */
void broker_vtee_remove(struct broker_session *session);

/**
 * broker_vtee_refuse() - answer a request, as there'll be no session
 * @open:	the request, of a client of the device
 * @result:	why not
 */
void broker_vtee_refuse(struct broker_open *open, uint32_t result);

/**
 * broker_vtee_user() - get the user that stands for all clients of the device
 *
 * Return: the user. Its references count for nothing.
 */
struct broker_user *broker_vtee_user(void);

/** broker_vtee_descriptor() - get the device's descriptor, or -1 */
int broker_vtee_descriptor(void);

/* user.c */

/** broker_user_get() - find a user, with a reference; NULL if we are out of memory */
struct broker_user *broker_user_get(uid_t uid);

/** broker_user_hold() - take another reference */
void broker_user_hold(struct broker_user *user);

/** broker_user_put() - drop a reference */
void broker_user_put(struct broker_user *user);

/** broker_user_charge_client() - count a connection: 0 or -EDQUOT */
int broker_user_charge_client(struct broker_user *user);

/** broker_user_charge_session() - count a session, which takes a reference: 0 or -EDQUOT */
int broker_user_charge_session(struct broker_user *user);

/** broker_user_uncharge_session() - undo broker_user_charge_session() */
void broker_user_uncharge_session(struct broker_user *user);

/* login.c */

/** broker_login_names_program() - check whether a login depends on the client's program */
bool broker_login_names_program(const struct broker_client *client, uint32_t login);

/** broker_login_may_name_program() - check whether a client may log in as its program */
bool broker_login_may_name_program(const struct broker_client *client);

/**
 * broker_login() - work out a client's UUID
 * @client:	the client
 * @open:	its request
 * @error:	why its program isn't known, or 0
 * @path:	the program, if the login depends on it
 * @uuid:	[out] in text order
 *
 * Return: 0, -EPERM, -EINVAL, -ENOENT, -ENAMETOOLONG.
 */
int broker_login(const struct broker_client *client, const struct message_open *open, int error,
		 const char *path, uint8_t uuid[MESSAGE_UUID_LEN]);

/* application.c */

/** broker_application_find() - find an application that has instances; NULL for none */
struct broker_application *broker_application_find(const uint8_t uuid[MESSAGE_UUID_LEN]);

/**
 * broker_application_get() - find an application, or make it
 * @uuid:	its UUID
 *
 * Return: the application, which stays until its last instance is gone, or NULL if we are
 * out of memory.
 */
struct broker_application *broker_application_get(const uint8_t uuid[MESSAGE_UUID_LEN]);

/** broker_application_put() - forget an application that has no instances */
void broker_application_put(struct broker_application *application);

/**
 * broker_application_open_folders() - open the directories with applications
 *
 * Return: 0, or -errno, logged.
 */
int broker_application_open_folders(void);

/**
 * broker_application_file() - read an application's file and check its signature
 * @uuid:	its UUID
 * @path:	[out] the file's name
 *
 * Return: a sealed memfd with the shared object; -ENOENT if there's no such file; -EACCES if
 * it isn't properly signed; -errno. Failures are logged.
 */
int broker_application_file(const uint8_t uuid[MESSAGE_UUID_LEN], char path[PATH_MAX]);

/**
 * broker_application_memory() - make a sealed memfd
 * @bytes: @size: what is to be in it
 *
 * Return: the memfd, or -errno.
 */
int broker_application_memory(const uint8_t *bytes, size_t size);

/* list.c */

/** broker_is_list() - see whether a UUID is that of the application that lists the others */
bool broker_is_list(const uint8_t uuid[MESSAGE_UUID_LEN]);

/**
 * broker_list() - list the applications that could be opened
 *
 * Their signatures aren't checked.
 *
 * Return: a sealed memfd with the absolute path of each one's file, each with a NUL; or -errno.
 */
int broker_list(void);

/* store.c */

/**
 * broker_store_open() - open the directories of trusted storage, creating what's missing
 *
 * Return: 0 or -errno, logged.
 */
int broker_store_open(void);

/**
 * broker_store_load_key() - load the device key
 *
 * Creates a missing one, unless there are objects that depend on it.
 *
 * Return: 0 or -errno, logged.
 */
int broker_store_load_key(void);

/* storage.c */

/**
 * broker_storage_connect() - connect an instance to its application's storage process
 * @application: the application; the process is started if there's none
 *
 * Return: the instance's socket, or -errno, logged.
 */
int broker_storage_connect(struct broker_application *application);

/** broker_storage_stop() - let an application's storage process end after its last request */
void broker_storage_stop(struct broker_application *application);

/**
 * broker_storage_done() - a process of the launcher's has ended
 * @id:		its number, maybe of a storage process
 * @status:	its wait status
 */
void broker_storage_done(uint32_t id, int status);

/* instance.c */

/**
 * broker_instance_open() - find or start an instance for a request
 * @uuid:	the application
 * @open:	the request; taken over
 *
 * The client gets its reply now or later.
 */
void broker_instance_open(const uint8_t uuid[MESSAGE_UUID_LEN], struct broker_open *open);

/**
 * broker_instance_user() - find the user of a session that an application has
 * @client:	the application's own connection
 * @uid:	the user, as in the session's SESSION
 *
 * Return: the user, or NULL if the instance has no session of theirs.
 */
struct broker_user *broker_instance_user(const struct broker_client *client, uid_t uid);

/* The zygote */

/**
 * broker_zygote_log() - log something about an instance
 * @instance:	its number
 * @format:	what, as a predicate
 */
void broker_zygote_log(uint32_t instance, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * broker_zygote_fork() - have an instance's process forked, now or as soon as there's room
 * @instance:	the instance; its control is passed to the process
 *
 * If it fails later, the control socket ends.
 *
 * Return: 0 or -errno.
 */
int broker_zygote_fork(struct broker_instance *instance);

/**
 * broker_zygote_kill() - have an instance's process killed, now or as soon as there's room
 * @instance:	the instance, which is removed. If it hasn't been forked, it won't be
 */
void broker_zygote_kill(struct broker_instance *instance);

/**
 * broker_zygote_release() - free an instance, once its process is killed
 * @instance:	the instance
 */
void broker_zygote_release(struct broker_instance *instance);

/** broker_zygote_handle() - a message of the zygote's */
void broker_zygote_handle(struct broker_source *source);

/**
 * broker_instance_watch() - set or clear an instance's deadline
 * @instance:	an instance whose sessions have changed
 *
 * Without living clients, it has a limited time to end their sessions.
 */
void broker_instance_watch(struct broker_instance *instance);

/**
 * broker_instance_expire() - end instances that don't start or end in time
 *
 * Return: milliseconds until it has to be called again, -1 for none.
 */
int broker_instance_expire(void);

/* session.c */

/** broker_session_user() - get the user that a request's session is charged to */
struct broker_user *broker_session_user(const struct broker_open *open);

/** broker_session_is_wanted() - check that a request's client hasn't gone */
bool broker_session_is_wanted(const struct broker_open *open);

/**
 * broker_session_refuse() - tell a client that there's no session
 * @open:	the request; freed
 * @result:	the reason, TEE_ERROR_*
 */
void broker_session_refuse(struct broker_open *open, uint32_t result);

/**
 * broker_session_start() - make a session in a ready instance, and reply to the client
 * @instance:	the instance, with room in its socket
 * @open:	the request; taken over
 */
void broker_session_start(struct broker_instance *instance, struct broker_open *open);

/** broker_session_abandon() - the client is gone */
void broker_session_abandon(struct broker_session *session);

/**
 * broker_session_flush() - tell an instance which clients are gone, as far as there's room
 *
 * Also finds out whether the broker has to wait for room, for that or for requests.
 */
void broker_session_flush(struct broker_instance *instance);

/** broker_session_ended() - an instance has ended a session */
void broker_session_ended(struct broker_session *session);

/** broker_session_kill() - the instance is gone: wake the client */
void broker_session_kill(struct broker_session *session);

#endif
