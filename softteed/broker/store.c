// SPDX-License-Identifier: BSD-2-Clause
/* The directories of trusted storage, and the device key that all of it depends on */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "softteed/broker/broker_private.h"
#include "softteed/storage/key.h"
#include "tee_uuid.h"

/* Create a directory, and those above it that are missing. */
static int make_directories(const char *name)
{
	char path[PATH_MAX];
	size_t size = strlen(name);

	if (size >= sizeof(path))
		return -ENAMETOOLONG;
	memcpy(path, name, size + 1);
	for (char *slash = path + 1; (slash = strchr(slash, '/')); *slash++ = '/') {
		*slash = '\0';
		if (mkdir(path, 0700) && errno != EEXIST && errno != EROFS)
			return -errno;
	}
	return mkdir(path, 0700) && errno != EEXIST ? -errno : 0;
}

/* Open a directory of our own, creating it if it's missing. Return a descriptor or -errno. */
static int open_directory(const char *path)
{
	int rc = make_directories(path), fd = -1;
	struct stat status;

	if (!rc) {
		fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		rc = fd < 0 || fstat(fd, &status) ? -errno : 0;
	}
	if (!rc && (status.st_uid != geteuid() || status.st_mode & 022))
		rc = -EPERM;
	if (!rc)
		return fd;
	if (fd >= 0)
		close(fd);
	broker_log("%s: %s", path, rc == -EPERM ? "not a directory that only this user can "
		   "write to" : strerror(-rc));
	return rc;
}

/* Check whether any application has a directory in the store. Return 1, 0 or -errno. */
static int has_objects(int store)
{
	int fd = openat(store, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), found = 0;
	DIR *directory = fd < 0 ? NULL : fdopendir(fd);
	uint8_t uuid[TEE_UUID_LEN];
	struct dirent *entry;

	if (!directory) {
		found = -errno;
		if (fd >= 0)
			close(fd);
		return found;
	}
	while (!found && (entry = readdir(directory)))
		found = !tee_uuid_parse(entry->d_name, uuid);
	closedir(directory);
	return found;
}

static void log_key(const char *path, int rc)
{
	switch (rc) {
	case -ENOENT:
		broker_log("%s: the device key is missing, and the objects in %s can't be read "
			   "without it: restore the file, or choose another store", path,
			   broker.options.store);
		break;
	case -EPERM:
		broker_log("%s: the device key isn't a file of this user's with mode 0600", path);
		break;
	case -EBADMSG:
		broker_log("%s: not a device key of %d bytes", path, STORAGE_KEY_SIZE);
		break;
	default:
		broker_log("%s: can't read or create the device key: %s", path, strerror(-rc));
	}
}

static int load_key(void)
{
	const char *path = broker.options.device_key;
	char inside[PATH_MAX];
	int rc = has_objects(broker.store);

	if (rc < 0)
		return rc;
	if (!path) {
		path = inside;
		if (snprintf(inside, sizeof(inside), "%s/device.key", broker.options.store) >=
		    (int)sizeof(inside))
			return -ENAMETOOLONG;
	}
	rc = storage_key_load_file(path, !rc, broker.device_key);
	if (rc)
		log_key(path, rc);
	return rc;
}

int broker_store_open(void)
{
	const char *counters = broker.options.counters;
	char inside[PATH_MAX];

	broker.store = open_directory(broker.options.store);
	if (broker.store < 0)
		return broker.store;
	if (flock(broker.store, LOCK_EX | LOCK_NB)) {
		broker_log("%s: %s", broker.options.store, errno == EWOULDBLOCK ?
			   "in use by another softteed" : strerror(errno));
		return -errno;
	}
	if (!counters) {
		counters = inside;
		if (snprintf(inside, sizeof(inside), "%s/counters", broker.options.store) >=
		    (int)sizeof(inside))
			return -ENAMETOOLONG;
	}
	broker.counters = open_directory(counters);
	return broker.counters < 0 ? broker.counters : load_key();
}
