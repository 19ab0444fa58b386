// SPDX-License-Identifier: GPL-2.0-only
/*
 * Searches of kernel clients for a service that may come late: a watch, and a kthread that
 * polls the TEEs that the watch follows.
 */

#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/tee_search.h>

/* Pause between two rounds, jiffies. It doubles each time, up to the limit. */
#define FIRST_REST	(HZ / 4)
#define LONGEST_REST	(8 * HZ)

/**
 * struct tee_searched - a TEE that may have the service
 * @link:	entry in tee_client_search.followed
 * @ctx:	the watch's context
 */
struct tee_searched {
	struct list_head link;
	struct tee_context *ctx;
};

static void search_again(struct tee_client_search *search)
{
	WRITE_ONCE(search->is_wanted, true);
	wake_up(&search->wait);
}

static void search_interrupt(struct tee_client_search *search)
{
	atomic_inc(&search->interruptions);
	send_sig(SIGKILL, search->task, 1);
}

/**
 * tee_client_search_lock() - take a search's lock, in anything but its callbacks
 * @search:	the search, started
 *
 * The kthread's call in a TEE ends for it.
 *
 * Context: process, may sleep.
 */
void tee_client_search_lock(struct tee_client_search *search)
{
	search_interrupt(search);
	mutex_lock(&search->lock);
}
EXPORT_SYMBOL_GPL(tee_client_search_lock);

/**
 * tee_client_search_unlock() - release a search's lock, and try all TEEs again
 * @search:	the search, locked with tee_client_search_lock()
 */
void tee_client_search_unlock(struct tee_client_search *search)
{
	mutex_unlock(&search->lock);
	atomic_dec(&search->interruptions);
	search_again(search);
}
EXPORT_SYMBOL_GPL(tee_client_search_unlock);

/**
 * tee_client_search_tidy() - have tidy() called soon
 * @search:	the search, started
 *
 * For a service that has failed, where the client can't drop it right away. TEEs aren't
 * tried earlier for it: one that works on and off would be tried without any pause.
 *
 * Context: any.
 */
void tee_client_search_tidy(struct tee_client_search *search)
{
	WRITE_ONCE(search->is_untidy, true);
	wake_up(&search->wait);
}
EXPORT_SYMBOL_GPL(tee_client_search_tidy);

/*
 * With @ask, try every TEE whose service the client doesn't have. Returns true if none is
 * left without.
 */
static bool search_all(struct tee_client_search *search, bool ask)
{
	struct tee_searched *searched;
	bool all = true;

	mutex_lock(&search->lock);
	if (search->tidy)
		search->tidy();
	list_for_each_entry(searched, &search->followed, link) {
		if (search->has(searched->ctx))
			continue;
		if (!ask || atomic_read(&search->interruptions) || !search->find(searched->ctx))
			all = false;
	}
	mutex_unlock(&search->lock);
	return all;
}

/*
 * Sleep until it makes sense to try again. We aren't told about new supplicants and
 * applications, so that means polling, faster after something has changed. Returns false
 * if there's only something to tidy.
 */
static bool search_wait(struct tee_client_search *search, bool all, unsigned long *rest)
{
	bool wanted, untidy;

	wait_event_interruptible_timeout(search->wait,
					 READ_ONCE(search->is_wanted) ||
					 READ_ONCE(search->is_untidy) || kthread_should_stop(),
					 all ? MAX_SCHEDULE_TIMEOUT : *rest);
	wanted = xchg(&search->is_wanted, false);
	untidy = xchg(&search->is_untidy, false);
	*rest = wanted ? FIRST_REST : min(*rest * 2, LONGEST_REST);
	/* drop signals sent by root, and those of interruptions that are over */
	if (signal_pending(current) && !atomic_read(&search->interruptions))
		flush_signals(current);
	return wanted || !untidy;
}

static int search_thread(void *data)
{
	struct tee_client_search *search = data;
	unsigned long rest = FIRST_REST;
	bool ask = true;

	allow_signal(SIGKILL);
	while (!kthread_should_stop())
		ask = search_wait(search, search_all(search, ask), &rest);
	return 0;
}

static struct tee_client_search *search_of(struct tee_client_watch *watch)
{
	return container_of(watch, struct tee_client_search, watch);
}

static int search_arrived(struct tee_client_watch *watch, struct tee_context *ctx)
{
	struct tee_client_search *search = search_of(watch);
	struct tee_searched *searched = kzalloc(sizeof(*searched), GFP_KERNEL);

	if (!searched)
		return -ENOMEM;
	searched->ctx = ctx;
	tee_client_search_lock(search);
	list_add_tail(&searched->link, &search->followed);
	tee_client_search_unlock(search);
	return 0;
}

static void search_leaving(struct tee_client_watch *watch, struct tee_context *ctx)
{
	struct tee_client_search *search = search_of(watch);
	struct tee_searched *searched;

	tee_client_search_lock(search);
	list_for_each_entry(searched, &search->followed, link)
		if (searched->ctx == ctx)
			break;
	list_del(&searched->link);
	search->leaving(ctx);
	tee_client_search_unlock(search);
	kfree(searched);
}

static void search_end(struct tee_client_search *search)
{
	search_interrupt(search);
	kthread_stop(search->task);
	search->task = NULL;
}

/**
 * tee_client_search_start() - start a search
 * @search:	with @watch.match, @name and the callbacks filled in; has to stay around until
 *		tee_client_search_stop() returns
 *
 * Callbacks may come before this returns.
 *
 * Context: process, may sleep.
 * Return: 0, or a negative errno: -ENOMEM, -EINTR if the task was killed.
 */
int tee_client_search_start(struct tee_client_search *search)
{
	struct task_struct *task;
	int rc;

	INIT_LIST_HEAD(&search->followed);
	mutex_init(&search->lock);
	init_waitqueue_head(&search->wait);
	atomic_set(&search->interruptions, 0);
	search->is_wanted = false;
	search->is_untidy = false;
	search->watch.arrived = search_arrived;
	search->watch.leaving = search_leaving;
	task = kthread_run(search_thread, search, "%s", search->name);
	if (IS_ERR(task))
		return PTR_ERR(task);
	search->task = task;
	rc = tee_client_watch_register(&search->watch);
	if (rc)
		search_end(search);
	return rc;
}
EXPORT_SYMBOL_GPL(tee_client_search_start);

/**
 * tee_client_search_stop() - stop a search
 * @search:	nothing happens if it's not started
 *
 * Calls leaving() for every TEE that the search still follows. Once this has returned
 * there won't be any more callbacks.
 *
 * Context: process, sleeps for as long as the callbacks take.
 */
void tee_client_search_stop(struct tee_client_search *search)
{
	if (!search->task)
		return;
	tee_client_watch_unregister(&search->watch);
	search_end(search);
}
EXPORT_SYMBOL_GPL(tee_client_search_stop);
