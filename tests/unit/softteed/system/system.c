// SPDX-License-Identifier: BSD-2-Clause
/* See system.h. */
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "softteed/client/softteed_client.h"
#include "system.h"
#include "unit.h"

char test_directory[] = "/tmp/softteed-test-XXXXXX";

char socket_path[64], store_path[64];
pid_t broker;
int log_file = -1;
uid_t broker_uid;
int listener = -1;

int make_directory(void **state)
{
	(void)state;
	if (!mkdtemp(test_directory))
		return -1;
	snprintf(socket_path, sizeof(socket_path), "%s/socket", test_directory);
	snprintf(store_path, sizeof(store_path), "%s/store", test_directory);
	return 0;
}

int remove_directory(void **state)
{
	char command[64];

	(void)state;
	snprintf(command, sizeof(command), "rm -r %s", test_directory);
	return system(command);
}

void sleep_ms(unsigned int ms)
{
	usleep(ms * 1000);
}

struct softteed_client *connect_broker(void)
{
	struct softteed_client *client;

	for (int ms = 0; ms < 20000; ms += 10) {
		if (!softteed_client_connect(socket_path, &client))
			return client;
		sleep_ms(10);
	}
	fail_msg("softteed doesn't listen on %s", socket_path);
	return NULL;
}

static void become_user(void)
{
	if (broker_uid && (setgroups(0, NULL) || setresgid(broker_uid, broker_uid, broker_uid) ||
			   setresuid(broker_uid, broker_uid, broker_uid)))
		_exit(127);
}

/* See sd_listen_fds(3). */
static void pass_listener(void)
{
	char pid[16];

	if (listener < 0)
		return;
	snprintf(pid, sizeof(pid), "%d", getpid());
	setenv("LISTEN_PID", pid, 1);
	setenv("LISTEN_FDS", "1", 1);
	dup2(listener, 3);
	if (listener == 3)
		fcntl(listener, F_SETFD, 0);
}

void fork_broker(const char *const *options)
{
	const char *arguments[16] = {
		SOFTTEED, "--socket", socket_path, "--applications", APPLICATIONS,
		"--storage", store_path,
	};

	/* With a socket from outside, it may not be told of another. */
	const char **first = arguments + (listener < 0 ? 0 : 2);
	char own_store[80];

	snprintf(own_store, sizeof(own_store), "%s.%u", store_path, (unsigned int)broker_uid);
	if (broker_uid)
		arguments[6] = own_store;
	for (size_t n = 0; n < 8 && options[n]; n++)
		arguments[7 + n] = options[n];
	broker = fork();
	if (!broker) {
		become_user();
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		pass_listener();
		if (log_file >= 0)
			dup2(log_file, STDERR_FILENO);
		/* Instances end by _exit(), which doesn't tell. */
		setenv("TSAN_OPTIONS", "halt_on_error=1", 0);
		first[0] = SOFTTEED;
		execv(SOFTTEED, (char *const *)(uintptr_t)first);
		_exit(127);
	}
}

int try_broker(const char *option, const char *value)
{
	int status = -1;

	fork_broker((const char *const[]){ "--allow-unsigned", option, value, NULL });
	for (int ms = 0; ms < 10000 && waitpid(broker, &status, WNOHANG) != broker; ms += 10)
		sleep_ms(10);
	if (!WIFEXITED(status)) {
		kill(broker, SIGKILL);
		waitpid(broker, NULL, 0);
	}
	broker = 0;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void keep_log(void)
{
	log_file = memfd_create("log", MFD_CLOEXEC);
	assert_true(log_file >= 0);
}

void expect_log(const char *message)
{
	static char text[1 << 16];
	ssize_t size = pread(log_file, text, sizeof(text) - 1, 0);

	assert_true(size >= 0);
	text[size] = '\0';
	close(log_file);
	log_file = -1;
	if (!strstr(text, message))
		fail_msg("no '%s' in the log:\n%s", message, text);
}

int refuses(const char *message, const char *option, const char *value)
{
	int status;

	keep_log();
	status = try_broker(option, value);
	expect_log(message);
	return status;
}

int start_broker(void **state)
{
	(void)state;
	fork_broker((const char *const[]){ "--allow-unsigned", NULL });
	softteed_client_close(connect_broker());
	return 0;
}

int stop_broker(void **state)
{
	int status = 0;

	(void)state;
	if (!broker)
		return 0;
	kill(broker, SIGTERM);
	if (waitpid(broker, &status, 0) != broker)
		return -1;
	broker = 0;
	return status;
}
