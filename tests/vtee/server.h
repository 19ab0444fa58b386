/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A server of /dev/vtee and its clients, in one process. The server's side goes step by
 * step in the test's own thread, so that the test decides when a request is received and
 * answered. A client's call that waits for it is in a thread, or in a child process if it
 * is to be killed.
 */
#ifndef VTEE_SERVER_H
#define VTEE_SERVER_H

#include <linux/vtee.h>
#include <pthread.h>
#include <stdint.h>

#include "harness.h"
#include "tee.h"

extern const uint8_t ta_uuid[UUID_LEN];

/* Fill in valid arguments for VTEE_IOC_CREATE. */
void create_init(struct vtee_create *create);
/* VTEE_IOC_CREATE on a new fd of /dev/vtee: an fd, or -1 with errno. */
int create(struct vtee_create *create);
/* Create a server with all capabilities, and open its device. Both close on exec. */
struct server { int fd; unsigned int device; int client; };
void server_start(struct server *server);
/* Close both, and wait until the device is gone. Mappings keep the server's fd open. */
void server_stop(struct server *server);
/* Open a device; -1 with errno. */
int device_open(unsigned int device);
/* Wait until a device's node is gone. */
void device_wait_gone(unsigned int device);

/* The server's side. Any error fails the test. */
void request_receive(int fd, uint32_t op, struct vtee_request *request);
/* The request's own parameters, with result 0 */
void answer_init(struct vtee_answer *answer, const struct vtee_request *request);
int answer_send(int fd, struct vtee_answer *answer);	/* -1 with errno */
void answer_success(int fd, const struct vtee_request *request);
/* Map the whole region of a memref; MAP_FAILED with errno. */
uint8_t *region_map(int fd, const struct vtee_param *param);
void region_unmap(uint8_t *region, const struct vtee_param *param);
/* Check that nothing can be received. */
void queue_is_empty(int fd);

/* A client's call in a thread */
struct client_call {
	pthread_t thread;
	int fd;
	uint32_t closes;	/* session to close, or 0 */
	bool opens;
	struct open_arg open;
	struct invoke_arg invoke;
	int rc, err;
};

void invoke_start(struct client_call *call, int fd, uint32_t session, uint32_t command,
		  uint32_t num_params);
/* Start the call that has been filled in. */
void call_start(struct client_call *call);
/* Wait for the call, and check that it returned 0. */
void call_end(struct client_call *call);

/* Open a session whose requests go to @queue, or to the server's fd if that is -1. */
uint32_t session_make(const struct server *server, int queue);
/* Close it; @queue receives the request. */
void session_drop(const struct server *server, int queue, uint32_t session);

/* Serve these commands on @fd until it's shut. */
#define CMD_ADD		1	/* value inout: a += b */
#define CMD_COPY	2	/* memref in, memref out */
void *serve(void *fd);

#endif /* VTEE_SERVER_H */
