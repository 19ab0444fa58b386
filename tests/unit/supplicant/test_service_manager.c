// SPDX-License-Identifier: BSD-2-Clause
/* Tests with a service manager that doesn't read its messages */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "clock.h"
#include "process/service_manager.h"

/* how long the supplicant waits for a message to be accepted */
#define SEND_TIMEOUT_MS	2000
#define MESSAGES	4

static char directory[] = "/tmp/service-manager-XXXXXX";
static int manager = -1;

/* Set up the notification socket. */
static int listen_for_messages(void **state)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	(void)state;
	if (!mkdtemp(directory))
		return -1;
	snprintf(address.sun_path, sizeof(address.sun_path), "%s/notify", directory);
	manager = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	setenv("NOTIFY_SOCKET", address.sun_path, 1);
	return bind(manager, (const struct sockaddr *)&address, sizeof(address));
}

static int stop_listening(void **state)
{
	(void)state;
	unlink(getenv("NOTIFY_SOCKET"));
	unsetenv("NOTIFY_SOCKET");
	close(manager);
	return rmdir(directory);
}

/* Drain the queue. True if @wanted was in there. */
static bool read_all(const char *wanted)
{
	char message[64];
	bool found = false;
	ssize_t size;

	while ((size = recv(manager, message, sizeof(message) - 1, MSG_DONTWAIT)) > 0) {
		message[size] = 0;
		found |= !strcmp(message, wanted);
	}
	return found;
}

/* Fill up the queue and then some. Returns how long (in ms) the extra messages took. */
static int64_t tell_much(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int one = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int64_t from;

	strcpy(address.sun_path, getenv("NOTIFY_SOCKET"));
	while (sendto(one, "x", 1, MSG_DONTWAIT, (const struct sockaddr *)&address,
		      sizeof(address)) == 1)
		;
	close(one);
	from = clock_ms();
	for (int n = 0; n < MESSAGES; n++)
		service_manager_drop("much");
	return clock_ms() - from;
}

static void one_message_waits_for_it(void **state)
{
	int64_t ms;

	(void)state;
	ms = tell_much();
	assert_true(ms >= SEND_TIMEOUT_MS && ms < 2 * SEND_TIMEOUT_MS);
	/* it only waits the first time */
	assert_true(tell_much() < SEND_TIMEOUT_MS);
	/* but this message isn't repeated, so it's worth waiting for */
	ms = clock_ms();
	service_manager_tell("READY=1");
	assert_true(clock_ms() - ms >= SEND_TIMEOUT_MS);
	/* once the service manager has caught up, it waits again */
	read_all("");
	service_manager_tell("READY=1");
	assert_true(read_all("READY=1"));
	ms = tell_much();
	assert_true(ms >= SEND_TIMEOUT_MS && ms < 2 * SEND_TIMEOUT_MS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(one_message_waits_for_it, listen_for_messages,
						stop_listening),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
