/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A TEE driver with no TEE behind it. It records what the core passes to its operations,
 * and knobs make those wait, fail or return nonsense. Files in /sys/kernel/debug/tee_fake:
 *
 *   control	write "register", "unregister"; "register2", "unregister2" for a second device
 *		on the same pool; "minimal", "unminimal" for a driver with the mandatory
 *		operations only; "renew_parent" to replace the parent device, with no device
 *		registered; "release" to let hanging calls return; "reset" for knobs and
 *		counters; "kernel_call", "client_call" (kernel_call.c); "follow", "unfollow"
 *		(follow.c); "timed_call" (timed.c); "announce", "unannounce" (random.c)
 *   results	reading it runs the tests that don't need user space and prints TAP
 *   last_call	the last operation and its arguments
 *   counters	how often each operation was called, and a few more numbers
 *   knobs/	see struct fake_knobs
 */
#ifndef FAKE_H
#define FAKE_H

#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/mutex.h>
#include <linux/platform_device.h>
#include <linux/seq_file.h>
#include <linux/tee_core.h>
#include <linux/wait.h>

#include "../tap.h"

#define FAKE_IMPL_ID	0x66616b65

struct fake_knobs {
	u32 probe_delay_ms;	/* between tee_device_alloc() and tee_device_register() */
	u32 open_errno;		/* open() fails with this */
	u32 open_session_errno;
	u32 open_session_ret;	/* TEEC_* code that it returns */
	u32 open_session_hang;	/* hang until "release", or until the device is stopped */
	u32 invoke_errno;
	u32 invoke_ret;
	u32 invoke_delay_ms;
	u32 invoke_hang;	/* hang until "release", or until the device is stopped */
	u32 cancel_unknown;	/* this many cancellations hit nothing; counts down */
	u32 cancel_busy;	/* before them, this many get -EBUSY; counts down */
	u32 memref_size;	/* size to report for memory outputs */
	u32 memref_none;	/* report 0 for them */
	u32 fill;		/* fill outputs with random bytes */
	u32 told_rate;		/* random generator: bytes per second */
	u32 told_quality;	/* and bits of entropy per 1024 bits */
	u32 only_announced;	/* no sessions except for the announced service */
	u32 same_session;	/* give this id to every session */
	u32 register_fail_nth;	/* the Nth registration from now on fails; counts down */
	u32 register_fail_next;	/* this many registrations fail; counts down */
	u32 unregister_delay_ms;
	u32 unregister_errno;
	u32 undo_errno;		/* undo fails, except with TEE_WAIT_MODE_UNLIMITED */
};

struct fake_counters {
	atomic_t opens, closes;
	atomic_t open_sessions, close_sessions;
	atomic_t invokes, invokes_running, cancels, stops;
	atomic_t regions_registered, regions_unregistered;
	atomic_t put_off;	/* times that undo_errno was returned */
};

struct fake {
	struct platform_device *pdev;
	struct tee_shm_pool *pool;
	struct tee_device *teedev[2];
	struct tee_device *minimal;
	struct tee_shm_pool *minimal_pool;
	struct mutex lock;		/* guards last_call */
	struct fake_knobs knobs;
	struct fake_counters counters;
	atomic_t next_session;
	struct tee_device *stopped;	/* calls to this device don't hang any more */
	unsigned int releases;
	wait_queue_head_t wait;
	char last_call[1024];
	u32 invoke_cancel_id;		/* from the last invocation */
	/* Page of a region we refused to unregister */
	struct page *suspect;
	/* look_for_device()'s result just before the device was registered */
	long found_before_registration;
};

extern struct fake fake;
extern const struct tee_driver_ops fake_ops;
extern const struct tee_driver_ops fake_minimal_ops;
extern const struct tee_driver_ops fake_supplicant_ops;
extern const struct tee_shm_pool_ops fake_pool_ops;
extern const struct tee_shm_pool_ops fake_minimal_pool_ops;

void fake_identity(struct tee_identity *identity);
int fake_command(const char *word);
int fake_match(struct tee_ioctl_version_data *vers, const void *data);

/* In-kernel tests, all print TAP lines */
void fake_test_refusals(struct seq_file *s, unsigned int *n);
void fake_test_kernel_clients(struct seq_file *s, unsigned int *n);
void fake_test_identity(struct seq_file *s, unsigned int *n);
void fake_test_offers(struct seq_file *s, unsigned int *n);
void fake_test_follow(struct seq_file *s, unsigned int *n);
void fake_test_timed(struct seq_file *s, unsigned int *n);
int fake_kernel_call(void);
int fake_client_call(void);
void fake_wait_for_client_call(void);
int fake_follow(void);
int fake_unfollow(void);
int fake_timed_call(void);

/* random.c */
bool fake_has_service(const u8 *uuid);
void fake_random(struct tee_param *param, u32 n);
int fake_announce(void);
int fake_unannounce(void);

#endif /* FAKE_H */
