// SPDX-License-Identifier: BSD-2-Clause
/* The broker's event loop */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "softteed/broker/broker_private.h"
#include "softteed/broker/signature.h"

struct broker broker;

#define EVENTS	64

/* Lines about requests in a second */
#define REQUEST_LINES	20

static void log_line(const char *format, va_list args)
{
	char line[512];
	int size = snprintf(line, sizeof(line), "softteed: ");

	vsnprintf(line + size, sizeof(line) - (size_t)size - 1, format, args);
	strcat(line, "\n");
	while (write(STDERR_FILENO, line, strlen(line)) < 0 && errno == EINTR)
		;
}

void broker_log(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_line(format, args);
	va_end(args);
}

void broker_log_request(const char *format, ...)
{
	static unsigned int count;
	static uint64_t second;
	uint64_t now = broker_now_ms() / 1000;
	va_list args;

	if (now != second) {
		if (count > REQUEST_LINES)
			broker_log("%u more lines about requests are left out",
				   count - REQUEST_LINES);
		second = now;
		count = 0;
	}
	if (count++ >= REQUEST_LINES)
		return;
	va_start(args, format);
	log_line(format, args);
	va_end(args);
}

uint64_t broker_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

int broker_source_add(struct broker_source *source)
{
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = source };

	return epoll_ctl(broker.epoll, EPOLL_CTL_ADD, source->fd, &event) ? -errno : 0;
}

void broker_source_want_room(struct broker_source *source, bool want)
{
	struct epoll_event event = {
		.events = EPOLLIN | (want ? EPOLLOUT : 0),
		.data.ptr = source,
	};

	if (!source->removed)
		epoll_ctl(broker.epoll, EPOLL_CTL_MOD, source->fd, &event);
}

void broker_source_pause(struct broker_source *source, bool pause)
{
	/* The end of the connection is reported even so. */
	struct epoll_event event = {
		.events = pause ? EPOLLRDHUP : EPOLLIN,
		.data.ptr = source,
	};

	if (!source->removed)
		epoll_ctl(broker.epoll, EPOLL_CTL_MOD, source->fd, &event);
}

void broker_source_stop(struct broker_source *source)
{
	source->removed = true;
	epoll_ctl(broker.epoll, EPOLL_CTL_DEL, source->fd, NULL);
}

void broker_source_remove(struct broker_source *source)
{
	if (source->removed)
		return;
	broker_source_stop(source);
	broker_close(source);
}

void broker_source_release(struct broker_source *source)
{
	source->next_removed = broker.removed;
	broker.removed = source;
}

static void release_removed(void)
{
	while (broker.removed) {
		struct broker_source *source = broker.removed;

		broker.removed = source->next_removed;
		if (source->release)
			source->release(source);
		broker_door_resume();
	}
}

static bool stopped;

void broker_stop(int error, const char *why)
{
	broker_log("%s", why);
	broker.error = error;
	stopped = true;
}

static void handle_signal(struct broker_source *source)
{
	struct signalfd_siginfo info;

	if (read(source->fd, &info, sizeof(info)) == sizeof(info))
		stopped = true;
}

/* Return a descriptor that reads the signals that end the broker. */
static int open_signals(void)
{
	sigset_t set;
	int fd;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return fd < 0 ? -errno : fd;
}

/* Do what is due. Return how long to wait for events, in milliseconds; -1 for any time. */
static int expire(void)
{
	int late = broker_instance_expire(), closing = broker_close_expire();

	release_removed();
	return late < 0 || (closing >= 0 && closing < late) ? closing : late;
}

static int loop(void)
{
	struct epoll_event events[EVENTS];

	while (!stopped) {
		int count = epoll_wait(broker.epoll, events, EVENTS, expire());

		if (count < 0 && errno != EINTR)
			return -errno;
		for (int n = 0; n < count; n++) {
			struct broker_source *source = events[n].data.ptr;

			if (!source->removed)
				source->handle(source);
		}
		release_removed();
	}
	return 0;
}

/* Each session and each client takes a descriptor. */
static void raise_descriptor_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

/* What neither the broker nor the launcher needs */
static int give_up_rights(void)
{
	const struct rlimit none = { 0, 0 };

	/* Nobody but root may look into its memory, e.g. for keys, or find it in a core dump. */
	return setrlimit(RLIMIT_CORE, &none) || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) ||
	       prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ? -errno : 0;
}

/* Pass on what the zygote and the instances log. Return false if there's no more for now. */
static bool copy_log(int fd)
{
	static char text[1 << 16];
	ssize_t size = read(fd, text, sizeof(text));

	for (ssize_t done = 0; done < size; ) {
		ssize_t written = write(STDERR_FILENO, text + done, (size_t)(size - done));

		if (written < 0 && errno != EINTR)
			break;
		done += written > 0 ? written : 0;
	}
	return size > 0;
}

static void handle_log(struct broker_source *source)
{
	if (!copy_log(source->fd) && errno != EAGAIN)
		broker_source_pause(source, true);
}

/* Log why it failed, if it did. */
static int report(const char *what, int rc)
{
	if (rc)
		broker_log("can't %s: %s", what, strerror(-rc));
	return rc;
}

static int read_key(const char *path)
{
	int rc = signature_read_key(path, &broker.key);

	if (rc)
		broker_log("--key %s: %s", path, rc == -EBADMSG ? "not a PEM file with an RSA key "
			   "of 2048 bits or more" : strerror(-rc));
	return rc;
}

/* Open files, and load keys. The launcher is started before there's a secret one. */
static int prepare(const struct broker_options *options)
{
	int rc = options->key_file ? read_key(options->key_file) : 0;

	if (!rc)
		rc = report("give up rights", give_up_rights());
	if (!rc)
		rc = broker_application_open_folders();
	if (!rc)
		rc = broker_store_open();
	if (!rc)
		rc = report("start the launcher", broker_launcher_start());
	return rc ? rc : broker_store_load_key();
}

/* Watch what is there before the doors are open. @own: what broker_close_prepare() needs */
static int watch(int zygote, int log, int own[2])
{
	static struct broker_source signals = { .handle = handle_signal };
	static struct broker_source log_source = { .handle = handle_log };
	int rc;

	broker.epoll = epoll_create1(EPOLL_CLOEXEC);
	if (broker.epoll < 0)
		return -errno;
	signals.fd = open_signals();
	if (signals.fd < 0)
		return signals.fd;
	broker.signals = signals.fd;
	broker.log = log_source.fd = log;
	broker.zygote = (struct broker_source){ .fd = zygote, .handle = broker_zygote_handle };
	rc = broker_source_add(&signals);
	if (!rc)
		rc = broker_source_add(&log_source);
	if (!rc)
		rc = broker_source_add(&broker.zygote);
	if (!rc)
		rc = broker_source_add(&broker.launcher);
	return rc ? rc : broker_close_prepare(own);
}

static int run(const struct broker_options *options, int zygote, int log)
{
	int own[2], rc = prepare(options);

	if (rc)
		return rc;
	raise_descriptor_limit();
	rc = report("watch its sockets", watch(zygote, log, own));
	if (!rc && (options->socket || options->listening >= 0))
		rc = broker_door_open(options->socket, options->listening);
	if (!rc && options->vtee)
		rc = broker_vtee_open();
	if (!rc)
		rc = report("enter the sandbox",
			    broker_confine(own, sizeof(own) / sizeof(own[0])));
	if (rc)
		return rc;
	if (options->socket)
		broker_log("listens at %s", options->socket);
	rc = report("wait", loop());
	if (options->socket)
		broker_door_close(options->socket);
	broker_close_end();
	broker_launcher_stop();
	return rc ? rc : broker.error;
}

int broker_run(const struct broker_options *options, int zygote, int log)
{
	int rc;

	broker.options = *options;
	broker.uid = geteuid();
	if (fcntl(log, F_SETFL, O_NONBLOCK))
		return report("read the zygote's log", -errno);
	rc = run(options, zygote, log);
	/* The last words, e.g. why the zygote couldn't start */
	while (copy_log(log))
		;
	close(log);
	return rc;
}
