/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Test harness for programs that run in the guest, with TAP output. Every test
 * gets its own process, process group and time limit, so one that crashes or
 * hangs takes nothing else down with it.
 *
 * Leaks are caught here as well: the counters in counters.h are compared before
 * and after each test, and any difference fails it. The tests themselves don't
 * have to care.
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

/* The running test's name. Useful for tests registered from a list at run time. */
const char *test_name(void);

/*
 * TEST(name) { … } defines a test case called "name" with a limit of 30 s. Use
 * TEST_LIMIT(name, seconds) if that isn't enough.
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
 * HELPER(name) { … } is for tests that must exec something: started as "PROGRAM
 * --helper=name", the binary runs this function instead of the tests and exits
 * with its return value.
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

/* Fail the calling test, or the calling child of a test. */
__attribute__((noreturn, format(printf, 3, 4)))
void test_fail(const char *file, int line, const char *fmt, ...);

/* Skip the running test, giving the reason. */
__attribute__((noreturn, format(printf, 1, 2)))
void test_skip(const char *fmt, ...);

/* Print a TAP comment. */
__attribute__((format(printf, 1, 2)))
void test_note(const char *fmt, ...);

/* "EINVAL" and so on; "0" for 0. */
const char *errno_name(int err);

#define FAIL(...) test_fail(__FILE__, __LINE__, __VA_ARGS__)
#define SKIP(...) test_skip(__VA_ARGS__)

#define CHECK(cond)							\
	do {								\
		if (!(cond))						\
			FAIL("expected: %s", #cond);			\
	} while (0)

/* CHECK_MSG(cond, fmt, …): CHECK() with a message of your own */
#define CHECK_MSG(cond, ...)						\
	do {								\
		if (!(cond))						\
			FAIL(__VA_ARGS__);				\
	} while (0)

/* CHECK_EQ(got, expected): compare two integers */
#define CHECK_EQ(got, expected)						\
	do {								\
		long long got_ = (long long)(got);			\
		long long expected_ = (long long)(expected);		\
									\
		if (got_ != expected_)					\
			FAIL("%s: expected %lld (0x%llx), got %lld (0x%llx)", \
			     #got, expected_, expected_, got_, got_); \
	} while (0)

/* CHECK_OK(call): for syscalls that should succeed; evaluates to the call's result */
#define CHECK_OK(call)							\
	({								\
		long long result_;					\
									\
		errno = 0;						\
		result_ = (long long)(call);				\
		if (result_ < 0)					\
			FAIL("%s: expected success, got %s", #call,	\
			     errno_name(errno));			\
		result_;						\
	})

/* CHECK_ERRNO_IN(call, err, …): expect a syscall to fail, with any of the errnos listed */
#define CHECK_ERRNO_IN(call, ...)					\
	do {								\
		const int allowed_[] = { __VA_ARGS__ };			\
		long long got_;						\
									\
		errno = 0;						\
		got_ = (long long)(call);				\
		if (got_ >= 0)						\
			FAIL("%s: expected one of %s, got success (%lld)", \
			     #call, #__VA_ARGS__, got_);		\
		if (!errno_is_one_of(errno, allowed_,			\
				     sizeof(allowed_) / sizeof(*allowed_))) \
			FAIL("%s: expected one of %s, got %s", #call,	\
			     #__VA_ARGS__, errno_name(errno));		\
	} while (0)

bool errno_is_one_of(int err, const int *allowed, size_t count);

/* CHECK_ERRNO(call, err): likewise for a single errno */
#define CHECK_ERRNO(call, err)						\
	do {								\
		long long got_;						\
									\
		errno = 0;						\
		got_ = (long long)(call);				\
		if (got_ >= 0)						\
			FAIL("%s: expected %s, got success (%lld)",	\
			     #call, errno_name(err), got_);		\
		if (errno != (err))					\
			FAIL("%s: expected %s, got %s", #call,		\
			     errno_name(err), errno_name(errno));	\
	} while (0)

/*
 * Child processes. Any that are still alive when the test ends get killed.
 *
 * child_start:     run fn(arg) in a child, which exits with 0 once fn returns
 * child_wait:      wait up to @seconds and return the wait status. On timeout
 *                  the test fails, with @what in the message.
 * child_expect_ok: child_wait(), then fail the test unless the status is 0
 * child_ended:     true, with the wait status, if the child exits within
 *                  @milliseconds
 */
pid_t child_start(void (*fn)(void *arg), void *arg);
int child_wait(pid_t pid, unsigned int seconds, const char *what);
void child_expect_ok(pid_t pid, unsigned int seconds, const char *what);
bool child_ended(pid_t pid, unsigned int milliseconds, int *status);

void sleep_ms(unsigned int milliseconds);
/* CLOCK_MONOTONIC, in ms */
uint64_t now_ms(void);

/*
 * How much to stretch timeouts: 1, or more on a kernel built with sanitizers.
 * The test limits, gate_wait() and child_wait() already take this into account.
 */
int test_time_factor(void);
/* now_ms() + @milliseconds, stretched by test_time_factor() */
uint64_t deadline_ms(unsigned int milliseconds);

/* Read a small text file and NUL-terminate it in @buf; false if it can't be read. */
bool read_text(const char *path, char *buf, size_t size);
/* 0, or -1 with errno */
int write_text(const char *path, const char *text);

/*
 * A gate is a pipe that one process blocks on until another opens the gate,
 * i.e. writes a byte to it. If that takes longer than @seconds, gate_wait()
 * fails the test and mentions @what.
 */
struct gate {
	int fd[2];
};

void gate_make(struct gate *gate);
void gate_open(struct gate *gate);
void gate_wait(struct gate *gate, unsigned int seconds, const char *what);

#endif /* HARNESS_H */
