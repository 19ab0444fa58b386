// SPDX-License-Identifier: BSD-2-Clause
/* The zygote */
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <malloc.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "softteed/api/crypto/provider.h"
#include "softteed/instance/instance_private.h"
#include "softteed/launcher/children.h"
#include "softteed/protocol/packet.h"
#include "softteed/sandbox/sandbox.h"
#include "softteed/zygote/zygote.h"

/* Sessions and their memory take descriptors, and memory for other applications is a memfd. */
#define MAX_FILES	16384
#define MAX_MEMFD	(1ul << 30)

/* A session is a thread, whose stack counts as data. */
#define MAX_TASKS	4096
#define MAX_DATA	(4ul << 30)

/* Whether an instance can have a user namespace of its own, and its tasks be counted */
static bool user_namespaces;

static struct zygote_options options;

/* What a debugger or a sanitizer doesn't mind */
#define UNCONFINED	(SANDBOX_BIT(SANDBOX_DESCRIPTORS) | SANDBOX_BIT(SANDBOX_PARENT_DEATH))

static struct children children;

static _Noreturn void run_child(pid_t zygote, int control)
{
	const int keep[] = { STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO, control };
	const struct sandbox_instance policy = {
		.keep = keep, .num_keep = sizeof(keep) / sizeof(keep[0]), .parent = zygote,
		.unconfined = options.unconfined,
		.user_namespace = user_namespaces,
		.max_tasks = user_namespaces ? MAX_TASKS : 0,
		.max_data = SANDBOX_SANITIZED ? 0 : MAX_DATA,
	};
	sigset_t none;

	if (sandbox_enter_instance(&policy))
		_exit(EXIT_FAILURE);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	instance.unconfined = options.unconfined;
	instance.wait = options.wait;
	instance_main(control);
}

static void fork_child(const struct message *message, int control)
{
	pid_t zygote = getpid(), pid = fork();

	if (!pid)
		run_child(zygote, control);
	/* If it fails, the broker sees the control socket's end. */
	if (pid > 0)
		children_add(&children, pid, message->fork.instance);
}

static void reap(int broker)
{
	struct message message = { .type = MESSAGE_EXITED };
	struct child child;

	while (children_reap(&children, &child, &message.fork.status)) {
		message.fork.pid = child.pid;
		message.fork.instance = child.id;
		/* That's no news to the broker. */
		if (!child.killed || message.fork.status != SIGKILL)
			message_send(broker, &message, NULL, 0);
	}
}

static void serve(int broker)
{
	int fds[MESSAGE_MAX_FDS];
	struct message message;
	int rc = message_receive(broker, &message, fds, 0);

	if (rc)
		_exit(rc == -EPIPE ? EXIT_SUCCESS : EXIT_FAILURE);
	if (message.type == MESSAGE_FORK && fds[0] >= 0)
		fork_child(&message, fds[0]);
	else if (message.type == MESSAGE_KILL)
		children_kill(&children, message.fork.instance);
	packet_close_fds(fds, MESSAGE_MAX_FDS);
}

/* Libraries that applications may need although softteed doesn't. C++ is optional. */
static void load_runtimes(void)
{
	static const char *const names[] = { "libm.so.6", "libstdc++.so.6" };

	for (size_t n = 0; n < sizeof(names) / sizeof(names[0]); n++)
		dlopen(names[n], RTLD_NOW | RTLD_LOCAL);
}

/* What an application prints goes to the log, and not into whatever else gets the number. */
static bool set_standard_files(void)
{
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	bool set = null >= 0 && dup2(null, STDIN_FILENO) >= 0 &&
		   dup2(STDERR_FILENO, STDOUT_FILENO) >= 0;

	if (null > STDERR_FILENO)
		close(null);
	return set;
}

/*
 * Load and initialize what couldn't be found from inside the sandbox, and what would take each
 * instance milliseconds. OpenSSL's random numbers notice the fork, and get a seed of their own.
 */
static bool prepare(void)
{
	uint8_t random;
	void *frame;

	load_runtimes();
	if (backtrace(&frame, 1) < 0 ||
	    !OPENSSL_init_crypto(OPENSSL_INIT_ADD_ALL_CIPHERS | OPENSSL_INIT_ADD_ALL_DIGESTS |
				 OPENSSL_INIT_LOAD_CONFIG, NULL) ||
	    RAND_priv_bytes(&random, 1) != 1 || RAND_bytes(&random, 1) != 1)
		return false;
	provider_load();
	return true;
}

static bool enter_sandbox(int broker, int signals)
{
	const int keep[] = { STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO, broker, signals };
	const struct sandbox_policy policy = {
		.kind = SANDBOX_ZYGOTE,
		.keep = keep, .num_keep = sizeof(keep) / sizeof(keep[0]),
		.directory = -1,
		.uid = (uid_t)-1, .gid = (gid_t)-1,
		.instance_user_namespace = true,
		.max_files = MAX_FILES,
		.max_file_size = MAX_MEMFD,
		.queues = options.queues,
		.without = options.unconfined ? ~UNCONFINED : 0,
	};
	struct sandbox_report report;
	int rc = sandbox_enter(&policy, &report);

	sandbox_log_missing(&report, "applications");
	user_namespaces = report.fences[SANDBOX_USER].state == SANDBOX_IN_FORCE;
	if (rc)
		runtime_log(1, "sandbox: %s, so nothing is started", strerror(-rc));
	return !rc;
}

static _Noreturn void zygote_main(int broker)
{
	struct pollfd poll_fds[2] = { { .fd = broker, .events = POLLIN }, { .events = POLLIN } };
	struct signalfd_siginfo info;
	sigset_t set;

	prctl(PR_SET_NAME, "softteed zygote");
	/* A signal to the whole group is for the broker, which then ends all. */
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_SETMASK, &set, NULL);
	poll_fds[1].fd = signalfd(-1, &set, SFD_CLOEXEC);
	if (poll_fds[1].fd < 0 || !set_standard_files() || !prepare() ||
	    !enter_sandbox(broker, poll_fds[1].fd))
		_exit(EXIT_FAILURE);
	/* What was freed is joined now, or each instance would do it, in pages of its own. */
	malloc_trim(0);
	for (;;) {
		if (poll(poll_fds, 2, -1) < 0)
			continue;
		if (poll_fds[1].revents && read(poll_fds[1].fd, &info, sizeof(info)) > 0)
			reap(broker);
		if (poll_fds[0].revents)
			serve(broker);
	}
}

/*
 * The log is a pipe, as the file or terminal behind standard error can be read or truncated
 * by whoever has it.
 */
static int start(int broker, int log)
{
	pid_t pid = fork();

	if (!pid) {
		if (dup2(log, STDERR_FILENO) < 0)
			_exit(EXIT_FAILURE);
		zygote_main(broker);
	}
	return pid < 0 ? -errno : 0;
}

int zygote_start(const struct zygote_options *zygote_options, int *broker, int *log)
{
	int ends[2], pipe_ends[2], rc;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
		return -errno;
	rc = pipe2(pipe_ends, O_CLOEXEC) ? -errno : 0;
	if (rc)
		goto close_socket;
	options = *zygote_options;
	rc = start(ends[1], pipe_ends[1]);
	close(pipe_ends[1]);
	if (rc)
		goto close_pipe;
	close(ends[1]);
	packet_refuse_fds(ends[0]);
	*broker = ends[0];
	*log = pipe_ends[0];
	return 0;

close_pipe:
	close(pipe_ends[0]);
close_socket:
	close(ends[0]);
	close(ends[1]);
	return rc;
}
