/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Irrevocable restrictions for softteed's processes. Each restriction is a fence
 * in a file of its own. A report says which fences are in force.
 */
#ifndef SOFTTEED_SANDBOX_SANDBOX_H
#define SOFTTEED_SANDBOX_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

/* AddressSanitizer and ThreadSanitizer reserve terabytes of address space. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANDBOX_SANITIZED	1
#else
#define SANDBOX_SANITIZED	0
#endif

/* Kinds of processes */
enum sandbox_kind {
	SANDBOX_ZYGOTE,		/* no files, no network; forks instances */
	SANDBOX_STORAGE,	/* one directory, read-write */
	SANDBOX_BROKER,		/* some directories, most read-only; no new processes */
};

/* In the order in which sandbox_enter() sets them up */
enum sandbox_fence {
	SANDBOX_ENVIRONMENT,	/* no environment variables */
	SANDBOX_DESCRIPTORS,	/* no descriptors except those listed */
	SANDBOX_USER,		/* user namespace */
	SANDBOX_NETWORK,	/* network namespace, without any interface up */
	SANDBOX_IPC,		/* namespace of System V IPC and message queues */
	SANDBOX_HOST_NAME,	/* UTS namespace */
	SANDBOX_ROOT,		/* mount namespace, with a root that has no files */
	SANDBOX_LIMITS,		/* rlimits; mandatory */
	SANDBOX_CAPABILITIES,	/* no capabilities; mandatory */
	SANDBOX_NO_NEW_PRIVS,	/* execve() grants nothing; mandatory */
	SANDBOX_NOT_DUMPABLE,	/* no core dumps, no ptrace(); mandatory */
	SANDBOX_PARENT_DEATH,	/* SIGKILL if the parent dies */
	SANDBOX_SECRET,		/* memfd_secret() works */
	SANDBOX_LANDLOCK,	/* files, TCP, abstract sockets, signals */
	SANDBOX_CALLS,		/* system call filter; mandatory */
	SANDBOX_FENCES,
};

/* bit of a fence in struct sandbox_policy::without */
#define SANDBOX_BIT(fence)	(1u << (fence))

/**
 * struct sandbox_policy - rights that a process keeps
 * @kind:	which process
 * @keep: @num_keep: descriptors to leave open, at most 64. 0 to 2 are closed too
 *		unless listed
 * @directory:	SANDBOX_STORAGE: descriptor of the directory. It becomes the
 *		working directory, and the root if SANDBOX_ROOT is in force: the
 *		descriptor then refers to the new root. Need not be in @keep.
 *		SANDBOX_BROKER: likewise, where files can be written, but no root; -1: none
 * @readable: @num_readable: SANDBOX_BROKER: descriptors of directories whose files can
 *		be read. Need not be in @keep
 * @removable:	SANDBOX_BROKER: descriptor of the directory whose entries can be
 *		removed, or -1. Need not be in @keep
 * @uid: @gid:	user to become if the process is root's; (uid_t)-1 to stay
 * @parent:	process to die with; 0 if sandbox_enter() is to use getppid()
 * @instance_user_namespace: SANDBOX_ZYGOTE: instances may create a user
 *		namespace in sandbox_enter_instance()
 * @queues:	SANDBOX_ZYGOTE: instances may receive and answer requests of a vtee device.
 *		SANDBOX_BROKER: and make new queues
 * @max_files:	RLIMIT_NOFILE, 0 for 256
 * @max_memory:	RLIMIT_AS in bytes, 0 for no limit
 * @max_locked:	RLIMIT_MEMLOCK in bytes, 0 to leave it
 * @max_tasks:	RLIMIT_NPROC, 0 to leave it. The kernel counts all tasks of the
 *		user in the user namespace
 * @max_file_size: RLIMIT_FSIZE in bytes, except for the broker. It also limits
 *		the size of each memfd_secret()
 * @without:	for tests: SANDBOX_BIT() of fences to leave out
 */
struct sandbox_policy {
	enum sandbox_kind kind;
	const int *keep;
	size_t num_keep;
	int directory;
	const int *readable;
	size_t num_readable;
	int removable;
	uid_t uid;
	gid_t gid;
	pid_t parent;
	bool instance_user_namespace;
	bool queues;
	unsigned long max_files;
	unsigned long max_memory;
	unsigned long max_locked;
	unsigned long max_tasks;
	unsigned long max_file_size;
	uint32_t without;
};

/**
 * struct sandbox_instance - how an instance differs from the zygote
 * @keep: @num_keep: descriptors to leave open, at most 64
 * @parent:	the zygote's process id, as the zygote sees it
 * @user_namespace: create a user namespace. Needs the zygote's
 *		@instance_user_namespace
 * @max_files: @max_memory: @max_tasks: as in struct sandbox_policy, 0 to leave them. In a user
 *		namespace of its own, an instance's tasks are counted by themselves
 * @max_data:	RLIMIT_DATA in bytes: what isn't shared. 0 to leave it
 * @unconfined:	for debuggers: only close descriptors, and die with @parent
 */
struct sandbox_instance {
	const int *keep;
	size_t num_keep;
	pid_t parent;
	bool user_namespace;
	unsigned long max_files;
	unsigned long max_memory;
	unsigned long max_tasks;
	unsigned long max_data;
	bool unconfined;
};

enum sandbox_state {
	SANDBOX_UNUSED,		/* not meant for this kind of process */
	SANDBOX_IN_FORCE,
	SANDBOX_MISSING,	/* could not be set up */
	SANDBOX_LEFT_OUT,	/* by struct sandbox_policy::without */
};

/**
 * struct sandbox_report - the fences of a process
 * @fences.state: whether it is in force
 * @fences.error: SANDBOX_MISSING: errno value
 * @fences.step: SANDBOX_MISSING: the step that failed, a constant string
 * @landlock_abi: version of the kernel's Landlock, 0 if it has none
 */
struct sandbox_report {
	struct {
		enum sandbox_state state;
		int error;
		const char *step;
	} fences[SANDBOX_FENCES];
	int landlock_abi;
};

/**
 * sandbox_enter() - confine the calling process for good
 * @policy:	rights to keep
 * @report:	set to the fences in force; not NULL
 *
 * A fence that the system does not permit is reported as missing, and the
 * others are set up. The mandatory ones (see enum sandbox_fence) must succeed.
 * After a failure the process is partly confined and must exit.
 *
 * Context: single-threaded, before untrusted input is read.
 * Return: 0, or the -errno of a mandatory fence, which @report then names.
 */
int sandbox_enter(const struct sandbox_policy *policy, struct sandbox_report *report);

/**
 * sandbox_enter_instance() - confine a process that the zygote forked further
 * @instance:	what to keep
 *
 * Besides what @instance says, forking, namespaces and changes of limits are
 * refused from then on.
 *
 * Context: single-threaded, in a child of a process that entered
 * SANDBOX_ZYGOTE.
 * Return: 0, or -errno, after which the process must exit.
 */
int sandbox_enter_instance(const struct sandbox_instance *instance);

/**
 * sandbox_loaded() - refuse what only loading an application needs
 *
 * No file can be opened any more, and nothing mapped executable: neither memory of clients
 * nor what an application makes of its own. Holds for all threads of the process.
 *
 * Context: after sandbox_enter_instance(), once the application is loaded.
 * Return: 0, or -errno, after which the process must exit.
 */
int sandbox_loaded(void);

/**
 * sandbox_fence_name() - name of a fence for messages
 * @fence:	the fence
 *
 * Return: a constant string.
 */
const char *sandbox_fence_name(enum sandbox_fence fence);

/**
 * sandbox_log_missing() - write a line for each fence that couldn't be set up
 * @report:	the fences
 * @who:	whose they are
 */
void sandbox_log_missing(const struct sandbox_report *report, const char *who);

/** sandbox_fence_is_used() - whether a kind of process has a fence where it's permitted */
bool sandbox_fence_is_used(enum sandbox_fence fence, enum sandbox_kind kind);

/** sandbox_fence_is_mandatory() - whether a process must not go on without a fence */
bool sandbox_fence_is_mandatory(enum sandbox_fence fence);

#endif
