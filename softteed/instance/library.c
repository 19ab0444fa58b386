// SPDX-License-Identifier: BSD-2-Clause
/*
 * Shared libraries of applications. An application is linked with them, or opens them with
 * dlopen(), by UUID. Their files come from the broker, like the application's own.
 *
 * The loader can't find a library by its UUID, as there are no files. That's why "UUID.so" among
 * the names of needed libraries is replaced by a name of its descriptor, in a copy of the file. The
 * loader also tells files apart by these names, so the descriptors stay open.
 */
#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "softteed/instance/instance_private.h"
#include "softteed/instance/needed.h"
#include "tee_uuid.h"

#define MAX_LIBRARIES	64
/* Libraries that need each other in a circle can't be loaded. */
#define MAX_DEPTH	8
#define SUFFIX		".so"
#define NAME_LEN	(TEE_UUID_TEXT_SIZE - 1 + sizeof(SUFFIX) - 1)

static struct {
	uint8_t uuid[TEE_UUID_LEN];
	int fd;
} libraries[MAX_LIBRARIES];
static size_t num_libraries;

/* Where the application itself was loaded from, or -1 */
static int application = -1;

/* The name that ta/softteed/include/dlfcn.h gives dlopen(), as it is among a file's symbols */
static const char opener[] = "tee_dlopen";
static bool opens_libraries;

/* Why the last one couldn't be loaded */
static char reason[512];

static int replace_names(int *fd, int depth);

/*
 * The name of an open file for the loader, which a debugger takes it from. Only outside of the
 * sandbox, the process has the number in /proc that it's sure to have there itself.
 */
static int name_file(int fd, char *name, size_t size)
{
	if (instance.unconfined)
		return snprintf(name, size, "/proc/%d/fd/%d", getpid(), fd);
	return snprintf(name, size, "/proc/self/fd/%d", fd);
}

/* Return the library's descriptor, or -errno. */
static int get_library(const uint8_t uuid[TEE_UUID_LEN], int depth)
{
	struct message message = { .type = MESSAGE_LIBRARY };
	char text[TEE_UUID_TEXT_SIZE];
	int fd, rc;

	for (size_t n = 0; n < num_libraries; n++) {
		if (!memcmp(libraries[n].uuid, uuid, TEE_UUID_LEN))
			return libraries[n].fd;
	}
	memcpy(message.library.uuid, uuid, sizeof(message.library.uuid));
	fd = depth ? instance_request(&message) : -ELOOP;
	rc = fd < 0 ? fd : replace_names(&fd, depth - 1);
	if (!rc && num_libraries == MAX_LIBRARIES)
		rc = -EMFILE;
	if (!rc) {
		memcpy(libraries[num_libraries].uuid, uuid, TEE_UUID_LEN);
		libraries[num_libraries++].fd = fd;
		return fd;
	}
	if (fd >= 0)
		close(fd);
	/* If that's about a library which this one needs, the first reason is the better one. */
	if (!*reason) {
		tee_uuid_format(uuid, text);
		snprintf(reason, sizeof(reason), "library %s: %s", text, strerror(-rc));
	}
	return rc;
}

struct replacement {
	int depth;
	bool done;
};

static int replace_name(char *name, void *data)
{
	struct replacement *replacement = data;
	char text[TEE_UUID_TEXT_SIZE] = "";
	uint8_t uuid[TEE_UUID_LEN];
	int fd;

	if (strlen(name) != NAME_LEN || strcmp(name + TEE_UUID_TEXT_SIZE - 1, SUFFIX))
		return 0;
	memcpy(text, name, sizeof(text) - 1);
	if (tee_uuid_parse(text, uuid))
		return 0;
	fd = get_library(uuid, replacement->depth);
	if (fd < 0)
		return fd;
	name_file(fd, name, NAME_LEN + 1);
	replacement->done = true;
	return 0;
}

/* Return a new memfd, or -errno. */
static int write_copy(const uint8_t *file, size_t size)
{
	int fd = memfd_create("softteed-library", MFD_CLOEXEC);

	if (fd < 0)
		return -errno;
	while (size) {
		ssize_t written = write(fd, file, size);

		if (written <= 0) {
			int rc = written ? -errno : -EIO;

			close(fd);
			return rc;
		}
		file += written;
		size -= (size_t)written;
	}
	return fd;
}

/* Get the libraries that a shared object needs. @fd may become another one, with a copy. */
static int replace_names(int *fd, int depth)
{
	struct replacement replacement = { .depth = depth };
	struct stat status;
	uint8_t *file;
	size_t size;
	int copy, rc;

	if (fstat(*fd, &status))
		return -errno;
	size = (size_t)status.st_size;
	file = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE, *fd, 0);
	if (file == MAP_FAILED)
		return -errno;
	if (memmem(file, size, opener, sizeof(opener)))
		opens_libraries = true;
	rc = needed_for_each(file, size, replace_name, &replacement);
	if (!rc && replacement.done) {
		copy = write_copy(file, size);
		if (copy < 0) {
			rc = copy;
		} else {
			close(*fd);
			*fd = copy;
		}
	}
	munmap(file, size);
	return rc;
}

const char *instance_file_name(const char *name, char text[INSTANCE_NAME_SIZE])
{
	int fd;

	if (sscanf(name, "/proc/self/fd/%d", &fd) != 1 &&
	    sscanf(name, "/proc/%*d/fd/%d", &fd) != 1)
		return name;
	if (fd == application)
		return instance.file;
	for (size_t n = 0; n < num_libraries; n++) {
		if (libraries[n].fd != fd)
			continue;
		tee_uuid_format(libraries[n].uuid, text);
		return strcat(text, SUFFIX);
	}
	return name;
}

/* The loader's message begins with its own name for the file that it's about. */
static void set_reason(const char *message)
{
	const char *rest = strchr(message, ':');
	char text[INSTANCE_NAME_SIZE];
	const char *name = instance_file_name(message, text);

	snprintf(reason, sizeof(reason), "%s%s", name, name != message && rest ? rest : "");
}

static void *open_file(int fd, int flags)
{
	char path[32];
	void *object;

	name_file(fd, path, sizeof(path));
	object = dlopen(path, flags);
	if (!object)
		set_reason(dlerror());
	return object;
}

const char *instance_open_application(int fd, void **object)
{
	int rc;

	*reason = '\0';
	rc = replace_names(&fd, MAX_DEPTH);
	application = fd;
	if (rc && !*reason)
		snprintf(reason, sizeof(reason), "%s: %s", instance.file,
			 rc == -EBADMSG ? "not a shared object for this machine" : strerror(-rc));
	/* Libraries may use the application's symbols, as if it were the program. */
	*object = rc ? NULL : open_file(fd, RTLD_NOW | RTLD_GLOBAL);
	return *object ? NULL : reason;
}

bool instance_opens_libraries(void)
{
	return opens_libraries;
}

const char *runtime_open_library(const TEE_UUID *uuid, int flags, void **object)
{
	uint8_t bytes[TEE_UUID_LEN];
	int fd;

	*reason = '\0';
	instance_uuid_to_bytes(uuid, bytes);
	fd = get_library(bytes, MAX_DEPTH);
	*object = fd < 0 ? NULL : open_file(fd, flags);
	return *object ? NULL : reason;
}
