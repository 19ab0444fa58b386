/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Parser for TEE events in the text form of the kernel's trace (trace_pipe). Does no I/O.
 *
 * Everything on a line comes from the kernel except the task's name, which a program can set to
 * arbitrary bytes, including newlines. The name has a fixed width and is skipped by its length,
 * so a newline in it cannot begin a forged line.
 */
#ifndef GTEE_CLI_TRACE_PARSE_H
#define GTEE_CLI_TRACE_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum trace_kind {
	TRACE_OTHER,		/* an unknown event */
	TRACE_LOST,		/* the buffer was full: @lost events were dropped */
	TRACE_OPEN,
	TRACE_CLOSE,
	TRACE_OPEN_SESSION,
	TRACE_CLOSE_SESSION,
	TRACE_INVOKE_BEGIN,
	TRACE_INVOKE_END,
	TRACE_SHM_NEW,
	TRACE_SHM_FREE,
	TRACE_REQUEST,		/* a request to the supplicant */
	TRACE_CONDUIT,		/* a call into secure world */
};

#define TRACE_TASK_SIZE		65	/* sixteen bytes, each escaped */
#define TRACE_WORD_SIZE		40

/**
 * struct trace_event - event
 * @kind:	kind of event; members that do not apply to it are 0 or ""
 * @task:	name of the task, printable
 * @pid:	id of the task
 * @owner:	TRACE_REQUEST: task that caused the request, if trace_whose_take() knows it;
 *		otherwise @pid
 * @time_us:	time in microseconds of the trace's clock
 * @lost:	number of events dropped before this one
 * @device:	"teeN"; TRACE_SHM_*: kind of memory; TRACE_CONDUIT: conduit; printable
 * @ta:		UUID of the Trusted Application, printable
 * @step:	TRACE_REQUEST: queued, received or answered
 * @ctx:	number that identifies the client while it is open
 * @session:	session of the client
 * @func:	command; TRACE_REQUEST: number of the request; TRACE_CONDUIT: function
 * @num_params:	number of parameters
 * @ret:	result of the TEE; TRACE_CONDUIT: status
 * @origin:	origin of @ret
 * @login:	login method of the client
 * @id:		TRACE_REQUEST: id of the request; TRACE_SHM_*: id of the memory
 * @size:	TRACE_SHM_*: bytes
 * @latency_ns:	duration in nanoseconds
 * @rc:		0 or a negative errno
 */
struct trace_event {
	enum trace_kind kind;
	char task[TRACE_TASK_SIZE];
	int pid, owner;
	uint64_t time_us;
	uint64_t lost;
	char device[TRACE_WORD_SIZE];
	char ta[TRACE_WORD_SIZE];
	char step[TRACE_WORD_SIZE];
	uint64_t ctx;
	uint32_t session, num_params, login, origin;
	uint64_t func, ret, size, latency_ns;
	int64_t id;
	int rc;
};

/**
 * trace_parse() - parse the next event of a trace
 * @text:	the trace, without NULs
 * @size:	bytes at @text
 * @event:	[out] the event, if true is returned
 * @used:	[out] number of bytes parsed, even if false is returned
 *
 * Lines that are not events are skipped. An incomplete last line is not parsed.
 *
 * Return: true if an event was found.
 */
bool trace_parse(const char *text, size_t size, struct trace_event *event, size_t *used);

#endif
