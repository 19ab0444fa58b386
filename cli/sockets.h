/* SPDX-License-Identifier: BSD-2-Clause */
/* TEEs behind a Unix socket, i.e. softteed's */
#ifndef GTEE_CLI_SOCKETS_H
#define GTEE_CLI_SOCKETS_H

#include "tee_devices.h"

#define SOCKETS_START	"Start softteed, see 'softteed --help'."

/**
 * sockets_name() - find the socket that a selector names
 * @selector:	a selector for which tee_socket_is_selector() is true
 * @info:	[out] a TEE of which only @info->path is known: unix:PATH, or on error @selector
 *
 * Return: 0, or -errno of tee_socket_path().
 */
int sockets_name(const char *selector, struct tee_device_info *info);

/**
 * sockets_ask() - ask the TEE behind a socket for its identity
 * @selector:	a selector for which tee_socket_is_selector() is true
 * @info:	[out] the TEE; on error only @info->path, as for sockets_name()
 *
 * Return: 0, or -errno of tee_socket_path() or softteed_client_connect().
 */
int sockets_ask(const char *selector, struct tee_device_info *info);

/**
 * sockets_choose() - choose the TEE behind a socket
 * @selector:	a selector for which tee_socket_is_selector() is true
 * @chosen:	[out] the TEE
 *
 * Prints an error on failure.
 *
 * Return: enum gtee_status.
 */
int sockets_choose(const char *selector, struct tee_device_info *chosen);

/**
 * sockets_add() - add the sockets that have a TEE behind them to a list of devices
 * @list:	[in,out] malloced list
 * @count:	[in,out] its length
 *
 * Looks at the default socket and at the user's own, unix: without a path.
 *
 * Return: 0 or -ENOMEM.
 */
int sockets_add(struct tee_device_info **list, size_t *count);

/**
 * sockets_advice() - say what can be done about a connection that failed
 * @error:	errno of softteed_client_connect()
 *
 * Return: the advice, or NULL if there is none.
 */
const char *sockets_advice(int error);

/**
 * sockets_failed() - report that a connection failed
 * @name:	selector or path
 * @error:	errno of softteed_client_connect() or tee_socket_path()
 *
 * Return: enum gtee_status.
 */
int sockets_failed(const char *name, int error);

/**
 * sockets_default() - get the socket that programs use if there is no TEE device
 * @selector:	[out] a socket's selector
 * @size:	bytes at @selector
 *
 * Return: true if $GTEE_TEE or the configuration file names a socket.
 */
bool sockets_default(char *selector, size_t size);

/**
 * sockets_default_is_invalid() - check whether the default names something else
 * @given:	[out] what it says
 * @size:	bytes at @given
 *
 * Return: true if there's a default, and it isn't a socket.
 */
bool sockets_default_is_invalid(char *given, size_t size);

#endif
