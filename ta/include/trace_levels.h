/* SPDX-License-Identifier: BSD-2-Clause */
/* Levels of log messages. A message is logged if its level is at most the current one. */
#ifndef TRACE_LEVELS_H
#define TRACE_LEVELS_H

#define TRACE_MIN		0
#define TRACE_ERROR		1
#define TRACE_INFO		2
#define TRACE_DEBUG		3
#define TRACE_FLOW		4
#define TRACE_MAX		TRACE_FLOW

/* Level of messages without one */
#define TRACE_PRINTF_LEVEL	TRACE_ERROR

#endif
