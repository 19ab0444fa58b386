/* SPDX-License-Identifier: BSD-2-Clause */
/* Applications that misbehave: one source, built as several applications */
#ifndef TEST_HOSTILE_H
#define TEST_HOSTILE_H

/* The last digits of their UUIDs, 5f7c0000-0000-4000-8000-00000000000N; for the preprocessor */
#define HOSTILE_COMMANDS	0xc	/* does what the commands say; one instance */
#define HOSTILE_SLOW_START	0xd	/* takes two seconds to load */
#define HOSTILE_NO_START	0xe	/* never finishes loading */
#define HOSTILE_NO_END		0xf	/* TA_DestroyEntryPoint() never returns */
#define HOSTILE_NO_CLOSE	0x9	/* closing a session never returns; one instance */
#define HOSTILE_NEWER		0x8	/* made for a softteed with another head_version */

enum hostile_command {
	HOSTILE_NOTHING,
	HOSTILE_PID,		/* value out */
	HOSTILE_HANG,		/* never returns */
	HOSTILE_END_NEVER,	/* value in: a session. Say that it was the last, and hang */
	HOSTILE_ATTEMPT,	/* value out: a bit per successful attempt, see hostile.c */
	HOSTILE_TRACE,		/* which is deadly */
	HOSTILE_THREADS,	/* value out: how many could be started */
	HOSTILE_GARBAGE,	/* send some into each socket */
	HOSTILE_FLOOD,		/* send messages to the broker for 5 seconds */
	HOSTILE_PRINT,		/* a line */
	HOSTILE_EXIT,		/* exit(3) */
};

#endif
