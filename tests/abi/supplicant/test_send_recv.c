// SPDX-License-Identifier: BSD-2-Clause
/* TEE_IOC_SUPPL_SEND_RECV, i.e. SEND and the next RECV in a single ioctl */

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "harness.h"
#include "supplicant.h"
#include "tee.h"

/* Open the supplicant's device. Skips the test on cores without the ioctl. */
static int become_supplicant(void)
{
	struct tee_ioctl_supp_send_recv_data both = { 0 };
	int fd;

	supplicant_end_all();
	fd = (int)CHECK_OK(tee_open_supplicant());
	if (core_is_ours())
		return fd;
	CHECK_ERRNO(ioctl(fd, TEE_IOC_SUPPL_SEND_RECV, &both), EINVAL);
	SKIP("this core has no TEE_IOC_SUPPL_SEND_RECV");
}

static pid_t start_asker(int supplicant)
{
	static struct asker asker;

	asker.fd = tee_open();
	asker.not_mine = supplicant;
	return child_start(ask_for_nobody, &asker);
}

static int send_recv(int fd, const struct supp_send *send, struct supp_recv *recv)
{
	struct tee_ioctl_supp_send_recv_data both = {
		.send = { (uintptr_t)send,
			  ARG_SIZE(tee_iocl_supp_send_arg, send->arg.num_params) },
		.recv = { (uintptr_t)recv,
			  ARG_SIZE(tee_iocl_supp_recv_arg, recv->arg.num_params) },
	};

	return ioctl(fd, TEE_IOC_SUPPL_SEND_RECV, &both);
}

static struct supp_send refusal(const struct supp_recv *recv)
{
	struct supp_send send = {
		.arg = { TEEC_ERROR_ITEM_NOT_FOUND, recv->arg.num_params },
	};

	memcpy(send.params, recv->params, sizeof(send.params));
	return send;
}

static struct supp_recv room(void)
{
	return (struct supp_recv){
		.arg.num_params = 6,
		.params[0].attr = TEE_IOCTL_PARAM_ATTR_META,
	};
}

/* Refuse everything, one ioctl per request, until killed. */
static void refuse_all(void *arg)
{
	int fd = *(int *)arg;
	struct supp_recv recv;
	struct supp_send send;

	supplicant_recv(fd, &recv);
	for (;;) {
		send = refusal(&recv);
		recv = room();
		CHECK_OK(send_recv(fd, &send, &recv));
	}
}

/* SEND_RECV is all a supplicant needs, once it is going. */
TEST(send_recv_serves)
{
	int fd = become_supplicant();
	pid_t supplicant = child_start(refuse_all, &fd), clients[4];

	for (int round = 0; round < 5; round++) {
		for (int n = 0; n < 4; n++)
			clients[n] = start_asker(fd);
		for (int n = 0; n < 4; n++)
			child_expect_ok(clients[n], 20, "a client");
	}
	kill(supplicant, SIGKILL);
	child_wait(supplicant, 20, "the supplicant");
}

/* The reply can't be held up by waiting for the next request. */
TEST(send_recv_answers_before_it_waits)
{
	int fd = become_supplicant();
	pid_t first = start_asker(fd), second;
	struct supp_recv recv, next = room();
	struct supp_send send;

	supplicant_recv(fd, &recv);
	second = start_asker(fd);
	send = refusal(&recv);
	CHECK_OK(send_recv(fd, &send, &next));
	CHECK_MSG(next.params[0].a != recv.params[0].a, "got the same request twice");
	CHECK_ERRNO(supplicant_answer(fd, &recv, 0), ENOENT);
	/* takes the supplicant away from both clients */
	CHECK_OK(close(fd));
	child_expect_ok(first, 60, "the first client");
	child_expect_ok(second, 60, "the second client");
}

/* After a bad reply the request is still pending, and no other one is handed out. */
TEST(send_recv_wrong_answers)
{
	int fd = become_supplicant();
	pid_t client = start_asker(fd);
	struct supp_recv recv, next = room();
	struct supp_send send, wrong;
	struct tee_ioctl_supp_send_recv_data both = {
		.send = { 0, 8 + 32 }, .recv = { (uintptr_t)&next, 8 + 6 * 32 },
	};

	supplicant_recv(fd, &recv);
	wrong = send = refusal(&recv);
	wrong.arg.num_params--;
	CHECK_ERRNO(send_recv(fd, &wrong, &next), EINVAL);
	wrong = send;
	wrong.params[0].attr = 0;
	CHECK_ERRNO(send_recv(fd, &wrong, &next), EINVAL);
	CHECK_ERRNO(ioctl(fd, TEE_IOC_SUPPL_SEND_RECV, NULL), EFAULT);
	CHECK_ERRNO(ioctl(fd, TEE_IOC_SUPPL_SEND_RECV, &both), EFAULT);
	both.send.buf_len = 1ull << 32;
	CHECK_ERRNO(ioctl(fd, TEE_IOC_SUPPL_SEND_RECV, &both), EINVAL);
	CHECK_OK(call_send(fd, &send));
	CHECK_OK(close(fd));
	child_expect_ok(client, 60, "the client");
}

/* The reply has been delivered already by the time the receive buffer turns out to be bad. */
TEST(send_recv_wrong_room)
{
	int fd = become_supplicant();
	pid_t client = start_asker(fd);
	struct supp_recv recv, next = room();
	struct supp_send send;
	struct tee_ioctl_supp_send_recv_data both;

	supplicant_recv(fd, &recv);
	send = refusal(&recv);
	next.params[1].attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT;
	CHECK_ERRNO(send_recv(fd, &send, &next), EINVAL);
	CHECK_ERRNO(call_send(fd, &send), ENOENT);
	both.send.buf_ptr = (uintptr_t)&send;
	both.send.buf_len = ARG_SIZE(tee_iocl_supp_send_arg, send.arg.num_params);
	both.recv.buf_ptr = 0;
	both.recv.buf_len = 8 + 6 * 32;
	CHECK_ERRNO(ioctl(fd, TEE_IOC_SUPPL_SEND_RECV, &both), EFAULT);
	both.recv.buf_len = 7;
	CHECK_ERRNO(ioctl(fd, TEE_IOC_SUPPL_SEND_RECV, &both), EINVAL);
	CHECK_OK(close(fd));
	child_expect_ok(client, 60, "the client");
}

static void ignore(int signal)
{
	(void)signal;
}

struct interrupted {
	int fd;
	struct supp_send send;
	struct gate back;
};

/* Interrupted by a signal; calling it again must return the next request. */
static void be_interrupted(void *arg)
{
	struct interrupted *test = arg;
	struct sigaction action = { .sa_handler = ignore };
	struct supp_recv next = room();

	sigaction(SIGUSR1, &action, NULL);
	CHECK_ERRNO(send_recv(test->fd, &test->send, &next), EINTR);
	CHECK_ERRNO(call_send(test->fd, &test->send), ENOENT);
	gate_open(&test->back);
	next = room();
	CHECK_OK(send_recv(test->fd, &test->send, &next));
	CHECK_OK(supplicant_answer(test->fd, &next, TEEC_ERROR_ITEM_NOT_FOUND));
}

TEST_LIMIT(send_recv_is_interrupted_by_a_signal, 60)
{
	static struct interrupted test;
	struct supp_recv recv;
	pid_t client, supplicant;
	int status;

	test.fd = become_supplicant();
	client = start_asker(test.fd);
	supplicant_recv(test.fd, &recv);
	/* otherwise it could come back with more requests */
	kill(client, SIGKILL);
	child_wait(client, 10, "a killed client");
	test.send = refusal(&recv);
	gate_make(&test.back);
	supplicant = child_start(be_interrupted, &test);
	CHECK_MSG(!child_ended(supplicant, 300, &status), "it did not wait for a request");
	kill(supplicant, SIGUSR1);
	gate_wait(&test.back, 10, "the signal");
	client = start_asker(test.fd);
	child_expect_ok(supplicant, 20, "the supplicant");
	CHECK_OK(close(test.fd));
	child_expect_ok(client, 60, "the client");
}

TEST(send_recv_on_the_client_device)
{
	struct supp_send send = { .arg.num_params = 1 };
	struct supp_recv recv = room();

	if (!core_is_ours())
		SKIP("this core has no TEE_IOC_SUPPL_SEND_RECV");
	CHECK_ERRNO(send_recv(tee_open(), &send, &recv), EOPNOTSUPP);
}
