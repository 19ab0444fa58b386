/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Taking rights away from a process, for good: the user's, capabilities, new
 * privileges, files (Landlock), resources, system calls (seccomp).
 */
#ifndef SUPPLICANT_SANDBOX_H
#define SUPPLICANT_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* The number of struct sandbox_policy::sends, which is the last that there is */
#define SANDBOX_SENDS	2047

/* What of the file system a process keeps. */
enum sandbox_files {
	SANDBOX_NO_FILES,	/* nothing */
	SANDBOX_ONE_FOLDER,	/* all that lies in one folder, to read and to write */
	SANDBOX_SOME_TO_READ,	/* what lies in some folders, to read */
	SANDBOX_ALL_FILES,	/* what the user may */
};

/**
 * struct sandbox_policy - what is left to a process
 * @name:	for messages
 * @uid: @gid:	whom to become; (uid_t)-1: stay who we are, where we are not root
 * @files:	what of the file system
 * @folder:	SANDBOX_ONE_FOLDER: an open descriptor of it
 * @overrides_owner: SANDBOX_ONE_FOLDER: whoever owns what is in it. One capability is kept for
 *		it, which Landlock confines to the folder; without Landlock it is not kept
 * @readable:	SANDBOX_SOME_TO_READ: names of the folders, NULL behind the last; those
 *		that are not there are passed over
 * @network:	it may make and connect sockets of TCP and UDP, by IPv4 and IPv6; of Unix sockets
 *		it may make connected pairs that send to each other alone
 * @processes:	it may start processes, which are in the same sandbox
 * @any_calls:	it may make every system call but those that nothing here has a use for
 * @sends:	it may send descriptors over the socket SANDBOX_SENDS, which it can never
 *		close; @max_files is then SANDBOX_SENDS + 1
 * @calls:	names of the system calls that it may make besides the common ones, which
 *		threads, memory and waiting need; NULL behind the last
 * @ioctls:	the numbers of ioctls that it may make, 0 behind the last; NULL: none
 * @max_files:	RLIMIT_NOFILE
 * @max_file_size: RLIMIT_FSIZE, bytes; 0: leave it
 * @max_data:	RLIMIT_DATA, bytes
 * @max_tasks:	RLIMIT_NPROC: processes and threads of the user, all together, if @uid is
 *		given; 0: leave it. Who starts processes has fewer than who needs threads
 */
struct sandbox_policy {
	const char *name;
	uid_t uid;
	gid_t gid;
	enum sandbox_files files;
	int folder;
	bool overrides_owner;
	const char *const *readable;
	bool network;
	bool processes;
	bool any_calls;
	bool sends;
	const char *const *calls;
	const unsigned long *ioctls;
	unsigned long max_files;
	unsigned long max_file_size;
	unsigned long max_data;
	unsigned long max_tasks;
};

/**
 * sandbox_enter() - take the rights of this process away
 * @policy:	what is left
 *
 * Called before the process has threads. Where something cannot be had (a kernel
 * without Landlock) it says so and goes on; where the user cannot be changed though
 * asked for, or system calls cannot be filtered, it fails.
 *
 * Return: 0, or -errno after a message.
 */
int sandbox_enter(const struct sandbox_policy *policy);

/**
 * sandbox_close_others() - close every descriptor but some, and the log's
 * @keep:	those that stay, besides 0, 1 and 2; -1 among them is passed over
 * @count:	how many
 *
 * Return: 0 or -errno.
 */
int sandbox_close_others(const int *keep, size_t count);

/**
 * sandbox_die_with_parent() - end by SIGKILL when the parent ends
 * @parent:	its process id, so that a parent which has gone already is noticed
 *
 * To be called again after the user has changed: sandbox_enter() does.
 *
 * Return: 0, or -ESRCH where it has gone.
 */
int sandbox_die_with_parent(pid_t parent);

#endif
