// SPDX-License-Identifier: BSD-2-Clause
/* Check the files that options name, as far as nothing else does it at the start */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "softteed/broker/signature.h"
#include "softteed/files.h"

int files_check_key(const char *path)
{
	if (!path || !signature_is_private_key(path))
		return 0;
	fprintf(stderr, "softteed: --key %s: that's a private key, which is only for signing: make "
		"its public half with 'openssl rsa -in %s -pubout'\n", path, path);
	return -EINVAL;
}

int files_check_plugins(const char *path)
{
	struct stat status;
	int rc;

	if (!path)
		return 0;
	if (stat(path, &status))
		rc = -errno;
	else if (!S_ISDIR(status.st_mode))
		rc = -ENOTDIR;
	else
		rc = (status.st_uid && status.st_uid != geteuid()) || status.st_mode & 022 ?
		     -EPERM : 0;
	if (rc)
		fprintf(stderr, "softteed: --plugins %s: %s\n", path, rc == -EPERM ?
			"others can put plugins there: it has to be this user's or root's, and "
			"writable by its owner only" : strerror(-rc));
	return rc;
}
