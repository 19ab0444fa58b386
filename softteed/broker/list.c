// SPDX-License-Identifier: BSD-2-Clause
/* The applications that a client could open */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ta/softteed_list.h>
#include <unistd.h>

#include "softteed/broker/broker_private.h"
#include "tee_uuid.h"

/*
 * struct listing - the applications that were found
 * @uuids:	which ones, as only the first file of each would be loaded
 * @count:	how many
 * @out:	their files' paths, each with a NUL
 */
struct listing {
	uint8_t (*uuids)[TEE_UUID_LEN];
	size_t count;
	FILE *out;
};

bool broker_is_list(const uint8_t uuid[MESSAGE_UUID_LEN])
{
	static const uint8_t list[MESSAGE_UUID_LEN] = TA_SOFTTEED_LIST_UUID_BYTES;

	return !memcmp(uuid, list, sizeof(list));
}

static bool is_listed(const struct listing *listing, const uint8_t uuid[TEE_UUID_LEN])
{
	for (size_t n = 0; n < listing->count; n++) {
		if (!memcmp(listing->uuids[n], uuid, TEE_UUID_LEN))
			return true;
	}
	return false;
}

static void list_file(struct listing *listing, const char *folder, const char *name,
		      const char *suffix)
{
	uint8_t uuid[TEE_UUID_LEN];

	if (tee_uuid_from_file(name, suffix, uuid) || broker_is_list(uuid) ||
	    is_listed(listing, uuid) || listing->count == TA_SOFTTEED_LIST_MAX)
		return;
	memcpy(listing->uuids[listing->count++], uuid, sizeof(uuid));
	fprintf(listing->out, "%s/%s%c", folder, name, '\0');
}

/* Through the directory's descriptor: the broker can't open anything by its whole path. */
static void list_folder(struct listing *listing, size_t n, const char *suffix)
{
	int fd = openat(broker.folders[n], ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *directory = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	if (!directory) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while ((entry = readdir(directory)))
		list_file(listing, broker.options.folders[n], entry->d_name, suffix);
	closedir(directory);
}

/* In the order in which broker_application_file() looks for one */
static void list_all(struct listing *listing)
{
	for (size_t n = 0; broker.options.folders[n]; n++) {
		if (broker.key)
			list_folder(listing, n, ".ta");
		if (broker.options.allow_unsigned)
			list_folder(listing, n, ".so");
	}
}

int broker_list(void)
{
	struct listing listing = { .uuids = calloc(TA_SOFTTEED_LIST_MAX, sizeof(*listing.uuids)) };
	char *paths = NULL;
	size_t size = 0;
	int rc = -ENOMEM;

	listing.out = listing.uuids ? open_memstream(&paths, &size) : NULL;
	if (listing.out) {
		list_all(&listing);
		rc = fclose(listing.out) ? -ENOMEM :
		     broker_application_memory((uint8_t *)paths, size);
	}
	free(paths);
	free(listing.uuids);
	return rc;
}
