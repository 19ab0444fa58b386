// SPDX-License-Identifier: BSD-2-Clause
/*
 * The forbidden acts. They run in a confined process, so they use system calls
 * only and report by their return value.
 */

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/keyctl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include "softteed/sandbox/probe.h"

static bool read_link(int directory, const char *name, char link[64])
{
	ssize_t size = readlinkat(directory, name, link, 63);

	link[size < 0 ? 0 : size] = '\0';
	return size > 0;
}

int sandbox_read_namespaces(struct sandbox_target *target)
{
	target->namespaces = open("/proc/self/ns", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (target->namespaces < 0 || !read_link(target->namespaces, "user", target->user) ||
	    !read_link(target->namespaces, "uts", target->host_name))
		return -errno;
	return 0;
}

static bool has_variable(const struct sandbox_target *target)
{
	(void)target;
	return getenv("SOFTTEED_SANDBOX_PROBE");
}

static bool write_leak(const struct sandbox_target *target)
{
	return write(target->leak, "", 1) == 1;
}

static bool in_same_user(const struct sandbox_target *target)
{
	char link[64];

	return read_link(target->namespaces, "user", link) && !strcmp(link, target->user);
}

static bool in_same_host_name(const struct sandbox_target *target)
{
	char link[64];

	return read_link(target->namespaces, "uts", link) && !strcmp(link, target->host_name);
}

static bool connect_tcp(const struct sandbox_target *target)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)target->port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int socket_tcp = socket(AF_INET, SOCK_STREAM, 0);

	return socket_tcp >= 0 &&
	       !connect(socket_tcp, (struct sockaddr *)&address, sizeof(address));
}

static bool connect_unix(const char *name, bool abstract)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int socket_unix = socket(AF_UNIX, SOCK_STREAM, 0);
	size_t size = strlen(name);

	memcpy(address.sun_path + abstract, name, size);
	return socket_unix >= 0 &&
	       !connect(socket_unix, (struct sockaddr *)&address,
			(socklen_t)(offsetof(struct sockaddr_un, sun_path) + size + 1));
}

static bool connect_path(const struct sandbox_target *target)
{
	return connect_unix(target->path, false);
}

static bool connect_abstract(const struct sandbox_target *target)
{
	return connect_unix(target->abstract, true);
}

static bool attach_segment(const struct sandbox_target *target)
{
	return shmat(target->segment, NULL, 0) != (void *)-1;
}

static bool open_outside(const struct sandbox_target *target)
{
	(void)target;
	return open("/etc", O_RDONLY | O_DIRECTORY) >= 0;
}

static bool grow_file(const struct sandbox_target *target)
{
	return !ftruncate(target->file, 4 * (off_t)PROBE_FILE_SIZE);
}

static bool take_descriptors(const struct sandbox_target *target)
{
	for (int n = 0; n < PROBE_FILES; n++)
		if (dup(target->file) < 0)
			return false;
	return true;
}

static bool take_memory(const struct sandbox_target *target)
{
	(void)target;
	return mmap(NULL, PROBE_MEMORY, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
		    -1, 0) != MAP_FAILED;
}

static bool use_capability(const struct sandbox_target *target)
{
	(void)target;
	return !unshare(CLONE_NEWUTS);
}

static bool may_gain_privileges(const struct sandbox_target *target)
{
	(void)target;
	return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1;
}

static bool signal_victim(const struct sandbox_target *target)
{
	return !kill(target->victim, 0);
}

/* Landlock restricts signals since ABI 6 only. */
static bool signal_by_call(const struct sandbox_target *target)
{
	return !tgkill(target->victim, target->victim, 0);
}

static bool map_writable_code(const struct sandbox_target *target)
{
	(void)target;
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS,
		    -1, 0) != MAP_FAILED;
}

static bool turn_into_code(const struct sandbox_target *target)
{
	void *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)target;
	return at != MAP_FAILED && !mprotect(at, 4096, PROT_READ | PROT_EXEC);
}

static bool create_socket(const struct sandbox_target *target)
{
	(void)target;
	return socket(AF_UNIX, SOCK_STREAM, 0) >= 0;
}

static bool trace(const struct sandbox_target *target)
{
	(void)target;
	return !ptrace(PTRACE_TRACEME, 0, NULL, NULL);
}

static bool use_keyring(const struct sandbox_target *target)
{
	(void)target;
	return syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_PROCESS_KEYRING, 1) >= 0;
}

static bool fork_child(const struct sandbox_target *target)
{
	pid_t pid = fork();

	(void)target;
	if (!pid)
		_exit(0);
	return pid > 0;
}

static bool enter_namespace(const struct sandbox_target *target)
{
	(void)target;
	return !unshare(CLONE_NEWUSER);
}

/* The shell's exit status is that of a successful probe. */
static bool execute(const struct sandbox_target *target)
{
	char *const arguments[] = { "sh", "-c", "exit 42", NULL }, *const none[] = { NULL };

	(void)target;
	execve("/bin/sh", arguments, none);
	return false;
}

static const char *needs_loopback(const struct sandbox_target *target)
{
	return target->port ? NULL : "no loopback interface";
}

static const char *needs_loopback_and_rule(const struct sandbox_target *target)
{
	if (target->landlock_abi < 4)
		return "Landlock before ABI 4 does not restrict TCP";
	return needs_loopback(target);
}

static const char *needs_scopes(const struct sandbox_target *target)
{
	return target->landlock_abi < 6 ? "Landlock before ABI 6 has no scopes" : NULL;
}

static const char *needs_segment(const struct sandbox_target *target)
{
	return target->segment < 0 ? "no System V shared memory" : NULL;
}

static const char *needs_capability(const struct sandbox_target *target)
{
	return target->privileged ? NULL : "the process has no capabilities";
}

static const char *needs_limit(const struct sandbox_target *target)
{
	(void)target;
	return SANDBOX_SANITIZED ? "a sanitizer reserves terabytes of address space" : NULL;
}

#define CALLS		SANDBOX_BIT(SANDBOX_CALLS)
#define LANDLOCK	SANDBOX_BIT(SANDBOX_LANDLOCK)
#define NETWORK		SANDBOX_BIT(SANDBOX_NETWORK)
#define ROOT		SANDBOX_BIT(SANDBOX_ROOT)
#define DUMPABLE	SANDBOX_BIT(SANDBOX_NOT_DUMPABLE)

#define ZYGOTE		SANDBOX_BIT(SANDBOX_ZYGOTE)
#define BROKER		SANDBOX_BIT(SANDBOX_BROKER)
#define BOTH		(ZYGOTE | BROKER)

const struct sandbox_probe sandbox_probes[] = {
	{ BOTH, SANDBOX_ENVIRONMENT, "read a variable", 0, PROBE_INSIDE, has_variable, NULL },
	{ BOTH, SANDBOX_DESCRIPTORS, "use a leaked descriptor", 0, PROBE_INSIDE, write_leak, NULL },
	{ ZYGOTE, SANDBOX_USER, "stay in the namespace", CALLS, PROBE_INSIDE, in_same_user, NULL },
	{ ZYGOTE, SANDBOX_NETWORK, "connect to TCP", CALLS | LANDLOCK, PROBE_INSIDE, connect_tcp,
	  needs_loopback },
	{ ZYGOTE, SANDBOX_IPC, "attach shared memory", CALLS, PROBE_INSIDE, attach_segment,
	  needs_segment },
	{ ZYGOTE, SANDBOX_HOST_NAME, "stay in the namespace", CALLS,
	  PROBE_INSIDE, in_same_host_name,
	  NULL },
	{ ZYGOTE, SANDBOX_ROOT, "open a directory", CALLS | LANDLOCK,
	  PROBE_INSIDE, open_outside, NULL },
	{ ZYGOTE, SANDBOX_ROOT, "connect to a Unix socket", CALLS | LANDLOCK,
	  PROBE_INSIDE, connect_path,
	  NULL },
	{ ZYGOTE, SANDBOX_LIMITS, "exceed the file size", 0, PROBE_INSIDE, grow_file, NULL },
	{ BOTH, SANDBOX_LIMITS, "exceed the descriptors", 0, PROBE_INSIDE, take_descriptors, NULL },
	{ ZYGOTE, SANDBOX_LIMITS, "exceed the address space", 0,
	  PROBE_INSIDE, take_memory, needs_limit },
	{ BOTH, SANDBOX_CAPABILITIES, "use a capability", CALLS, PROBE_INSIDE, use_capability,
	  needs_capability },
	{ BOTH, SANDBOX_NO_NEW_PRIVS, "gain privileges", CALLS | LANDLOCK, PROBE_INSIDE,
	  may_gain_privileges, NULL },
	{ BOTH, SANDBOX_NOT_DUMPABLE, "read memory from outside", 0, PROBE_READ, NULL, NULL },
	{ ZYGOTE, SANDBOX_PARENT_DEATH, "outlive the parent", 0, PROBE_ORPHAN, NULL, NULL },
	{ ZYGOTE, SANDBOX_SECRET, "read secret memory", DUMPABLE, PROBE_READ, NULL, NULL },
	{ BOTH, SANDBOX_LANDLOCK, "open a directory", CALLS | ROOT,
	  PROBE_INSIDE, open_outside, NULL },
	{ BOTH, SANDBOX_LANDLOCK, "connect to TCP", CALLS | NETWORK, PROBE_INSIDE, connect_tcp,
	  needs_loopback_and_rule },
	{ BOTH, SANDBOX_LANDLOCK, "connect to an abstract socket", CALLS | NETWORK, PROBE_INSIDE,
	  connect_abstract, needs_scopes },
	{ BOTH, SANDBOX_LANDLOCK, "send a signal", CALLS,
	  PROBE_INSIDE, signal_victim, needs_scopes },
	{ BOTH, SANDBOX_CALLS, "map writable code", 0, PROBE_INSIDE, map_writable_code, NULL },
	{ BOTH, SANDBOX_CALLS, "turn data into code", 0, PROBE_INSIDE, turn_into_code, NULL },
	{ BOTH, SANDBOX_CALLS, "create a socket", 0, PROBE_INSIDE, create_socket, NULL },
	{ BOTH, SANDBOX_CALLS, "be traced", 0, PROBE_INSIDE, trace, NULL },
	{ BOTH, SANDBOX_CALLS, "use a keyring", 0, PROBE_INSIDE, use_keyring, NULL },
	{ BROKER, SANDBOX_CALLS, "signal a process", LANDLOCK, PROBE_INSIDE, signal_by_call, NULL },
	{ BROKER, SANDBOX_CALLS, "fork", 0, PROBE_INSIDE, fork_child, NULL },
	{ BROKER, SANDBOX_CALLS, "enter a namespace", 0, PROBE_INSIDE, enter_namespace, NULL },
	{ BOTH, SANDBOX_CALLS, "execute a program", LANDLOCK | ROOT, PROBE_INSIDE, execute, NULL },
};

const size_t sandbox_num_probes = sizeof(sandbox_probes) / sizeof(sandbox_probes[0]);
