/* SPDX-License-Identifier: GPL-2.0-only */
/* Sessions and the calls in them. Callers have entered the device. */
#ifndef TEE_SESSION_H
#define TEE_SESSION_H

#include <linux/refcount.h>
#include <linux/tee_core.h>
#include <linux/uuid.h>

#include "core/session/context.h"
#include "core/session/user.h"

/**
 * struct tee_session - an open session
 * @ctx:	the client. Its context stays open until the TEE has closed the session
 * @ta:		UUID of the Trusted Application
 * @id:		session id, picked by the TEE
 * @live:	open for calls, from being published until the client closes it
 * @loaded:	the TEE had to load the application, and we've charged the user for that
 * @refs:	one for the table until the client closes the session, plus one per call
 *		in it
 * @undo:	for a worker to close it
 * @waiter:	for that worker's turn
 * @rcu:	for lockless lookups
 *
 * A session is in its context's table from when the TEE has opened it until the last
 * reference is dropped. Not before that do we ask the TEE to close it, so the id can't
 * be reused while there is a reference.
 */
struct tee_session {
	struct tee_context *ctx;
	uuid_t ta;
	u32 id;
	bool live;
	bool loaded;
	refcount_t refs;
	struct tee_undo undo;
	struct tee_user_waiter waiter;
	struct rcu_head rcu;
};

/**
 * tee_session_ta() - look up which application a session belongs to
 * @ctx:	the client
 * @id:		the session's id
 * @ta:		[out] the application's UUID, nil if there's no such session
 *
 * Only for trace events, since the session may be closed at any time.
 */
static inline void tee_session_ta(struct tee_context *ctx, u32 id, uuid_t *ta)
{
	const struct tee_session *session;

	rcu_read_lock();
	session = xa_load(&tee_context_priv(ctx)->sessions, id);
	*ta = session ? session->ta : uuid_null;
	rcu_read_unlock();
}

int tee_session_open(struct tee_context *ctx, struct tee_ioctl_open_session_arg *arg,
		     struct tee_param *params, struct tee_session **session);
void tee_session_publish(struct tee_session *session);
void tee_session_uncharge(struct tee_context *ctx, bool loaded);
void tee_session_discard(struct tee_session *session);
int tee_session_close(struct tee_context *ctx, u32 id);
void tee_session_close_all(struct tee_context *ctx, enum tee_wait_mode wait_mode);
void tee_session_closed(struct tee_session *session, int rc);
struct tee_session *tee_session_find(struct tee_context *ctx, u32 id);
void tee_session_get(struct tee_session *session);
void tee_session_put(struct tee_session *session);
void tee_session_put_in_turn(struct tee_session *session, struct tee_user *user);
int tee_session_invoke(struct tee_context *ctx, struct tee_ioctl_invoke_arg *arg,
		       struct tee_param *params);
int tee_session_invoke_in(struct tee_session *session, struct tee_ioctl_invoke_arg *arg,
			  struct tee_param *params, struct tee_user **user);
int tee_session_cancel(struct tee_context *ctx, u32 cancel_id, u32 session);
int tee_session_cancel_in(struct tee_session *session, u32 cancel_id);
int tee_session_make_system(struct tee_context *ctx, u32 session);
int tee_object_invoke(struct tee_context *ctx,
		      struct tee_ioctl_object_invoke_arg *arg,
		      struct tee_param *params);

#endif /* TEE_SESSION_H */
