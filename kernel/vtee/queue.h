/* SPDX-License-Identifier: GPL-2.0-only */
/* Lifetime of servers, their queues and sessions */
#ifndef VTEE_QUEUE_H
#define VTEE_QUEUE_H

#include "vtee/vtee.h"

struct vtee *vtee_server_create(void);
void vtee_server_put(struct vtee *vtee);
struct vtee_queue *vtee_queue_create(struct vtee *vtee);
void vtee_queue_put(struct vtee_queue *queue);
struct vtee_session *vtee_session_create(struct vtee *vtee, struct vtee_client *client);
void vtee_session_assign(struct vtee_session *session, struct vtee_queue *queue);
void vtee_session_free(struct vtee_session *session);

#endif /* VTEE_QUEUE_H */
