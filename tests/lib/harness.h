/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A small test harness: each test runs in a process of its own, in its own
 * process group, with a time limit, so that a crash or a hang is a failure of
 * that test alone. Results are printed as TAP lines.
 *
 * After each test the harness compares what the kernel counts (see counters.h)
 * with what it counted before; a difference is a failure of that test. So no
 * test needs to check for leaks on its error paths itself.
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

/* The name of the test that runs, for those that are made from a list. */
const char *test_name(void);

/* TEST(name) { … }: a test with the usual time limit. */
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
 * HELPER(name) { … }: what this program does when it is started as
 * "PROGRAM --helper=name", for tests that need another executable.
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

/* Ends the test (or a process it made) as failed, saying why. */
__attribute__((noreturn, format(printf, 3, 4)))
void test_fail(const char *file, int line, const char *fmt, ...);

/* Ends the test as skipped, saying why. */
__attribute__((noreturn, format(printf, 1, 2)))
void test_skip(const char *fmt, ...);

/* A remark, as a TAP comment. */
__attribute__((format(printf, 1, 2)))
void test_note(const char *fmt, ...);

/* The name of an errno, "0" for 0. */
const char *errno_name(int err);

#define FAIL(...) test_fail(__FILE__, __LINE__, __VA_ARGS__)
#define SKIP(...) test_skip(__VA_ARGS__)

#define CHECK(cond)							\
	do {								\
		if (!(cond))						\
			FAIL("expected: %s", #cond);			\
	} while (0)

/* CHECK_MSG(cond, fmt, …): says more than the condition does. */
#define CHECK_MSG(cond, ...)						\
	do {								\
		if (!(cond))						\
			FAIL(__VA_ARGS__);				\
	} while (0)

/* CHECK_EQ(came, expected): equal integers. */
#define CHECK_EQ(came, expected)					\
	do {								\
		long long came_ = (long long)(came);			\
		long long expected_ = (long long)(expected);		\
									\
		if (came_ != expected_)					\
			FAIL("%s: expected %lld (0x%llx), came %lld (0x%llx)", \
			     #came, expected_, expected_, came_, came_); \
	} while (0)

/* CHECK_OK(call): a system call succeeds; gives its result. */
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

/* CHECK_ERRNO_IN(call, err, …): … with one of those errnos. */
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

/* CHECK_ERRNO(call, err): a system call fails with that errno. */
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
 * Processes. All are killed when the test ends.
 *
 * child_start: runs fn(arg) in a child, which exits 0 when fn returns.
 * child_wait:  waits for a child, at most so many seconds; the wait status.
 *		A child that does not end in time is a failure that names what.
 * child_expect_ok: as child_wait, and the child must have succeeded.
 */
pid_t child_start(void (*fn)(void *arg), void *arg);
int child_wait(pid_t pid, unsigned int seconds, const char *what);
void child_expect_ok(pid_t pid, unsigned int seconds, const char *what);
/* child_ended: whether a child ends within that time; its status. */
bool child_ended(pid_t pid, unsigned int milliseconds, int *status);

void sleep_ms(unsigned int milliseconds);
/* Monotonic time in milliseconds. */
uint64_t now_ms(void);

/*
 * By how much limits of time are longer than they are written: 1, or more in a kernel with
 * sanitizers. gate_wait, child_wait and a test's own limit heed it by themselves.
 */
int test_patience(void);
/* When, by now_ms(), something that is waited for must have happened. */
uint64_t deadline_ms(unsigned int milliseconds);

/* Reads a small text file; false where it cannot be read. */
bool read_text(const char *path, char *buf, size_t size);
/* Writes a text to a file; -1 with errno on failure. */
int write_text(const char *path, const char *text);

/*
 * Pipes as gates: one process waits until another opens the gate, or has died.
 */
struct gate {
	int fd[2];
};

void gate_make(struct gate *gate);
void gate_open(struct gate *gate);
void gate_wait(struct gate *gate, unsigned int seconds, const char *what);

#endif /* HARNESS_H */
