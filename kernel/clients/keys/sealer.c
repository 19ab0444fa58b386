// SPDX-License-Identifier: GPL-2.0-only
/*
 * Per-TEE queue of sealing jobs. They run one at a time, since the application is
 * single instance and serves only one call at a time anyway.
 *
 * Jobs run in a worker rather than in the tasks that ask for them. Otherwise every job
 * would have to wait for the previous job's task to get scheduled. If that task gets
 * killed, its job stays with the worker, and the next one starts right away in a session
 * of its own. Users are charged for a job until the worker is done with it. The
 * exception is a task without a limit that finds the TEE idle. It runs its job itself,
 * which is faster.
 *
 * After a job we hold on to its session for a while (idle_ms), because loading and
 * verifying the application is slow.
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
 * struct tee_keys_sealer - a TEE's queue of sealing jobs
 * @opener:	from the watch; sessions clone it
 * @wq:		runs the jobs, and closes idle sessions
 * @lock:	guards everything below; innermost, apart from workqueue locks
 * @stopped:	no more jobs get started
 * @queue:	jobs waiting to start, oldest first
 * @current_job: the job that is running, or NULL
 * @ready:	idle session, kept for the next job; or NULL
 * @used:	when @ready was last used, jiffies
 * @idle:	closes @ready after idle_ms; queued while @ready is set
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
 * struct tee_keys_job - one call of the application
 * @refs:	refcount: one for the caller, one for the queue or (once started) the
 *		worker
 * @link:	entry in tee_keys_sealer.queue, or empty; under the sealer's lock
 * @work:	runs the job
 * @done:	completed when @rc and @out are set
 * @sealer:	the TEE
 * @turn:	the user's turn, NULL without a limit; ended along with the second
 *		reference
 * @operation:	the application's command
 * @rc:		length of the output, bytes, or an error
 * @in_len:	length of the input, bytes
 * @room:	output limit, bytes
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

/* Drop the queue's or worker's reference, and with it the user's turn */
static void keys_job_end(struct tee_keys_job *job)
{
	tee_client_turn_end(job->turn);
	keys_job_put(job);
}

/* For jobs that never got started */
static void keys_job_refuse(struct tee_keys_job *job)
{
	job->rc = -ENODEV;
	complete(&job->done);
	keys_job_end(job);
}

/* Turns */

/* Start the next job unless one is running */
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

/* @current_job is done, or abandoned by its caller */
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
 * Wake the job's caller and start the next job. If @session is still good we keep it
 * for that one and set *@session to the session it replaces, if any. What is left in
 * *@session is for the caller to close. An abandoned job isn't @current_job any more and
 * just completes.
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

/* Opens a session first if *@session is NULL */
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
	/* it may have crashed after an earlier job; a fresh session gets one more try */
	if (job->rc == -EPIPE && was_open) {
		swap(session, died);
		job->rc = try_job(job, &session);
	}
	if (job->rc == -EPIPE)
		job->rc = -EIO;
	keys_finish(job, &session);
	/* Closing can be slow, but only this user's own next job waits for it */
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

/* The fast path: run the job right here if nothing else is running and no limit applies */
static bool keys_take_turn(struct tee_keys_sealer *sealer, struct tee_keys_job *job)
{
	lockdep_assert_held(&sealer->lock);
	if (job->turn || sealer->current_job)
		return false;
	sealer->current_job = job;
	return true;
}

/* On success the job has got a second reference, for keys_job_end() to drop */
static int keys_job_queue(struct tee_keys_job *job)
{
	struct tee_keys_sealer *sealer = job->sealer;
	bool stopped, mine = false;

	/* Without the turn, one user could hold up everybody else with a pile of keys */
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

/* Returns false if it's too late, i.e. the job has been started */
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

/* The caller has stopped waiting. Don't let the job hold up the ones behind it. */
static void keys_job_abandon(struct tee_keys_job *job)
{
	struct tee_keys_sealer *sealer = job->sealer;

	spin_lock(&sealer->lock);
	if (sealer->current_job == job)
		keys_end_turn(sealer);
	spin_unlock(&sealer->lock);
}

/*
 * Returns jiffies left, 0 after @timeout, -EINTR on a fatal signal, or -ERESTARTNOINTR
 * if the freezer wants us. We can't freeze right here: our caller holds key_types_sem
 * (from add_key(2)), key->sem (for an update) or both, and tasks blocked on those can't
 * be frozen.
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
	/* started already, so wait it out; its calls are all timed */
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
 * @in:		input, NULL only if @in_len is 0
 * @in_len:	length of @in, bytes, at most TEE_BLOB_MAX_SEALED
 * @out:	output
 * @room:	size of @out, bytes, at most TEE_BLOB_MAX_SEALED
 *
 * Context: process, may sleep, at most four times timeout_ms. Add to that the wait for
 * a TEE thread if a new session's memory has to be registered. Returns early on a fatal
 * signal or when the task is to be frozen. If the task runs the job itself, it also
 * waits for the TEE to close a broken session, and may freeze while it waits.
 * Return: length of the output, 1 to @room; -EKEYREJECTED if the TEE didn't seal this
 * input itself or it has been tampered with; -EPROTO if the result makes no sense;
 * -ENOPKG if the TEE doesn't have the application; -EACCES, -ENOMEM or -EBUSY if the
 * TEE said so; -EIO for whatever else it reports; -ENODEV if it's being removed;
 * -ETIMEDOUT; -EINTR; -ERESTARTNOINTR.
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
 * tee_keys_sealer_create() - create a TEE's sealer
 * @opener:	the watch's context
 *
 * No session is opened here. The application may live in a file system that isn't
 * mounted yet.
 *
 * Return: the sealer, for tee_keys_sealer_stop() and then tee_keys_sealer_destroy();
 * NULL if out of memory.
 */
struct tee_keys_sealer *tee_keys_sealer_create(struct tee_context *opener)
{
	struct tee_keys_sealer *sealer = kzalloc(sizeof(*sealer), GFP_KERNEL);

	if (!sealer)
		return NULL;
	/* Not an ordered workqueue: an abandoned job may hog its worker for a long time */
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
 * Jobs that are still queued fail with -ENODEV.
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
 * @sealer:	stopped, and no longer used by any caller
 *
 * Waits for abandoned jobs (their calls are timed) and for the TEE to close their
 * sessions.
 */
void tee_keys_sealer_destroy(struct tee_keys_sealer *sealer)
{
	/* once stopped, jobs close their session instead of keeping it */
	cancel_delayed_work_sync(&sealer->idle);
	destroy_workqueue(sealer->wq);
	tee_keys_session_close(sealer->ready);
	kfree(sealer);
}
