// SPDX-License-Identifier: BSD-2-Clause
/* The supplicant's device: receiving requests, sending replies, and supplicants that go away */

#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"
#include "supplicant.h"
#include "tee.h"

/* The test is the supplicant, and its client is a child. */
static int supplicant_fd;

static int become_supplicant(void)
{
	supplicant_end_all();
	supplicant_fd = (int)CHECK_OK(tee_open_supplicant());
	return supplicant_fd;
}

static pid_t start_asker(int expected_errno)
{
	static struct asker asker;

	asker.fd = tee_open();
	asker.expected_errno = expected_errno;
	asker.not_mine = supplicant_fd;
	return child_start(ask_for_nobody, &asker);
}

/* Say "not found" until the client is done. Expect @least requests or more. */
static void serve(int fd, pid_t client, int least)
{
	struct supp_recv recv;
	int status, receiver, served = 0;
	pid_t pid;

	while (!child_ended(client, 0, &status)) {
		/* RECV blocks forever, so leave it to a child we can kill. */
		pid = (pid_t)CHECK_OK(fork());
		if (!pid) {
			supplicant_recv(fd, &recv);
			CHECK_OK(supplicant_answer(fd, &recv,
						   TEEC_ERROR_ITEM_NOT_FOUND));
			_exit(0);
		}
		while (!child_ended(pid, 20, &receiver)) {
			if (!child_ended(client, 0, &status))
				continue;
			/*
			 * The receiver may have just served the last request,
			 * then it'll exit as well.
			 */
			if (!child_ended(pid, 1000, &receiver)) {
				kill(pid, SIGKILL);
				child_wait(pid, 20, "a receiver");
			} else if (!receiver) {
				served++;
			}
			goto ended;
		}
		CHECK_EQ(receiver, 0);
		served++;
	}
ended:
	CHECK_MSG(served >= least, "the client asked for nothing");
	CHECK_MSG(!status, "the client: expected exit 0, got status 0x%x", status);
}

static void serve_until(int fd, pid_t client)
{
	serve(fd, client, 1);
}

TEST(supplicant_device_is_opened_once)
{
	int fd = become_supplicant();

	CHECK_ERRNO(tee_open_supplicant(), EBUSY);
	CHECK_OK(close(fd));
	fd = (int)CHECK_OK(tee_open_supplicant());
	CHECK_OK(close(fd));
}

TEST(supplicant_answers)
{
	int fd = become_supplicant();

	serve_until(fd, start_asker(0));
	tee_works(tee_open());
}

TEST(recv_wrong_parameters)
{
	struct supp_recv recv;
	int fd = become_supplicant();

	for (uint64_t type = 1; type < 16; type++) {
		memset(&recv, 0, sizeof(recv));
		recv.arg.num_params = 4;
		recv.params[1].attr = type;
		recv.params[1].c = TEE_MEMREF_NULL;
		CHECK_ERRNO(call_recv(fd, &recv), EINVAL);
	}
	memset(&recv, 0, sizeof(recv));
	CHECK_ERRNO(call_recv(fd, &recv), EINVAL); /* no room for anything */
	recv.arg.num_params = 4;
	CHECK_ERRNO(buf_ioctl(fd, TEE_IOC_SUPPL_RECV, &recv, 8), EINVAL);
	CHECK_ERRNO(buf_ioctl(fd, TEE_IOC_SUPPL_RECV, &recv, 8 + 3 * 32), EINVAL);
	CHECK_ERRNO(buf_ioctl(fd, TEE_IOC_SUPPL_RECV, &recv, 8 + 4 * 32 + 1), EINVAL);
	CHECK_ERRNO(buf_ioctl(fd, TEE_IOC_SUPPL_RECV, &recv, 7), EINVAL);
	CHECK_ERRNO(buf_ioctl(fd, TEE_IOC_SUPPL_RECV, &recv, UINT64_MAX), EINVAL);
	CHECK_ERRNO(buf_ioctl(fd, TEE_IOC_SUPPL_RECV, NULL, 8 + 4 * 32), EFAULT);
	recv.arg.num_params = 0x08000000;
	CHECK_ERRNO(buf_ioctl(fd, TEE_IOC_SUPPL_RECV, &recv, 8), EINVAL);
}

/* The request stays queued until a receiver has enough room. */
TEST(recv_too_little_room)
{
	struct supp_recv recv;
	int fd = become_supplicant();
	pid_t client = start_asker(0);

	sleep_ms(200); /* wait for the client's request without receiving it */
	memset(&recv, 0, sizeof(recv));
	recv.arg.num_params = 1;
	recv.params[0].attr = TEE_IOCTL_PARAM_ATTR_META;
	CHECK_ERRNO(call_recv(fd, &recv), EINVAL);
	serve_until(fd, client);
}

TEST(recv_is_interrupted_by_a_signal)
{
	int fd = become_supplicant(), status;
	struct supp_recv recv;
	pid_t pid = (pid_t)CHECK_OK(fork());

	if (!pid) {
		supplicant_recv(fd, &recv);
		_exit(1);
	}
	CHECK(!child_ended(pid, 200, &status));
	kill(pid, SIGTERM);
	status = child_wait(pid, 10, "the signalled receiver");
	CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
}

/* RECV fails to copy the request out. The next RECV has to get it. */
TEST_LIMIT(recv_answer_cannot_be_written, 120)
{
	struct supp_recv *recv = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
				      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct supp_recv again;
	int fd = become_supplicant();
	pid_t client = start_asker(0);

	CHECK(recv != MAP_FAILED);
	recv->arg.num_params = 6;
	recv->params[0].attr = TEE_IOCTL_PARAM_ATTR_META;
	CHECK_OK(mprotect(recv, 4096, PROT_READ));
	CHECK_ERRNO(call_recv(fd, recv), EFAULT);
	/* With no parameter for the id, there is only one request at a time. */
	recv = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CHECK(recv != MAP_FAILED);
	recv->arg.num_params = 6;
	CHECK_OK(mprotect(recv, 4096, PROT_READ));
	CHECK_ERRNO(call_recv(fd, recv), EFAULT);
	/* upstream's core loses the request in both cases */
	if (core_is_ours()) {
		supplicant_recv(fd, &again);
		CHECK_OK(supplicant_answer(fd, &again, TEEC_ERROR_ITEM_NOT_FOUND));
	}
	CHECK_OK(close(fd)); /* fails the client's request */
	child_expect_ok(client, 60, "the client");
}

/*
 * Serve, including allocations, until OP-TEE wants memory freed. The memory's
 * fd is closed right away. Returns the id to be freed.
 */
static int serve_until_free(int fd, struct supp_recv *recv)
{
	uint32_t result;
	int id, shm;

	for (;;) {
		supplicant_recv(fd, recv);
		if (recv->arg.func == SUPP_FREE)
			return (int)recv->params[1].b;
		shm = 0;
		result = TEEC_ERROR_ITEM_NOT_FOUND;
		if (recv->arg.func == SUPP_ALLOC) {
			shm = (int)CHECK_OK(shm_alloc(fd, recv->params[1].b, &id));
			recv->params[1].c = (uint64_t)id;
			result = 0;
		} else if (recv->arg.func == SUPP_LOAD_TA && !recv->params[2].b) {
			recv->params[2].b = 4096;
			result = 0;
		}
		CHECK_OK(supplicant_answer(fd, recv, result));
		if (shm)
			CHECK_OK(close(shm));
	}
}

/* As long as the supplicant has not acknowledged the free, the id cannot go to other memory. */
TEST_LIMIT(free_is_of_the_memory_that_was_allocated, 60)
{
	int fd = become_supplicant(), id, other, shm;
	struct supp_recv recv;
	pid_t client;

	if (!core_is_ours())
		SKIP("this core gives the id to other memory");
	client = start_asker(0);
	id = serve_until_free(fd, &recv);
	shm = (int)CHECK_OK(shm_alloc(fd, 4096, &other));
	CHECK(other != id);
	CHECK_OK(close(shm));
	CHECK_OK(supplicant_answer(fd, &recv, 0));
	shm = (int)CHECK_OK(shm_alloc(fd, 4096, &other));
	CHECK_EQ(other, id);
	CHECK_OK(close(shm));
	/* there may be more to come */
	serve(fd, client, 0);
}

/* More than the kernel queues for a supplicant that is not replying */
#define MANY_FREES	300u

struct frees {
	int fd;
	volatile unsigned int count;
};

static void never_free(void *arg)
{
	struct frees *frees = arg;
	struct supp_recv recv;

	for (;; frees->count++)
		serve_until_free(frees->fd, &recv);
}

/* A supplicant gets to see all frees, even if it never replies to any. */
TEST_LIMIT(frees_that_are_not_answered_do_not_end, 120)
{
	struct frees *frees = mmap(NULL, sizeof(*frees), PROT_READ | PROT_WRITE,
				   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct asker asker = { .fd = tee_open() };
	unsigned int before;

	if (!core_is_ours())
		SKIP("this core waits for each answer");
	CHECK(frees != MAP_FAILED);
	frees->fd = asker.not_mine = become_supplicant();
	child_start(never_free, frees);
	while (frees->count < MANY_FREES) {
		before = frees->count;
		child_expect_ok(child_start(ask_for_nobody, &asker), 20, "a client");
		for (int ms = 0; frees->count == before; ms++) {
			CHECK_MSG(ms < 10000, "got %u requests, and no more", before);
			sleep_ms(1);
		}
	}
}

TEST(send_unknown_and_wrong)
{
	struct supp_send send;
	int fd = become_supplicant();
	const uint64_t meta = TEE_IOCTL_PARAM_ATTR_META |
			      TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT;

	memset(&send, 0, sizeof(send));
	CHECK_ERRNO(call_send(fd, &send), EINVAL);
	send.arg.num_params = 1;
	CHECK_ERRNO(call_send(fd, &send), EINVAL); /* without the id */
	param_value(&send.params[0], meta, 12345, 0, 0);
	CHECK_ERRNO(call_send(fd, &send), ENOENT);
	param_value(&send.params[0], meta, 0, 0, 0);
	CHECK_ERRNO(call_send(fd, &send), ENOENT);
	param_value(&send.params[0], meta, UINT64_MAX, 0, 0);
	CHECK_ERRNO(call_send(fd, &send), ENOENT);
	CHECK_ERRNO(buf_ioctl(fd, TEE_IOC_SUPPL_SEND, &send, 8), EINVAL);
	CHECK_ERRNO(buf_ioctl(fd, TEE_IOC_SUPPL_SEND, &send, 0), EINVAL);
	CHECK_ERRNO(buf_ioctl(fd, TEE_IOC_SUPPL_SEND, &send, 1ull << 32), EINVAL);
	CHECK_ERRNO(buf_ioctl(fd, TEE_IOC_SUPPL_SEND, NULL, 8 + 32), EFAULT);
}

/* A reply with mismatched parameters is refused. Getting it right afterwards still works. */
TEST(send_wrong_parameters)
{
	struct supp_recv recv, wrong;
	int fd = become_supplicant();
	pid_t client = start_asker(0);

	supplicant_recv(fd, &recv);
	wrong = recv;
	wrong.arg.num_params++;
	CHECK_ERRNO(supplicant_answer(fd, &wrong, 0), EINVAL);
	wrong.arg.num_params -= 2;
	CHECK_ERRNO(supplicant_answer(fd, &wrong, 0), EINVAL);
	if (core_is_ours()) {
		wrong = recv;
		wrong.params[1].attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT;
		wrong.params[1].c = TEE_MEMREF_NULL;
		CHECK_ERRNO(supplicant_answer(fd, &wrong, 0), EINVAL);
	}
	CHECK_OK(supplicant_answer(fd, &recv, TEEC_ERROR_ITEM_NOT_FOUND));
	CHECK_ERRNO(supplicant_answer(fd, &recv, 0), ENOENT); /* has been answered already */
	serve(fd, client, 0);
}

TEST(supplicant_id_of_64_bits)
{
	struct supp_recv recv, wrong;
	int fd = become_supplicant();
	pid_t client = start_asker(0);

	if (!core_is_ours())
		SKIP("this core truncates the id of a request");
	supplicant_recv(fd, &recv);
	wrong = recv;
	wrong.params[0].a |= 1ull << 32;
	CHECK_ERRNO(supplicant_answer(fd, &wrong, 0), ENOENT);
	CHECK_OK(supplicant_answer(fd, &recv, TEEC_ERROR_ITEM_NOT_FOUND));
	serve(fd, client, 0);
}

/* The request is lost with the supplicant, and its client gets an error. */
TEST_LIMIT(supplicant_gone_with_a_request, 90)
{
	struct supp_recv recv;

	for (int i = 0; i < 5; i++) {
		int fd = become_supplicant();
		pid_t client = start_asker(0);

		supplicant_recv(fd, &recv);
		CHECK_OK(close(fd));
		child_expect_ok(client, 60, "the client of a supplicant that left");
	}
	tee_works(tee_open());
}

/* A request that hadn't been received yet is left for the next supplicant. */
TEST_LIMIT(supplicant_gone_before_it_received, 90)
{
	static struct asker asker = { .not_for = TEEC_ERROR_COMMUNICATION };

	if (!core_is_ours())
		SKIP("this core fails requests that nobody has received");
	for (int i = 0; i < 5; i++) {
		int fd = become_supplicant(), status;
		pid_t client;

		asker.fd = tee_open();
		asker.not_mine = fd;
		client = child_start(ask_for_nobody, &asker);
		CHECK_MSG(!child_ended(client, 200, &status), "the client did not wait");
		CHECK_OK(close(fd));
		CHECK_MSG(!child_ended(client, 200, &status), "its request was failed");
		fd = (int)CHECK_OK(tee_open_supplicant());
		serve_until(fd, client);
		CHECK_OK(close(fd));
	}
}

static void take_and_sleep(void *arg)
{
	struct gate *taken = arg;
	int fd = (int)CHECK_OK(tee_open_supplicant());
	struct supp_recv recv;

	supplicant_recv(fd, &recv);
	gate_open(taken);
	for (;;)
		sleep_ms(1000);
}

/*
 * Killed with a request in hand: error for the client, and a fresh start for
 * the next supplicant.
 */
TEST_LIMIT(supplicant_killed_with_a_request, 120)
{
	for (int i = 0; i < 5; i++) {
		struct gate taken;
		pid_t supplicant, client;

		supplicant_end_all();
		gate_make(&taken);
		supplicant = child_start(take_and_sleep, &taken);
		supplicant_wait_for(supplicant);
		client = start_asker(0);
		gate_wait(&taken, 20, "a request");
		supplicant_kill(supplicant);
		child_expect_ok(client, 60, "the client of a killed supplicant");
		supplicant_fd = (int)CHECK_OK(tee_open_supplicant());
		serve_until(supplicant_fd, start_asker(0));
		CHECK_OK(close(supplicant_fd));
		supplicant_fd = 0;
	}
}

#define WAIT_MS "/sys/module/optee/parameters/supplicant_wait_ms"

/* How long clients wait for a supplicant to appear is up to root. */
TEST_LIMIT(no_supplicant, 120)
{
	pid_t client;
	int status;

	supplicant_end_all();
	if (!core_is_ours())
		SKIP("this core does not bound the wait");
	supplicant_fd = 0;
	CHECK_OK(write_text(WAIT_MS, "200"));
	child_expect_ok(start_asker(0), 60, "a client that waits for a time");
	CHECK_OK(write_text(WAIT_MS, "0"));
	client = start_asker(0);
	CHECK_MSG(!child_ended(client, 1000, &status), "the client did not wait");
	supplicant_fd = (int)CHECK_OK(tee_open_supplicant());
	serve_until(supplicant_fd, client);
	CHECK_OK(close(supplicant_fd));
	supplicant_fd = 0;
}

TEST_LIMIT(client_killed_while_no_supplicant_is_there, 60)
{
	int status;

	supplicant_end_all();
	for (int i = 0; i < 5; i++) {
		pid_t client = start_asker(0);

		child_ended(client, 100, &status);
		kill(client, SIGKILL);
		/* It might be gone already, with an error. Fine as well. */
		if (waitpid(client, &status, WNOHANG) == 0)
			child_wait(client, 20, "a killed client");
	}
	tee_works(tee_open());
}

TEST_LIMIT(cve_2025_21871_unkillable_wait_for_the_supplicant, 60)
{
	struct supp_recv recv;
	int fd = become_supplicant(), status;

	for (int i = 0; i < 5; i++) {
		pid_t client = start_asker(0);

		supplicant_recv(fd, &recv);
		CHECK_MSG(!child_ended(client, 100, &status),
			  "expected a client that waits, got one that ended");
		kill(client, SIGKILL);
		status = child_wait(client, 10, "a killed client");
		CHECK(WIFSIGNALED(status));
		(void)supplicant_answer(fd, &recv, 0);
	}
	serve_until(fd, start_asker(0));
}

/*
 * The client is killed first and exits at once. Its call is completed by a
 * reply that comes too late for it.
 */
TEST_LIMIT(cve_2026_53273_answer_after_the_client_left, 60)
{
	struct supp_recv recv;
	int fd = become_supplicant();

	for (int i = 0; i < 20; i++) {
		pid_t client = start_asker(0);

		supplicant_recv(fd, &recv);
		kill(client, SIGKILL);
		child_wait(client, 10, "a killed client");
		if (core_is_ours())
			CHECK_OK(supplicant_answer(fd, &recv, 0));
		else
			(void)supplicant_answer(fd, &recv, 0);
		CHECK_ERRNO(supplicant_answer(fd, &recv, 0), ENOENT);
	}
	serve_until(fd, start_asker(0));
}

/* Race the reply against the kill. */
TEST_LIMIT(answer_and_kill_at_once, 90)
{
	struct supp_recv recv;
	int fd = become_supplicant(), status;

	for (unsigned int i = 0; i < 100; i++) {
		pid_t client = start_asker(0), killer;

		supplicant_recv(fd, &recv);
		killer = (pid_t)CHECK_OK(fork());
		if (!killer) {
			for (volatile unsigned int n = i * 50; n; n--)
				;
			kill(client, SIGKILL);
			_exit(0);
		}
		(void)supplicant_answer(fd, &recv, TEEC_ERROR_ITEM_NOT_FOUND);
		child_wait(killer, 10, "the killer");
		while (!child_ended(client, 0, &status)) {
			/* there could be another request queued from before the kill */
			kill(client, SIGKILL);
			child_wait(client, 10, "a killed client");
			break;
		}
	}
	CHECK_OK(close(fd));
	tee_works(tee_open());
}

TEST_LIMIT(supplicant_restarted_serves_the_next, 90)
{
	supplicant_end_all();
	for (int i = 0; i < 3; i++) {
		pid_t pid = supplicant_start();
		int fd = tee_open();

		CHECK_OK(call_close(fd, session_open(fd, uuid_os_test)));
		supplicant_kill(pid);
		CHECK_OK(close(fd));
	}
}

/* A supplicant allocates on its own device when the kernel asks it for memory. */
TEST(supplicant_shares_memory_of_its_own)
{
	int fd = become_supplicant(), id;
	int shm = (int)CHECK_OK(shm_alloc(fd, 4096, &id));

	CHECK(id >= 0);
	CHECK_OK(close(shm));
}
