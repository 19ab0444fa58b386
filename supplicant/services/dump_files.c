// SPDX-License-Identifier: BSD-2-Clause
/*
 * Create the files for profiles and traces, on the monitor's side. A
 * compromised worker could fill the disk through them, so RLIMIT_FSIZE caps
 * each file and we cap the total here. Closed files count by their actual size,
 * open ones as if they had grown to the maximum.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log.h"
#include "services/dump_files.h"
#include "tee_uuid.h"

#define MAX_NAMES	1000

/*
 * The kernel refuses a read lease while anyone has the file open for writing,
 * which tells us whether the worker is done with it.
 */
static bool is_closed(int fd)
{
	if (fcntl(fd, F_SETLEASE, F_RDLCK))
		return false;
	fcntl(fd, F_SETLEASE, F_UNLCK);
	return true;
}

static uint64_t size_of(int fd)
{
	struct stat info;

	if (fstat(fd, &info) || (uint64_t)info.st_size > DUMP_MAX_SIZE)
		return DUMP_MAX_SIZE;
	return (uint64_t)info.st_size > DUMP_LEAST ? (uint64_t)info.st_size : DUMP_LEAST;
}

/*
 * Stop watching the files that the worker has closed, and charge them to
 * @bytes. Return: how many it may still have open.
 */
static unsigned int settle(struct dump_files *files)
{
	unsigned int open = 0;

	for (unsigned int n = 0; n < DUMP_MAX_OPEN; n++) {
		int fd = files->watched[n];

		if (fd && is_closed(fd)) {
			files->bytes += size_of(fd);
			close(fd);
			files->watched[n] = 0;
		}
		open += files->watched[n] > 0;
	}
	return open;
}

/* Pick an unused name; O_EXCL keeps us from overwriting an existing file. */
static int create(enum wire_dump kind, const uint8_t uuid[16], char path[96])
{
	const char *prefix = kind == WIRE_DUMP_GPROF ? "gmon" : "ftrace";
	char name[TEE_UUID_TEXT_SIZE];
	int fd = -1;

	tee_uuid_format(uuid, name);
	for (unsigned int n = 0; n < MAX_NAMES && fd < 0; n++) {
		if (n)
			snprintf(path, 96, "/tmp/%s-%s.%u.out", prefix, name, n);
		else
			snprintf(path, 96, "/tmp/%s-%s.out", prefix, name);
		fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
		if (fd < 0 && errno != EEXIST)
			return -errno;
	}
	return fd < 0 ? -EEXIST : fd;
}

/*
 * Open the new file a second time, for is_closed(). /tmp is shared, so check
 * that it's still the same inode. Return: a descriptor above 0, or -errno.
 */
static int watch(int file, const char *path)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat one, other;

	if (fd < 0)
		return -errno;
	if (fd && !fstat(file, &one) && !fstat(fd, &other) && one.st_dev == other.st_dev &&
	    one.st_ino == other.st_ino)
		return fd;
	close(fd);
	return -EIO;
}

int dump_files_create(struct dump_files *files, enum wire_dump kind, const uint8_t uuid[16])
{
	unsigned int open = settle(files), place = 0;
	char path[96];
	int fd, rc;

	if (open == DUMP_MAX_OPEN)
		return -EMFILE;
	if (files->bytes + (open + 1) * DUMP_MAX_SIZE > DUMP_MAX_BYTES) {
		log_error("profiles and traces: creating no more files, as they have %llu MiB",
			  (unsigned long long)files->bytes >> 20);
		return -EDQUOT;
	}
	fd = create(kind, uuid, path);
	if (fd < 0)
		return fd;
	rc = watch(fd, path);
	if (rc < 0) {
		unlink(path);
		close(fd);
		return rc;
	}
	while (files->watched[place])
		place++;
	files->watched[place] = rc;
	return fd;
}
