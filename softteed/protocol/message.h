/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages between the broker and everyone else: clients, the zygote, instances. Each is one
 * packet on a SEQPACKET socket, some with descriptors. Both ends are on the same machine, so
 * numbers are in its byte order.
 *
 *   client -> broker        HELLO, OPEN; if it's an application, also
 *                           LIBRARY, CONNECT, PLUGINS
 *   broker -> client        WELCOME, OPENED (2 descriptors: channel, socket), GRANTED (1: what
 *                           it has asked for)
 *   broker -> zygote        FORK (1: the instance's control socket), KILL
 *   zygote -> broker        FORKED, EXITED
 *   broker -> instance      START (2: application, socket to the broker for its own
 *                           sessions), SESSION (2: channel, socket; or 1: queue of a vtee
 *                           device), ABANDON, STOP, STORAGE (1: socket to the storage
 *                           process; or none)
 *   instance -> broker      STARTED, ENDED, ENDING, PANICKED, STORAGE
 */
#ifndef SOFTTEED_MESSAGE_H
#define SOFTTEED_MESSAGE_H

#include <linux/tee.h>
#include <stddef.h>
#include <stdint.h>

/* The first member of each message. Changes with the protocol. */
#define MESSAGE_MAGIC	0x31545347	/* "GST1" */

enum message_type {
	MESSAGE_HELLO = 1,
	MESSAGE_WELCOME,
	MESSAGE_OPEN,
	MESSAGE_OPENED,
	MESSAGE_FORK,
	MESSAGE_FORKED,
	MESSAGE_EXITED,
	MESSAGE_START,
	MESSAGE_STARTED,
	MESSAGE_SESSION,
	MESSAGE_ABANDON,
	MESSAGE_ENDED,
	MESSAGE_STOP,
	MESSAGE_PANICKED,
	MESSAGE_LIBRARY,
	MESSAGE_CONNECT,
	MESSAGE_PLUGINS,
	MESSAGE_GRANTED,
	MESSAGE_STORAGE,
	MESSAGE_ENDING,
	MESSAGE_KILL,
	MESSAGE_TYPES
};

#define MESSAGE_UUID_LEN	16
#define MESSAGE_KEY_LEN		32
#define MESSAGE_REASON_LEN	160
#define MESSAGE_HOST_LEN	256
#define MESSAGE_FILE_LEN	256
#define MESSAGE_MAX_FDS		3
#define MESSAGE_MAX_ERRNO	4095	/* the kernel's limit */

/**
 * struct message - a message
 * @magic:	MESSAGE_MAGIC
 * @type:	enum message_type, says which part is in use
 * @welcome:	WELCOME: what kind of TEE this is
 * @open:	OPEN: the application in text order (RFC 9562), and the login as in
 *		struct tee_ioctl_open_session_arg. An application begins the latter's data with
 *		the payer of the session on whose behalf it asks
 * @opened:	OPENED: the new session's id; or a TEEC_* result, whose origin is the TEE; or
 *		an errno, of the login. Without descriptors if one of the latter isn't 0
 * @fork:	FORK, FORKED, EXITED, KILL: the broker's number for the instance; the process id as
 *		the zygote sees it; its wait status
 * @start:	START: the application, its file's name for the log, and the secret that its keys
 *		are derived from
 * @started:	STARTED: 0 or a TEE_ERROR_* and the application's flags
 * @session:	SESSION, ABANDON, ENDED: the session, its client, and who it's charged to.
 *		ENDING: the latest one that the instance has been given
 * @panicked:	PANICKED: the code and a readable reason
 * @library:	LIBRARY: the library's UUID in text order
 * @connect:	CONNECT: SOCK_STREAM or SOCK_DGRAM, AF_INET, AF_INET6 or AF_UNSPEC, a host and a
 *		port
 * @granted:	GRANTED: an errno, and no descriptor if it isn't 0
 *
 * HELLO, STOP, STORAGE and PLUGINS have nothing.
 */
struct message {
	uint32_t magic;
	uint32_t type;
	union {
		struct message_welcome {
			struct tee_ioctl_version_data version;
			uint32_t reserved;
			struct tee_ioctl_identity identity;
		} welcome;
		struct message_open {
			uint8_t uuid[MESSAGE_UUID_LEN];
			uint8_t login_data[MESSAGE_UUID_LEN];
			uint32_t login;
		} open;
		struct message_opened {
			uint32_t session;
			uint32_t result;
			uint32_t error;
		} opened;
		struct message_fork {
			uint32_t instance;
			int32_t pid;
			int32_t status;
		} fork;
		struct message_start {
			uint8_t uuid[MESSAGE_UUID_LEN];
			uint8_t root_key[MESSAGE_KEY_LEN];
			char file[MESSAGE_FILE_LEN];
		} start;
		struct message_started {
			uint32_t result;
			uint32_t flags;
		} started;
		struct message_session {
			uint32_t id;
			uint32_t login;
			uint32_t payer;
			uint8_t client[MESSAGE_UUID_LEN];
		} session;
		struct message_panicked {
			uint32_t code;
			char reason[MESSAGE_REASON_LEN];
		} panicked;
		struct message_library {
			uint8_t uuid[MESSAGE_UUID_LEN];
		} library;
		struct message_connect {
			uint32_t type;
			uint32_t family;
			uint32_t port;
			char host[MESSAGE_HOST_LEN];
		} connect;
		struct message_granted {
			uint32_t error;
		} granted;
	};
};

/**
 * message_size() - get the size of a kind of message
 * @type:	enum message_type
 *
 * Return: bytes, or 0 for an unknown type.
 */
size_t message_size(uint32_t type);

/**
 * message_check() - check a received message
 * @message:	the message
 * @size:	bytes received
 *
 * Also terminates strings.
 *
 * Return: 0, or -EBADMSG if it isn't one: its magic, its type, its size, or its errno.
 */
int message_check(struct message *message, size_t size);

#endif
