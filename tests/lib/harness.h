/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A small test harness for programs in the guest. Each test runs in its own process and process
 * group with a time limit, so that a crash or a hang fails only that test. Results are printed
 * as TAP lines.
 *
 * After each test the harness compares the kernel's counters (counters.h) with their values
 * before the test. If they differ, the test fails. Tests therefore need not check for leaks.
 */
#ifndef HARNESS_H
#define HARNESS_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct test {
	const char *name;
	void (*run)(void);
	unsigned int limit; /* seconds */
	struct test *next;
};

void test_register(struct test *test);

/* Get the name of the running test, for tests that are registered from a list at run time. */
const char *test_name(void);

/*
 * TEST(name) { … }: a test with a time limit of 30 s. TEST_LIMIT(name, seconds) sets a different
 * limit.
 * The name of the function is the name of the case.
 */
#define TEST_LIMIT(fn, seconds)						\
	static void fn(void);						\
	static struct test test_of_##fn = {				\
		.name = #fn, .run = fn, .limit = (seconds),		\
	};								\
	__attribute__((constructor)) static void register_##fn(void)	\
	{								\
		test_register(&test_of_##fn);				\
	}								\
	static void fn(void)

#define TEST(fn) TEST_LIMIT(fn, 30)

/*
 * HELPER(name) { … }: a function that runs instead of the tests if the program is started as
 * "PROGRAM --helper=name". Tests use it if they must execute a program. The function returns the
 * exit status.
 */
struct helper {
	const char *name;
	int (*run)(void);
	struct helper *next;
};

void helper_register(struct helper *helper);

#define HELPER(fn)							\
	static int fn(void);						\
	static struct helper helper_##fn = { .name = #fn, .run = fn };	\
	__attribute__((constructor)) static void register_##fn(void)	\
	{								\
		helper_register(&helper_##fn);				\
	}								\
	static int fn(void)

/* Print the reason, and fail the test or the child process that calls this. */
__attribute__((noreturn, format(printf, 3, 4)))
void test_fail(const char *file, int line, const char *fmt, ...);

/* Skip the test, and report the reason. */
__attribute__((noreturn, format(printf, 1, 2)))
void test_skip(const char *fmt, ...);

/* Print a TAP comment. */
__attribute__((format(printf, 1, 2)))
void test_note(const char *fmt, ...);

/* Get the name of an errno, such as "EINVAL"; "0" for 0. */
const char *errno_name(int err);

#define FAIL(...) test_fail(__FILE__, __LINE__, __VA_ARGS__)
#define SKIP(...) test_skip(__VA_ARGS__)

#define CHECK(cond)							\
	do {								\
		if (!(cond))						\
			FAIL("expected: %s", #cond);			\
	} while (0)

/* CHECK_MSG(cond, fmt, …): fail with this message if the condition is false. */
#define CHECK_MSG(cond, ...)						\
	do {								\
		if (!(cond))						\
			FAIL(__VA_ARGS__);				\
	} while (0)

/* CHECK_EQ(came, expected): fail unless the integers are equal. */
#define CHECK_EQ(came, expected)					\
	do {								\
		long long came_ = (long long)(came);			\
		long long expected_ = (long long)(expected);		\
									\
		if (came_ != expected_)					\
			FAIL("%s: expected %lld (0x%llx), came %lld (0x%llx)", \
			     #came, expected_, expected_, came_, came_); \
	} while (0)

/* CHECK_OK(call): fail the test if a system call fails; evaluates to the result of the call. */
#define CHECK_OK(call)							\
	({								\
		long long result_;				\
									\
		errno = 0;						\
		result_ = (long long)(call);				\
		if (result_ < 0)						\
			FAIL("%s: expected success, came %s", #call,	\
			     errno_name(errno));			\
		result_;							\
	})

/* CHECK_ERRNO_IN(call, err, …): fail unless a system call fails with one of these errnos. */
#define CHECK_ERRNO_IN(call, ...)					\
	do {								\
		const int allowed_[] = { __VA_ARGS__ };			\
		long long came_;					\
									\
		errno = 0;						\
		came_ = (long long)(call);				\
		if (came_ >= 0)						\
			FAIL("%s: expected one of %s, came success (%lld)", \
			     #call, #__VA_ARGS__, came_);		\
		if (!errno_is_one_of(errno, allowed_,			\
				     sizeof(allowed_) / sizeof(*allowed_))) \
			FAIL("%s: expected one of %s, came %s", #call,	\
			     #__VA_ARGS__, errno_name(errno));		\
	} while (0)

bool errno_is_one_of(int err, const int *allowed, size_t count);

/* CHECK_ERRNO(call, err): fail unless a system call fails with this errno. */
#define CHECK_ERRNO(call, err)						\
	do {								\
		long long came_;					\
									\
		errno = 0;						\
		came_ = (long long)(call);				\
		if (came_ >= 0)						\
			FAIL("%s: expected %s, came success (%lld)",	\
			     #call, errno_name(err), came_);		\
		if (errno != (err))					\
			FAIL("%s: expected %s, came %s", #call,		\
			     errno_name(err), errno_name(errno));	\
	} while (0)

/*
 * Child processes. When the test ends, the harness kills those that still run.
 *
 * child_start:     run fn(arg) in a child, which exits with 0 after fn returns
 * child_wait:      wait for a child at most @seconds; returns its wait status. If it does not
 *                  exit in time, the test fails with a message that contains @what.
 * child_expect_ok: as child_wait, and fail the test unless the child exited with 0
 * child_ended:     wait at most @milliseconds; if the child exited, return true and its wait status
 */
pid_t child_start(void (*fn)(void *arg), void *arg);
int child_wait(pid_t pid, unsigned int seconds, const char *what);
void child_expect_ok(pid_t pid, unsigned int seconds, const char *what);
bool child_ended(pid_t pid, unsigned int milliseconds, int *status);

void sleep_ms(unsigned int milliseconds);
/* Monotonic time in milliseconds. */
uint64_t now_ms(void);

/*
 * Factor for time limits: 1, or more if the kernel has sanitizers. gate_wait, child_wait and
 * test limits apply it themselves.
 */
int test_time_factor(void);
/* Return now_ms() plus @milliseconds times test_time_factor(). */
uint64_t deadline_ms(unsigned int milliseconds);

/* Read a small text file into @buf, and add a NUL; false if the file cannot be read. */
bool read_text(const char *path, char *buf, size_t size);
/* Write a text to a file; 0, or -1 with errno. */
int write_text(const char *path, const char *text);

/*
 * A gate is a pipe. A process waits at the gate until another process opens it, which writes a
 * byte to the pipe. gate_wait fails the test, with a message that contains @what, if the
 * gate is not opened within @seconds.
 */
struct gate {
	int fd[2];
};

void gate_make(struct gate *gate);
void gate_open(struct gate *gate);
void gate_wait(struct gate *gate, unsigned int seconds, const char *what);

#endif /* HARNESS_H */
