// SPDX-License-Identifier: BSD-2-Clause
/*
 * The newest version of each application that was ever loaded: a decimal number and a newline in
 * the file UUID.version. It's replaced atomically, so a power cut leaves the old or the new one.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "softteed/broker/rollback.h"
#include "tee_uuid.h"

#define NAME_SIZE	(TEE_UUID_TEXT_SIZE + 16)
#define TEXT_SIZE	16	/* more than ten digits and a newline */

static int parse(const char *text, ssize_t size, uint32_t *version)
{
	unsigned long long number;
	char *end;

	if (size < 2 || text[size - 1] != '\n' || text[0] < '0' || text[0] > '9')
		return -EBADMSG;
	number = strtoull(text, &end, 10);
	if (end != text + size - 1 || number > UINT32_MAX)
		return -EBADMSG;
	*version = (uint32_t)number;
	return 0;
}

static int read_newest(int directory, const char *name, uint32_t *newest)
{
	int fd = openat(directory, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	char text[TEXT_SIZE + 1] = "";
	ssize_t size;
	int rc;

	*newest = 0;
	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	size = read(fd, text, TEXT_SIZE);
	rc = size < 0 ? -errno : parse(text, size, newest);
	close(fd);
	return rc;
}

static int write_new(int directory, const char *name, uint32_t version)
{
	int fd = openat(directory, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
			0600);
	int rc = 0;

	if (fd < 0)
		return -errno;
	if (dprintf(fd, "%" PRIu32 "\n", version) < 2 || fsync(fd))
		rc = errno ? -errno : -EIO;
	close(fd);
	return rc;
}

static int replace(int directory, const char *name, uint32_t version)
{
	char new[NAME_SIZE + 8];
	int rc;

	snprintf(new, sizeof(new), "%s.new", name);
	rc = write_new(directory, new, version);
	if (!rc && (renameat(directory, new, directory, name) || fsync(directory)))
		rc = -errno;
	return rc;
}

int rollback_check(int directory, const uint8_t uuid[ROLLBACK_UUID_LEN], uint32_t version,
		   uint32_t *newest)
{
	char name[NAME_SIZE], text[TEE_UUID_TEXT_SIZE];
	int rc;

	tee_uuid_format(uuid, text);
	snprintf(name, sizeof(name), "%s.version", text);
	rc = read_newest(directory, name, newest);
	if (rc)
		return rc;
	if (version < *newest)
		return -ESTALE;
	return version > *newest ? replace(directory, name, version) : 0;
}
