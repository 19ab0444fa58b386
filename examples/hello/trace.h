/* SPDX-License-Identifier: BSD-2-Clause */
/* What the kernel saw: its trace events, told layer by layer. */
#ifndef HELLO_TRACE_H
#define HELLO_TRACE_H

#include <stdbool.h>

/*
 * Switches on the trace events of the TEE core, and a probe at the conduit,
 * through which every call into secure world goes. Returns false, having said
 * why, where this kernel has neither.
 */
bool trace_start(void);

/* Tells what has happened since the last time, and forgets it. */
void trace_tell(void);

/* Switches all of it off again. */
void trace_stop(void);

/* A line of the story: who, and what. */
__attribute__((format(printf, 2, 3)))
void tell(const char *who, const char *format, ...);

#endif
