/* SPDX-License-Identifier: BSD-2-Clause */
/* Shows what the kernel does, by means of its trace events */
#ifndef HELLO_TRACE_H
#define HELLO_TRACE_H

#include <stdbool.h>

/**
 * trace_start() - enable the trace events of the TEE core and of the conduits
 *
 * Conduits see every call into secure world. If this kernel lacks either set of events,
 * a note about that gets printed.
 *
 * Return: true if there is at least one of the two.
 */
bool trace_start(void);

/**
 * trace_tell() - print and discard the events since the last call
 */
void trace_tell(void);

/**
 * trace_stop() - disable the trace events
 */
void trace_stop(void);

/**
 * tell() - print a line of the program's output
 * @who:	who does it, e.g. "client" or "TA"
 * @format:	what it does, printf() style
 */
__attribute__((format(printf, 2, 3)))
void tell(const char *who, const char *format, ...);

#endif
