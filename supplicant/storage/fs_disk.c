// SPDX-License-Identifier: BSD-2-Clause
/* The system calls behind storage and the emulated RPMB */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "log.h"
#include "storage/fs_disk.h"
#include "worker_status.h"

#ifndef RENAME_NOREPLACE
#define RENAME_NOREPLACE 1
#endif

/*
 * How often to retry when the kernel is out of memory or file structures, and
 * how many retries that makes per second
 */
#define MAX_WAITS	300u
#define WAITS_A_SECOND	100

/*
 * Retry after EINTR, and also for lack of memory or file structures, which
 * usually passes: returning the error would abort whatever the TEE is doing. If
 * it doesn't pass, exit and leave the request to the next worker
 * (STATE_MAX_TRIES).
 */
static bool is_again(unsigned int *waits)
{
	const struct timespec pause = { .tv_nsec = 1000000000 / WAITS_A_SECOND };

	if (errno != ENOMEM && errno != ENFILE)
		return errno == EINTR;
	if ((*waits)++ >= MAX_WAITS) {
		log_error("storage: the kernel has been short of memory or files for %u s: %s",
			  MAX_WAITS / WAITS_A_SECOND, strerror(errno));
		_exit(WORKER_TRY_AGAIN);
	}
	nanosleep(&pause, NULL);
	return true;
}

int fs_disk_open(int directory, const char *path, int flags)
{
	struct open_how how = {
		.flags = (unsigned int)flags | O_CLOEXEC,
		.mode = flags & O_CREAT ? 0600 : 0,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
	};
	unsigned int waits = 0;
	long fd;

	/*
	 * EAGAIN: the kernel could not resolve the path safely because of a
	 * concurrent rename.
	 */
	do
		fd = syscall(SYS_openat2, directory, path, &how, sizeof(how));
	while (fd < 0 && (errno == EAGAIN || is_again(&waits)));
	return fd < 0 ? -errno : (int)fd;
}

void fs_disk_close(int fd)
{
	close(fd);
}

ssize_t fs_disk_read_some(int fd, void *data, size_t size, uint64_t offset)
{
	unsigned int waits = 0;
	ssize_t got;

	do
		got = pread(fd, data, size, (off_t)offset);
	while (got < 0 && is_again(&waits));
	return got < 0 ? -errno : got;
}

ssize_t fs_disk_read(int fd, void *data, size_t size, uint64_t offset)
{
	size_t done = 0;
	ssize_t got;

	while (done < size) {
		got = fs_disk_read_some(fd, (uint8_t *)data + done, size - done, offset + done);
		if (got < 0)
			return got;
		if (!got)
			break;
		done += (size_t)got;
	}
	return (ssize_t)done;
}

/* RWF_DSYNC saves us a separate fdatasync(). */
static ssize_t write_once(int fd, const void *data, size_t size, off_t offset, bool durable)
{
	struct iovec io = { (void *)(uintptr_t)data, size };

	return durable ? pwritev2(fd, &io, 1, offset, RWF_DSYNC) :
			 pwrite(fd, data, size, offset);
}

int fs_disk_write(int fd, const void *data, size_t size, uint64_t offset, bool durable)
{
	unsigned int waits = 0;
	ssize_t put;

	while (size) {
		put = write_once(fd, data, size, (off_t)offset, durable);
			/*
			 * After anything but EINTR we cannot retry a durable
			 * write, for the same reason as in fs_disk_sync().
			 */
		if (put < 0 && (durable ? errno == EINTR : is_again(&waits)))
			continue;
		if (put < 0)
			return -errno;
		data = (const uint8_t *)data + put;
		size -= (size_t)put;
		offset += (uint64_t)put;
	}
	return 0;
}

/*
 * Only EINTR is safe to retry. After a real error the kernel may drop the dirty
 * pages, and a second fdatasync() would succeed with the data gone.
 */
int fs_disk_sync(int fd)
{
	while (fdatasync(fd))
		if (errno != EINTR)
			return -errno;
	return 0;
}

int fs_disk_sync_directory(int directory)
{
	while (fsync(directory))
		if (errno != EINTR)
			return -errno;
	return 0;
}

int fs_disk_find(int directory, bool (*is_wanted)(const char *name))
{
	int fd = fs_disk_open(directory, ".", O_RDONLY | O_DIRECTORY), rc = 0;
	const struct dirent *entry;
	DIR *dir;

	if (fd < 0)
		return fd;
	dir = fdopendir(fd);
	if (!dir) {
		rc = -errno;
		close(fd);
		return rc;
	}
	for (errno = 0; !rc && (entry = readdir(dir)); )
		rc = is_wanted(entry->d_name);
	if (!rc && errno)
		rc = -errno;
	closedir(dir);
	return rc;
}

static int identify_once(int fd, const char *path, int flags, struct fs_identity *identity)
{
	struct statx status;

	if (statx(fd, path, flags, STATX_INO | STATX_BTIME, &status))
		return -errno;
	*identity = (struct fs_identity){
		.device = (uint64_t)status.stx_dev_major << 32 | status.stx_dev_minor,
		.inode = status.stx_ino,
		.born = status.stx_mask & STATX_BTIME ? (uint64_t)status.stx_btime.tv_sec *
			1000000000u + status.stx_btime.tv_nsec : 0,
	};
	return 0;
}

static int identify(int fd, const char *path, int flags, struct fs_identity *identity)
{
	unsigned int waits = 0;
	int rc;

	do
		rc = identify_once(fd, path, flags, identity);
	while (rc && is_again(&waits));
	return rc;
}

int fs_disk_identify_once(int fd, struct fs_identity *identity)
{
	return identify_once(fd, "", AT_EMPTY_PATH, identity);
}

int fs_disk_identify(int fd, struct fs_identity *identity)
{
	return identify(fd, "", AT_EMPTY_PATH, identity);
}

int fs_disk_identify_name(const char *path, struct fs_identity *identity)
{
	return identify(AT_FDCWD, path, 0, identity);
}

ssize_t fs_disk_size(int fd)
{
	off_t size = lseek(fd, 0, SEEK_END);

	return size < 0 ? -errno : size;
}

int fs_disk_truncate(int fd, uint64_t size)
{
	unsigned int waits = 0;

	while (ftruncate(fd, (off_t)size))
		if (!is_again(&waits))
			return -errno;
	return 0;
}

int fs_disk_remove(int directory, const char *name)
{
	unsigned int waits = 0;

	while (unlinkat(directory, name, 0))
		if (!is_again(&waits))
			return -errno;
	return 0;
}

int fs_disk_rename(int from, const char *name, int to, const char *new_name, bool replace)
{
	unsigned int waits = 0;

	while (renameat2(from, name, to, new_name, replace ? 0 : RENAME_NOREPLACE))
		if (!is_again(&waits))
			return -errno;
	return 0;
}

int fs_disk_make_directory(int directory, const char *name)
{
	return mkdirat(directory, name, 0700) ? -errno : 0;
}

int fs_disk_remove_directory(int directory, const char *name)
{
	return unlinkat(directory, name, AT_REMOVEDIR) ? -errno : 0;
}
