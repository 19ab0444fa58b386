/* SPDX-License-Identifier: GPL-2.0-only */
/* Calls: how they get to the server and back */
#ifndef VTEE_CALL_H
#define VTEE_CALL_H

#include "vtee/vtee.h"

/* for the client */
void vtee_session_end(struct vtee_session *session);
void vtee_call_init(struct vtee_call *call, struct vtee_queue *queue, u32 op,
		    struct vtee_session *session);
int vtee_call_make(struct vtee_call *call, struct tee_call *core);
int vtee_call_close(struct vtee_session *session, struct tee_call *core);
bool vtee_call_cancel(struct vtee_call *call);
int vtee_queue_cancel(struct vtee_queue *queue, const struct tee_context *ctx, u32 session,
		      u32 cancel_id);
void vtee_session_abandon(struct vtee_session *session);

/* for the server */
bool vtee_queue_is_ready(struct vtee_queue *queue);
int vtee_queue_take(struct vtee_queue *queue, struct vtee_request *request);
void vtee_queue_untake(struct vtee_queue *queue, const struct vtee_request *request);
int vtee_queue_check(struct vtee_queue *queue, u64 id);
int vtee_queue_answer(struct vtee_queue *queue, const struct vtee_answer *answer,
		      struct vtee_queue *named);
int vtee_queue_forward(struct vtee_queue *root, u64 id, struct vtee_queue *queue);
void vtee_queue_shut(struct vtee_queue *queue);

int vtee_calls_init(void);
void vtee_calls_exit(void);

#endif /* VTEE_CALL_H */
