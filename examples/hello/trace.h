/* SPDX-License-Identifier: BSD-2-Clause */
/* Prints the kernel's trace events. */
#ifndef HELLO_TRACE_H
#define HELLO_TRACE_H

#include <stdbool.h>

/**
 * trace_start() - enable the trace events of the TEE core and of the conduits
 *
 * Every call into secure world is made through a conduit. This prints a note about events
 * that this kernel does not have.
 *
 * Return: true if the kernel has any of them.
 */
bool trace_start(void);

/**
 * trace_tell() - print the events since the last call, and discard them
 */
void trace_tell(void);

/**
 * trace_stop() - disable the trace events
 */
void trace_stop(void);

/**
 * tell() - print a line of the program's output
 * @who:	component that acts
 * @format:	what it does, as for printf()
 */
__attribute__((format(printf, 2, 3)))
void tell(const char *who, const char *format, ...);

#endif
