/* SPDX-License-Identifier: BSD-2-Clause */
/* softteed with both of its doors open, and clients that go through either */
#ifndef SOFTTEED_DOORS_H
#define SOFTTEED_DOORS_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <tee_client_api.h>

#include "application.h"
#include "harness.h"

enum door { DOOR_DEVICE, DOOR_SOCKET, DOORS };

/* A running softteed. Its applications are those in application.h. */
struct softteed {
	pid_t pid;
	unsigned int device;		/* N of /dev/teeN */
	char names[DOORS][32];		/* for TEEC_InitializeContext() */
};

/* Start softteed and wait until both doors are open. */
void softteed_start(struct softteed *softteed);
/* Kill it, and wait until its device is gone. */
void softteed_kill(struct softteed *softteed);
/* The number of a device that softteed serves, or -1 */
int softteed_device(void);

/* A client with a session. Any error fails the test. */
struct client {
	TEEC_Context context;
	TEEC_Session session;
};

void client_connect(struct client *client, const struct softteed *softteed, enum door door);
TEEC_Result client_open(struct client *client, enum test_application number);
/* Both in one */
void client_start(struct client *client, const struct softteed *softteed, enum door door,
		  enum test_application number);
void client_stop(struct client *client);

TEEC_UUID application_uuid(enum test_application number);
/* Invoke a command with a value inout. */
TEEC_Result client_invoke(struct client *client, uint32_t command, uint32_t *a, uint32_t *b);
/* COMMAND_ADD, which has to succeed */
uint32_t client_add(struct client *client, uint32_t a, uint32_t b);

/* A session that is being opened in a thread. All zero but for the operation at first */
struct opening {
	struct client client;
	TEEC_Operation operation;
	enum test_application number;
	TEEC_Result result;
	pthread_t thread;
};

void opening_begin(struct opening *opening, const struct softteed *softteed, enum door door,
		   enum test_application number);
/* Wait for it, at most 60 s. The client stays connected in any case. */
TEEC_Result opening_end(struct opening *opening);

/* An invocation with a value inout, in a thread */
struct client_call;
struct client_call *call_begin(struct client *client, uint32_t command, uint32_t a);
void call_cancel_request(struct client_call *call);
/* Wait for it, at most 10 s, and free it. */
TEEC_Result call_end(struct client_call *call);

#endif
