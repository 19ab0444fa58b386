/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Search TEEs for a service that comes late, for kernel clients.
 *
 * A Trusted Application may be a file that a supplicant has to load, and nothing tells us
 * when that becomes possible. So the search follows TEEs, and a kthread of its own keeps
 * trying those that haven't been found to have the service.
 */
#ifndef __TEE_SEARCH_H
#define __TEE_SEARCH_H

#include <linux/atomic.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/tee_drv.h>
#include <linux/wait.h>

/**
 * struct tee_client_search - a search for a service, in each TEE
 * @watch:	which TEEs to search (@watch.match); the rest is set by the core
 * @name:	of the kthread
 * @has:	returns true if the client has the service of this TEE already
 * @find:	tries to get it; returns false if the TEE has to be tried again. Runs in the
 *		kthread, and has to end soon when that gets a SIGKILL
 * @tidy:	does other work in the kthread, see tee_client_search_tidy(); may be NULL
 * @leaving:	lets go of the TEE, which still takes calls (see struct tee_client_watch)
 * @followed:	core private, under @lock: the TEEs
 * @lock:	core private, held during all callbacks. Others take it with
 *		tee_client_search_lock()
 * @task:	core private: the kthread; NULL unless started
 * @wait:	core private: where the kthread waits
 * @is_wanted:	core private: try all TEEs again, soon
 * @is_untidy:	core private: @tidy has work
 * @interruptions: core private: number of tasks that want @lock, or the kthread to end. It
 *		stays out of the TEEs while there are any
 *
 * If a TEE doesn't answer, the kthread hangs with @lock held. That's why it's a thread of
 * its own: whoever needs the lock sends it a SIGKILL, which makes its call return.
 */
struct tee_client_search {
	struct tee_client_watch watch;
	const char *name;
	bool (*has)(struct tee_context *ctx);
	bool (*find)(struct tee_context *ctx);
	void (*tidy)(void);
	void (*leaving)(struct tee_context *ctx);
	struct list_head followed;
	struct mutex lock;
	struct task_struct *task;
	wait_queue_head_t wait;
	bool is_wanted;
	bool is_untidy;
	atomic_t interruptions;
};

int tee_client_search_start(struct tee_client_search *search);
void tee_client_search_stop(struct tee_client_search *search);
void tee_client_search_lock(struct tee_client_search *search);
void tee_client_search_unlock(struct tee_client_search *search);
void tee_client_search_tidy(struct tee_client_search *search);

#endif /* __TEE_SEARCH_H */
