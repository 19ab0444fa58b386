// SPDX-License-Identifier: BSD-2-Clause
/*
 * Parse TEE events from the kernel's trace:
 *
 *            xtest-156     [000] .....     4.648035: tee_invoke_end: tee0 ctx=... ret=0x0
 *   CPU:1 [LOST 12 EVENTS]
 *
 * The task name is right-aligned in 16 columns.
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parse/trace_parse.h"
#include "printable.h"

#define TASK_WIDTH	16
#define LINE_SIZE	1024	/* plenty, real lines have about 250 bytes */

static const struct {
	const char *name;
	enum trace_kind kind;
} events[] = {
	{ "tee_open", TRACE_OPEN },
	{ "tee_close", TRACE_CLOSE },
	{ "tee_open_session", TRACE_OPEN_SESSION },
	{ "tee_close_session", TRACE_CLOSE_SESSION },
	{ "tee_invoke_begin", TRACE_INVOKE_BEGIN },
	{ "tee_invoke_end", TRACE_INVOKE_END },
	{ "tee_shm_new", TRACE_SHM_NEW },
	{ "tee_shm_free", TRACE_SHM_FREE },
	{ "tee_supp_request", TRACE_REQUEST },
	{ "tee_conduit_call", TRACE_CONDUIT },
};

/* decimal or 0x hexadecimal; 0 if it's not a number */
static uint64_t number(const char *text)
{
	return strtoull(text, NULL, text[0] == '0' && text[1] == 'x' ? 16 : 10);
}

static void copy_word(char room[TRACE_WORD_SIZE], const char *word)
{
	printable(word, strlen(word), room, TRACE_WORD_SIZE);
}

/*
 * Words are either "key=value" or positional. The first positional one is the
 * device, and the second one is the step.
 */
static void take_word(struct trace_event *event, const char *word, unsigned int place)
{
	const char *equals = strchr(word, '=');
	const char *value = equals ? equals + 1 : word;
	size_t length = equals ? (size_t)(equals - word) : 0;

#define IS(name) (length == sizeof(name) - 1 && !memcmp(word, name, length))
	if (!equals)
		copy_word(place ? event->step : event->device, word);
	else if (IS("ta"))
		copy_word(event->ta, value);
	else if (IS("ctx"))
		event->ctx = strtoull(value, NULL, 16);
	else if (IS("session"))
		event->session = (uint32_t)number(value);
	else if (IS("func") || IS("function"))
		event->func = number(value);
	else if (IS("ret") || IS("status"))
		event->ret = number(value);
	else if (IS("origin"))
		event->origin = (uint32_t)number(value);
	else if (IS("login"))
		event->login = (uint32_t)number(value);
	else if (IS("num_params"))
		event->num_params = (uint32_t)number(value);
	else if (IS("latency_ns"))
		event->latency_ns = number(value);
	else if (IS("size"))
		event->size = number(value);
	else if (IS("id") || IS("request"))
		event->id = strtoll(value, NULL, 10);
	else if (IS("rc"))
		event->rc = atoi(value);
#undef IS
}

static void take_words(struct trace_event *event, char *words)
{
	char *rest;
	unsigned int place = 0;

	for (char *word = strtok_r(words, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
		take_word(event, word, place++);
}

static bool take_event(struct trace_event *event, char *text)
{
	int time_end = 0;
	uint64_t seconds, micros;
	char *time, *name, *details;

	/* no spaces in the flags, but padding in front of the time */
	time = strchr(text, ' ');
	if (!time)
		return false;
	time += strspn(time, " ");
	if (sscanf(time, "%" SCNu64 ".%" SCNu64 ":%n", &seconds, &micros, &time_end) != 2 ||
	    !time_end || seconds > UINT64_MAX / 1000000 - 1)
		return false;
	event->time_us = seconds * 1000000 + micros % 1000000;
	name = time + time_end;
	name += strspn(name, " ");
	details = strchr(name, ':');
	if (!details)
		return false;
	*details++ = '\0';
	event->kind = TRACE_OTHER;
	for (size_t n = 0; n < sizeof(events) / sizeof(events[0]); n++)
		if (!strcmp(name, events[n].name))
			event->kind = events[n].kind;
	if (event->kind == TRACE_OTHER)
		copy_word(event->device, name);
	else
		take_words(event, details);
	return true;
}

static bool take_lost(struct trace_event *event, const char *line)
{
	unsigned int cpu;
	uint64_t lost;
	int end = 0;

	if (sscanf(line, "CPU:%u [LOST %" SCNu64 " EVENTS]%n", &cpu, &lost, &end) != 2 || !end)
		return false;
	event->kind = TRACE_LOST;
	event->lost = lost;
	return true;
}

static void take_task(struct trace_event *event, const char *text)
{
	size_t start = 0;

	while (start < TASK_WIDTH - 1 && text[start] == ' ')
		start++;
	printable(text + start, TASK_WIDTH - start, event->task, sizeof(event->task));
}

/*
 * Is this an event, i.e. task name, dash, number, spaces and the CPU in brackets?
 * Returns its length, or 0 if it's something else.
 */
static size_t event_length(const char *text, size_t size, bool *whole)
{
	size_t at = TASK_WIDTH, digits = 0;
	const char *end;

	*whole = true;
	if (size <= TASK_WIDTH || text[at++] != '-')
		return 0;
	while (at < size && isdigit((unsigned char)text[at])) {
		at++;
		digits++;
	}
	while (at < size && text[at] == ' ')
		at++;
	if (!digits || at >= size || text[at] != '[')
		return 0;
	end = memchr(text + at, '\n', size - at);
	*whole = end != NULL;
	return end ? (size_t)(end - text) + 1 : size;
}

static bool parse_event(const char *text, size_t length, struct trace_event *event)
{
	char line[LINE_SIZE], *cpu;
	size_t kept = length - TASK_WIDTH;

	if (kept > sizeof(line))
		kept = sizeof(line);
	memcpy(line, text + TASK_WIDTH, kept);
	line[kept - 1] = '\0';
	take_task(event, text);
	event->pid = atoi(line + 1);
	event->owner = event->pid;
	cpu = strchr(line, ']');
	return cpu && take_event(event, cpu + 1 + strspn(cpu + 1, " "));
}

bool trace_parse(const char *text, size_t size, struct trace_event *event, size_t *used)
{
	size_t at = 0;

	*used = 0;
	while (at < size) {
		const char *end = memchr(text + at, '\n', size - at);
		char line[64];
		size_t length;
		bool whole;

		*event = (struct trace_event) { .kind = TRACE_OTHER };
		/*
		 * Look for events first and for lines later, since a task name may
		 * contain a newline.
		 */
		length = event_length(text + at, size - at, &whole);
		if (length && !whole)
			return false;
		if (length) {
			bool good = parse_event(text + at, length, event);

			at += length;
			*used = at;
			if (good)
				return true;
			continue;
		}
		if (!end || size - at <= TASK_WIDTH)
			return false;
		length = (size_t)(end - (text + at));
		snprintf(line, sizeof(line), "%.*s", (int)(length < 60 ? length : 60), text + at);
		at += length + 1;
		*used = at;
		if (take_lost(event, line))
			return true;
	}
	return false;
}
