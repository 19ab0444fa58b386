/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Unprivileged users (uid 1000 and up) for the limit tests, as root isn't
 * subject to the limits
 */
#ifndef USER_H
#define USER_H

#include <stdint.h>
#include <sys/types.h>

#include "harness.h"

#define ALICE 1000
#define BOB 2000
#define MANY 1024

/*
 * A user's process that takes orders from the test and returns 0 or an errno
 * for each. That way a single test can play several users.
 */
struct user {
	pid_t pid;
	int ask, answer;
};

enum order { OPEN_DEVICE, OPEN_SESSION, OPEN_APPLICATION, CLOSE_SESSION, ALLOCATE, REGISTER,
	     IMPORT, FREE_MEMORY, CLOSE_DEVICE, BECOME, WORK };

void user_become(uint32_t uid);

/* 0 or an errno */
int user_tell(struct user *user, enum order order, uint32_t value);

/* Repeat an order @times times; any error fails the test. */
void user_tell_times(struct user *user, enum order order, uint32_t value, int times);

/* Repeat an order until it fails, which has to be with @err. Returns the number of successes. */
int user_tell_until(struct user *user, enum order order, uint32_t value, int err);

void user_make_as_root(struct user *user);

void user_make(struct user *user, uint32_t uid);

/* 0 restores the default. with_users() does that for all limits. */
void user_set_limit(const char *name, unsigned int value);

long user_value(unsigned int uid, const char *key);

void user_wait_for_waiting(unsigned int uid, long number);

/*
 * Run @fn in a child, with the device open to all users. The device's mode and
 * the limits are restored even if the test fails.
 */
void with_users(void (*fn)(void *));

#define USER_TEST(fn)					\
	static void with_users_##fn(void *unused);	\
	TEST_LIMIT(fn, 110)				\
	{						\
		with_users(with_users_##fn);		\
	}						\
	static void with_users_##fn(void *unused)

#endif /* USER_H */
