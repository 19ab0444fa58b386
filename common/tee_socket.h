/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Selectors for a TEE behind a Unix socket: "unix:PATH", or "unix:" for the user's own. They
 * are exclusive, i.e. cannot be part of a list as for tee_device_matches(), and their case
 * matters.
 */
#ifndef GTEE_COMMON_TEE_SOCKET_H
#define GTEE_COMMON_TEE_SOCKET_H

#include <stdbool.h>
#include <stddef.h>

#define TEE_SOCKET_PREFIX	"unix:"
#define TEE_SOCKET_CONFIG	"/etc/gtee/client.conf"
#define TEE_SOCKET_DEFAULT	"softteed/socket"	/* below $XDG_RUNTIME_DIR */

/* longest path that fits into struct sockaddr_un, plus the terminating null byte */
#define TEE_SOCKET_PATH_SIZE	108

/**
 * tee_socket_is_selector() - check whether a selector names a socket
 * @selector:	the selector, or NULL
 *
 * Return: true if it starts with "unix:".
 */
bool tee_socket_is_selector(const char *selector);

/**
 * tee_socket_path() - get the path of the socket that a selector names
 * @selector:	a selector for which tee_socket_is_selector() is true
 * @path:	[out] the path
 *
 * "unix:" alone names $XDG_RUNTIME_DIR/softteed/socket. The variable is ignored in programs
 * with raised privileges (see secure_getenv(3)).
 *
 * Return: 0, -ENOENT if $XDG_RUNTIME_DIR is needed but not set, or -ENAMETOOLONG.
 */
int tee_socket_path(const char *selector, char path[TEE_SOCKET_PATH_SIZE]);

/**
 * tee_socket_default() - get the selector to use if there is no TEE device
 * @config:	configuration file, usually TEE_SOCKET_CONFIG
 * @selector:	[out] the selector
 * @size:	bytes at @selector
 *
 * It is the value of $GTEE_TEE, unless that is unset, empty, or ignored because the program
 * has raised privileges; or else that of the line "tee = SELECTOR" in @config. If the file has
 * several such lines, the last one counts. Lines that start with # are comments.
 *
 * Return: 0; -ENOENT if neither says anything; -ENAMETOOLONG; or -errno from reading @config.
 */
int tee_socket_default(const char *config, char *selector, size_t size);

#endif
