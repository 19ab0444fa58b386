/* SPDX-License-Identifier: BSD-2-Clause */
/* Requests of an application's instances: handles, access and sharing rules. */
#ifndef SOFTTEED_STORAGE_SERVER_H
#define SOFTTEED_STORAGE_SERVER_H

#include <stddef.h>

#include "softteed/storage/storage.h"

struct server;
struct server_client;

/**
 * server_create() - make a server and open its store
 * @options:	see there; stay the caller's and valid
 *
 * If the store cannot be opened, each request tries it again, and fails with the reason.
 *
 * Return: the server, to be freed with server_free(), or NULL without memory.
 */
struct server *server_create(const struct storage_options *options);
/** server_free() - close the store; all clients must be removed */
void server_free(struct server *server);

/**
 * server_add_client() - begin to serve an instance
 * @server:	the server
 * @number:	the connection's number, see struct storage_options
 *
 * Handles have the connection's number in them, so that those of an earlier connection of the
 * instance, maybe to an earlier process, are recognized.
 *
 * Return: the client, or NULL without memory.
 */
struct server_client *server_add_client(struct server *server, uint32_t number);
/** server_remove_client() - close the handles of an instance, and free it */
void server_remove_client(struct server_client *client);

/**
 * server_serve() - serve a request
 * @client:	who asks
 * @request:	untrusted bytes, not changed by others during the call
 * @request_size: how many
 * @reply:	[out] STORAGE_MAX_PACKET bytes
 *
 * Return: the reply's size in bytes, or 0 if the request is malformed: the client breaks the
 * protocol, and is to be removed.
 */
size_t server_serve(struct server_client *client, const void *request, size_t request_size,
		    void *reply);

#endif
