/* SPDX-License-Identifier: GPL-2.0-only */
/* What clients have: calls that open a session, and sessions */
#ifndef VTEE_CLIENT_H
#define VTEE_CLIENT_H

#include "vtee/vtee.h"

int vtee_client_open(struct tee_context *ctx);
void vtee_client_close(struct tee_context *ctx);
void vtee_client_leave(struct tee_context *ctx);
void vtee_client_begin_open(struct vtee_client *client, struct vtee_call *call);
void vtee_client_end_open(struct vtee_client *client, struct vtee_call *call);
int vtee_client_cancel_opens(struct vtee_client *client, u32 cancel_id);

#endif /* VTEE_CLIENT_H */
