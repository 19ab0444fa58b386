// SPDX-License-Identifier: BSD-2-Clause
/*
 * The self-test: run each probe in a process of its own and report per fence.
 */

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/landlock.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "softteed/sandbox/check.h"
#include "softteed/sandbox/fence.h"
#include "softteed/sandbox/probe.h"

#define SUCCEEDED	42
#define STOPPED		43

/* User of the probing processes if root runs the test: nobody */
#define PROBE_USER	65534

/* When to give up on a process that neither answers nor dies, in milliseconds */
#define ANSWER_TIMEOUT	60000

/* What a probing process sends once it is confined */
struct entered {
	struct sandbox_report report;
	int rc;
	const void *memory;
};

struct result {
	bool missing;
	int error;
	const char *step;
	const char *succeeded;
	const char *untested;
};

struct check {
	enum sandbox_kind kind;
	struct sandbox_target target;
	struct result results[SANDBOX_FENCES];
	uint32_t without;
	bool changes_user;
	int listeners[3];
	int leak_end;
	char directory[32];
};

static int listen_unix(const char *name, bool abstract)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	size_t size = strlen(name);

	memcpy(address.sun_path + abstract, name, size);
	if (listener < 0 ||
	    bind(listener, (struct sockaddr *)&address,
		 (socklen_t)(offsetof(struct sockaddr_un, sun_path) + size + 1)) ||
	    listen(listener, 8) || (!abstract && chmod(name, 0666)))
		return -1;
	return listener;
}

/* Connect once, to find out whether the machine has a loopback interface. */
static int listen_tcp(struct sandbox_target *target)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	socklen_t size = sizeof(address);

	if (listener >= 0 && client >= 0 &&
	    !bind(listener, (struct sockaddr *)&address, size) && !listen(listener, 8) &&
	    !getsockname(listener, (struct sockaddr *)&address, &size) &&
	    !connect(client, (struct sockaddr *)&address, size))
		target->port = ntohs(address.sin_port);
	if (client >= 0)
		close(client);
	return listener;
}

/* A user namespace may have no other user than the own one. */
static bool can_change_user(void)
{
	int status = 1;
	pid_t pid;

	if (geteuid())
		return false;
	pid = fork();
	if (!pid)
		_exit(setgroups(0, NULL) || setresgid(PROBE_USER, PROBE_USER, PROBE_USER) ||
		      setresuid(PROBE_USER, PROBE_USER, PROBE_USER));
	return pid > 0 && waitpid(pid, &status, 0) == pid && !status;
}

/* The broker has no user namespace, in which everybody has capabilities. */
static bool has_capability(enum sandbox_kind kind)
{
	int status = 1;
	pid_t pid;

	if (kind != SANDBOX_BROKER)
		return true;
	pid = fork();
	if (!pid)
		_exit(unshare(CLONE_NEWUTS) ? 1 : 0);
	return pid > 0 && waitpid(pid, &status, 0) == pid && !status;
}

/* Become the probes' user, without any capability. */
static void become_ordinary(const struct check *check)
{
	if (check->changes_user && (setresgid(PROBE_USER, PROBE_USER, PROBE_USER) ||
			   setresuid(PROBE_USER, PROBE_USER, PROBE_USER)))
		_exit(1);
	if (sandbox_clear_capabilities())
		_exit(1);
}

static pid_t start_victim(const struct check *check)
{
	int ready[2];
	char byte;
	pid_t victim;

	if (pipe2(ready, O_CLOEXEC))
		return -1;
	victim = fork();
	if (!victim) {
		prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		become_ordinary(check);
		close(ready[0]);
		close(ready[1]);
		for (;;)
			pause();
	}
	/* End of file: the victim has changed its user. */
	close(ready[1]);
	if (read(ready[0], &byte, 1)) {
		/* nothing writes to the pipe */
	}
	close(ready[0]);
	return victim;
}

static int prepare(struct check *check)
{
	struct sandbox_target *target = &check->target;
	int leak[2];

	for (int n = 0; n < 3; n++)
		check->listeners[n] = -1;
	target->file = -1;
	check->changes_user = can_change_user();
	target->privileged = has_capability(check->kind);
	target->segment = -1;
	strcpy(check->directory, "/tmp/softteed-check-XXXXXX");
	if (pipe2(leak, O_CLOEXEC))
		return -errno;
	check->leak_end = leak[0];
	target->leak = leak[1];
	if (!mkdtemp(check->directory)) {
		check->directory[0] = '\0';
		return -errno;
	}
	snprintf(target->path, sizeof(target->path), "%s/socket", check->directory);
	snprintf(target->abstract, sizeof(target->abstract), "softteed-check-%d", (int)getpid());
	check->listeners[0] = listen_unix(target->path, false);
	check->listeners[1] = listen_unix(target->abstract, true);
	check->listeners[2] = listen_tcp(target);
	target->file = memfd_create("probe", MFD_CLOEXEC);
	target->segment = shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0666);
	target->landlock_abi = (int)syscall(SYS_landlock_create_ruleset, NULL, 0,
					    LANDLOCK_CREATE_RULESET_VERSION);
	if (check->listeners[0] < 0 || check->listeners[1] < 0 || target->file < 0 ||
	    chmod(check->directory, 0755))
		return -errno;
	target->victim = start_victim(check);
	return target->victim < 0 ? -errno : 0;
}

static void clean_up(struct check *check)
{
	struct sandbox_target *target = &check->target;

	if (target->victim > 0) {
		kill(target->victim, SIGKILL);
		waitpid(target->victim, NULL, 0);
	}
	if (target->segment >= 0)
		shmctl(target->segment, IPC_RMID, NULL);
	for (int n = 0; n < 3; n++)
		if (check->listeners[n] >= 0)
			close(check->listeners[n]);
	if (check->directory[0]) {
		unlink(target->path);
		rmdir(check->directory);
	}
	if (target->file >= 0)
		close(target->file);
	close(check->leak_end);
	close(target->leak);
}

/* Return: memory for another process to read, secret if the fence permits it. */
static const void *make_memory(const struct sandbox_report *report)
{
	static const char ordinary[16] = "not secret";
	int memory;
	char *at;

	if (report->fences[SANDBOX_SECRET].state != SANDBOX_IN_FORCE)
		return ordinary;
	memory = (int)syscall(SYS_memfd_secret, 0);
	if (memory < 0 || ftruncate(memory, 4096))
		return NULL;
	at = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
	if (at == MAP_FAILED)
		return NULL;
	at[0] = 1;
	return at;
}

static uint32_t left_out(const struct check *check, const struct sandbox_probe *probe)
{
	uint32_t without = check->without;

	if (probe->fence != SANDBOX_NO_NEW_PRIVS)
		without &= ~SANDBOX_BIT(SANDBOX_NO_NEW_PRIVS);
	return without | probe->also;
}

/* The confined process: enter, tell the tester, and attempt the act. */
static _Noreturn void run_confined(struct check *check, const struct sandbox_probe *probe,
				   int channel)
{
	struct sandbox_target *target = &check->target;
	int keep[4] = { channel, target->file, -1, -1 };
	struct sandbox_policy policy = {
		.kind = check->kind, .keep = keep, .num_keep = 3,
		.directory = -1, .removable = -1,
		.uid = check->changes_user ? PROBE_USER : (uid_t)-1, .gid = PROBE_USER,
		.max_files = PROBE_FILES, .max_memory = PROBE_MEMORY,
		.max_file_size = PROBE_FILE_SIZE, .without = left_out(check, probe),
	};
	struct entered entered = { 0 };
	const struct rlimit none = { 0, 0 };
	char byte;

	if (SANDBOX_SANITIZED)
		policy.max_memory = 0;
	setrlimit(RLIMIT_CORE, &none);
	setenv("SOFTTEED_SANDBOX_PROBE", "1", 1);
	prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
	/* Root owns the files in /proc/self of a process that is not dumpable. */
	if (sandbox_change_user(&policy) || prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) ||
	    sandbox_read_namespaces(target))
		_exit(1);
	keep[2] = target->namespaces;
	entered.rc = sandbox_enter(&policy, &entered.report);
	if (!entered.rc && probe->way == PROBE_READ && probe->fence == SANDBOX_SECRET)
		entered.memory = make_memory(&entered.report);
	else
		entered.memory = make_memory(&(struct sandbox_report){ 0 });
	if (write(channel, &entered, sizeof(entered)) != sizeof(entered) || entered.rc)
		_exit(1);
	if (probe->way == PROBE_INSIDE)
		_exit(probe->attempt(target) ? SUCCEEDED : STOPPED);
	/* The tester asks an orphan for a sign of life, and otherwise only closes the channel. */
	_exit(read(channel, &byte, 1) == 1 && write(channel, &byte, 1) == 1 ? SUCCEEDED : STOPPED);
}

/* Return 1 if a process says that it has succeeded, 0 if not, or -errno if we can't know. */
static int wait_for(pid_t pid)
{
	int status;

	if (waitpid(pid, &status, 0) != pid)
		return -errno;
	return WIFEXITED(status) && WEXITSTATUS(status) == SUCCEEDED;
}

static int read_from_outside(const struct check *check, pid_t pid, const void *memory)
{
	struct iovec remote = { (void *)memory, 1 };
	pid_t reader = fork();

	if (!reader) {
		char byte;
		struct iovec local = { &byte, 1 };

		become_ordinary(check);
		_exit(process_vm_readv(pid, &local, 1, &remote, 1, 0) == 1 ? SUCCEEDED : STOPPED);
	}
	return reader < 0 ? -errno : wait_for(reader);
}

/* Fork the confined process; for PROBE_ORPHAN as a child of another one. */
static pid_t start_confined(struct check *check, const struct sandbox_probe *probe,
			    const int channel[2])
{
	pid_t pid = fork();

	if (pid)
		return pid;
	close(channel[0]);
	if (probe->way == PROBE_ORPHAN && fork()) {
		close(channel[1]);
		for (;;)
			pause();
	}
	run_confined(check, probe, channel[1]);
}

/*
 * Once its parent is dead, the orphan has the signal that kills it. So it either answers or dies,
 * however slow the machine is.
 */
static int outlives_parent(int channel, pid_t parent)
{
	struct pollfd wait = { .fd = channel, .events = POLLIN };
	siginfo_t info;
	char byte = 0;

	kill(parent, SIGKILL);
	if (waitid(P_PID, (id_t)parent, &info, WEXITED | WNOWAIT))
		return -errno;
	if (send(channel, &byte, 1, MSG_NOSIGNAL) != 1)
		return 0;
	return poll(&wait, 1, ANSWER_TIMEOUT) != 1 || read(channel, &byte, 1) == 1;
}

/* Return 1 if the act of the probe has succeeded, 0 if not, or -errno if we can't know. */
static int has_succeeded(const struct check *check, const struct sandbox_probe *probe,
			 int channel, pid_t pid, const void *memory)
{
	if (probe->way == PROBE_READ)
		return read_from_outside(check, pid, memory);
	if (probe->way == PROBE_ORPHAN)
		return outlives_parent(channel, pid);
	return wait_for(pid);
}

static int run_probe(struct check *check, const struct sandbox_probe *probe)
{
	struct result *result = &check->results[probe->fence];
	struct entered entered;
	int channel[2], rc = 0;
	pid_t pid;

	if (probe->untested && probe->untested(&check->target)) {
		result->untested = probe->untested(&check->target);
		return 0;
	}
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, channel))
		return -errno;
	pid = start_confined(check, probe, channel);
	close(channel[1]);
	if (pid < 0) {
		rc = -errno;
	} else if (read(channel[0], &entered, sizeof(entered)) != sizeof(entered)) {
		rc = -EPROTO;
	} else if (entered.rc) {
		rc = entered.rc;
	} else {
		if (entered.report.fences[probe->fence].state == SANDBOX_MISSING) {
			result->missing = true;
			result->error = entered.report.fences[probe->fence].error;
			result->step = entered.report.fences[probe->fence].step;
		}
		rc = has_succeeded(check, probe, channel[0], pid, entered.memory);
		if (rc > 0)
			result->succeeded = probe->what;
		rc = rc > 0 ? 0 : rc;
	}
	close(channel[0]);
	if (pid > 0) {
		if (probe->way == PROBE_ORPHAN)
			kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
	}
	return rc;
}

static bool has_failed(const struct result *result)
{
	return result->succeeded && !result->missing;
}

static void print_result(FILE *out, const struct check *check, enum sandbox_fence fence)
{
	const struct result *result = &check->results[fence];

	fprintf(out, "%s%s: ", check->kind == SANDBOX_BROKER ? "broker: " : "",
		sandbox_fence_name(fence));
	if (result->missing)
		fprintf(out, "missing (%s: %s)", result->step, strerror(result->error));
	else if (result->succeeded)
		fprintf(out, "FAILED (%s)", result->succeeded);
	else
		fprintf(out, "ok");
	if (result->untested)
		fprintf(out, ", not fully tested: %s", result->untested);
	fprintf(out, "\n");
}

int sandbox_check(enum sandbox_kind kind, FILE *out, uint32_t without, uint32_t *failed)
{
	struct check check = { .kind = kind, .without = without };
	int rc, num_failed = 0;

	*failed = 0;
	fflush(out);
	rc = prepare(&check);
	for (size_t n = 0; !rc && n < sandbox_num_probes; n++) {
		if (sandbox_probes[n].kinds & SANDBOX_BIT(kind))
			rc = run_probe(&check, &sandbox_probes[n]);
	}
	clean_up(&check);
	if (rc)
		return rc;
	for (int fence = 0; fence < SANDBOX_FENCES; fence++) {
		if (!sandbox_fence_is_used((enum sandbox_fence)fence, kind))
			continue;
		print_result(out, &check, (enum sandbox_fence)fence);
		if (has_failed(&check.results[fence])) {
			*failed |= SANDBOX_BIT(fence);
			num_failed++;
		}
	}
	return num_failed;
}
