// SPDX-License-Identifier: BSD-2-Clause
/*
 * A mount namespace whose root holds no files. The zygote's root is an empty
 * tmpfs with /proc, because dlopen() opens a Trusted Application's memfd by the
 * name /proc/self/fd/N. Landlock refuses to open anything else there. The
 * storage process's root is its directory.
 */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/mount.h>
#include <sched.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "softteed/sandbox/fence.h"

#define QUIET	(MS_NOSUID | MS_NODEV | MS_NOEXEC)

/* mount_setattr() leaves the flags alone that a user namespace locks. */
static int restrict_mount(const char *path, unsigned long long flags)
{
	struct mount_attr attributes = {
		.attr_set = flags | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC,
	};

	return syscall(SYS_mount_setattr, -1, path, 0, &attributes, sizeof(attributes)) ?
	       -errno : 0;
}

/*
 * A descriptor from before unshare() belongs to the old namespace, where it can
 * neither be mounted nor named. Open the directory by its name, and put it in the
 * old descriptor's place if it is the same.
 */
static int renew_directory(int directory, const char *path)
{
	int renewed = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc = 0;
	struct stat old, new;

	if (renewed < 0)
		return -errno;
	if (fstat(directory, &old) || fstat(renewed, &new))
		rc = -errno;
	else if (old.st_dev != new.st_dev || old.st_ino != new.st_ino)
		rc = -ESTALE;
	else if (dup3(renewed, directory, O_CLOEXEC) < 0)
		rc = -errno;
	close(renewed);
	return rc;
}

static int mount_directory(int directory, const char *place)
{
	char source[64];

	snprintf(source, sizeof(source), "/proc/self/fd/%d", directory);
	if (mount(source, place, NULL, MS_BIND, NULL))
		return -errno;
	return restrict_mount(place, 0);
}

static int mount_empty(const char *place)
{
	char proc[64];
	int rc;

	snprintf(proc, sizeof(proc), "%s/proc", place);
	if (mount("none", place, "tmpfs", QUIET, "size=64k,nr_inodes=8,mode=555"))
		return -errno;
	if (mkdir(proc, 0555) || mount("/proc", proc, NULL, MS_BIND | MS_REC, NULL))
		return -errno;
	rc = restrict_mount(proc, MOUNT_ATTR_RDONLY);
	return rc ? rc : restrict_mount(place, MOUNT_ATTR_RDONLY);
}

/* Swap the root with the new one in place, and detach the old one. */
static int swap_root(const char *place)
{
	if (chdir(place) || syscall(SYS_pivot_root, ".", ".") || umount2(".", MNT_DETACH) ||
	    chdir("/"))
		return -errno;
	return 0;
}

/* The caller's descriptor leads into the detached root by "..": replace it. */
static int reopen_directory(int directory)
{
	int root = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc = 0;

	if (root < 0)
		return -errno;
	if (dup3(root, directory, O_CLOEXEC) < 0)
		rc = -errno;
	close(root);
	return rc;
}

int sandbox_change_root(const struct sandbox_policy *policy, struct sandbox_report *report)
{
	static const char place[] = "/tmp";
	char name[64], path[PATH_MAX] = "";
	int rc;

	snprintf(name, sizeof(name), "/proc/self/fd/%d", policy->directory);
	if (policy->kind == SANDBOX_STORAGE && readlink(name, path, sizeof(path) - 1) < 0)
		return -errno;
	report->fences[SANDBOX_ROOT].step = "unshare";
	if (unshare(CLONE_NEWNS))
		return -errno;
	/* Even if what follows fails, the directory has a name. */
	report->fences[SANDBOX_ROOT].step = "directory";
	rc = policy->kind == SANDBOX_STORAGE ? renew_directory(policy->directory, path) : 0;
	if (rc)
		return rc;
	report->fences[SANDBOX_ROOT].step = "private mounts";
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL))
		return -errno;
	report->fences[SANDBOX_ROOT].step = "mount";
	rc = policy->kind == SANDBOX_STORAGE ? mount_directory(policy->directory, place) :
	     mount_empty(place);
	if (rc)
		return rc;
	report->fences[SANDBOX_ROOT].step = "pivot_root";
	rc = swap_root(place);
	/* What is at the place now would hide files, maybe the directory itself. */
	if (rc)
		umount2(place, MNT_DETACH);
	if (!rc && policy->kind == SANDBOX_STORAGE)
		rc = reopen_directory(policy->directory);
	return rc;
}
