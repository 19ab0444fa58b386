// SPDX-License-Identifier: GPL-2.0-only
/*
 * Kernel clients that wait for the fake TEE, and followers (struct
 * tee_client_watch)
 */

#include <linux/delay.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/string.h>
#include <linux/workqueue.h>

#include "fake.h"

static const struct tee_identity_match fake_tee = { .driver_name = "tee_fake" };
static const struct tee_identity_match no_tee = { .driver_name = "nobody" };

/* what happened to our follower */
static struct {
	struct tee_client_watch watch;
	struct tee_context *ctx;
	int arrivals, departures;	/* callbacks so far */
	int refuse;			/* what arrived() returns */
	int call_arrived, call_leaving;	/* result of use_tee() in there */
	int stops_before_leaving;
} follower;

/* open, invoke, close */
static int use_tee(struct tee_context *ctx)
{
	struct tee_ioctl_open_session_arg open = { };
	struct tee_ioctl_invoke_arg invoke = { };
	int rc;

	rc = tee_client_open_session(ctx, &open, NULL);
	if (rc)
		return rc;
	invoke.session = open.session;
	rc = tee_client_invoke_func(ctx, &invoke, NULL);
	return tee_client_close_session(ctx, open.session) ?: rc;
}

static int arrived(struct tee_client_watch *watch, struct tee_context *ctx)
{
	follower.call_arrived = use_tee(ctx);
	follower.ctx = ctx;
	WRITE_ONCE(follower.arrivals, follower.arrivals + 1);
	return follower.refuse;
}

static void leaving(struct tee_client_watch *watch, struct tee_context *ctx)
{
	follower.stops_before_leaving = atomic_read(&fake.counters.stops);
	follower.call_leaving = ctx == follower.ctx ? use_tee(ctx) : -EBADF;
	WRITE_ONCE(follower.departures, follower.departures + 1);
}

int fake_follow(void)
{
	memset(&follower, 0, sizeof(follower));
	follower.watch.match = fake_tee;
	follower.watch.arrived = arrived;
	follower.watch.leaving = leaving;
	return tee_client_watch_register(&follower.watch);
}

int fake_unfollow(void)
{
	tee_client_watch_unregister(&follower.watch);
	return 0;
}

/* The callbacks run in a worker, so give them up to 5 seconds */
static bool comes_to(const int *count, int want)
{
	int tries;

	for (tries = 0; tries < 500 && READ_ONCE(*count) != want; tries++)
		msleep(10);
	return READ_ONCE(*count) == want;
}

/* Another follower, which just counts the TEEs it hears of */
static int witnessed;

static int witness_arrived(struct tee_client_watch *watch, struct tee_context *ctx)
{
	WRITE_ONCE(witnessed, witnessed + 1);
	return 0;
}

static void witness_leaving(struct tee_client_watch *watch, struct tee_context *ctx)
{
}

/*
 * Take the TEE away and bring it back three times, and have the witness see it
 * each time. The core calls followers in order. So if it still had the one that
 * has unfollowed, that one's callbacks would have run by the time the witness
 * gets its own, and each removal would have waited for it.
 */
static int change_tees_before_witness(void)
{
	struct tee_client_watch witness = {
		.match = fake_tee, .arrived = witness_arrived, .leaving = witness_leaving,
	};
	int i, rc;

	witnessed = 0;
	rc = tee_client_watch_register(&witness);
	if (rc)
		return rc;
	for (i = 1; i <= 3 && !rc; i++) {
		rc = comes_to(&witnessed, i) ? 0 : -ETIMEDOUT;
		rc = rc ?: fake_command("unregister") ?: fake_command("register");
	}
	tee_client_watch_unregister(&witness);
	return rc;
}

static void test_follow(struct seq_file *s, unsigned int *n)
{
	int rc = fake_follow(), stops, closes;

	tap_line(s, n, "follower_is_registered", !rc, rc);
	if (rc)
		return;
	tap_line(s, n, "follower_is_told_of_a_tee_that_is_there",
		 comes_to(&follower.arrivals, 1), follower.arrivals);
	tap_line(s, n, "follower_may_call_the_tee_that_arrives", !follower.call_arrived,
		 follower.call_arrived);
	stops = atomic_read(&fake.counters.stops);
	closes = atomic_read(&fake.counters.closes);
	rc = fake_command("unregister");
	/* unregistering has waited for the follower, no need to poll */
	tap_line(s, n, "follower_is_told_before_the_tee_has_gone",
		 !rc && follower.departures == 1, follower.departures);
	tap_line(s, n, "follower_is_told_before_the_driver_stops",
		 follower.stops_before_leaving == stops, follower.stops_before_leaving);
	tap_line(s, n, "follower_may_call_the_tee_that_leaves", !follower.call_leaving,
		 follower.call_leaving);
	closes = atomic_read(&fake.counters.closes) - closes;
	tap_line(s, n, "followers_context_is_closed_behind_it", closes == 1, closes);
	rc = fake_command("register");
	tap_line(s, n, "follower_is_told_of_a_tee_that_comes_back",
		 !rc && comes_to(&follower.arrivals, 2), follower.arrivals);
	fake_unfollow();
	tap_line(s, n, "follower_lets_go_when_it_follows_no_more", follower.departures == 2,
		 follower.departures);
	rc = change_tees_before_witness();
	tap_line(s, n, "who_follows_no_more_is_told_no_more",
		 !rc && follower.arrivals == 2 && follower.departures == 2, follower.arrivals);
}

static void test_follow_refusals(struct seq_file *s, unsigned int *n)
{
	struct tee_client_watch incomplete = { .arrived = arrived };
	int rc = tee_client_watch_register(&incomplete);

	tap_line(s, n, "follower_without_leaving_is_refused", rc == -EINVAL, rc);
	/* just shouldn't crash */
	tee_client_watch_unregister(&incomplete);
	tap_line(s, n, "unfollowing_what_was_not_followed", true, 0);

	rc = fake_follow();
	WRITE_ONCE(follower.refuse, -ENODEV);
	/* The first callback may have come before @refuse was set, so do another round */
	comes_to(&follower.arrivals, 1);
	rc = rc ?: fake_command("unregister") ?: fake_command("register");
	comes_to(&follower.arrivals, 2);
	follower.departures = 0;
	fake_unfollow();
	tap_line(s, n, "follower_that_refuses_is_not_told_of_leaving",
		 !rc && !follower.departures, follower.departures);
}

static void register_later(struct work_struct *work)
{
	fake_command("register");
}
static DECLARE_DELAYED_WORK(registration, register_later);

static void test_wait(struct seq_file *s, unsigned int *n)
{
	unsigned long began = jiffies;
	struct tee_context *ctx;
	long rc;

	rc = PTR_ERR_OR_ZERO(tee_client_open_by_identity_wait(NULL, 10));
	tap_line(s, n, "waiting_for_no_identity_is_refused", rc == -EINVAL, rc);
	rc = PTR_ERR_OR_ZERO(tee_client_open_by_identity_wait(&no_tee, 100));
	tap_line(s, n, "waiting_for_a_tee_that_never_comes",
		 rc == -ETIMEDOUT && jiffies - began >= msecs_to_jiffies(100), rc);
	ctx = tee_client_open_by_identity_wait(&fake_tee, 0);
	rc = PTR_ERR_OR_ZERO(ctx);
	tap_line(s, n, "not_waiting_for_a_tee_that_is_there", !rc, rc);
	if (!rc)
		tee_client_close_context(ctx);

	rc = fake_command("unregister");
	schedule_delayed_work(&registration, msecs_to_jiffies(200));
	ctx = rc ? ERR_PTR(rc) : tee_client_open_by_identity_wait(&fake_tee, 10000);
	flush_delayed_work(&registration);
	rc = PTR_ERR_OR_ZERO(ctx) ?: use_tee(ctx);
	tap_line(s, n, "waiting_for_a_tee_that_comes", !rc, rc);
	if (!IS_ERR(ctx))
		tee_client_close_context(ctx);
}

void fake_test_follow(struct seq_file *s, unsigned int *n)
{
	test_follow(s, n);
	test_follow_refusals(s, n);
	test_wait(s, n);
}
