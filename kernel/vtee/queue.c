// SPDX-License-Identifier: GPL-2.0-only
/* Servers, their queues and sessions: how they are created and freed. See vtee.h. */

#include <linux/err.h>
#include <linux/slab.h>

#include "vtee/queue.h"

static void free_server(struct kref *refs)
{
	struct vtee *vtee = container_of(refs, struct vtee, refs);

	WARN_ON_ONCE(!xa_empty(&vtee->sessions) || !xa_empty(&vtee->regions));
	kfree(vtee);
}

/**
 * vtee_server_put() - drop a reference to a server
 * @vtee:	the server
 */
void vtee_server_put(struct vtee *vtee)
{
	kref_put(&vtee->refs, free_server);
}

static void free_queue(struct kref *refs)
{
	struct vtee_queue *queue = container_of(refs, struct vtee_queue, refs);

	vtee_server_put(queue->vtee);
	kfree(queue);
}

/**
 * vtee_queue_put() - drop a reference to a queue
 * @queue:	the queue
 */
void vtee_queue_put(struct vtee_queue *queue)
{
	kref_put(&queue->refs, free_queue);
}

static struct vtee_queue *alloc_queue(struct vtee *vtee)
{
	struct vtee_queue *queue = kzalloc(sizeof(*queue), GFP_KERNEL_ACCOUNT);

	if (!queue)
		return NULL;
	kref_init(&queue->refs);
	INIT_LIST_HEAD(&queue->link);
	kref_get(&vtee->refs);
	queue->vtee = vtee;
	xa_init_flags(&queue->grants, XA_FLAGS_ACCOUNT);
	spin_lock_init(&queue->lock);
	INIT_LIST_HEAD(&queue->pending);
	INIT_LIST_HEAD(&queue->received);
	INIT_LIST_HEAD(&queue->cancels);
	INIT_LIST_HEAD(&queue->abandoned);
	hash_init(queue->by_id);
	init_waitqueue_head(&queue->wait);
	return queue;
}

/**
 * vtee_queue_create() - create a queue
 * @vtee:	its server
 *
 * Context: process, may sleep.
 * Return: the queue, for vtee_queue_put(), which isn't mapped from a file yet; or ERR_PTR:
 * -ENOMEM, -ENODEV if the server is dead.
 */
struct vtee_queue *vtee_queue_create(struct vtee *vtee)
{
	struct vtee_queue *queue = alloc_queue(vtee);
	bool dead;

	if (!queue)
		return ERR_PTR(-ENOMEM);
	spin_lock(&vtee->lock);
	dead = vtee->dead;
	if (!dead)
		list_add(&queue->link, &vtee->queues);
	spin_unlock(&vtee->lock);
	if (!dead)
		return queue;
	vtee_queue_put(queue);
	return ERR_PTR(-ENODEV);
}

/**
 * vtee_server_create() - create a server with its root queue
 *
 * Context: process, may sleep.
 * Return: the server with the device's reference, and @root with two: the device's, and one
 * for its file. Or ERR_PTR: -ENOMEM.
 */
struct vtee *vtee_server_create(void)
{
	struct vtee *vtee = kzalloc(sizeof(*vtee), GFP_KERNEL_ACCOUNT);

	if (!vtee)
		return ERR_PTR(-ENOMEM);
	kref_init(&vtee->refs);
	atomic64_set(&vtee->last_id, 0);
	spin_lock_init(&vtee->lock);
	INIT_LIST_HEAD(&vtee->queues);
	xa_init_flags(&vtee->sessions, XA_FLAGS_ALLOC1 | XA_FLAGS_ACCOUNT);
	init_rwsem(&vtee->memory);
	xa_init_flags(&vtee->regions, XA_FLAGS_ALLOC1 | XA_FLAGS_ACCOUNT);
	vtee->root = vtee_queue_create(vtee);
	if (IS_ERR(vtee->root)) {
		vtee_server_put(vtee);
		return ERR_PTR(-ENOMEM);
	}
	kref_get(&vtee->root->refs);
	return vtee;
}

/**
 * vtee_session_create() - create a session that the server is to open
 * @vtee:	the server
 * @client:	the client
 *
 * Context: process, may sleep.
 * Return: the session, for vtee_session_free(); or ERR_PTR: -ENOMEM, or -EBUSY without a
 * free id.
 */
struct vtee_session *vtee_session_create(struct vtee *vtee, struct vtee_client *client)
{
	struct vtee_session *session = kzalloc(sizeof(*session), GFP_KERNEL_ACCOUNT);
	int rc;

	if (!session)
		return ERR_PTR(-ENOMEM);
	session->vtee = vtee;
	session->client = client;
	INIT_LIST_HEAD(&session->abandoned);
	rc = xa_alloc_cyclic(&vtee->sessions, &session->id, session, XA_LIMIT(1, INT_MAX),
			     &vtee->next_session, GFP_KERNEL_ACCOUNT);
	if (rc < 0) {
		kfree(session);
		return ERR_PTR(rc);
	}
	spin_lock(&client->lock);
	list_add_tail(&session->of_client, &client->sessions);
	/* Its call may have waited for a turn until then. */
	session->is_abandoned = client->gone;
	spin_unlock(&client->lock);
	return session;
}

/**
 * vtee_session_assign() - set the queue for a session's calls
 * @session:	a session that the server has just opened
 * @queue:	the queue; the session takes its own reference
 *
 * Context: any.
 */
void vtee_session_assign(struct vtee_session *session, struct vtee_queue *queue)
{
	kref_get(&queue->refs);
	session->queue = queue;
}

/**
 * vtee_session_free() - free a session that isn't open in the server
 * @session:	the session, without calls
 *
 * Context: process, the server's device still exists.
 */
void vtee_session_free(struct vtee_session *session)
{
	struct vtee_queue *root = session->vtee->root;

	spin_lock(&session->client->lock);
	list_del(&session->of_client);
	spin_unlock(&session->client->lock);
	/* Erase it first, since vtee_queue_untake() may add it to the root queue's list. */
	xa_erase(&session->vtee->sessions, session->id);
	spin_lock(&root->lock);
	list_del(&session->abandoned);
	spin_unlock(&root->lock);
	if (session->queue)
		vtee_queue_put(session->queue);
	kfree(session);
}
