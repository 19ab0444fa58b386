// SPDX-License-Identifier: BSD-2-Clause
/*
 * The emulated RPMB's backing file, a header followed by the blocks. It is
 * never written in place: each change goes to a new file, which is synced and
 * then renamed over the old one.
 */

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <string.h>

#include "services/rpmb/rpmb_store.h"
#include "storage/fs_disk.h"

/* "TEERPMB2". We don't read "TEERPMB1", which has a journal after the blocks. */
#define STORE_MAGIC		0x32424d5052454554ULL
#define STORE_NEW_FILE		RPMB_EMU_FILE ".new"
#define DIGEST_SIZE		32

/* File header, all little-endian. The blocks come right after it. */
struct store_header {
	uint64_t magic;
	uint32_t counter;
	uint32_t has_key;
	uint8_t key[RPMB_KEY_SIZE];
	uint8_t digest[DIGEST_SIZE];	/* SHA-256 over the above and the blocks */
};

static int compute_digest(const struct store_header *header, const struct rpmb_image *image,
			  uint8_t digest[DIGEST_SIZE])
{
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	int err = -ENOMEM;

	if (!md)
		return -ENOMEM;
	if (EVP_DigestInit_ex(md, EVP_sha256(), NULL) == 1 &&
	    EVP_DigestUpdate(md, header, offsetof(struct store_header, digest)) == 1 &&
	    EVP_DigestUpdate(md, image->blocks, sizeof(image->blocks)) == 1 &&
	    EVP_DigestFinal_ex(md, digest, NULL) == 1)
		err = 0;
	EVP_MD_CTX_free(md);
	return err;
}

/* Return: 0; -EUCLEAN: the file ends early; or another -errno. */
static int read_exactly(int file, void *data, size_t size, uint64_t offset)
{
	ssize_t got = fs_disk_read(file, data, size, offset);

	if (got < 0)
		return (int)got;
	return (size_t)got == size ? 0 : -EUCLEAN;
}

static int read_image(int file, struct rpmb_image *image)
{
	uint8_t digest[DIGEST_SIZE];
	struct store_header header;
	ssize_t size = fs_disk_size(file);
	int err;

	if (size < 0)
		return (int)size;
	if (size != sizeof(header) + sizeof(image->blocks))
		return -EUCLEAN;
	err = read_exactly(file, &header, sizeof(header), 0);
	if (!err)
		err = read_exactly(file, image->blocks, sizeof(image->blocks), sizeof(header));
	if (!err)
		err = compute_digest(&header, image, digest);
	if (!err && (le64toh(header.magic) != STORE_MAGIC ||
		     memcmp(digest, header.digest, sizeof(digest))))
		err = -EUCLEAN;
	if (!err) {
		image->counter = le32toh(header.counter);
		image->has_key = header.has_key != 0;
		memcpy(image->key, header.key, sizeof(image->key));
	}
	explicit_bzero(&header, sizeof(header));
	return err;
}

int rpmb_store_load(struct rpmb_store *store, int dir, struct rpmb_image *image)
{
	int file, err;

	memset(image, 0, sizeof(*image));
	*store = (struct rpmb_store){ .dir = dir };

	/* left over from an interrupted save_image() */
	fs_disk_remove(dir, STORE_NEW_FILE);
	file = fs_disk_open(dir, RPMB_EMU_FILE, O_RDONLY);
	if (file < 0)
		return file == -ENOENT ? 0 : file;
	/*
	 * Our predecessor may have been killed after the rename, but before it
	 * synced the directory. We'd then see the new file, while power loss
	 * could still bring back the old one. Sync the name before the card
	 * answers anything. The contents are safe: save_image() syncs a file
	 * before renaming it.
	 */
	err = fs_disk_sync_directory(dir);
	if (!err)
		err = read_image(file, image);
	fs_disk_close(file);
	if (err)
		explicit_bzero(image, sizeof(*image));
	return err;
}

static int write_image(int file, const struct rpmb_image *image)
{
	struct store_header header = {
		.magic = htole64(STORE_MAGIC),
		.counter = htole32(image->counter),
		.has_key = htole32(image->has_key),
	};
	int err;

	memcpy(header.key, image->key, sizeof(header.key));
	err = compute_digest(&header, image, header.digest);
	if (!err)
		err = fs_disk_write(file, &header, sizeof(header), 0, false);
	if (!err)
		err = fs_disk_write(file, image->blocks, sizeof(image->blocks),
				    sizeof(header), false);
	if (!err)
		err = fs_disk_sync(file);
	explicit_bzero(&header, sizeof(header));
	return err;
}

/* Return: 0 once @image is on the disk; or -errno. */
static int save_image(struct rpmb_store *store, const struct rpmb_image *image)
{
	int file, err;

	if (store->broken)
		return -EIO;
	file = fs_disk_open(store->dir, STORE_NEW_FILE, O_WRONLY | O_CREAT | O_TRUNC);
	if (file < 0)
		return file;
	err = write_image(file, image);
	fs_disk_close(file);
	if (!err)
		err = fs_disk_rename(store->dir, STORE_NEW_FILE, store->dir, RPMB_EMU_FILE, true);
	if (err) {
		fs_disk_remove(store->dir, STORE_NEW_FILE);
		return err;
	}
	/*
	 * If this fails, there's no telling which of the two files survives
	 * power loss.
	 */
	err = fs_disk_sync_directory(store->dir);
	if (err)
		store->broken = true;
	return err;
}

int rpmb_store_key(struct rpmb_store *store, struct rpmb_image *image,
		   const uint8_t key[RPMB_KEY_SIZE])
{
	int err;

	memcpy(image->key, key, RPMB_KEY_SIZE);
	image->has_key = true;
	err = save_image(store, image);
	if (err) {
		explicit_bzero(image->key, RPMB_KEY_SIZE);
		image->has_key = false;
	}
	return err;
}

int rpmb_store_blocks(struct rpmb_store *store, struct rpmb_image *image,
		      uint16_t first, const struct rpmb_frame *frames, size_t count)
{
	uint8_t old[2 * RPMB_EMU_RELIABLE_SECTORS][RPMB_BLOCK_SIZE];
	int err;

	memcpy(old, image->blocks[first], count * RPMB_BLOCK_SIZE);
	for (size_t i = 0; i < count; i++)
		memcpy(image->blocks[first + i], frames[i].data, RPMB_BLOCK_SIZE);
	image->counter++;
	err = save_image(store, image);
	if (err) {
		memcpy(image->blocks[first], old, count * RPMB_BLOCK_SIZE);
		image->counter--;
	}
	return err;
}
