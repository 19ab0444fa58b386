// SPDX-License-Identifier: BSD-2-Clause
/* The objects of an application in an SQLite database. */

#include <errno.h>
#include <inttypes.h>
#include <openssl/crypto.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "softteed/storage/store.h"

#define VERSION		1
/* In milliseconds */
#define BUSY_TIMEOUT	2000
#define HEAD_FIXED	offsetof(struct store_head, tags)

/* The head of the store, as it is sealed. */
struct state {
	uint64_t change, last_id, bytes, objects;
	uint8_t digest[32];
};

/* What the store has of each object in memory, in the order of @id. */
struct entry {
	uint64_t id;
	uint8_t name[32], tag[SEAL_TAG_SIZE];
};

struct store {
	const struct storage_options *options;
	sqlite3 *db;
	const struct storage_keys *keys;
	struct state state;
	struct entry *entries;
	size_t num_entries, room;
	bool unknown;		/* @state and @entries couldn't be read after a rollback */
	uint64_t counter;
	struct store_head head;
	uint8_t sealed[sizeof(struct store_head) + SEAL_OVERHEAD];
};

static TEE_Result convert_error(int rc)
{
	switch (rc & 0xff) {
	case SQLITE_OK: case SQLITE_ROW: case SQLITE_DONE:
		return TEE_SUCCESS;
	case SQLITE_FULL:
		return TEE_ERROR_STORAGE_NO_SPACE;
	case SQLITE_NOMEM:
		return TEE_ERROR_OUT_OF_MEMORY;
	case SQLITE_CORRUPT: case SQLITE_NOTADB: case SQLITE_ERROR: case SQLITE_CONSTRAINT:
	case SQLITE_MISMATCH: case SQLITE_TOOBIG:
		return TEE_ERROR_CORRUPT_OBJECT;
	default:
		return TEE_ERROR_STORAGE_NOT_AVAILABLE;
	}
}

/* Log why a statement failed, and convert the error. */
static TEE_Result report(struct store *store, int rc)
{
	TEE_Result result = convert_error(rc);

	if (result)
		fprintf(stderr, "softteed: storage: %s/objects.db: %s (%d)\n",
			store->options->name, sqlite3_errmsg(store->db),
			sqlite3_extended_errcode(store->db));
	return result;
}

TEE_Result store_refuse(const struct storage_options *options, uint64_t limit, const char *unit)
{
	fprintf(stderr, "softteed: storage: %s: no space: there may be %" PRIu64 " %s\n",
		options->name, limit, unit);
	return TEE_ERROR_STORAGE_NO_SPACE;
}

static TEE_Result run(struct store *store, const char *sql)
{
	return report(store, sqlite3_exec(store->db, sql, NULL, NULL, NULL));
}

struct blob {
	const void *data;
	size_t size;
};

/* Run a statement with the numbers @a (?1) and @b (?2) and the blobs @c (?3) and @d (?4). */
static TEE_Result execute(struct store *store, const char *sql, uint64_t a, uint64_t b,
			  struct blob c, struct blob d)
{
	sqlite3_stmt *statement = NULL;
	int rc = sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL);
	TEE_Result result;

	if (rc == SQLITE_OK) {
		int count = sqlite3_bind_parameter_count(statement);

		sqlite3_bind_int64(statement, 1, (int64_t)a);
		sqlite3_bind_int64(statement, 2, (int64_t)b);
		if (count > 2)
			rc = sqlite3_bind_blob64(statement, 3, c.data, c.size, SQLITE_STATIC);
		if (count > 3 && rc == SQLITE_OK)
			rc = sqlite3_bind_blob64(statement, 4, d.data, d.size, SQLITE_STATIC);
	}
	if (rc == SQLITE_OK)
		rc = sqlite3_step(statement);
	result = report(store, rc);
	sqlite3_finalize(statement);
	return result;
}

#define NO_BLOB	((struct blob){ NULL, 0 })

/* Copy the first row's blob to @to, at most @room bytes. A missing row is corruption. */
static TEE_Result fetch(struct store *store, const char *sql, uint64_t a, uint64_t b, uint8_t *to,
			size_t room, size_t *size)
{
	sqlite3_stmt *statement = NULL;
	TEE_Result result = TEE_ERROR_CORRUPT_OBJECT;
	int rc = sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL);

	if (rc == SQLITE_OK) {
		sqlite3_bind_int64(statement, 1, (int64_t)a);
		sqlite3_bind_int64(statement, 2, (int64_t)b);
		rc = sqlite3_step(statement);
	}
	if (rc == SQLITE_ROW && sqlite3_column_type(statement, 0) == SQLITE_BLOB) {
		const void *data = sqlite3_column_blob(statement, 0);

		*size = (size_t)sqlite3_column_bytes(statement, 0);
		if (data && *size <= room) {
			memcpy(to, data, *size);
			result = TEE_SUCCESS;
		}
	} else if (rc != SQLITE_ROW && rc != SQLITE_DONE) {
		result = report(store, rc);
	}
	sqlite3_finalize(statement);
	return result;
}

/* Add (or subtract) the keyed hash of an entry to (from) the digest, modulo 2^256. */
static bool digest_entry(struct store *store, const struct entry *entry, bool add)
{
	uint8_t hash[32];
	unsigned int carry = add ? 0 : 1;

	if (!seal_hmac(store->keys->digest, entry->id, entry->name,
		       sizeof(entry->name) + sizeof(entry->tag), hash))
		return false;
	for (size_t n = 0; n < sizeof(hash); n++) {
		carry += store->state.digest[n] + (add ? hash[n] : 255u - hash[n]);
		store->state.digest[n] = (uint8_t)carry;
		carry >>= 8;
	}
	return true;
}

static struct entry *find_entry(const struct store *store, uint64_t id)
{
	for (size_t n = 0; n < store->num_entries; n++)
		if (store->entries[n].id == id)
			return &store->entries[n];
	return NULL;
}

static struct entry *add_entry(struct store *store, uint64_t id)
{
	if (store->num_entries == store->room) {
		size_t room = store->room ? 2 * store->room : 16;
		struct entry *entries = realloc(store->entries, room * sizeof(*entries));

		if (!entries)
			return NULL;
		store->entries = entries;
		store->room = room;
	}
	store->entries[store->num_entries] = (struct entry){ .id = id };
	return &store->entries[store->num_entries++];
}

static void remove_entry(struct store *store, struct entry *entry)
{
	size_t after = (size_t)(store->entries + store->num_entries - entry) - 1;

	memmove(entry, entry + 1, after * sizeof(*entry));
	store->num_entries--;
}

static bool hash_name(struct store *store, const struct store_name *name, uint8_t hash[32])
{
	return seal_hmac(store->keys->name, (uint64_t)name->kind << 32 | name->size, name->name,
			 name->size, hash);
}

/* Reading */

static TEE_Result load_state(struct store *store)
{
	struct seal_place place = { .kind = SEAL_STORE, .size = sizeof(struct state) };
	size_t size;
	TEE_Result result = fetch(store, "SELECT head FROM store WHERE id=1", 0, 0, store->sealed,
				  sizeof(store->sealed), &size);

	if (result)
		return result;
	if (size != sizeof(struct state) + SEAL_OVERHEAD ||
	    !unseal(store->keys, &place, store->sealed, &store->state))
		return TEE_ERROR_CORRUPT_OBJECT;
	return TEE_SUCCESS;
}

/* Read the list of objects. It must add up to the digest in the store's head. */
static TEE_Result load_entries(struct store *store)
{
	struct state expected = store->state;
	sqlite3_stmt *statement = NULL;
	TEE_Result result = TEE_SUCCESS;
	int rc;

	store->num_entries = 0;
	memset(store->state.digest, 0, sizeof(store->state.digest));
	rc = sqlite3_prepare_v2(store->db, "SELECT id, name, substr(head, -16) FROM objects "
				"ORDER BY id", -1, &statement, NULL);
	while (!result && rc == SQLITE_OK && (rc = sqlite3_step(statement)) == SQLITE_ROW) {
		const void *name = sqlite3_column_blob(statement, 1);
		const void *tag = sqlite3_column_blob(statement, 2);
		struct entry *entry = NULL;

		if (!name || sqlite3_column_bytes(statement, 1) != sizeof(entry->name) || !tag ||
		    sqlite3_column_bytes(statement, 2) != SEAL_TAG_SIZE) {
			result = TEE_ERROR_CORRUPT_OBJECT;
		} else {
			entry = add_entry(store, (uint64_t)sqlite3_column_int64(statement, 0));
			result = entry ? TEE_SUCCESS : TEE_ERROR_OUT_OF_MEMORY;
		}
		if (!result) {
			memcpy(entry->name, name, sizeof(entry->name));
			memcpy(entry->tag, tag, sizeof(entry->tag));
			if (!digest_entry(store, entry, true))
				result = TEE_ERROR_OUT_OF_MEMORY;
		}
		rc = SQLITE_OK;
	}
	if (!result)
		result = report(store, rc);
	sqlite3_finalize(statement);
	if (!result && (memcmp(&expected, &store->state, sizeof(expected)) ||
			expected.objects != store->num_entries))
		result = TEE_ERROR_CORRUPT_OBJECT;
	store->state = expected;
	return result;
}

/*
 * Read what the database has. While that isn't possible, e.g. because a change can't be rolled
 * back on a full disk, nobody knows which objects there are, and no change may be made.
 */
static TEE_Result reload(struct store *store)
{
	TEE_Result result = load_state(store);

	if (!result)
		result = load_entries(store);
	store->unknown = result != TEE_SUCCESS;
	if (result)
		store->num_entries = 0;
	return result == TEE_ERROR_STORAGE_NO_SPACE ? TEE_ERROR_STORAGE_NOT_AVAILABLE : result;
}

static TEE_Result ensure_known(struct store *store)
{
	return store->unknown ? reload(store) : TEE_SUCCESS;
}

TEE_Result store_load(struct store *store, uint64_t id, const struct store_head **out)
{
	struct store_head *head = &store->head;
	struct seal_place place = { .kind = SEAL_HEAD, .object = id };
	TEE_Result result = ensure_known(store);
	const struct entry *entry = find_entry(store, id);
	size_t size;

	if (result)
		return result;
	if (!entry)
		return TEE_ERROR_ITEM_NOT_FOUND;
	result = fetch(store, "SELECT head FROM objects WHERE id=?1", id, 0, store->sealed,
		       sizeof(store->sealed), &size);
	if (result)
		return result;
	if (size < HEAD_FIXED + SEAL_OVERHEAD ||
	    CRYPTO_memcmp(store->sealed + size - SEAL_TAG_SIZE, entry->tag, SEAL_TAG_SIZE))
		return TEE_ERROR_CORRUPT_OBJECT;
	place.size = size - SEAL_OVERHEAD;
	memset(head, 0, sizeof(*head));
	if (!unseal(store->keys, &place, store->sealed, head))
		return TEE_ERROR_CORRUPT_OBJECT;
	*out = head;
	return TEE_SUCCESS;
}

/* Read a block of the object whose head is loaded. */
static TEE_Result load_block(struct store *store, uint64_t id, size_t number,
			     uint8_t block[STORE_BLOCK])
{
	static const uint8_t none[SEAL_TAG_SIZE];
	struct seal_place place = { SEAL_BLOCK, id, number, STORE_BLOCK };
	uint8_t sealed[STORE_BLOCK + SEAL_OVERHEAD];
	const uint8_t *tag = store->head.tags[number];
	TEE_Result result;
	size_t size;

	if (!memcmp(tag, none, sizeof(none))) {
		memset(block, 0, STORE_BLOCK);
		return TEE_SUCCESS;
	}
	result = fetch(store, "SELECT data FROM blocks WHERE object=?1 AND number=?2", id, number,
		       sealed, sizeof(sealed), &size);
	if (result)
		return result;
	if (size != sizeof(sealed) ||
	    CRYPTO_memcmp(sealed + size - SEAL_TAG_SIZE, tag, SEAL_TAG_SIZE) ||
	    !unseal(store->keys, &place, sealed, block))
		return TEE_ERROR_CORRUPT_OBJECT;
	return TEE_SUCCESS;
}

TEE_Result store_read(struct store *store, uint64_t id, uint64_t position, uint8_t *data,
		      size_t *size)
{
	const struct store_head *head;
	uint8_t block[STORE_BLOCK];
	TEE_Result result = store_load(store, id, &head);
	size_t wanted = *size;

	*size = 0;
	if (result || position >= head->size)
		return result;
	if (wanted > head->size - position)
		wanted = head->size - position;
	for (size_t done = 0, part; done < wanted && !result; done += part) {
		size_t at = (position + done) % STORE_BLOCK;

		part = STORE_BLOCK - at < wanted - done ? STORE_BLOCK - at : wanted - done;
		result = load_block(store, id, (position + done) / STORE_BLOCK, block);
		if (!result)
			memcpy(data + done, block + at, part);
	}
	OPENSSL_cleanse(block, sizeof(block));
	if (!result)
		*size = wanted;
	return result;
}

TEE_Result store_find(struct store *store, const struct store_name *name, uint64_t *id)
{
	TEE_Result result = ensure_known(store);
	uint8_t hash[32];

	*id = 0;
	if (result)
		return result;
	if (!hash_name(store, name, hash))
		return TEE_ERROR_OUT_OF_MEMORY;
	for (size_t n = 0; n < store->num_entries && !*id; n++)
		if (!memcmp(store->entries[n].name, hash, sizeof(hash)))
			*id = store->entries[n].id;
	return *id ? TEE_SUCCESS : TEE_ERROR_ITEM_NOT_FOUND;
}

TEE_Result store_next(struct store *store, uint64_t *id)
{
	TEE_Result result = ensure_known(store);

	if (result)
		return result;
	for (size_t n = 0; n < store->num_entries; n++) {
		if (store->entries[n].id > *id) {
			*id = store->entries[n].id;
			return TEE_SUCCESS;
		}
	}
	return TEE_ERROR_ITEM_NOT_FOUND;
}

/* Changes */

/* The counter may lag behind the store by one change, not by more. */
static TEE_Result catch_up(struct store *store)
{
	const struct storage_options *options = store->options;

	if (!options->counter || store->counter == store->state.change)
		return TEE_SUCCESS;
	if (options->counter->advance(options->counter_context, store->state.change))
		return TEE_ERROR_STORAGE_NOT_AVAILABLE;
	store->counter = store->state.change;
	return TEE_SUCCESS;
}

static TEE_Result begin(struct store *store)
{
	TEE_Result result = ensure_known(store);

	if (!result)
		result = catch_up(store);
	return result ? result : run(store, "BEGIN IMMEDIATE");
}

static TEE_Result save_state(struct store *store)
{
	struct seal_place place = { .kind = SEAL_STORE, .size = sizeof(struct state) };
	uint8_t sealed[sizeof(struct state) + SEAL_OVERHEAD];

	if (!seal(store->keys, &place, &store->state, sealed))
		return TEE_ERROR_OUT_OF_MEMORY;
	return execute(store, "UPDATE store SET head=?3 WHERE id=?1 AND ?2=0", 1, 0,
		       (struct blob){ sealed, sizeof(sealed) }, NO_BLOB);
}

static TEE_Result check_quota(const struct store *store)
{
	const struct storage_options *options = store->options;

	if (store->state.bytes > options->max_bytes)
		return store_refuse(options, options->max_bytes, "bytes for an application");
	if (store->state.objects > options->max_objects)
		return store_refuse(options, options->max_objects, "objects for an application");
	return TEE_SUCCESS;
}

/* Commit, or roll back if @result is an error, and then read the database's state. */
static TEE_Result finish(struct store *store, TEE_Result result)
{
	if (!result)
		result = check_quota(store);
	store->state.change++;
	if (!result)
		result = save_state(store);
	if (!result)
		result = run(store, "COMMIT");
	if (!result) {
		/* If this fails, the next change tries it and fails with it. */
		catch_up(store);
		return TEE_SUCCESS;
	}
	if (!sqlite3_get_autocommit(store->db))
		run(store, "ROLLBACK");
	/* If this fails, the next request tries it again. */
	reload(store);
	return result;
}

/* Seal the loaded head and store it. @entry is not in the digest. */
static TEE_Result save_head(struct store *store, struct entry *entry)
{
	struct store_head *head = &store->head;
	struct seal_place place = { .kind = SEAL_HEAD, .object = entry->id };
	size_t blocks = (head->size + STORE_BLOCK - 1) / STORE_BLOCK;

	place.size = HEAD_FIXED + blocks * SEAL_TAG_SIZE;
	if (!hash_name(store, &head->name, entry->name) ||
	    !seal(store->keys, &place, head, store->sealed))
		return TEE_ERROR_OUT_OF_MEMORY;
	memcpy(entry->tag, store->sealed + place.size + SEAL_OVERHEAD - SEAL_TAG_SIZE,
	       SEAL_TAG_SIZE);
	if (!digest_entry(store, entry, true))
		return TEE_ERROR_OUT_OF_MEMORY;
	store->state.bytes += head->size + head->meta_size;
	store->state.objects++;
	return execute(store, "INSERT OR REPLACE INTO objects(id, name, head) "
		       "VALUES(?1, ?4, ?3)", entry->id, 0,
		       (struct blob){ store->sealed, place.size + SEAL_OVERHEAD },
		       (struct blob){ entry->name, sizeof(entry->name) });
}

/* Load the head of an object and take it out of the digest, to save or delete it. */
static TEE_Result take_head(struct store *store, uint64_t id)
{
	const struct store_head *head;
	TEE_Result result = store_load(store, id, &head);

	if (result)
		return result;
	if (!digest_entry(store, find_entry(store, id), false))
		return TEE_ERROR_OUT_OF_MEMORY;
	store->state.bytes -= head->size + head->meta_size;
	store->state.objects--;
	return TEE_SUCCESS;
}

static TEE_Result save_block(struct store *store, uint64_t id, size_t number,
			     const uint8_t block[STORE_BLOCK])
{
	struct seal_place place = { SEAL_BLOCK, id, number, STORE_BLOCK };
	uint8_t sealed[STORE_BLOCK + SEAL_OVERHEAD];

	if (!seal(store->keys, &place, block, sealed))
		return TEE_ERROR_OUT_OF_MEMORY;
	memcpy(store->head.tags[number], sealed + sizeof(sealed) - SEAL_TAG_SIZE, SEAL_TAG_SIZE);
	return execute(store, "INSERT OR REPLACE INTO blocks(object, number, data) "
		       "VALUES(?1, ?2, ?3)", id, number,
		       (struct blob){ sealed, sizeof(sealed) }, NO_BLOB);
}

/* Write to the object whose head is taken. */
static TEE_Result write_blocks(struct store *store, uint64_t id, uint64_t position,
			       const uint8_t *data, size_t size)
{
	struct store_head *head = &store->head;
	uint8_t block[STORE_BLOCK];
	TEE_Result result = TEE_SUCCESS;

	if (position > STORE_MAX_SIZE || size > STORE_MAX_SIZE - position)
		return STORE_REFUSE_SIZE(store->options);
	for (size_t done = 0, part; done < size && !result; done += part) {
		size_t at = (position + done) % STORE_BLOCK;
		size_t number = (position + done) / STORE_BLOCK;

		part = STORE_BLOCK - at < size - done ? STORE_BLOCK - at : size - done;
		if (part < STORE_BLOCK)
			result = load_block(store, id, number, block);
		if (!result) {
			memcpy(block + at, data + done, part);
			result = save_block(store, id, number, block);
		}
	}
	if (!result && size && head->size < position + size)
		head->size = position + size;
	OPENSSL_cleanse(block, sizeof(block));
	return result;
}

/* Remove the blocks of an object from block @from on. */
static TEE_Result delete_blocks(struct store *store, uint64_t id, uint64_t from)
{
	return execute(store, "DELETE FROM blocks WHERE object=?1 AND number>=?2", id, from,
		       NO_BLOB, NO_BLOB);
}

static TEE_Result delete_object(struct store *store, uint64_t id)
{
	TEE_Result result = take_head(store, id);

	if (!result)
		result = delete_blocks(store, id, 0);
	if (!result)
		result = execute(store, "DELETE FROM objects WHERE id=?1 AND ?2=0", id, 0, NO_BLOB,
				 NO_BLOB);
	if (!result)
		remove_entry(store, find_entry(store, id));
	return result;
}

TEE_Result store_delete(struct store *store, uint64_t id)
{
	TEE_Result result = begin(store);

	return result ? result : finish(store, delete_object(store, id));
}

TEE_Result store_create(struct store *store, const struct store_name *name, const uint8_t *meta,
			size_t meta_size, const uint8_t *data, size_t size, uint64_t *id)
{
	struct store_head *head = &store->head;
	struct entry *entry = NULL;
	TEE_Result result = begin(store);
	uint64_t old;

	if (result)
		return result;
	result = store_find(store, name, &old);
	if (!result)
		result = delete_object(store, old);
	else if (result == TEE_ERROR_ITEM_NOT_FOUND)
		result = TEE_SUCCESS;
	if (!result) {
		*id = ++store->state.last_id;
		memset(head, 0, sizeof(*head));
		head->name = *name;
		head->meta_size = (uint32_t)meta_size;
		if (meta_size)
			memcpy(head->meta, meta, meta_size);
		result = write_blocks(store, *id, 0, data, size);
	}
	if (!result) {
		entry = add_entry(store, *id);
		result = entry ? save_head(store, entry) : TEE_ERROR_OUT_OF_MEMORY;
	}
	return finish(store, result);
}

TEE_Result store_write(struct store *store, uint64_t id, uint64_t position, const uint8_t *data,
		       size_t size)
{
	TEE_Result result = begin(store);

	if (result)
		return result;
	result = take_head(store, id);
	if (!result)
		result = write_blocks(store, id, position, data, size);
	if (!result)
		result = save_head(store, find_entry(store, id));
	return finish(store, result);
}

/* Change the size of the object whose head is taken. What is cut off reads as zeros later. */
static TEE_Result resize(struct store *store, uint64_t id, uint64_t size)
{
	struct store_head *head = &store->head;
	size_t blocks = (size + STORE_BLOCK - 1) / STORE_BLOCK, rest = size % STORE_BLOCK;
	uint8_t block[STORE_BLOCK];
	TEE_Result result = TEE_SUCCESS;

	if (size > STORE_MAX_SIZE)
		return STORE_REFUSE_SIZE(store->options);
	if (size < head->size) {
		result = delete_blocks(store, id, blocks);
		memset(head->tags[blocks], 0, sizeof(head->tags) - blocks * SEAL_TAG_SIZE);
		if (!result && rest) {
			result = load_block(store, id, blocks - 1, block);
			memset(block + rest, 0, STORE_BLOCK - rest);
			if (!result)
				result = save_block(store, id, blocks - 1, block);
		}
	}
	head->size = size;
	OPENSSL_cleanse(block, sizeof(block));
	return result;
}

TEE_Result store_truncate(struct store *store, uint64_t id, uint64_t size)
{
	TEE_Result result = begin(store);

	if (result)
		return result;
	result = take_head(store, id);
	if (!result)
		result = resize(store, id, size);
	if (!result)
		result = save_head(store, find_entry(store, id));
	return finish(store, result);
}

TEE_Result store_rename(struct store *store, uint64_t id, const struct store_name *name)
{
	TEE_Result result = begin(store);

	if (result)
		return result;
	result = take_head(store, id);
	store->head.name = *name;
	if (!result)
		result = save_head(store, find_entry(store, id));
	return finish(store, result);
}

TEE_Result store_set_meta(struct store *store, uint64_t id, const uint8_t *meta, size_t size)
{
	TEE_Result result = begin(store);

	if (result)
		return result;
	result = take_head(store, id);
	memset(store->head.meta, 0, sizeof(store->head.meta));
	if (size)
		memcpy(store->head.meta, meta, size);
	store->head.meta_size = (uint32_t)size;
	if (!result)
		result = save_head(store, find_entry(store, id));
	return finish(store, result);
}

/* Opening */

static TEE_Result configure(struct store *store)
{
	/* Nobody has checked what the schema says yet. */
	if (sqlite3_db_config(store->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL) ||
	    sqlite3_db_config(store->db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL))
		return TEE_ERROR_STORAGE_NOT_AVAILABLE;
	/* The commit is that the journal's head is wiped and synced; the journal stays. */
	return run(store, "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=DELETE;"
		   "PRAGMA synchronous=EXTRA; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=0;"
		   "PRAGMA trusted_schema=OFF; PRAGMA secure_delete=ON; PRAGMA foreign_keys=OFF");
}

static TEE_Result create_tables(struct store *store)
{
	static const char *const sql =
		"CREATE TABLE store(id INTEGER PRIMARY KEY, key BLOB, head BLOB);"
		"CREATE TABLE objects(id INTEGER PRIMARY KEY, name BLOB, head BLOB);"
		"CREATE TABLE blocks(object INTEGER, number INTEGER, data BLOB,"
		" PRIMARY KEY(object, number)) WITHOUT ROWID; PRAGMA user_version=1";
	TEE_Result result;

	if (store->counter) {
		fprintf(stderr, "softteed: storage: %s/objects.db is missing, but its counter "
			"is %llu\n", store->options->name,
			(unsigned long long)store->counter);
		return TEE_ERROR_CORRUPT_OBJECT;
	}
	result = run(store, "BEGIN IMMEDIATE");
	if (result)
		return result;
	result = run(store, sql);
	if (!result)
		result = execute(store, "INSERT INTO store(id, key, head) VALUES(?1 + ?2, ?3, x'')",
				 1, 0, (struct blob){ store->keys->check, STORAGE_KEY_SIZE },
				 NO_BLOB);
	if (!result)
		result = save_state(store);
	if (!result)
		result = run(store, "COMMIT");
	return result;
}

static TEE_Result check_version(struct store *store, bool *empty)
{
	sqlite3_stmt *statement = NULL;
	int64_t version = -1, tables = 0;
	int rc = sqlite3_prepare_v2(store->db, "SELECT user_version, (SELECT count(*) FROM "
				    "sqlite_master) FROM pragma_user_version", -1, &statement,
				    NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_step(statement);
	if (rc == SQLITE_ROW) {
		version = sqlite3_column_int64(statement, 0);
		tables = sqlite3_column_int64(statement, 1);
	}
	sqlite3_finalize(statement);
	if (rc != SQLITE_ROW)
		return convert_error(rc);
	*empty = !version && !tables;
	if (version > VERSION)
		return TEE_ERROR_UNSUPPORTED_VERSION;
	return *empty || version == VERSION ? TEE_SUCCESS : TEE_ERROR_CORRUPT_OBJECT;
}

static TEE_Result load_store(struct store *store)
{
	uint8_t check[STORAGE_KEY_SIZE];
	size_t size;
	TEE_Result result = fetch(store, "SELECT key FROM store WHERE id=1", 0, 0, check,
				  sizeof(check), &size);

	if (result)
		return result;
	if (size != sizeof(check) || memcmp(check, store->keys->check, size))
		return TEE_ERROR_SECURITY;
	result = load_state(store);
	if (!result)
		result = load_entries(store);
	if (!result && !store->options->accept_old && store->options->counter &&
	    store->counter != store->state.change && store->counter + 1 != store->state.change) {
		fprintf(stderr, "softteed: storage: %s/objects.db has change %llu, but its "
			"counter is %llu\n", store->options->name,
			(unsigned long long)store->state.change,
			(unsigned long long)store->counter);
		result = TEE_ERROR_CORRUPT_OBJECT;
	}
	/* A store that can't be changed can be read even so. */
	if (!result)
		catch_up(store);
	return result;
}

static TEE_Result open_database(struct store *store)
{
	const struct storage_options *options = store->options;
	char path[4096];
	bool empty = false;
	TEE_Result result;
	int rc;

	if (snprintf(path, sizeof(path), "%s/objects.db", options->directory) >=
	    (int)sizeof(path))
		return TEE_ERROR_STORAGE_NOT_AVAILABLE;
	if (options->counter) {
		rc = options->counter->read(options->counter_context, &store->counter);
		if (rc)
			return rc == -EBADMSG ? TEE_ERROR_CORRUPT_OBJECT :
				TEE_ERROR_STORAGE_NOT_AVAILABLE;
	}
	rc = sqlite3_open_v2(path, &store->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
			     SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX, options->vfs);
	/* A previous process of this application may not be gone yet. */
	sqlite3_busy_timeout(store->db, BUSY_TIMEOUT);
	result = report(store, rc);
	if (!result)
		result = configure(store);
	if (!result)
		result = check_version(store, &empty);
	if (!result)
		result = empty ? create_tables(store) : load_store(store);
	return result;
}

TEE_Result store_open(const struct storage_options *options, struct store **out)
{
	struct store *store = calloc(1, sizeof(*store));
	TEE_Result result;

	if (!store)
		return TEE_ERROR_OUT_OF_MEMORY;
	store->options = options;
	store->keys = options->keys;
	result = open_database(store);
	if (result) {
		store_close(store);
		return result;
	}
	*out = store;
	return TEE_SUCCESS;
}

void store_close(struct store *store)
{
	if (!store)
		return;
	sqlite3_close(store->db);
	free(store->entries);
	OPENSSL_cleanse(store, sizeof(*store));
	free(store);
}
