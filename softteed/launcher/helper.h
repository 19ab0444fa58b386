/* SPDX-License-Identifier: BSD-2-Clause */
/* Processes that serve an application's request: to connect a socket, or to run plugins */
#ifndef SOFTTEED_HELPER_H
#define SOFTTEED_HELPER_H

#include "softteed/protocol/message.h"

/**
 * helper_run() - serve a request, reply to the application, and exit
 * @connect:	where to connect, or NULL to start the plugins
 * @plugins:	directory with plugins
 * @client:	the application's connection, for the reply
 *
 * Exits with 0 if there was a reply.
 *
 * Context: a process forked for it, which dies with its parent.
 */
_Noreturn void helper_run(const struct message_connect *connect, const char *plugins, int client);

#endif
