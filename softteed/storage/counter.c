// SPDX-License-Identifier: BSD-2-Clause
/*
 * A counter in a file that is already open, because the sandbox has no way to its name. Values
 * are written to two places in turn, so that a write that is cut short leaves the previous one.
 * It only protects against the return of an old store if the file doesn't return with it.
 */

#include <errno.h>
#include <openssl/crypto.h>
#include <unistd.h>

#include "softteed/storage/seal.h"
#include "softteed/storage/storage.h"

/* No block of a disk has both. */
#define PLACE(value)	((off_t)((value) % 2 * (STORAGE_COUNTER_SIZE / 2)))

struct record {
	uint64_t value;
	uint8_t mac[32];
};

/* Whatever isn't a value that was written here counts as 0, which no used store fits to. */
static int counter_read(void *context, uint64_t *value)
{
	struct storage_counter_file *file = context;
	struct record record;
	uint8_t mac[32];

	*value = 0;
	for (uint64_t n = 0; n < 2; n++) {
		ssize_t size = pread(file->fd, &record, sizeof(record), PLACE(n));

		if (size < 0)
			return -errno;
		if (size != sizeof(record) || record.value <= *value)
			continue;
		if (!seal_hmac(file->key, record.value, NULL, 0, mac))
			return -ENOMEM;
		if (!CRYPTO_memcmp(mac, record.mac, sizeof(mac)))
			*value = record.value;
	}
	return 0;
}

static int counter_advance(void *context, uint64_t value)
{
	struct storage_counter_file *file = context;
	struct record record = { .value = value };

	if (!seal_hmac(file->key, value, NULL, 0, record.mac))
		return -ENOMEM;
	errno = EIO;
	if (pwrite(file->fd, &record, sizeof(record), PLACE(value)) != sizeof(record) ||
	    fdatasync(file->fd))
		return -errno;
	return 0;
}

const struct storage_counter_ops storage_counter_file_ops = {
	.read = counter_read,
	.advance = counter_advance,
};
