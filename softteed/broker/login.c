// SPDX-License-Identifier: BSD-2-Clause
/*
 * Who a client is to an application: a UUID made from its credentials, the same that the
 * kernel makes for clients of a TEE device. See the login methods in <linux/tee.h>.
 */
#include <errno.h>
#include <limits.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "softteed/broker/broker_private.h"

/* GlobalPlatform's login method of applications that are clients of another */
#define LOGIN_TRUSTED_APP	0xf0000000

#define NAME_PREFIX		48

/* The name space UUID, see kernel/core/login.c: part of the ABI */
static const uint8_t name_space[MESSAGE_UUID_LEN] = {
	0x58, 0xac, 0x9c, 0xa0, 0x20, 0x86, 0x46, 0x83,
	0xa1, 0xb8, 0xec, 0x4b, 0xc0, 0x8e, 0x01, 0xb6,
};

/* RFC 9562, section 5.5 */
static int uuid_from_name(const char *name, uint8_t uuid[MESSAGE_UUID_LEN])
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	uint8_t digest[EVP_MAX_MD_SIZE];
	int rc = -ENOMEM;

	if (context && EVP_DigestInit_ex(context, EVP_sha1(), NULL) > 0 &&
	    EVP_DigestUpdate(context, name_space, sizeof(name_space)) > 0 &&
	    EVP_DigestUpdate(context, name, strlen(name)) > 0 &&
	    EVP_DigestFinal_ex(context, digest, NULL) > 0)
		rc = 0;
	EVP_MD_CTX_free(context);
	if (rc)
		return rc;
	memcpy(uuid, digest, MESSAGE_UUID_LEN);
	uuid[6] = (uuid[6] & 0x0f) | 0x50;
	uuid[8] = (uuid[8] & 0x3f) | 0x80;
	return 0;
}

static int check_group(const struct broker_client *client, gid_t gid)
{
	socklen_t size = 0;
	gid_t *groups;
	int rc = -EPERM;

	if (client->gid == gid)
		return 0;
	/* The first call tells how many there are. */
	getsockopt(client->source.fd, SOL_SOCKET, SO_PEERGROUPS, NULL, &size);
	groups = size ? malloc(size) : NULL;
	if (!groups)
		return size ? -ENOMEM : -EPERM;
	if (!getsockopt(client->source.fd, SOL_SOCKET, SO_PEERGROUPS, groups, &size)) {
		for (size_t n = 0; n < size / sizeof(*groups); n++)
			rc = groups[n] == gid ? 0 : rc;
	}
	free(groups);
	return rc;
}

/*
 * Only the programs of the broker's own user are told by their path. Nothing but the kernel could
 * say what another user's process has executed: what /proc says of it changes with the next
 * execve(), while the connection stays with whoever holds it, and a process with a mount namespace
 * of its own can have any path there. Among one user's processes this separates nothing, but
 * that's so at a device too (see <linux/tee.h>).
 */
static int append_application(int error, const char *path, char *name, size_t room)
{
	size_t size;

	if (error)
		return error == -ENOENT ? -ENOENT : -EPERM;
	size = strlen(path);
	if (size >= PATH_MAX)
		return -ENAMETOOLONG;
	if (size >= 10 && !strcmp(path + size - 10, " (deleted)"))
		return -ENOENT;
	snprintf(name + strlen(name), room - strlen(name), "app=%s", path);
	return 0;
}

static bool names_user(uint32_t login)
{
	return login == TEE_IOCTL_LOGIN_USER || login == TEE_IOCTL_LOGIN_USER_APPLICATION;
}

static bool names_group(uint32_t login)
{
	return login == TEE_IOCTL_LOGIN_GROUP || login == TEE_IOCTL_LOGIN_GROUP_APPLICATION;
}

bool broker_login_names_program(const struct broker_client *client, uint32_t login)
{
	return !client->is_application && login >= TEE_IOCTL_LOGIN_APPLICATION &&
	       login <= TEE_IOCTL_LOGIN_GROUP_APPLICATION;
}

bool broker_login_may_name_program(const struct broker_client *client)
{
	return client->uid == broker.uid;
}

int broker_login(const struct broker_client *client, const struct message_open *open, int error,
		 const char *path, uint8_t uuid[MESSAGE_UUID_LEN])
{
	char name[NAME_PREFIX + PATH_MAX] = "";
	uint32_t gid;
	int rc = 0;

	memset(uuid, 0, MESSAGE_UUID_LEN);
	if (client->is_application) {
		memcpy(uuid, client->uuid, MESSAGE_UUID_LEN);
		return open->login == LOGIN_TRUSTED_APP ? 0 : -EPERM;
	}
	if (open->login == TEE_IOCTL_LOGIN_PUBLIC)
		return 0;
	if (open->login > TEE_IOCTL_LOGIN_GROUP_APPLICATION || open->login == 3)
		return open->login & 0x80000000 ? -EPERM : -EINVAL;
	memcpy(&gid, open->login_data, sizeof(gid));
	if (names_group(open->login)) {
		rc = check_group(client, gid);
		snprintf(name, sizeof(name), "gid=%x", gid);
	} else if (names_user(open->login)) {
		snprintf(name, sizeof(name), "uid=%x", client->uid);
	}
	if (!rc && open->login >= TEE_IOCTL_LOGIN_APPLICATION) {
		if (*name)
			strcat(name, ":");
		rc = append_application(error, path, name, sizeof(name));
	}
	return rc ? rc : uuid_from_name(name, uuid);
}
