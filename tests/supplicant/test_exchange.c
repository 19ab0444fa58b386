// SPDX-License-Identifier: BSD-2-Clause
/* Our supplicant and Debian's should be able to read each other's stored objects. */

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "harness.h"
#include "storage.h"
#include "supplicant.h"
#include "tee.h"

#define OURS	"/usr/sbin/tee-supplicant"
#define DEBIANS	"/tests/debian-supplicant"
#define NAME	77u
#define SIZE	10000u

static void exec_one(void *path)
{
	execl(path, path, (char *)NULL);
	FAIL("cannot start %s: %s", (char *)path, errno_name(errno));
}

static pid_t start(const char *path)
{
	pid_t pid = child_start(exec_one, (void *)(uintptr_t)path);

	supplicant_wait_for(pid);
	return pid;
}

static void read_and_write(const char *path, uint8_t before, uint8_t after)
{
	static uint8_t data[STORAGE_MAX_SIZE], want[SIZE];
	struct storage storage;
	pid_t pid = start(path);
	size_t size;

	storage_init(&storage);
	CHECK_EQ(storage_read(&storage, NAME, data, &size), TEEC_SUCCESS);
	CHECK_EQ(size, SIZE);
	memset(want, before, SIZE);
	CHECK_MSG(!memcmp(data, want, SIZE), "%s finds something else", path);
	memset(want, after, SIZE);
	CHECK_EQ(storage_write(&storage, NAME, want, SIZE), TEEC_SUCCESS);
	storage_end(&storage);
	supplicant_kill(pid);
}

TEST_LIMIT(objects_of_one_supplicant_open_under_the_other, 120)
{
	struct storage storage;
	uint8_t data[SIZE];
	pid_t pid;

	supplicant_end_all();
	pid = supplicant_start();
	storage_init(&storage);
	memset(data, 1, SIZE);
	CHECK_EQ(storage_create(&storage, NAME, data, SIZE, false), TEEC_SUCCESS);
	storage_end(&storage);
	supplicant_kill(pid);
	read_and_write(DEBIANS, 1, 2);
	read_and_write(OURS, 2, 3);
	read_and_write(DEBIANS, 3, 4);
	read_and_write(OURS, 4, 5);
	pid = supplicant_start_again();
	storage_init(&storage);
	CHECK_EQ(storage_remove(&storage, NAME), TEEC_SUCCESS);
	storage_end(&storage);
	supplicant_kill(pid);
}
