/* SPDX-License-Identifier: BSD-2-Clause */
/* A store in a directory of its own, and requests to it */
#ifndef FIXTURE_H
#define FIXTURE_H

#include "softteed/storage/message.h"
#include "softteed/storage/server.h"
#include "softteed/storage/storage.h"
#include "tee_internal_api.h"

#define READ		TEE_DATA_FLAG_ACCESS_READ
#define WRITE		TEE_DATA_FLAG_ACCESS_WRITE
#define META		TEE_DATA_FLAG_ACCESS_WRITE_META
#define SHARE_READ	TEE_DATA_FLAG_SHARE_READ
#define SHARE_WRITE	TEE_DATA_FLAG_SHARE_WRITE
#define ALL		(READ | WRITE | META)

/* The store's directory and its database */
extern char directory[64], path[128];
extern uint8_t device_key[STORAGE_KEY_SIZE];
extern struct storage_options options;

/* The counter that options.counter can be set to; child processes have the same one */
extern uint64_t *counter;
extern const struct storage_counter_ops counter_ops;

/* The running server, or NULL, and its client */
extern struct server *server;
extern struct server_client *client;

/* The last reply */
extern struct storage_message reply;

/* For cmocka, per test */
int setup(void **state);
int teardown(void **state);

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

void start(void);
void stop(void);

/* A number for server_add_client() */
uint32_t next_connection(void);

/* Run a shell command in the store's directory. */
void shell(const char *command);

TEE_Result ask_as(struct server_client *who, struct storage_message request);

#define ASK(...) ask_as(client, (struct storage_message){ __VA_ARGS__ })

TEE_Result create(const char *name, uint32_t flags, const char *data);
TEE_Result open_as(struct server_client *who, const char *name, uint32_t flags);

/* A request without data */
TEE_Result simple(uint32_t command, uint32_t handle, uint64_t position, uint64_t size);

TEE_Result write_data(uint32_t handle, uint64_t position, const void *data, size_t size);

/* Open an object, read it, and close it. */
TEE_Result read_all(const char *name, char *data, size_t room);

/* Create or overwrite an object, and close it. */
void store(const char *name, const char *data);

#endif
