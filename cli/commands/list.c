// SPDX-License-Identifier: BSD-2-Clause
/* gtee list: TAs on the TEE bus, built into a TEE, and on disk */
#define _GNU_SOURCE	/* O_PATH */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <ta/softteed_list.h>
#include <unistd.h>

#include "command.h"
#include "commands/list.h"
#include "devices.h"
#include "names.h"
#include "output.h"
#include "parse/ta_file.h"
#include "sockets.h"
#include "softteed_list.h"
#include "supplicant_paths.h"
#include "tee_devices.h"
#include "tee_uuid.h"

#define BUS "/sys/bus/tee/devices"

#define LISTING_FAILED "cannot list its applications"

#define WIDEST_NAME 40	/* anything longer shifts only its own line */

static const struct gtee_option options[] = {
	GTEE_OPTION_TEE,
	{ "folder", 'f', "FOLDER", "search this directory instead of the usual ones" },
	GTEE_OPTION_JSON,
	GTEE_OPTION_HELP,
	{ NULL, 0, NULL, NULL },
};

/* The list is sorted in this order. */
enum where { ON_BUS, BUILT_IN, ON_DISK };

static const char *const where_names[] = {
	[ON_BUS] = "bus", [BUILT_IN] = "built-in", [ON_DISK] = "disk",
};

/*
 * struct application - a TA we found
 * @uuid:	its UUID
 * @where:	on the bus, built into the TEE (and not announced), or on disk
 * @place:	bus name, TEE name or file path, malloced
 * @size:	file size in bytes
 * @head:	parsed file header
 */
struct application {
	uint8_t uuid[TEE_IOCTL_UUID_LEN];
	enum where where;
	char *place;
	uint64_t size;
	struct ta_file_head head;
};

struct applications {
	struct application *list;
	size_t count;
	int directories;	/* how many of them exist */
};

/* NULL if out of memory */
static struct application *add(struct applications *all, const uint8_t uuid[TEE_IOCTL_UUID_LEN],
			       enum where where, const char *place)
{
	char *copy = strdup(place);
	struct application *list;

	list = copy ? reallocarray(all->list, all->count + 1, sizeof(*list)) : NULL;
	if (!list) {
		free(copy);
		return NULL;
	}
	all->list = list;
	list += all->count++;
	*list = (struct application) { .where = where, .place = copy };
	memcpy(list->uuid, uuid, sizeof(list->uuid));
	return list;
}

static int compare(const void *one, const void *other)
{
	const struct application *a = one, *b = other;

	if (a->where != b->where)
		return a->where < b->where ? -1 : 1;
	/* Files are named after their UUIDs, so this amounts to directory first, then UUID. */
	return strcmp(a->place, b->place);
}

/* The UUID is the tail of @name. */
static int uuid_at_end(const char *name, uint8_t uuid[TEE_IOCTL_UUID_LEN])
{
	size_t length = strlen(name);

	if (length < TEE_UUID_TEXT_SIZE - 1)
		return -EINVAL;
	return tee_uuid_parse(name + length - (TEE_UUID_TEXT_SIZE - 1), uuid);
}

/*
 * Did @tee announce this bus device? gtee's modules make the TEE's device its
 * parent. With upstream's modules all we have is the driver name at the start of
 * the device's name.
 */
static bool has_announced(const struct tee_device_info *tee, const char *name)
{
	const char *driver = tee->identity.driver_name;
	char path[PATH_MAX], real[PATH_MAX], part[64];

	snprintf(path, sizeof(path), "%s/%s", BUS, name);
	if (!realpath(path, real))
		return false;
	snprintf(part, sizeof(part), "/%s/", devices_name(tee));
	if (strstr(real, "/tee/tee"))
		return strstr(real, part);
	return driver[0] && !strncmp(name, driver, strlen(driver)) && name[strlen(driver)] == '-';
}

/* Add the bus devices, but only @tee's unless that's NULL. */
static int find_on_bus(struct applications *all, const struct tee_device_info *tee)
{
	struct dirent *entry;
	DIR *dir = opendir(BUS);
	int rc = 0;

	if (!dir)
		return errno == ENOENT ? 0 : -errno;
	while (!rc && (entry = readdir(dir))) {
		uint8_t uuid[TEE_IOCTL_UUID_LEN];

		if (uuid_at_end(entry->d_name, uuid) ||
		    (tee && !has_announced(tee, entry->d_name)))
			continue;
		rc = add(all, uuid, ON_BUS, entry->d_name) ? 0 : -ENOMEM;
	}
	closedir(dir);
	return rc;
}

/* For @tee (or for every TEE if NULL), add the TA that gtee bench uses by default. */
static int find_built_in(struct applications *all, const struct tee_device_info *tee)
{
	uint8_t uuid[TEE_IOCTL_UUID_LEN];
	struct tee_device_info *list;
	size_t count;
	int rc = tee_devices_list(&list, &count);

	if (rc)
		return rc;
	for (size_t n = 0; n < count && !rc; n++) {
		const struct known_call *call = known_call_find(list[n].identity.driver_name);

		if (list[n].privileged || !call || (tee && strcmp(list[n].path, tee->path)))
			continue;
		rc = ta_find(call->ta, uuid);
		if (!rc)
			rc = add(all, uuid, BUILT_IN, devices_name(&list[n])) ? 0 : -ENOMEM;
	}
	free(list);
	return rc;
}

/* UUID.ta, or softteed's UUID.so, which isn't signed */
static int uuid_of_file(const char *name, uint8_t uuid[TEE_IOCTL_UUID_LEN])
{
	return tee_uuid_from_file(name, ".ta", uuid) ? tee_uuid_from_file(name, ".so", uuid) : 0;
}

/* Return whether @file stores bytes. Most in /proc have no size, but /proc/kcore has one. */
static bool is_stored(int file, uint64_t *size)
{
	struct statfs system;
	struct stat status;

	if (fstat(file, &status) || !S_ISREG(status.st_mode) || status.st_size <= 0 ||
	    fstatfs(file, &system) || system.f_type == PROC_SUPER_MAGIC ||
	    system.f_type == SYSFS_MAGIC)
		return false;
	*size = (uint64_t)status.st_size;
	return true;
}

/*
 * Only a file that stores bytes is opened: softteed tells the names of files, and to open e.g. a
 * watchdog, or to read /proc/kmsg, has consequences.
 */
static void read_head(int directory, const char *name, struct application *found)
{
	int file = openat(directory, name, O_PATH | O_CLOEXEC), fd;
	uint8_t bytes[TA_FILE_HEAD_SIZE];
	char path[32];
	ssize_t got;

	found->head.kind = file < 0 ? TA_FILE_UNREADABLE : TA_FILE_OTHER;
	if (file < 0 || !is_stored(file, &found->size))
		goto close_file;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	got = fd < 0 ? -1 : read(fd, bytes, sizeof(bytes));
	if (fd >= 0)
		close(fd);
	if (got < 0) {
		found->head.kind = TA_FILE_UNREADABLE;
		goto close_file;
	}
	ta_file_parse(bytes, (size_t)got, &found->head);
	ta_file_check_name(&found->head, found->uuid, name[strlen(name) - 1] == 'o');

close_file:
	if (file >= 0)
		close(file);
}

/* Directories can be reached through more than one link. Drop what the sorted list has twice. */
static void drop_repeated(struct applications *all)
{
	size_t count = 0;

	for (size_t n = 0; n < all->count; n++) {
		if (count && all->list[n].where == ON_DISK &&
		    !compare(&all->list[n], &all->list[count - 1]))
			free(all->list[n].place);
		else
			all->list[count++] = all->list[n];
	}
	all->count = count;
}

static int find_in_directory(struct applications *all, const char *directory)
{
	char real[PATH_MAX], place[PATH_MAX + NAME_MAX + 2];
	struct dirent *entry;
	int rc = 0;
	DIR *dir;

	if (!realpath(directory, real))
		return -errno;
	dir = opendir(real);
	if (!dir)
		return -errno;
	all->directories++;
	while (!rc && (entry = readdir(dir))) {
		uint8_t uuid[TEE_IOCTL_UUID_LEN];
		struct application *found;

		if (uuid_of_file(entry->d_name, uuid))
			continue;
		snprintf(place, sizeof(place), "%s/%s", real, entry->d_name);
		found = add(all, uuid, ON_DISK, place);
		if (found)
			read_head(dirfd(dir), entry->d_name, found);
		else
			rc = -ENOMEM;
	}
	closedir(dir);
	return rc;
}

/*
 * Look in the running supplicant's directories and in the default ones, skipping
 * those that do not exist. With @tee, only its own supplicant matters. A TEE
 * without one cannot load anything from disk.
 */
static int find_for_supplicant(struct applications *all, const struct tee_device_info *tee)
{
	struct supplicant supplicant;
	char device[32], *rest;
	int rc;

	if (tee && !devices_supplicants_name(tee, device, sizeof(device)))
		return 0;
	if (supplicant_find(tee ? device : NULL, &supplicant) == SUPPLICANT_RUNS &&
	    supplicant.ta_path[0]) {
		for (char *word = strtok_r(supplicant.ta_path, ":", &rest); word;
		     word = strtok_r(NULL, ":", &rest)) {
			rc = find_in_directory(all, word);
			if (rc == -ENOMEM)
				return rc;
		}
	}
	for (const char *const *directory = supplicant_ta_directories; *directory; directory++) {
		rc = find_in_directory(all, *directory);
		if (rc == -ENOMEM)
			return rc;
	}
	return 0;
}

/*
 * Add the files that a softteed would load, some of which we may not be able to read. @paths is
 * what it says, which may be anything.
 */
static int add_paths(struct applications *all, const char *paths, size_t size)
{
	size_t left = TA_SOFTTEED_LIST_MAX;
	int rc = 0;

	for (size_t at = 0; !rc && at < size && left--; at += strlen(paths + at) + 1) {
		const char *path = paths + at, *name = strrchr(path, '/');
		uint8_t uuid[TEE_IOCTL_UUID_LEN];
		struct application *found;

		if (!name || uuid_of_file(name + 1, uuid))
			continue;
		found = add(all, uuid, ON_DISK, path);
		if (found)
			read_head(AT_FDCWD, path, found);
		else
			rc = -ENOMEM;
	}
	return rc;
}

/* Print an error on failure, and return enum gtee_status. */
static int find_in_softteed(struct applications *all, const struct tee_device_info *tee)
{
	char *paths = NULL;
	size_t size = 0;
	int rc = softteed_list(tee, &paths, &size);

	if (rc)
		return devices_failed(tee, LISTING_FAILED, -rc);
	rc = add_paths(all, paths, size);
	free(paths);
	if (!rc)
		return GTEE_DONE;
	output_error(NULL, NULL, "%s", strerror(-rc));
	return GTEE_SYSTEM;
}

/*
 * Add what each softteed has that answers: by a device, by the default socket, and by the user's
 * own. One that fails doesn't keep the others from being listed, nor one that is silent at its
 * socket. Behind a device, a silent one does.
 */
static int find_in_each_softteed(struct applications *all)
{
	struct tee_device_info *list = NULL;
	size_t count = 0;
	int rc = tee_devices_list(&list, &count);

	if (!rc)
		rc = sockets_add(&list, &count);
	for (size_t n = 0; n < count && !rc; n++) {
		char *paths = NULL;
		size_t size = 0;
		int error;

		if (list[n].privileged || !softteed_list_is_there(&list[n]))
			continue;
		error = softteed_list(&list[n], &paths, &size);
		if (error)
			output_notice(devices_name(&list[n]), NULL, LISTING_FAILED ": %s",
				      strerror(-error));
		else
			rc = add_paths(all, paths, size);
		free(paths);
	}
	free(list);
	return rc;
}

static int find_on_disk(struct applications *all, const struct tee_device_info *tee)
{
	int rc;

	if (!tee) {
		rc = find_in_each_softteed(all);
		if (!rc)
			rc = find_in_directory(all, SOFTTEED_APPLICATIONS);
		if (rc == -ENOMEM)
			return rc;
	}
	return find_for_supplicant(all, tee);
}

static int print_json(const struct applications *all)
{
	struct json_object *document = json_object_new_object();
	struct json_object *array = json_object_new_array();
	char uuid[TEE_UUID_TEXT_SIZE];

	for (size_t n = 0; n < all->count; n++) {
		const struct application *ta = &all->list[n];
		struct json_object *object = json_object_new_object();

		tee_uuid_format(ta->uuid, uuid);
		json_text(object, "uuid", uuid);
		json_text(object, "name", ta_name(ta->uuid));
		json_text(object, "where", where_names[ta->where]);
		json_text(object, "place", ta->place);
		if (ta->where == ON_DISK) {
			json_number(object, "size", ta->size);
			json_text(object, "kind", ta_file_kind_name(ta->head.kind));
			json_number(object, "version", ta->head.version);
		}
		json_object_array_add(array, object);
	}
	json_object_object_add(document, "applications", array);
	return output_document(document);
}

static const char *name_of(const struct application *ta)
{
	const char *name = ta_name(ta->uuid);

	return name ? name : "-";
}

/* column width for the names */
static int name_width(const struct applications *all)
{
	size_t widest = 0;

	for (size_t n = 0; n < all->count; n++) {
		size_t width = strlen(name_of(&all->list[n]));

		if (width > widest && width <= WIDEST_NAME)
			widest = width;
	}
	return (int)widest;
}

/* Is it a file that no TEE loads, as far as we know? */
static bool is_useless(const struct application *ta)
{
	return ta->where == ON_DISK &&
	       (ta->head.kind == TA_FILE_OTHER || ta->head.kind == TA_FILE_MISNAMED);
}

static void print_application(const struct application *ta, int width)
{
	char uuid[TEE_UUID_TEXT_SIZE], size[OUTPUT_NUMBER_SIZE], what[64];

	tee_uuid_format(ta->uuid, uuid);
	if (ta->where != ON_DISK)
		snprintf(what, sizeof(what), "in the TEE");
	else if (ta->head.version)
		snprintf(what, sizeof(what), "%s, version %u, %s", ta_file_kind_name(ta->head.kind),
			 ta->head.version, format_size(ta->size, size));
	else if (ta->size)
		snprintf(what, sizeof(what), "%s, %s", ta_file_kind_name(ta->head.kind),
			 format_size(ta->size, size));
	else
		snprintf(what, sizeof(what), "%s", ta_file_kind_name(ta->head.kind));
	printf("  %s  %s%-*s%s  %s%s%s\n", uuid, style(STYLE_BOLD), width, name_of(ta),
	       style(STYLE_PLAIN), style(is_useless(ta) ? STYLE_WARN : STYLE_DIM), what,
	       style(STYLE_PLAIN));
}

static int print_text(const struct applications *all)
{
	const char *directory = NULL;
	char name[PATH_MAX];
	int width = name_width(all);
	size_t length = 0;

	for (size_t n = 0; n < all->count; n++) {
		const struct application *ta = &all->list[n];
		size_t its = (size_t)(strrchr(ta->place, '/') ?
				      strrchr(ta->place, '/') - ta->place : 0);

		if (!n && ta->where == ON_BUS)
			printf("Announced by the TEE (%s):\n", BUS);
		if (ta->where == BUILT_IN && (!n || ta[-1].where != BUILT_IN ||
					      strcmp(ta[-1].place, ta->place)))
			printf("%sBuilt into %s, not announced:\n", n ? "\n" : "",
			       shown(ta->place));
		if (ta->where == ON_DISK &&
		    (!directory || its != length || strncmp(directory, ta->place, its))) {
			snprintf(name, sizeof(name), "%.*s", (int)its, ta->place);
			printf("%sIn %s:\n", n ? "\n" : "", shown(name));
			directory = ta->place;
			length = its;
		}
		print_application(ta, width);
	}
	if (!all->count && all->directories)
		printf("No Trusted Applications found on the bus or in %d %s.\n",
		       all->directories, all->directories == 1 ? "directory" : "directories");
	else if (!all->count)
		printf("No Trusted Applications found.\n");
	return output_flush() ? GTEE_DONE : GTEE_SYSTEM;
}

/* Print an error on failure, and return enum gtee_status. */
static int find(struct applications *all, const char *directory, const struct tee_device_info *tee)
{
	const char *culprit = BUS;
	int rc = find_on_bus(all, tee);

	if (!rc) {
		culprit = "/sys/class/tee";
		rc = find_built_in(all, tee);
	}
	if (!rc && directory) {
		culprit = directory;
		rc = find_in_directory(all, directory);
	} else if (!rc && tee && (tee->is_socket || softteed_list_is_there(tee))) {
		return find_in_softteed(all, tee);
	} else if (!rc) {
		culprit = NULL;
		rc = find_on_disk(all, tee);
	}
	if (!rc)
		return GTEE_DONE;
	output_error(culprit, NULL, "%s", strerror(-rc));
	return GTEE_SYSTEM;
}

static int list_applications(const char *directory, const struct tee_device_info *tee)
{
	struct applications all = { 0 };
	int status = find(&all, directory, tee);

	if (!status) {
		if (all.count)
			qsort(all.list, all.count, sizeof(*all.list), compare);
		drop_repeated(&all);
		status = output_is_json() ? print_json(&all) : print_text(&all);
	}
	for (size_t n = 0; n < all.count; n++)
		free(all.list[n].place);
	free(all.list);
	return status;
}

static int run(const struct gtee_command *command, int argc, char **argv)
{
	const char *directory = NULL, *selector = NULL;
	struct tee_device_info chosen;
	int letter, status = GTEE_DONE;

	while ((letter = command_option(command, argc, argv)) != GTEE_OPTION_END) {
		switch (letter) {
		case 't':
			selector = optarg;
			break;
		case 'f':
			directory = optarg;
			break;
		default:
			return letter == GTEE_OPTION_HELPED ? GTEE_DONE : GTEE_USAGE;
		}
	}
	if (command_has_operands(command, argc, argv))
		return GTEE_USAGE;
	if (selector)
		status = devices_choose(selector, &chosen);
	return status ? status : list_applications(directory, selector ? &chosen : NULL);
}

const struct gtee_command gtee_list = {
	.name = "list",
	.summary = "List known Trusted Applications, on the bus and on disk",
	.details =
	"Of the Trusted Applications that are built into a TEE but not announced, only those that\n"
	"gtee itself calls are listed. The others can be called too. softteed is asked which\n"
	"applications it has.",
	.options = options,
	.run = run,
};
