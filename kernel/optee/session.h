/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Session operations for struct tee_driver_ops
 */
#ifndef OPTEE_SESSION_H
#define OPTEE_SESSION_H

#include <linux/tee_core.h>

int optee_open_session(struct tee_call *call,
		       struct tee_ioctl_open_session_arg *arg,
		       struct tee_param *params);
int optee_close_session(struct tee_call *call, u32 session);
int optee_system_session(struct tee_context *ctx, u32 session);
int optee_invoke_func(struct tee_call *call, struct tee_ioctl_invoke_arg *arg,
		      struct tee_param *params);
int optee_cancel_req(struct tee_context *ctx, u32 cancel_id, u32 session);
void optee_forget_sessions(struct tee_context *ctx);

#endif /* OPTEE_SESSION_H */
