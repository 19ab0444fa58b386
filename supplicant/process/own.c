// SPDX-License-Identifier: BSD-2-Clause
/*
 * Hand the storage over to the worker's user. Debian's supplicant leaves
 * root-owned files, but our worker doesn't run as root. As the command line may
 * name just about any directory by mistake, only files with a supplicant's file
 * names are chowned.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "process/own.h"
#include "storage/fs_names.h"

/* Digits in a file name, at most: hex, or decimal followed by ".ta" */
#define MAX_NUMBER	10u

/*
 * struct content - summary of the directory's entries
 * @uid:	the supplicant's user
 * @has_directory: has OP-TEE's directory file, which is @uid's or root's and has
 *		no other hard link
 * @others:	how many entries don't look like a supplicant's
 * @other:	the first of them, for the log
 */
struct content {
	uid_t uid;
	bool has_directory;
	unsigned int others;
	char other[NAME_MAX + 1];
};

/*
 * Does this look like a supplicant's file? That's "1f" for an OP-TEE object,
 * "12.ta" for a TA in secure storage, and the supplicant's own files.
 */
static bool is_own_name(const char *name)
{
	size_t hex = strspn(name, "0123456789abcdef"), decimal = strspn(name, "0123456789");

	if (hex && hex <= MAX_NUMBER && !name[hex])
		return true;
	if (decimal && decimal <= MAX_NUMBER && !strcmp(name + decimal, ".ta"))
		return true;
	return !strcmp(name, FS_DIRECTORY_FILE) || !strcmp(name, FS_UNFINISHED_FILE) ||
	       !strncmp(name, ".rpmb", 5);
}

/* Entries that even an empty directory (or file system) has */
static bool is_nobodys(const char *name)
{
	return !strcmp(name, ".") || !strcmp(name, "..") || !strcmp(name, "lost+found");
}

/* Return: 1 if it's a regular file, 0 if it's something else or missing, or -errno. */
static int is_ordinary(int directory, const char *name, struct stat *info)
{
	if (fstatat(directory, name, info, AT_SYMLINK_NOFOLLOW))
		return errno == ENOENT ? 0 : -errno;
	return S_ISREG(info->st_mode);
}

static int look_at(int directory, const char *name, struct content *content)
{
	struct stat info;
	int rc;

	if (is_nobodys(name))
		return 0;
	rc = is_own_name(name) ? is_ordinary(directory, name, &info) : 0;
	if (rc < 0)
		return rc;
	if (rc)
		content->has_directory |= !strcmp(name, FS_DIRECTORY_FILE) &&
			info.st_nlink == 1 &&
			(info.st_uid == content->uid || info.st_uid == geteuid());
	else if (!content->others++)
		strcpy(content->other, name);
	errno = 0;
	return 0;
}

/*
 * chown() one file. Skip it unless it's a regular file of root's with a single
 * link, and neither setuid nor setgid. RESOLVE_NO_XDEV skips mount points.
 */
static int give_file(int directory, const char *name, uid_t uid, gid_t gid)
{
	const struct open_how how = {
		.flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV,
	};
	int fd = (int)syscall(SYS_openat2, directory, name, &how, sizeof(how)), rc = 0;
	struct stat info;

	/* removed, or replaced by a link or a mount, in the meantime */
	if (fd < 0 && (errno == ENOENT || errno == ELOOP || errno == EXDEV))
		return 0;
	if (fd < 0)
		return -errno;
	if (!fstat(fd, &info) && info.st_uid == geteuid() && info.st_uid != uid &&
	    S_ISREG(info.st_mode) && info.st_nlink == 1 &&
	    !(info.st_mode & (S_ISUID | S_ISGID)) && fchown(fd, uid, gid))
		rc = -errno;
	close(fd);
	return rc;
}

/* A compromised worker can create any number of files. Stop reading at some point. */
#define MAX_FILES	100000u

/*
 * Check if a root-owned directory is a supplicant's. @is_only is set if there's
 * nothing else in it. Return: 0; -EXDEV if it isn't; or any other -errno.
 */
static int check_directory(int directory, const struct stat *info, DIR *dir, uid_t uid,
			   bool *is_only, struct own_result *result)
{
	struct content content = { .uid = uid };
	unsigned int count = 0;
	struct dirent *entry;
	int rc;

	errno = 0;
	while (count++ < MAX_FILES && (entry = readdir(dir))) {
		rc = look_at(directory, entry->d_name, &content);
		if (rc)
			return rc;
	}
	/* readdir() failed, don't mistake that for an empty directory */
	if (errno)
		return -errno;
	*is_only = !content.others;
	if (content.has_directory)
		return 0;
	if (content.others)
		snprintf(result->why, sizeof(result->why),
			 "it holds '%s', and no %s of root's or the user's", content.other,
			 FS_DIRECTORY_FILE);
	else if (info->st_mode & (S_ISVTX | S_IWOTH))
		strcpy(result->why, "others may write it");
	else
		return 0;
	return -EXDEV;
}

static int give_files(int directory, DIR *dir, uid_t uid, gid_t gid)
{
	struct dirent *entry;
	struct stat info;
	unsigned int count = 0;
	int rc = 0;

	rewinddir(dir);
	errno = 0;
	while (count++ < MAX_FILES && (entry = readdir(dir))) {
		rc = is_own_name(entry->d_name) ? is_ordinary(directory, entry->d_name, &info) : 0;
		if (rc > 0)
			rc = give_file(directory, entry->d_name, uid, gid);
		if (rc)
			return rc;
		errno = 0;
	}
	return -errno;
}

int own_storage(int directory, uid_t uid, gid_t gid, struct own_result *result)
{
	int copy = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc = 0;
	DIR *dir = copy < 0 ? NULL : fdopendir(copy);
	struct stat info;
	bool is_only = false;

	*result = (struct own_result){ 0 };
	if (!dir || fstat(directory, &info)) {
		rc = -errno;
		goto close_directory;
	}
	if (info.st_uid == geteuid() && info.st_uid != uid) {
		rc = check_directory(directory, &info, dir, uid, &is_only, result);
		if (!rc && fchown(directory, uid, gid)) {
			rc = -errno;
			result->is_roots = is_only;
		}
	}
	/*
	 * The user's own directory can have root's files in it too, e.g. from a
	 * backup.
	 */
	if (!rc && (info.st_uid == uid || info.st_uid == geteuid()))
		rc = give_files(directory, dir, uid, gid);
close_directory:
	if (rc && !*result->why)
		snprintf(result->why, sizeof(result->why), "%s", strerror(-rc));
	if (dir)
		closedir(dir);
	else if (copy >= 0)
		close(copy);
	return rc;
}
