// SPDX-License-Identifier: BSD-2-Clause
/* Databases that somebody has changed, or put back, behind the storage process's back */
#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

#include "fixture.h"
#include "unit.h"
#include "vfs.h"

static void sql(const char *text)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

/* Change the database behind the store's back. Nothing may read as valid that is not. */
static void test_tampering(void **state)
{
	static const char *const changes[] = {
		"UPDATE store SET head=zeroblob(length(head))",
		"UPDATE store SET head=substr(head, 1, 20)",
		"DELETE FROM store",
		"DELETE FROM objects WHERE id=1",
		"UPDATE objects SET name=zeroblob(32) WHERE id=1",
		"UPDATE objects SET head=zeroblob(100)||substr(head, 101) WHERE id=1",
		"UPDATE objects SET head=substr(head, 1, length(head)-1)||x'00' WHERE id=1",
		"UPDATE objects SET head=(SELECT head FROM objects WHERE id=2) WHERE id=1",
		"UPDATE objects SET id=3-id+10; UPDATE objects SET id=id-10",
		"UPDATE objects SET head='text' WHERE id=1",
		"UPDATE blocks SET data=(SELECT data FROM blocks WHERE object=2) WHERE object=1",
		"UPDATE blocks SET data=substr(data, 1, 4000) WHERE object=1",
		"UPDATE blocks SET data=x'00'||substr(data, 2) WHERE object=1",
		"UPDATE blocks SET data=substr(data, 1, 20)||x'00'||substr(data, 22) "
		"WHERE object=1",
		"DELETE FROM blocks WHERE object=1",
		"DROP TABLE blocks",
	};
	char command[300], data[16];

	(void)state;
	store("a", "first");
	store("b", "second");
	stop();
	snprintf(command, sizeof(command), "cp %s %s.good", path, path);
	assert_int_equal(system(command), 0);
	snprintf(command, sizeof(command), "cp %s.good %s", path, path);
	for (size_t n = 0; n < sizeof(changes) / sizeof(*changes); n++) {
		sql(changes[n]);
		start();
		assert_int_equal(read_all("a", data, sizeof(data)), TEE_ERROR_CORRUPT_OBJECT);
		stop();
		assert_int_equal(system(command), 0);
	}
	assert_int_equal(truncate(path, 5000), 0);
	start();
	assert_int_equal(read_all("a", data, sizeof(data)), TEE_ERROR_CORRUPT_OBJECT);
	stop();
	assert_int_equal(system(command), 0);
	start();
	assert_int_equal(read_all("a", data, sizeof(data)), TEE_SUCCESS);
	assert_string_equal(data, "first");
}

static void test_rollback(void **state)
{
	char command[300], data[16];

	(void)state;
	stop();
	assert_int_equal(unlink(path), 0);
	options.counter = &counter_ops;
	start();
	store("a", "old");
	stop();
	snprintf(command, sizeof(command), "cp %s %s.old", path, path);
	assert_int_equal(system(command), 0);
	start();
	store("a", "new");
	stop();
	/* The counter may lag by one change. */
	--*counter;
	start();
	assert_int_equal(read_all("a", data, sizeof(data)), TEE_SUCCESS);
	store("b", "");
	stop();
	snprintf(command, sizeof(command), "cp %s.old %s", path, path);
	assert_int_equal(system(command), 0);
	start();
	assert_int_equal(read_all("a", data, sizeof(data)), TEE_ERROR_CORRUPT_OBJECT);
	stop();
	unlink(path);
	start();
	assert_int_equal(read_all("a", data, sizeof(data)), TEE_ERROR_CORRUPT_OBJECT);
}

/* A row of an old database, in the current one. */
static void test_old_row(void **state)
{
	char command[300], data[16];

	(void)state;
	store("a", "old");
	stop();
	snprintf(command, sizeof(command), "cp %s %s.old", path, path);
	assert_int_equal(system(command), 0);
	start();
	assert_int_equal(open_as(client, "a", WRITE), TEE_SUCCESS);
	assert_int_equal(write_data(reply.header.handle, 0, "new", 3), TEE_SUCCESS);
	stop();
	snprintf(command, sizeof(command), "ATTACH '%s.old' AS o; UPDATE blocks SET data="
		 "(SELECT data FROM o.blocks)", path);
	sql(command);
	start();
	assert_int_equal(read_all("a", data, sizeof(data)), TEE_ERROR_CORRUPT_OBJECT);
	stop();
	snprintf(command, sizeof(command), "ATTACH '%s.old' AS o; UPDATE objects SET head="
		 "(SELECT head FROM o.objects)", path);
	sql(command);
	start();
	assert_int_equal(read_all("a", data, sizeof(data)), TEE_ERROR_CORRUPT_OBJECT);
}

static void test_keys(void **state)
{
	char data[16];

	(void)state;
	store("a", "1");
	stop();
	device_key[0] ^= 1;
	start();
	assert_int_equal(read_all("a", data, sizeof(data)), TEE_ERROR_SECURITY);
	assert_int_equal(create("b", ALL, ""), TEE_ERROR_SECURITY);
	stop();
	device_key[0] ^= 1;
	sql("PRAGMA user_version=2");
	start();
	assert_int_equal(create("b", ALL, ""), TEE_ERROR_UNSUPPORTED_VERSION);
	stop();
	sql("PRAGMA user_version=1");
	start();
	assert_int_equal(read_all("a", data, sizeof(data)), TEE_SUCCESS);
	assert_string_equal(data, "1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_tampering),
		TEST(test_rollback),
		TEST(test_old_row),
		TEST(test_keys),
	};

	vfs_register();
	return RUN(tests);
}
