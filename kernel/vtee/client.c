// SPDX-License-Identifier: GPL-2.0-only
/*
 * Clients: which calls of theirs may still open a session, in order to cancel them, and
 * which sessions they have, in order to tell the server once a client is gone.
 */

#include <linux/slab.h>
#include <linux/tee_core.h>

#include "vtee/call.h"
#include "vtee/client.h"

/**
 * vtee_client_open() - prepare for a new client
 * @ctx:	the client
 *
 * Context: process, may sleep.
 * Return: 0 or -ENOMEM.
 */
int vtee_client_open(struct tee_context *ctx)
{
	struct vtee_client *client = kzalloc(sizeof(*client), GFP_KERNEL_ACCOUNT);

	if (!client)
		return -ENOMEM;
	spin_lock_init(&client->lock);
	INIT_LIST_HEAD(&client->opens);
	INIT_LIST_HEAD(&client->sessions);
	ctx->data = client;
	return 0;
}

/**
 * vtee_client_close() - forget a client
 * @ctx:	the client, without sessions
 */
void vtee_client_close(struct tee_context *ctx)
{
	kfree(ctx->data);
}

static struct vtee_session *next_session(struct vtee_client *client)
{
	return list_first_entry_or_null(&client->sessions, struct vtee_session, of_client);
}

/**
 * vtee_client_leave() - tell the server which sessions have no client any more
 * @ctx:	the client, which makes no more calls
 *
 * Context: process, may sleep.
 */
void vtee_client_leave(struct tee_context *ctx)
{
	struct vtee_client *client = ctx->data;
	struct vtee_session *session;

	spin_lock(&client->lock);
	client->gone = true;
	while ((session = next_session(client))) {
		list_del_init(&session->of_client);
		vtee_session_abandon(session);
		/* There may be thousands. */
		cond_resched_lock(&client->lock);
	}
	spin_unlock(&client->lock);
}

/**
 * vtee_client_begin_open() - let a call that opens a session be cancelled
 * @client:	the client
 * @call:	its call
 */
void vtee_client_begin_open(struct vtee_client *client, struct vtee_call *call)
{
	spin_lock(&client->lock);
	list_add_tail(&call->opens, &client->opens);
	spin_unlock(&client->lock);
}

/**
 * vtee_client_end_open() - undo vtee_client_begin_open()
 * @client:	the client
 * @call:	its call
 */
void vtee_client_end_open(struct vtee_client *client, struct vtee_call *call)
{
	spin_lock(&client->lock);
	list_del(&call->opens);
	spin_unlock(&client->lock);
}

/**
 * vtee_client_cancel_opens() - cancel the calls that open a session
 * @client:	the client
 * @cancel_id:	the calls' cancellation id
 *
 * Return: 0, or -EINVAL if there's no such call.
 */
int vtee_client_cancel_opens(struct vtee_client *client, u32 cancel_id)
{
	struct vtee_call *call;
	int rc = -EINVAL;

	spin_lock(&client->lock);
	list_for_each_entry(call, &client->opens, opens)
		if (call->cancel_id == cancel_id && vtee_call_cancel(call))
			rc = 0;
	spin_unlock(&client->lock);
	return rc;
}
