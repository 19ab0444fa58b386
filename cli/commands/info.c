// SPDX-License-Identifier: BSD-2-Clause
/* gtee info: what is this TEE, what can it do, and what are its limits? */
#include <getopt.h>
#include <inttypes.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "command.h"
#include "commands/info.h"
#include "devices.h"
#include "names.h"
#include "output.h"
#include "sockets.h"
#include "tee_socket.h"
#include "tee_uuid.h"

/* PROC_USER_INIT_INO, the initial user namespace's inode number */
#define FIRST_USER_NAMESPACE	0xeffffffdU

static const struct gtee_option options[] = {
	GTEE_OPTION_TEE,
	GTEE_OPTION_JSON,
	GTEE_OPTION_HELP,
	{ NULL, 0, NULL, NULL },
};

static int has_uuid(const struct tee_ioctl_identity *identity)
{
	static const uint8_t nil[TEE_IOCTL_UUID_LEN];

	return memcmp(identity->os_uuid, nil, sizeof(nil)) != 0;
}

/* What the calling user holds in a TEE, and how much they may */
struct user_share {
	uint64_t sessions, max_sessions, applications, max_applications, regions, max_regions;
	uint64_t shm_bytes, max_shm_bytes, max_calls;
};

static int read_number(const char *device, const char *name, uint64_t *number)
{
	char path[160];
	FILE *file;
	int count;

	snprintf(path, sizeof(path), "/sys/class/tee/%s/user/%s", device, name);
	file = fopen(path, "re");
	if (!file)
		return 0;
	count = fscanf(file, "%" SCNu64, number);
	fclose(file);
	return count == 1;
}

/*
 * CAP_SYS_RESOURCE counts only in the initial user namespace. Anyone can create a
 * namespace of their own and have all capabilities there.
 */
static bool is_limited(void)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3] = { 0 };
	struct stat namespace;

	return syscall(SYS_capget, &head, sets) ||
	       !(sets[CAP_TO_INDEX(CAP_SYS_RESOURCE)].effective & CAP_TO_MASK(CAP_SYS_RESOURCE)) ||
	       stat("/proc/self/ns/user", &namespace) || namespace.st_ino != FIRST_USER_NAMESPACE;
}

/* 0 if the kernel doesn't report any of this, e.g. for a supplicant's device */
static int read_user_share(const struct tee_device_info *info, struct user_share *share)
{
	const char *device = devices_name(info);

	return !info->privileged && read_number(device, "sessions", &share->sessions) &&
	       read_number(device, "max_sessions", &share->max_sessions) &&
	       read_number(device, "applications", &share->applications) &&
	       read_number(device, "max_applications", &share->max_applications) &&
	       read_number(device, "regions", &share->regions) &&
	       read_number(device, "max_regions", &share->max_regions) &&
	       read_number(device, "shm_bytes", &share->shm_bytes) &&
	       read_number(device, "max_shm_bytes", &share->max_shm_bytes) &&
	       read_number(device, "max_calls", &share->max_calls);
}

static void json_user(struct json_object *object, const struct tee_device_info *info)
{
	struct user_share share;
	struct json_object *user;

	if (!read_user_share(info, &share))
		return;
	user = json_object_new_object();
	json_flag(user, "limited", is_limited());
	json_number(user, "sessions", share.sessions);
	json_number(user, "max_sessions", share.max_sessions);
	json_number(user, "applications", share.applications);
	json_number(user, "max_applications", share.max_applications);
	json_number(user, "regions", share.regions);
	json_number(user, "max_regions", share.max_regions);
	json_number(user, "shm_bytes", share.shm_bytes);
	json_number(user, "max_shm_bytes", share.max_shm_bytes);
	json_number(user, "max_calls", share.max_calls);
	json_object_object_add(object, "user", user);
}

static struct json_object *json_capabilities(uint64_t bits)
{
	struct json_object *array = json_object_new_array();

	for (const struct capability *capability = capabilities; capability->bit; capability++)
		if (bits & capability->bit)
			json_object_array_add(array, json_object_new_string(capability->name));
	return array;
}

/* A socket was connected to, or else it wouldn't be shown. */
static bool is_permitted(const struct tee_device_info *info)
{
	return info->is_socket || !access(info->path, R_OK | W_OK);
}

static struct json_object *json_device(const struct tee_device_info *info)
{
	const struct tee_ioctl_identity *identity = &info->identity;
	struct json_object *object = json_object_new_object(), *driver, *os, *limits;
	char uuid[TEE_UUID_TEXT_SIZE];

	json_text(object, "device", devices_name(info));
	json_text(object, "path", info->path);
	json_flag(object, "privileged", info->privileged);
	json_flag(object, "permitted", is_permitted(info));
	json_flag(object, "has_identity", info->has_identity);

	driver = json_object_new_object();
	json_text(driver, "name", identity->driver_name);
	json_text(driver, "version", identity->driver_version);
	json_text(driver, "type", driver_type_name(identity->driver_type));
	json_text(driver, "conduit", identity->conduit);
	json_object_object_add(object, "driver", driver);

	os = json_object_new_object();
	tee_uuid_format(identity->os_uuid, uuid);
	json_text(os, "name", identity->os_name);
	json_text(os, "version", identity->os_version);
	json_text(os, "build", identity->os_build);
	json_text(os, "uuid", has_uuid(identity) ? uuid : NULL);
	json_object_object_add(object, "os", os);

	json_object_object_add(object, "capabilities",
			       json_capabilities(identity->capabilities));
	limits = json_object_new_object();
	json_number(limits, "params", identity->max_params);
	json_number(limits, "sessions", identity->max_sessions);
	json_number(limits, "threads", identity->max_threads);
	json_number(limits, "shm_size", identity->max_shm_size);
	json_object_object_add(object, "limits", limits);
	json_user(object, info);
	return object;
}

static void print_field(const char *name, const char *value)
{
	printf("  %s%-13s%s %s\n", style(STYLE_DIM), name, style(STYLE_PLAIN), shown(value));
}

static void print_limits(const struct tee_ioctl_identity *identity)
{
	char size[OUTPUT_NUMBER_SIZE], text[160];
	int end = 0;

	/* 0 is either "no limit" or "the TEE doesn't say". */
	if (identity->max_params)
		end += snprintf(text + end, sizeof(text) - (size_t)end, ", %" PRIu32 " parameters",
				identity->max_params);
	if (identity->max_sessions)
		end += snprintf(text + end, sizeof(text) - (size_t)end, ", %" PRIu32 " sessions",
				identity->max_sessions);
	if (identity->max_threads)
		end += snprintf(text + end, sizeof(text) - (size_t)end,
				", %" PRIu32 " calls at a time", identity->max_threads);
	if (identity->max_shm_size)
		end += snprintf(text + end, sizeof(text) - (size_t)end,
				", %s of shared memory at once",
				format_size(identity->max_shm_size, size));
	print_field("limits", end ? text + 2 : "not reported");
}

/*
 * There is no usage to show, as the kernel does not count for unlimited users. Show
 * everyone else's limits.
 */
static void print_unlimited(const struct user_share *share)
{
	char most[OUTPUT_NUMBER_SIZE], text[256];

	print_field("this user", "is not limited (CAP_SYS_RESOURCE); limits of other users:");
	snprintf(text, sizeof(text), "%" PRIu64 " sessions, %" PRIu64 " applications loaded,",
		 share->max_sessions, share->max_applications);
	print_field("", text);
	snprintf(text, sizeof(text), "%" PRIu64 " regions of shared memory, %s;",
		 share->max_regions, format_size(share->max_shm_bytes, most));
	print_field("", text);
}

static void print_limited(const struct user_share *share)
{
	char held[OUTPUT_NUMBER_SIZE], most[OUTPUT_NUMBER_SIZE], text[256];

	snprintf(text, sizeof(text), "%" PRIu64 " of %" PRIu64 " sessions, %" PRIu64 " of %" PRIu64
		 " applications loaded,", share->sessions, share->max_sessions, share->applications,
		 share->max_applications);
	print_field("this user", text);
	snprintf(text, sizeof(text),
		 "%" PRIu64 " of %" PRIu64 " regions of shared memory, %s of %s;", share->regions,
		 share->max_regions, format_size(share->shm_bytes, held),
		 format_size(share->max_shm_bytes, most));
	print_field("", text);
}

static void print_user(const struct tee_device_info *info)
{
	struct user_share share;
	char text[64];

	if (!read_user_share(info, &share))
		return;
	if (is_limited())
		print_limited(&share);
	else
		print_unlimited(&share);
	snprintf(text, sizeof(text), "%" PRIu64 " call%s at a time", share.max_calls,
		 share.max_calls == 1 ? "" : "s");
	print_field("", text);
}

static void print_capabilities(uint64_t bits)
{
	const char *name = "capabilities";

	for (const struct capability *capability = capabilities; capability->bit; capability++) {
		if (!(bits & capability->bit))
			continue;
		print_field(name, capability->meaning);
		name = "";
	}
}

static void print_device(const struct tee_device_info *info)
{
	const struct tee_ioctl_identity *identity = &info->identity;
	char uuid[TEE_UUID_TEXT_SIZE], text[256];

	printf("%s%s%s  %s%s%s\n", style(STYLE_BOLD), shown(devices_name(info)),
	       style(STYLE_PLAIN), identity->os_name[0] ? shown(identity->os_name) : "unnamed TEE",
	       identity->os_version[0] ? " " : "", shown(identity->os_version));
	if (identity->os_build[0])
		print_field("build", identity->os_build);
	if (has_uuid(identity)) {
		tee_uuid_format(identity->os_uuid, uuid);
		print_field("UUID", uuid);
	}
	snprintf(text, sizeof(text), "%s%s%s, %s, via %s",
		 identity->driver_name[0] ? identity->driver_name : "unknown",
		 identity->driver_version[0] ? " " : "", identity->driver_version,
		 driver_type_name(identity->driver_type),
		 identity->conduit[0] ? identity->conduit : "an unknown conduit");
	print_field("driver", text);
	if (!info->is_socket) {
		snprintf(text, sizeof(text), "%s%s", info->path,
			 is_permitted(info) ? "" : ", not accessible to this user");
		print_field("node", text);
	}
	print_capabilities(identity->capabilities);
	if (info->has_identity)
		print_limits(identity);
	else
		print_field("", "nothing else is known: this kernel has no TEE identities");
	print_user(info);
}

/*
 * Returns 1 if the device matches. Without a selector, supplicant devices match too. Sockets
 * are only listed if they are wanted.
 */
static int is_shown(const struct tee_device_info *info, const char *selector)
{
	if (!selector || info->is_socket)
		return 1;
	return !info->privileged && tee_device_matches(info, selector) == 1;
}

static int print_text(const struct tee_device_info *list, size_t count, const char *selector)
{
	const char *between = "";

	for (size_t n = 0; n < count; n++) {
		if (list[n].privileged || !is_shown(&list[n], selector))
			continue;
		fputs(between, stdout);
		print_device(&list[n]);
		between = "\n";
	}
	for (size_t n = 0; n < count; n++) {
		if (!list[n].privileged || !is_shown(&list[n], selector))
			continue;
		printf("%s%s%s%s  for the supplicant of %s\n", between, style(STYLE_BOLD),
		       devices_name(&list[n]), style(STYLE_PLAIN),
		       shown(list[n].identity.os_name[0] ? list[n].identity.os_name :
							   list[n].identity.driver_name));
		between = "";
	}
	return output_flush() ? GTEE_DONE : GTEE_SYSTEM;
}

static int print_json(const struct tee_device_info *list, size_t count, const char *selector)
{
	struct json_object *document = json_object_new_object();
	struct json_object *devices = json_object_new_array();

	for (size_t n = 0; n < count; n++)
		if (is_shown(&list[n], selector))
			json_object_array_add(devices, json_device(&list[n]));
	json_object_object_add(document, "devices", devices);
	return output_document(document);
}

/* List what @selector may choose, which is everything without one. Returns 0 or -errno. */
static int list_tees(const char *selector, struct tee_device_info **list, size_t *count)
{
	int rc;

	*list = NULL;
	*count = 0;
	if (tee_socket_is_selector(selector))
		return 0;
	rc = tee_devices_list(list, count);
	return rc || selector ? rc : sockets_add(list, count);
}

static int print(const struct tee_device_info *list, size_t count, const char *selector)
{
	return output_is_json() ? print_json(list, count, selector) :
				  print_text(list, count, selector);
}

static int run(const struct gtee_command *command, int argc, char **argv)
{
	struct tee_device_info *list, chosen = { 0 };
	const char *selector = NULL;
	int letter, rc, status;
	size_t count;

	while ((letter = command_option(command, argc, argv)) != GTEE_OPTION_END) {
		if (letter != 't')
			return letter == GTEE_OPTION_HELPED ? GTEE_DONE : GTEE_USAGE;
		selector = optarg;
	}
	if (command_has_operands(command, argc, argv))
		return GTEE_USAGE;

	rc = list_tees(selector, &list, &count);
	if (rc) {
		output_error("/sys/class/tee", NULL, "%s", strerror(-rc));
		return GTEE_SYSTEM;
	}
	/* Let devices_choose() print the error if nothing matches. */
	status = selector || !count ? devices_choose(selector, &chosen) : GTEE_DONE;
	if (!status && chosen.is_socket) {
		status = print(&chosen, 1, selector);
	} else if (!status || (output_is_json() && status == GTEE_NO_TEE)) {
		rc = print(list, count, selector);
		status = status ? status : rc;
	}
	free(list);
	return status;
}

const struct gtee_command gtee_info = {
	.name = "info",
	.summary = "Show the TEEs of this machine: identity, capabilities and limits",
	.options = options,
	.run = run,
};
