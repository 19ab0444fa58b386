// SPDX-License-Identifier: BSD-2-Clause
/* What the launcher does for a broker, and what it doesn't do for one that was taken over */
#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "softteed/launcher/launcher.h"
#include "softteed/protocol/packet.h"
#include "unit.h"

#define UUID_TEXT	"5f7c0000-0000-4000-8000-000000000001"

static char directory[32];

static int make_directory(void **state)
{
	(void)state;
	strcpy(directory, "/tmp/launcher-test-XXXXXX");
	return mkdtemp(directory) ? 0 : -1;
}

static int remove_directory(void **state)
{
	char command[64];

	(void)state;
	snprintf(command, sizeof(command), "rm -r %s", directory);
	return system(command);
}

static int make_inside(const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	assert_true(!mkdir(path, 0700) || errno == EEXIST);
	return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static bool is_inside(const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	return !access(path, F_OK);
}

/*
 * struct launcher - a launcher with one request
 * @broker:	the socket to it
 * @client:	this end of the socket that went with the request
 */
struct launcher {
	int broker;
	int client;
};

static void start(struct launcher *launcher, bool network, const struct launcher_request *request)
{
	const struct launcher_config config = {
		.network = network, .store = make_inside("store"),
		.counters = make_inside("counters"),
	};
	int ends[2];

	assert_int_equal(launcher_start(&config, &launcher->broker), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
	assert_int_equal(packet_send(launcher->broker, request, sizeof(*request), ends, 1, 0), 0);
	close(ends[0]);
	launcher->client = ends[1];
	close(config.store);
	close(config.counters);
}

static void stop(const struct launcher *launcher)
{
	close(launcher->client);
	close(launcher->broker);
	assert_true(wait(NULL) > 0);
}

/* Return the status with which the launcher replies. */
static int await(const struct launcher *launcher, uint32_t id)
{
	const struct timeval limit = { .tv_sec = 10 };
	struct launcher_reply reply = { 0 };
	int none;

	assert_int_equal(setsockopt(launcher->broker, SOL_SOCKET, SO_RCVTIMEO, &limit,
				    sizeof(limit)), 0);
	assert_true(packet_receive(launcher->broker, &reply, sizeof(reply), &none, 0, 0) >=
		    (ssize_t)offsetof(struct launcher_reply, path));
	assert_int_equal(reply.id, id);
	return reply.status;
}

static void assert_refused(bool network, const struct launcher_request *request)
{
	struct launcher launcher;
	int status;

	start(&launcher, network, request);
	status = await(&launcher, request->id);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), EXIT_FAILURE);
	assert_int_equal(recv(launcher.client, &status, sizeof(status), 0), 0);
	stop(&launcher);
}

static void storage_of_an_application(void **state)
{
	struct launcher_request request = {
		.job = LAUNCHER_STORAGE, .id = 5, .storage.name = UUID_TEXT,
	};
	struct launcher launcher;
	int status;

	(void)state;
	start(&launcher, false, &request);
	/* The process ends when its application does. */
	shutdown(launcher.client, SHUT_RDWR);
	status = await(&launcher, 5);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), EXIT_SUCCESS);
	assert_true(is_inside("store/" UUID_TEXT));
	stop(&launcher);
}

static void storage_elsewhere(void **state)
{
	struct launcher_request request = {
		.job = LAUNCHER_STORAGE, .id = 6, .storage.name = "../elsewhere",
	};

	(void)state;
	assert_refused(true, &request);
	assert_false(is_inside("elsewhere"));
	/* A name without an end */
	memset(request.storage.name, 'a', sizeof(request.storage.name));
	assert_refused(true, &request);
	memcpy(request.storage.name, UUID_TEXT, sizeof(request.storage.name) - 1);
	request.storage.name[sizeof(request.storage.name) - 1] = 'a';
	assert_refused(true, &request);
}

static int listen_tcp(uint16_t *port)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	socklen_t size = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (bind(listener, (struct sockaddr *)&address, size) || listen(listener, 1) ||
	    getsockname(listener, (struct sockaddr *)&address, &size)) {
		close(listener);
		return -1;
	}
	*port = ntohs(address.sin_port);
	return listener;
}

static void network_only_if_some_application_may(void **state)
{
	struct launcher_request request = {
		.job = LAUNCHER_CONNECT, .id = 7,
		.connect = { .type = SOCK_STREAM, .family = AF_INET, .host = "127.0.0.1" },
	};
	struct launcher launcher;
	int fds[MESSAGE_MAX_FDS];
	struct message message;
	uint16_t port;
	int listener = listen_tcp(&port);

	(void)state;
	if (listener < 0)
		SKIP_BECAUSE("no loopback interface");
	request.connect.port = port;
	assert_refused(false, &request);
	start(&launcher, true, &request);
	assert_int_equal(message_receive(launcher.client, &message, fds, 0), 0);
	assert_int_equal(message.type, MESSAGE_GRANTED);
	assert_int_equal(message.granted.error, 0);
	packet_close_fds(fds, MESSAGE_MAX_FDS);
	assert_int_equal(await(&launcher, 7), 0);
	stop(&launcher);
	close(listener);
}

static void what_the_broker_has_no_use_for(void **state)
{
	struct launcher_request request = { .job = LAUNCHER_PLUGINS, .id = 8 };

	(void)state;
	assert_refused(true, &request);
	request.job = 99;
	assert_refused(true, &request);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(storage_of_an_application),
		cmocka_unit_test(storage_elsewhere),
		cmocka_unit_test(network_only_if_some_application_may),
		cmocka_unit_test(what_the_broker_has_no_use_for),
	};

	return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
