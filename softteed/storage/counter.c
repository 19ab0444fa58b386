// SPDX-License-Identifier: BSD-2-Clause
/*
 * A counter in a file: the value, and a MAC over it. A new file replaces the old one. It only
 * protects against the return of an old store if it is on a medium that does not return with it.
 */

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "softteed/storage/seal.h"
#include "softteed/storage/storage.h"

struct record {
	uint64_t value;
	uint8_t mac[32];
};

static int counter_read(void *context, uint64_t *value)
{
	struct storage_counter_file *file = context;
	struct record record;
	uint8_t mac[32];
	ssize_t size;
	int fd = openat(file->directory, file->name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	*value = 0;
	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	size = read(fd, &record, sizeof(record));
	close(fd);
	if (size != sizeof(record) || !seal_hmac(file->key, record.value, NULL, 0, mac) ||
	    CRYPTO_memcmp(mac, record.mac, sizeof(mac)))
		return -EBADMSG;
	*value = record.value;
	return 0;
}

static int counter_advance(void *context, uint64_t value)
{
	struct storage_counter_file *file = context;
	struct record record = { .value = value };
	char temporary[256];
	int fd, rc = 0;

	if (snprintf(temporary, sizeof(temporary), "%s.new", file->name) >=
	    (int)sizeof(temporary))
		return -ENAMETOOLONG;
	if (!seal_hmac(file->key, value, NULL, 0, record.mac))
		return -ENOMEM;
	fd = openat(file->directory, temporary,
		    O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return -errno;
	errno = EIO;
	if (write(fd, &record, sizeof(record)) != sizeof(record) || fsync(fd) ||
	    renameat(file->directory, temporary, file->directory, file->name) ||
	    fsync(file->directory))
		rc = -errno;
	close(fd);
	return rc;
}

const struct storage_counter_ops storage_counter_file_ops = {
	.read = counter_read,
	.advance = counter_advance,
};
