// SPDX-License-Identifier: BSD-2-Clause
/* The start of the process: open its files, and enter the sandbox before reading any. */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "softteed/sandbox/sandbox.h"
#include "softteed/storage/storage.h"

#define MAX_BYTES	(64ul << 20)
#define MAX_OBJECTS	4096
/* Twice the quota: the database has the objects' heads, and free pages, as well. */
#define MAX_FILE_SIZE	(2 * MAX_BYTES)
/* Each instance has a connection. */
#define MAX_FILES	4096

static int open_directory(const struct storage_place *place)
{
	int directory, rc = 0;

	if (!mkdirat(place->store, place->name, 0700))
		rc = fsync(place->store) ? -errno : 0;
	else if (errno != EEXIST)
		rc = -errno;
	if (rc)
		return rc;
	directory = openat(place->store, place->name,
			   O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return directory < 0 ? -errno : directory;
}

static int open_readable(const struct storage_place *place)
{
	int file = openat(place->counters, place->name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

	return file < 0 ? -errno : file;
}

static int open_counter(const struct storage_place *place)
{
	int flags = O_RDWR | O_NOFOLLOW | O_CLOEXEC;
	int file = openat(place->counters, place->name, flags | O_CREAT | O_EXCL, 0600), rc;

	if (file < 0 && errno != EEXIST && errno != EROFS)
		return -errno;
	if (file >= 0 && fsync(place->counters)) {
		close(file);
		return -errno;
	}
	if (file < 0)
		file = openat(place->counters, place->name, flags);
	/* The store can't be changed either then. */
	if (file < 0 && errno == EROFS)
		return open_readable(place);
	if (file < 0)
		return -errno;
	/* A full disk must not keep objects from being deleted. */
	rc = place->accept_old && ftruncate(file, 0) ? errno :
	     posix_fallocate(file, 0, STORAGE_COUNTER_SIZE);
	if (!rc)
		return file;
	close(file);
	return -rc;
}

static int enter_sandbox(const struct storage_place *place, int directory, int counter)
{
	const int keep[] = {
		STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO, place->control, counter,
	};
	const struct sandbox_policy policy = {
		.kind = SANDBOX_STORAGE,
		.keep = keep, .num_keep = sizeof(keep) / sizeof(keep[0]),
		.directory = directory,
		.uid = (uid_t)-1, .gid = (gid_t)-1,
		.parent = place->parent,
		.max_files = MAX_FILES,
		.max_file_size = MAX_FILE_SIZE,
	};
	struct sandbox_report report;

	/* A file that can't grow is an error like others. */
	signal(SIGXFSZ, SIG_IGN);
	umask(0077);
	return sandbox_enter(&policy, &report);
}

/* SQLite takes no descriptor below 3 for a file, so they must not be free. */
static int occupy_descriptors(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null < 0)
		return -errno;
	for (int fd = STDIN_FILENO; fd <= STDOUT_FILENO; fd++)
		if (null != fd && dup2(null, fd) < 0)
			return -errno;
	if (null > STDERR_FILENO)
		close(null);
	return 0;
}

/* The path of what has the application's name in a directory, for messages only. */
static void find_path(int directory, const char *name, char path[PATH_MAX])
{
	char link[32];
	ssize_t size;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", directory);
	size = readlink(link, path, PATH_MAX);
	if (size <= 0 || (size_t)size + 1 + strlen(name) >= PATH_MAX)
		snprintf(path, PATH_MAX, "%s", name);
	else
		snprintf(path + size, PATH_MAX - (size_t)size, "/%s", name);
}

int storage_run(const struct storage_place *place)
{
	struct storage_counter_file counter;
	char path[PATH_MAX], counter_path[PATH_MAX];
	const struct storage_options options = {
		.name = path,
		.counter_name = counter_path,
		.directory = ".",
		.keys = &place->keys,
		.counter = &storage_counter_file_ops,
		.counter_context = &counter,
		.accept_old = place->accept_old,
		.max_bytes = MAX_BYTES,
		.max_objects = MAX_OBJECTS,
		.control = place->control,
	};
	int directory = -1, rc = occupy_descriptors();

	find_path(place->store, place->name, path);
	find_path(place->counters, place->name, counter_path);
	if (!rc)
		rc = directory = open_directory(place);
	if (rc >= 0)
		rc = counter.fd = open_counter(place);
	memcpy(counter.key, place->keys.counter, sizeof(counter.key));
	if (rc >= 0)
		rc = enter_sandbox(place, directory, counter.fd);
	/* The broker is gone. */
	if (rc == -ESRCH)
		return 1;
	if (rc < 0) {
		fprintf(stderr, "softteed: storage: %s: can't be used: %s\n", path,
			strerror(-rc));
		return 1;
	}
	return storage_main(&options);
}
