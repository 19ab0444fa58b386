/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Taking rights away from a process for the rest of its life: the user's, capabilities, new
 * privileges, files (Landlock), resources, system calls (seccomp).
 */
#ifndef SUPPLICANT_SANDBOX_H
#define SUPPLICANT_SANDBOX_H

#include <stdbool.h>
#include <sys/types.h>

/* The descriptor of struct sandbox_policy::sends. It is the highest that RLIMIT_NOFILE allows. */
#define SANDBOX_SENDS	2047

/* Which files a process may still use. */
enum sandbox_files {
	SANDBOX_NO_FILES,	/* nothing */
	SANDBOX_ONE_FOLDER,	/* reading and writing everything in one folder */
	SANDBOX_SOME_TO_READ,	/* reading everything in some folders */
	SANDBOX_ALL_FILES,	/* whatever the user may use */
};

/**
 * struct sandbox_option - an option of sockets
 * @level: @name:	as setsockopt() has them; no option has the name 0
 */
struct sandbox_option {
	int level;
	int name;
};

/**
 * struct sandbox_policy - which rights a process keeps
 * @name:	for messages
 * @uid: @gid:	the user to become; (uid_t)-1: keep the user, because the supplicant was not
 *		started as root
 * @files:	which files it may use
 * @folder:	SANDBOX_ONE_FOLDER: an open descriptor of the folder
 * @overrides_owner: SANDBOX_ONE_FOLDER: it may use files in the folder whoever owns them. It keeps
 *		CAP_DAC_OVERRIDE for that. Landlock keeps it from reading and changing files
 *		elsewhere, but not from asking for their status, nor from opening any file or
 *		device in access mode 3, which is neither to read nor to write. Where Landlock is
 *		missing, or older than ABI 3, it does not keep the capability
 * @readable:	SANDBOX_SOME_TO_READ: names of the folders, NULL after the last; a folder that
 *		does not exist is passed over
 * @network:	it may make and connect sockets of TCP and UDP, by IPv4 and IPv6. Of Unix sockets
 *		it may only make pairs that stay connected to each other
 * @processes:	it may start processes, which are in the same sandbox
 * @any_calls:	it may make every system call but those that end a process (deadly_calls)
 * @sends:	it may send descriptors over the socket SANDBOX_SENDS, which it can never
 *		close; @max_files is then SANDBOX_SENDS + 1
 * @calls:	names of system calls that it may make besides the common ones (common_calls);
 *		NULL after the last
 * @gets: @sets:	options of sockets that it may ask for, and set; the name 0 after the last;
 *		NULL: none
 * @ioctls:	the numbers of ioctls that it may make, 0 after the last; NULL: none
 * @max_files:	RLIMIT_NOFILE
 * @max_file_size: RLIMIT_FSIZE, bytes; 0: do not change it
 * @max_data:	RLIMIT_DATA, bytes; ~0ul: no limit. RLIMIT_AS leaves 512 MiB more, for what this
 *		does not count
 * @max_tasks:	RLIMIT_NPROC, where @uid is given: all processes and threads of the user;
 *		0: do not change it. It is lower for processes that start others than for the
 *		worker, which has many threads
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
	const struct sandbox_option *gets;
	const struct sandbox_option *sets;
	const unsigned long *ioctls;
	unsigned long max_files;
	unsigned long max_file_size;
	unsigned long max_data;
	unsigned long max_tasks;
};

/**
 * sandbox_enter() - take the rights of this process away
 * @policy:	which rights it keeps
 *
 * To be called while the process has one thread. Where the kernel has no Landlock, this function
 * says so and goes on. Where the user cannot be changed, or system calls cannot be filtered, it
 * fails.
 *
 * Return: 0, or -errno after a message.
 */
int sandbox_enter(const struct sandbox_policy *policy);

/**
 * sandbox_leave_input() - let go of the starter's input and output
 *
 * A process that is broken into is not to read what root types at a terminal, nor to write what
 * the starter takes for the supplicant's output. Descriptors 0 and 1 become /dev/null. Messages
 * still go to standard error; where that is a terminal it is opened anew, for writing only.
 *
 * Return: 0, or -errno where /dev/null cannot be had.
 */
int sandbox_leave_input(void);

/**
 * sandbox_open_terminal() - open the terminal that standard error is anew, for writing only
 * @waits:	whether messages wait for the terminal; else those that would have to are lost
 *
 * Of a terminal only one process writes at a time, for as long as its write() takes. Does nothing
 * where standard error is no terminal, or it cannot be opened.
 */
void sandbox_open_terminal(bool waits);

#endif
