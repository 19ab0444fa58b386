// SPDX-License-Identifier: BSD-2-Clause
/* Serve the requests of an application's instances. */

#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "softteed/storage/server.h"
#include "softteed/storage/store.h"

#define MAX_HANDLES	1024
/* A handle is the connection's number and the place in its table, starting from 1. */
#define MAX_CONNECTIONS	(UINT32_MAX / MAX_HANDLES)
/* What all clients' data that's sent in parts may take. One needs twice the largest object. */
#define MAX_BUFFERED	(4 * (size_t)STORE_MAX_SIZE)
#define ACCESS_FLAGS	(TEE_DATA_FLAG_ACCESS_READ | TEE_DATA_FLAG_ACCESS_WRITE | \
			 TEE_DATA_FLAG_ACCESS_WRITE_META | TEE_DATA_FLAG_SHARE_READ | \
			 TEE_DATA_FLAG_SHARE_WRITE)

struct server {
	const struct storage_options *options;
	struct store *store;
	TEE_Result failure;		/* why @store is NULL */
	time_t tried;			/* and when that was */
	struct server_client *clients;
	size_t buffered;		/* sum of their data_room */
};

/* @object is 0 for a free handle. */
struct open_object {
	uint64_t object;
	uint32_t flags;
};

struct server_client {
	struct server *server;
	uint32_t number;		/* the upper part of its handles */
	struct server_client *next;
	struct open_object handles[MAX_HANDLES];
	uint8_t *data;			/* from STORAGE_APPEND */
	size_t data_size, data_room;
};

static const char *explain(TEE_Result failure)
{
	switch (failure) {
	case TEE_ERROR_CORRUPT_OBJECT:
		return "damaged, old, or changed by somebody else";
	case TEE_ERROR_SECURITY:
		return "stored with a different device key";
	case TEE_ERROR_UNSUPPORTED_VERSION:
		return "stored by a newer softteed";
	case TEE_ERROR_STORAGE_NO_SPACE:
		return "the disk is full";
	case TEE_ERROR_OUT_OF_MEMORY:
		return "out of memory";
	default:
		return "can't be read or written";
	}
}

/* Nothing is repaired or removed by softteed itself. */
static void log_failure(const struct storage_options *options, TEE_Result failure)
{
	fprintf(stderr, "softteed: storage: %s/objects.db: can't be used: %s\n", options->name,
		explain(failure));
	if (failure == TEE_ERROR_CORRUPT_OBJECT && options->counter_name)
		fprintf(stderr, "softteed: storage: if it was put back on purpose, start softteed "
			"once with --accept-old-storage; to start over without its objects, "
			"remove %s and %s\n", options->name, options->counter_name);
}

/* A store that can't be opened is tried again, but not all the time, because that is logged. */
static TEE_Result open_store(struct server *server)
{
	struct timespec now;

	if (server->store)
		return TEE_SUCCESS;
	clock_gettime(CLOCK_BOOTTIME, &now);
	if (server->failure && now.tv_sec == server->tried)
		return server->failure;
	server->tried = now.tv_sec;
	server->failure = store_open(server->options, &server->store);
	if (server->failure)
		log_failure(server->options, server->failure);
	return server->failure;
}

struct server *server_create(const struct storage_options *options)
{
	struct server *server = calloc(1, sizeof(*server));

	if (!server)
		return NULL;
	server->options = options;
	open_store(server);
	return server;
}

void server_free(struct server *server)
{
	if (!server)
		return;
	store_close(server->store);
	free(server);
}

struct server_client *server_add_client(struct server *server, uint32_t number)
{
	struct server_client *client = calloc(1, sizeof(*client));

	if (!client)
		return NULL;
	client->server = server;
	client->number = number % MAX_CONNECTIONS;
	client->next = server->clients;
	server->clients = client;
	return client;
}

static void drop_data(struct server_client *client)
{
	if (client->data)
		OPENSSL_cleanse(client->data, client->data_size);
	free(client->data);
	client->data = NULL;
	client->server->buffered -= client->data_room;
	client->data_size = client->data_room = 0;
}

void server_remove_client(struct server_client *client)
{
	struct server_client **link = &client->server->clients;

	while (*link != client)
		link = &(*link)->next;
	*link = client->next;
	drop_data(client);
	free(client);
}

/* Find the object that a request's handle names. A handle of an earlier connection is lost. */
static TEE_Result find_handle(struct server_client *client, uint32_t handle,
			      struct open_object **open)
{
	uint32_t place = (handle - 1) % MAX_HANDLES;

	if (!handle || (handle - 1) / MAX_HANDLES != client->number)
		return TEE_ERROR_STORAGE_NOT_AVAILABLE;
	*open = &client->handles[place];
	return (*open)->object ? TEE_SUCCESS : TEE_ERROR_BAD_PARAMETERS;
}

/* Find a free place in the table. */
static struct open_object *find_free(struct server_client *client)
{
	for (uint32_t n = 0; n < MAX_HANDLES; n++)
		if (!client->handles[n].object)
			return &client->handles[n];
	return NULL;
}

static uint32_t make_handle(const struct server_client *client, struct open_object *open,
			    uint64_t object, uint32_t flags)
{
	*open = (struct open_object){ object, flags };
	return client->number * MAX_HANDLES + (uint32_t)(open - client->handles) + 1;
}

/*
 * Check that one more handle may be opened (Internal Core API 1.3, 5.7.1): all handles must share
 * the access that any of them has, and TEE_DATA_FLAG_ACCESS_WRITE_META excludes others.
 */
static bool may_open(const struct server *server, uint64_t object, uint32_t flags)
{
	uint32_t any = flags, all = flags, count = 0;

	for (const struct server_client *c = server->clients; c; c = c->next) {
		for (size_t n = 0; n < MAX_HANDLES; n++) {
			if (c->handles[n].object != object)
				continue;
			any |= c->handles[n].flags;
			all &= c->handles[n].flags;
			count++;
		}
	}
	return !count || !(any & TEE_DATA_FLAG_ACCESS_WRITE_META ||
			   (any & TEE_DATA_FLAG_ACCESS_READ && !(all & TEE_DATA_FLAG_SHARE_READ)) ||
			   (any & TEE_DATA_FLAG_ACCESS_WRITE &&
			    !(all & TEE_DATA_FLAG_SHARE_WRITE)));
}

static bool is_open(const struct server *server, uint64_t object)
{
	for (const struct server_client *c = server->clients; c; c = c->next)
		for (size_t n = 0; n < MAX_HANDLES; n++)
			if (c->handles[n].object == object)
				return true;
	return false;
}

static void take_name(const struct storage_message *request, struct store_name *name)
{
	*name = (struct store_name){ STORE_OBJECT, request->header.name_size, { 0 } };
	if (name->size)
		memcpy(name->name, request->name, name->size);
}

/* Set the reply's parts from an object's head, which must stay valid until it is packed. */
static void show_head(const struct store_head *head, struct storage_message *reply)
{
	reply->header.size = head->size;
	reply->header.name_size = head->name.size;
	reply->name = head->name.name;
	reply->header.meta_size = head->meta_size;
	reply->meta = head->meta;
}

static TEE_Result serve_open(struct server_client *client, const struct storage_message *request,
			     struct storage_message *reply)
{
	struct store *store = client->server->store;
	struct open_object *open = find_free(client);
	uint32_t flags = request->header.flags;
	const struct store_head *head;
	struct store_name name;
	uint64_t object;
	TEE_Result result;

	take_name(request, &name);
	result = store_find(store, &name, &object);
	if (result)
		return result;
	if (flags & ~ACCESS_FLAGS)
		return TEE_ERROR_BAD_PARAMETERS;
	if (!may_open(client->server, object, flags))
		return TEE_ERROR_ACCESS_CONFLICT;
	if (!open)
		return TEE_ERROR_OUT_OF_MEMORY;
	result = store_load(store, object, &head);
	if (result)
		return result;
	show_head(head, reply);
	reply->header.handle = make_handle(client, open, object, flags);
	return TEE_SUCCESS;
}

static TEE_Result append(struct server_client *client, const uint8_t *data, size_t size)
{
	size_t room = client->data_room;
	uint8_t *larger;

	if (size > STORE_MAX_SIZE - client->data_size)
		return STORE_REFUSE_SIZE(client->server->options);
	if (!size)
		return TEE_SUCCESS;
	if (size > room - client->data_size) {
		room = 2 * (client->data_size + size);
		if (room - client->data_room > MAX_BUFFERED - client->server->buffered)
			return TEE_ERROR_OUT_OF_MEMORY;
		larger = OPENSSL_clear_realloc(client->data, client->data_size, room);
		if (!larger)
			return TEE_ERROR_OUT_OF_MEMORY;
		client->data = larger;
		client->server->buffered += room - client->data_room;
		client->data_room = room;
	}
	memcpy(client->data + client->data_size, data, size);
	client->data_size += size;
	return TEE_SUCCESS;
}

/* Add a request's data to what was sent in advance. A part may be lost with a connection. */
static TEE_Result complete_data(struct server_client *client,
				const struct storage_message *request)
{
	if (request->header.size != client->data_size + request->header.data_size)
		return TEE_ERROR_STORAGE_NOT_AVAILABLE;
	return append(client, request->data, request->header.data_size);
}

static TEE_Result serve_append(struct server_client *client,
			       const struct storage_message *request)
{
	if (!request->header.position)
		drop_data(client);
	if (request->header.position != client->data_size)
		return TEE_ERROR_STORAGE_NOT_AVAILABLE;
	return append(client, request->data, request->header.data_size);
}

static TEE_Result serve_create(struct server_client *client, const struct storage_message *request,
			       struct storage_message *reply)
{
	struct store *store = client->server->store;
	struct open_object *open = find_free(client);
	uint32_t flags = request->header.flags;
	struct store_name name;
	uint64_t object;
	TEE_Result result;

	take_name(request, &name);
	result = store_find(store, &name, &object);
	if (result && result != TEE_ERROR_ITEM_NOT_FOUND)
		return result;
	if (flags & ~(ACCESS_FLAGS | TEE_DATA_FLAG_OVERWRITE))
		return TEE_ERROR_BAD_PARAMETERS;
	if (object && (!(flags & TEE_DATA_FLAG_OVERWRITE) || is_open(client->server, object)))
		return TEE_ERROR_ACCESS_CONFLICT;
	if (!open)
		return TEE_ERROR_OUT_OF_MEMORY;
	result = complete_data(client, request);
	if (!result)
		result = store_create(store, &name, request->meta, request->header.meta_size,
				      client->data, client->data_size, &object);
	if (result)
		return result;
	reply->header.handle = make_handle(client, open, object, flags & ACCESS_FLAGS);
	return TEE_SUCCESS;
}

static TEE_Result serve_next(struct server_client *client, const struct storage_message *request,
			     struct storage_message *reply)
{
	struct store *store = client->server->store;
	uint64_t object = request->header.position;
	const struct store_head *head;
	TEE_Result result;

	do {
		result = store_next(store, &object);
		if (!result)
			result = store_load(store, object, &head);
		if (result)
			return result;
	} while (head->name.kind != STORE_OBJECT);
	show_head(head, reply);
	reply->header.position = object;
	return TEE_SUCCESS;
}

static TEE_Result serve_time(struct server_client *client, const struct storage_message *request,
			     struct storage_message *reply, uint8_t *data)
{
	static const struct store_name name = { .kind = STORE_TIME };
	struct store *store = client->server->store;
	size_t size = STORAGE_MAX_TIME;
	uint64_t object;
	TEE_Result result;

	if (request->header.code == STORAGE_SET_TIME)
		return store_create(store, &name, NULL, 0, request->data,
				    request->header.data_size, &object);
	result = store_find(store, &name, &object);
	if (result)
		return result;
	result = store_read(store, object, 0, data, &size);
	reply->data = data;
	reply->header.data_size = (uint32_t)size;
	return result;
}

static TEE_Result serve_rename(struct server_client *client, struct open_object *open,
			       const struct storage_message *request)
{
	struct store *store = client->server->store;
	struct store_name name;
	uint64_t other;
	TEE_Result result;

	if (!(open->flags & TEE_DATA_FLAG_ACCESS_WRITE_META))
		return TEE_ERROR_ACCESS_DENIED;
	take_name(request, &name);
	result = store_find(store, &name, &other);
	if (result != TEE_ERROR_ITEM_NOT_FOUND)
		return result ? result : TEE_ERROR_ACCESS_CONFLICT;
	return store_rename(store, open->object, &name);
}

static TEE_Result serve_write(struct server_client *client, struct open_object *open,
			      const struct storage_message *request)
{
	TEE_Result result;

	if (!(open->flags & TEE_DATA_FLAG_ACCESS_WRITE))
		return TEE_ERROR_ACCESS_DENIED;
	result = complete_data(client, request);
	return result ? result : store_write(client->server->store, open->object,
					     request->header.position, client->data,
					     client->data_size);
}

static TEE_Result serve_read(struct server_client *client, struct open_object *open,
			     const struct storage_message *request, struct storage_message *reply,
			     uint8_t *data)
{
	size_t size = request->header.size;
	TEE_Result result;

	if (!(open->flags & TEE_DATA_FLAG_ACCESS_READ))
		return TEE_ERROR_ACCESS_DENIED;
	result = store_read(client->server->store, open->object, request->header.position, data,
			    &size);
	reply->data = data;
	reply->header.data_size = (uint32_t)size;
	return result;
}

/* Requests for an open object. */
static TEE_Result serve_handle(struct server_client *client,
			       const struct storage_message *request,
			       struct storage_message *reply, uint8_t *data)
{
	struct store *store = client->server->store;
	const struct store_head *head;
	struct open_object *open;
	TEE_Result result = find_handle(client, request->header.handle, &open);

	if (result)
		return result;
	switch (request->header.code) {
	case STORAGE_CLOSE:
		open->object = 0;
		break;
	case STORAGE_DELETE:
		if (!(open->flags & TEE_DATA_FLAG_ACCESS_WRITE_META))
			return TEE_ERROR_ACCESS_DENIED;
		result = store_delete(store, open->object);
		open->object = 0;
		break;
	case STORAGE_RENAME:
		return serve_rename(client, open, request);
	case STORAGE_READ:
		return serve_read(client, open, request, reply, data);
	case STORAGE_WRITE:
		return serve_write(client, open, request);
	case STORAGE_TRUNCATE:
		if (!(open->flags & TEE_DATA_FLAG_ACCESS_WRITE))
			return TEE_ERROR_ACCESS_DENIED;
		return store_truncate(store, open->object, request->header.size);
	case STORAGE_INFO:
		result = store_load(store, open->object, &head);
		if (!result)
			reply->header.size = head->size;
		break;
	case STORAGE_SET_META:
		return store_set_meta(store, open->object, request->meta,
				      request->header.meta_size);
	}
	return result;
}

static TEE_Result serve(struct server_client *client, const struct storage_message *request,
			struct storage_message *reply, uint8_t *data)
{
	TEE_Result result = open_store(client->server);

	if (result && request->header.code != STORAGE_CLOSE)
		return result;
	switch (request->header.code) {
	case STORAGE_OPEN:
		return serve_open(client, request, reply);
	case STORAGE_CREATE:
		return serve_create(client, request, reply);
	case STORAGE_NEXT:
		return serve_next(client, request, reply);
	case STORAGE_APPEND:
		return serve_append(client, request);
	case STORAGE_GET_TIME:
	case STORAGE_SET_TIME:
		return serve_time(client, request, reply, data);
	default:
		return serve_handle(client, request, reply, data);
	}
}

size_t server_serve(struct server_client *client, const void *packet, size_t packet_size,
		    void *reply_packet)
{
	struct storage_message request, reply = { 0 };
	uint8_t data[STORAGE_MAX_DATA];
	TEE_Result result;
	size_t size;

	if (storage_message_parse(packet, packet_size, &request) ||
	    storage_request_check(&request))
		return 0;
	result = serve(client, &request, &reply, data);
	if (result == TEE_ERROR_CORRUPT_OBJECT && client->server->store)
		fprintf(stderr, "softteed: storage: %s/objects.db: an object is %s\n",
			client->server->options->name, explain(result));
	if (request.header.code != STORAGE_APPEND || result)
		drop_data(client);
	if (result)
		memset(&reply, 0, sizeof(reply));
	reply.header.code = result;
	size = storage_message_pack(&reply, reply_packet, STORAGE_MAX_PACKET);
	OPENSSL_cleanse(data, sizeof(data));
	return size;
}
