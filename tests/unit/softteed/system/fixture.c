// SPDX-License-Identifier: BSD-2-Clause
/* See fixture.h. */
#include <errno.h>
#include <grp.h>
#include <sched.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"
#include "softteed/protocol/packet.h"
#include "unit.h"

#define NOBODY	65534

void start_with(const char *option)
{
	fork_broker((const char *const[]){ option, NULL });
	softteed_client_close(connect_broker());
}

void start_unprivileged(const char *option)
{
	chmod(test_directory, 0777);
	broker_uid = geteuid() ? 0 : NOBODY;
	start_with(option);
	broker_uid = 0;
}

void start_for_everybody(const char *option)
{
	chmod(test_directory, 0777);
	start_with(option);
	chmod(socket_path, 0666);
}

/* Only in a user namespace of its own can an instance's threads be counted. */
bool has_user_namespaces(void)
{
	int status = 1;
	pid_t pid = fork();

	if (!pid)
		_exit(setresuid(65534, 65534, 65534) || unshare(CLONE_NEWUSER));
	return waitpid(pid, &status, 0) == pid && !status;
}

int listen_for_broker(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	strcpy(address.sun_path, socket_path);
	unlink(socket_path);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(fd, 128), 0);
	return fd;
}

void allow_descriptors(const char *option)
{
	const int on = 1;

	stop_broker(NULL);
	listener = listen_for_broker();
	start_for_everybody(option);
	assert_true(!setsockopt(listener, SOL_SOCKET, SO_PASSRIGHTS, &on, sizeof(on)) ||
		    errno == ENOPROTOOPT);
	close(listener);
	listener = -1;
}

int connect_raw(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	strcpy(address.sun_path, socket_path);
	assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

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
