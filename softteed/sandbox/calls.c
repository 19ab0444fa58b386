// SPDX-License-Identifier: BSD-2-Clause
/*
 * The system call filter. Calls that nothing in softteed makes and that reach
 * into the kernel or into other processes kill the process; all others that are
 * not allowed fail.
 */

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <linux/vtee.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "softteed/protocol/packet.h"
#include "softteed/sandbox/fence.h"

/* mask for "no flags but these"; the kernel looks at the low 32 bits only */
#define ALL_BUT(flags)	((scmp_datum_t)(uint32_t)~(flags))

#define SEND_FLAGS	(MSG_DONTWAIT | MSG_NOSIGNAL | MSG_EOR)
#define RECEIVE_FLAGS	(MSG_CMSG_CLOEXEC | MSG_DONTWAIT | MSG_PEEK | MSG_TRUNC | MSG_WAITALL)

#define NAMESPACES	(CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | \
			 CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET)
#define THREAD		(CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD)

/* All kinds: memory, threads, waiting, time, and I/O on open descriptors */
static const char *const common_calls[] = {
	"brk", "clock_getres", "clock_gettime", "clock_gettime64", "clock_nanosleep",
	"clock_nanosleep_time64", "close", "close_range", "dup", "exit", "exit_group", "fstat",
	"fstat64", "futex", "futex_time64", "getpid", "getppid", "getrandom", "gettid",
	"gettimeofday", "lseek", "_llseek", "membarrier", "mremap", "munmap", "nanosleep", "poll",
	"ppoll", "ppoll_time64", "read", "readv", "restart_syscall", "rseq", "rt_sigaction",
	"rt_sigprocmask", "rt_sigreturn", "rt_sigtimedwait", "sched_getaffinity", "sched_yield",
	"set_robust_list", "set_tid_address", "shutdown", "sigaltstack", "sigreturn", "sysinfo",
	"time", "uname", "write", "writev", NULL
};

/*
 * The zygote reaps instances. sandbox_enter_instance() needs the last three,
 * and its filter then refuses them.
 */
static const char *const zygote_calls[] = {
	"epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait", "fstatfs", "ftruncate",
	"memfd_create", "memfd_secret",
	"mlock", "munlock", "newfstatat", "wait4", "waitid", "capset", "getrlimit", "prlimit64",
	NULL
};

/* SQLite's file operations */
static const char *const storage_calls[] = {
	"access", "epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait", "faccessat",
	"fallocate", "fchmod", "fdatasync", "fsync", "fstatfs", "ftruncate", "getcwd",
	"getdents64", "geteuid", "getuid", "lstat", "memfd_secret", "mlock", "munlock",
	"newfstatat", "open", "openat", "pread64", "pwrite64", "readlink", "readlinkat", "stat",
	"unlink", "unlinkat", NULL
};

/* Clients, files to read and pass on, and the newest versions of applications to write */
static const char *const broker_calls[] = {
	"accept4", "epoll_ctl", "epoll_pwait", "epoll_wait", "fsync", "ftruncate", "getdents64",
	"lstat", "memfd_create", "newfstatat", "rename", "renameat", "renameat2", "unlink",
	"unlinkat", NULL
};

static const char *const *const kind_calls[] = {
	[SANDBOX_ZYGOTE] = zygote_calls,
	[SANDBOX_STORAGE] = storage_calls,
	[SANDBOX_BROKER] = broker_calls,
};

static const char *const deadly_calls[] = {
	"add_key", "bpf", "chroot", "delete_module", "execve", "execveat", "finit_module",
	"fsconfig", "fsmount", "fsopen", "init_module", "io_uring_setup", "ioperm", "iopl",
	"kcmp", "kexec_file_load", "kexec_load", "keyctl", "mount", "mount_setattr", "move_mount",
	"open_by_handle_at", "open_tree", "perf_event_open", "pidfd_getfd", "pivot_root",
	"process_madvise", "process_vm_readv", "process_vm_writev", "ptrace", "request_key",
	"setns", "umount2", "userfaultfd", NULL
};

/* libc falls back to older calls if these are unknown. */
static const char *const unknown_calls[] = {
	"clone3", "faccessat2", "openat2", "statx", NULL
};

static int add_calls(scmp_filter_ctx filter, uint32_t action, const char *const *names)
{
	int call, rc;

	for (; *names; names++) {
		call = seccomp_syscall_resolve_name(*names);
		/* not on this architecture */
		if (call < 0)
			continue;
		rc = seccomp_rule_add(filter, action, call, 0);
		if (rc && rc != -EEXIST)
			return rc;
	}
	return 0;
}

/*
 * Memory is never writable and executable. Executable memory is a private
 * mapping of a file, and only where Trusted Applications are loaded.
 * MAP_GROWSDOWN memory would escape the limits.
 */
static int add_memory(scmp_filter_ctx filter, enum sandbox_kind kind)
{
	static const char *const maps[] = { "mmap", "mmap2" };
	int rc = 0;

	for (size_t n = 0; !rc && n < 2; n++) {
		int call = seccomp_syscall_resolve_name(maps[n]);

		if (call < 0)
			continue;
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 2,
				      SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
				      SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_GROWSDOWN, 0));
		if (!rc && kind == SANDBOX_ZYGOTE)
			rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 2,
					      SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC | PROT_WRITE,
						      PROT_EXEC),
					      SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_SHARED |
						      MAP_ANONYMOUS | MAP_GROWSDOWN, 0));
	}
	if (!rc)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
				      SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	/* MADV_REMOVE would punch holes into memory shared with clients. */
	for (int advice = 0; !rc && advice < 4; advice++) {
		static const int advices[] = { MADV_DONTNEED, MADV_DONTDUMP, MADV_WIPEONFORK,
					       MADV_NOHUGEPAGE };

		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(madvise), 1,
				      SCMP_A2(SCMP_CMP_MASKED_EQ, UINT32_MAX,
					      (scmp_datum_t)advices[advice]));
	}
	return rc;
}

/* No F_SETOWN and F_SETSIG: with O_ASYNC, the kernel would send their signals. */
static int add_fcntl(scmp_filter_ctx filter, enum sandbox_kind kind)
{
	static const int commands[] = {
		F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC, F_GET_SEALS, F_ADD_SEALS,
		/* SANDBOX_STORAGE only */
		F_GETLK, F_SETLK, F_SETLKW,
	};
	const size_t num = sizeof(commands) / sizeof(commands[0]);
	static const char *const names[] = { "fcntl", "fcntl64" };
	int rc = 0;

	for (size_t at = 0; !rc && at < 2; at++) {
		int call = seccomp_syscall_resolve_name(names[at]);

		if (call < 0)
			continue;
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 2,
				      SCMP_A1(SCMP_CMP_EQ, F_SETFL),
				      SCMP_A2(SCMP_CMP_MASKED_EQ, O_ASYNC, 0));
		for (size_t n = 0; !rc && n < (kind == SANDBOX_STORAGE ? num : num - 3); n++)
			rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1,
					      SCMP_A1(SCMP_CMP_EQ, (scmp_datum_t)commands[n]));
	}
	return rc;
}

static int add_messages(scmp_filter_ctx filter)
{
	static const struct {
		const char *name;
		unsigned int flags_at;
		int flags;
	} calls[] = {
		{ "recv", 3, RECEIVE_FLAGS }, { "recvfrom", 3, RECEIVE_FLAGS },
		{ "recvmsg", 2, RECEIVE_FLAGS }, { "send", 3, SEND_FLAGS },
		{ "sendmsg", 2, SEND_FLAGS },
	};
	int rc = 0;

	for (size_t n = 0; !rc && n < sizeof(calls) / sizeof(calls[0]); n++) {
		int call = seccomp_syscall_resolve_name(calls[n].name);

		if (call >= 0)
			rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1,
					      SCMP_CMP(calls[n].flags_at, SCMP_CMP_MASKED_EQ,
						       ALL_BUT(calls[n].flags), 0));
	}
	/* sendto() without an address: to the connected peer */
	if (!rc)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(sendto), 2,
				      SCMP_A3(SCMP_CMP_MASKED_EQ, ALL_BUT(SEND_FLAGS), 0),
				      SCMP_A4(SCMP_CMP_EQ, 0));
	return rc;
}

/* Signals, to others only for who @forks: the zygote kills its instances. */
static int add_signals(scmp_filter_ctx filter, bool forks)
{
	const struct scmp_arg_cmp self = SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid());

	return forks ? seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 0) :
		       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, self);
}

/* Threads, and if @forks processes, without namespaces and not as siblings */
static int add_tasks(scmp_filter_ctx filter, bool forks)
{
	int rc = add_signals(filter, forks);

	if (!rc)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
				      SCMP_A0(SCMP_CMP_MASKED_EQ, THREAD | NAMESPACES, THREAD));

	if (!rc && forks)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
				      SCMP_A0(SCMP_CMP_MASKED_EQ, NAMESPACES | CLONE_PARENT |
					      CLONE_VM, 0));
	if (!rc)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1,
				      SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME));
	if (!rc && forks)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 2,
				      SCMP_A0(SCMP_CMP_EQ, PR_SET_PDEATHSIG),
				      SCMP_A1(SCMP_CMP_EQ, SIGKILL));
	return rc;
}

static int add_options(scmp_filter_ctx filter, int call, const int *options, size_t num)
{
	int rc = 0;

	for (size_t n = 0; !rc && n < num; n++)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 2,
				      SCMP_A1(SCMP_CMP_EQ, SOL_SOCKET),
				      SCMP_A2(SCMP_CMP_EQ, (scmp_datum_t)options[n]));
	return rc;
}

/* What sandbox_enter_instance(), dlopen() and an application's sockets need */
static int add_zygote(scmp_filter_ctx filter, bool user_namespace)
{
	static const int buffers[] = { SO_SNDBUF, SO_RCVBUF };
	int rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(seccomp), 1,
				  SCMP_A0(SCMP_CMP_EQ, SECCOMP_SET_MODE_FILTER));

	if (!rc)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1,
				      SCMP_A2(SCMP_CMP_MASKED_EQ, ALL_BUT(O_CLOEXEC), O_RDONLY));
	/* The buffers of sockets that the launcher has made for an application */
	if (!rc)
		rc = add_options(filter, SCMP_SYS(setsockopt), buffers,
				 sizeof(buffers) / sizeof(buffers[0]));
	if (!rc && user_namespace)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(unshare), 1,
				      SCMP_A0(SCMP_CMP_EQ, CLONE_NEWUSER));
	return rc;
}

/* What a queue takes, besides mmap() and poll(). Nothing else has ioctls with these numbers. */
static int add_queues(scmp_filter_ctx filter, enum sandbox_kind kind)
{
	static const unsigned long requests[] = {
		VTEE_IOC_RECV, VTEE_IOC_SEND, VTEE_IOC_SEND_RECV,
		/* SANDBOX_BROKER only */
		VTEE_IOC_QUEUE, VTEE_IOC_FORWARD,
	};
	const size_t num = sizeof(requests) / sizeof(requests[0]);
	int rc = 0;

	for (size_t n = 0; !rc && n < (kind == SANDBOX_BROKER ? num : num - 2); n++)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1,
				      SCMP_A1(SCMP_CMP_MASKED_EQ, UINT32_MAX, requests[n]));
	return rc;
}

/* Landlock says in which directories files are opened. */
static int add_broker(scmp_filter_ctx filter)
{
	static const int readable[] = {
		SO_PASSRIGHTS, SO_PEERCRED, SO_PEERGROUPS, SO_MEMINFO,
	};
	static const int settable[] = { SO_PASSCRED, SO_PASSRIGHTS, SO_RCVTIMEO, SO_SNDTIMEO };
	int rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1,
				  SCMP_A2(SCMP_CMP_MASKED_EQ,
					  ALL_BUT(O_CLOEXEC | O_DIRECTORY | O_NOFOLLOW |
						  O_NONBLOCK | O_LARGEFILE), O_RDONLY));

	if (!rc)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1,
				      SCMP_A2(SCMP_CMP_MASKED_EQ,
					      ALL_BUT(O_CLOEXEC | O_NOFOLLOW | O_LARGEFILE),
					      O_WRONLY | O_CREAT | O_TRUNC));
	if (!rc)
		rc = add_options(filter, SCMP_SYS(getsockopt), readable,
				 sizeof(readable) / sizeof(readable[0]));
	if (!rc)
		rc = add_options(filter, SCMP_SYS(setsockopt), settable,
				 sizeof(settable) / sizeof(settable[0]));
	/* A SOCK_SEQPACKET pair cannot be connected to anything else. */
	if (!rc)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(socketpair), 2,
				      SCMP_A0(SCMP_CMP_EQ, AF_UNIX),
				      SCMP_A1(SCMP_CMP_MASKED_EQ,
					      ALL_BUT(SOCK_CLOEXEC | SOCK_NONBLOCK),
					      SOCK_SEQPACKET));
	return rc;
}

static int add_rules(scmp_filter_ctx filter, const struct sandbox_policy *policy)
{
	int rc = add_calls(filter, SCMP_ACT_ALLOW, common_calls);

	if (!rc)
		rc = add_calls(filter, SCMP_ACT_ALLOW, kind_calls[policy->kind]);
	if (!rc)
		rc = add_calls(filter, SCMP_ACT_KILL_PROCESS, deadly_calls);
	if (!rc)
		rc = add_calls(filter, SCMP_ACT_ERRNO(ENOSYS), unknown_calls);
	if (!rc)
		rc = add_memory(filter, policy->kind);
	if (!rc)
		rc = add_fcntl(filter, policy->kind);
	if (!rc)
		rc = add_messages(filter);
	if (!rc)
		rc = add_tasks(filter, policy->kind == SANDBOX_ZYGOTE);
	if (!rc && policy->kind == SANDBOX_ZYGOTE)
		rc = add_zygote(filter, policy->instance_user_namespace);
	if (!rc && policy->queues)
		rc = add_queues(filter, policy->kind);
	if (!rc && policy->kind == SANDBOX_BROKER)
		rc = add_broker(filter);
	return rc;
}

int sandbox_filter_calls(const struct sandbox_policy *policy, struct sandbox_report *report)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int rc;

	if (!filter)
		return -ENOMEM;
	/* no_new_privs is a fence of its own. */
	rc = seccomp_attr_set(filter, SCMP_FLTATR_CTL_NNP, 0);
	if (!rc)
		rc = add_rules(filter, policy);
	report->fences[SANDBOX_CALLS].step = "load";
	if (!rc)
		rc = seccomp_load(filter);
	seccomp_release(filter);
	return rc;
}

#define LOAD(field)	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define IF_EQUAL(value, yes, no)	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), (yes), (no))
#define IF_SET(value, yes, no)	BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, (value), (yes), (no))
#define RETURN(action)	BPF_STMT(BPF_RET | BPF_K, (action))

/*
 * The zygote's filter has checked the architecture, and that a call's number
 * and arguments are among those allowed. The low word of an argument comes
 * first: softteed runs on little-endian machines only.
 */
int sandbox_filter_instance(void)
{
	struct sock_filter code[] = {
		LOAD(nr),
		IF_EQUAL(SYS_unshare, 9, 0),
		IF_EQUAL(SYS_prlimit64, 8, 0),
		IF_EQUAL(SYS_prctl, 8, 0),
		IF_EQUAL(SYS_clone, 2, 0),
		IF_EQUAL(SYS_tgkill, 3, 0),
		RETURN(SECCOMP_RET_ALLOW),
		LOAD(args[0]),
		IF_SET(CLONE_THREAD, 5, 2),
		LOAD(args[0]),
		IF_EQUAL((unsigned int)getpid(), 3, 0),
		RETURN(SECCOMP_RET_ERRNO | EPERM),
		LOAD(args[0]),
		IF_EQUAL(PR_SET_NAME, 0, 1),
		RETURN(SECCOMP_RET_ALLOW),
		RETURN(SECCOMP_RET_ERRNO | EPERM),
	};
	struct sock_fprog program = { sizeof(code) / sizeof(code[0]), code };

	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) ? -errno : 0;
}

int sandbox_filter_loaded(void)
{
	struct sock_filter code[] = {
		LOAD(nr),
		IF_EQUAL(SYS_mmap, 3, 0),
		IF_EQUAL(SYS_openat, 4, 0),
		IF_EQUAL(SYS_seccomp, 3, 0),
		RETURN(SECCOMP_RET_ALLOW),
		LOAD(args[2]),
		IF_SET(PROT_EXEC, 0, 1),
		RETURN(SECCOMP_RET_ERRNO | EPERM),
		RETURN(SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof(code) / sizeof(code[0]), code };

	/* The application may have started threads when it was loaded. */
	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) ?
	       -EPERM : 0;
}
