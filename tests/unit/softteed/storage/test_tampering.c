// SPDX-License-Identifier: BSD-2-Clause
/* Databases that somebody has changed, or put back, behind the storage process's back */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
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
	/* The counter may lag by one change, but not for long. */
	--*counter;
	start();
	assert_int_equal(*counter, 2);
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

/* What a schema can do beyond tables isn't done, so it can't destroy anything. */
static void test_foreign_schema(void **state)
{
	static const char *const changes[] = {
		"CREATE TRIGGER t BEFORE INSERT ON objects BEGIN DELETE FROM blocks; END",
		"CREATE TRIGGER u AFTER UPDATE ON store BEGIN UPDATE store SET head=x''; END",
		"PRAGMA journal_mode=WAL",
	};
	char data[16];

	(void)state;
	store("a", "first");
	for (size_t n = 0; n < ARRAY_LEN(changes); n++) {
		stop();
		sql(changes[n]);
		start();
		store("b", "second");
		stop();
		start();
		assert_int_equal(read_all("a", data, sizeof(data)), TEE_SUCCESS);
		assert_string_equal(data, "first");
		assert_int_equal(read_all("b", data, sizeof(data)), TEE_SUCCESS);
		assert_string_equal(data, "second");
	}
}

/* The database as bytes, and what's in it: "a" and "b", each with this in every byte */
struct database {
	uint8_t bytes[200000];
	ssize_t size;
	char a, b;
};

static char large[6000];

static void store_large(const char *name, char byte)
{
	memset(large, byte, sizeof(large) - 1);
	store(name, large);
}

static void load_database(struct database *database, char a, char b)
{
	int fd = open(path, O_RDONLY);

	database->size = read(fd, database->bytes, sizeof(database->bytes));
	assert_in_range(database->size, 4096, sizeof(database->bytes) - 1);
	close(fd);
	database->a = a;
	database->b = b;
}

static void put_database(const struct database *database)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_int_equal(write(fd, database->bytes, database->size), database->size);
	close(fd);
}

/* Read an object in two steps, as any instance may. Return whether there was an error. */
static bool read_large(const char *name, char byte)
{
	TEE_Result result = read_all(name, large, sizeof(large));

	if (!result) {
		assert_int_equal(strlen(large), sizeof(large) - 1);
		assert_int_equal(strspn(large, (char[]){ byte, 0 }), sizeof(large) - 1);
	}
	/* It's known that there is such an object. */
	assert_int_not_equal(result, TEE_ERROR_ITEM_NOT_FOUND);
	return result;
}

/*
 * Start with the database as it is now. What's read is what was stored, or an error. Nor does a
 * change crash, or hide that. Return the number of errors.
 */
static int try_database(const struct database *database)
{
	uint64_t position = 0;
	int objects = 0, errors;
	TEE_Result result;

	start();
	errors = read_large("a", database->a) + read_large("b", database->b);
	while (!(result = simple(STORAGE_NEXT, 0, position, 0)) && objects <= 2) {
		position = reply.header.position;
		assert_int_equal(reply.header.name_size, 1);
		assert_true(reply.name[0] == 'a' || reply.name[0] == 'b');
		objects++;
	}
	assert_true(objects == 2 || (objects < 2 && result != TEE_ERROR_ITEM_NOT_FOUND));
	result = create("c", TEE_DATA_FLAG_OVERWRITE, "new");
	assert_true(!result || errors || result == TEE_ERROR_CORRUPT_OBJECT ||
		    result == TEE_ERROR_STORAGE_NOT_AVAILABLE);
	stop();
	return errors + !!result;
}

/* Make a database with a counter, load it, and stop. */
static void make_database(struct database *database)
{
	stop();
	unlink(path);
	options.counter = &counter_ops;
	start();
	store_large("a", '1');
	store_large("b", '2');
	stop();
	load_database(database, '1', '2');
}

static void test_flipped_bits(void **state)
{
	static struct database good, bad;
	int detected = 0, tried = 0;
	uint64_t value;

	(void)state;
	make_database(&good);
	value = *counter;
	/* All of the database's head, and one byte of 41 of the rest */
	for (ssize_t at = 0; at < good.size; at += at < 100 ? 1 : 41) {
		bad = good;
		bad.bytes[at] ^= 1 << at % 8;
		put_database(&bad);
		*counter = value;
		detected += !!try_database(&good);
		tried++;
	}
	print_message("%d of %d flipped bits make a difference\n", detected, tried);
	assert_in_range(detected, tried / 4, tried);
	put_database(&good);
	*counter = value;
	assert_int_equal(try_database(&good), 0);
	start();
}

static void put_number(uint8_t *at, uint32_t number)
{
	for (int n = 0; n < 4; n++)
		at[n] = (uint8_t)(number >> (24 - 8 * n));
}

/* Write a rollback journal (https://sqlite.org/fileformat.html) that puts a page back. */
static void put_journal(uint32_t page, const uint8_t bytes[4096], uint32_t pages)
{
	static const uint8_t magic[] = { 0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7 };
	uint8_t journal[512 + 4 + 4096 + 4] = { 0 }, *record = journal + 512;
	char name[160];
	uint32_t sum = 0;
	int fd;

	memcpy(journal, magic, sizeof(magic));
	put_number(journal + 8, 1);
	put_number(journal + 16, pages);
	put_number(journal + 20, 512);
	put_number(journal + 24, 4096);
	put_number(record, page);
	memcpy(record + 4, bytes, 4096);
	for (int at = 4096 - 200; at > 0; at -= 200)
		sum += bytes[at];
	put_number(record + 4 + 4096, sum);
	snprintf(name, sizeof(name), "%s-journal", path);
	fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	assert_int_equal(write(fd, journal, sizeof(journal)), sizeof(journal));
	close(fd);
}

/* SQLite believes a journal that somebody has put there, and puts old pages back. */
static void test_planted_journal(void **state)
{
	static struct database old, new;
	uint32_t pages;
	uint64_t value;
	int detected = 0;

	(void)state;
	make_database(&old);
	start();
	store_large("a", '3');
	store_large("b", '2');
	stop();
	load_database(&new, '3', '2');
	value = *counter;
	pages = (uint32_t)(new.size / 4096);
	for (uint32_t page = 1; page <= pages && page * 4096 <= old.size; page++) {
		put_database(&new);
		*counter = value;
		put_journal(page, old.bytes + (page - 1) * 4096, pages);
		detected += !!try_database(&new);
	}
	assert_in_range(detected, 2, pages);
	shell("rm -f objects.db-journal");
	put_database(&new);
	*counter = value;
	assert_int_equal(try_database(&new), 0);
	start();
}

static void test_swapped_objects(void **state)
{
	static const char *const swaps[] = {
		"UPDATE objects SET id=id+10; UPDATE objects SET id=13-id; "
		"UPDATE blocks SET object=object+10; UPDATE blocks SET object=13-object",
		"UPDATE blocks SET object=object+10; UPDATE blocks SET object=13-object",
		"UPDATE blocks SET number=number+10; UPDATE blocks SET number=11-number",
		"CREATE TABLE t AS SELECT * FROM objects; UPDATE objects SET "
		"head=(SELECT head FROM t WHERE t.id=3-objects.id); DROP TABLE t",
		"CREATE TABLE t AS SELECT * FROM objects; UPDATE objects SET "
		"name=(SELECT name FROM t WHERE t.id=3-objects.id); DROP TABLE t",
		"CREATE TABLE t AS SELECT * FROM objects; UPDATE objects SET "
		"name=(SELECT name FROM t WHERE t.id=3-objects.id), "
		"head=(SELECT head FROM t WHERE t.id=3-objects.id); DROP TABLE t",
	};
	static struct database good;

	(void)state;
	store_large("a", '1');
	store_large("b", '2');
	stop();
	load_database(&good, '1', '2');
	for (size_t n = 0; n < ARRAY_LEN(swaps); n++) {
		put_database(&good);
		sql(swaps[n]);
		assert_true(try_database(&good) >= 2);
	}
	put_database(&good);
	assert_int_equal(try_database(&good), 0);
	start();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_tampering),
		TEST(test_rollback),
		TEST(test_old_row),
		TEST(test_keys),
		TEST(test_foreign_schema),
		TEST(test_flipped_bits),
		TEST(test_planted_journal),
		TEST(test_swapped_objects),
	};

	vfs_register();
	return RUN(tests);
}
