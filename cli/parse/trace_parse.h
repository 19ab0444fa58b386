/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Parser for the TEE events in trace_pipe's text (no I/O)
 *
 * The kernel writes all of it except for the task name, which is up to the program
 * and may contain anything, even newlines. We skip the name by its fixed width, so
 * nobody can forge a line that way.
 */
#ifndef GTEE_CLI_TRACE_PARSE_H
#define GTEE_CLI_TRACE_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum trace_kind {
	TRACE_OTHER,		/* one we don't know */
	TRACE_LOST,		/* buffer overrun, @lost events are missing */
	TRACE_OPEN,
	TRACE_CLOSE,
	TRACE_OPEN_SESSION,
	TRACE_CLOSE_SESSION,
	TRACE_INVOKE_BEGIN,
	TRACE_INVOKE_END,
	TRACE_SHM_NEW,
	TRACE_SHM_FREE,
	TRACE_REQUEST,		/* supplicant request */
	TRACE_CONDUIT,		/* call into the secure world */
};

#define TRACE_TASK_SIZE		65	/* 16 bytes, all escaped */
#define TRACE_WORD_SIZE		40

/**
 * struct trace_event - a parsed event
 * @kind:	what it is; members that do not apply are 0 or ""
 * @task:	task name, printable
 * @pid:	its pid
 * @owner:	TRACE_REQUEST: pid of the task behind the request if trace_whose_take() knows it,
 *		or else @pid
 * @time_us:	trace clock, us
 * @lost:	events dropped before this one
 * @device:	"teeN", for TRACE_SHM_* the kind of memory, for TRACE_CONDUIT the conduit;
 *		printable
 * @ta:		the TA's UUID, printable
 * @step:	TRACE_REQUEST: queued, received or answered
 * @ctx:	client's number, unique as long as the client is open
 * @session:	session id
 * @func:	command; RPC command (TRACE_REQUEST) or function (TRACE_CONDUIT)
 * @num_params:	how many parameters
 * @ret:	the TEE's result; TRACE_CONDUIT: status
 * @origin:	where @ret is from
 * @login:	login method
 * @id:		request id (TRACE_REQUEST) or shared memory id (TRACE_SHM_*)
 * @size:	size in bytes (TRACE_SHM_*)
 * @latency_ns:	how long it took, ns
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
 * trace_parse() - find and parse the next event
 * @text:	trace text without NULs
 * @size:	bytes at @text
 * @event:	[out] the event if there is one
 * @used:	[out] how much of @text is done with, even if there is no event
 *
 * Skips everything that is not an event, and leaves an incomplete last line for the next call.
 *
 * Return: true if an event was found.
 */
bool trace_parse(const char *text, size_t size, struct trace_event *event, size_t *used);

#endif
