/* SPDX-License-Identifier: BSD-2-Clause */
/* The test's applications: one source, built as several applications */
#ifndef TEST_APPLICATION_H
#define TEST_APPLICATION_H

/* For the preprocessor, which doesn't know enumerations */
#define NUMBER_BROKEN	6

/* UUIDs 5f7c0000-0000-4000-8000-00000000000N */
enum test_application {
	APPLICATION_ALONE_KEPT,		/* as ALONE, and kept alive */
	APPLICATION_SHARED,		/* one instance, many sessions */
	APPLICATION_SEPARATE,		/* an instance per session */
	APPLICATION_ALONE,		/* one instance, one session */
	APPLICATION_KEPT,		/* as SHARED, and kept alive */
	APPLICATION_IMPOSTOR,		/* its file has this name, it says that it is SHARED */
	APPLICATION_BROKEN = NUMBER_BROKEN,	/* lacks an entry point */
	APPLICATION_REFUSES,		/* TA_CreateEntryPoint() fails */
};

enum test_command {
	COMMAND_ADD,		/* value inout: a += b */
	COMMAND_INVERT,		/* memref inout: each byte */
	COMMAND_COUNT,		/* value out: a calls so far in this instance, b open sessions */
	COMMAND_SLEEP,		/* value in: a milliseconds, in the middle of a call */
	COMMAND_CRASH,
	COMMAND_TOO_MUCH,	/* memref out: needs one byte more than there is */
	COMMAND_PID,		/* value out */
	COMMAND_CONNECT,	/* value in: open a TCP socket to port a of this machine */
	COMMAND_FORWARD,	/* memref inout: COMMAND_INVERT of APPLICATION_KEPT */
	COMMAND_IDENTITY,	/* value out: a login; memref out: the client's UUID */
	COMMAND_WAIT,		/* value in: a milliseconds, unless it's cancelled */
	COMMAND_LIST,		/* open the application that lists the others */
};

#endif
