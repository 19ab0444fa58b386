/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Users other than root, for tests of what one user may have. Users here are 1000 and up;
 * root, which may exceed its limits, is not limited.
 */
#ifndef USER_UTIL_H
#define USER_UTIL_H

#include <stdint.h>
#include <sys/types.h>

#include "harness.h"

#define ALICE 1000
#define BOB 2000
#define MANY 1024

/*
 * A user's process, which does what it is told, a letter at a time, and says what came
 * of it: 0 or an errno. So one test drives several users.
 */
struct user {
	pid_t pid;
	int ask, answer;
};

enum order { OPEN_DEVICE, OPEN_SESSION, OPEN_APPLICATION, CLOSE_SESSION, ALLOCATE, REGISTER,
	     IMPORT, FREE_MEMORY, CLOSE_DEVICE, BECOME, WORK };

void user_become(uint32_t uid);

/* The result of one order: 0 or an errno. */
int user_tell(struct user *user, enum order order, uint32_t value);

/* Carries an order out so often; it must succeed each time. */
void user_tell_times(struct user *user, enum order order, uint32_t value, int times);

/* Carries an order out until it fails: how often it did not. */
int user_tell_until(struct user *user, enum order order, uint32_t value, int err);

void user_make_as_root(struct user *user);

void user_make(struct user *user, uint32_t uid);

/* A limit, or 0 for the default; the test's parent sets all back to that. */
void user_set_limit(const char *name, unsigned int value);

long user_value(unsigned int uid, const char *key);

/* Waits until a user has so many calls that wait for their turn. */
void user_wait_for_waiting(unsigned int uid, long number);

/*
 * Runs a test of limits in a process of its own, with a device that everybody may open,
 * and puts device and limits right again, whatever came of the test.
 */
void with_users(void (*fn)(void *));

#define USER_TEST(fn)					\
	static void with_users_##fn(void *unused);	\
	TEST_LIMIT(fn, 110)				\
	{						\
		with_users(with_users_##fn);		\
	}						\
	static void with_users_##fn(void *unused)

#endif /* USER_UTIL_H */
