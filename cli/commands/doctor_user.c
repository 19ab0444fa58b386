// SPDX-License-Identifier: BSD-2-Clause
/*
 * gtee doctor's user space side: device nodes, limits and the supplicant, and
 * whether a TEE responds at all
 */
#include <dirent.h>
#include <errno.h>
#include <grp.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client.h"
#include "commands/doctor_findings.h"
#include "commands/doctor_user.h"
#include "devices.h"
#include "names.h"
#include "output.h"
#include "parse/stats_parse.h"
#include "parse/ta_file.h"
#include "supplicant_paths.h"

#define ANSWER_TIMEOUT_MS	5000
#define LEAST_FREE		(1u << 20)
#define NEXT_SIZE		512

static const char *user_name(uid_t uid, char *room, size_t size)
{
	struct passwd *user = getpwuid(uid);

	if (user)
		snprintf(room, size, "%s", user->pw_name);
	else
		snprintf(room, size, "user %u", (unsigned int)uid);
	return room;
}

/*
 * Check the group database, not our own groups: we may have been started before the
 * user was added.
 */
static bool is_member(const struct group *group, const char *user)
{
	for (char **member = group->gr_mem; *member; member++)
		if (!strcmp(*member, user))
			return true;
	return false;
}

static bool is_for_a_group(const struct stat *status)
{
	return (status->st_mode & 060) == 060 && status->st_gid;
}

/* How to hand the node to the group that packaging/ sets up */
static void advise_group(const char *path, char *next, size_t size)
{
	snprintf(next, size, "chgrp tee %s; chmod 660 %s; 60-tee.rules makes this permanent, and "
		 "systemd-sysusers creates group tee", path, path);
}

/* Why can't this user open the node, and what would fix it? */
static void explain_denied(struct doctor *doctor, const struct tee_device_info *info,
			   const struct stat *status)
{
	struct group *group = getgrgid(status->st_gid);
	char user[64], next[NEXT_SIZE];

	user_name(geteuid(), user, sizeof(user));
	if (!is_for_a_group(status) || !group) {
		advise_group(info->path, next, sizeof(next));
		doctor_found(doctor, DOCTOR_FAULT, "nodes", next,
			     "%s: no access for %s or for any group", info->path, user);
	} else if (is_member(group, user)) {
		doctor_found(doctor, DOCTOR_FAULT, "nodes", "Log in again.",
			     "%s: %s is in group %s, but logged in before joining it", info->path,
			     user, group->gr_name);
	} else {
		snprintf(next, sizeof(next), "usermod -aG %s %s, then log in again", group->gr_name,
			 user);
		doctor_found(doctor, DOCTOR_FAULT, "nodes", next,
			     "%s: no access: %s is not in group %s", info->path, user,
			     group->gr_name);
	}
}

/* Compare the node's device number with the one in sysfs. */
static bool check_device_number(struct doctor *doctor, const struct tee_device_info *info,
				const struct stat *status)
{
	char path[TEE_DEVICE_PATH_SIZE + 32], next[NEXT_SIZE];
	unsigned int major_number, minor_number;
	FILE *file;
	int got;

	snprintf(path, sizeof(path), "/sys/class/tee/%s/dev", devices_name(info));
	file = fopen(path, "re");
	if (!file)
		return true;
	got = fscanf(file, "%u:%u", &major_number, &minor_number);
	fclose(file);
	if (got != 2 || (S_ISCHR(status->st_mode) && major(status->st_rdev) == major_number &&
			 minor(status->st_rdev) == minor_number))
		return true;
	snprintf(next, sizeof(next), "rm %s; mknod %s c %u %u", info->path, info->path,
		 major_number, minor_number);
	doctor_found(doctor, DOCTOR_FAULT, "nodes", next, "%s is not the device %u:%u", info->path,
		     major_number, minor_number);
	return false;
}

static void check_permissions(struct doctor *doctor, const struct tee_device_info *info,
			      const struct stat *status)
{
	unsigned int mode = (unsigned int)status->st_mode & 0777;
	char next[NEXT_SIZE];

	advise_group(info->path, next, sizeof(next));
	if (access(info->path, R_OK | W_OK))
		explain_denied(doctor, info, status);
	else if (mode & 06)
		doctor_found(doctor, DOCTOR_NOTE, "nodes", next, "%s: any user can open it",
			     info->path);
	else if (!status->st_uid && !is_for_a_group(status))
		doctor_found(doctor, DOCTOR_NOTE, "nodes", next,
			     "%s, mode %03o: only root can open it", info->path, mode);
	else
		doctor_found(doctor, DOCTOR_OK, "nodes", NULL, "%s, mode %03o", info->path, mode);
}

static void check_node(struct doctor *doctor, const struct tee_device_info *info)
{
	struct stat status;
	char next[NEXT_SIZE];

	if (stat(info->path, &status)) {
		snprintf(next, sizeof(next), "udevadm trigger /sys/class/tee/%s (and check that "
			 "devtmpfs is mounted on /dev)", devices_name(info));
		doctor_found(doctor, DOCTOR_FAULT, "nodes", next, "%s: %s", info->path,
			     strerror(errno));
		return;
	}
	if (!check_device_number(doctor, info, &status))
		return;
	if (!info->privileged) {
		check_permissions(doctor, info, &status);
	} else if (status.st_mode & 06) {
		snprintf(next, sizeof(next), "chmod o-rw %s", info->path);
		doctor_found(doctor, DOCTOR_FAULT, "nodes", next,
			     "%s: any user can open it and become the supplicant", info->path);
	} else {
		doctor_found(doctor, DOCTOR_OK, "nodes", NULL, "%s, mode %03o, for the supplicant",
			     info->path, (unsigned int)status.st_mode & 0777);
	}
}

void doctor_check_nodes(struct doctor *doctor)
{
	for (size_t n = 0; n < doctor->device_count; n++)
		check_node(doctor, &doctor->devices[n]);
}

/* Runs in a child, since the TEE may never respond. The errno becomes the exit status. */
static int ask(const struct tee_device_info *info)
{
	struct tee_ioctl_version_data version;
	uint8_t uuid[TEE_IOCTL_UUID_LEN];
	struct client_answer answer;
	struct client client;
	int rc;

	rc = client_open(&client, info);
	if (rc || info->is_socket)
		return -rc;
	if (ioctl(client.fd, TEE_IOC_VERSION, &version))
		return errno;
	if (version.impl_id != TEE_IMPL_ID_OPTEE || ta_find("device-enumeration", uuid))
		return 0;
	/* Whatever came back, the TEE is alive. */
	return -client_open_session(&client, uuid, TEE_IOCTL_LOGIN_PUBLIC, 0, &answer);
}

int doctor_ask(const struct tee_device_info *info)
{
	struct pollfd pollfd = { .events = POLLIN };
	int ends[2], status, rc;
	pid_t child;

	if (pipe(ends))
		return errno;
	child = fork();
	if (child < 0) {
		rc = errno;
		close(ends[0]);
		close(ends[1]);
		return rc;
	}
	if (!child) {
		close(ends[0]);
		_exit(ask(info));
	}
	/* Our end reads EOF once the child has exited. */
	close(ends[1]);
	pollfd.fd = ends[0];
	do {
		rc = poll(&pollfd, 1, ANSWER_TIMEOUT_MS);
	} while (rc < 0 && errno == EINTR);
	close(ends[0]);
	if (rc == 0) {
		kill(child, SIGKILL);
		/* A child that hangs in the TEE may be unkillable. Don't wait for it. */
		waitpid(child, &status, WNOHANG);
		return ETIME;
	}
	if (waitpid(child, &status, 0) < 0 || !WIFEXITED(status))
		return EIO;
	return WEXITSTATUS(status);
}

void doctor_check_answers(struct doctor *doctor)
{
	for (size_t n = 0; n < doctor->device_count; n++) {
		const struct tee_device_info *info = &doctor->devices[n];
		int error;

		if (info->privileged || access(info->path, R_OK | W_OK))
			continue;
		error = doctor_ask(info);
		/* EDQUOT comes from the kernel, without even asking the TEE. */
		if (error == EDQUOT)
			doctor_found(doctor, DOCTOR_NOTE, "answers", DEVICES_SEE_LIMITS,
				     "%s was not checked: " DEVICES_AT_LIMIT, devices_name(info));
		else if (!error)
			doctor_found(doctor, DOCTOR_OK, "answers", NULL, "%s answers",
				     devices_name(info));
		else
			doctor_found(doctor, DOCTOR_FAULT, "answers",
				     "See the kernel's log: dmesg | grep -i tee",
				     "%s does not answer: %s", devices_name(info), error == ETIME ?
				     "no answer within 5 s" : strerror(error));
	}
}

static void tell_refused(struct doctor *doctor, const char *name,
			 const struct stats_refused *refused)
{
	const char *plural = refused->most == 1 ? "" : "s";
	char user[64];

	if (refused->users)
		user_name(refused->uid, user, sizeof(user));
	if (!refused->users)
		doctor_found(doctor, DOCTOR_OK, "limits", NULL,
			     "%s has refused no request of its current users", name);
	else if (refused->users == 1)
		doctor_found(doctor, DOCTOR_NOTE, "limits", DEVICES_SEE_LIMITS,
			     "%s has refused requests of %s %" PRIu64 " time%s because of its "
			     "limits", name, user, refused->most, plural);
	else
		doctor_found(doctor, DOCTOR_NOTE, "limits", DEVICES_SEE_LIMITS,
			     "%s has refused requests of %" PRIu64 " users because of their "
			     "limits, most often of %s, %" PRIu64 " time%s", name, refused->users,
			     user, refused->most, plural);
}

static void check_limits(struct doctor *doctor, const char *name)
{
	struct stats_refused refused;
	char path[128], *text;
	int rc;

	/* upstream's kernel does not have limits */
	snprintf(path, sizeof(path), "/sys/class/tee/%s/user", name);
	if (access(path, F_OK))
		return;
	rc = devices_read_stats(name, &text);
	if (rc) {
		doctor_found(doctor, DOCTOR_NOTE, "limits", rc == -ENOENT ?
			     "mount -t debugfs debugfs /sys/kernel/debug" : NULL,
			     "not checked: statistics of %s in debugfs: %s", name, strerror(-rc));
		return;
	}
	stats_refused_parse(text, &refused);
	free(text);
	tell_refused(doctor, name, &refused);
}

void doctor_check_limits(struct doctor *doctor)
{
	/* The statistics are for root only. */
	for (size_t n = 0; n < doctor->device_count && !geteuid(); n++)
		if (!doctor->devices[n].privileged)
			check_limits(doctor, devices_name(&doctor->devices[n]));
}

/* number of TA files in @directory, or -1 with errno set */
static int count_applications(const char *directory)
{
	struct dirent *entry;
	DIR *dir = opendir(directory);
	int count = 0;

	if (!dir)
		return -1;
	while ((entry = readdir(dir))) {
		size_t length = strlen(entry->d_name);

		count += length > 3 && !strcmp(entry->d_name + length - 3, ".ta");
	}
	closedir(dir);
	return count;
}

static void check_ta_directories(struct doctor *doctor, const struct supplicant *supplicant)
{
	char path[PATH_MAX], *word, *rest, next[PATH_MAX + 64];
	int there = 0, count = 0, denied = 0;
	char first[PATH_MAX] = "";

	path[0] = '\0';
	if (supplicant->ta_path[0])
		snprintf(path, sizeof(path), "%s", supplicant->ta_path);
	else
		for (size_t n = 0; supplicant_ta_directories[n]; n++)
			snprintf(path + strlen(path), sizeof(path) - strlen(path), "%s%s",
				 n ? ":" : "", supplicant_ta_directories[n]);
	for (word = strtok_r(path, ":", &rest); word && !count; word = strtok_r(NULL, ":", &rest)) {
		int found = count_applications(word);

		if (!first[0] || found >= 0)
			snprintf(first, sizeof(first), "%s", word);
		there += found >= 0;
		denied += found < 0 && errno == EACCES;
		count += found > 0 ? found : 0;
	}
	if (there) {
		doctor_found(doctor, count ? DOCTOR_OK : DOCTOR_NOTE, "TA directory", NULL,
			     "%s has %d Trusted Application%s", first, count,
			     count == 1 ? "" : "s");
	} else if (denied) {
		doctor_found(doctor, DOCTOR_NOTE, "TA directory", NULL,
			     "not checked: permission denied");
	} else {
		snprintf(next, sizeof(next), "mkdir %s, or start the supplicant with --ta-path",
			 first);
		doctor_found(doctor, DOCTOR_FAULT, "TA directory", next,
			     "not found: Trusted Applications cannot be loaded");
	}
}

static void check_storage(struct doctor *doctor, const struct supplicant *supplicant)
{
	const char *directory = supplicant->storage[0] ? supplicant->storage : supplicant_storage;
	char next[PATH_MAX + 64], size[OUTPUT_NUMBER_SIZE];
	struct statvfs space;
	struct stat status;

	errno = 0;
	if (stat(directory, &status) || !S_ISDIR(status.st_mode)) {
		if (errno == EACCES) {
			doctor_found(doctor, DOCTOR_NOTE, "storage", NULL,
				     "not checked: no access to %s", directory);
			return;
		}
		snprintf(next, sizeof(next), "mkdir -p -m 700 %s, and restart the supplicant",
			 directory);
		doctor_found(doctor, DOCTOR_FAULT, "storage", next,
			     "%s is not a directory: secure storage does not work", directory);
		return;
	}
	if (statvfs(directory, &space)) {
		doctor_found(doctor, DOCTOR_NOTE, "storage", NULL, "%s: %s", directory,
			     strerror(errno));
	} else if (space.f_flag & ST_RDONLY) {
		doctor_found(doctor, DOCTOR_FAULT, "storage", "Mount it read-write.",
			     "%s is on a read-only file system", directory);
	} else if ((uint64_t)space.f_bavail * space.f_frsize < LEAST_FREE) {
		doctor_found(doctor, DOCTOR_FAULT, "storage", "Free some space.",
			     "%s has less than 1 MiB of free space", directory);
	} else {
		doctor_found(doctor, DOCTOR_OK, "storage", NULL, "%s has %s of free space",
			     directory,
			     format_size((uint64_t)space.f_bavail * space.f_frsize, size));
	}
}

void doctor_check_supplicant(struct doctor *doctor)
{
	struct supplicant supplicant;
	bool wanted = false;

	for (size_t n = 0; n < doctor->device_count; n++)
		wanted |= doctor->devices[n].privileged;
	if (!wanted)
		return;
	switch (supplicant_find(doctor->only ? doctor->supplicants : NULL, &supplicant)) {
	case SUPPLICANT_RUNS:
		doctor_found(doctor, DOCTOR_OK, "supplicant", NULL, "running, process %ld",
			     (long)supplicant.pid);
		break;
	case SUPPLICANT_UNKNOWN:
		doctor_found(doctor, DOCTOR_NOTE, "supplicant", "Run as root to check it.",
			     "only root can see whether it is running");
		break;
	default:
		doctor_found(doctor, DOCTOR_FAULT, "supplicant", SUPPLICANT_START,
			     "tee-supplicant is not running: Trusted Applications cannot be loaded "
			     "from disk, and secure storage does not work");
	}
	check_ta_directories(doctor, &supplicant);
	check_storage(doctor, &supplicant);
}
