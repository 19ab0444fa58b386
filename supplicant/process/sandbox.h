/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Irrevocable restrictions for a process: user, capabilities, no_new_privs,
 * Landlock, rlimits, seccomp.
 */
#ifndef SUPPLICANT_SANDBOX_H
#define SUPPLICANT_SANDBOX_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * The descriptor that struct sandbox_policy::sends is about: the highest one
 * that RLIMIT_NOFILE leaves.
 */
#define SANDBOX_SENDS	2047

/* Files that the process can still open */
enum sandbox_files {
	SANDBOX_NO_FILES,	/* none */
	SANDBOX_ONE_DIRECTORY,	/* one directory, read-write */
	SANDBOX_SOME_TO_READ,	/* some directories, read-only */
	SANDBOX_ALL_FILES,	/* everything that the user may open */
};

/**
 * struct sandbox_option - a socket option
 * @level: @name: for setsockopt(); @name 0 ends a list
 */
struct sandbox_option {
	int level;
	int name;
};

/**
 * struct sandbox_policy - rights that a process keeps
 * @name:	process name, for the log
 * @uid: @gid:	user to become; (uid_t)-1 to stay, if we weren't started as root
 * @files:	files that it can open
 * @directory:	SANDBOX_ONE_DIRECTORY: descriptor for it
 * @overrides_owner: SANDBOX_ONE_DIRECTORY: keep CAP_DAC_OVERRIDE, to use all files
 *		in there regardless of their owner. Elsewhere Landlock prevents
 *		reading and writing, though not stat(), nor open() with access
 *		mode 3 (which permits neither). Needs Landlock ABI 3, otherwise
 *		the capability is dropped
 * @readable:	SANDBOX_SOME_TO_READ: paths, NULL-terminated. Missing ones are
 *		skipped
 * @network:	may create and connect TCP and UDP sockets over IPv4 and IPv6
 *		(and NETLINK_ROUTE, for getaddrinfo()). No Unix sockets, except
 *		for SOCK_SEQPACKET pairs
 * @processes:	may fork. The sandbox is inherited
 * @any_calls:	all system calls except deadly_calls, which kill the process
 * @sends:	may pass descriptors over SANDBOX_SENDS, and can't ever close it.
 *		@max_files has to be SANDBOX_SENDS + 1
 * @calls:	system calls in addition to common_calls, NULL-terminated
 * @gets: @sets: socket options to get and set, name 0 at the end; NULL for none
 * @ioctls:	ioctl numbers, 0-terminated; NULL for none
 * @max_files:	RLIMIT_NOFILE
 * @max_file_size: RLIMIT_FSIZE in bytes, 0 to leave it
 * @max_data:	RLIMIT_DATA in bytes, ~0ul for no limit. RLIMIT_AS gets 512 MiB
 *		on top, for memory that RLIMIT_DATA doesn't count
 * @max_tasks:	RLIMIT_NPROC, 0 to leave it; ignored without @uid. The kernel
 *		counts all of the user's tasks against it. Helpers get less than
 *		the worker, which has many threads
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
 * sandbox_enter() - lock this process up
 * @policy:	rights to keep
 *
 * Call this before starting threads. A kernel without Landlock is worth a
 * warning, but failing to change the user or to load the seccomp filter is
 * fatal.
 *
 * Return: 0, or -errno after logging it.
 */
int sandbox_enter(const struct sandbox_policy *policy);

/**
 * sandbox_leave_input() - let go of the terminal
 *
 * 0 and 1 become /dev/null, to keep a compromised process from reading root's
 * input and from faking the supplicant's output. Logging to stderr still works.
 * If that is a terminal, it's reopened write-only.
 *
 * Return: 0, or -errno if /dev/null can't be opened.
 */
int sandbox_leave_input(void);

/**
 * sandbox_open_terminal() - reopen stderr write-only if it's a terminal
 * @waits:	block while the terminal can't take more output; if false,
 *		drop messages instead
 *
 * Writers to the same terminal wait for one another, hence @waits. Noop if
 * stderr is something else or can't be reopened.
 */
void sandbox_open_terminal(bool waits);

#endif
