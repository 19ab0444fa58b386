// SPDX-License-Identifier: BSD-2-Clause
/* TEEC_InitializeContext() and TEEC_FinalizeContext(), i.e. finding a TEE and connecting to it */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "context.h"
#include "door.h"
#include "fork.h"
#include "memory.h"
#include "result.h"
#include "tee_devices.h"
#include "tee_socket.h"
#include "teec_private.h"

/* Make a context of @door, which it owns afterwards. Returns 0 or -errno. */
static int add_context(const struct teec_door *door,
		       const struct tee_ioctl_version_data *version, TEEC_Context *context)
{
	int rc = teec_context_add(door, version->gen_caps);

	if (rc)
		return rc;
	context->imp.fd = door->fd;
	context->imp.reg_mem = version->gen_caps & TEE_GEN_CAP_REG_MEM;
	context->imp.memref_null = version->gen_caps & TEE_GEN_CAP_MEMREF_NULL;
	return 0;
}

static void close_door(const struct teec_door *door)
{
	door->ops->close(door);
	door->ops->put(door);
}

/*
 * Open @path, provided that it is a client's device for a TEE that supports GlobalPlatform
 * and, with @trustzone, that it is OP-TEE in TrustZone. Returns 0, -ENOENT if the device
 * does not qualify, or another -errno.
 */
static int open_device(const char *path, bool trustzone, TEEC_Context *context)
{
	struct tee_ioctl_version_data version;
	struct teec_door door;
	int rc = teec_door_open_device(path, &door, &version);

	if (rc)
		return rc;
	rc = -ENOENT;
	if (!(version.gen_caps & TEE_GEN_CAP_GP) ||
	    (version.gen_caps & TEE_GEN_CAP_PRIVILEGED))
		goto close;
	if (trustzone && (version.impl_id != TEE_IMPL_ID_OPTEE ||
			  !(version.impl_caps & TEE_OPTEE_CAP_TZ)))
		goto close;
	rc = add_context(&door, &version, context);
	if (rc)
		goto close;
	return 0;

close:
	close_door(&door);
	return rc;
}

/* Open the socket that @selector names. Returns 0 or -errno. */
static int open_socket(const char *selector, TEEC_Context *context)
{
	struct tee_ioctl_version_data version;
	char path[TEE_SOCKET_PATH_SIZE];
	struct teec_door door;
	int rc;

	rc = tee_socket_path(selector, path);
	if (!rc)
		rc = teec_door_open_softteed(path, &door, &version);
	if (rc)
		return rc;
	rc = version.gen_caps & TEE_GEN_CAP_GP ? add_context(&door, &version, context) : -ENOENT;
	if (rc)
		close_door(&door);
	return rc;
}

/* Of two errors, keep the more telling one. A missing device says the least. */
static int better_reason(int reason, int rc)
{
	return reason == -ENOENT || reason == -ENXIO || reason == -ENODEV ? rc : reason;
}

/*
 * What most programs want: the first suitable device. No need to go through sysfs, as
 * clients' devices are numbered 0 to 15, on upstream's kernel too.
 */
static int open_first(bool trustzone, TEEC_Context *context)
{
	/* snprintf() would account for a tenth of the time it takes to open a context. */
	static const char *const paths[] = {
		"/dev/tee0", "/dev/tee1", "/dev/tee2", "/dev/tee3", "/dev/tee4", "/dev/tee5",
		"/dev/tee6", "/dev/tee7", "/dev/tee8", "/dev/tee9", "/dev/tee10", "/dev/tee11",
		"/dev/tee12", "/dev/tee13", "/dev/tee14", "/dev/tee15",
	};
	int reason = -ENOENT;

	for (size_t n = 0; n < sizeof(paths) / sizeof(paths[0]); n++) {
		int rc = open_device(paths[n], trustzone, context);

		if (!rc)
			return 0;
		reason = better_reason(reason, rc);
	}
	return reason;
}

static int open_selected(const char *selector, TEEC_Context *context)
{
	struct tee_device_info *list;
	int reason = -ENOENT;
	size_t count;
	int rc;

	rc = tee_devices_list(&list, &count);
	if (rc)
		return rc;
	for (size_t n = 0; n < count; n++) {
		/* A malformed selector (-EINVAL) just does not match. */
		if (tee_device_matches(&list[n], selector) <= 0)
			continue;
		rc = open_device(list[n].path, false, context);
		if (!rc) {
			reason = 0;
			break;
		}
		reason = better_reason(reason, rc);
	}
	free(list);
	return reason;
}

/* If @name is "/dev/teeN" or "teeN", sets @path and returns true. */
static bool names_node(const char *name, char path[32])
{
	const char *node = strncmp(name, "/dev/", 5) ? name : name + 5;
	size_t len = strlen(node);

	if (strncmp(node, "tee", 3) || len < 4 || len > 8 ||
	    strspn(node + 3, "0123456789") != len - 3)
		return false;
	snprintf(path, 32, "/dev/%s", node);
	return true;
}

/* Returns 0 or -errno, which is -ENOENT for whatever means that there is no such TEE. */
static int open_named(const char *name, TEEC_Context *context)
{
	char path[32];
	int rc;

	if (!name || !*name)
		rc = open_first(false, context);
	else if (!strcmp(name, "optee-tz"))
		rc = open_first(true, context);
	else if (tee_socket_is_selector(name))
		rc = open_socket(name, context);
	else if (names_node(name, path))
		rc = open_device(path, false, context);
	else
		rc = open_selected(name, context);
	switch (-rc) {
	case ENXIO: /* a node without a device */
	case ENODEV:
	case ENOTTY: /* a device, but not a TEE */
	case ECONNREFUSED: /* a socket of a broker that has exited, or not a socket */
	case ENOTDIR:
	case ENAMETOOLONG:
		return -ENOENT;
	default:
		return rc;
	}
}

TEEC_EXPORT TEEC_Result TEEC_InitializeContext(const char *name, TEEC_Context *context)
{
	char selector[PATH_MAX];
	int rc;

	if (!context)
		return TEEC_ERROR_BAD_PARAMETERS;
	context->imp.fd = -1;
	if (teec_fork_prepare())
		return TEEC_ERROR_OUT_OF_MEMORY;

	rc = open_named(name, context);
	if (rc == -ENOENT && (!name || !*name) &&
	    !tee_socket_default(TEE_SOCKET_CONFIG, selector, sizeof(selector)))
		rc = open_named(selector, context);
	return teec_result_of_errno(-rc);
}

TEEC_EXPORT void TEEC_FinalizeContext(TEEC_Context *context)
{
	struct teec_door door;

	if (!context || !teec_context_remove(context, &door, teec_memory_drain))
		return;
	context->imp.fd = -1;
	/* This comes last, since the descriptor may be reused right away. */
	door.ops->close(&door);
}
