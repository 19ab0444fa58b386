// SPDX-License-Identifier: BSD-2-Clause
/* gtee trace: watch calls, supplicant requests and results live */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "command.h"
#include "commands/trace.h"
#include "commands/trace_command.h"
#include "devices.h"
#include "names.h"
#include "output.h"
#include "parse/call_args.h"
#include "parse/trace_device.h"
#include "parse/trace_parse.h"
#include "parse/trace_whose.h"
#include "printable.h"
#include "tee_uuid.h"
#include "tracefs.h"

enum { OPTION_SECONDS = 256, OPTION_MEMORY, OPTION_CONDUIT };

static const struct gtee_option options[] = {
	GTEE_OPTION_TEE,
	{ "ta", 'a', "TA", "only calls of this Trusted Application" },
	{ "pid", 'p', "PID", "only events of this process" },
	{ "memory", OPTION_MEMORY, NULL, "include shared memory" },
	{ "conduit", OPTION_CONDUIT, NULL, "include each call into secure world" },
	{ "count", 'n', "N", "end after N lines, 0 for no limit (0)" },
	{ "seconds", OPTION_SECONDS, "N", "end after N seconds, 0 for no limit (0)" },
	GTEE_OPTION_JSON,
	GTEE_OPTION_HELP,
	{ NULL, 0, NULL, NULL },
};

#define BUFFER_SIZE	65536
#define MAX_PENDING	64	/* supplicant requests that we track at a time */
#define LATE_S		1.0	/* when to complain about an unanswered request */

/*
 * struct pending - supplicant request without an answer so far
 * @id:		request id, or -1 if this entry is free
 * @func:	RPC command
 * @task:	waiting task's name
 * @pid:	waiting task's pid
 * @queued_us:	when it was queued, trace clock, us
 * @queued_s:	when it was queued, CLOCK_MONOTONIC, seconds
 * @told:	already reported as late
 */
struct pending {
	int64_t id;
	uint64_t func;
	char task[TRACE_TASK_SIZE];
	int pid;
	uint64_t queued_us;
	double queued_s;
	bool told;
};

/*
 * struct repeat - run of similar requests, to be printed as one line
 * @event:	the first one
 * @times:	how many, 0 if there's no run
 * @ns:		total time in ns
 */
struct repeat {
	struct trace_event event;
	unsigned int times;
	uint64_t ns;
};

/*
 * struct trace - a running gtee trace
 * @tracefs:	our own instance
 * @command:	the command whose calls are traced, or NULL for those that the kernel sees
 * @fd:		where events are read
 * @wanted:	which TEE to show
 * @pid:	process to show, or 0 for all
 * @count:	stop after this many lines, 0 for never
 * @seconds:	stop after this many seconds, 0 for never
 * @memory:	show shared memory events
 * @conduit:	show conduit events
 * @shown:	lines printed so far
 * @whose:	finds out which TA a request is for, and which TA to show
 * @first_us:	first event's time, printed as 0
 * @pending:	requests without an answer
 * @repeat:	latest requests, not printed yet
 * @buffer:	unparsed text
 * @have:	how much of it
 */
struct trace {
	struct tracefs tracefs;
	struct trace_command *command;
	int fd;
	struct trace_device wanted;
	uint32_t pid, count, seconds;
	int memory, conduit;
	uint32_t shown;
	struct trace_whose whose;
	uint64_t first_us;
	struct pending pending[MAX_PENDING];
	struct repeat repeat;
	char buffer[BUFFER_SIZE];
	size_t have;
};

static const char *const kind_names[] = {
	[TRACE_OTHER] = "other",
	[TRACE_LOST] = "lost",
	[TRACE_OPEN] = "open",
	[TRACE_CLOSE] = "close",
	[TRACE_OPEN_SESSION] = "open-session",
	[TRACE_CLOSE_SESSION] = "close-session",
	[TRACE_INVOKE_BEGIN] = "invoke",
	[TRACE_INVOKE_END] = "answer",
	[TRACE_SHM_NEW] = "memory-new",
	[TRACE_SHM_FREE] = "memory-free",
	[TRACE_REQUEST] = "request",
	[TRACE_CONDUIT] = "conduit",
};

/* Call this for every event, in order. Some events tell which clients belong to the TEE. */
static bool is_wanted(struct trace *trace, const struct trace_event *event)
{
	bool is_its = trace_device_take(&trace->wanted, event);

	if (event->kind == TRACE_LOST)
		return true;
	if (event->kind == TRACE_OTHER)
		return false;
	return is_its && (!trace->pid || (int)trace->pid == event->owner);
}

static void json_event_fields(struct json_object *object, const struct trace_event *event)
{
	switch (event->kind) {
	case TRACE_OPEN_SESSION:
		json_text(object, "login", login_name(event->login));
		break;
	case TRACE_INVOKE_BEGIN:
		json_number(object, "params", event->num_params);
		break;
	case TRACE_REQUEST:
		json_number(object, "request", (uint64_t)event->id);
		json_number(object, "func", event->func);
		json_text(object, "meaning", request_name((uint32_t)event->func));
		json_text(object, "step", event->step);
		break;
	case TRACE_CONDUIT:
		json_text(object, "conduit", event->device);
		json_number(object, "function", event->func);
		json_number(object, "status", event->ret);
		break;
	case TRACE_SHM_NEW:
	case TRACE_SHM_FREE:
		json_text(object, "memory", event->device);
		json_number(object, "size", event->size);
		break;
	default:
		break;
	}
	if (event->kind == TRACE_OPEN_SESSION || event->kind == TRACE_INVOKE_END) {
		json_number(object, "code", event->ret);
		json_text(object, "result", event->rc ? strerror(-event->rc) :
			  result_name((uint32_t)event->ret));
		json_text(object, "origin", origin_name(event->origin));
		json_object_object_add(object, "errno", json_object_new_int(-event->rc));
		json_real(object, "latency_us", (double)event->latency_ns / 1e3);
	}
}

static struct json_object *json_event(const struct trace_event *event)
{
	struct json_object *object = json_object_new_object();

	json_text(object, "event", kind_names[event->kind]);
	if (event->kind == TRACE_LOST) {
		json_number(object, "lost", event->lost);
		return object;
	}
	json_real(object, "time_s", (double)event->time_us / 1e6);
	json_text(object, "task", event->task);
	json_number(object, "pid", (uint64_t)event->pid);
	if (trace_names_device(event->kind))
		json_text(object, "device", event->device);
	if (event->ta[0])
		json_text(object, "ta", event->ta);
	if (event->session)
		json_number(object, "session", event->session);
	if (event->kind == TRACE_INVOKE_BEGIN || event->kind == TRACE_INVOKE_END)
		json_number(object, "command", event->func);
	json_event_fields(object, event);
	return object;
}

/* green or red, depending on the result */
static void print_answer(const struct trace_event *event)
{
	char time[OUTPUT_NUMBER_SIZE];

	if (event->rc)
		printf("%s%s%s", style(STYLE_BAD), strerror(-event->rc), style(STYLE_PLAIN));
	else if (event->ret)
		printf("%s0x%08" PRIx64 ", %s, from %s%s", style(STYLE_BAD), event->ret,
		       result_name((uint32_t)event->ret), origin_name(event->origin),
		       style(STYLE_PLAIN));
	else
		printf("%ssuccess%s", style(STYLE_GOOD), style(STYLE_PLAIN));
	printf(", %s%s%s", style(STYLE_DIM), format_duration((double)event->latency_ns, time),
	       style(STYLE_PLAIN));
}

static void print_what(const struct trace_event *event)
{
	char label[TA_LABEL_SIZE], size[OUTPUT_NUMBER_SIZE];

	switch (event->kind) {
	case TRACE_OPEN:
		printf("opens %s", event->device);
		break;
	case TRACE_CLOSE:
		printf("closes %s", event->device);
		break;
	case TRACE_OPEN_SESSION:
		printf("session %u with %s as %s: ", event->session,
		       ta_label(event->ta, label), login_name(event->login));
		print_answer(event);
		break;
	case TRACE_CLOSE_SESSION:
		printf("session %u with %s closed", event->session, ta_label(event->ta, label));
		break;
	case TRACE_INVOKE_BEGIN:
		printf("%s -> %s session %u: %scommand %" PRIu64 "%s, %u parameter%s",
		       event->device, ta_label(event->ta, label), event->session,
		       style(STYLE_BOLD), event->func, style(STYLE_PLAIN), event->num_params,
		       event->num_params == 1 ? "" : "s");
		break;
	case TRACE_INVOKE_END:
		printf("%s <- %s session %u: command %" PRIu64 ": ", event->device,
		       ta_label(event->ta, label), event->session, event->func);
		print_answer(event);
		break;
	case TRACE_SHM_NEW:
	case TRACE_SHM_FREE:
		printf("%s memory, %s, %s", event->device, format_size(event->size, size),
		       event->kind == TRACE_SHM_NEW ? "shared" : "no longer shared");
		break;
	case TRACE_CONDUIT:
		printf("%s 0x%08" PRIx64 " -> 0x%" PRIx64, event->device, event->func, event->ret);
		break;
	default:
		break;
	}
}

static void print_head(struct trace *trace, uint64_t time_us, const char *task, int pid)
{
	char process[40];

	if (!trace->first_us)
		trace->first_us = time_us;
	snprintf(process, sizeof(process), "%s-%d", task, pid);
	printf("%s%12.6f%s  %-20s  ", style(STYLE_DIM),
	       ((double)time_us - (double)trace->first_us) / 1e6, style(STYLE_PLAIN), process);
}

static double now_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static struct pending *find_pending(struct trace *trace, int64_t id)
{
	for (size_t n = 0; n < MAX_PENDING; n++)
		if (trace->pending[n].id == id)
			return &trace->pending[n];
	return NULL;
}

/*
 * A request shows up as three events. Remember the first two and turn the third
 * into a single line that has the waiting task and the total time. Returns true at
 * that third event.
 */
static bool follow_request(struct trace *trace, struct trace_event *event)
{
	struct pending *pending = find_pending(trace, event->id);

	if (!strcmp(event->step, "queued")) {
		/* Table full: this request's line won't have a duration. */
		pending = pending ? pending : find_pending(trace, -1);
		if (pending) {
			*pending = (struct pending) {
				.id = event->id,
				.func = event->func,
				.pid = event->pid,
				.queued_us = event->time_us,
				.queued_s = now_s(),
			};
			memcpy(pending->task, event->task, sizeof(pending->task));
		}
		return false;
	}
	if (strcmp(event->step, "answered"))
		return false;
	if (pending) {
		memcpy(event->task, pending->task, sizeof(event->task));
		event->pid = pending->pid;
		event->latency_ns = (event->time_us - pending->queued_us) * 1000;
		pending->id = -1;
	}
	return true;
}

static void tell_repeat(struct trace *trace)
{
	struct repeat *repeat = &trace->repeat;
	const struct trace_event *event = &repeat->event;
	char times[24] = "", time[OUTPUT_NUMBER_SIZE];

	if (!repeat->times)
		return;
	if (repeat->times > 1)
		snprintf(times, sizeof(times), ", %u times", repeat->times);
	print_head(trace, event->time_us, event->task, event->pid);
	printf("%s    the supplicant, asked for %s%s: %s, %s%s%s\n", event->device,
	       request_name((uint32_t)event->func), times, result_name((uint32_t)event->ret),
	       style(STYLE_DIM), format_duration((double)repeat->ns, time), style(STYLE_PLAIN));
	repeat->times = 0;
	trace->shown++;
}

/* Add to the run, or print the run and start a new one if this is a different kind. */
static void add_repeat(struct trace *trace, const struct trace_event *event)
{
	struct repeat *repeat = &trace->repeat;

	if (repeat->times && (repeat->event.func != event->func ||
			      repeat->event.ret != event->ret || repeat->event.pid != event->pid ||
			      strcmp(repeat->event.device, event->device)))
		tell_repeat(trace);
	if (!repeat->times)
		*repeat = (struct repeat) { .event = *event };
	repeat->times++;
	repeat->ns += event->latency_ns;
}

/* Report requests that take longer than LATE_S, once each. */
static void tell_late(struct trace *trace)
{
	double now = now_s();

	for (size_t n = 0; n < MAX_PENDING; n++) {
		struct pending *pending = &trace->pending[n];

		if (pending->id < 0 || pending->told || now - pending->queued_s < LATE_S)
			continue;
		pending->told = true;
		print_head(trace, pending->queued_us, pending->task, pending->pid);
		printf("%swaits for the supplicant, asked for %s%s\n", style(STYLE_WARN),
		       request_name((uint32_t)pending->func), style(STYLE_PLAIN));
	}
}

/* The kernel may not have recorded this task's name before its first event. */
static void name_task(struct trace_event *event)
{
	char path[64], name[64];
	FILE *file;

	if (strcmp(event->task, "<...>"))
		return;
	snprintf(path, sizeof(path), "/proc/%d/comm", event->pid);
	file = fopen(path, "re");
	if (!file)
		return;
	if (fgets(name, sizeof(name), file)) {
		name[strcspn(name, "\n")] = '\0';
		printable(name, strlen(name), event->task, sizeof(event->task));
	}
	fclose(file);
}

static bool is_done(const struct trace *trace)
{
	return trace->count && trace->shown >= trace->count;
}

static bool show(struct trace *trace, struct trace_event *event)
{
	name_task(event);
	if (output_is_json()) {
		trace->shown++;
		return output_line(json_event(event));
	}
	if (event->kind == TRACE_REQUEST) {
		if (follow_request(trace, event))
			add_repeat(trace, event);
		return true;
	}
	tell_repeat(trace);
	if (is_done(trace))
		return true;
	trace->shown++;
	if (event->kind == TRACE_LOST) {
		printf("%s(%" PRIu64 " events were lost: the trace buffer was full)%s\n",
		       style(STYLE_WARN), event->lost, style(STYLE_PLAIN));
		return true;
	}
	print_head(trace, event->time_us, event->task, event->pid);
	print_what(event);
	putchar('\n');
	return true;
}

/* Print all complete events in the buffer. Returns false if we cannot write any more. */
static bool consume(struct trace *trace)
{
	struct trace_event event, held;
	size_t at = 0, used;
	bool good = true, found, meant, wanted;

	do {
		found = trace_parse(trace->buffer + at, trace->have - at, &event, &used);
		at += used;
		if (!found)
			break;
		meant = trace_whose_take(&trace->whose, &event);
		wanted = is_wanted(trace, &event);
		while (good && !is_done(trace) && trace_whose_next(&trace->whose, &held))
			if (is_wanted(trace, &held))
				good = show(trace, &held);
		if (good && !is_done(trace) && meant && wanted)
			good = show(trace, &event);
	} while (good && !is_done(trace));
	/* No real line is this long. Throw it away, or we would be stuck. */
	if (!at && trace->have == sizeof(trace->buffer))
		at = trace->have;
	trace->have -= at;
	memmove(trace->buffer, trace->buffer + at, trace->have);
	return output_flush() && good;
}

static int follow(struct trace *trace)
{
	double end = now_s() + trace->seconds;

	while (!until_signal_came() && !is_done(trace)) {
		struct pollfd pollfd = { .fd = trace->fd, .events = POLLIN };
		bool late = (trace->seconds && now_s() >= end) ||
			    (trace->command && trace_command_has_ended(trace->command));
		ssize_t got;

		got = read(trace->fd, trace->buffer + trace->have,
			   sizeof(trace->buffer) - trace->have);
		if (got < 0 && errno != EAGAIN && errno != EINTR) {
			output_error("trace_pipe", NULL, "%s", strerror(errno));
			return GTEE_SYSTEM;
		}
		if (got > 0) {
			trace->have += (size_t)got;
			if (!consume(trace))
				return GTEE_DONE;
			continue;
		}
		if (!output_is_json()) {
			tell_repeat(trace);
			tell_late(trace);
		}
		if (!output_flush())
			return GTEE_DONE;
		/* Out of time, and everything up to here has been read. */
		if (late)
			return GTEE_DONE;
		/* Some kernels do not wake us until the buffer is full. Poll. */
		poll(&pollfd, 1, 100);
	}
	return GTEE_DONE;
}

static int start(struct trace *trace)
{
	int status = tracefs_open(&trace->tracefs, false), rc;

	if (status)
		return status;
	tracefs_write(&trace->tracefs, "buffer_size_kb", "4096");
	rc = tracefs_write(&trace->tracefs, "events/tee/enable", "1");
	if (!rc && !trace->memory) {
		rc = tracefs_write(&trace->tracefs, "events/tee/tee_shm_new/enable", "0");
		if (!rc)
			rc = tracefs_write(&trace->tracefs, "events/tee/tee_shm_free/enable", "0");
	}
	if (!rc && trace->conduit)
		rc = tracefs_write(&trace->tracefs, "events/tee_conduit/enable", "1");
	if (rc) {
		output_error(trace->tracefs.path, NULL, "cannot enable its events: %s",
			     strerror(-rc));
		return GTEE_SYSTEM;
	}
	/* Scripts wait for this line before they start their client. */
	output_notice(NULL, NULL, "tracing; press Ctrl-C to stop");
	return GTEE_DONE;
}

static int parse_number(const struct gtee_command *command, uint32_t *number)
{
	if (call_number_parse(optarg, number))
		return command_misused(command, "invalid number '%s'", optarg);
	return GTEE_DONE;
}

static int parse(const struct gtee_command *command, int argc, char **argv,
		 struct trace *trace, const char **selector)
{
	uint8_t uuid[TEE_IOCTL_UUID_LEN];
	char ta[TEE_UUID_TEXT_SIZE] = "";
	int letter, status = GTEE_DONE;

	while (!status && (letter = command_option(command, argc, argv)) != GTEE_OPTION_END) {
		switch (letter) {
		case 't':
			*selector = optarg;
			break;
		case 'a':
			status = command_find_ta(command, optarg, uuid);
			if (!status)
				tee_uuid_format(uuid, ta);
			break;
		case 'p':
			status = parse_number(command, &trace->pid);
			break;
		case 'n':
			status = parse_number(command, &trace->count);
			break;
		case OPTION_SECONDS:
			status = parse_number(command, &trace->seconds);
			break;
		case OPTION_MEMORY:
			trace->memory = 1;
			break;
		case OPTION_CONDUIT:
			trace->conduit = 1;
			break;
		default:
			return letter == GTEE_OPTION_HELPED ? -1 : GTEE_USAGE;
		}
	}
	trace_whose_start(&trace->whose, ta);
	return status;
}

/* Without a selector, show all TEEs. */
static int choose_device(const char *selector, struct trace_device *wanted)
{
	struct tee_device_info info, *list;
	size_t count, clients = 0;
	int status;

	if (!selector)
		return devices_choose_name(NULL, wanted->device, sizeof(wanted->device));
	status = devices_choose(selector, &info);
	if (!status && info.is_socket) {
		output_error(devices_name(&info),
			     "Trace a command: gtee trace --tee unix: COMMAND.",
			     "the kernel is not involved in calls to a socket");
		return GTEE_USAGE;
	}
	if (status || tee_devices_list(&list, &count))
		return status;
	for (size_t n = 0; n < count; n++)
		clients += !list[n].privileged;
	free(list);
	wanted->only = clients == 1;
	snprintf(wanted->device, sizeof(wanted->device), "%s", devices_name(&info));
	snprintf(wanted->conduit, sizeof(wanted->conduit), "%s", info.identity.conduit);
	devices_supplicants_name(&info, wanted->supplicants, sizeof(wanted->supplicants));
	return status;
}

/* Accepts thread ids too. EPERM means that it exists and belongs to another user. */
static bool is_process(uint32_t pid)
{
	return pid <= INT_MAX && (!kill((pid_t)pid, 0) || errno != ESRCH);
}

/* Trace a command's calls to softteed, through whichever socket. */
static int run_command(struct trace *trace, const char *selector, char **argv)
{
	struct trace_command command;
	struct tee_device_info info;
	int status = selector ? devices_choose(selector, &info) : GTEE_DONE, exit_status;
	bool ended;

	if (status)
		return status;
	if (selector && !info.is_socket) {
		output_error(devices_name(&info), "Start 'gtee trace' first, and then the command.",
			     "a command can be traced with the TEE of a socket only");
		return GTEE_USAGE;
	}
	until_signal();
	status = trace_command_start(&command, selector ? info.path : NULL, argv);
	trace->command = &command;
	trace->fd = command.fd;
	if (!status)
		status = follow(trace);
	/* If it hasn't, that's our doing, and not a failure. */
	ended = trace_command_has_ended(&command);
	exit_status = trace_command_end(&command);
	return status || !ended ? status : exit_status;
}

static int run(const struct gtee_command *command, int argc, char **argv)
{
	static struct trace trace = { .tracefs = { .pipe = -1, .pin = -1, .guard = -1 } };
	const char *selector = NULL;
	int status = parse(command, argc, argv, &trace, &selector);

	for (size_t n = 0; n < MAX_PENDING; n++)
		trace.pending[n].id = -1;
	if (status)
		return status < 0 ? GTEE_DONE : status;
	if (optind < argc)
		return run_command(&trace, selector, argv + optind);
	status = choose_device(selector, &trace.wanted);
	if (status)
		return status;
	if (trace.pid && !is_process(trace.pid)) {
		output_error(command->name, NULL, "no such process: %" PRIu32, trace.pid);
		return GTEE_SYSTEM;
	}
	until_signal();
	status = start(&trace);
	trace.fd = trace.tracefs.pipe;
	if (!status)
		status = follow(&trace);
	tracefs_close(&trace.tracefs);
	return status;
}

const struct gtee_command gtee_trace = {
	.name = "trace",
	.arguments = "[COMMAND [ARGUMENT]...]",
	.summary = "Show calls, requests to the supplicant and results as they happen",
	.details =
	"Uses a trace buffer of its own, which it removes when it ends. Does not show the\n"
	"contents of parameters. Requires root.\n\n"
	"With a COMMAND, shows only that command's calls to softteed through a socket, which the\n"
	"kernel isn't involved in, and ends with it. Doesn't require root.",
	.takes_command = true,
	.options = options,
	.run = run,
};
