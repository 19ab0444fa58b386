// SPDX-License-Identifier: BSD-2-Clause
/*
 * The sandbox. The order of the steps matters, because each step removes rights
 * that the earlier ones need: resources, the user and capabilities, new
 * privileges, files, system calls.
 */

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <linux/netlink.h>
#include <linux/sched.h>
#include <seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "child.h"
#include "log.h"
#include "process/sandbox.h"

/* Rights that older kernel headers do not define. */
#define ACCESS_REFER		(1ull << 13)	/* ABI 2 */
#define ACCESS_TRUNCATE		(1ull << 14)	/* ABI 3 */
#define ACCESS_IOCTL_DEV	(1ull << 15)	/* ABI 5 */
#define ACCESS_NET_ALL		3ull		/* ABI 4: bind and connect by TCP */
#define SCOPE_SIGNAL		2ull		/* ABI 6 */
#define SCOPE_ALL		3ull		/* and abstract sockets */

/* Attributes of a ruleset. Older kernels accept only the first members. */
struct ruleset {
	__u64 fs;
	__u64 net;
	__u64 scoped;
};

/*
 * Address space to allow in addition to RLIMIT_DATA, for three uses: code,
 * memory shared with the TEE, and address space that the C library reserves
 * (128 MiB at a time) but does not use.
 */
#define ADDRESS_ROOM		(512ul << 20)

void sandbox_open_terminal(bool waits)
{
	int terminal = -1;

	/* O_NONBLOCK keeps open() from waiting for a serial line. */
	if (isatty(STDERR_FILENO))
		terminal = open("/proc/self/fd/2", O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (terminal < 0)
		return;
	if (waits)
		fcntl(terminal, F_SETFL, 0);
	dup2(terminal, STDERR_FILENO);
	close(terminal);
}

int sandbox_leave_input(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC), rc = 0;

	if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0)
		rc = -errno;
	if (null > STDERR_FILENO)
		close(null);
	if (!rc)
		sandbox_open_terminal(true);
	return rc;
}

static int limit(int resource, unsigned long value)
{
	struct rlimit limits = { value, value };

	return setrlimit(resource, &limits) ? -errno : 0;
}

/* Never raise the limit, because that needs a capability. */
static int limit_tasks(unsigned long value)
{
	struct rlimit before;

	if (getrlimit(RLIMIT_NPROC, &before))
		return -errno;
	return limit(RLIMIT_NPROC, before.rlim_max < value ? before.rlim_max : value);
}

/*
 * RLIMIT_DATA alone does not suffice. It does not count memory that grows
 * downwards, such as the stack, which mremap() can enlarge without limit. It
 * does not count the page tables of read-only memory either.
 */
static int limit_memory(unsigned long max_data)
{
	int rc = limit(RLIMIT_DATA, max_data);

	if (rc || max_data > ~0ul - ADDRESS_ROOM)
		return rc;
	return limit(RLIMIT_AS, max_data + ADDRESS_ROOM);
}

static int limit_resources(const struct sandbox_policy *policy)
{
	int rc = limit(RLIMIT_NOFILE, policy->max_files);

	if (!rc)
		rc = limit_memory(policy->max_data);
	if (!rc)
		rc = limit(RLIMIT_CORE, 0);
	if (!rc && policy->max_file_size)
		rc = limit(RLIMIT_FSIZE, policy->max_file_size);
	/*
	 * The limit applies to all processes of the user, so set it only if the
	 * user is reserved for the supplicant.
	 */
	if (!rc && policy->max_tasks && policy->uid != (uid_t)-1)
		rc = limit_tasks(policy->max_tasks);
	if (rc)
		log_error("%s: resources cannot be limited: %s", policy->name, strerror(-rc));
	return rc;
}

/* Drop all capabilities except @wanted. */
static int set_capabilities(uint32_t wanted)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = { { .effective = wanted, .permitted = wanted } };

	return syscall(SYS_capset, &header, data) ? -errno : 0;
}

/*
 * Check whether the process may keep CAP_DAC_OVERRIDE. It may only if Landlock
 * confines it to one directory, with the exceptions that struct sandbox_policy
 * describes.
 */
static bool keeps_capability(const struct sandbox_policy *policy)
{
	return policy->overrides_owner && policy->files == SANDBOX_ONE_DIRECTORY;
}

/* Become the user. The kernel clears the capabilities when the user changes. */
static int drop_user(const struct sandbox_policy *policy)
{
	if (policy->uid == (uid_t)-1)
		return 0;
		/*
		 * Executing a program must not grant a capability either.
		 * prctl() fails for the first number after the last capability.
		 */
	for (int capability = 0; !prctl(PR_CAPBSET_DROP, capability, 0, 0, 0); capability++)
		;
	if ((keeps_capability(policy) && prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)) ||
	    setgroups(0, NULL) || setresgid(policy->gid, policy->gid, policy->gid) ||
	    setresuid(policy->uid, policy->uid, policy->uid) ||
	    (keeps_capability(policy) && set_capabilities(1u << CAP_DAC_OVERRIDE))) {
		int rc = -errno;

		log_error("%s: cannot become user %u: %s", policy->name,
			  (unsigned int)policy->uid, strerror(-rc));
		return rc;
	}
	/* Verify that the process cannot become root again. */
	if (setresuid((uid_t)-1, 0, (uid_t)-1) == 0) {
		log_error("%s: could become root again", policy->name);
		return -EPERM;
	}
	return 0;
}

static int refuse_new_privileges(const struct sandbox_policy *policy)
{
	/*
	 * PR_SET_DUMPABLE: disable core dumps, and prevent other processes of
	 * the user from tracing this one.
	 */
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)) {
		int rc = -errno;

		log_error("%s: privileges cannot be locked: %s", policy->name, strerror(-rc));
		return rc;
	}
	/* The kernel cleared the death signal when the user changed. */
	return child_renew_death_signal();
}

static __u64 rights_of_abi(int abi)
{
	__u64 rights = ACCESS_REFER - 1;

	if (abi >= 2)
		rights |= ACCESS_REFER;
	if (abi >= 3)
		rights |= ACCESS_TRUNCATE;
	if (abi >= 5)
		rights |= ACCESS_IOCTL_DEV;
	return rights;
}

static int allow_beneath(int ruleset, int directory, __u64 rights)
{
	struct landlock_path_beneath_attr rule = {
		.allowed_access = rights,
		.parent_fd = directory,
	};

	return syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) ?
	       -errno : 0;
}

static int allow_readable(const struct sandbox_policy *policy, int ruleset, __u64 rights)
{
	int directory, rc = 0;

	for (const char *const *name = policy->readable; !rc && name && *name; name++) {
		directory = open(*name, O_PATH | O_DIRECTORY | O_CLOEXEC);
		if (directory < 0)
			continue;
		rc = allow_beneath(ruleset, directory, rights);
		close(directory);
	}
	return rc;
}

static int allow_files(const struct sandbox_policy *policy, int ruleset, __u64 handled)
{
	const __u64 plain = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
	const __u64 change = LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
		LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR |
		LANDLOCK_ACCESS_FS_MAKE_REG | ACCESS_REFER | ACCESS_TRUNCATE;

	switch (policy->files) {
	case SANDBOX_ONE_DIRECTORY:
		return allow_beneath(ruleset, policy->directory, (plain | change) & handled);
	case SANDBOX_SOME_TO_READ:
		return allow_readable(policy, ruleset, plain);
	default:
		return 0;
	}
}

/*
 * Choose the rights that the ruleset denies, among those that this kernel
 * supports. Return: size of the ruleset; 0: it denies nothing.
 */
static size_t choose_rules(const struct sandbox_policy *policy, int abi,
			   struct ruleset *rules)
{
	if (policy->files == SANDBOX_ALL_FILES) {
		/*
		 * Deny signals to the supplicant's other processes, which run
		 * as the same user.
		 */
		rules->scoped = SCOPE_SIGNAL;
		return abi >= 6 ? sizeof(*rules) : 0;
	}
	rules->fs = rights_of_abi(abi);
	if (abi < 4)
		return sizeof(rules->fs);
	if (!policy->network)
		rules->net = ACCESS_NET_ALL;
	if (abi < 6)
		return offsetof(struct ruleset, scoped);
	rules->scoped = SCOPE_ALL;
	return sizeof(*rules);
}

/*
 * Drop the capability if Landlock is too old. Landlock checks no rights for a
 * file that is opened in access mode 3, which allows neither reading nor
 * writing. Before ABI 3 it does not check truncation either, so a process with
 * CAP_DAC_OVERRIDE could truncate any file. Return: 0 or -errno.
 */
static int give_up_capability(const struct sandbox_policy *policy, int abi)
{
	if (!keeps_capability(policy) || abi >= 3)
		return 0;
	log_warning("%s: what is root's in the directory is used with no more rights than its user "
		    "has: that takes a kernel whose Landlock has ABI 3, Linux 6.2", policy->name);
	return set_capabilities(0);
}

static int confine_files(const struct sandbox_policy *policy)
{
	struct ruleset rules = { 0 };
	size_t size;
	int abi, ruleset, rc;

	abi = (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	if (abi < 1) {
		log_warning("%s: this kernel has no Landlock (%s); only the user's rights and "
			    "seccomp confine it", policy->name, strerror(errno));
		return give_up_capability(policy, abi);
	}
	rc = give_up_capability(policy, abi);
	if (rc)
		goto fail;
	size = choose_rules(policy, abi, &rules);
	if (!size)
		return 0;
	ruleset = (int)syscall(SYS_landlock_create_ruleset, &rules, size, 0);
	if (ruleset < 0) {
		rc = -errno;
		goto fail;
	}
	rc = allow_files(policy, ruleset, rules.fs);
	if (!rc && syscall(SYS_landlock_restrict_self, ruleset, 0))
		rc = -errno;
	close(ruleset);
	if (!rc)
		return 0;
fail:
	log_error("%s: Landlock: %s", policy->name, strerror(-rc));
	return rc;
}

/*
 * System calls that every process needs: for memory, threads, waiting, time,
 * and its own descriptors.
 */
static const char *const common_calls[] = {
	"brk", "clock_gettime", "clock_gettime64", "clock_nanosleep", "clock_nanosleep_time64",
	"exit", "exit_group", "fstat", "fstat64", "futex", "futex_time64", "getpid", "getrandom",
	"gettid", "gettimeofday", "lseek", "_llseek", "membarrier", "mremap", "munmap",
	"nanosleep", "poll", "ppoll", "ppoll_time64", "read", "readv", "restart_syscall", "rseq",
	"rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "rt_sigtimedwait", "sched_getaffinity",
	"sched_yield", "set_robust_list", "set_tid_address", "shutdown", "sigaltstack",
	"sigreturn", "sysinfo", "uname", "write", "writev", NULL
};

/* The supplicant never makes these calls. A process that does is compromised, and is killed. */
static const char *const deadly_calls[] = {
	"add_key", "bpf", "chroot", "delete_module", "execveat", "finit_module", "init_module",
	"io_uring_setup", "kexec_file_load", "kexec_load", "keyctl", "mount", "move_mount",
	"open_by_handle_at", "open_tree", "perf_event_open", "pidfd_getfd", "pivot_root",
	"process_vm_readv", "process_vm_writev", "request_key", "setns", "umount2", "unshare",
	"userfaultfd", NULL
};

static int add_calls(scmp_filter_ctx filter, uint32_t action, const char *const *names)
{
	int call, rc;

	for (; names && *names; names++) {
		call = seccomp_syscall_resolve_name(*names);
		/* This architecture may not have the call. */
		if (call == __NR_SCMP_ERROR || call < 0)
			continue;
		rc = seccomp_rule_add(filter, action, call, 0);
		if (rc && rc != -EEXIST)
			return rc;
	}
	return 0;
}

/*
 * Allow mmap(), or mmap2() on architectures that have it. Memory must not be
 * executable. It must not be both shared and anonymous, and must not grow,
 * because RLIMIT_DATA does not count such memory.
 */
static int add_mappings(scmp_filter_ctx filter, int call)
{
	int rc;

	if (call < 0)
		return 0;
	rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 2,
			      SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
			      SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS | MAP_GROWSDOWN, 0));
	if (!rc)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 2,
				      SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
				      SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_SHARED | MAP_GROWSDOWN, 0));
	return rc;
}

/*
 * Allow fcntl(), or fcntl64() on architectures that have it. F_SETOWN and
 * F_SETSIG are not allowed: with O_ASYNC they make the kernel send any signal
 * to any process of the user.
 */
static int add_fcntl(scmp_filter_ctx filter, int call)
{
	static const int commands[] = { F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC };
	int rc;

	if (call < 0)
		return 0;
	rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 2,
			      SCMP_A1(SCMP_CMP_EQ, F_SETFL),
			      SCMP_A2(SCMP_CMP_MASKED_EQ, O_ASYNC, 0));
	for (size_t n = 0; !rc && n < sizeof(commands) / sizeof(commands[0]); n++)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1,
				      SCMP_A1(SCMP_CMP_EQ, (scmp_datum_t)commands[n]));
	return rc;
}

/*
 * Message flags that the supplicant or the C library uses. No process here
 * needs other flags, for example MSG_OOB.
 */
#define SEND_FLAGS	(MSG_DONTWAIT | MSG_NOSIGNAL)
#define RECEIVE_FLAGS	(MSG_CMSG_CLOEXEC | MSG_DONTWAIT | MSG_PEEK | MSG_TRUNC)

/* Mask of all flags except these. The kernel uses the lower 32 bits of the argument. */
#define ALL_BUT(flags)	((scmp_datum_t)(uint32_t)~(flags))

/*
 * Allow calls that receive a message or send it to a connected peer. Only with
 * @network, allow calls that can send to any address.
 */
static int add_messages(scmp_filter_ctx filter, bool network)
{
	static const struct {
		const char *name;
		unsigned int flags_at;	/* index of the argument */
		int flags;
		bool is_networks;
	} calls[] = {
		{ "recv", 3, RECEIVE_FLAGS, false },
		{ "recvfrom", 3, RECEIVE_FLAGS, false },
		{ "recvmsg", 2, RECEIVE_FLAGS, false },
		{ "send", 3, SEND_FLAGS, false },
		{ "sendmmsg", 3, SEND_FLAGS, true },
		{ "sendmsg", 2, SEND_FLAGS, true },
		{ "sendto", 3, SEND_FLAGS, true },
	};
	int call, rc = 0;

	for (size_t n = 0; !rc && n < sizeof(calls) / sizeof(calls[0]); n++) {
		call = seccomp_syscall_resolve_name(calls[n].name);
		/* This architecture may not have the call. */
		if (call >= 0 && (network || !calls[n].is_networks))
			rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1,
					      SCMP_CMP(calls[n].flags_at, SCMP_CMP_MASKED_EQ,
						       ALL_BUT(calls[n].flags), 0));
	}
	return rc;
}

/* @call: getsockopt() or setsockopt(). @options: NULL: allow none. */
static int add_options(scmp_filter_ctx filter, int call, const struct sandbox_option *options)
{
	int rc = 0;

	for (; !rc && options && options->name; options++)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 2,
				      SCMP_A1(SCMP_CMP_MASKED_EQ, UINT32_MAX,
					      (scmp_datum_t)options->level),
				      SCMP_A2(SCMP_CMP_MASKED_EQ, UINT32_MAX,
					      (scmp_datum_t)options->name));
	return rc;
}

/* Allow some calls only with harmless arguments. */
static int add_forms(scmp_filter_ctx filter)
{
	const uint64_t thread = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD;
	int rc;

	/*
	 * Allow threads, but no processes. A filter cannot read the flags of
	 * clone3(), because they are in memory. If clone3() fails with ENOSYS,
	 * the C library calls clone().
	 */
	rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
			      SCMP_A0(SCMP_CMP_MASKED_EQ, thread, thread));
	if (!rc)
		rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
	if (!rc)
		rc = add_fcntl(filter, SCMP_SYS(fcntl));
	if (!rc)
		rc = add_fcntl(filter, SCMP_SYS(fcntl64));
	if (!rc)
		rc = add_mappings(filter, SCMP_SYS(mmap));
	if (!rc)
		rc = add_mappings(filter, SCMP_SYS(mmap2));
	if (!rc)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
				      SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	/*
	 * The C library uses madvise() only to return freed memory to the
	 * kernel. MADV_REMOVE would punch holes into shared memory, for example
	 * that of the TEE.
	 */
	if (!rc)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(madvise), 1,
				      SCMP_A2(SCMP_CMP_MASKED_EQ, UINT32_MAX, MADV_DONTNEED));
	/*
	 * Allow sendto() only without an address, so that a socket can send
	 * only to its connected peer.
	 */
	if (!rc)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(sendto), 2,
				      SCMP_A3(SCMP_CMP_MASKED_EQ, ALL_BUT(SEND_FLAGS), 0),
				      SCMP_A4(SCMP_CMP_EQ, 0));
	/* Only descriptors 0, 1 and 2 may be replaced. */
	if (!rc)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(dup2), 1,
				      SCMP_A1(SCMP_CMP_LT, 3));
	if (!rc || rc == -EDOM)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(dup3), 1,
				      SCMP_A1(SCMP_CMP_LT, 3));
	/* Signals may be sent only to threads of this process. */
	if (!rc)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
				      SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid()));
	if (!rc)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1,
				      SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME));
	return rc;
}

/*
 * Allow sending descriptors over one socket only. No other file can get the
 * socket's number: the filter forbids closing the socket, and dup2() may
 * replace only descriptors 0, 1 and 2. The filter compares 64 bits of an
 * argument, but the kernel uses only the lower 32. Therefore the rule for
 * close() is "less than". With "not equal", an attacker could set a higher bit
 * to pass the filter.
 */
static int add_sending(scmp_filter_ctx filter, bool sends)
{
	int rc;

	if (!sends)
		return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(close), 0);
	rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(close), 1,
			      SCMP_A0(SCMP_CMP_LT, SANDBOX_SENDS));
	if (!rc)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(sendmsg), 2,
				      SCMP_A0(SCMP_CMP_EQ, SANDBOX_SENDS),
				      SCMP_A2(SCMP_CMP_MASKED_EQ, ALL_BUT(SEND_FLAGS), 0));
	return rc;
}

/* Allow TCP and UDP sockets over IPv4 and IPv6, and no others. */
static int add_families(scmp_filter_ctx filter)
{
	static const int families[] = { AF_INET, AF_INET6 };
	static const int types[] = { SOCK_STREAM, SOCK_DGRAM };
	const scmp_datum_t kind = (scmp_datum_t)~(SOCK_NONBLOCK | SOCK_CLOEXEC);
	int rc = 0;

	for (size_t n = 0; !rc && n < 4; n++)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(socket), 2,
				      SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)families[n / 2]),
				      SCMP_A1(SCMP_CMP_MASKED_EQ, kind & UINT32_MAX,
					      (scmp_datum_t)types[n % 2]));
	return rc;
}

/* Allow the calls that are needed to resolve a name and to connect. */
static int add_network(scmp_filter_ctx filter)
{
	static const char *const calls[] = {
		"bind", "connect", "getpeername", "getsockname", NULL
	};
	int rc = add_calls(filter, SCMP_ACT_ALLOW, calls);

	if (!rc)
		rc = add_families(filter);
	/* The C library queries this machine's addresses by netlink. */
	if (!rc)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(socket), 2,
				      SCMP_A0(SCMP_CMP_EQ, AF_NETLINK),
				      SCMP_A2(SCMP_CMP_EQ, NETLINK_ROUTE));
	/*
	 * A SOCK_SEQPACKET pair stays connected, but a SOCK_DGRAM socket could
	 * send to any other socket.
	 */
	if (!rc)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(socketpair), 2,
				      SCMP_A0(SCMP_CMP_EQ, AF_UNIX),
				      SCMP_A1(SCMP_CMP_EQ, SOCK_SEQPACKET | SOCK_CLOEXEC));
	return rc;
}

/*
 * Allow starting processes, but not in a new namespace, and not as a child of
 * the monitor (CLONE_PARENT). A process may ask the kernel to kill it when its
 * parent ends, but it may not cancel that.
 */
static int add_processes(scmp_filter_ctx filter)
{
	static const char *const calls[] = { "getppid", "kill", "wait4", "waitid", NULL };
	const uint64_t refused = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC |
		CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | CLONE_PARENT;
	int rc = add_calls(filter, SCMP_ACT_ALLOW, calls);

	if (!rc)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
				      SCMP_A0(SCMP_CMP_MASKED_EQ, refused, 0));
	if (!rc)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 2,
				      SCMP_A0(SCMP_CMP_EQ, PR_SET_PDEATHSIG),
				      SCMP_A1(SCMP_CMP_EQ, SIGKILL));
	return rc;
}

static int add_ioctls(scmp_filter_ctx filter, const unsigned long *ioctls)
{
	int rc = 0;

	/*
	 * The kernel caches which calls are allowed with any arguments, and
	 * runs the filter only for the others. Put the rules for ioctl() first,
	 * because it is the most frequent of these.
	 */
	if (ioctls)
		rc = seccomp_syscall_priority(filter, SCMP_SYS(ioctl), 255);
	for (; !rc && ioctls && *ioctls; ioctls++)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1,
				      SCMP_A1(SCMP_CMP_MASKED_EQ, 0xffffffff, *ioctls));
	return rc;
}

static int add_allowed(scmp_filter_ctx filter, const struct sandbox_policy *policy)
{
	int rc = add_calls(filter, SCMP_ACT_ALLOW, common_calls);

	if (!rc)
		rc = add_forms(filter);
	if (!rc)
		rc = add_sending(filter, policy->sends);
	if (!rc)
		rc = add_messages(filter, policy->network);
	if (!rc)
		rc = add_options(filter, SCMP_SYS(getsockopt), policy->gets);
	if (!rc)
		rc = add_options(filter, SCMP_SYS(setsockopt), policy->sets);
	if (!rc && policy->network)
		rc = add_network(filter);
	if (!rc && policy->processes)
		rc = add_processes(filter);
	if (!rc)
		rc = add_calls(filter, SCMP_ACT_ALLOW, policy->calls);
	if (!rc)
		rc = add_ioctls(filter, policy->ioctls);
	return rc;
}

static int filter_calls(const struct sandbox_policy *policy)
{
	scmp_filter_ctx filter = seccomp_init(policy->any_calls ? SCMP_ACT_ALLOW :
					      SCMP_ACT_ERRNO(EPERM));
	int rc = -ENOMEM;

	if (!filter)
		goto done;
	rc = policy->any_calls ? 0 : add_allowed(filter, policy);
	if (!rc)
		rc = add_calls(filter, SCMP_ACT_KILL_PROCESS, deadly_calls);
	if (!rc)
		rc = seccomp_load(filter);
	seccomp_release(filter);
done:
	if (rc)
		log_error("%s: system calls cannot be filtered: %s", policy->name, strerror(-rc));
	return rc;
}

int sandbox_enter(const struct sandbox_policy *policy)
{
	int rc = limit_resources(policy);

	if (!rc)
		rc = drop_user(policy);
	if (!rc)
		rc = refuse_new_privileges(policy);
	if (!rc)
		rc = confine_files(policy);
	if (!rc)
		rc = filter_calls(policy);
	return rc;
}
