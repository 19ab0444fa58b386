// SPDX-License-Identifier: BSD-2-Clause
/*
 * Lots of clients at a time. stress.sh uses this as a client too, while it loads
 * and unloads the modules.
 */

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "harness.h"
#include "supplicant.h"
#include "tee.h"

#define CLIENTS 8

/* For stress.sh: open the device, a session and some memory, and close it all. */
HELPER(one_client)
{
	int fd = tee_open(), id, shm;
	uint32_t session = session_open(fd, uuid_invoke_tests);
	uint8_t *p;

	shm = (int)CHECK_OK(shm_alloc(fd, 2 * PAGE, &id));
	p = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, shm, 0);
	CHECK(p != MAP_FAILED);
	p[1] = 6;
	shm_sum(fd, session, id, 0, 2 * PAGE);
	CHECK_EQ(p[0], 6);
	session_works(fd, session);
	return 0;
}

static void mixed_client(void *arg)
{
	unsigned int seed = *(unsigned int *)arg;
	uint64_t end = now_ms() + 15000;
	uint8_t *own = mmap(NULL, 32 * PAGE, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	CHECK(own != MAP_FAILED);
	while (now_ms() < end) {
		int fd = tee_open(), id, shm;
		uint32_t session = session_open(fd, uuid_invoke_tests);

		for (int i = rand_r(&seed) % 20; i; i--) {
			size_t size = (size_t)rand_r(&seed) % (16 * PAGE) + 1;

			if (i % 2)
				shm = (int)CHECK_OK(shm_alloc(fd, size, &id));
			else
				shm = (int)CHECK_OK(shm_register(fd, own + i, size, &id));
			shm_sum(fd, session, id, 0, size);
			CHECK_OK(close(shm));
			session_works(fd, session);
		}
		CHECK_OK(close(fd));
	}
}

TEST_LIMIT(parallel_clients, 120)
{
	static unsigned int seeds[CLIENTS];
	pid_t pids[CLIENTS];

	for (unsigned int i = 0; i < CLIENTS; i++) {
		seeds[i] = i + 1;
		pids[i] = child_start(mixed_client, &seeds[i]);
	}
	for (unsigned int i = 0; i < CLIENTS; i++)
		child_expect_ok(pids[i], 90, "one of several clients");
}

/*
 * Keep asking for a TA that the supplicant doesn't have. The result is always an
 * error, which is fine.
 */
static void needy_client(void *arg)
{
	(void)arg;
	for (;;) {
		struct open_arg open;
		int fd = tee_open();

		open_arg_init(&open, uuid_nobody, TEE_IOCTL_LOGIN_PUBLIC, 0);
		CHECK_OK(call_open(fd, &open));
		CHECK_MSG(open.arg.ret, "a session with nobody was opened");
		close(fd);
	}
}

TEST_LIMIT(supplicant_killed_again_and_again, 240)
{
	unsigned int seed = 99;
	pid_t clients[3];
	int status, fd;

	supplicant_end_all();
	for (int i = 0; i < 3; i++)
		clients[i] = child_start(needy_client, NULL);
	for (int i = 0; i < 40; i++) {
		pid_t pid = supplicant_start();

		sleep_ms((unsigned int)rand_r(&seed) % 100);
		supplicant_kill(pid);
	}
	for (int i = 0; i < 3; i++) {
		CHECK_MSG(!child_ended(clients[i], 0, &status), "a client ended");
		kill(clients[i], SIGKILL);
		/* its call may be behind others in the TEE */
		child_wait(clients[i], 100, "a killed client");
	}
	supplicant_start();
	fd = tee_open();
	CHECK_OK(call_close(fd, session_open(fd, uuid_os_test)));
}
