// SPDX-License-Identifier: BSD-2-Clause
/* Test registration, child processes and the main loop */

#include <fcntl.h>
#include <fnmatch.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "counters.h"
#include "harness.h"

#define EXIT_SKIP 77
#define KILL_WAIT_MS 20000
/* Sanitizers slow the kernel down by roughly this much. */
#define DEBUG_TIME_FACTOR 4

static struct test *tests;
static struct test **tests_end = &tests;

void test_register(struct test *test)
{
	*tests_end = test;
	tests_end = &test->next;
}

static struct helper *helpers;

void helper_register(struct helper *helper)
{
	helper->next = helpers;
	helpers = helper;
}

bool errno_is_one_of(int err, const int *allowed, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (allowed[i] == err)
			return true;
	return false;
}

/* One write() per line, or else output from two processes could interleave. */
__attribute__((format(printf, 2, 0)))
static void put_line(const char *prefix, const char *fmt, va_list ap)
{
	char line[1024];
	int used = snprintf(line, sizeof(line), "# %s", prefix);
	ssize_t done;

	vsnprintf(line + used, sizeof(line) - (size_t)used - 1, fmt, ap);
	strcat(line, "\n");
	fflush(stdout);
	done = write(STDOUT_FILENO, line, strlen(line));
	(void)done;
}

void test_fail(const char *file, int line, const char *fmt, ...)
{
	const char *base = strrchr(file, '/');
	char prefix[128];
	va_list ap;

	snprintf(prefix, sizeof(prefix), "%s:%d: ", base ? base + 1 : file, line);
	va_start(ap, fmt);
	put_line(prefix, fmt, ap);
	va_end(ap);
	_exit(1);
}

/* carries a skipped test's reason to the main loop */
static int skip_pipe[2];

void test_skip(const char *fmt, ...)
{
	char why[256];
	ssize_t done;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, sizeof(why), fmt, ap);
	va_end(ap);
	done = write(skip_pipe[1], why, strlen(why));
	(void)done;
	_exit(EXIT_SKIP);
}

void test_note(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put_line("", fmt, ap);
	va_end(ap);
}

const char *errno_name(int err)
{
	static char number[32];
	const char *name = err ? strerrorname_np(err) : "0";

	if (name)
		return name;
	snprintf(number, sizeof(number), "errno %d", err);
	return number;
}

void sleep_ms(unsigned int milliseconds)
{
	struct timespec ts = {
		.tv_sec = milliseconds / 1000,
		.tv_nsec = (long)(milliseconds % 1000) * 1000000,
	};

	while (nanosleep(&ts, &ts) && errno == EINTR)
		;
}

uint64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}

bool read_text(const char *path, char *buf, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return false;
	n = read(fd, buf, size - 1);
	close(fd);
	if (n < 0)
		return false;
	buf[n] = '\0';
	return true;
}

int write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t n;
	int err;

	if (fd < 0)
		return -1;
	n = write(fd, text, strlen(text));
	err = errno;
	close(fd);
	errno = err;
	return n == (ssize_t)strlen(text) ? 0 : -1;
}

int test_time_factor(void)
{
	static int factor;

	if (!factor)
		factor = access("/sys/kernel/debug/kmemleak", F_OK) ? 1 : DEBUG_TIME_FACTOR;
	return factor;
}

uint64_t deadline_ms(unsigned int milliseconds)
{
	return now_ms() + (uint64_t)milliseconds * (unsigned int)test_time_factor();
}

void gate_make(struct gate *gate)
{
	CHECK_OK(pipe2(gate->fd, O_CLOEXEC));
}

void gate_open(struct gate *gate)
{
	CHECK_EQ(write(gate->fd[1], "x", 1), 1);
}

void gate_wait(struct gate *gate, unsigned int seconds, const char *what)
{
	struct pollfd pfd = { .fd = gate->fd[0], .events = POLLIN };
	char c;

	seconds *= (unsigned int)test_time_factor();
	CHECK_MSG(poll(&pfd, 1, (int)seconds * 1000) == 1,
		  "%s: not seen within %u s", what, seconds);
	CHECK_EQ(read(gate->fd[0], &c, 1), 1);
}

pid_t child_start(void (*fn)(void *arg), void *arg)
{
	pid_t pid;

	fflush(stdout);
	pid = (pid_t)CHECK_OK(fork());
	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	fn(arg);
	_exit(0);
}

bool child_ended(pid_t pid, unsigned int milliseconds, int *status)
{
	uint64_t end = now_ms() + milliseconds;
	pid_t got;

	for (;;) {
		got = waitpid(pid, status, WNOHANG);
		if (got == pid)
			return true;
		if (got < 0 && errno != EINTR)
			FAIL("waitpid(%d): %s", pid, errno_name(errno));
		if (now_ms() >= end)
			return false;
		sleep_ms(2);
	}
}

int child_wait(pid_t pid, unsigned int seconds, const char *what)
{
	int status;

	seconds *= (unsigned int)test_time_factor();
	if (!child_ended(pid, seconds * 1000, &status))
		FAIL("%s: expected an end within %u s, got none", what, seconds);
	return status;
}

void child_expect_ok(pid_t pid, unsigned int seconds, const char *what)
{
	int status = child_wait(pid, seconds, what);

	if (WIFSIGNALED(status))
		FAIL("%s: expected exit 0, got signal %d", what, WTERMSIG(status));
	if (WEXITSTATUS(status))
		FAIL("%s: expected exit 0, got exit %d (see above)", what,
		     WEXITSTATUS(status));
}

static const struct test *running;

const char *test_name(void)
{
	return running->name;
}

/* main() of the test's own process */
static void run_in_child(const struct test *test)
{
	running = test;
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	test->run();
	_exit(0);
}

/* Kill what's left of the test's process group and wait for it to drain. False on timeout. */
static bool end_group(pid_t pid, bool leader_waited)
{
	uint64_t end = deadline_ms(KILL_WAIT_MS);
	int status;

	kill(-pid, SIGKILL);
	while (!leader_waited) {
		if (child_ended(pid, 100, &status))
			break;
		if (now_ms() > end)
			return false;
	}
	/* Orphans are reaped by init, so poll. */
	while (!kill(-pid, 0)) {
		if (now_ms() > end)
			return false;
		sleep_ms(5);
	}
	return true;
}

enum verdict { PASSED, FAILED, SKIPPED };

/* What the counters were after the last test */
static struct counters last;
static bool have_last;

/*
 * Counters to compare with after the test. If they differ from those after the last test,
 * that's often for a moment only: when the supplicant's device has been opened, the driver
 * looks for services a little later, with a context and a session of its own.
 */
static void read_baseline(struct counters *before)
{
	if (!have_last || !counters_settle(&last, before))
		counters_read(before);
}

static enum verdict run_one(const struct test *test, char *why, size_t why_size)
{
	unsigned int limit = test->limit * (unsigned int)test_time_factor();
	struct counters before, after;
	enum verdict verdict = FAILED;
	int status = 0;
	bool ended;
	ssize_t n;
	pid_t pid;

	why[0] = '\0';
	read_baseline(&before);
	fflush(stdout);
	pid = fork();
	if (!pid)
		run_in_child(test);
	setpgid(pid, pid);
	ended = child_ended(pid, limit * 1000, &status);
	if (!ended)
		test_note("%s: expected an end within %u s, got none",
			  test->name, limit);
	else if (WIFSIGNALED(status))
		test_note("%s: ended by signal %d", test->name, WTERMSIG(status));
	else if (WEXITSTATUS(status) == EXIT_SKIP)
		verdict = SKIPPED;
	else if (!WEXITSTATUS(status))
		verdict = PASSED;

	if (!end_group(pid, ended)) {
		test_note("%s: its processes cannot be killed", test->name);
		verdict = FAILED;
	}
	n = read(skip_pipe[0], why, why_size - 1);
	why[n > 0 ? n : 0] = '\0';
	if (!counters_settle(&before, &after)) {
		counters_explain(test->name, &before, &after);
		verdict = FAILED;
	}
	last = after;
	have_last = true;
	return verdict;
}

static bool selected(const struct test *test, int argc, char **argv)
{
	if (argc < 2)
		return true;
	for (int i = 1; i < argc; i++)
		if (!fnmatch(argv[i], test->name, 0))
			return true;
	return false;
}

static int run_helper(const char *name)
{
	for (struct helper *h = helpers; h; h = h->next)
		if (!strcmp(h->name, name))
			return h->run();
	fprintf(stderr, "no helper '%s'\n", name);
	return 2;
}

int main(int argc, char **argv)
{
	static const char *const words[] = { "ok", "not ok", "ok" };
	unsigned int count[3] = { 0 }, n = 0;
	char why[256];

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc == 2 && !strcmp(argv[1], "--list")) {
		for (struct test *t = tests; t; t = t->next)
			puts(t->name);
		return 0;
	}
	if (argc == 2 && !strncmp(argv[1], "--helper=", 9))
		return run_helper(argv[1] + 9);
	if (pipe2(skip_pipe, O_CLOEXEC | O_NONBLOCK))
		return 1;
	for (struct test *t = tests; t; t = t->next) {
		enum verdict v;

		if (!selected(t, argc, argv))
			continue;
		v = run_one(t, why, sizeof(why));
		count[v]++;
		printf("%s %u - %s%s%s\n", words[v], ++n, t->name,
		       v == SKIPPED ? " # SKIP " : "", v == SKIPPED ? why : "");
	}
	if (!n)
		test_note("there is no test of that name; --list names them");
	printf("1..%u\n", n);
	printf("# %u passed, %u failed, %u skipped\n", count[PASSED],
	       count[FAILED], count[SKIPPED]);
	return count[FAILED] || !n;
}
