// SPDX-License-Identifier: BSD-2-Clause
/* Applications and their files */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "softteed/broker/broker_private.h"
#include "softteed/broker/rollback.h"
#include "softteed/broker/signature.h"
#include "tee_uuid.h"

/* Far larger than any application, and small enough not to fill the memory */
#define MAX_FILE	((off_t)64 << 20)

struct broker_application *broker_application_find(const uint8_t uuid[MESSAGE_UUID_LEN])
{
	struct broker_application *application = broker.applications;

	while (application && memcmp(application->uuid, uuid, MESSAGE_UUID_LEN))
		application = application->next;
	return application;
}

struct broker_application *broker_application_get(const uint8_t uuid[MESSAGE_UUID_LEN])
{
	struct broker_application *application = broker_application_find(uuid);

	if (application)
		return application;
	application = calloc(1, sizeof(*application));
	if (!application)
		return NULL;
	memcpy(application->uuid, uuid, MESSAGE_UUID_LEN);
	application->next = broker.applications;
	broker.applications = application;
	return application;
}

void broker_application_put(struct broker_application *application)
{
	struct broker_application **link = &broker.applications;

	while (*link != application)
		link = &(*link)->next;
	*link = application->next;
	broker_storage_stop(application);
	free(application);
}

/*
 * Read a file as a whole, so that what is checked is what gets loaded. The caller frees @bytes on
 * success.
 */
static int read_file(int file, uint8_t **bytes, size_t *size)
{
	struct stat status;
	size_t done = 0;
	uint8_t *buffer;

	if (fstat(file, &status))
		return -errno;
	if (!S_ISREG(status.st_mode) || status.st_size <= 0 || status.st_size > MAX_FILE)
		return -EINVAL;
	*size = (size_t)status.st_size;
	buffer = malloc(*size);
	if (!buffer)
		return -ENOMEM;
	while (done < *size) {
		ssize_t got = read(file, buffer + done, *size - done);

		if (got <= 0) {
			int rc = got ? -errno : -EIO;

			free(buffer);
			return rc;
		}
		done += (size_t)got;
	}
	*bytes = buffer;
	return 0;
}

int broker_application_memory(const uint8_t *bytes, size_t size)
{
	int fd = memfd_create("softteed-application", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	int rc = -EIO;

	if (fd < 0)
		return -errno;
	while (size) {
		ssize_t written = write(fd, bytes, size);

		if (written <= 0) {
			rc = written ? -errno : -EIO;
			goto close_fd;
		}
		bytes += written;
		size -= (size_t)written;
	}
	if (!fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL))
		return fd;
	rc = -errno;

close_fd:
	close(fd);
	return rc;
}

static int check_version(const char *path, const struct signed_image *image)
{
	uint32_t newest;
	int rc = rollback_check(broker.counters, image->uuid, image->version, &newest);

	if (!rc)
		return 0;
	if (rc == -ESTALE)
		broker_log_request("%s: version %u, but version %u has been loaded before", path,
				   image->version, newest);
	else
		broker_log_request("%s: can't check its version against %s: %s", path,
				   broker.options.counters ? broker.options.counters :
							     "the counters",
				   rc == -EBADMSG ? "UUID.version isn't a number" :
						    strerror(-rc));
	return -EACCES;
}

static int open_signed(const char *path, const uint8_t *bytes, size_t size,
		       const uint8_t uuid[MESSAGE_UUID_LEN])
{
	struct signed_image image;
	int rc = signature_check(bytes, size, broker.key, &image);

	if (rc) {
		broker_log_request("%s: %s", path,
				   rc == -EACCES ? "not signed with the expected key" :
				   rc == -EBADMSG ? "not a signed application" : strerror(-rc));
		return rc == -ENOMEM ? rc : -EACCES;
	}
	if (memcmp(image.uuid, uuid, MESSAGE_UUID_LEN)) {
		broker_log_request("%s: signed, but as a different application", path);
		return -EACCES;
	}
	rc = check_version(path, &image);
	return rc ? rc : broker_application_memory(image.image, image.size);
}

/* Return a memfd with the application in folder @n, -ENOENT if it's not there, or -errno. */
static int open_in(size_t n, const uint8_t uuid[MESSAGE_UUID_LEN], bool is_signed,
		   char path[PATH_MAX])
{
	char name[TEE_UUID_TEXT_SIZE + 3];
	uint8_t *bytes = NULL;
	size_t size = 0;
	int file, rc;

	tee_uuid_format(uuid, name);
	strcat(name, is_signed ? ".ta" : ".so");
	file = openat(broker.folders[n], name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (file < 0 && errno == ENOENT)
		return -ENOENT;
	snprintf(path, PATH_MAX, "%s/%s", broker.options.folders[n], name);
	rc = file < 0 ? -errno : read_file(file, &bytes, &size);
	if (file >= 0)
		close(file);
	if (rc) {
		broker_log_request("%s: %s", path, strerror(-rc));
		return rc;
	}
	rc = is_signed ? open_signed(path, bytes, size, uuid) :
			 broker_application_memory(bytes, size);
	free(bytes);
	return rc;
}

/* Say which files there might be. */
static void log_not_found(const uint8_t uuid[MESSAGE_UUID_LEN])
{
	const char *kinds = !broker.options.allow_unsigned ? broker.key ? ".ta" : NULL :
			    broker.key ? ".ta and no .so" : ".so";
	char text[TEE_UUID_TEXT_SIZE], folders[256] = "";
	size_t used = 0;

	tee_uuid_format(uuid, text);
	if (!kinds) {
		broker_log_request("%s: not loaded: neither --key nor --allow-unsigned", text);
		return;
	}
	for (size_t n = 0; broker.options.folders[n] && used < sizeof(folders); n++)
		used += (size_t)snprintf(folders + used, sizeof(folders) - used, "%s%s",
					 n ? ", " : "", broker.options.folders[n]);
	broker_log_request("%s: not found: no %s%s in %s", text, text, kinds,
			   *folders ? folders : "any directory: there's no --applications");
}

int broker_application_file(const uint8_t uuid[MESSAGE_UUID_LEN], char path[PATH_MAX])
{
	int fd = -ENOENT;

	for (size_t n = 0; broker.options.folders[n] && fd == -ENOENT; n++) {
		if (broker.key)
			fd = open_in(n, uuid, true, path);
		if (fd == -ENOENT && broker.options.allow_unsigned)
			fd = open_in(n, uuid, false, path);
	}
	if (fd == -ENOENT)
		log_not_found(uuid);
	return fd;
}

int broker_application_open_folders(void)
{
	for (size_t n = 0; broker.options.folders[n]; n++) {
		const char *folder = broker.options.folders[n];

		/* As clients see it, who may have another working directory */
		broker.options.folders[n] = realpath(folder, NULL) ?: folder;
		broker.folders[n] = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (broker.folders[n] >= 0)
			continue;
		broker_log("--applications %s: %s", folder, strerror(errno));
		return -errno;
	}
	return 0;
}
