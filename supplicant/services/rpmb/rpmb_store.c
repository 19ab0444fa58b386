// SPDX-License-Identifier: BSD-2-Clause
/*
 * The file of the emulated RPMB: read it, and append changes to it. A file that
 * has grown is replaced by a new one that has only the image.
 */

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "services/rpmb/rpmb_store.h"

#define STORE_MAGIC		0x31424d5052454554ULL	/* "TEERPMB1" */
#define STORE_NEW_FILE		RPMB_EMU_FILE ".new"
#define DIGEST_SIZE		32

/* Bytes of changes after the image, above which the file is replaced. */
#define STORE_MAX_CHANGES	(1024 * 1024)

#define MAX_WRITE_BLOCKS	(2 * RPMB_EMU_RELIABLE_SECTORS)

enum record_kind { RECORD_IMAGE = 1, RECORD_KEY = 2, RECORD_BLOCKS = 3 };

/* The header of each record. Numbers in the file are little-endian. */
struct record_header {
	uint64_t magic;
	uint64_t sequence;
	uint32_t kind;
	uint32_t length;		/* bytes of the payload */
	uint8_t digest[DIGEST_SIZE];	/* of the fields above and the payload */
};

struct record_image {
	uint32_t counter;
	uint32_t has_key;
	uint8_t key[RPMB_KEY_SIZE];
	uint8_t blocks[RPMB_EMU_BLOCKS][RPMB_BLOCK_SIZE];
};

struct record_blocks {
	uint32_t counter;		/* its value after the write */
	uint16_t first;
	uint16_t count;
	uint8_t blocks[MAX_WRITE_BLOCKS][RPMB_BLOCK_SIZE];
};

/* A change, which is a record after the image, of the largest size. */
struct change {
	struct record_header header;
	union {
		uint8_t key[RPMB_KEY_SIZE];
		struct record_blocks blocks;
	};
};

static int digest_record(const struct record_header *header, const void *payload,
			 uint8_t digest[DIGEST_SIZE])
{
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	int err = -ENOMEM;

	if (!md)
		return -ENOMEM;
	if (EVP_DigestInit_ex(md, EVP_sha256(), NULL) == 1 &&
	    EVP_DigestUpdate(md, header, offsetof(struct record_header, digest)) == 1 &&
	    EVP_DigestUpdate(md, payload, le32toh(header->length)) == 1 &&
	    EVP_DigestFinal_ex(md, digest, NULL) == 1)
		err = 0;
	EVP_MD_CTX_free(md);
	return err;
}

static int fill_header(struct record_header *header, uint64_t sequence,
		       enum record_kind kind, const void *payload, uint32_t length)
{
	header->magic = htole64(STORE_MAGIC);
	header->sequence = htole64(sequence);
	header->kind = htole32(kind);
	header->length = htole32(length);
	return digest_record(header, payload, header->digest);
}

static int write_all(int file, const void *data, size_t size, uint64_t at)
{
	while (size > 0) {
		ssize_t done = pwrite(file, data, size, (off_t)at);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -errno;
		if (done == 0)
			return -EIO;
		data = (const uint8_t *)data + done;
		size -= (size_t)done;
		at += (uint64_t)done;
	}
	return 0;
}

/* Return: 1: all bytes were read; 0: the file is shorter; or -errno. */
static int read_all(int file, void *data, size_t size, uint64_t at)
{
	while (size > 0) {
		ssize_t done = pread(file, data, size, (off_t)at);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -errno;
		if (done == 0)
			return 0;
		data = (uint8_t *)data + done;
		size -= (size_t)done;
		at += (uint64_t)done;
	}
	return 1;
}

/*
 * Read the record at @at, whose payload must fit into @size bytes. Return: 1:
 * the record is complete and valid; 0: it is not; or -errno.
 */
static int read_record(const struct rpmb_store *store, uint64_t at,
		       struct record_header *header, void *payload, size_t size)
{
	uint8_t digest[DIGEST_SIZE];
	int found;

	found = read_all(store->file, header, sizeof(*header), at);
	if (found <= 0)
		return found;
	if (le64toh(header->magic) != STORE_MAGIC ||
	    le64toh(header->sequence) != store->sequence ||
	    le32toh(header->length) > size)
		return 0;
	found = read_all(store->file, payload, le32toh(header->length),
			 at + sizeof(*header));
	if (found <= 0)
		return found;
	if (digest_record(header, payload, digest))
		return -ENOMEM;
	return !memcmp(digest, header->digest, sizeof(digest));
}

static int load_image(struct rpmb_store *store, struct rpmb_image *image)
{
	struct record_header header;
	struct record_image *record;
	int found, err = -EUCLEAN;

	record = malloc(sizeof(*record));
	if (!record)
		return -ENOMEM;
	/*
	 * The first record may have any sequence number: take it from the
	 * header.
	 */
	found = read_all(store->file, &header, sizeof(header), 0);
	if (found > 0) {
		store->sequence = le64toh(header.sequence);
		found = read_record(store, 0, &header, record, sizeof(*record));
	}
	if (found < 0)
		err = found;
	if (found <= 0 || le32toh(header.kind) != RECORD_IMAGE ||
	    le32toh(header.length) != sizeof(*record) || le32toh(record->has_key) > 1)
		goto out;
	image->counter = le32toh(record->counter);
	image->has_key = le32toh(record->has_key);
	memcpy(image->key, record->key, sizeof(image->key));
	memcpy(image->blocks, record->blocks, sizeof(image->blocks));
	store->end = sizeof(header) + sizeof(*record);
	store->sequence++;
	err = 0;
out:
	explicit_bzero(record, sizeof(*record));
	free(record);
	return err;
}

/* A complete change that does not fit the state before it is damage: -EUCLEAN. */
static int apply_change(struct rpmb_image *image, const struct change *change)
{
	const struct record_blocks *blocks = &change->blocks;
	uint32_t length = le32toh(change->header.length);
	unsigned int first = le16toh(blocks->first), count = le16toh(blocks->count);

	switch (le32toh(change->header.kind)) {
	case RECORD_KEY:
		if (length != RPMB_KEY_SIZE || image->has_key)
			return -EUCLEAN;
		memcpy(image->key, change->key, RPMB_KEY_SIZE);
		image->has_key = true;
		return 0;
	case RECORD_BLOCKS:
		if (length != sizeof(*blocks) || !image->has_key || count < 1 ||
		    count > MAX_WRITE_BLOCKS || first + count > RPMB_EMU_BLOCKS ||
		    le32toh(blocks->counter) != image->counter + 1)
			return -EUCLEAN;
		memcpy(image->blocks[first], blocks->blocks, count * RPMB_BLOCK_SIZE);
		image->counter++;
		return 0;
	default:
		return -EUCLEAN;
	}
}

/*
 * Each change is durable before the next one is written. So only the last one
 * can be incomplete, and its bytes are not more than those of a change. The
 * next change overwrites it.
 */
static int load_changes(struct rpmb_store *store, struct rpmb_image *image)
{
	struct change change;
	struct stat st;
	int found, err = 0;

	for (;;) {
		found = read_record(store, store->end, &change.header, &change.blocks,
				    sizeof(change.blocks));
		if (found <= 0)
			break;
		err = apply_change(image, &change);
		if (err)
			goto out;
		store->end += sizeof(change.header) + le32toh(change.header.length);
		store->sequence++;
	}
	err = found;
	if (!err && fstat(store->file, &st))
		err = -errno;
	if (!err && (uint64_t)st.st_size > store->end + sizeof(change))
		err = -EUCLEAN;
out:
	explicit_bzero(&change, sizeof(change));
	return err;
}

/*
 * The previous process may have been killed between a write or a rename and the
 * sync that was to follow. What it wrote can be read, but may be lost in a
 * power cut. So it is made durable before anything is answered from it, or
 * written after it.
 */
static int finish_syncs(const struct rpmb_store *store)
{
	if (fdatasync(store->file) || fsync(store->dir))
		return -errno;
	return 0;
}

int rpmb_store_open(struct rpmb_store *store, int dir, struct rpmb_image *image)
{
	int err;

	memset(image, 0, sizeof(*image));
	*store = (struct rpmb_store){ .dir = dir, .file = -1, .sequence = 1 };

	/* Remove a new file that was not finished. */
	unlinkat(dir, STORE_NEW_FILE, 0);
	store->file = openat(dir, RPMB_EMU_FILE, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	if (store->file < 0)
		return errno == ENOENT ? 0 : -errno;
	err = finish_syncs(store);
	if (!err)
		err = load_image(store, image);
	if (!err)
		err = load_changes(store, image);
	if (err)
		explicit_bzero(image, sizeof(*image));
	return err;
}

void rpmb_store_close(struct rpmb_store *store)
{
	if (store->file >= 0)
		close(store->file);
	store->file = -1;
}

static int write_image(int file, struct rpmb_store *store, const struct rpmb_image *image)
{
	struct record_header header;
	struct record_image *record;
	int err;

	record = malloc(sizeof(*record));
	if (!record)
		return -ENOMEM;
	record->counter = htole32(image->counter);
	record->has_key = htole32(image->has_key);
	memcpy(record->key, image->key, sizeof(record->key));
	memcpy(record->blocks, image->blocks, sizeof(record->blocks));

	err = fill_header(&header, store->sequence, RECORD_IMAGE, record, sizeof(*record));
	if (!err)
		err = write_all(file, &header, sizeof(header), 0);
	if (!err)
		err = write_all(file, record, sizeof(*record), sizeof(header));
	if (!err && fsync(file))
		err = -errno;
	explicit_bzero(record, sizeof(*record));
	free(record);
	return err;
}

/* Replace the file by a new one that has only the image. */
static int renew_file(struct rpmb_store *store, const struct rpmb_image *image)
{
	int file, err;

	file = openat(store->dir, STORE_NEW_FILE,
		      O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (file < 0)
		return -errno;
	err = write_image(file, store, image);
	if (err)
		goto fail;
	if (renameat(store->dir, STORE_NEW_FILE, store->dir, RPMB_EMU_FILE)) {
		err = -errno;
		goto fail;
	}
	if (store->file >= 0)
		close(store->file);
	store->file = file;
	store->end = sizeof(struct record_header) + sizeof(struct record_image);
	store->sequence++;
	/* Both files have the same content: either may remain after a power cut. */
	if (fsync(store->dir)) {
		err = -errno;
		store->broken = true;
	}
	return err;
fail:
	close(file);
	unlinkat(store->dir, STORE_NEW_FILE, 0);
	return err;
}

static int append_change(struct rpmb_store *store, const struct rpmb_image *image,
			 struct change *change, enum record_kind kind, uint32_t length)
{
	size_t size = sizeof(change->header) + length;
	int err;

	if (store->broken)
		return -EIO;
	if (store->file < 0 || store->end > sizeof(struct record_image) + STORE_MAX_CHANGES) {
		err = renew_file(store, image);
		if (err)
			return err;
	}
	err = fill_header(&change->header, store->sequence, kind, change->key, length);
	if (err)
		return err;
	err = write_all(store->file, change, size, store->end);
	if (!err && fdatasync(store->file))
		err = -errno;
	if (err) {
		/*
		 * The change has failed: it must not be found when the file is
		 * read again.
		 */
		if (ftruncate(store->file, (off_t)store->end) || fdatasync(store->file))
			store->broken = true;
		return err;
	}
	store->end += size;
	store->sequence++;
	return 0;
}

int rpmb_store_key(struct rpmb_store *store, struct rpmb_image *image,
		   const uint8_t key[RPMB_KEY_SIZE])
{
	struct change change = { 0 };
	int err;

	memcpy(change.key, key, RPMB_KEY_SIZE);
	err = append_change(store, image, &change, RECORD_KEY, RPMB_KEY_SIZE);
	explicit_bzero(&change, sizeof(change));
	if (err)
		return err;
	memcpy(image->key, key, RPMB_KEY_SIZE);
	image->has_key = true;
	return 0;
}

int rpmb_store_blocks(struct rpmb_store *store, struct rpmb_image *image,
		      uint16_t first, const struct rpmb_frame *frames, size_t count)
{
	struct change change = { 0 };
	int err;

	change.blocks.counter = htole32(image->counter + 1);
	change.blocks.first = htole16(first);
	change.blocks.count = htole16((uint16_t)count);
	for (size_t i = 0; i < count; i++)
		memcpy(change.blocks.blocks[i], frames[i].data, RPMB_BLOCK_SIZE);
	err = append_change(store, image, &change, RECORD_BLOCKS, sizeof(change.blocks));
	if (err)
		return err;
	memcpy(image->blocks[first], change.blocks.blocks, count * RPMB_BLOCK_SIZE);
	image->counter++;
	return 0;
}
