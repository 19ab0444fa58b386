/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's trace of TEE events, as text (trace_pipe). Pure.
 *
 * What a line holds is the kernel's own but for a task's name, which a program may set to
 * anything, newlines too. It has a fixed width, and so cannot pass for another line.
 */
#ifndef GTEE_CLI_TRACE_PARSE_H
#define GTEE_CLI_TRACE_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum trace_kind {
	TRACE_OTHER,		/* an event that is not known here */
	TRACE_LOST,		/* the buffer was full: @lost events are missing */
	TRACE_OPEN,
	TRACE_CLOSE,
	TRACE_OPEN_SESSION,
	TRACE_CLOSE_SESSION,
	TRACE_INVOKE_BEGIN,
	TRACE_INVOKE_END,
	TRACE_SHM_NEW,
	TRACE_SHM_FREE,
	TRACE_REQUEST,		/* to the supplicant */
	TRACE_CONDUIT,		/* a call into secure world */
};

#define TRACE_TASK_SIZE		65	/* sixteen bytes, none of them printable */
#define TRACE_WORD_SIZE		40

/**
 * struct trace_event - an event
 * @kind:	what happened; fields that it has not are 0 or ""; texts are printable
 * @task:	the task's name
 * @pid:	the task
 * @owner:	TRACE_REQUEST: who asks, where trace_whose() knows; else @pid
 * @time_us:	when, microseconds of the trace's clock
 * @lost:	events that are missing before this
 * @device:	"teeN"; TRACE_SHM_*: what kind of memory; TRACE_CONDUIT: the conduit
 * @ta:		the Trusted Application's UUID
 * @step:	TRACE_REQUEST: queued, received, answered
 * @ctx:	the client: a number that stands for it while it is open
 * @session:	its session
 * @func:	the command; TRACE_REQUEST: what is asked; TRACE_CONDUIT: the function
 * @num_params:	how many parameters
 * @ret:	the TEE's answer; TRACE_CONDUIT: the status
 * @origin:	who answered
 * @login:	how the client logs in
 * @id:		TRACE_REQUEST: its number; TRACE_SHM_*: the memory's id
 * @size:	TRACE_SHM_*: bytes
 * @latency_ns:	how long it took
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
 * trace_parse() - take the next event from a trace
 * @text:	the trace, without NULs
 * @size:	how much of it there is
 * @event:	[out] the event, where true is returned
 * @used:	[out] bytes that are done with, also where false is returned
 *
 * Lines that are no events are skipped. A line that is not yet whole is left.
 *
 * Return: whether there was an event.
 */
bool trace_parse(const char *text, size_t size, struct trace_event *event, size_t *used);

#endif
