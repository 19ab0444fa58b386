// SPDX-License-Identifier: BSD-2-Clause
/* Pick a TEE, open it, and explain what went wrong if that fails. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "devices.h"
#include "output.h"
#include "tracefs.h"

#define ASK_DOCTOR "'gtee doctor' shows what is missing."

const char *devices_name(const struct tee_device_info *info)
{
	const char *slash = strrchr(info->path, '/');

	return slash ? slash + 1 : info->path;
}

static int no_match(const char *selector, size_t clients)
{
	if (!clients) {
		output_error("this system", ASK_DOCTOR, "no TEE found");
	} else if (selector && *selector) {
		output_error(selector, "'gtee info' lists the TEEs.",
			     "no TEE matches this selector");
	} else {
		output_error("this system", "Select one with --tee; 'gtee info' lists them.",
			     "no TEE supports GlobalPlatform");
	}
	return GTEE_NO_TEE;
}

int devices_choose(const char *selector, struct tee_device_info *chosen)
{
	struct tee_device_info *list;
	size_t count, clients = 0;
	int rc, status = -1;

	rc = tee_devices_list(&list, &count);
	if (rc) {
		output_error("/sys/class/tee", NULL, "%s", strerror(-rc));
		return GTEE_SYSTEM;
	}
	for (size_t n = 0; n < count && status < 0; n++) {
		if (list[n].privileged)
			continue;
		clients++;
		rc = tee_device_matches(&list[n], selector);
		if (rc == 1) {
			*chosen = list[n];
			status = GTEE_DONE;
		}
	}
	free(list);
	/* A bogus selector is a usage error even on a machine without any TEE. */
	if (!clients)
		rc = tee_device_matches(&(struct tee_device_info) { 0 }, selector);
	if (status < 0 && rc == -EINVAL) {
		output_error(selector, "Use teeN, tos:NAME, driver:NAME or name:NAME.",
			     "invalid TEE selector");
		return GTEE_USAGE;
	}
	return status < 0 ? no_match(selector, clients) : status;
}

static int choose_any(void)
{
	struct tee_device_info *list;
	size_t count;
	int rc = tee_devices_list(&list, &count);

	if (rc) {
		output_error("/sys/class/tee", NULL, "%s", strerror(-rc));
		return GTEE_SYSTEM;
	}
	free(list);
	return count ? GTEE_DONE : no_match(NULL, 0);
}

int devices_choose_name(const char *selector, char *name, size_t size)
{
	struct tee_device_info info = { 0 };
	int status = selector ? devices_choose(selector, &info) : choose_any();

	if (!status)
		snprintf(name, size, "%s", selector ? devices_name(&info) : "");
	return status;
}

/* A TEE's device and its supplicant's device have the same parent. */
static bool find_parent(const struct tee_device_info *info, char parent[PATH_MAX])
{
	char path[64];

	snprintf(path, sizeof(path), "/sys/class/tee/%s/device", devices_name(info));
	return realpath(path, parent) != NULL;
}

bool devices_serves(const struct tee_device_info *supplicants, const struct tee_device_info *info)
{
	char one[PATH_MAX], other[PATH_MAX];

	if (!supplicants->privileged || info->privileged)
		return false;
	if (find_parent(supplicants, one) && find_parent(info, other))
		return !strcmp(one, other);
	return !strcmp(supplicants->identity.driver_name, info->identity.driver_name);
}

bool devices_supplicants_name(const struct tee_device_info *info, char *name, size_t size)
{
	struct tee_device_info *list;
	size_t count;

	name[0] = '\0';
	if (tee_devices_list(&list, &count))
		return false;
	for (size_t n = 0; n < count && !name[0]; n++)
		if (devices_serves(&list[n], info))
			snprintf(name, size, "%s", devices_name(&list[n]));
	free(list);
	return name[0] != '\0';
}

int devices_open(const struct tee_device_info *info, struct client *client)
{
	int rc = client_open(client, info->path);

	switch (-rc) {
	case 0:
		return GTEE_DONE;
	case EACCES:
	case EPERM:
		output_error(info->path,
			     "'gtee doctor' shows which group has access, and how to join it.",
			     "permission denied");
		return GTEE_NO_TEE;
	case ENOENT:
	case ENXIO:
	case ENODEV:
		output_error(info->path, ASK_DOCTOR, "%s", strerror(-rc));
		return GTEE_NO_TEE;
	default:
		output_error(info->path, NULL, "%s", strerror(-rc));
		return GTEE_SYSTEM;
	}
}

int devices_read_stats(const char *name, char **text)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/kernel/debug/tee/%s/stats", name);
	return read_text(path, text);
}

int devices_failed(const struct tee_device_info *info, const char *what, int error)
{
	switch (error) {
	case EOPNOTSUPP:
		output_error(devices_name(info), "'gtee info' shows its capabilities.",
			     "%s: not supported by this TEE", what);
		return GTEE_ANSWERED_ERROR;
	case ENODEV:
		output_error(devices_name(info), ASK_DOCTOR, "%s: the TEE was removed", what);
		return GTEE_NO_TEE;
	case EPERM:
	case EACCES:
		output_error(devices_name(info), NULL, "%s: permission denied", what);
		return GTEE_NO_TEE;
	case EDQUOT:
		output_error(devices_name(info), DEVICES_SEE_LIMITS, "%s: " DEVICES_AT_LIMIT, what);
		return GTEE_SYSTEM;
	default:
		output_error(devices_name(info), NULL, "%s: %s", what, strerror(error));
		return GTEE_SYSTEM;
	}
}
