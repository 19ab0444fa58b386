/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Users other than root, for tests of user limits. Their uids start at 1000. The limits do
 * not apply to root.
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
 * A process of a user. It executes orders from the test and returns 0 or an errno for each,
 * so that one test can control several users.
 */
struct user {
	pid_t pid;
	int ask, answer;
};

enum order { OPEN_DEVICE, OPEN_SESSION, OPEN_APPLICATION, CLOSE_SESSION, ALLOCATE, REGISTER,
	     IMPORT, FREE_MEMORY, CLOSE_DEVICE, BECOME, WORK };

void user_become(uint32_t uid);

/* Execute one order; returns 0 or an errno. */
int user_tell(struct user *user, enum order order, uint32_t value);

/* Execute an order @times times; fails the test if one execution fails. */
void user_tell_times(struct user *user, enum order order, uint32_t value, int times);

/* Execute an order until it fails with @err; returns how often it succeeded. */
int user_tell_until(struct user *user, enum order order, uint32_t value, int err);

void user_make_as_root(struct user *user);

void user_make(struct user *user, uint32_t uid);

/* Set a limit; 0 is the default, to which with_users() resets all limits. */
void user_set_limit(const char *name, unsigned int value);

long user_value(unsigned int uid, const char *key);

/* Wait until the user has @number waiting calls. */
void user_wait_for_waiting(unsigned int uid, long number);

/*
 * Run a limits test in a child, with a device that every user may open. Afterwards, restore
 * the mode of the device and the limits, even if the test fails.
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
