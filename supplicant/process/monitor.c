// SPDX-License-Identifier: BSD-2-Clause
/*
 * The monitor. A worker can die any time: the resources that must outlive it
 * are in the monitor's fd_store, and the next worker carries on from there.
 * Requests that arrive in between wait in the kernel.
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
 * Backoff between workers. The first restart is immediate, the second waits for
 * FIRST_PAUSE_MS, and then the pause doubles up to a limit. The limit is low if
 * the last worker did serve, to keep clients from waiting (LONGEST_PAUSE_MS),
 * and LONGEST_WAIT_MS otherwise.
 */
#define SOON_MS		10000	/* lives longer: was healthy */
#define SHORTEST_PAUSE_MS 1
#define FIRST_PAUSE_MS	25
#define LONGEST_PAUSE_MS 100
#define LONGEST_WAIT_MS	2000
/*
 * The state itself may keep workers from serving, so it's dropped after
 * MAX_UNREADY failures in a row. A worker that exits on its own is worth
 * UNREADY_OF_END. A killed one counts 1, as that's rarely the state's fault,
 * and on a busy machine several in a row can be killed before they serve.
 */
#define MAX_UNREADY	80u
#define UNREADY_OF_END	16u
/* A bit more than the 4 s that the worker gives its own requests */
#define STOP_MS		6000

/* Helpers that each worker gets */
enum { CONNECTOR, PLUGIN_HOST, MAX_HELPERS };

/*
 * struct monitor - the monitor's state
 * @options:	the command line
 * @uid: @gid:	user that workers become; (uid_t)-1 to keep ours
 * @storage:	storage directory for the worker, or -errno
 * @directory:	identity of @storage
 * @fd_store:	resources that outlive a worker
 * @signals:	signalfd
 * @ready:	gets a byte when we serve; -1 after that
 * @worker:	pid, 0 if not running
 * @channel:	to the worker
 * @stop:	write end of a pipe. Closing it tells the worker to stop. The
 *		worker can't interfere with that
 * @state:	the worker's state, decides which messages it may send
 * @started:	when we last tried to start one, ms
 * @deaths:	workers in a row that died within SOON_MS
 * @unserved:	workers in a row that didn't serve, or didn't even start
 * @failure:	-errno why the last one didn't start, or 0
 * @unready:	workers in a row that died before serving, weighted: see
 *		UNREADY_OF_END
 * @was_killed:	the last worker's end was no request's fault (is_no_fault()), or
 *		we killed it since a helper had died
 * @is_bad:	we killed it for misbehaving
 * @helpers:	pids, 0 if not running
 * @card:	pid of the card helper, 0 if not running
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

/* started when a worker opens the card, ends when the worker closes the stream */
static const struct helper card_helper = { "card helper", card_main, SOCK_STREAM, NULL };

/* Look up the user to become, by name or number. Refuses root. */
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
			log_warning("not started as root: serving requests as the current user");
		return name ? -EPERM : 0;
	}
	if (!name)
		name = SUPP_DEFAULT_USER;
	user = getpwnam(name);
	number = strtoul(name, &end, 10);
	if (!user && !*end && number && number < (uid_t)-1)
		user = getpwuid((uid_t)number);
	if (!user || !user->pw_uid) {
		log_error("user %s: %s; create one with systemd-sysusers or adduser --system, or "
			  "specify another with --user", name,
			  user ? "requests are not served as root" : "no such user");
		return -ENOENT;
	}
	monitor->uid = user->pw_uid;
	monitor->gid = user->pw_gid;
	return 0;
}

/*
 * Unblock the signals that the monitor takes by signalfd. The ones that ask a
 * process to stop are ignored, since the monitor decides when a helper ends.
 */
static void restore_signals(void)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGTERM, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
}

/* In the background: syslog only, and /dev/null for 0 to 2 */
static void leave_terminal(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	log_background();
	for (int fd = 0; null >= 0 && fd <= 2; fd++)
		dup2(null, fd);
	close_fd(&null);
}

/*
 * Give a helper its own process group, to get at any processes that a
 * compromised one starts. Only the plugin host's sandbox would let them leave
 * it.
 *
 * Parent and child both call this. Neither can go on before the group exists,
 * and there's no telling which one runs first.
 */
static int make_group(pid_t helper)
{
	return setpgid(helper, helper) ? -errno : 0;
}

/*
 * Start a helper. @card: descriptor to leave open for it, or -1. @mine: [out]
 * the end of the socket pair that the worker gets. Return: pid or -errno.
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
		 * In its own group, the helper is in the background as far as
		 * the terminal is concerned. With TOSTOP set, logging would
		 * stop it.
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
			log_error("cannot start the %s: %s", helper->name, strerror(-pid));
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
 * Device first: without one, don't change the owner of any files.
 *
 * The storage directory is reopened for each worker since something may have
 * been mounted there (or unmounted). If that fails we still serve all other
 * requests. It's fatal only on startup, and only if the directory isn't a
 * supplicant's.
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
	/*
	 * Fail and retry if resources are short, or this worker never gets any
	 * storage.
	 */
	if (rc == -ENOMEM || rc == -ENFILE || rc == -EMFILE)
		return rc;
	return rc == -EXDEV && monitor->ready >= 0 ? rc : 0;
}

/*
 * Set up the channel and the stop pipe for a new worker. We keep our ends, and
 * ours of the channel is non-blocking as the monitor must never wait for a
 * worker.
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
 * Start a worker and its helpers. Even on error some may be running, @monitor
 * knows which.
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
		log_error("cannot start a worker: %s", strerror(-rc));
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
 * Kill a helper's entire group, and do that before reaping it, as the pid may
 * be reused afterwards.
 */
static void end_helper(pid_t *pid)
{
	if (*pid > 0)
		kill(-*pid, SIGKILL);
	end_process(pid);
}

/*
 * Check if a helper has ended. If so, kill the rest of its group and fill in
 * @status. WNOWAIT keeps the pid reserved until then.
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

/* Kill and reap the worker and all helpers */
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
		log_info("serving requests again");
	}
	monitor->failure = 0;
	fd_store_settle(&monitor->fd_store);
	log_debug("serving requests");
	if (monitor->ready < 0)
		return;
	service_manager_tell("READY=1");
	if (write(monitor->ready, "", 1) != 1)
		log_debug("the process that started the supplicant has exited");
	close_fd(&monitor->ready);
	if (monitor->options->daemonize)
		leave_terminal();
}

/*
 * The card helper ends when the worker closes its stream. Give it up to 100 ms
 * to do so.
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
	 * A worker doesn't get a second stream while it has one open. Don't
	 * wait for the helper to die, since the card may be busy.
	 */
	if (monitor->card > 0)
		kill(-monitor->card, SIGKILL);
	return monitor->card <= 0;
}

/* The worker never gets the card's fd, just a stream to a helper that holds it */
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

/* @directory was filled in by open_all(), so the worker can't lie about it. */
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
 * True if we are short of memory, and it isn't the worker's fault that sending
 * the reply failed
 */
static bool is_shortage(int rc)
{
	return rc == -ENOMEM || rc == -ENOBUFS;
}

/* Kill first, log later: a worker that floods our stderr can hold up log_error(). */
static void end_worker(struct monitor *monitor, bool is_bad)
{
	monitor->is_bad = is_bad;
	kill(monitor->worker, SIGKILL);
}

/* Serve one message, or kill the worker if it shouldn't have sent it. */
static void serve_worker(struct monitor *monitor)
{
	struct wire_message message;
	int rc = channel_recv(monitor->channel, &message, NULL);

	if (rc == -EAGAIN)
		return;
	if (rc == -EPIPE) {
		/* it's dying, wait for SIGCHLD */
		close_fd(&monitor->channel);
		return;
	}
	if (!rc && !permit_message(monitor->state, message.type)) {
		end_worker(monitor, true);
		log_error("the worker may not send %s while %s: killing it",
			  wire_type_name(message.type), permit_state_name(monitor->state));
	} else if (rc) {
		end_worker(monitor, !is_shortage(rc));
		log_error("the worker sent an invalid message: killing it");
	} else if (message.type == WIRE_READY) {
		tell_ready(monitor);
	} else if (message.type == WIRE_FREE_MEMORY) {
		fd_store_free(&monitor->fd_store, message.u.memory.id);
	} else {
		rc = answer(monitor, &message);
		if (!rc)
			return;
		end_worker(monitor, !is_shortage(rc));
		log_error("cannot send an answer (%s): killing the worker", strerror(-rc));
	}
}

static void tell_end(const char *name, int status)
{
	if (WIFSIGNALED(status))
		log_error("the %s was ended by signal %d (%s)", name, WTERMSIG(status),
			  strsignal(WTERMSIG(status)));
	else if (WEXITSTATUS(status) == WORKER_TRY_AGAIN)
		log_warning("the %s exited for lack of a resource; starting another", name);
	else
		log_error("the %s exited with status %d", name, WEXITSTATUS(status));
}

static bool has_status(int status, int wanted)
{
	return WIFEXITED(status) && WEXITSTATUS(status) == wanted;
}

static bool wants_directory(int status)
{
	return has_status(status, WORKER_WANTS_DIRECTORY);
}

/* True if the worker's end has nothing to do with its requests */
static bool is_no_fault(const struct monitor *monitor, int status)
{
	return wants_directory(status) || has_status(status, WORKER_TRY_AGAIN) ||
	       (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL && !monitor->is_bad);
}

static bool reap_worker(struct monitor *monitor, int *status)
{
	if (monitor->worker <= 0 ||
	    waitpid(monitor->worker, status, WNOHANG) != monitor->worker)
		return false;
	monitor->worker = 0;
	return true;
}

/*
 * Reap dead processes. Return: true if the worker or a helper has died, which
 * means a restart for all of them. @status is set only for the worker.
 */
static bool reap(struct monitor *monitor, int *status)
{
	const struct timespec pause = { .tv_nsec = 10000000 };
	bool worker = reap_worker(monitor, status), ended = worker;
	int code;

	/* the card helper may end any time */
	has_helper_ended(&monitor->card, &code);
	for (size_t n = 0; n < MAX_HELPERS; n++) {
		if (!has_helper_ended(&monitor->helpers[n], &code))
			continue;
		/*
		 * Helpers exit right after their worker. Wait a moment for the
		 * worker's status, to report the actual cause.
		 */
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

/* Return: ms to wait before starting the next worker, never 0. */
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

/* Drain the signalfd. Return: true on SIGTERM or SIGINT. */
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

/* Sleep for @ms. Return: true if cut short by SIGTERM or SIGINT. */
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
 * Look after a worker until it ends. Return: 0 if it stopped when told to;
 * -EAGAIN if it or a helper died; -ENODEV if it lost the device; -ETIMEDOUT if
 * it was told to stop and didn't.
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
	/* Whoever starts us may ignore it, and then there'd be none. */
	signal(SIGCHLD, SIG_DFL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	/*
	 * dump_files.c uses leases to check if a worker has a file open. The
	 * SIGIO that they cause is of no interest.
	 */
	signal(SIGIO, SIG_IGN);
	monitor->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return monitor->signals < 0 ? -errno : 0;
}

/*
 * Check if the next worker has to start without the kept resources: the device
 * is dead, or workers keep failing on the state that they take over. The kernel
 * then fails all unanswered requests.
 */
static bool must_begin_anew(struct monitor *monitor, int end)
{
	if (monitor->state == PERMIT_STARTING)
		monitor->unready += monitor->was_killed ? 1 : UNREADY_OF_END;
	if (monitor->unready >= MAX_UNREADY) {
		log_error("too many workers exited before serving: dropping the kept state");
		return true;
	}
	return end == -ENODEV;
}

/*
 * Starting a worker failed, e.g. since the TEE's driver was unbound. We retry
 * forever, so report each error just once.
 */
static void tell_failure(struct monitor *monitor, int rc)
{
	char status[80];

	if (monitor->failure == rc)
		return;
	monitor->failure = rc;
	snprintf(status, sizeof(status), "STATUS=Requests are not served: %s", strerror(-rc));
	service_manager_tell(status);
	log_warning("not serving requests (%s); retrying every %d s", strerror(-rc),
		    LONGEST_WAIT_MS / 1000);
}

/* The main loop: one worker after the other. Return: exit status. */
static int keep_serving(struct monitor *monitor)
{
	bool is_started;
	int rc;

	for (;;) {
		/* the failure has been logged the first time round */
		log_hush(monitor->failure);
		rc = start_worker(monitor);
		is_started = !rc;
		log_hush(false);
		if (rc && monitor->ready >= 0) {
			end_processes(monitor);
			return 1;	/* fail the startup */
		}
		if (rc)
			tell_failure(monitor, rc);
		else
			rc = watch_worker(monitor);
		if (rc == -ETIMEDOUT)
			log_error("the worker did not exit in time: killing it");
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
			log_warning("starting another worker");
	}
}

int monitor_main(const struct supp_options *options, int ready)
{
	struct monitor monitor = { .options = options, .storage = -1, .signals = -1,
		.ready = ready, .channel = -1, .stop = -1, .was_killed = true };
	int status;

	log_name("monitor");
	/* Others write to the same terminal. Don't let them block the monitor. */
	sandbox_open_terminal(false);
	if (find_user(&monitor) || take_signals(&monitor))
		return 1;
	fd_store_take_over(&monitor.fd_store, options);
	status = keep_serving(&monitor);
	/*
	 * No fd_store_close(): the service manager may have it all, for the
	 * next supplicant.
	 */
	close_fd(&monitor.storage);
	close_fd(&monitor.signals);
	return status;
}
