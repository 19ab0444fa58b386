// SPDX-License-Identifier: BSD-2-Clause
/*
 * The monitor. It keeps the resources that must outlive a worker (fd_store.h): if
 * a worker dies, the next one continues from the same state. Until then, new
 * requests wait.
 */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "child.h"
#include "clock.h"
#include "fd.h"
#include "ipc/channel.h"
#include "ipc/permit.h"
#include "log.h"
#include "process/fd_store.h"
#include "process/files.h"
#include "process/helper.h"
#include "process/monitor.h"
#include "process/sandbox.h"
#include "process/service_manager.h"
#include "process/worker.h"
#include "services/dump_files.h"
#include "storage/fs_disk.h"
#include "worker_status.h"

/*
 * Pauses before the next worker is started. The first pause is short, and each
 * later one is twice as long. The maximum is LONGEST_PAUSE_MS if the last
 * worker served, so that clients wait only briefly, and LONGEST_WAIT_MS if it
 * did not.
 */
#define SOON_MS		10000	/* a worker that lived longer counts as healthy */
#define SHORTEST_PAUSE_MS 1
#define FIRST_PAUSE_MS	25
#define LONGEST_PAUSE_MS 100
#define LONGEST_WAIT_MS	2000
/*
 * If this many workers in a row end before they serve, the cause may be the
 * state that they take over. A worker that ended by itself counts as
 * UNREADY_OF_END. A killed worker counts as 1, because its state is rarely the
 * cause, and on a busy machine several in a row may be killed before they
 * serve.
 */
#define MAX_UNREADY	80u
#define UNREADY_OF_END	16u
/* Time that a worker has to stop, slightly longer than it waits for its own requests */
#define STOP_MS		6000

/* The helpers that are started with each worker. */
enum { CONNECTOR, PLUGIN_HOST, MAX_HELPERS };

/*
 * struct monitor - the monitor's state
 * @options:	the command line
 * @uid: @gid:	the user that workers become; (uid_t)-1: keep the user
 * @storage:	descriptor of the storage directory for the worker, or -errno
 * @directory:	the identity of @storage
 * @fd_store:	resources that outlive a worker
 * @signals:	a signalfd
 * @ready:	descriptor on which to report that requests are served; -1 once
 *		that is reported
 * @worker:	process id of the worker; 0 if there is none
 * @channel:	channel to the worker
 * @stop:	write end of a pipe; closing it tells the worker to stop, and
 *		the worker cannot prevent that
 * @state:	the worker's state
 * @started:	time of the last attempt to start a worker, ms
 * @deaths:	number of workers in a row that died within SOON_MS
 * @unserved:	number of workers in a row that did not serve, or could not be
 *		started
 * @failure:	why the last worker was not started (-errno), or 0
 * @unready:	number of workers in a row that died before they served; one
 *		that ended by itself counts as UNREADY_OF_END
 * @was_killed:	the last worker did not end because of a request: see
 *		is_no_fault(); or it was killed because a helper had ended
 * @is_bad:	the worker was killed because it misbehaved
 * @helpers:	process ids of the helpers; 0 if not running
 * @card:	process id of the helper that holds a card's RPMB open; 0 if not running
 * @dumps:	profiles and traces
 */
struct monitor {
	const struct supp_options *options;
	uid_t uid;
	gid_t gid;
	int storage;
	struct fs_identity directory;
	struct fd_store fd_store;
	int signals;
	int ready;
	pid_t worker;
	int channel;
	int stop;
	enum permit_state state;
	long long started;
	unsigned int deaths;
	unsigned int unserved;
	int failure;
	unsigned int unready;
	bool was_killed;
	bool is_bad;
	pid_t helpers[MAX_HELPERS];
	pid_t card;
	struct dump_files dumps;
};

static bool wants_sockets(const struct supp_options *options)
{
	return options->sockets;
}

static bool has_plugins(const struct supp_options *options)
{
	return !access(options->plugins, X_OK);
}

struct helper {
	const char *name;
	helper_main_fn *main;
	int socket_type;
	bool (*is_wanted)(const struct supp_options *options);
};

static const struct helper helpers[MAX_HELPERS] = {
	[CONNECTOR] = { "connector", connector_main, SOCK_SEQPACKET, wants_sockets },
	[PLUGIN_HOST] = { "plugin host", plugin_host_main, SOCK_STREAM, has_plugins },
};

/*
 * This helper is started when a worker opens the card, and ends when the worker
 * closes the stream.
 */
static const struct helper card_helper = { "card helper", card_main, SOCK_STREAM, NULL };

/* Find the user to become, by name or number. It must not be root. */
static int find_user(struct monitor *monitor)
{
	const char *name = monitor->options->user;
	const struct passwd *user;
	char *end;
	unsigned long number;

	monitor->uid = (uid_t)-1;
	monitor->gid = (gid_t)-1;
	if (geteuid()) {
		if (name)
			log_error("--user %s: only root can become another user", name);
		else
			log_warning("not started as root: requests are served as this user");
		return name ? -EPERM : 0;
	}
	if (!name)
		name = SUPP_DEFAULT_USER;
	user = getpwnam(name);
	number = strtoul(name, &end, 10);
	if (!user && !*end && number && number < (uid_t)-1)
		user = getpwuid((uid_t)number);
	if (!user || !user->pw_uid) {
		log_error("user %s: %s; make one with systemd-sysusers or adduser --system, or "
			  "name another with --user", name,
			  user ? "requests are not served as root" : "there is none");
		return -ENOENT;
	}
	monitor->uid = user->pw_uid;
	monitor->gid = user->pw_gid;
	return 0;
}

/* Set up signals for a helper: unblock all, and ignore those that ask a process to stop. */
static void restore_signals(void)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGTERM, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
}

/* Detach a background process from the input and output of the calling process. */
static void leave_terminal(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	log_background();
	for (int fd = 0; null >= 0 && fd <= 2; fd++)
		dup2(null, fd);
	close_fd(&null);
}

/*
 * Put a helper into its own process group, so that the monitor can kill the
 * processes that a compromised helper starts. No sandbox except the plugin
 * host's lets a process leave the group. Both the helper and the monitor call
 * this, because neither may continue before the group exists.
 */
static int make_group(pid_t helper)
{
	return setpgid(helper, helper) ? -errno : 0;
}

/*
 * Start a helper. @card: a descriptor for it, or -1. @mine: [out] the worker's
 * end of the socket pair. Return: its process id, or -errno.
 */
static pid_t start_helper(struct monitor *monitor, const struct helper *helper, int card, int *mine)
{
	int end = -1;
	pid_t pid = child_fork_pair(helper->socket_type, &end);

	if (!pid) {
		struct helper_files files = { end, card, monitor->uid, monitor->gid };
		const int keep[] = { end, card };

		log_name(helper->name);
		log_hush(false);
		restore_signals();
		/*
		 * Ignore SIGTTOU, so that writing a message does not stop the
		 * helper if another process group has the terminal.
		 */
		signal(SIGTTOU, SIG_IGN);
		if (make_group(0) || child_close_others(keep, 2) || sandbox_leave_input())
			_exit(1);
		log_start(monitor->options->log_level, monitor->options->daemonize);
		if (monitor->options->daemonize)
			leave_terminal();
		_exit(helper->main(monitor->options, &files));
	}
	if (pid > 0) {
		make_group(pid);
		*mine = end;
	}
	return pid;
}

static int start_helpers(struct monitor *monitor, int mine[MAX_HELPERS])
{
	const struct helper *helper;
	pid_t pid;

	for (size_t n = 0; n < MAX_HELPERS; n++) {
		helper = &helpers[n];
		mine[n] = -1;
		if (!helper->main || !helper->is_wanted(monitor->options))
			continue;
		pid = start_helper(monitor, helper, -1, &mine[n]);
		if (pid < 0) {
			log_error("the %s cannot be started: %s", helper->name, strerror(-pid));
			return pid;
		}
		monitor->helpers[n] = pid;
	}
	return 0;
}

static void run_worker(struct monitor *monitor, struct worker_files *files)
{
	log_hush(false);
	_exit(worker_main(monitor->options, files));
}

/*
 * Open the device first, so that the owner of files is changed only if there is
 * a device. Reopen the directory for each worker, because a file system may
 * have been mounted or unmounted there. If the directory cannot be used, all
 * other requests are still served. However, if it is not a supplicant's when
 * the supplicant starts, that is an error.
 */
static int open_all(struct monitor *monitor, bool *storage_is_roots)
{
	int rc = fd_store_open(&monitor->fd_store, monitor->options);

	if (rc)
		return rc;
	close_fd(&monitor->storage);
	monitor->storage = files_open_storage(monitor->options, monitor->uid, monitor->gid,
					      storage_is_roots);
	rc = monitor->storage;
	if (rc >= 0)
		rc = fs_disk_identify_once(monitor->storage, &monitor->directory);
	if (rc < 0) {
		close_fd(&monitor->storage);
		monitor->storage = rc;
	}
	/* If resources are short, try again later, because this worker would never have storage. */
	if (rc == -ENOMEM || rc == -ENFILE || rc == -EMFILE)
		return rc;
	return rc == -EXDEV && monitor->ready >= 0 ? rc : 0;
}

/*
 * Create the channel and the pipe to a new worker. The monitor keeps its ends.
 * It must never wait for the worker, so its end of the channel is non-blocking.
 */
static int connect_worker(struct monitor *monitor, struct worker_files *files)
{
	int ends[2], pipe_ends[2], rc = channel_pair(ends);

	if (rc)
		return rc;
	files->monitor = ends[1];
	monitor->channel = ends[0];
	if (fcntl(monitor->channel, F_SETFL, O_NONBLOCK) || pipe2(pipe_ends, O_CLOEXEC))
		return -errno;
	files->stop = pipe_ends[0];
	monitor->stop = pipe_ends[1];
	return 0;
}

/*
 * Start a worker and its helpers. After an error, @monitor records the
 * processes that were started.
 */
static int start_worker(struct monitor *monitor)
{
	struct worker_files files = { .monitor = -1, .stop = -1, .uid = monitor->uid,
		.gid = monitor->gid, .was_killed = monitor->was_killed,
		.place = monitor->fd_store.place };
	int mine[MAX_HELPERS] = { -1, -1 }, rc;

	monitor->state = PERMIT_STARTING;
	monitor->started = clock_ms();
	monitor->is_bad = false;
	rc = open_all(monitor, &files.storage_is_roots);
	if (rc)
		return rc;
	rc = start_helpers(monitor, mine);
	if (!rc)
		rc = connect_worker(monitor, &files);
	if (rc)
		goto close_files;
	fd_store_expect(&monitor->fd_store);
	files.storage = monitor->storage;
	files.device = monitor->fd_store.device;
	files.state = monitor->fd_store.state;
	files.connector = mine[CONNECTOR];
	files.plugins = mine[PLUGIN_HOST];
	monitor->worker = child_fork();
	if (!monitor->worker)
		run_worker(monitor, &files);
	rc = monitor->worker < 0 ? monitor->worker : 0;
	if (rc)
		log_error("no worker can be started: %s", strerror(-rc));
close_files:
	close_fd(&files.monitor);
	close_fd(&files.stop);
	for (size_t n = 0; n < MAX_HELPERS; n++)
		close_fd(&mine[n]);
	return rc;
}

static void end_process(pid_t *pid)
{
	if (*pid > 0) {
		kill(*pid, SIGKILL);
		waitpid(*pid, NULL, 0);
	}
	*pid = 0;
}

/*
 * Kill a helper and all processes that it has started. Kill its group before
 * reaping it, because afterwards its process id may be reused.
 */
static void end_helper(pid_t *pid)
{
	if (*pid > 0)
		kill(-*pid, SIGKILL);
	end_process(pid);
}

/*
 * Check whether a helper has ended. If so, kill the processes that it has
 * started, and set @status.
 */
static bool has_helper_ended(pid_t *pid, int *status)
{
	siginfo_t info = { 0 };

	if (*pid <= 0 || waitid(P_PID, (id_t)*pid, &info, WEXITED | WNOHANG | WNOWAIT) ||
	    !info.si_pid)
		return false;
	kill(-*pid, SIGKILL);
	waitpid(*pid, status, 0);
	*pid = 0;
	return true;
}

/* Kill the remaining processes of a worker and its helpers, and wait for each. */
static void end_processes(struct monitor *monitor)
{
	end_process(&monitor->worker);
	for (size_t n = 0; n < MAX_HELPERS; n++)
		end_helper(&monitor->helpers[n]);
	end_helper(&monitor->card);
	close_fd(&monitor->channel);
	close_fd(&monitor->stop);
}

static void tell_ready(struct monitor *monitor)
{
	if (monitor->state == PERMIT_STARTING)
		monitor->state = PERMIT_SERVING;
	monitor->unready = monitor->unserved = 0;
	if (monitor->failure) {
		service_manager_tell("STATUS=");
		log_info("requests are served again");
	}
	monitor->failure = 0;
	fd_store_settle(&monitor->fd_store);
	log_debug("requests are served");
	if (monitor->ready < 0)
		return;
	service_manager_tell("READY=1");
	if (write(monitor->ready, "", 1) != 1)
		log_debug("the process that started the supplicant has ended");
	close_fd(&monitor->ready);
	if (monitor->options->daemonize)
		leave_terminal();
}

/*
 * Check whether the card's helper has ended, which it does when the worker
 * closes its stream. This waits up to 100 ms.
 */
static bool has_card_ended(struct monitor *monitor)
{
	const struct timespec pause = { .tv_nsec = 10000000 };
	int status;

	for (int tries = 0; monitor->card > 0; tries++) {
		if (has_helper_ended(&monitor->card, &status) || tries == 10)
			break;
		nanosleep(&pause, NULL);
	}
	/*
	 * A worker that keeps the stream open does not get a second one. Do not
	 * wait for the process, because the card may be busy.
	 */
	if (monitor->card > 0)
		kill(-monitor->card, SIGKILL);
	return monitor->card <= 0;
}

/* Give the worker a stream to a process that holds the card open, but never the card itself. */
static int open_rpmb(struct monitor *monitor, unsigned int device, struct wire_answer *answer)
{
	struct rpmb_card_info info;
	int card, stream = -1;
	pid_t pid;

	if (!has_card_ended(monitor))
		return -EBUSY;
	card = files_open_rpmb(monitor->options, device, &info);
	if (card < 0)
		return card;
	pid = start_helper(monitor, &card_helper, card, &stream);
	close(card);
	if (pid < 0)
		return pid;
	monitor->card = pid;
	memcpy(answer->cid, info.cid, sizeof(answer->cid));
	answer->size_mult = info.size_mult;
	answer->reliable_sectors = info.reliable_sectors;
	return stream;
}

/* Open the file or memory that a message asks for. Return: a descriptor or -errno. */
static int open_for(struct monitor *monitor, const struct wire_message *message,
		    struct wire_answer *answer)
{
	switch (message->type) {
	case WIRE_OPEN_TA:
		return files_open_ta(monitor->options, message->u.open_ta.uuid, &answer->size);
	case WIRE_OPEN_RPMB:
		return open_rpmb(monitor, message->u.open_rpmb.device, answer);
	case WIRE_ALLOC_MEMORY:
		return fd_store_alloc(&monitor->fd_store, message->u.alloc_memory.size,
				      &answer->id);
	case WIRE_MAP_MEMORY:
		return fd_store_map(&monitor->fd_store, message->u.memory.id, &answer->size);
	case WIRE_CREATE_DUMP:
		return dump_files_create(&monitor->dumps, message->u.create_dump.kind,
					 message->u.create_dump.uuid);
	default:
		return -EINVAL;
	}
}

/*
 * Record that the worker uses the directory. Its identity was read when it was
 * opened.
 */
static int use_directory(struct monitor *monitor)
{
	return monitor->storage < 0 ? -ENODEV :
	       fd_store_use_directory(&monitor->fd_store, &monitor->directory);
}

static int answer(struct monitor *monitor, const struct wire_message *message)
{
	struct wire_message reply = { .type = WIRE_ANSWER, .sequence = message->sequence };
	int fd, rc;

	if (message->type == WIRE_USE_DIRECTORY) {
		reply.u.answer.error = use_directory(monitor);
		return channel_send(monitor->channel, &reply);
	}
	fd = open_for(monitor, message, &reply.u.answer);
	if (fd < 0) {
		reply.u.answer.error = fd;
		return channel_send(monitor->channel, &reply);
	}
	rc = channel_send_fd(monitor->channel, &reply, fd);
	close(fd);
	return rc;
}

/*
 * Check whether a reply could not be sent because memory is short, which is not
 * the worker's fault.
 */
static bool is_shortage(int rc)
{
	return rc == -ENOMEM || rc == -ENOBUFS;
}

/*
 * Kill the worker. Call this before logging a message, because a worker that
 * keeps writing can delay the message.
 */
static void end_worker(struct monitor *monitor, bool is_bad)
{
	monitor->is_bad = is_bad;
	kill(monitor->worker, SIGKILL);
}

/*
 * Serve one message of the worker. Kill the worker if the message is invalid or
 * not permitted.
 */
static void serve_worker(struct monitor *monitor)
{
	struct wire_message message;
	int rc = channel_recv(monitor->channel, &message, NULL);

	if (rc == -EAGAIN)
		return;
	if (rc == -EPIPE) {
		/* The worker is about to end. SIGCHLD reports that. */
		close_fd(&monitor->channel);
		return;
	}
	if (!rc && !permit_message(monitor->state, message.type)) {
		end_worker(monitor, true);
		log_error("the worker may not send %s while %s: it is ended",
			  wire_type_name(message.type), permit_state_name(monitor->state));
	} else if (rc) {
		end_worker(monitor, !is_shortage(rc));
		log_error("the worker sent an invalid message: it is ended");
	} else if (message.type == WIRE_READY) {
		tell_ready(monitor);
	} else if (message.type == WIRE_FREE_MEMORY) {
		fd_store_free(&monitor->fd_store, message.u.memory.id);
	} else {
		rc = answer(monitor, &message);
		if (!rc)
			return;
		end_worker(monitor, !is_shortage(rc));
		log_error("an answer cannot be sent (%s): the worker is ended", strerror(-rc));
	}
}

static void tell_end(const char *name, int status)
{
	if (WIFSIGNALED(status))
		log_error("the %s was ended by signal %d (%s)", name, WTERMSIG(status),
			  strsignal(WTERMSIG(status)));
	else if (WEXITSTATUS(status) == WORKER_TRY_AGAIN)
		log_warning("the %s ended because a resource was short; another is started", name);
	else
		log_error("the %s ended with status %d", name, WEXITSTATUS(status));
}

static bool has_status(int status, int wanted)
{
	return WIFEXITED(status) && WEXITSTATUS(status) == wanted;
}

static bool wants_directory(int status)
{
	return has_status(status, WORKER_WANTS_DIRECTORY);
}

/* Check whether a worker has ended for a reason other than a request. */
static bool is_no_fault(const struct monitor *monitor, int status)
{
	return wants_directory(status) || has_status(status, WORKER_TRY_AGAIN) ||
	       (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL && !monitor->is_bad);
}

/* Check whether the worker has ended. If so, set @status. */
static bool reap_worker(struct monitor *monitor, int *status)
{
	if (monitor->worker <= 0 ||
	    waitpid(monitor->worker, status, WNOHANG) != monitor->worker)
		return false;
	monitor->worker = 0;
	return true;
}

/*
 * Reap the processes that have ended. Return: true if the worker or a helper
 * has ended, so that all must be restarted. @status is set if it was the
 * worker.
 */
static bool reap(struct monitor *monitor, int *status)
{
	const struct timespec pause = { .tv_nsec = 10000000 };
	bool worker = reap_worker(monitor, status), ended = worker;
	int code;

	/* The card's helper may end while the others continue. */
	has_helper_ended(&monitor->card, &code);
	for (size_t n = 0; n < MAX_HELPERS; n++) {
		if (!has_helper_ended(&monitor->helpers[n], &code))
			continue;
		/* A helper ends when the worker does. In that case report only the worker's end. */
		for (int tries = 0; !worker && tries < 10; tries++) {
			nanosleep(&pause, NULL);
			worker = reap_worker(monitor, status);
		}
		if (!worker && monitor->state != PERMIT_STOPPING)
			tell_end(helpers[n].name, code);
		ended |= worker || monitor->state != PERMIT_STOPPING;
	}
	return ended;
}

/* Return: the pause before the next worker, at least 1 ms. */
static int pause_ms(struct monitor *monitor)
{
	bool served = monitor->state != PERMIT_STARTING;
	const int longest = served ? LONGEST_PAUSE_MS : LONGEST_WAIT_MS;
	int pause = FIRST_PAUSE_MS;
	unsigned int before;

	if (clock_ms() - monitor->started > SOON_MS)
		monitor->deaths = 0;
	before = monitor->deaths++;
	if (!served)
		before = monitor->unserved++;
	if (!before)
		return SHORTEST_PAUSE_MS;
	while (--before && pause < longest)
		pause *= 2;
	return pause < longest ? pause : longest;
}

/* Read all pending signals. Return: true if one of them asks to stop. */
static bool read_signals(struct monitor *monitor)
{
	struct signalfd_siginfo info;
	bool end = false;

	while (read(monitor->signals, &info, sizeof(info)) == sizeof(info))
		end |= info.ssi_signo == SIGTERM || info.ssi_signo == SIGINT;
	return end;
}

static void ask_to_stop(struct monitor *monitor)
{
	service_manager_tell("STOPPING=1");
	monitor->state = PERMIT_STOPPING;
	close_fd(&monitor->stop);
}

/* Wait for signals, at most @ms. Return: true if one of them asks to stop. */
static bool rest(struct monitor *monitor, int ms)
{
	struct pollfd ready = { .fd = monitor->signals, .events = POLLIN };
	long long until = clock_ms() + ms;

	do {
		if (poll(&ready, 1, ms) > 0 && read_signals(monitor))
			return true;
		ms = (int)(until - clock_ms());
	} while (ms > 0);
	return false;
}

/*
 * Serve a worker until it ends. Return: 0: it stopped on request; -EAGAIN: the
 * worker or a helper has died; -ENODEV: the worker ended because the device
 * failed; -ETIMEDOUT: the worker did not stop in time.
 */
static int watch_worker(struct monitor *monitor)
{
	struct pollfd ready[2] = { { .events = POLLIN }, { .events = POLLIN } };
	long long until = 0, left;
	int status = 0;

	for (;;) {
		left = until ? until - clock_ms() : -1;
		if (until && left <= 0)
			return -ETIMEDOUT;
		ready[0].fd = monitor->signals;
		ready[1].fd = monitor->channel;
		if (poll(ready, 2, (int)left) < 0 && errno != EINTR)
			return -EAGAIN;
		if (ready[0].revents && read_signals(monitor) && !until) {
			ask_to_stop(monitor);
			until = clock_ms() + STOP_MS;
		}
		if (monitor->channel >= 0 && ready[1].revents)
			serve_worker(monitor);
		if (!reap(monitor, &status))
			continue;
		monitor->was_killed = monitor->worker || is_no_fault(monitor, status);
		if (until && !monitor->worker)
			return has_status(status, 0) ? 0 : -EAGAIN;
		if (!monitor->worker && wants_directory(status))
			monitor->fd_store.place.reopened++;
		else if (!monitor->worker)
			tell_end("worker", status);
		if (!monitor->worker && has_status(status, WORKER_LOST_DEVICE))
			return -ENODEV;
		return -EAGAIN;
	}
}

static int take_signals(struct monitor *monitor)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	/*
	 * Ignore the SIGIO that the kernel sends for leases, which show whether
	 * a worker has a file open.
	 */
	signal(SIGIO, SIG_IGN);
	monitor->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return monitor->signals < 0 ? -errno : 0;
}

/*
 * Check whether the next worker must start without the kept resources: the
 * device has failed, or workers end because of the state that they take over.
 * The kernel then fails the requests that they have not answered.
 */
static bool must_begin_anew(struct monitor *monitor, int end)
{
	if (monitor->state == PERMIT_STARTING)
		monitor->unready += monitor->was_killed ? 1 : UNREADY_OF_END;
	if (monitor->unready >= MAX_UNREADY) {
		log_error("too many workers ended before they served: dropping what is kept");
		return true;
	}
	return end == -ENODEV;
}

/*
 * Report that a worker could not be started, for example because the TEE's
 * driver was unbound. The monitor retries without a limit, and reports each
 * error once.
 */
static void tell_failure(struct monitor *monitor, int rc)
{
	char status[80];

	if (monitor->failure == rc)
		return;
	monitor->failure = rc;
	snprintf(status, sizeof(status), "STATUS=Requests are not served: %s", strerror(-rc));
	service_manager_tell(status);
	log_warning("requests are not served (%s); trying again every %d s", strerror(-rc),
		    LONGEST_WAIT_MS / 1000);
}

/* Run one worker after the other. Return: the exit status. */
static int keep_serving(struct monitor *monitor)
{
	bool is_started;
	int rc;

	for (;;) {
		/* If the last attempt failed too, do not log the failure a second time. */
		log_hush(monitor->failure);
		rc = start_worker(monitor);
		is_started = !rc;
		log_hush(false);
		if (rc && monitor->ready >= 0) {
			end_processes(monitor);
			return 1;	/* report the first failure to the calling process */
		}
		if (rc)
			tell_failure(monitor, rc);
		else
			rc = watch_worker(monitor);
		if (rc == -ETIMEDOUT)
			log_error("the worker did not end in time: it is ended");
		end_processes(monitor);
		if (!rc || monitor->state == PERMIT_STOPPING)
			return rc ? 1 : 0;
		if (is_started && must_begin_anew(monitor, rc)) {
			fd_store_reset(&monitor->fd_store);
			if (monitor->ready >= 0 && monitor->unready)
				return 1;
			monitor->unready = 0;
		}
		if (rest(monitor, pause_ms(monitor)))
			return 0;
		if (is_started)
			log_warning("another worker is started");
	}
}

int monitor_main(const struct supp_options *options, int ready)
{
	struct monitor monitor = { .options = options, .storage = -1, .signals = -1,
		.ready = ready, .channel = -1, .stop = -1, .was_killed = true };
	int status;

	log_name("monitor");
	/* Do not let the monitor wait for another process that writes to the terminal. */
	sandbox_open_terminal(false);
	if (find_user(&monitor) || take_signals(&monitor))
		return 1;
	fd_store_take_over(&monitor.fd_store, options);
	status = keep_serving(&monitor);
	/*
	 * Do not call fd_store_close(), because the service manager may keep
	 * everything for the next supplicant.
	 */
	close_fd(&monitor.storage);
	close_fd(&monitor.signals);
	return status;
}
