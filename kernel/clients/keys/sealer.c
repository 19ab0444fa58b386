// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a TEE does for keys, one job at a time: its application is of one instance and
 * would do no more.
 *
 * A job is an object that waits in its TEE's queue and is done by a worker, who then begins
 * the next. So nobody waits for the task that asked for a job, however rarely it runs. When
 * that task is killed it leaves the job to the worker, and the next job begins at once, with
 * a session of its own. The job counts as its user's until the worker has done it. A task
 * for which no limit holds does its job itself where none has the turn: that is quicker.
 *
 * The session that a job leaves is kept ready for a while, so that the next key need not
 * wait for the application to be loaded and checked.
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
 * struct tee_keys_sealer - a TEE that seals keys
 * @opener:	the context by which the TEE is followed
 * @wq:		does the jobs, and gives up idle sessions
 * @lock:	guards what follows; a leaf but for the locks of workqueues
 * @stopped:	no job begins any more
 * @queue:	jobs that have not begun, the first first
 * @current_job: the one whose turn it is
 * @ready:	a session for the next job, or NULL
 * @used:	when it was last used, jiffies
 * @idle:	gives it up; queued while there is one
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
 * struct tee_keys_job - a job for a TEE
 * @refs:	references: the caller's, and the worker's or the queue's
 * @link:	in tee_keys_sealer.queue, else empty; the sealer's lock
 * @work:	does it
 * @done:	@rc and @out are there
 * @sealer:	the TEE
 * @turn:	the user's turn, which goes with the reference of the worker or the queue
 * @operation:	what to do
 * @rc:		the length of the output, or an error
 * @in_len:	length of the input, bytes
 * @room:	for the output, bytes
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

/* The worker or the queue has nothing to do with it any more. */
static void keys_job_end(struct tee_keys_job *job)
{
	tee_client_turn_end(job->turn);
	keys_job_put(job);
}

/* It is not going to be done. */
static void keys_job_refuse(struct tee_keys_job *job)
{
	job->rc = -ENODEV;
	complete(&job->done);
	keys_job_end(job);
}

/* Turns */

/* Begin the next job, if none has the turn. */
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

/* A job has been done, or is left to its worker: the next one begins. */
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
 * The worker has done a job: the next one begins, with *@session if that is sound and the
 * job has not been left to the worker. Else *@session stays the worker's.
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

/* *@session: opened where it is NULL. */
static int tee_keys_job_try(struct tee_keys_job *job, struct tee_keys_session **session)
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

	job->rc = tee_keys_job_try(job, &session);
	/* The application may have died since the last key: once more, with a new one. */
	if (job->rc == -EPIPE && was_open) {
		swap(session, died);
		job->rc = tee_keys_job_try(job, &session);
	}
	if (job->rc == -EPIPE)
		job->rc = -EIO;
	keys_finish(job, &session);
	/* The TEE may take long for that, and nobody waits but the user's next call. */
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

/* Let the calling task do its job, if no limit holds for it and none has the turn. */
static bool keys_take_turn(struct tee_keys_sealer *sealer, struct tee_keys_job *job)
{
	lockdep_assert_held(&sealer->lock);
	if (job->turn || sealer->current_job)
		return false;
	sealer->current_job = job;
	return true;
}

/* On success it has a second reference, which goes with keys_job_end(). */
static int keys_job_queue(struct tee_keys_job *job)
{
	struct tee_keys_sealer *sealer = job->sealer;
	bool stopped, mine = false;

	/* So that one user's many keys are not before everybody else's. */
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

/* Take a job out of the queue. False where it is not there: it has begun. */
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

/* Nobody waits for a job that has begun: the next may begin beside it. */
static void keys_job_abandon(struct tee_keys_job *job)
{
	struct tee_keys_sealer *sealer = job->sealer;

	spin_lock(&sealer->lock);
	if (sealer->current_job == job)
		keys_end_turn(sealer);
	spin_unlock(&sealer->lock);
}

/*
 * A task that is to be frozen leaves with -ERESTARTNOINTR: the kernel has its list of key types
 * locked, and the key if that is updated, and a task that waits for either cannot be frozen.
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
	/* It has begun, and its calls end in time. */
	if (!left)
		left = keys_job_sleep(job, MAX_SCHEDULE_TIMEOUT);
	if (left > 0)
		return job->rc;
	keys_job_abandon(job);
	return left;
}

/**
 * tee_keys_sealer_run() - have a job done
 * @sealer:	the TEE
 * @operation:	what to do
 * @in:		the input; may be NULL where @in_len is 0
 * @in_len:	its length, bytes, at most TEE_BLOB_MAX_SEALED
 * @out:	room for the output
 * @room:	how much, bytes, at most TEE_BLOB_MAX_SEALED
 *
 * Context: process, may sleep. At most four times timeout_ms; beyond that, a new session
 * waits for a thread of the TEE where the TEE has to be told of its memory first. Ends early
 * on a fatal signal, or if the task is to be frozen. A task that does the job itself also
 * waits for the TEE to close a session that has broken; and it is frozen where it waits.
 * Return: the length of the output, 1 to @room; -EKEYREJECTED: the TEE does not
 * unseal this, which somebody else has sealed; -EPROTO: its answer is impossible;
 * -ENOPKG: it has no such application; -EACCES, -ENOMEM, -EBUSY: so it says; -EIO:
 * it says anything else; -ENODEV: it goes; -ETIMEDOUT; -EINTR; -ERESTARTNOINTR.
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
 * tee_keys_sealer_create() - begin to use a TEE
 * @opener:	the context by which the TEE is followed
 *
 * Nothing is opened before it is needed: the application may come from a file
 * system that is not mounted yet.
 *
 * Return: to be ended with tee_keys_sealer_stop() and tee_keys_sealer_destroy(), or
 * NULL where there is no memory.
 */
struct tee_keys_sealer *tee_keys_sealer_create(struct tee_context *opener)
{
	struct tee_keys_sealer *sealer = kzalloc(sizeof(*sealer), GFP_KERNEL);

	if (!sealer)
		return NULL;
	/* As many at a time as there are: who is killed leaves one that may take long. */
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
 * tee_keys_sealer_stop() - take no more jobs
 * @sealer:	the TEE
 *
 * Those that have not begun end with -ENODEV.
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
 * tee_keys_sealer_destroy() - leave a TEE
 * @sealer:	the TEE, stopped, and in no caller's hands
 *
 * Waits for the jobs that were left to their workers, whose calls are bounded, and for the
 * TEE to close their sessions.
 */
void tee_keys_sealer_destroy(struct tee_keys_sealer *sealer)
{
	/* Jobs that end from now on leave no session. */
	cancel_delayed_work_sync(&sealer->idle);
	destroy_workqueue(sealer->wq);
	tee_keys_session_close(sealer->ready);
	kfree(sealer);
}
