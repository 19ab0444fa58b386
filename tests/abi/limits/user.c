// SPDX-License-Identifier: BSD-2-Clause
/* Run orders as other users, and set limits */

#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "counters.h"
#include "tee.h"
#include "user.h"

#define PARAMETER "/sys/module/tee/parameters/"

struct request {
	enum order order;
	uint32_t value;
};

/* What this process holds. Orders always go to the most recently opened device. */
static struct {
	int fds[8];
	size_t num_fds;
	uint32_t sessions[MANY];
	size_t num_sessions;
	int shms[MANY];
	size_t num_shms;
} mine;

static int device_now(void)
{
	return mine.fds[mine.num_fds - 1];
}

void user_become(uint32_t uid)
{
	CHECK_OK(setgroups(0, NULL));
	CHECK_OK(setresgid(uid, uid, uid));
	CHECK_OK(setresuid(uid, uid, uid));
}

static int do_open_session(const uint8_t *application)
{
	struct open_arg open;

	CHECK(mine.num_sessions < MANY);
	open_arg_init(&open, application, TEE_IOCTL_LOGIN_PUBLIC, 0);
	if (call_open(device_now(), &open))
		return errno;
	CHECK_EQ(open.arg.ret, TEEC_SUCCESS);
	mine.sessions[mine.num_sessions++] = open.arg.session;
	return 0;
}

static int do_share(enum order order, size_t size)
{
	int fd = device_now(), memory, shm;
	void *p;

	CHECK(mine.num_shms < MANY);
	switch (order) {
	case ALLOCATE:
		shm = shm_alloc(fd, size, NULL);
		break;
	case REGISTER:
		p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		CHECK(p != MAP_FAILED);
		shm = shm_register(fd, p, size, NULL);
		break;
	default:
		memory = (int)CHECK_OK(memfd_create("user", MFD_CLOEXEC));
		CHECK_OK(ftruncate(memory, (off_t)size));
		shm = shm_register_fd(fd, memory, NULL, NULL);
		if (shm >= 0)
			close(memory);
		break;
	}
	if (shm < 0)
		return errno;
	mine.shms[mine.num_shms++] = shm;
	return 0;
}

static int obey(const struct request *request)
{
	switch (request->order) {
	case OPEN_DEVICE:
		mine.fds[mine.num_fds] = tee_open_quietly();
		return mine.fds[mine.num_fds] < 0 ? errno : (mine.num_fds++, 0);
	case CLOSE_DEVICE:
		/* the session must be one of that fd's */
		CHECK_OK(close(mine.fds[--mine.num_fds]));
		mine.num_sessions = 0;
		return 0;
	case OPEN_SESSION:
		return do_open_session(uuid_invoke_tests);
	case OPEN_APPLICATION:
		return do_open_session(uuid_os_test);
	case CLOSE_SESSION:
		return call_close(device_now(), mine.sessions[--mine.num_sessions]) ? errno : 0;
	case FREE_MEMORY:
		return close(mine.shms[--mine.num_shms]) ? errno : 0;
	case BECOME:
		user_become(request->value);
		return 0;
	case WORK:
		session_works(device_now(), mine.sessions[request->value]);
		return 0;
	default:
		return do_share(request->order, request->value);
	}
}

static void serve(void *arg)
{
	struct rlimit files = { 2 * MANY, 2 * MANY };
	struct rlimit locked = { RLIM_INFINITY, RLIM_INFINITY };
	struct user *user = arg;
	struct request request;

	CHECK_OK(setrlimit(RLIMIT_NOFILE, &files));
	CHECK_OK(setrlimit(RLIMIT_MEMLOCK, &locked));
	while (read(user->ask, &request, sizeof(request)) == (ssize_t)sizeof(request)) {
		int answer = obey(&request);

		CHECK_EQ(write(user->answer, &answer, sizeof(answer)), sizeof(answer));
	}
}

int user_tell(struct user *user, enum order order, uint32_t value)
{
	struct request request = { order, value };
	int answer;

	CHECK_EQ(write(user->ask, &request, sizeof(request)), sizeof(request));
	CHECK_MSG(read(user->answer, &answer, sizeof(answer)) == (ssize_t)sizeof(answer),
		  "a user's process has ended");
	return answer;
}

void user_tell_times(struct user *user, enum order order, uint32_t value, int times)
{
	for (int i = 0; i < times; i++) {
		int rc = user_tell(user, order, value);

		CHECK_MSG(!rc, "order %d, %d of %d: got %s", order, i + 1, times, errno_name(rc));
	}
}

int user_tell_until(struct user *user, enum order order, uint32_t value, int err)
{
	int n = 0, rc;

	while (n < MANY && !(rc = user_tell(user, order, value)))
		n++;
	CHECK_MSG(n < MANY && rc == err, "expected %s in the end, got %d times, then %s",
		  errno_name(err), n, errno_name(rc));
	return n;
}

void user_make_as_root(struct user *user)
{
	int down[2], up[2];
	struct user theirs;

	CHECK_OK(pipe2(down, O_CLOEXEC));
	CHECK_OK(pipe2(up, O_CLOEXEC));
	theirs = (struct user){ .ask = down[0], .answer = up[1] };
	user->pid = child_start(serve, &theirs);
	CHECK_OK(close(down[0]));
	CHECK_OK(close(up[1]));
	user->ask = down[1];
	user->answer = up[0];
}

void user_make(struct user *user, uint32_t uid)
{
	user_make_as_root(user);
	CHECK_EQ(user_tell(user, BECOME, uid), 0);
	CHECK_EQ(user_tell(user, OPEN_DEVICE, 0), 0);
}

void user_set_limit(const char *name, unsigned int value)
{
	char path[80], text[16];

	snprintf(path, sizeof(path), PARAMETER "%s", name);
	snprintf(text, sizeof(text), "%u", value);
	CHECK_MSG(!write_text(path, text), "%s: %s", path, errno_name(errno));
}

long user_value(unsigned int uid, const char *key)
{
	return user_stats_value(tee_device_name(), uid, key);
}

void user_wait_for_waiting(unsigned int uid, long number)
{
	uint64_t end = deadline_ms(20000);

	while (user_value(uid, "waiting") != number) {
		CHECK_MSG(now_ms() < end, "expected %ld calls of %u to wait, got %ld", number, uid,
			  user_value(uid, "waiting"));
		sleep_ms(5);
	}
}

void with_users(void (*fn)(void *))
{
	static const char *const limits[] = {
		"user_sessions", "user_applications", "user_regions", "user_shm_mib", "user_calls",
	};
	struct stat st;
	char path[40];
	int status;
	pid_t pid;

	if (access(PARAMETER "user_calls", F_OK))
		SKIP("this core knows no users");
	snprintf(path, sizeof(path), "/dev/%s", tee_device_name());
	CHECK_OK(stat(path, &st));
	CHECK_OK(chmod(path, 0666));
	pid = child_start(fn, NULL);
	status = child_wait(pid, 100, "the test's own process");
	for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++)
		user_set_limit(limits[i], 0);
	CHECK_OK(chmod(path, st.st_mode & 07777));
	CHECK_EQ(status, 0);
}
