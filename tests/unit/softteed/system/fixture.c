// SPDX-License-Identifier: BSD-2-Clause
/* Brokers for tests, and calls through the client's library */
#include <grp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"
#include "unit.h"

#define NOBODY	65534

static char directory[] = "/tmp/softteed-test-XXXXXX";
char socket_path[64];
pid_t broker;
int log_file = -1;

/* Starting and ending a broker */

int make_directory(void **state)
{
	(void)state;
	if (!mkdtemp(directory))
		return -1;
	snprintf(socket_path, sizeof(socket_path), "%s/socket", directory);
	return 0;
}

int remove_directory(void **state)
{
	(void)state;
	unlink(socket_path);
	return rmdir(directory);
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

static void start(const char *option, uid_t uid)
{
	broker = fork();
	if (!broker) {
		if (uid && (setgroups(0, NULL) || setresgid(uid, uid, uid) ||
			    setresuid(uid, uid, uid)))
			_exit(127);
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (log_file >= 0)
			dup2(log_file, STDERR_FILENO);
		execl(SOFTTEED, SOFTTEED, "--socket", socket_path, "--applications", APPLICATIONS,
		      option, NULL);
		_exit(127);
	}
	softteed_client_close(connect_broker());
}

void start_with(const char *option)
{
	start(option, 0);
}

void start_unprivileged(const char *option)
{
	chmod(directory, 0777);
	start(option, geteuid() ? 0 : NOBODY);
}

void start_for_everybody(const char *option)
{
	chmod(directory, 0777);
	start(option, 0);
	chmod(socket_path, 0666);
}

int start_broker(void **state)
{
	(void)state;
	start_with("--allow-unsigned");
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

/* Calls */

uint32_t try_open(struct softteed_client *client, uint8_t number, uint32_t *session)
{
	struct open_message message = {
		.arg.uuid = { 0x5f, 0x7c, 0, 0, 0, 0, 0x40, 0, 0x80, 0, 0, 0, 0, 0, 0, number },
	};

	assert_int_equal(softteed_client_open_session(client, &message.arg), 0);
	*session = message.arg.session;
	return message.arg.ret;
}

uint32_t open_session(struct softteed_client *client, uint8_t number)
{
	uint32_t session;

	assert_int_equal(try_open(client, number, &session), TEEC_SUCCESS);
	return session;
}

void close_session(struct softteed_client *client, uint32_t session)
{
	const struct tee_ioctl_close_session_arg arg = { .session = session };

	assert_int_equal(softteed_client_close_session(client, &arg), 0);
}

uint32_t invoke(struct softteed_client *client, uint32_t session, uint32_t command,
		struct tee_ioctl_param *param)
{
	struct invoke_message message = {
		.arg = { .func = command, .session = session, .num_params = 1, .cancel_id = 1 },
		.params[0] = *param,
	};

	assert_int_equal(softteed_client_invoke(client, &message.arg), 0);
	*param = message.params[0];
	return message.arg.ret;
}

struct tee_ioctl_param value(uint64_t a, uint64_t b)
{
	return (struct tee_ioctl_param){ TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT, a, b, 0 };
}

uint32_t add(struct softteed_client *client, uint32_t session, uint32_t a, uint32_t b)
{
	struct tee_ioctl_param param = value(a, b);

	assert_int_equal(invoke(client, session, COMMAND_ADD, &param), TEEC_SUCCESS);
	return (uint32_t)param.a;
}

uint32_t count(struct softteed_client *client, uint32_t session, uint32_t *sessions)
{
	struct tee_ioctl_param param = value(0, 0);

	assert_int_equal(invoke(client, session, COMMAND_COUNT, &param), TEEC_SUCCESS);
	if (sessions)
		*sessions = (uint32_t)param.b;
	return (uint32_t)param.a;
}
