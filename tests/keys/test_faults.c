// SPDX-License-Identifier: BSD-2-Clause
/*
 * Fault injection for key creation (tee_keys_faults). We create the same key over
 * and over, and on the Nth run the Nth allocation fails. That has to give the right
 * error and release everything, and the key after that one has to work.
 */

#include <linux/keyctl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "key.h"

#define PARAMETERS "/sys/module/tee_keys_faults/parameters/"
#define MAX_STEPS 200
#define IDLE_MS 500	/* idle session timeout, set by tests/keys/run */

static int number(const char *parameter)
{
	char path[96], text[16];

	snprintf(path, sizeof(path), PARAMETERS "%s", parameter);
	CHECK(read_text(path, text, sizeof(text)));
	return atoi(text);
}

static void fail_nth(int n)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", n);
	CHECK(!write_text(PARAMETERS "fail_nth", text));
}

/*
 * Some of the memory is freed in the background, so wait until only @live
 * allocations are left.
 */
static void settles(int live)
{
	for (int tries = 0; number("live") != live; tries++) {
		CHECK_MSG(tries < 200, "%d pieces of memory are lost", number("live") - live);
		sleep_ms(50);
	}
}

static void clear(void)
{
	CHECK_OK(key_control(KEYCTL_CLEAR, KEY_SPEC_SESSION_KEYRING, 0, 0));
}

/* @warm: tee_keys already has a session */
static void every_step_fails(long (*make)(void), bool warm)
{
	int live, n, hits = 0;

	keyring_join();
	sleep_ms(IDLE_MS + 300);
	live = number("live");
	for (n = 1; n <= MAX_STEPS; n++) {
		long key;
		int err, left;

		if (warm)
			key_add("tee", "first", "new 16");
		else
			sleep_ms(IDLE_MS + 200);
		fail_nth(n);
		key = make();
		err = errno;
		left = number("fail_nth");
		fail_nth(0);
		if (left) {
			CHECK_MSG(key >= 0, "without a fault: %s", errno_name(err));
			break;
		}
		hits++;
		if (key < 0)
			CHECK_MSG(err == ENOMEM, "step %d: expected ENOMEM, got %s", n,
				  errno_name(err));
		clear();
		settles(live);
	}
	CHECK_MSG(n <= MAX_STEPS && hits > 3, "%d steps failed", hits);
	test_note("%d steps failed, one after the other", hits);
	clear();
	settles(live);
}

static long make_new(void)
{
	return key_try_add("tee", "key", "new 32 logon=test:copy keyring=@s");
}

TEST_LIMIT(new_key, 300)
{
	every_step_fails(make_new, true);
}

TEST_LIMIT(new_key_and_session, 300)
{
	every_step_fails(make_new, false);
}

static struct blob blob;

static long load(void)
{
	return key_try_load("loaded", &blob, "logon=test:copy keyring=@s");
}

TEST_LIMIT(loaded_key, 300)
{
	keyring_join();
	key_read(key_add("tee", "key", "new 32"), &blob);
	every_step_fails(load, true);
}

/* A failed update has to leave the key alone. */
TEST_LIMIT(updated_key, 300)
{
	struct blob before, after;
	int key, n, left, err;
	long rc;

	keyring_join();
	key = key_add("tee", "key", "new 32 migratable=1");
	for (n = 1; n <= MAX_STEPS; n++) {
		key_read(key, &before);
		fail_nth(n);
		rc = key_control(KEYCTL_UPDATE, key, (long)"update", 6);
		err = errno;
		left = number("fail_nth");
		fail_nth(0);
		key_read(key, &after);
		if (left) {
			CHECK_EQ(rc, 0);
			break;
		}
		CHECK_MSG(rc == 0 || err == ENOMEM, "step %d: %s", n, errno_name(err));
		if (rc)
			CHECK_MSG(before.len == after.len &&
				  !memcmp(before.bytes, after.bytes, before.len),
				  "step %d: the key has changed", n);
	}
	CHECK(n > 3 && n <= MAX_STEPS);
	test_note("%d steps failed, one after the other", n - 1);
}
