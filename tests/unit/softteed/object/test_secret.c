// SPDX-License-Identifier: BSD-2-Clause
/* Tests of memory for keys. Children are used for accesses that end a process. */

#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "softteed/api/object/secret.h"
#include "unit.h"

#define GRANULE	32

/* Run a function in a child. Returns true if it ended the child in an unusual way. */
static bool dies(void (*run)(void *), void *argument)
{
	int status;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		/* cmocka has handlers, which would run the remaining tests in the child. */
		signal(SIGSEGV, SIG_DFL);
		signal(SIGBUS, SIG_DFL);
		signal(SIGABRT, SIG_DFL);
		run(argument);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return !WIFEXITED(status) || WEXITSTATUS(status);
}

/* Read memory that AddressSanitizer knows to be free. */
__attribute__((no_sanitize("address")))
static bool is_zero(const volatile uint8_t *at, size_t size)
{
	for (size_t n = 0; n < size; n++)
		if (at[n])
			return false;
	return true;
}

static void test_zeroed_and_aligned(void **state)
{
	uint8_t *secret[100];

	(void)state;
	for (size_t n = 0; n < ARRAY_LEN(secret); n++) {
		secret[n] = secret_alloc(n);
		assert_non_null(secret[n]);
		assert_int_equal((uintptr_t)secret[n] % _Alignof(max_align_t), 0);
		assert_true(is_zero(secret[n], n));
		memset(secret[n], 0xa5, n);
	}
	for (size_t n = 0; n < ARRAY_LEN(secret); n++) {
		for (size_t at = 0; at < n; at++)
			assert_int_equal(secret[n][at], 0xa5);
		secret_free(secret[n]);
	}
	secret_free(NULL);
}

static void test_wiped(void **state)
{
	uint8_t *secret = secret_alloc(100);

	(void)state;
	memset(secret, 0xa5, 100);
	secret_free(secret);
	assert_true(is_zero(secret, 100));
}

static void test_reused(void **state)
{
	uint8_t *first = secret_alloc(3 * GRANULE);
	uint8_t *second = secret_alloc(GRANULE);
	uint8_t *third;

	(void)state;
	secret_free(first);
	third = secret_alloc(3 * GRANULE);
	assert_ptr_equal(third, first);
	secret_free(third);
	secret_free(second);
}

static void test_bounded(void **state)
{
	static void *secret[SECRET_MAX_TOTAL / SECRET_MAX_SIZE];
	size_t count = 0;

	(void)state;
	assert_null(secret_alloc(SECRET_MAX_SIZE + 1));
	assert_null(secret_alloc(SIZE_MAX));
	while (count < ARRAY_LEN(secret)) {
		secret[count] = secret_alloc(SECRET_MAX_SIZE);
		if (!secret[count])
			break;
		count++;
	}
	/* RLIMIT_MEMLOCK may be lower than the limit of the allocator. */
	assert_true(count > 1);
	assert_null(secret_alloc(SECRET_MAX_SIZE));
	for (size_t n = 0; n < count; n++)
		secret_free(secret[n]);
	secret[0] = secret_alloc(SECRET_MAX_SIZE);
	assert_non_null(secret[0]);
	secret_free(secret[0]);
}

static void free_twice(void *secret)
{
	(void)secret;
	/* A child has no arenas of its parent. */
	secret = secret_alloc(1);
	secret_free(secret);
	secret_free(secret);
}

static void free_middle(void *secret)
{
	(void)secret;
	secret = secret_alloc(2 * GRANULE);
	secret_free((uint8_t *)secret + GRANULE);
}

static void free_unaligned(void *secret)
{
	(void)secret;
	secret = secret_alloc(2 * GRANULE);
	secret_free((uint8_t *)secret + 1);
}

static void free_stranger(void *stranger)
{
	secret_free(stranger);
}

static void free_properly(void *secret)
{
	(void)secret;
	secret_free(secret_alloc(1));
}

static void test_wrong_free(void **state)
{
	uint8_t stranger[GRANULE];

	(void)state;
	assert_false(dies(free_properly, NULL));
	assert_true(dies(free_twice, NULL));
	assert_true(dies(free_middle, NULL));
	assert_true(dies(free_unaligned, NULL));
	assert_true(dies(free_stranger, stranger));
}

__attribute__((no_sanitize("address")))
static void write_byte(void *at)
{
	*(volatile uint8_t *)at = 1;
}

static void write_after(void *ignored)
{
	uint8_t *secret = secret_alloc(SECRET_MAX_SIZE);

	(void)ignored;
	write_byte(secret + SECRET_MAX_SIZE);
}

static void write_before(void *ignored)
{
	uint8_t *secret = secret_alloc(SECRET_MAX_SIZE);

	(void)ignored;
	write_byte(secret - 1);
}

static void write_last(void *ignored)
{
	uint8_t *secret = secret_alloc(SECRET_MAX_SIZE);

	(void)ignored;
	write_byte(secret);
	write_byte(secret + SECRET_MAX_SIZE - 1);
}

static void test_guard_pages(void **state)
{
	(void)state;
	assert_false(dies(write_last, NULL));
	assert_true(dies(write_after, NULL));
	assert_true(dies(write_before, NULL));
}

static void test_not_in_child(void **state)
{
	void *secret = secret_alloc(1);

	(void)state;
	assert_true(dies(write_byte, secret));
	secret_free(secret);
}

/* Find the flags of the mapping that has the address, in /proc/self/smaps. */
static void find_flags(const void *at, char *flags, size_t size)
{
	FILE *maps = fopen("/proc/self/smaps", "r");
	unsigned long start, end;
	bool inside = false;
	char line[512];

	assert_non_null(maps);
	flags[0] = 0;
	while (fgets(line, sizeof(line), maps)) {
		if (sscanf(line, "%lx-%lx ", &start, &end) == 2)
			inside = (uintptr_t)at >= start && (uintptr_t)at < end;
		if (inside && !strncmp(line, "VmFlags:", 8))
			snprintf(flags, size, "%s", line + 8);
	}
	fclose(maps);
}

static void test_locked_and_not_dumped(void **state)
{
	void *secret = secret_alloc(1);
	char flags[512];

	(void)state;
	find_flags(secret, flags, sizeof(flags));
	assert_non_null(strstr(flags, " lo"));
	assert_non_null(strstr(flags, " dd"));
	assert_non_null(strstr(flags, " dc"));
	secret_free(secret);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_zeroed_and_aligned),
		cmocka_unit_test(test_wiped),
		cmocka_unit_test(test_reused),
		cmocka_unit_test(test_bounded),
		cmocka_unit_test(test_wrong_free),
		cmocka_unit_test(test_guard_pages),
		cmocka_unit_test(test_not_in_child),
		cmocka_unit_test(test_locked_and_not_dumped),
	};

	return RUN(tests);
}
