// SPDX-License-Identifier: BSD-2-Clause
/* What the kernel saw: its trace events, told layer by layer. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trace.h"

#define TRACING		"/sys/kernel/tracing/"
#define PROBE		"hello_smc"

static bool have_core, have_probe;

static const struct {
	unsigned int function;
	const char *meaning;
} smc_names[] = {
	{ 0x32000003, "carry on, after a request or an interrupt" },
	{ 0x32000004, "here is a message" },
	{ 0x32000012, "here is a message" },
	{ 0x32000013, "here is a message, in memory that OP-TEE knows" },
	{ 0xb2000011, "what did you notify me of?" },
};

static const struct {
	const char *event;
	const char *who;
	const char *meaning;
} core_events[] = {
	{ "tee_open:", "core", "a client has opened the device" },
	{ "tee_close:", "core", "the client has gone; all it had was released" },
	{ "tee_open_session:", "core", "session opened" },
	{ "tee_close_session:", "core", "session closed" },
	{ "tee_invoke_begin:", "core", "checked the arguments; calls the driver" },
	{ "tee_invoke_end:", "core", "the driver came back with the answer" },
	{ "tee_shm_new:", "core", "shared memory made" },
	{ "tee_shm_free:", "core", "shared memory released" },
	{ "tee_supp_request:", "supplicant", "OP-TEE asks for help" },
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

static bool put(const char *file, const char *mode, const char *text)
{
	char path[256];
	FILE *stream;
	bool good;

	snprintf(path, sizeof(path), TRACING "%s", file);
	stream = fopen(path, mode);
	if (!stream)
		return false;
	good = fputs(text, stream) >= 0;
	return fclose(stream) == 0 && good;
}

bool trace_start(void)
{
	have_core = put("events/tee/enable", "w", "1\n");
	have_probe = put("kprobe_events", "a",
			 "p:hello/" PROBE " __arm_smccc_smc function=%x0:x32\n") &&
		     put("events/hello/enable", "w", "1\n");
	if (!have_core)
		tell("(trace)", "this core has no trace events: its part is not told below");
	if (!have_probe)
		tell("(trace)", "no probe could be set at the SMC: its part is not told below");
	if (!have_core && !have_probe)
		return false;
	return put("trace", "w", "\n") && put("tracing_on", "w", "1\n");
}

void trace_stop(void)
{
	if (have_core)
		put("events/tee/enable", "w", "0\n");
	if (have_probe) {
		put("events/hello/enable", "w", "0\n");
		put("kprobe_events", "a", "-:hello/" PROBE "\n");
	}
}

/* SMCs come in runs: tell each run once. */
struct smc_run {
	unsigned int function;
	unsigned int count;
};

static void tell_smc_run(struct smc_run *run)
{
	const char *meaning = "";

	if (!run->count)
		return;
	for (size_t n = 0; n < COUNT(smc_names); n++)
		if (smc_names[n].function == run->function)
			meaning = smc_names[n].meaning;
	if (run->count > 1)
		tell("conduit", "SMC 0x%08x, %u times: \"%s\"", run->function,
		     run->count, meaning);
	else
		tell("conduit", "SMC 0x%08x: \"%s\"", run->function, meaning);
	run->count = 0;
}

static void tell_event(const char *event, struct smc_run *run)
{
	unsigned int function;
	const char *detail = strstr(event, ": ");

	if (sscanf(event, PROBE ": %*s function=%x", &function) == 1) {
		if (run->count && run->function != function)
			tell_smc_run(run);
		run->function = function;
		run->count++;
		return;
	}
	tell_smc_run(run);
	for (size_t n = 0; n < COUNT(core_events); n++) {
		if (strncmp(event, core_events[n].event, strlen(core_events[n].event)))
			continue;
		tell(core_events[n].who, "%s [%s]", core_events[n].meaning,
		     detail ? detail + 2 : "");
		return;
	}
}

/* A line of the trace: "task-pid [cpu] flags time: event: details". */
void trace_tell(void)
{
	struct smc_run run = { 0 };
	FILE *stream = fopen(TRACING "trace", "r");
	char *line = NULL;
	size_t room = 0;

	if (!stream)
		return;
	while (getline(&line, &room, stream) > 0) {
		char *event = line[0] == '#' ? NULL : strstr(line, ": ");

		if (!event)
			continue;
		line[strcspn(line, "\n")] = '\0';
		tell_event(event + 2, &run);
	}
	tell_smc_run(&run);
	free(line);
	fclose(stream);
	put("trace", "w", "\n");
}
