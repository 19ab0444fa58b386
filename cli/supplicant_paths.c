// SPDX-License-Identifier: BSD-2-Clause
/* The supplicant that runs, and the folders it was told to use. */
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "supplicant_paths.h"

const char *const supplicant_ta_folders[] = {
	"/usr/lib/optee_armtz", "/lib/optee_armtz", NULL,
};

const char supplicant_storage[] = "/var/lib/optee-client/data/tee";

static ssize_t read_proc(const char *pid, const char *name, char *bytes, size_t size)
{
	char path[300];
	ssize_t got;
	int fd;

	snprintf(path, sizeof(path), "/proc/%s/%s", pid, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	got = read(fd, bytes, size);
	close(fd);
	return got;
}

bool supplicant_find(struct supplicant *found)
{
	static const char name[] = "tee-supplicant\n";
	char text[2 * PATH_MAX];
	struct dirent *entry;
	bool seen = false;
	DIR *proc = opendir("/proc");

	if (!proc)
		return false;
	while (!seen && (entry = readdir(proc))) {
		ssize_t got;

		if (!isdigit((unsigned char)entry->d_name[0]))
			continue;
		got = read_proc(entry->d_name, "comm", text, sizeof(text));
		if (got != sizeof(name) - 1 || memcmp(text, name, sizeof(name) - 1))
			continue;
		found->pid = (pid_t)atol(entry->d_name);
		got = read_proc(entry->d_name, "cmdline", text, sizeof(text));
		supplicant_parse(text, got > 0 ? (size_t)got : 0, found);
		seen = true;
	}
	closedir(proc);
	return seen;
}
