// SPDX-License-Identifier: BSD-2-Clause
/*
 * Turns trace events into lines of output, each with the layer that emitted it. There
 * are far too many calls into secure world and supplicant requests to print, so those
 * are only counted. The counts are printed ahead of the next other event.
 */
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "trace.h"

#define TRACING		"/sys/kernel/tracing/"
#define CALL		"tee_conduit_call: "
#define MAX_NAMES	8

static bool have_core, have_conduit;

struct count {
	unsigned int number;	/* function id or request number */
	const char *meaning;
	unsigned int times;
};

/* Calls from the driver into OP-TEE */
static struct count calls[MAX_NAMES] = {
	{ 0x32000004, "start a call", 0 },
	{ 0x32000012, "start a call", 0 },
	{ 0x32000013, "start a call, message in registered memory", 0 },
	{ 0x32000003, "resume", 0 },
	{ 0xb2000011, "get a notification", 0 },
};

/* Requests that OP-TEE has sent to the supplicant */
static struct count requests[MAX_NAMES] = {
	{ 0, "load a Trusted Application", 0 },
	{ 1, "replay protected memory", 0 },
	{ 2, "secure storage in files", 0 },
	{ 6, "allocate shared memory", 0 },
	{ 7, "free shared memory", 0 },
};

static const struct {
	const char *event;
	const char *meaning;
} core_events[] = {
	{ "tee_open:", "client opened the device" },
	{ "tee_close:", "client closed the device" },
	{ "tee_open_session:", "answer, session opened" },
	{ "tee_close_session:", "session closed" },
	{ "tee_invoke_begin:", "arguments valid, calling the driver" },
	{ "tee_invoke_end:", "answer" },
	{ "tee_shm_new:", "shared memory allocated" },
	{ "tee_shm_free:", "shared memory released" },
};

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

void tell(const char *who, const char *format, ...)
{
	va_list args;

	printf("   %-10s  ", who);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
}

static bool put(const char *file, const char *text)
{
	char path[256];
	ssize_t length = (ssize_t)strlen(text);
	bool good;
	int fd;

	snprintf(path, sizeof(path), TRACING "%s", file);
	fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
	if (fd < 0)
		return false;
	good = write(fd, text, strlen(text)) == length;
	return close(fd) == 0 && good;
}

static void forget(void)
{
	int fd = open(TRACING "trace", O_WRONLY | O_TRUNC | O_CLOEXEC);

	if (fd >= 0)
		close(fd);
}

bool trace_start(void)
{
	have_core = put("events/tee/enable", "1\n");
	have_conduit = put("events/tee_conduit/enable", "1\n");
	if (!have_core)
		tell("(trace)", "the TEE core has no trace events: its steps are not shown");
	if (!have_conduit)
		tell("(trace)",
		     "no conduit has trace events: calls into secure world are not shown");
	forget();
	return have_core || have_conduit;
}

void trace_stop(void)
{
	if (have_core)
		put("events/tee/enable", "0\n");
	if (have_conduit)
		put("events/tee_conduit/enable", "0\n");
}

static void count(struct count *counts, unsigned int number)
{
	size_t n;

	for (n = 0; n < MAX_NAMES - 1 && counts[n].meaning; n++)
		if (counts[n].number == number)
			break;
	if (!counts[n].meaning) {
		counts[n].number = number;
		counts[n].meaning = "unknown";
	}
	counts[n].times++;
}

static void tell_counts(const char *who, const char *format, struct count *counts)
{
	for (size_t n = 0; n < MAX_NAMES; n++) {
		char what[64];

		if (!counts[n].times)
			continue;
		snprintf(what, sizeof(what), format, counts[n].number);
		if (counts[n].times == 1)
			tell(who, "%s: %s", what, counts[n].meaning);
		else
			tell(who, "%s: %s, %u times", what, counts[n].meaning,
			     counts[n].times);
		counts[n].times = 0;
	}
}

static void tell_all_counts(void)
{
	tell_counts("conduit", "call 0x%08x into secure world", calls);
	tell_counts("supplicant", "request %u of OP-TEE", requests);
}

/* ctx= and ta= never change in this program, so leave them out */
static void tell_detail(const char *meaning, const char *detail)
{
	char words[256] = "";
	size_t end = 0;

	while (*detail) {
		size_t length = strcspn(detail, " ");

		if (length && strncmp(detail, "ctx=", 4) && strncmp(detail, "ta=", 3) &&
		    end + length + 2 < sizeof(words)) {
			if (end)
				words[end++] = ' ';
			memcpy(words + end, detail, length);
			end += length;
		}
		detail += length + !!detail[length];
	}
	words[end] = '\0';
	tell("core", "%s [%s]", meaning, words);
}

static void tell_event(const char *event, bool own)
{
	unsigned int number;
	const char *detail = strchr(event, ' '), *function;

	if (sscanf(event, "tee_supp_request: %*s %*s func=%u", &number) == 1) {
		/* "queued" and "answered" are the same request again */
		if (strstr(event, " received "))
			count(requests, number);
		return;
	}
	/* whatever else the supplicant does isn't our story */
	if (!own)
		return;
	function = strstr(event, " function=");
	if (!strncmp(event, CALL, strlen(CALL)) && function) {
		count(calls, (unsigned int)strtoul(function + 10, NULL, 16));
		return;
	}
	tell_all_counts();
	for (size_t n = 0; n < COUNT(core_events); n++)
		if (!strncmp(event, core_events[n].event, strlen(core_events[n].event)))
			tell_detail(core_events[n].meaning, detail);
}

/* A line looks like "task-pid [cpu] flags time: event: details" */
void trace_tell(void)
{
	FILE *stream = fopen(TRACING "trace", "r");
	char *line = NULL, me[32];
	size_t room = 0;

	if (!stream)
		return;
	snprintf(me, sizeof(me), "-%d ", (int)getpid());
	while (getline(&line, &room, stream) > 0) {
		char *cpu = strchr(line, '[');
		char *event = line[0] == '#' || !cpu ? NULL : strstr(cpu, ": ");
		char *pid = strstr(line, me);

		if (!event)
			continue;
		line[strcspn(line, "\n")] = '\0';
		tell_event(event + 2, pid && pid < cpu);
	}
	tell_all_counts();
	free(line);
	fclose(stream);
	forget();
}
