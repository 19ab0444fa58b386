/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The client's end of softteed's socket. Functions mirror the ioctls of <linux/tee.h>, with
 * their structures and errors, so that a caller can use either.
 *
 * All functions can be called from any number of threads, but not from a child process that
 * was forked after softteed_client_connect(): parent and child would write to the same
 * channels.
 */
#ifndef SOFTTEED_CLIENT_H
#define SOFTTEED_CLIENT_H

#include <linux/tee.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct message;
struct softteed_client;

/**
 * softteed_client_connect() - connect to a broker
 * @path:	its socket
 * @client:	[out] the connection, to be closed with softteed_client_close()
 *
 * Return: 0; -ENOENT or -ECONNREFUSED if nothing listens there, -EPROTO if what does isn't
 * softteed or has another version, -ENAMETOOLONG, -ENOMEM, -errno.
 */
int softteed_client_connect(const char *path, struct softteed_client **client);

/**
 * softteed_client_connect_within() - connect to a broker that may be stopped
 * @path:	its socket
 * @seconds:	how long to wait for each of its answers, 0: without an end
 * @client:	[out] the connection, to be closed with softteed_client_close()
 *
 * After a request without an answer, the connection can only be closed.
 *
 * Return: as softteed_client_connect(); -ETIMEDOUT, also from other functions.
 */
int softteed_client_connect_within(const char *path, unsigned int seconds,
				   struct softteed_client **client);

/**
 * softteed_client_adopt() - use a socket that is connected to a broker already
 * @fd:		the socket, owned by the connection on success
 * @client:	[out] the connection
 *
 * Return: as softteed_client_connect().
 */
int softteed_client_adopt(int fd, struct softteed_client **client);

/**
 * softteed_client_give_up_if() - have calls in sessions end early
 * @client:	the connection, nobody else uses it yet
 * @gives_up:	asked once a second by the thread that makes a call. If it returns true, the call
 *		returns TEEC_ERROR_TARGET_DEAD, and so do later ones in the session
 */
void softteed_client_give_up_if(struct softteed_client *client, bool (*gives_up)(void));

/**
 * softteed_client_close() - close a connection along with its sessions and memory
 * @client:	the connection; no calls are in progress
 */
void softteed_client_close(struct softteed_client *client);

/**
 * softteed_client_lock() - prepare for fork()
 * @client:	the connection
 *
 * Waits for other threads to leave its data structures consistent, though not for calls in
 * progress. Release the lock with softteed_client_unlock() in the parent, and with
 * softteed_client_abandon() in the child.
 */
void softteed_client_lock(struct softteed_client *client);

/**
 * softteed_client_unlock() - undo softteed_client_lock() in the parent
 * @client:	the connection
 */
void softteed_client_unlock(struct softteed_client *client);

/**
 * softteed_client_abandon() - free a connection in a child process after fork()
 * @client:	the connection, locked before the fork
 *
 * Has no effect on the parent, neither on its sessions nor on its memory. Memory stays mapped.
 * The socket stays open; the caller closes it, so that the broker notices when the parent
 * exits.
 */
void softteed_client_abandon(struct softteed_client *client);

/**
 * softteed_client_fd() - get a connection's socket
 * @client:	the connection, which keeps it
 *
 * Return: the descriptor.
 */
int softteed_client_fd(const struct softteed_client *client);

/**
 * softteed_client_version() - as TEE_IOC_VERSION
 * @client:	the connection
 * @version:	[out] what kind of TEE this is
 */
void softteed_client_version(const struct softteed_client *client,
			     struct tee_ioctl_version_data *version);

/**
 * softteed_client_identity() - as TEE_IOC_IDENTITY
 * @client:	the connection
 * @identity:	[out] the Trusted OS; size is the structure's
 */
void softteed_client_identity(const struct softteed_client *client,
			      struct tee_ioctl_identity *identity);

/**
 * softteed_client_request() - ask the broker for a descriptor
 * @client:	the connection, an application's
 * @request:	MESSAGE_LIBRARY, _CONNECT, _PLUGINS; overwritten
 *
 * Return: the descriptor, which becomes the caller's; the broker's -errno, e.g. -ENOENT; -EPIPE
 * if the broker is gone, -EPROTO.
 */
int softteed_client_request(struct softteed_client *client, struct message *request);

/**
 * softteed_client_open_session() - as TEE_IOC_OPEN_SESSION
 * @client:	the connection
 * @arg:	[in,out] the argument, with up to four parameters
 *
 * Return: 0 with the result in @arg; -EINVAL, also for memory that doesn't exist; -EPERM,
 * -ENOENT, -ENAMETOOLONG for the login; -EPIPE if the broker is gone; -ENOMEM; -errno.
 */
int softteed_client_open_session(struct softteed_client *client,
				 struct tee_ioctl_open_session_arg *arg);

/**
 * softteed_client_invoke() - as TEE_IOC_INVOKE
 * @client:	the connection
 * @arg:	[in,out] the argument, with up to four parameters
 *
 * Calls in the same session take turns.
 *
 * Return: 0 with the result in @arg, or -EINVAL.
 */
int softteed_client_invoke(struct softteed_client *client, struct tee_ioctl_invoke_arg *arg);

/**
 * softteed_client_cancel() - as TEE_IOC_CANCEL
 * @client:	the connection
 * @arg:	which call
 *
 * Return: 0, or -EINVAL if there's no such call.
 */
int softteed_client_cancel(struct softteed_client *client,
			   const struct tee_ioctl_cancel_arg *arg);

/**
 * softteed_client_close_session() - as TEE_IOC_CLOSE_SESSION
 * @client:	the connection
 * @arg:	which session
 *
 * Return: 0, or -EINVAL if there's no such session.
 */
int softteed_client_close_session(struct softteed_client *client,
				  const struct tee_ioctl_close_session_arg *arg);

/**
 * softteed_client_alloc() - allocate memory that sessions of this connection can use
 * @client:	the connection
 * @size:	bytes, more than 0
 * @id:		[out] its id, for struct tee_ioctl_param
 * @at:		[out] where it's mapped, zeroed
 *
 * Return: 0, -EINVAL, -ENOMEM, -errno.
 */
int softteed_client_alloc(struct softteed_client *client, size_t size, int *id, void **at);

/**
 * softteed_client_import() - use a memfd of the program's
 * @client:	the connection
 * @fd:		the memfd, which stays the caller's. Gets sealed against shrinking
 * @size:	[out] its size in bytes
 * @id:		[out] its id
 *
 * Return: 0; -EINVAL if it's empty or not a memfd, -EPERM if it can't be sealed; -errno.
 */
int softteed_client_import(struct softteed_client *client, int fd, size_t *size, int *id);

/**
 * softteed_client_free() - free memory
 * @client:	the connection
 * @id:		its id
 * @at:		where it's mapped, or NULL for an import
 * @size:	its size in bytes
 *
 * Sessions lose it as well, immediately or after their call in progress.
 */
void softteed_client_free(struct softteed_client *client, int id, void *at, size_t size);

#endif
