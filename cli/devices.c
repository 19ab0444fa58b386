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
#include "sockets.h"
#include "tee_socket.h"
#include "tracefs.h"
#include "waiting.h"

#define ASK_DOCTOR "'gtee doctor' shows what is missing."
#define ASK_FOR_ANY ASK_DOCTOR " Or start softteed, a TEE in software: softteed(1)."

const char *devices_name(const struct tee_device_info *info)
{
	const char *slash = info->is_socket ? NULL : strrchr(info->path, '/');

	return slash ? slash + 1 : info->path;
}

static int no_match(const char *selector, size_t clients)
{
	char given[TEE_DEVICE_PATH_SIZE];
	struct tee_device_info own;

	if (!(selector && *selector) && sockets_default_is_invalid(given, sizeof(given))) {
		output_error(given, "Set it to unix:PATH, the socket of a softteed, or to nothing.",
			     "invalid as the default TEE ($GTEE_TEE or " TEE_SOCKET_CONFIG ")");
		return GTEE_USAGE;
	}
	if (!clients && !sockets_ask(TEE_SOCKET_PREFIX, &own)) {
		output_error("this system", "Select the one behind your socket with --tee unix:, "
			     "or for all programs with GTEE_TEE=unix: in the environment.",
			     "no TEE has a device");
	} else if (!clients) {
		output_error("this system", ASK_FOR_ANY, "no TEE found");
	} else if (selector && *selector) {
		output_error(selector, "'gtee info' lists the TEEs.",
			     "no TEE matches this selector");
	} else {
		output_error("this system", "Select one with --tee; 'gtee info' lists them.",
			     "no TEE supports GlobalPlatform");
	}
	return GTEE_NO_TEE;
}

/* Choose among the devices. Without one for programs, @clients is 0 and nothing is printed. */
static int choose_device(const char *selector, struct tee_device_info *chosen, size_t *clients)
{
	struct tee_device_info *list;
	size_t count;
	int rc, status = -1;

	*clients = 0;
	rc = tee_devices_list(&list, &count);
	if (rc) {
		output_error("/sys/class/tee", NULL, "%s", strerror(-rc));
		return GTEE_SYSTEM;
	}
	for (size_t n = 0; n < count && status < 0; n++) {
		if (list[n].privileged)
			continue;
		(*clients)++;
		rc = tee_device_matches(&list[n], selector);
		if (rc == 1) {
			*chosen = list[n];
			status = GTEE_DONE;
		}
	}
	free(list);
	/* A bogus selector is a usage error even on a machine without any TEE. */
	if (!*clients)
		rc = tee_device_matches(&(struct tee_device_info) { 0 }, selector);
	if (status < 0 && rc == -EINVAL) {
		output_error(selector, "Use teeN, tos:NAME, driver:NAME, name:NAME or "
			     "unix:PATH.", "invalid TEE selector");
		return GTEE_USAGE;
	}
	return status;
}

int devices_choose(const char *selector, struct tee_device_info *chosen)
{
	char socket[TEE_DEVICE_PATH_SIZE];
	size_t clients;
	int status;

	if (tee_socket_is_selector(selector))
		return sockets_choose(selector, chosen);
	status = choose_device(selector, chosen, &clients);
	if (status >= 0)
		return status;
	/* Programs do the same, see TEEC_InitializeContext(3). */
	if ((!selector || !*selector) && sockets_default(socket, sizeof(socket)))
		return sockets_choose(socket, chosen);
	return no_match(selector, clients);
}

/* Any device will do. Without one, say what there is instead. */
static int choose_any(void)
{
	struct tee_device_info *list;
	size_t count;
	int rc = tee_devices_list(&list, &count), status = GTEE_DONE;

	if (rc) {
		output_error("/sys/class/tee", NULL, "%s", strerror(-rc));
		return GTEE_SYSTEM;
	}
	if (!count && !sockets_add(&list, &count))
		status = count ? devices_has_no_kernel(&list[0]) : no_match(NULL, 0);
	free(list);
	return status;
}

int devices_choose_name(const char *selector, char *name, size_t size)
{
	struct tee_device_info info = { 0 };
	int status = selector ? devices_choose(selector, &info) : choose_any();

	if (!status && info.is_socket)
		return devices_has_no_kernel(&info);
	if (!status)
		snprintf(name, size, "%s", selector ? devices_name(&info) : "");
	return status;
}

int devices_has_no_kernel(const struct tee_device_info *info)
{
	output_error(devices_name(info), "'gtee trace COMMAND' shows the calls of a command; "
		     "softteed --verbose logs instances.",
		     "the kernel is not involved in calls by a socket, so it has nothing to show");
	return GTEE_USAGE;
}

/* A TEE's device and its supplicant's device have the same parent. */
static bool find_parent(const struct tee_device_info *info, char parent[PATH_MAX])
{
	char path[TEE_DEVICE_PATH_SIZE + 32];

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
	if (info->is_socket || tee_devices_list(&list, &count))
		return false;
	for (size_t n = 0; n < count && !name[0]; n++)
		if (devices_serves(&list[n], info))
			snprintf(name, size, "%s", devices_name(&list[n]));
	free(list);
	return name[0] != '\0';
}

struct waiting *devices_watch_call(const struct tee_device_info *info)
{
	char supplicants[32];

	return devices_supplicants_name(info, supplicants, sizeof(supplicants)) ?
	       waiting_begin(devices_name(info), supplicants) : NULL;
}

int devices_open(const struct tee_device_info *info, struct client *client)
{
	int rc = client_open(client, info);

	if (rc && info->is_socket)
		return sockets_failed(info->path, -rc);
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
	case EPIPE:
		output_error(devices_name(info), SOCKETS_START, "%s: softteed has ended", what);
		return GTEE_NO_TEE;
	case EPERM:
	case EACCES:
		output_error(devices_name(info), NULL, "%s: permission denied", what);
		return GTEE_NO_TEE;
	case EDQUOT:
		/* softteed's own limits at its socket are constant. */
		output_error(devices_name(info), info->is_socket ? NULL : DEVICES_SEE_LIMITS,
			     "%s: " DEVICES_AT_LIMIT, what);
		return GTEE_SYSTEM;
	default:
		output_error(devices_name(info), NULL, "%s: %s", what, strerror(error));
		return GTEE_SYSTEM;
	}
}
