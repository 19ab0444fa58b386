/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Restrict a process for the rest of its life: its user, capabilities, new
 * privileges, files (Landlock), resources, and system calls (seccomp).
 */
#ifndef SUPPLICANT_SANDBOX_H
#define SUPPLICANT_SANDBOX_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * Number of the descriptor for struct sandbox_policy::sends, which is the
 * highest that RLIMIT_NOFILE allows.
 */
#define SANDBOX_SENDS	2047

/* The files that a process can still open. */
enum sandbox_files {
	SANDBOX_NO_FILES,	/* none */
	SANDBOX_ONE_DIRECTORY,	/* read and write everything in one directory */
	SANDBOX_SOME_TO_READ,	/* read everything in some directories */
	SANDBOX_ALL_FILES,	/* all files that the user may use */
};

/**
 * struct sandbox_option - a socket option
 * @level: @name: as for setsockopt(); no option has the name 0
 */
struct sandbox_option {
	int level;
	int name;
};

/**
 * struct sandbox_policy - the rights that a process keeps
 * @name:	name of the process, for messages
 * @uid: @gid:	the user to become; (uid_t)-1: keep the user, because the
 *		supplicant was not started as root
 * @files:	the files that it may open
 * @directory:	SANDBOX_ONE_DIRECTORY: an open descriptor of the directory
 * @overrides_owner: SANDBOX_ONE_DIRECTORY: it may use all files in the directory, whatever
 *		their owner, by CAP_DAC_OVERRIDE. Landlock prevents reading and
 *		changing files elsewhere. It does not prevent stat(), nor
 *		opening any file or device in access mode 3, which allows
 *		neither reading nor writing. If Landlock is missing, or older
 *		than ABI 3, the process does not get the capability
 * @readable:	SANDBOX_SOME_TO_READ: names of the directories, NULL after the last;
 *		a directory that does not exist is ignored
 * @network:	it may create and connect TCP and UDP sockets over IPv4 and
 *		IPv6. It may create no Unix sockets except pairs that stay
 *		connected to each other
 * @processes:	it may start processes, which inherit the sandbox
 * @any_calls:	it may make all system calls except deadly_calls, which kill the
 *		process
 * @sends:	it may send descriptors over the socket SANDBOX_SENDS, which it
 *		can never close; @max_files is then SANDBOX_SENDS + 1
 * @calls:	names of system calls that it may make in addition to
 *		common_calls; NULL after the last
 * @gets: @sets: socket options that it may get and set; the name 0 after the
 *		last; NULL: none
 * @ioctls:	numbers of ioctls that it may make, 0 after the last; NULL: none
 * @max_files:	RLIMIT_NOFILE
 * @max_file_size: RLIMIT_FSIZE, bytes; 0: do not change it
 * @max_data:	RLIMIT_DATA, bytes; ~0ul: no limit. RLIMIT_AS is 512 MiB more,
 *		for memory that RLIMIT_DATA does not count
 * @max_tasks:	RLIMIT_NPROC, if @uid is set: limit of all processes and threads
 *		of the user; 0: do not change it. It is lower for helpers than
 *		for the worker, which has many threads
 */
struct sandbox_policy {
	const char *name;
	uid_t uid;
	gid_t gid;
	enum sandbox_files files;
	int directory;
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
 * sandbox_enter() - restrict this process
 * @policy:	the rights that it keeps
 *
 * Must be called while the process has one thread. If the kernel has no Landlock,
 * this function logs a warning and continues. If the user cannot be changed, or
 * system calls cannot be filtered, it fails.
 *
 * Return: 0, or -errno after a message.
 */
int sandbox_enter(const struct sandbox_policy *policy);

/**
 * sandbox_leave_input() - detach from the input and output of the calling
 * process
 *
 * A compromised process must not read root's input at a terminal, nor write
 * output that could be taken for the supplicant's. Descriptors 0 and 1 become
 * /dev/null. Messages are still written to standard error; if that is a
 * terminal, it is reopened for writing only.
 *
 * Return: 0, or -errno: /dev/null cannot be opened.
 */
int sandbox_leave_input(void);

/**
 * sandbox_open_terminal() - reopen standard error for writing only, if it is a
 * terminal
 * @waits:	true: messages wait for the terminal; false: messages that would
 *		have to wait are lost
 *
 * Processes that write to the same terminal wait for each other's write(). This
 * function does nothing if standard error is not a terminal, or cannot be
 * opened.
 */
void sandbox_open_terminal(bool waits);

#endif
