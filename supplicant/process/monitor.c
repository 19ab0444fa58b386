// SPDX-License-Identifier: BSD-2-Clause
/*
 * The monitor. It keeps what has to outlive a worker (keeper.h): when one dies the next goes
 * on where it ended, and requests that come meanwhile wait.
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
#include "process/files.h"
#include "process/helper.h"
#include "process/keeper.h"
#include "process/monitor.h"
#include "process/sandbox.h"
#include "process/service_manager.h"
#include "process/worker.h"
#include "services/dump_files.h"
#include "storage/fs_disk.h"
#include "worker_status.h"

/*
 * A worker that dies is replaced at once, but not over and over: each pause is twice the one
 * before. One that served is soon missed; where none can be started there is no hurry.
 */
#define SOON_MS		10000	/* one that lived longer counts as healthy */
#define SHORTEST_PAUSE_MS 1
#define FIRST_PAUSE_MS	25
#define LONGEST_PAUSE_MS 100
#define LONGEST_WAIT_MS	2000
/*
 * So many in a row that end before they serve may do so for what they take over. One that is
 * killed has hardly ever, and on a busy machine is killed before it serves again and again.
 */
#define MAX_UNREADY	80u
#define UNREADY_OF_END	16u
/* A little more than the worker takes to give up by itself. */
#define STOP_MS		6000

/* The processes beside the worker. */
enum { CONNECTOR, PLUGIN_HOST, MAX_HELPERS };

/*
 * struct monitor - what it knows
 * @options: @uid: @gid:	as elsewhere
 * @storage:	the storage folder, as it was opened for the worker
 * @folder:	which it is
 * @keeper:	what outlives a worker
 * @signals:	a signalfd
 * @ready:	where to tell that requests are served; -1 once it is told
 * @worker:	the worker's process, 0 while there is none
 * @channel:	to the worker
 * @stop:	a pipe's end, whose closing tells the worker to end: what it does with its own
 *		end is of no matter here
 * @state:	the worker's
 * @started:	when it was started, or that was tried, ms
 * @deaths:	how many workers in a row have died soon
 * @unserved:	how many in a row have not come to serve, or were not started
 * @failure:	0, or why the last one was not started
 * @unready:	how many in a row have died before they served; one that ended by itself
 *		counts as UNREADY_OF_END
 * @was_killed:	the worker before was, by somebody else, or had to go with a helper
 * @is_bad:	the worker is ended for what it did
 * @helpers:	the helpers' processes, 0 where there is none
 * @card:	the process that has a card's RPMB, 0 where there is none
 * @dumps:	profiles and traces
 */
struct monitor {
	const struct supp_options *options;
	uid_t uid;
	gid_t gid;
	int storage;
	struct fs_identity folder;
	struct keeper keeper;
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

/* It is started when a worker asks for the card, and ends when that closes the stream. */
static const struct helper card_helper = { "card's keeper", card_main, SOCK_STREAM, NULL };

/* Whom to be, by name or number. Not root: there is nobody else to become. */
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

/* Signals as a program expects them, for a new process. */
static void restore_signals(void)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGTERM, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
}

/* The starter's input and output are not a background process's. */
static void leave_terminal(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	log_background();
	for (int fd = 0; null >= 0 && fd <= 2; fd++)
		dup2(null, fd);
	close_fd(&null);
}

/*
 * Put a helper into a process group of its own. Its sandbox lets no process leave the group, so
 * that whatever somebody who breaks into the helper starts can be ended with it. The helper and the
 * monitor both do this, because neither may go on before it is done.
 */
static int make_group(pid_t helper)
{
	return setpgid(helper, helper) ? -errno : 0;
}

/*
 * Start one of the others. @card: what it is to have besides, or -1. Return: its process id, or
 * -errno. @mine is the worker's end.
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
		/* Its messages are not to stop it, where the terminal is another group's. */
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
 * The device, then the folder: where there is no device nothing is given to anybody. The folder
 * as it is now: something may have been mounted there, or have gone. What is wrong with it keeps
 * nobody from serving the rest, but for an option that is wrong from the start.
 */
static int open_all(struct monitor *monitor, bool *storage_is_roots)
{
	int rc = keeper_open(&monitor->keeper, monitor->options);

	if (rc)
		return rc;
	close_fd(&monitor->storage);
	monitor->storage = files_open_storage(monitor->options, monitor->uid, monitor->gid,
					      storage_is_roots);
	rc = monitor->storage;
	if (rc >= 0)
		rc = fs_disk_identify_once(monitor->storage, &monitor->folder);
	if (rc < 0) {
		close_fd(&monitor->storage);
		monitor->storage = rc;
	}
	/* The worker would do without it for as long as it lives, for what passes. */
	if (rc == -ENOMEM || rc == -ENFILE || rc == -EMFILE)
		return rc;
	return rc == -EXDEV && monitor->ready >= 0 ? rc : 0;
}

/*
 * The channel and the pipe to a new worker; the monitor keeps its ends, and never waits at them,
 * whatever the worker does.
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

/* Start a worker, and those that it needs. What is started is in @monitor, on error too. */
static int start_worker(struct monitor *monitor)
{
	struct worker_files files = { .monitor = -1, .stop = -1, .uid = monitor->uid,
		.gid = monitor->gid, .was_killed = monitor->was_killed,
		.place = monitor->keeper.place };
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
	keeper_expect(&monitor->keeper);
	files.storage = monitor->storage;
	files.device = monitor->keeper.device;
	files.state = monitor->keeper.state;
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
 * End a helper, and all that it has started. Its group is told before it is waited for, because
 * then its number may become another's.
 */
static void end_helper(pid_t *pid)
{
	if (*pid > 0)
		kill(-*pid, SIGKILL);
	end_process(pid);
}

/* Whether a helper has ended; then what it has started ends, and @status says how it did. */
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

/* End what is left of a worker and its helpers, and wait for each. */
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
	keeper_settle(&monitor->keeper);
	log_debug("requests are served");
	if (monitor->ready < 0)
		return;
	service_manager_tell("READY=1");
	if (write(monitor->ready, "", 1) != 1)
		log_debug("who started this has gone");
	close_fd(&monitor->ready);
	if (monitor->options->daemonize)
		leave_terminal();
}

/* Whether the process that had the card has ended, as it does when its stream is closed. */
static bool has_card_ended(struct monitor *monitor)
{
	const struct timespec pause = { .tv_nsec = 10000000 };
	int status;

	for (int tries = 0; monitor->card > 0; tries++) {
		if (has_helper_ended(&monitor->card, &status) || tries == 10)
			break;
		nanosleep(&pause, NULL);
	}
	/* A worker that keeps the stream gets no other. The card may be at work: not waited for. */
	if (monitor->card > 0)
		kill(-monitor->card, SIGKILL);
	return monitor->card <= 0;
}

/* The card itself is never the worker's: it gets a stream to a process that has it. */
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

/* Open what a message asks for. Return: a descriptor or -errno. */
static int open_for(struct monitor *monitor, const struct wire_message *message,
		    struct wire_answer *answer)
{
	switch (message->type) {
	case WIRE_OPEN_TA:
		return files_open_ta(monitor->options, message->u.open_ta.uuid, &answer->size);
	case WIRE_OPEN_RPMB:
		return open_rpmb(monitor, message->u.open_rpmb.device, answer);
	case WIRE_ALLOC_MEMORY:
		return keeper_alloc(&monitor->keeper, message->u.alloc_memory.size, &answer->id);
	case WIRE_MAP_MEMORY:
		return keeper_map(&monitor->keeper, message->u.memory.id, &answer->size);
	case WIRE_CREATE_DUMP:
		return dump_files_create(&monitor->dumps, message->u.create_dump.kind,
					 message->u.create_dump.uuid);
	default:
		return -EINVAL;
	}
}

/* The worker says that it uses the folder; which one that is was seen when it was opened. */
static int use_folder(struct monitor *monitor)
{
	return monitor->storage < 0 ? -ENODEV :
	       keeper_use_folder(&monitor->keeper, &monitor->folder);
}

static int answer(struct monitor *monitor, const struct wire_message *message)
{
	struct wire_message reply = { .type = WIRE_ANSWER, .sequence = message->sequence };
	int fd, rc;

	if (message->type == WIRE_USE_FOLDER) {
		reply.u.answer.error = use_folder(monitor);
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

/* Whether an answer could not be sent for want of memory, which is not the worker's doing. */
static bool is_shortage(int rc)
{
	return rc == -ENOMEM || rc == -ENOBUFS;
}

/* Before anything is said of it: a worker that writes on can hold up what is said. */
static void end_worker(struct monitor *monitor, bool is_bad)
{
	monitor->is_bad = is_bad;
	kill(monitor->worker, SIGKILL);
}

/* One message of the worker's. A worker that does what it may not is ended. */
static void serve_worker(struct monitor *monitor)
{
	struct wire_message message;
	int rc = channel_recv(monitor->channel, &message, NULL);

	if (rc == -EAGAIN)
		return;
	if (rc == -EPIPE) {
		/* It is about to end, and its end is told by a signal. */
		close_fd(&monitor->channel);
		return;
	}
	if (!rc && !permit_message(monitor->state, message.type)) {
		end_worker(monitor, true);
		log_error("the worker may not send %s while %s: it is ended",
			  wire_type_name(message.type), permit_state_name(monitor->state));
	} else if (rc) {
		end_worker(monitor, !is_shortage(rc));
		log_error("the worker sent nonsense: it is ended");
	} else if (message.type == WIRE_READY) {
		tell_ready(monitor);
	} else if (message.type == WIRE_FREE_MEMORY) {
		keeper_free(&monitor->keeper, message.u.memory.id);
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
		log_warning("the %s ended for what it could not have, and another may", name);
	else
		log_error("the %s ended with status %d", name, WEXITSTATUS(status));
}

static bool has_status(int status, int wanted)
{
	return WIFEXITED(status) && WEXITSTATUS(status) == wanted;
}

static bool wants_folder(int status)
{
	return has_status(status, WORKER_WANTS_FOLDER);
}

/* Whether a worker has ended for nothing that it was asked. */
static bool is_no_fault(const struct monitor *monitor, int status)
{
	return wants_folder(status) || has_status(status, WORKER_TRY_AGAIN) ||
	       (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL && !monitor->is_bad);
}

/* Whether the worker has ended; then @status says how. */
static bool reap_worker(struct monitor *monitor, int *status)
{
	if (monitor->worker <= 0 ||
	    waitpid(monitor->worker, status, WNOHANG) != monitor->worker)
		return false;
	monitor->worker = 0;
	return true;
}

/*
 * See who has ended. Return: whether the worker or a helper has, so that all have to be
 * started anew; @status is the worker's.
 */
static bool reap(struct monitor *monitor, int *status)
{
	const struct timespec pause = { .tv_nsec = 10000000 };
	bool worker = reap_worker(monitor, status), ended = worker;
	int code;

	/* The card's comes and goes by itself. */
	has_helper_ended(&monitor->card, &code);
	for (size_t n = 0; n < MAX_HELPERS; n++) {
		if (!has_helper_ended(&monitor->helpers[n], &code))
			continue;
		/* One that ends well does so because the worker goes: that is the news. */
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

/* How long to wait before the next worker: never not at all. */
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

/* Read what signals came. Return: whether one asks to end. */
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

/* Wait for signals for a while. Return: whether one asks to end. */
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
 * See a worker through its life. Return: 0 it was told to end and has; -EAGAIN it has
 * died; -ENODEV it has ended for the device; -ETIMEDOUT it did not end when told.
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
		if (!monitor->worker && wants_folder(status))
			monitor->keeper.place.reopened++;
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
	/* Of leases, with which it is seen whether a worker has a file open. */
	signal(SIGIO, SIG_IGN);
	monitor->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return monitor->signals < 0 ? -errno : 0;
}

/*
 * Whether the next worker is to begin anew: the device is of no use any more, or workers
 * end for what they take over. Then the kernel fails what they had in hand.
 */
static bool must_begin_anew(struct monitor *monitor, int end)
{
	if (monitor->state == PERMIT_STARTING)
		monitor->unready += monitor->was_killed ? 1 : UNREADY_OF_END;
	if (monitor->unready >= MAX_UNREADY) {
		log_error("too many workers have ended before they served: all begins anew");
		return true;
	}
	return end == -ENODEV;
}

/*
 * A worker could not be started, as when the TEE has gone: its driver was unbound. It is waited
 * for, however long it takes; that is said once.
 */
static void tell_failure(struct monitor *monitor, int rc)
{
	char status[80];

	if (monitor->failure == rc)
		return;
	monitor->failure = rc;
	snprintf(status, sizeof(status), "STATUS=Requests are not served: %s", strerror(-rc));
	service_manager_tell(status);
	log_warning("requests are not served (%s) until that is mended, which is looked for every "
		    "%d s", strerror(-rc), LONGEST_WAIT_MS / 1000);
}

/* One worker after the other. Return: the exit status. */
static int keep_serving(struct monitor *monitor)
{
	bool is_started;
	int rc;

	for (;;) {
		/* What failed before has been said. */
		log_hush(monitor->failure);
		rc = start_worker(monitor);
		is_started = !rc;
		log_hush(false);
		if (rc && monitor->ready >= 0) {
			end_processes(monitor);
			return 1;	/* it never worked: its starter is to know */
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
			keeper_begin_anew(&monitor->keeper);
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
	/* No process that has the terminal as well makes the monitor wait for it. */
	sandbox_open_terminal(false);
	if (find_user(&monitor) || take_signals(&monitor))
		return 1;
	keeper_take_over(&monitor.keeper, options);
	status = keep_serving(&monitor);
	/* Not keeper_close(): a service manager may have what is kept for the next one. */
	close_fd(&monitor.storage);
	close_fd(&monitor.signals);
	return status;
}
