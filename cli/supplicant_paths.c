// SPDX-License-Identifier: BSD-2-Clause
/*
 * Find the running supplicant and the directories it uses.
 *
 * Names and command lines prove nothing, since any process can set its own and any
 * user can start a set-user-ID program with whatever arguments they like. What does
 * identify the supplicant is its device, which only root can open read-write and
 * which the kernel grants to one process at a time.
 */
#define _GNU_SOURCE /* O_PATH, statx */
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "supplicant_paths.h"

#define MAX_DEVICES	16

const char *const supplicant_ta_directories[] = {
	"/usr/lib/optee_armtz", "/lib/optee_armtz", NULL,
};

const char supplicant_storage[] = "/var/lib/optee-client/data/tee";

/*
 * struct look - walk through all processes
 * @proc:	/proc, open
 * @devices:	supplicant devices to look for
 * @count:	how many of them
 * @hidden:	we couldn't see some process's open files
 * @named:	... and it was called tee-supplicant
 */
struct look {
	int proc;
	dev_t devices[MAX_DEVICES];
	size_t count;
	bool hidden, named;
};

static ssize_t read_below(int directory, const char *name, char *bytes, size_t size)
{
	ssize_t got;
	int fd;

	fd = openat(directory, name, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	got = read(fd, bytes, size - 1);
	close(fd);
	bytes[got > 0 ? got : 0] = '\0';
	return got;
}

/* @device, or all supplicant devices if NULL */
static void find_devices(struct look *look, const char *root, const char *device)
{
	char path[PATH_MAX];
	struct dirent *entry;
	DIR *class;

	snprintf(path, sizeof(path), "%s/sys/class/tee", root);
	class = opendir(path);
	if (!class)
		return;
	while ((entry = readdir(class)) && look->count < MAX_DEVICES) {
		unsigned int major_number, minor_number;
		char text[32];

		snprintf(path, sizeof(path), "%s/dev", entry->d_name);
		if (!strncmp(entry->d_name, "teepriv", 7) &&
		    (!device || !strcmp(entry->d_name, device)) &&
		    read_below(dirfd(class), path, text, sizeof(text)) > 0 &&
		    sscanf(text, "%u:%u", &major_number, &minor_number) == 2)
			look->devices[look->count++] = makedev(major_number, minor_number);
	}
	closedir(class);
}

/* O_PATH descriptors don't count. Anyone can have one. */
static bool is_really_open(int process, const char *descriptor)
{
	char name[300], text[512];
	const char *flags;
	unsigned long bits;

	snprintf(name, sizeof(name), "fdinfo/%s", descriptor);
	if (read_below(process, name, text, sizeof(text)) <= 0)
		return false;
	flags = strstr(text, "flags:");
	if (!flags)
		return false;
	bits = strtoul(flags + strlen("flags:"), NULL, 8);
	return !(bits & O_PATH) && (bits & O_ACCMODE) == O_RDWR;
}

static bool is_supplicants_device(const struct look *look, int descriptors, const char *name)
{
	struct statx status;

	/* Without DONT_SYNC we could get stuck on a dead NFS or FUSE mount. */
	if (statx(descriptors, name, AT_STATX_DONT_SYNC, STATX_TYPE, &status) ||
	    !S_ISCHR(status.stx_mode))
		return false;
	for (size_t n = 0; n < look->count; n++)
		if (look->devices[n] == makedev(status.stx_rdev_major, status.stx_rdev_minor))
			return true;
	return false;
}

static bool has_name(int process)
{
	static const char name[] = "tee-supplicant\n";
	char text[32];

	return read_below(process, "comm", text, sizeof(text)) > 0 && !strcmp(text, name);
}

/* May miss the device if we are not allowed to see that process's files. */
static bool holds_device(struct look *look, int process)
{
	struct dirent *entry;
	bool holds = false;
	int fd = openat(process, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *descriptors = fd < 0 ? NULL : fdopendir(fd);

	if (!descriptors) {
		if (fd >= 0)
			close(fd);
		look->hidden = true;
		look->named |= has_name(process);
		return false;
	}
	while (!holds && (entry = readdir(descriptors)))
		holds = isdigit((unsigned char)entry->d_name[0]) &&
			is_supplicants_device(look, fd, entry->d_name) &&
			is_really_open(process, entry->d_name);
	closedir(descriptors);
	return holds;
}

static bool is_roots(int process)
{
	char text[1024];
	const char *uid;

	/* The process name comes before this line, but the kernel escapes newlines in it. */
	return read_below(process, "status", text, sizeof(text)) > 0 &&
	       (uid = strstr(text, "\nUid:")) && !strtoul(uid + strlen("\nUid:"), NULL, 10);
}

/*
 * Keep looking for root's process. A worker holds the device too, but has a command
 * line of its own.
 */
static enum supplicant_state look_at_all(struct look *look, DIR *proc, struct supplicant *found)
{
	enum supplicant_state state = SUPPLICANT_NONE;
	char cmdline[2 * PATH_MAX];
	struct dirent *entry;
	bool roots = false;

	while (!roots && (entry = readdir(proc))) {
		ssize_t got;
		int process;

		if (!isdigit((unsigned char)entry->d_name[0]))
			continue;
		process = openat(look->proc, entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (process < 0)
			continue;
		if (holds_device(look, process)) {
			roots = is_roots(process);
			if (roots || state != SUPPLICANT_RUNS) {
				found->pid = (pid_t)atol(entry->d_name);
				got = read_below(process, "cmdline", cmdline, sizeof(cmdline));
				supplicant_parse(cmdline, got > 0 ? (size_t)got : 0, found);
			}
			state = SUPPLICANT_RUNS;
		}
		close(process);
	}
	return state;
}

enum supplicant_state supplicant_find_below(const char *root, const char *device,
					     struct supplicant *found)
{
	struct look look = { .proc = -1 };
	enum supplicant_state state;
	char path[PATH_MAX];
	DIR *proc;

	*found = (struct supplicant) { .pid = 0 };
	snprintf(path, sizeof(path), "%s/proc", root);
	proc = opendir(path);
	if (!proc)
		return SUPPLICANT_UNKNOWN;
	look.proc = dirfd(proc);
	find_devices(&look, root, device);
	state = look_at_all(&look, proc, found);
	/* If even pid 1 is hidden (hidepid), so could be the supplicant. */
	if (state == SUPPLICANT_NONE && look.hidden &&
	    (look.named || faccessat(look.proc, "1", F_OK, 0)))
		state = SUPPLICANT_UNKNOWN;
	closedir(proc);
	return state;
}

enum supplicant_state supplicant_find(const char *device, struct supplicant *found)
{
	return supplicant_find_below("", device, found);
}
