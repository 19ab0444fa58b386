/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls through the client's library, to a broker as in system.h */
#ifndef TEST_FIXTURE_H
#define TEST_FIXTURE_H

#include <stdbool.h>
#include <stdint.h>
#include <tee_client_api.h>

#include "application.h"
#include "softteed/client/softteed_client.h"
#include "system.h"

struct open_message {
	struct tee_ioctl_open_session_arg arg;
	struct tee_ioctl_param params[4];
};

struct invoke_message {
	struct tee_ioctl_invoke_arg arg;
	struct tee_ioctl_param params[4];
};

/* Start a broker with one more option. If this is root, the second one makes it nobody's. */
void start_with(const char *option);
void start_unprivileged(const char *option);

/* Start a broker that all users can connect to. */
void start_for_everybody(const char *option);

/* Check whether ordinary users may have user namespaces. */
bool has_user_namespaces(void);

/* Make a socket for @listener. */
int listen_for_broker(void);

/**
 * allow_descriptors() - let clients send descriptors, as before Linux 6.16
 * @option:	for the broker, which is started anew and listens to the test's own socket
 *
 * All users can connect.
 */
void allow_descriptors(const char *option);

/* Connect without the client's library. */
int connect_raw(void);

uint32_t try_open(struct softteed_client *client, uint8_t number, uint32_t *session);
uint32_t open_session(struct softteed_client *client, uint8_t number);
void close_session(struct softteed_client *client, uint32_t session);

/* Invoke a command with one parameter. Return its result. */
uint32_t invoke(struct softteed_client *client, uint32_t session, uint32_t command,
		struct tee_ioctl_param *param);
struct tee_ioctl_param value(uint64_t a, uint64_t b);
uint32_t add(struct softteed_client *client, uint32_t session, uint32_t a, uint32_t b);

/* Return the calls in the instance so far, and set @sessions to its open sessions. */
uint32_t count(struct softteed_client *client, uint32_t session, uint32_t *sessions);

#define TEST(name)	cmocka_unit_test_setup_teardown(name, start_broker, stop_broker)

#endif
