// SPDX-License-Identifier: GPL-2.0-only
/*
 * Run the sealing jobs of a TEE one at a time, because its application has a single
 * instance, which serves only one call at a time.
 *
 * A job is queued for its TEE. A worker runs it and then begins the next job. So no job
 * has to wait for the task that requested a different one, which may be scheduled rarely.
 * A killed task leaves its job to the worker, and the next job begins immediately, with a
 * separate session. A job is charged to its user until the worker has completed it. If no
 * limit applies to a task and no other job is running, the task runs its job itself,
 * because that is faster.
 *
 * The session of a completed job is kept for some time, so that the next job need not
 * wait until the application is loaded and verified.
 */

#include <linux/completion.h>
#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tee_drv.h>
#include <linux/tee_wait.h>
#include <linux/workqueue.h>

#include "keys.h"

static unsigned int timeout_ms = 10000;
module_param(timeout_ms, uint, 0644);
MODULE_PARM_DESC(timeout_ms, "How long a key waits for the TEE, ms (default 10000)");

static unsigned int idle_ms = 2000;
module_param(idle_ms, uint, 0644);
MODULE_PARM_DESC(idle_ms, "How long an idle session is kept for the next key, ms (default 2000)");

/**
 * struct tee_keys_sealer - TEE that seals keys
 * @opener:	context by which the TEE is followed
 * @wq:		runs the jobs, and closes idle sessions
 * @lock:	guards the members below; a leaf, except for the locks of workqueues
 * @stopped:	no further job begins
 * @queue:	jobs that have not begun, oldest first
 * @current_job: the job that has the turn, or NULL
 * @ready:	session for the next job, or NULL
 * @used:	time when @ready was last used, jiffies
 * @idle:	closes @ready; queued while @ready is not NULL
 */
struct tee_keys_sealer {
	struct tee_context *opener;
	struct workqueue_struct *wq;
	spinlock_t lock;
	bool stopped;
	struct list_head queue;
	struct tee_keys_job *current_job;
	struct tee_keys_session *ready;
	unsigned long used;
	struct delayed_work idle;
};

/**
 * struct tee_keys_job - job for a TEE
 * @refs:	references: the caller's, and the worker's or the queue's
 * @link:	entry in tee_keys_sealer.queue, otherwise empty; guarded by the sealer's
 *		lock
 * @work:	runs the job
 * @done:	completed when @rc and @out are set
 * @sealer:	the TEE
 * @turn:	the user's turn, or NULL if no limit applies; ends with the reference of
 *		the worker or the queue
 * @operation:	command of the application
 * @rc:		length of the output, bytes, or an error
 * @in_len:	length of the input, bytes
 * @room:	maximum size of the output, bytes
 * @out:	the output, in @data
 * @data:	the input, then the output
 */
struct tee_keys_job {
	refcount_t refs;
	struct list_head link;
	struct work_struct work;
	struct completion done;
	struct tee_keys_sealer *sealer;
	struct tee_user *turn;
	enum tee_keys_operation operation;
	int rc;
	size_t in_len;
	size_t room;
	u8 *out;
	u8 data[];
};

static void keys_job_put(struct tee_keys_job *job)
{
	if (refcount_dec_and_test(&job->refs))
		kfree_sensitive(job);
}

/* End the user's turn, and drop the reference of the worker or the queue. */
static void keys_job_end(struct tee_keys_job *job)
{
	tee_client_turn_end(job->turn);
	keys_job_put(job);
}

/* Fail a job that has not begun. */
static void keys_job_refuse(struct tee_keys_job *job)
{
	job->rc = -ENODEV;
	complete(&job->done);
	keys_job_end(job);
}

/* Turns */

/* Begin the next job, if no job has the turn. */
static void keys_begin_next(struct tee_keys_sealer *sealer)
{
	struct tee_keys_job *job;

	lockdep_assert_held(&sealer->lock);
	if (sealer->current_job)
		return;
	job = list_first_entry_or_null(&sealer->queue, struct tee_keys_job, link);
	if (!job)
		return;
	list_del_init(&job->link);
	sealer->current_job = job;
	queue_work(sealer->wq, &job->work);
}

/* The current job is completed or was left to its worker, so begin the next job. */
static void keys_end_turn(struct tee_keys_sealer *sealer)
{
	sealer->current_job = NULL;
	keys_begin_next(sealer);
}

static struct tee_keys_session *keys_take_ready(struct tee_keys_sealer *sealer)
{
	struct tee_keys_session *session;

	spin_lock(&sealer->lock);
	session = sealer->ready;
	sealer->ready = NULL;
	spin_unlock(&sealer->lock);
	return session;
}

static void keys_idle_work(struct work_struct *work)
{
	struct tee_keys_sealer *sealer =
		container_of(to_delayed_work(work), struct tee_keys_sealer, idle);
	struct tee_keys_session *session = NULL;
	unsigned long end;

	spin_lock(&sealer->lock);
	end = sealer->used + msecs_to_jiffies(READ_ONCE(idle_ms));
	if (time_after_eq(jiffies, end))
		swap(session, sealer->ready);
	if (sealer->ready)
		queue_delayed_work(sealer->wq, &sealer->idle, max_t(long, end - jiffies, 1));
	spin_unlock(&sealer->lock);
	tee_keys_session_close(session);
}

/*
 * Finish a completed job and begin the next one. Keep *@session for later jobs, unless it
 * is NULL or broken, the sealer is stopped, or the job was left to the worker. The caller
 * closes a session that is not kept.
 */
static void keys_finish(struct tee_keys_job *job, struct tee_keys_session **session)
{
	struct tee_keys_sealer *sealer = job->sealer;

	spin_lock(&sealer->lock);
	if (sealer->current_job == job) {
		if (*session && !tee_keys_session_is_broken(*session) && !sealer->stopped) {
			swap(*session, sealer->ready);
			sealer->used = jiffies;
			queue_delayed_work(sealer->wq, &sealer->idle,
					   msecs_to_jiffies(READ_ONCE(idle_ms)));
		}
		keys_end_turn(sealer);
	}
	spin_unlock(&sealer->lock);
	complete(&job->done);
}

/* The worker */

/* Run the job in *@session. If *@session is NULL, open a session. */
static int try_job(struct tee_keys_job *job, struct tee_keys_session **session)
{
	unsigned long end = jiffies + msecs_to_jiffies(READ_ONCE(timeout_ms));
	long left;

	if (!*session) {
		struct tee_keys_session *opened;

		opened = tee_keys_session_open(job->sealer->opener, job->turn,
					       READ_ONCE(timeout_ms));
		if (IS_ERR(opened))
			return PTR_ERR(opened);
		*session = opened;
	}
	left = max_t(long, end - jiffies, 0);
	return tee_keys_session_run(*session, job->turn, job->operation, job->data, job->in_len,
				    job->out, job->room, jiffies_to_msecs(left));
}

static void keys_job_do(struct tee_keys_job *job)
{
	struct tee_keys_session *session = keys_take_ready(job->sealer), *died = NULL;
	bool was_open = session;

	job->rc = try_job(job, &session);
	/* The application may have crashed since the last job, so retry once with a new session. */
	if (job->rc == -EPIPE && was_open) {
		swap(session, died);
		job->rc = try_job(job, &session);
	}
	if (job->rc == -EPIPE)
		job->rc = -EIO;
	keys_finish(job, &session);
	/* Closing may take a long time, but only the user's next job waits for it. */
	tee_keys_session_close(session);
	tee_keys_session_close(died);
	keys_job_end(job);
}

static void keys_job_work(struct work_struct *work)
{
	keys_job_do(container_of(work, struct tee_keys_job, work));
}

/* The caller */

static struct tee_keys_job *keys_job_make(struct tee_keys_sealer *sealer,
					  enum tee_keys_operation operation,
					  const u8 *in, size_t in_len, size_t room)
{
	struct tee_keys_job *job;

	job = kzalloc(struct_size(job, data, in_len + room), GFP_KERNEL_ACCOUNT);
	if (!job)
		return NULL;
	refcount_set(&job->refs, 1);
	INIT_LIST_HEAD(&job->link);
	INIT_WORK(&job->work, keys_job_work);
	init_completion(&job->done);
	job->sealer = sealer;
	job->operation = operation;
	job->in_len = in_len;
	job->room = room;
	job->out = job->data + in_len;
	memcpy(job->data, in, in_len);
	return job;
}

/*
 * Give the turn to the calling task, if no limit applies to the task and no job has the
 * turn.
 */
static bool keys_take_turn(struct tee_keys_sealer *sealer, struct tee_keys_job *job)
{
	lockdep_assert_held(&sealer->lock);
	if (job->turn || sealer->current_job)
		return false;
	sealer->current_job = job;
	return true;
}

/*
 * Queue the job, or run it. On success the job has a second reference, which
 * keys_job_end() drops.
 */
static int keys_job_queue(struct tee_keys_job *job)
{
	struct tee_keys_sealer *sealer = job->sealer;
	bool stopped, mine = false;

	/*
	 * The turn limits the jobs of a user, so that many keys of one user do not delay
	 * all other users.
	 */
	job->turn = tee_client_turn_begin(sealer->opener, READ_ONCE(timeout_ms));
	if (IS_ERR(job->turn))
		return PTR_ERR(job->turn);
	refcount_inc(&job->refs);
	spin_lock(&sealer->lock);
	stopped = sealer->stopped;
	if (!stopped)
		mine = keys_take_turn(sealer, job);
	if (!stopped && !mine) {
		list_add_tail(&job->link, &sealer->queue);
		keys_begin_next(sealer);
	}
	spin_unlock(&sealer->lock);
	if (mine)
		keys_job_do(job);
	else if (stopped)
		keys_job_end(job);
	return stopped ? -ENODEV : 0;
}

/* Remove a job from the queue. Return: false if it is not in the queue, because it has begun. */
static bool keys_job_unqueue(struct tee_keys_job *job)
{
	bool queued;

	spin_lock(&job->sealer->lock);
	queued = !list_empty(&job->link);
	list_del_init(&job->link);
	spin_unlock(&job->sealer->lock);
	if (queued)
		keys_job_end(job);
	return queued;
}

/*
 * Begin the next job, although this one is not completed: its task has stopped waiting
 * for it.
 */
static void keys_job_abandon(struct tee_keys_job *job)
{
	struct tee_keys_sealer *sealer = job->sealer;

	spin_lock(&sealer->lock);
	if (sealer->current_job == job)
		keys_end_turn(sealer);
	spin_unlock(&sealer->lock);
}

/*
 * Wait until the job is completed. Return: jiffies left; 0 after @timeout; -EINTR on a
 * fatal signal; -ERESTARTNOINTR if the task is to be frozen. The task must not be frozen
 * here, because it holds the lock of the kernel's key type list and, during an update,
 * the key's semaphore. Tasks that wait for either cannot be frozen.
 */
static long keys_job_sleep(struct tee_keys_job *job, long timeout)
{
	long slice, left;

	while (timeout) {
		slice = min_t(long, timeout, TEE_FREEZE_POLL);
		left = wait_for_completion_killable_timeout(&job->done, slice);
		if (left)
			return left < 0 ? -EINTR : left;
		if (tee_must_restart())
			return -ERESTARTNOINTR;
		if (timeout != MAX_SCHEDULE_TIMEOUT)
			timeout -= slice;
	}
	return 0;
}

static int keys_job_wait(struct tee_keys_job *job)
{
	long left = keys_job_sleep(job, msecs_to_jiffies(READ_ONCE(timeout_ms)));

	if (left > 0)
		return job->rc;
	if (keys_job_unqueue(job))
		return left ?: -ETIMEDOUT;
	/* The job has begun. It ends after a limited time, because its calls have a timeout. */
	if (!left)
		left = keys_job_sleep(job, MAX_SCHEDULE_TIMEOUT);
	if (left > 0)
		return job->rc;
	keys_job_abandon(job);
	return left;
}

/**
 * tee_keys_sealer_run() - run a job and wait for it
 * @sealer:	the TEE
 * @operation:	command of the application
 * @in:		input; may be NULL if @in_len is 0
 * @in_len:	length of @in, bytes, at most TEE_BLOB_MAX_SEALED
 * @out:	output
 * @room:	size of @out, bytes, at most TEE_BLOB_MAX_SEALED
 *
 * Context: process, may sleep, at most four times timeout_ms. If a new session's memory
 * must be registered first, the wait for a thread of the TEE adds to that. Ends early on
 * a fatal signal, or if the task is to be frozen. A task that runs the job itself also
 * waits for the TEE to close a broken session, and can be frozen in its waits.
 * Return: length of the output, 1 to @room; -EKEYREJECTED: the TEE did not seal this
 * input itself, or it was changed; -EPROTO: the result is invalid; -ENOPKG: the TEE has
 * no such application; -EACCES, -ENOMEM, -EBUSY: error reported by the TEE; -EIO: any
 * other error from the TEE; -ENODEV: the TEE is being removed; -ETIMEDOUT; -EINTR;
 * -ERESTARTNOINTR.
 */
int tee_keys_sealer_run(struct tee_keys_sealer *sealer, enum tee_keys_operation operation,
			const u8 *in, size_t in_len, u8 *out, size_t room)
{
	struct tee_keys_job *job;
	int rc;

	job = keys_job_make(sealer, operation, in, in_len, room);
	if (!job)
		return -ENOMEM;
	rc = keys_job_queue(job);
	if (!rc) {
		rc = keys_job_wait(job);
		if (rc > 0)
			memcpy(out, job->out, rc);
	}
	keys_job_put(job);
	return rc;
}

/**
 * tee_keys_sealer_create() - create the sealer of a TEE
 * @opener:	context by which the TEE is followed
 *
 * This does not open a session yet, because the application may be in a file system that
 * is not mounted yet.
 *
 * Return: the sealer, to be ended by tee_keys_sealer_stop() and
 * tee_keys_sealer_destroy(); NULL if out of memory.
 */
struct tee_keys_sealer *tee_keys_sealer_create(struct tee_context *opener)
{
	struct tee_keys_sealer *sealer = kzalloc(sizeof(*sealer), GFP_KERNEL);

	if (!sealer)
		return NULL;
	/*
	 * Allow several jobs at a time, because a job that was left by a killed task may
	 * take a long time.
	 */
	sealer->wq = alloc_workqueue("tee_keys", WQ_UNBOUND, 0);
	if (!sealer->wq) {
		kfree(sealer);
		return NULL;
	}
	sealer->opener = opener;
	spin_lock_init(&sealer->lock);
	INIT_LIST_HEAD(&sealer->queue);
	INIT_DELAYED_WORK(&sealer->idle, keys_idle_work);
	return sealer;
}

/**
 * tee_keys_sealer_stop() - refuse further jobs
 * @sealer:	the TEE
 *
 * Jobs that have not begun end with -ENODEV.
 */
void tee_keys_sealer_stop(struct tee_keys_sealer *sealer)
{
	struct tee_keys_job *job;

	spin_lock(&sealer->lock);
	sealer->stopped = true;
	while ((job = list_first_entry_or_null(&sealer->queue, struct tee_keys_job, link))) {
		list_del_init(&job->link);
		spin_unlock(&sealer->lock);
		keys_job_refuse(job);
		spin_lock(&sealer->lock);
	}
	spin_unlock(&sealer->lock);
}

/**
 * tee_keys_sealer_destroy() - free a sealer
 * @sealer:	the TEE; stopped, and without callers
 *
 * Waits for the jobs that were left to their workers, whose calls have timeouts, and
 * for the TEE to close their sessions.
 */
void tee_keys_sealer_destroy(struct tee_keys_sealer *sealer)
{
	/* The sealer is stopped, so jobs that end after this close their session. */
	cancel_delayed_work_sync(&sealer->idle);
	destroy_workqueue(sealer->wq);
	tee_keys_session_close(sealer->ready);
	kfree(sealer);
}
