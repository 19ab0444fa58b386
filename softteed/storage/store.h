/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The objects of one application, in an SQLite database. Every change is one transaction.
 *
 * Each object has a head (name, attributes, size, and the authentication tags of its blocks) and
 * blocks of 4 KiB. The sealed head of the store has a digest over the tags of all heads and the
 * number of the last change. So a block, head or row that is old, swapped or missing does not
 * fit to what is above it. The number of the last change is compared with a counter outside of
 * the store, if there is one.
 */
#ifndef SOFTTEED_STORAGE_STORE_H
#define SOFTTEED_STORAGE_STORE_H

#include "softteed/storage/key.h"
#include "softteed/storage/message.h"
#include "softteed/storage/seal.h"
#include "softteed/storage/storage.h"
#include "tee_internal_api.h"

#define STORE_BLOCK		4096
/* Largest object, in bytes: the tags of its blocks are part of its head. */
#define STORE_MAX_SIZE		(16u << 20)

enum store_kind { STORE_OBJECT = 1, STORE_TIME };

struct store;

/**
 * struct store_name - name of an object
 * @kind:	which namespace it is in
 * @size:	bytes of @name
 * @name:	the name
 */
struct store_name {
	uint32_t kind, size;
	uint8_t name[STORAGE_MAX_NAME];
};

/**
 * struct store_head - what is known of an object
 * @name:	its name
 * @meta_size:	bytes of @meta
 * @size:	size of the data stream in bytes
 * @meta:	serialized attributes
 * @tags:	tag of each block; zeros for a block that was never written
 */
struct store_head {
	struct store_name name;
	uint32_t meta_size;
	uint64_t size;
	uint8_t meta[STORAGE_MAX_META];
	uint8_t tags[STORE_MAX_SIZE / STORE_BLOCK][SEAL_TAG_SIZE];
};

/**
 * store_open() - open or create the database
 * @options:	where it is, keys, limits
 * @store:	[out] the store, to be closed with store_close()
 *
 * Return: TEE_SUCCESS; TEE_ERROR_CORRUPT_OBJECT if it was tampered with or is old;
 * TEE_ERROR_SECURITY if the device key is a different one; TEE_ERROR_UNSUPPORTED_VERSION;
 * TEE_ERROR_STORAGE_NOT_AVAILABLE; TEE_ERROR_STORAGE_NO_SPACE; TEE_ERROR_OUT_OF_MEMORY. An
 * existing database is not changed in these cases.
 */
TEE_Result store_open(const struct storage_options *options, struct store **store);
void store_close(struct store *store);

/**
 * store_refuse() - log that an application has reached a limit of its storage
 * @options:	of the store
 * @limit:	how much there may be
 * @unit:	of what
 *
 * Return: TEE_ERROR_STORAGE_NO_SPACE.
 */
TEE_Result store_refuse(const struct storage_options *options, uint64_t limit, const char *unit);

/* store_refuse() for an object that's too large */
#define STORE_REFUSE_SIZE(options) store_refuse(options, STORE_MAX_SIZE, "bytes for an object")

/*
 * The following functions return TEE_SUCCESS; TEE_ERROR_ITEM_NOT_FOUND if there's no such object;
 * TEE_ERROR_CORRUPT_OBJECT, TEE_ERROR_STORAGE_NO_SPACE, TEE_ERROR_STORAGE_NOT_AVAILABLE,
 * TEE_ERROR_OUT_OF_MEMORY. A change is made as a whole or not at all. It isn't made if it fails,
 * unless the disk fails to confirm the very last step.
 */

/**
 * store_find() - look an object up
 * @store:	the store
 * @name:	its name
 * @id:		[out] the object's number, or 0
 *
 * Return: see above.
 */
TEE_Result store_find(struct store *store, const struct store_name *name, uint64_t *id);

/**
 * store_next() - get the object that follows another in the order of creation
 * @store:	the store
 * @id:		[in,out] number of an object, which may be deleted, or 0; the next one's, of
 *		any kind
 *
 * Return: see above.
 */
TEE_Result store_next(struct store *store, uint64_t *id);

/** store_load() - get the head of an object; it is valid until the next call for @store */
TEE_Result store_load(struct store *store, uint64_t id, const struct store_head **head);

/**
 * store_read() - read data
 * @store:	the store
 * @id:		the object
 * @position:	where in the data stream, in bytes
 * @data:	[out] the data
 * @size:	[in,out] bytes wanted; bytes read, fewer at the end of the stream
 *
 * Return: see above.
 */
TEE_Result store_read(struct store *store, uint64_t id, uint64_t position, uint8_t *data,
		      size_t *size);

/**
 * store_create() - create an object, in place of one of the same name
 * @store:	the store
 * @name:	its name
 * @meta:	serialized attributes
 * @meta_size:	their size in bytes
 * @data:	initial data
 * @size:	its size in bytes
 * @id:		[out] the object's number
 *
 * Return: see above.
 */
TEE_Result store_create(struct store *store, const struct store_name *name, const uint8_t *meta,
			size_t meta_size, const uint8_t *data, size_t size, uint64_t *id);

TEE_Result store_write(struct store *store, uint64_t id, uint64_t position, const uint8_t *data,
		       size_t size);
TEE_Result store_truncate(struct store *store, uint64_t id, uint64_t size);
TEE_Result store_delete(struct store *store, uint64_t id);
/* The caller checks that no object has the name. */
TEE_Result store_rename(struct store *store, uint64_t id, const struct store_name *name);
TEE_Result store_set_meta(struct store *store, uint64_t id, const uint8_t *meta, size_t size);

#endif
