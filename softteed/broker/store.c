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

#define PASSPHRASE_SIZE	1024

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
static int open_directory(const char *option, const char *path)
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
	if (rc == -EPERM)
		broker_log("%s %s: not a directory that only this user can write to", option, path);
	else
		broker_log("%s %s: can't create or open the directory: %s", option, path,
			   strerror(-rc));
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

/* Get the name of a file of the store. */
static int name_file(const char *name, char path[PATH_MAX])
{
	return snprintf(path, PATH_MAX, "%s/%s", broker.options.store, name) >= PATH_MAX ?
	       -ENAMETOOLONG : 0;
}

/* Why there's no key, and what to do about it */
static const char *explain_key(int rc)
{
	switch (rc) {
	case -ENOENT:
		return "the file is missing, or the directory to create it in";
	case -ENOKEY:
		return "no keyring of this process, session or user has a key of type \"user\" "
		       "with this name; keyctl padd adds one";
	case -EPERM:
		return "the file isn't this user's own with mode 0600: chmod 600 keeps others "
		       "from it";
	case -EPROTONOSUPPORT:
		return "that's neither keyring:NAME nor passphrase:FILE; for a file with such a "
		       "name, write ./ before it";
	case -ENODATA:
		return "the passphrase, the file's first line, is empty";
	case -E2BIG:
		return "the passphrase is longer than 1022 bytes";
	case -EBADMSG:
		return "not a device key of 32 bytes";
	default:
		return strerror(-rc);
	}
}

/* Return what follows a prefix, or NULL. */
static const char *skip(const char *text, const char *prefix)
{
	size_t size = strlen(prefix);

	return strncmp(text, prefix, size) ? NULL : text + size;
}

static void log_key(const char *source, int rc, bool in_use)
{
	const char *store = broker.options.store;

	if (rc == -EKEYREJECTED && skip(source, "passphrase:"))
		broker_log("--device-key %s: wrong passphrase? It isn't the one that the objects "
			   "in %s are stored with", source, store);
	else if (rc == -EKEYREJECTED)
		broker_log("--device-key %s: not the device key that the objects in %s are stored "
			   "with: restore the key, or choose another store", source, store);
	else if (in_use && (rc == -ENOENT || rc == -ENOKEY))
		broker_log("--device-key %s: the device key is missing, and the objects in %s "
			   "can't be read without it: restore the key, or choose another store",
			   source, store);
	else
		broker_log("--device-key %s: can't read or create the device key: %s", source,
			   explain_key(rc));
}

/* A passphrase is as secret as the key. What isn't a file, e.g. a pipe, can't be read twice. */
static int check_owner(FILE *file)
{
	struct stat status;

	if (fstat(fileno(file), &status))
		return -errno;
	return S_ISREG(status.st_mode) && !storage_key_is_own(&status) ? -EPERM : 0;
}

static int read_passphrase(const char *path, char line[PASSPHRASE_SIZE])
{
	FILE *file = fopen(path, "re");
	int rc = file ? check_owner(file) : -errno;

	/* No buffer may keep it. */
	if (!rc)
		setvbuf(file, NULL, _IONBF, 0);
	if (!rc && (!fgets(line, PASSPHRASE_SIZE, file) || *line == '\n'))
		rc = -ENODATA;
	/* No part of it may be ignored. */
	if (!rc && strlen(line) == PASSPHRASE_SIZE - 1)
		rc = -E2BIG;
	if (file)
		fclose(file);
	return rc;
}

/* Compute the key from a file's first line, and from a salt of the store. */
static int use_passphrase(const char *path, bool create)
{
	char salt_path[PATH_MAX], line[PASSPHRASE_SIZE];
	uint8_t salt[STORAGE_KEY_SIZE];
	int rc = read_passphrase(path, line);

	if (!rc)
		rc = name_file("salt", salt_path);
	if (!rc)
		rc = storage_key_load_file(salt_path, create, salt);
	if (!rc)
		rc = storage_key_from_passphrase(line, strcspn(line, "\n"), salt,
						 broker.device_key);
	explicit_bzero(line, sizeof(line));
	return rc;
}

/* A source that was misspelt mustn't become a file with a new key. */
static bool has_unknown_prefix(const char *source)
{
	size_t size = strspn(source, "abcdefghijklmnopqrstuvwxyz");

	return size && source[size] == ':';
}

/* A key that's in use isn't made anew. */
static int load_key_from(const char *source, bool in_use)
{
	const char *keyring = skip(source, "keyring:"), *passphrase = skip(source, "passphrase:");

	if (keyring)
		return storage_key_load_keyring(keyring, broker.device_key);
	if (passphrase)
		return use_passphrase(passphrase, !in_use);
	if (has_unknown_prefix(source))
		return -EPROTONOSUPPORT;
	return storage_key_load_file(source, !in_use, broker.device_key);
}

int broker_store_load_key(void)
{
	const char *source = broker.options.device_key;
	char inside[PATH_MAX], check[PATH_MAX];
	int rc = name_file("device.key", inside), in_use = has_objects(broker.store);

	if (!rc)
		rc = name_file("device.check", check);
	if (rc || in_use < 0) {
		rc = rc ? rc : in_use;
		broker_log("--storage %s: %s", broker.options.store, strerror(-rc));
		return rc;
	}
	if (!source)
		source = inside;
	rc = load_key_from(source, in_use);
	/* Without objects, any key will do. */
	if (!rc && !in_use && unlink(check) && errno != ENOENT && errno != EROFS)
		rc = -errno;
	if (!rc)
		rc = storage_key_check(check, broker.device_key);
	if (rc)
		log_key(source, rc, in_use);
	return rc;
}

int broker_store_open(void)
{
	const char *counters = broker.options.counters;
	char inside[PATH_MAX];
	int rc;

	broker.store = open_directory("--storage", broker.options.store);
	if (broker.store < 0)
		return broker.store;
	if (flock(broker.store, LOCK_EX | LOCK_NB)) {
		rc = -errno;
		broker_log("--storage %s: %s", broker.options.store, rc == -EWOULDBLOCK ?
			   "in use by another softteed: stop that, or choose another directory" :
			   strerror(-rc));
		return rc;
	}
	rc = name_file("counters", inside);
	if (rc) {
		broker_log("--storage %s: %s", broker.options.store, strerror(-rc));
		return rc;
	}
	broker.counters = open_directory("--counters", counters ? counters : inside);
	return broker.counters < 0 ? broker.counters : 0;
}
