// SPDX-License-Identifier: BSD-2-Clause
/*
 * Enumerate the machine's TEE devices and their identities from sysfs, and match a device
 * against a selector.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "tee_devices.h"
#include "tee_uuid.h"

#define ATTRIBUTE_SIZE	128	/* longer than any attribute */

/* Parses "teeN" or "teeprivN". Leading zeros in N are not accepted, as no device has them. */
static bool parse_device_name(const char *name, size_t len, bool *privileged,
			      unsigned int *number)
{
	size_t prefix = strlen("tee");
	unsigned int value = 0;

	if (len <= prefix || strncasecmp(name, "tee", prefix))
		return false;
	*privileged = len > strlen("teepriv") &&
		      !strncasecmp(name, "teepriv", strlen("teepriv"));
	if (*privileged)
		prefix = strlen("teepriv");
	if (name[prefix] == '0' && len > prefix + 1)
		return false;
	for (size_t n = prefix; n < len; n++) {
		if (name[n] < '0' || name[n] > '9' ||
		    __builtin_mul_overflow(value, 10u, &value) ||
		    __builtin_add_overflow(value, (unsigned int)(name[n] - '0'), &value))
			return false;
	}
	*number = value;
	return true;
}

/* sysfs */

/* Reads an attribute, truncated to fit and without the newline. Returns 0 or -errno. */
static int read_text(int dir, const char *attribute, char *text, size_t size)
{
	int fd = openat(dir, attribute, O_RDONLY | O_CLOEXEC);
	ssize_t len;
	int rc = 0;

	text[0] = '\0';
	if (fd < 0)
		return -errno;
	len = read(fd, text, size - 1);
	if (len < 0)
		rc = -errno;
	else
		text[len] = '\0';
	close(fd);
	text[strcspn(text, "\n")] = '\0';
	return rc;
}

/* A missing or malformed attribute reads as 0, which stands for "unknown" in all of them. */
static unsigned long long read_number(int dir, const char *attribute)
{
	char text[ATTRIBUTE_SIZE], *end;
	unsigned long long value;

	if (read_text(dir, attribute, text, sizeof(text)))
		return 0;
	errno = 0;
	value = strtoull(text, &end, 0);
	return errno || *end ? 0 : value;
}

static __u32 read_number32(int dir, const char *attribute)
{
	unsigned long long value = read_number(dir, attribute);

	return value > UINT_MAX ? 0 : (__u32)value;
}

static __u32 read_driver_type(int dir)
{
	static const char *const words[] = {
		[TEE_DRIVER_TYPE_UNKNOWN] = "unknown",
		[TEE_DRIVER_TYPE_TRUSTZONE] = "trustzone",
		[TEE_DRIVER_TYPE_COPROCESSOR] = "coprocessor",
		[TEE_DRIVER_TYPE_VIRTUAL] = "virtual",
		[TEE_DRIVER_TYPE_SOFTWARE] = "software",
	};
	char text[ATTRIBUTE_SIZE];

	read_text(dir, "driver_type", text, sizeof(text));
	for (__u32 n = 0; n < sizeof(words) / sizeof(words[0]); n++)
		if (!strcmp(text, words[n]))
			return n;
	return TEE_DRIVER_TYPE_UNKNOWN;
}

/* Returns 0 or -errno, with -ENOENT meaning that this kernel doesn't report identities. */
static int read_identity(int dir, struct tee_ioctl_identity *id)
{
	char text[ATTRIBUTE_SIZE];
	int rc = read_text(dir, "driver_name", id->driver_name, sizeof(id->driver_name));

	if (rc)
		return rc;
	id->size = sizeof(*id);
	id->capabilities = read_number(dir, "capabilities");
	id->max_shm_size = read_number(dir, "max_shm_size");
	id->driver_type = read_driver_type(dir);
	id->max_params = read_number32(dir, "max_params");
	id->max_sessions = read_number32(dir, "max_sessions");
	id->max_threads = read_number32(dir, "max_threads");
	read_text(dir, "driver_version", id->driver_version, sizeof(id->driver_version));
	read_text(dir, "conduit", id->conduit, sizeof(id->conduit));
	read_text(dir, "os_name", id->os_name, sizeof(id->os_name));
	read_text(dir, "os_version", id->os_version, sizeof(id->os_version));
	read_text(dir, "os_build", id->os_build, sizeof(id->os_build));
	if (!read_text(dir, "os_uuid", text, sizeof(text)))
		tee_uuid_parse(text, id->os_uuid);
	return 0;
}

/* Upstream's kernel, which has no identities */

static const char *upstream_driver_name(__u32 implementation)
{
	switch (implementation) {
	case TEE_IMPL_ID_OPTEE: return "optee";
	case TEE_IMPL_ID_AMDTEE: return "amdtee";
	case TEE_IMPL_ID_TSTEE: return "tstee";
	case TEE_IMPL_ID_QTEE: return "qcomtee";
	default: return "";
	}
}

/* Fill in what we can learn from upstream's kernel, i.e. driver name and capabilities. */
static void ask_version(int dir, const char *root, struct tee_device_info *info)
{
	struct tee_ioctl_version_data version = { 0 };
	struct tee_ioctl_identity *id = &info->identity;
	char path[PATH_MAX];
	int fd;

	id->size = sizeof(*id);
	version.impl_id = read_number32(dir, "implementation_id");
	if (info->privileged) {
		version.gen_caps = TEE_GEN_CAP_PRIVILEGED;
	} else if (snprintf(path, sizeof(path), "%s%s", root, info->path) < PATH_MAX) {
		fd = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
		if (fd >= 0) {
			ioctl(fd, TEE_IOC_VERSION, &version);
			close(fd);
		}
	}
	id->capabilities = version.gen_caps;
	strcpy(id->driver_name, upstream_driver_name(version.impl_id));
}

/* Enumeration */

/* Returns 1 and fills in @info, 0 if there is no such device, or -errno. */
static int read_device(const char *root, int class_fd, const char *name,
		       struct tee_device_info *info)
{
	int dir, rc;

	memset(info, 0, sizeof(*info));
	if (!parse_device_name(name, strlen(name), &info->privileged, &info->number))
		return 0;
	dir = openat(class_fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0) /* ENOENT: removed in the meantime */
		return errno == ENOENT ? 0 : -errno;
	snprintf(info->path, sizeof(info->path), "/dev/tee%s%u",
		 info->privileged ? "priv" : "", info->number);
	rc = read_identity(dir, &info->identity);
	if (rc == -ENOENT) {
		ask_version(dir, root, info);
		rc = 0;
	} else if (!rc) {
		info->has_identity = true;
	}
	close(dir);
	if (rc == -ENODEV) /* going away */
		return 0;
	return rc ? rc : 1;
}

static int compare_devices(const void *left, const void *right)
{
	const struct tee_device_info *a = left, *b = right;

	if (a->privileged != b->privileged)
		return a->privileged ? 1 : -1;
	return (a->number > b->number) - (a->number < b->number);
}

static int append_device(struct tee_device_info **list, size_t *count,
			 const struct tee_device_info *info)
{
	struct tee_device_info *longer = reallocarray(*list, *count + 1, sizeof(**list));

	if (!longer)
		return -ENOMEM;
	longer[*count] = *info;
	*list = longer;
	(*count)++;
	return 0;
}

/* Returns 0 or -errno. */
static int read_class(const char *root, DIR *class, struct tee_device_info **list,
		      size_t *count)
{
	struct tee_device_info info;
	struct dirent *entry;
	int rc;

	for (;;) {
		errno = 0;
		entry = readdir(class);
		if (!entry)
			return -errno;
		rc = read_device(root, dirfd(class), entry->d_name, &info);
		if (rc > 0)
			rc = append_device(list, count, &info);
		if (rc < 0)
			return rc;
	}
}

int tee_devices_list_below(const char *root, struct tee_device_info **list,
			   size_t *count)
{
	char path[PATH_MAX];
	DIR *class;
	int rc;

	*list = NULL;
	*count = 0;
	if (snprintf(path, sizeof(path), "%s/sys/class/tee", root) >= PATH_MAX)
		return -ENAMETOOLONG;
	class = opendir(path);
	if (!class) /* no TEE driver was ever loaded */
		return errno == ENOENT ? 0 : -errno;
	rc = read_class(root, class, list, count);
	closedir(class);
	if (rc) {
		free(*list);
		*list = NULL;
		*count = 0;
		return rc;
	}
	if (*count)
		qsort(*list, *count, sizeof(**list), compare_devices);
	return 0;
}

int tee_devices_list(struct tee_device_info **list, size_t *count)
{
	return tee_devices_list_below("", list, count);
}

/* Selectors */

static bool same_text(const char *text, const char *word, size_t len)
{
	return strlen(text) == len && !strncasecmp(text, word, len);
}

static bool is_os(const struct tee_device_info *info, const char *word, size_t len)
{
	static const uint8_t nil[TEE_UUID_LEN];
	char text[TEE_UUID_TEXT_SIZE];

	if (info->identity.os_name[0] && same_text(info->identity.os_name, word, len))
		return true;
	if (!memcmp(info->identity.os_uuid, nil, sizeof(nil)))
		return false;
	tee_uuid_format(info->identity.os_uuid, text);
	return same_text(text, word, len);
}

static bool is_driver(const struct tee_device_info *info, const char *word, size_t len)
{
	return same_text(info->identity.driver_name, word, len);
}

static bool strip_prefix(const char **word, size_t *len, const char *prefix)
{
	size_t prefix_len = strlen(prefix);

	if (*len < prefix_len || strncasecmp(*word, prefix, prefix_len))
		return false;
	*word += prefix_len;
	*len -= prefix_len;
	return true;
}

/* Returns 1 or 0, or -EINVAL for a malformed selector. */
static int part_matches(const struct tee_device_info *info, const char *word, size_t len)
{
	unsigned int number;
	bool privileged;

	if (strip_prefix(&word, &len, "tos:"))
		return len ? is_os(info, word, len) : -EINVAL;
	if (strip_prefix(&word, &len, "driver:"))
		return len ? is_driver(info, word, len) : -EINVAL;
	if (strip_prefix(&word, &len, "name:"))
		return len ? is_os(info, word, len) || is_driver(info, word, len) : -EINVAL;
	strip_prefix(&word, &len, "/dev/");
	if (!parse_device_name(word, len, &privileged, &number))
		return -EINVAL;
	return !info->is_socket && privileged == info->privileged && number == info->number;
}

int tee_device_matches(const struct tee_device_info *info, const char *selector)
{
	int matches = !info->privileged;

	if (!selector || !*selector)
		return matches && (info->identity.capabilities & TEE_GEN_CAP_GP);
	for (;;) {
		size_t len = strcspn(selector, ",");
		int rc = part_matches(info, selector, len);

		/*
		 * Go through all parts even if one doesn't match, to catch a syntax error
		 * further on.
		 */
		if (rc < 0)
			return rc;
		matches = matches && rc;
		if (!selector[len])
			return matches;
		selector += len + 1;
	}
}
