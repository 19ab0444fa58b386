/* SPDX-License-Identifier: GPL-2.0-only */
/* Trace event emitted after each call into secure world */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM tee_conduit

#if !defined(TEE_CONDUIT_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define TEE_CONDUIT_TRACE_H

#include <linux/tee_conduit.h>
#include <linux/tracepoint.h>

TRACE_EVENT(tee_conduit_call,
	TP_PROTO(const struct tee_conduit *conduit, unsigned long function,
		 unsigned long status),
	TP_ARGS(conduit, function, status),
	TP_STRUCT__entry(
		__string(conduit, conduit->name)
		__field(unsigned long, function)
		__field(unsigned long, status)
	),
	TP_fast_assign(
		__assign_str(conduit);
		__entry->function = function;
		__entry->status = status;
	),
	TP_printk("%s function=%#lx status=%#lx", __get_str(conduit),
		  __entry->function, __entry->status)
);

#endif /* TEE_CONDUIT_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
