// SPDX-License-Identifier: BSD-2-Clause
/*
 * Attack the worker's sandbox from the inside. The linker's --wrap puts this in
 * place of the TA loading service, while the rest of the supplicant is the
 * installed one. Every attempt logs a line "probe NAME: refused (why)" or
 * "probe NAME: ALLOWED".
 */

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "log.h"
#include "request/request.h"

supp_service_fn __real_supp_load_ta, __wrap_supp_load_ta;

static void tell(const char *name, long result)
{
	if (result == -1)
		log_error("probe %s: refused (%s)", name, strerror(errno));
	else
		log_error("probe %s: ALLOWED", name);
}

/*
 * The arguments are bogus, so the call fails either way. EPERM means the filter
 * stopped it; any other errno comes from the kernel behind the filter.
 */
static void tell_form(const char *name, long result)
{
	if (result == -1 && errno != EPERM)
		result = 0;
	tell(name, result);
}

static void try_forms(void)
{
	socklen_t size = sizeof(int);
	int value = 1;

	tell_form("make holes in memory", madvise(NULL, 0, MADV_REMOVE));
	tell_form("set another option", setsockopt(-1, SOL_SOCKET, SO_BUSY_POLL, &value, size));
	tell_form("get an option", getsockopt(-1, SOL_SOCKET, SO_PEERCRED, &value, &size));
	tell_form("send with MSG_OOB", send(-1, &value, 1, MSG_OOB));
	tell_form("receive with MSG_OOB", recv(-1, &value, 1, MSG_OOB));
}

static long open_by_openat2(const char *path, uint64_t flags)
{
	struct open_how how = { .flags = flags };

	return syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof(how));
}

static long connect_out(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(80),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	return fd < 0 ? -1 : connect(fd, (struct sockaddr *)&address, sizeof(address));
}

static long execute(void)
{
	char *const arguments[] = { "true", NULL };

	return execve("/bin/true", arguments, NULL);
}

static long map_code(void)
{
	void *code = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return code == MAP_FAILED ? -1 : 0;
}

/* RLIMIT_DATA ignores shared mappings */
static long map_without_limit(void)
{
	void *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return memory == MAP_FAILED ? -1 : 0;
}

/* ... and MAP_GROWSDOWN ones */
static long map_what_grows(void)
{
	void *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN, -1, 0);

	return memory == MAP_FAILED ? -1 : 0;
}

/* ... and read-only ones, although touching their pages still costs page tables */
static long map_only_to_read(void)
{
	void *memory = mmap(NULL, (size_t)1 << 36, PROT_READ,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return memory == MAP_FAILED ? -1 : 0;
}

static long raise_limit(void)
{
	const struct rlimit limit = { RLIM_INFINITY, RLIM_INFINITY };

	return setrlimit(RLIMIT_NPROC, &limit);
}

static void try_all(void)
{
	tell("open /etc/shadow", open("/etc/shadow", O_RDONLY));
	tell("openat2 /etc/shadow", open_by_openat2("/etc/shadow", O_RDONLY));
	tell("openat2 /etc/passwd", open_by_openat2("/etc/passwd", O_RDONLY));
	tell("openat2 /tmp for writing", open_by_openat2("/tmp", O_RDWR | O_TMPFILE));
	tell("openat2 /dev/tee0", open_by_openat2("/dev/tee0", O_RDWR));
	tell("openat2 /proc/self/mem", open_by_openat2("/proc/self/mem", O_RDWR));
	tell("connect", connect_out());
	tell("socket AF_UNIX", socket(AF_UNIX, SOCK_STREAM, 0));
	tell("execve", execute());
	tell("ptrace", ptrace(PTRACE_ATTACH, getppid(), NULL, NULL));
	tell("ptrace TRACEME", ptrace(PTRACE_TRACEME, 0, NULL, NULL));
	tell("fork", fork());
	tell("kill its parent", kill(getppid(), 0));
	tell("signals by F_SETOWN", fcntl(0, F_SETOWN, getppid()));
	tell("signals by F_SETSIG", fcntl(0, F_SETSIG, SIGKILL));
	tell("signals by O_ASYNC", fcntl(0, F_SETFL, O_ASYNC));
	tell("setuid", setuid(0));
	tell("memory to execute", map_code());
	tell("memory beyond its limit", map_without_limit());
	tell("memory that grows beyond its limit", map_what_grows());
	tell("addresses beyond its limit", map_only_to_read());
	tell("threads beyond its limit", raise_limit());
	tell("mkdir /tmp/x", mkdir("/tmp/x", 0700));
	try_forms();
}

uint32_t __wrap_supp_load_ta(struct service_request *request)
{
	static atomic_uint count;
	struct iovec none = { NULL, 0 };

	switch (count++) {
	case 0:
		try_all();
		break;
	case 3:
		/* has to come last: the filter answers this with a kill */
		log_error("probe process_vm_readv: tried");
		process_vm_readv(getppid(), &none, 1, &none, 1, 0);
		log_error("probe process_vm_readv: ALLOWED");
		break;
	}
	return __real_supp_load_ta(request);
}
