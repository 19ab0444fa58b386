// SPDX-License-Identifier: BSD-2-Clause
/* Opens files and devices for the worker, as root */

#include <errno.h>
#include <fcntl.h>
#include <linux/tee.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "log.h"
#include "process/files.h"
#include "process/own.h"
#include "tee_devices.h"
#include "tee_uuid.h"

#define MAX_DEVICES	32
/* how many mmcblkN to look at for a CID */
#define MAX_CARDS	16
/* A killed supplicant takes a moment to close the device. Retry for 2 s on EBUSY. */
#define BUSY_TRIES	100
#define BUSY_PAUSE_NS	20000000

/*
 * Open a device node, provided that it's OP-TEE's and a privileged one. Return:
 * a descriptor; -ENODEV if it's something else; or any other -errno.
 */
static int open_node(const char *path, bool *can_register)
{
	struct tee_ioctl_version_data version;
	const struct timespec pause = { .tv_nsec = BUSY_PAUSE_NS };
	int fd, tries = BUSY_TRIES;

	while ((fd = open(path, O_RDWR | O_CLOEXEC)) < 0 && errno == EBUSY && tries--)
		nanosleep(&pause, NULL);
	if (fd < 0)
		return -errno;
	if (ioctl(fd, TEE_IOC_VERSION, &version) || version.impl_id != TEE_IMPL_ID_OPTEE ||
	    !(version.gen_caps & TEE_GEN_CAP_PRIVILEGED)) {
		close(fd);
		return -ENODEV;
	}
	*can_register = version.gen_caps & TEE_GEN_CAP_REG_MEM;
	return fd;
}

static int open_named(const char *path, bool *can_register)
{
	int fd = open_node(path, can_register);

	if (fd >= 0)
		return fd;
	log_error("device %s: %s; the supplicant needs an OP-TEE's /dev/teeprivN", path,
		  fd == -EBUSY ? "another supplicant has it open" :
		  fd == -ENODEV ? "it is not an OP-TEE's device for supplicants" :
		  strerror(-fd));
	return fd;
}

/* Open the teepriv node of the TEE that matches @selector */
static int open_selected(const char *selector, bool *can_register)
{
	struct tee_device_info *list;
	size_t count;
	int rc = tee_devices_list(&list, &count), fd = -ENOENT;

	if (rc) {
		log_error("cannot list the TEE devices: %s", strerror(-rc));
		return rc;
	}
	for (size_t n = 0; fd == -ENOENT && n < count; n++) {
		if (!list[n].privileged)
			continue;
		/*
		 * tee_device_matches() never matches a privileged device.
		 * Pretend it's the client device of the same TEE.
		 */
		list[n].privileged = false;
		rc = tee_device_matches(&list[n], selector);
		if (rc == 1)
			fd = open_named(list[n].path, can_register);
		if (rc < 0)
			fd = rc;
	}
	free(list);
	if (fd == -ENOENT)
		log_error("--tee %s: no such TEE has a supplicant's device; 'gtee info' lists "
			  "the TEEs", selector);
	if (fd == -EINVAL)
		log_error("--tee %s: not a selector; use tos:NAME, driver:NAME or name:NAME",
			  selector);
	return fd;
}

static int open_first(bool *can_register)
{
	char path[32], tried[32] = "";
	int worst = -ENOENT, fd;

	for (unsigned int n = 0; n < MAX_DEVICES; n++) {
		snprintf(path, sizeof(path), "/dev/teepriv%u", n);
		fd = open_node(path, can_register);
		if (fd >= 0)
			return fd;
		if (fd == -ENOENT || fd == -ENODEV)
			continue;
		worst = fd;
		memcpy(tried, path, sizeof(tried));
	}
	if (worst == -ENOENT)
		log_error("no OP-TEE: there is no /dev/teeprivN; is the optee module loaded?");
	else
		log_error("%s: %s", tried, worst == -EBUSY ? "another supplicant has it open" :
			  worst == -EACCES ? "only root may open it; start the supplicant as root" :
			  strerror(-worst));
	return worst;
}

int files_open_device(const struct supp_options *options, bool *can_register)
{
	if (options->device)
		return open_named(options->device, can_register);
	if (options->tee)
		return open_selected(options->tee, can_register);
	return open_first(can_register);
}

/* mkdir -p; the parents get 0755, the last directory 0700 */
static int make_directories(const char *path)
{
	char *copy = strdup(path), *slash = copy;
	int rc = copy ? 0 : -ENOMEM;

	while (!rc && (slash = strchr(slash + 1, '/'))) {
		*slash = 0;
		/* our umask is 077, but the worker has to get through here */
		if (!mkdir(copy, 0755))
			chmod(copy, 0755);
		else if (errno != EEXIST)
			rc = -errno;
		*slash = '/';
	}
	if (!rc && mkdir(path, 0700) && errno != EEXIST)
		rc = -errno;
	free(copy);
	return rc;
}

/*
 * Describe the problem with the directory, if there is one. @given is
 * own_storage()'s return value. Return: NULL if all is well.
 */
static const char *find_fault(int directory, uid_t uid, gid_t gid, int given, bool is_roots)
{
	struct statvfs system;
	struct stat info;
	unsigned int rights;

	if (given == -EXDEV)
		return "it is root's, and what is in it is not a supplicant's";
	if (fstat(directory, &info) || fstatvfs(directory, &system))
		return "it cannot be looked at";
	if (system.f_flag & ST_RDONLY)
		return "its file system is read-only: what is there is read, and nothing changed";
	if (is_roots)
		return "it cannot be given to the worker's user, who has one capability instead";
	rights = info.st_uid == uid ? info.st_mode >> 6 : info.st_gid == gid ? info.st_mode >> 3 :
		 info.st_mode;
	if ((rights & 7) != 7)
		return "it belongs to another user, and the worker's user may not use it";
	return given ? "not all that is in it can be given to the worker's user" : NULL;
}

/* The directory is opened for each worker, so log a given fault only once. */
static void tell_fault(const char *path, const char *fault, const char *why)
{
	static const char *told;

	if (fault && fault != told)
		log_warning("storage directory %s: %s%s%s; --fs-parent-path selects another",
			    path, fault, *why ? ": " : "", why);
	told = fault;
}

int files_open_storage(const struct supp_options *options, uid_t uid, gid_t gid, bool *is_roots)
{
	const char *path = options->storage;
	int made = make_directories(path), rc;
	int directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct own_result given = { 0 };

	*is_roots = false;
	if (directory < 0) {
		directory = -errno;
		tell_fault(path, "it cannot be opened, so objects cannot be stored",
			   strerror(made ? -made : -directory));
		return directory;
	}
	if (uid == (uid_t)-1)
		return directory;
	rc = own_storage(directory, uid, gid, &given);
	*is_roots = given.is_roots;
	tell_fault(path, find_fault(directory, uid, gid, rc, given.is_roots), given.why);
	/*
	 * A directory that isn't a supplicant's is off limits. When resources
	 * are short, fail as well: the next attempt may get all files chowned.
	 */
	if (rc != -EXDEV && rc != -ENOMEM && rc != -ENFILE && rc != -EMFILE)
		return directory;
	close(directory);
	return rc;
}

/*
 * Open for reading, but only if it's a regular file. Return: a descriptor, or
 * -errno; -EINVAL if it's something else.
 */
static int open_ordinary(const char *path, uint64_t *size)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat info;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &info) || !S_ISREG(info.st_mode)) {
		close(fd);
		return -EINVAL;
	}
	*size = (uint64_t)info.st_size;
	return fd;
}

/* One broken directory doesn't keep us from trying the next. */
int files_open_ta(const struct supp_options *options, const uint8_t uuid[16], uint64_t *size)
{
	char name[TEE_UUID_TEXT_SIZE], path[4096];
	int fd = -ENOENT, worst = -ENOENT;

	tee_uuid_format(uuid, name);
	for (size_t n = 0; options->ta_directories[n] && fd < 0; n++) {
		if (snprintf(path, sizeof(path), "%s/%s.ta", options->ta_directories[n], name) >=
		    (int)sizeof(path))
			continue;
		fd = open_ordinary(path, size);
		if (fd >= 0 || fd == -ENOENT || fd == -ENOTDIR)
			continue;
		log_error("Trusted Application %s: %s", path, strerror(-fd));
		worst = fd;
	}
	return fd < 0 ? worst : fd;
}

/* Read one of the card's sysfs attributes. Return: 0 or -errno. */
static int read_card(unsigned int device, const char *what, char *text, size_t size)
{
	char path[64];
	ssize_t got;
	int fd, rc = 0;

	snprintf(path, sizeof(path), "/sys/block/mmcblk%u/device/%s", device, what);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	got = read(fd, text, size - 1);
	if (got < 0)
		rc = -errno;
	else
		text[got] = 0;
	close(fd);
	return rc;
}

static int read_cid(unsigned int device, uint8_t cid[16])
{
	char text[40], byte[3] = "";
	int rc = read_card(device, "cid", text, sizeof(text));

	if (!rc && strspn(text, "0123456789abcdef") != 32)
		rc = -EINVAL;
	for (size_t n = 0; !rc && n < 16; n++) {
		memcpy(byte, text + 2 * n, 2);
		cid[n] = (uint8_t)strtoul(byte, NULL, 16);
	}
	return rc;
}

/* One byte from the extended CSD */
static int read_size(unsigned int device, const char *what, uint8_t *size)
{
	char text[16], *end = text;
	unsigned long value = 0;
	int rc = read_card(device, what, text, sizeof(text));

	if (!rc)
		value = strtoul(text, &end, 0);
	if (!rc && (end == text || value > UINT8_MAX))
		rc = -EINVAL;
	*size = (uint8_t)value;
	return rc;
}

static int read_info(unsigned int device, struct rpmb_card_info *info)
{
	int rc = read_cid(device, info->cid);

	if (!rc)
		rc = read_size(device, "raw_rpmb_size_mult", &info->size_mult);
	if (!rc)
		rc = read_size(device, "rel_sectors", &info->reliable_sectors);
	return rc;
}

/* Look for a card by its CID */
static int find_card(const uint8_t wanted[16], unsigned int *device)
{
	uint8_t cid[16];

	for (unsigned int n = 0; n < MAX_CARDS; n++) {
		if (read_cid(n, cid) || memcmp(cid, wanted, sizeof(cid)))
			continue;
		*device = n;
		return 0;
	}
	return -ENOENT;
}

int files_open_rpmb(const struct supp_options *options, unsigned int device,
		    struct rpmb_card_info *info)
{
	char path[64];
	int fd, rc = options->rpmb_device ? 0 : -EPERM;

	if (!rc && options->has_cid)
		rc = find_card(options->cid, &device);
	if (!rc)
		rc = read_info(device, info);
	if (rc)
		return rc;
	snprintf(path, sizeof(path), "/dev/mmcblk%urpmb", device);
	fd = open(path, O_RDWR | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}
