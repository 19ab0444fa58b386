// SPDX-License-Identifier: BSD-2-Clause
/*
 * The sandbox. Every step takes away something that an earlier one needs, which
 * fixes the order: rlimits, user and capabilities, no_new_privs, Landlock,
 * seccomp.
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

/* linux/landlock.h may be older than these */
#define ACCESS_REFER		(1ull << 13)	/* ABI 2 */
#define ACCESS_TRUNCATE		(1ull << 14)	/* ABI 3 */
#define ACCESS_IOCTL_DEV	(1ull << 15)	/* ABI 5 */
#define ACCESS_NET_ALL		3ull		/* ABI 4: TCP bind() and connect() */
#define SCOPE_SIGNAL		2ull		/* ABI 6 */
#define SCOPE_ALL		3ull		/* plus abstract Unix sockets */

/* struct landlock_ruleset_attr. For older kernels, pass a shorter size. */
struct ruleset {
	__u64 fs;
	__u64 net;
	__u64 scoped;
};

/*
 * RLIMIT_AS minus RLIMIT_DATA, to cover code, memory shared with the TEE, and
 * the address space of malloc arenas (128 MiB each, mostly untouched)
 */
#define ADDRESS_ROOM		(512ul << 20)

void sandbox_open_terminal(bool waits)
{
	int terminal = -1;

	/* O_NONBLOCK, or open() waits for carrier on a serial line */
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

/* Only ever lower it, raising takes CAP_SYS_RESOURCE. */
static int limit_tasks(unsigned long value)
{
	struct rlimit before;

	if (getrlimit(RLIMIT_NPROC, &before))
		return -errno;
	return limit(RLIMIT_NPROC, before.rlim_max < value ? before.rlim_max : value);
}

/*
 * RLIMIT_DATA by itself has holes. MAP_GROWSDOWN memory such as the stack isn't
 * counted, and mremap() can enlarge that at will. Nor are the page tables for
 * read-only mappings.
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
	 * RLIMIT_NPROC counts everything that runs as this user. Without @uid
	 * the user isn't the supplicant's own, so leave the limit alone.
	 */
	if (!rc && policy->max_tasks && policy->uid != (uid_t)-1)
		rc = limit_tasks(policy->max_tasks);
	if (rc)
		log_error("%s: cannot limit resources: %s", policy->name, strerror(-rc));
	return rc;
}

static int set_capabilities(uint32_t wanted)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = { { .effective = wanted, .permitted = wanted } };

	return syscall(SYS_capset, &header, data) ? -errno : 0;
}

/*
 * CAP_DAC_OVERRIDE is kept only if Landlock ties the process to one directory.
 * See struct sandbox_policy for the exceptions in Landlock.
 */
static bool keeps_capability(const struct sandbox_policy *policy)
{
	return policy->overrides_owner && policy->files == SANDBOX_ONE_DIRECTORY;
}

/* Changing the user drops the capabilities, too. */
static int drop_user(const struct sandbox_policy *policy)
{
	if (policy->uid == (uid_t)-1)
		return 0;
	/*
	 * Nothing to regain by execve() either. PR_CAPBSET_DROP fails with
	 * EINVAL past the kernel's last capability.
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
	/* make sure that there's no way back to root */
	if (setresuid((uid_t)-1, 0, (uid_t)-1) == 0) {
		log_error("%s: could become root again", policy->name);
		return -EPERM;
	}
	return 0;
}

static int refuse_new_privileges(const struct sandbox_policy *policy)
{
	/* Undumpable: no core dumps, and no ptrace() by the user's other processes */
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)) {
		int rc = -errno;

		log_error("%s: cannot lock privileges: %s", policy->name, strerror(-rc));
		return rc;
	}
	/* setresuid() has cleared the death signal */
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
 * Pick the rights to deny, within this kernel's ABI. Return: ruleset size, or 0
 * to deny nothing.
 */
static size_t choose_rules(const struct sandbox_policy *policy, int abi,
			   struct ruleset *rules)
{
	if (policy->files == SANDBOX_ALL_FILES) {
		/* the supplicant's other processes run as the same user */
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
 * Landlock requires no right to open a file in access mode 3 (neither reading
 * nor writing), and before ABI 3 none to truncate it. With CAP_DAC_OVERRIDE,
 * this process could truncate any file on the system. So drop the capability on
 * older kernels, and without Landlock. Return: 0 or -errno.
 */
static int give_up_capability(const struct sandbox_policy *policy, int abi)
{
	if (!keeps_capability(policy) || abi >= 3)
		return 0;
	log_warning("%s: root's files in the directory are used with its user's rights only: more "
		    "takes a kernel whose Landlock has ABI 3, Linux 6.2", policy->name);
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

/* Allowed everywhere: memory, threads, waiting, time, and I/O on open descriptors */
static const char *const common_calls[] = {
	"brk", "clock_gettime", "clock_gettime64", "clock_nanosleep", "clock_nanosleep_time64",
	"exit", "exit_group", "fstat", "fstat64", "futex", "futex_time64", "getpid", "getrandom",
	"gettid", "gettimeofday", "lseek", "_llseek", "membarrier", "mremap", "munmap",
	"nanosleep", "poll", "ppoll", "ppoll_time64", "read", "readv", "restart_syscall", "rseq",
	"rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "rt_sigtimedwait", "sched_getaffinity",
	"sched_yield", "set_robust_list", "set_tid_address", "shutdown", "sigaltstack",
	"sigreturn", "sysinfo", "uname", "write", "writev", NULL
};

/* Nothing in the supplicant calls these, so kill a process that does. */
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
		/* not on this architecture */
		if (call == __NR_SCMP_ERROR || call < 0)
			continue;
		rc = seccomp_rule_add(filter, action, call, 0);
		if (rc && rc != -EEXIST)
			return rc;
	}
	return 0;
}

/*
 * mmap(), or mmap2() on some 32-bit architectures. No executable memory, and
 * nothing that RLIMIT_DATA doesn't count, i.e. shared anonymous mappings and
 * MAP_GROWSDOWN.
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
 * fcntl() or fcntl64(). Not F_SETOWN and F_SETSIG: with O_ASYNC, they get the
 * kernel to send any signal to any of the user's processes.
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
 * All flags that we or libc ever pass. Everything else (MSG_OOB, say) is just
 * attack surface.
 */
#define SEND_FLAGS	(MSG_DONTWAIT | MSG_NOSIGNAL)
#define RECEIVE_FLAGS	(MSG_CMSG_CLOEXEC | MSG_DONTWAIT | MSG_PEEK | MSG_TRUNC)

/* mask for "no flags but these"; the kernel looks at the low 32 bits only */
#define ALL_BUT(flags)	((scmp_datum_t)(uint32_t)~(flags))

/*
 * Receiving is fine, and so is sending to a connected peer. Anything that takes
 * a destination address is for @network only.
 */
static int add_messages(scmp_filter_ctx filter, bool network)
{
	static const struct {
		const char *name;
		unsigned int flags_at;	/* argument number */
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
		if (call >= 0 && (network || !calls[n].is_networks))
			rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1,
					      SCMP_CMP(calls[n].flags_at, SCMP_CMP_MASKED_EQ,
						       ALL_BUT(calls[n].flags), 0));
	}
	return rc;
}

/* getsockopt() or setsockopt(), for nothing at all if @options is NULL */
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

/* Calls that are harmless with the right arguments */
static int add_forms(scmp_filter_ctx filter)
{
	const uint64_t thread = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD;
	int rc;

	/*
	 * Threads yes, processes no. The flags of clone3() are in memory, out
	 * of reach of the filter; on ENOSYS, libc falls back to clone().
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
	 * malloc() needs MADV_DONTNEED to give memory back. MADV_REMOVE would
	 * punch holes into shared memory, including the TEE's.
	 */
	if (!rc)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(madvise), 1,
				      SCMP_A2(SCMP_CMP_MASKED_EQ, UINT32_MAX, MADV_DONTNEED));
	/* sendto() without an address, i.e. to the connected peer */
	if (!rc)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(sendto), 2,
				      SCMP_A3(SCMP_CMP_MASKED_EQ, ALL_BUT(SEND_FLAGS), 0),
				      SCMP_A4(SCMP_CMP_EQ, 0));
	/* dup2() onto 0, 1 and 2 only */
	if (!rc)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(dup2), 1,
				      SCMP_A1(SCMP_CMP_LT, 3));
	if (!rc || rc == -EDOM)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(dup3), 1,
				      SCMP_A1(SCMP_CMP_LT, 3));
	/* signals to our own threads only */
	if (!rc)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
				      SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid()));
	if (!rc)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1,
				      SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME));
	return rc;
}

/*
 * Descriptors may be sent over one socket, and nothing else can ever get that
 * socket's number: close() refuses it, and dup2() stops at 2.
 *
 * Note that the filter compares all 64 bits of an argument, while the kernel
 * uses the low 32. A "not equal" rule for close() could be dodged by setting a
 * high bit, hence "less than".
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

/* TCP and UDP over IPv4 and IPv6. No raw, packet or Unix sockets. */
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

/* Calls to resolve a name and connect */
static int add_network(scmp_filter_ctx filter)
{
	static const char *const calls[] = {
		"bind", "connect", "getpeername", "getsockname", NULL
	};
	int rc = add_calls(filter, SCMP_ACT_ALLOW, calls);

	if (!rc)
		rc = add_families(filter);
	/* getaddrinfo() asks for this machine's addresses by netlink. */
	if (!rc)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(socket), 2,
				      SCMP_A0(SCMP_CMP_EQ, AF_NETLINK),
				      SCMP_A2(SCMP_CMP_EQ, NETLINK_ROUTE));
	/*
	 * A SOCK_SEQPACKET pair is tied to itself for good. From a SOCK_DGRAM
	 * pair, one could send to any other socket.
	 */
	if (!rc)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(socketpair), 2,
				      SCMP_A0(SCMP_CMP_EQ, AF_UNIX),
				      SCMP_A1(SCMP_CMP_EQ, SOCK_SEQPACKET | SOCK_CLOEXEC));
	return rc;
}

/*
 * fork() without new namespaces and without CLONE_PARENT, which would turn the
 * new process into the monitor's child. Setting the parent death signal is
 * fine, clearing it isn't.
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
	 * The kernel keeps a bitmap of calls that are allowed with any
	 * arguments, and runs the filter only for the others. ioctl() is the
	 * most frequent of these, so its rules go first.
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
		log_error("%s: cannot filter system calls: %s", policy->name, strerror(-rc));
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
