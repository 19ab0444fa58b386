/* SPDX-License-Identifier: BSD-2-Clause */
/* Where softteed's socket and its trusted storage are if no option says so */
#ifndef SOFTTEED_DEFAULTS_H
#define SOFTTEED_DEFAULTS_H

#include "softteed/broker/broker_private.h"

/**
 * defaults_socket() - choose a path for the socket, and make its directory
 * @broker_options: [in,out] the options; nothing changes if they have a socket
 *		or the device
 *
 * It's in $XDG_RUNTIME_DIR, in a directory that only this user can enter. Prints an error on
 * failure.
 *
 * Return: 0 or -errno.
 */
int defaults_socket(struct broker_options *broker_options);

/**
 * defaults_store() - choose the directory of trusted storage
 * @broker_options: [in,out] the options; nothing changes if they have a store
 *
 * Prints an error on failure.
 *
 * Return: 0 or -ENOENT.
 */
int defaults_store(struct broker_options *broker_options);

#endif
