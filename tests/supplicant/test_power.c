// SPDX-License-Identifier: BSD-2-Clause
/*
 * Change objects until the host cuts the power; the next boot does the
 * checking. Completed changes go to the console as "answered OBJECT VERSION",
 * which tells the host what to expect.
 */

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "harness.h"
#include "storage.h"
#include "tee.h"

#define OBJECTS	4u
/* object names that no other test uses */
#define NAME(n)	(1000u + (n))

/* Vary the size, from below one block to several blocks. */
static size_t size_of(unsigned int object, uint32_t version)
{
	return 100 + (object * 7919 + version * 3001) % (STORAGE_MAX_SIZE - 100);
}

static void tell(const char *what, unsigned int object, uint32_t version)
{
	printf("%s %u %u\n", what, object, version);
	fflush(stdout);
}

/* The object has to be intact if it exists. Returns its version, 0 if it does not. */
static uint32_t look(struct storage *storage, unsigned int object)
{
	static uint8_t data[STORAGE_MAX_SIZE], want[STORAGE_MAX_SIZE];
	uint32_t ret, version;
	size_t size;

	ret = storage_read(storage, NAME(object), data, &size);
	if (ret == TEEC_ERROR_ITEM_NOT_FOUND)
		return 0;
	CHECK_MSG(!ret, "object %u cannot be read: 0x%x", object, ret);
	memcpy(&version, data, sizeof(version));
	CHECK_EQ(size, size_of(object, version));
	storage_fill(want, size, version);
	CHECK_MSG(!memcmp(data, want, size), "object %u is a mixture", object);
	return version;
}

TEST(objects_are_whole_after_a_power_cut)
{
	struct storage storage;

	storage_init(&storage);
	for (unsigned int n = 0; n < OBJECTS; n++)
		tell("found", n, look(&storage, n));
	storage_end(&storage);
}

/* No pause in between, and every change also changes the size. */
TEST_LIMIT(change_objects_until_the_power_goes, 60)
{
	static uint8_t data[STORAGE_MAX_SIZE];
	uint32_t version[OBJECTS];
	struct storage storage;

	storage_init(&storage);
	for (unsigned int n = 0; n < OBJECTS; n++)
		version[n] = look(&storage, n);
	for (unsigned int n = 0; ; n = (n + 1) % OBJECTS) {
		size_t size = size_of(n, ++version[n]);

		storage_fill(data, size, version[n]);
		CHECK_EQ(storage_create(&storage, NAME(n), data, size, true), 0);
		tell("answered", n, version[n]);
	}
}
