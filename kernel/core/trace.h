/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tracepoints for contexts, calls, shared memory and supplicant requests
 *
 * @ta is a string in all events, since histograms can key on one. Looking it up and
 * formatting it only happens while the event is enabled.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM tee

#if !defined(TEE_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define TEE_TRACE_H

#include <linux/sched/clock.h>
#include <linux/tracepoint.h>
#include <linux/uuid.h>

#include "core/device.h"
#include "core/memory/shm.h"
#include "core/session/session.h"

DECLARE_EVENT_CLASS(tee_context,
	TP_PROTO(struct tee_device *teedev, struct tee_context *ctx),
	TP_ARGS(teedev, ctx),
	TP_STRUCT__entry(
		__string(device, dev_name(&teedev->dev))
		__field(const void *, ctx)
	),
	TP_fast_assign(
		__assign_str(device);
		__entry->ctx = ctx;
	),
	TP_printk("%s ctx=%p", __get_str(device), __entry->ctx)
);

DEFINE_EVENT(tee_context, tee_open,
	TP_PROTO(struct tee_device *teedev, struct tee_context *ctx),
	TP_ARGS(teedev, ctx));

DEFINE_EVENT(tee_context, tee_close,
	TP_PROTO(struct tee_device *teedev, struct tee_context *ctx),
	TP_ARGS(teedev, ctx));

TRACE_EVENT(tee_open_session,
	TP_PROTO(struct tee_device *teedev, struct tee_context *ctx,
		 const struct tee_ioctl_open_session_arg *arg, int rc, u64 start),
	TP_ARGS(teedev, ctx, arg, rc, start),
	TP_STRUCT__entry(
		__string(device, dev_name(&teedev->dev))
		__field(const void *, ctx)
		__array(char, ta, UUID_STRING_LEN + 1)
		__field(u32, login)
		__field(u32, session)
		__field(u32, ret)
		__field(u32, origin)
		__field(int, rc)
		__field(u64, latency_ns)
	),
	TP_fast_assign(
		__assign_str(device);
		__entry->ctx = ctx;
		snprintf(__entry->ta, sizeof(__entry->ta), "%pUb", arg->uuid);
		__entry->login = arg->clnt_login;
		__entry->session = arg->session;
		__entry->ret = arg->ret;
		__entry->origin = arg->ret_origin;
		__entry->rc = rc;
		__entry->latency_ns = tee_stats_elapsed(start);
	),
	TP_printk("%s ctx=%p ta=%s login=%#x session=%u ret=%#x origin=%u rc=%d latency_ns=%llu",
		  __get_str(device), __entry->ctx, __entry->ta, __entry->login,
		  __entry->session, __entry->ret, __entry->origin, __entry->rc,
		  __entry->latency_ns)
);

TRACE_EVENT(tee_close_session,
	TP_PROTO(struct tee_device *teedev, struct tee_context *ctx, u32 session,
		 const uuid_t *ta, int rc),
	TP_ARGS(teedev, ctx, session, ta, rc),
	TP_STRUCT__entry(
		__string(device, dev_name(&teedev->dev))
		__field(const void *, ctx)
		__array(char, ta, UUID_STRING_LEN + 1)
		__field(u32, session)
		__field(int, rc)
	),
	TP_fast_assign(
		__assign_str(device);
		__entry->ctx = ctx;
		snprintf(__entry->ta, sizeof(__entry->ta), "%pUb", ta);
		__entry->session = session;
		__entry->rc = rc;
	),
	TP_printk("%s ctx=%p session=%u rc=%d ta=%s", __get_str(device), __entry->ctx,
		  __entry->session, __entry->rc, __entry->ta)
);

TRACE_EVENT(tee_invoke_begin,
	TP_PROTO(struct tee_device *teedev, struct tee_context *ctx,
		 const struct tee_ioctl_invoke_arg *arg),
	TP_ARGS(teedev, ctx, arg),
	TP_STRUCT__entry(
		__string(device, dev_name(&teedev->dev))
		__field(const void *, ctx)
		__field(u32, session)
		__field(u32, func)
		__field(u32, num_params)
		__array(char, ta, UUID_STRING_LEN + 1)
	),
	TP_fast_assign(
		uuid_t ta;

		tee_session_ta(ctx, arg->session, &ta);
		snprintf(__entry->ta, sizeof(__entry->ta), "%pUb", &ta);
		__assign_str(device);
		__entry->ctx = ctx;
		__entry->session = arg->session;
		__entry->func = arg->func;
		__entry->num_params = arg->num_params;
	),
	TP_printk("%s ctx=%p session=%u func=%#x num_params=%u ta=%s",
		  __get_str(device), __entry->ctx, __entry->session,
		  __entry->func, __entry->num_params, __entry->ta)
);

TRACE_EVENT(tee_invoke_end,
	TP_PROTO(struct tee_device *teedev, struct tee_context *ctx,
		 const struct tee_ioctl_invoke_arg *arg, int rc, u64 start),
	TP_ARGS(teedev, ctx, arg, rc, start),
	TP_STRUCT__entry(
		__string(device, dev_name(&teedev->dev))
		__field(const void *, ctx)
		__field(u32, session)
		__field(u32, func)
		__field(u32, ret)
		__field(u32, origin)
		__field(int, rc)
		__field(u64, latency_ns)
		__array(char, ta, UUID_STRING_LEN + 1)
	),
	TP_fast_assign(
		uuid_t ta;

		tee_session_ta(ctx, arg->session, &ta);
		snprintf(__entry->ta, sizeof(__entry->ta), "%pUb", &ta);
		__assign_str(device);
		__entry->ctx = ctx;
		__entry->session = arg->session;
		__entry->func = arg->func;
		__entry->ret = arg->ret;
		__entry->origin = arg->ret_origin;
		__entry->rc = rc;
		__entry->latency_ns = tee_stats_elapsed(start);
	),
	TP_printk("%s ctx=%p session=%u func=%#x ret=%#x origin=%u rc=%d ta=%s latency_ns=%llu",
		  __get_str(device), __entry->ctx, __entry->session,
		  __entry->func, __entry->ret, __entry->origin, __entry->rc,
		  __entry->ta, __entry->latency_ns)
);

DECLARE_EVENT_CLASS(tee_shm,
	TP_PROTO(const struct tee_shm *shm),
	TP_ARGS(shm),
	TP_STRUCT__entry(
		__string(kind, shm->ops->name)
		__field(const void *, ctx)
		__field(int, id)
		__field(size_t, size)
		__field(u64, cookie)
	),
	TP_fast_assign(
		__assign_str(kind);
		__entry->ctx = shm->ctx;
		__entry->id = shm->id;
		__entry->size = shm->size;
		__entry->cookie = shm->region ? shm->region->cookie : 0;
	),
	TP_printk("%s ctx=%p id=%d size=%zu cookie=%#llx",
		  __get_str(kind), __entry->ctx, __entry->id, __entry->size,
		  __entry->cookie)
);

DEFINE_EVENT(tee_shm, tee_shm_new, TP_PROTO(const struct tee_shm *shm), TP_ARGS(shm));
DEFINE_EVENT(tee_shm, tee_shm_free, TP_PROTO(const struct tee_shm *shm), TP_ARGS(shm));

TRACE_EVENT(tee_supp_request,
	TP_PROTO(struct tee_device *teedev, const struct tee_supp_step *supp),
	TP_ARGS(teedev, supp),
	TP_STRUCT__entry(
		__string(device, dev_name(&teedev->dev))
		__string(step, supp->step)
		__field(u32, id)
		__field(u32, func)
		__field(u32, command)
		__field(u32, ret)
		__field(u64, served_ns)
	),
	TP_fast_assign(
		__assign_str(device);
		__assign_str(step);
		__entry->id = supp->id;
		__entry->func = supp->func;
		__entry->command = supp->command;
		__entry->ret = supp->ret;
		__entry->served_ns = supp->served_ns;
	),
	TP_printk("%s request=%u func=%u command=%u %s ret=%#x served_ns=%llu",
		  __get_str(device), __entry->id, __entry->func, __entry->command,
		  __get_str(step), __entry->ret, __entry->served_ns)
);

#endif /* TEE_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace

#include <trace/define_trace.h>
