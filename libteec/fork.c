// SPDX-License-Identifier: BSD-2-Clause
/*
 * fork() support: hold all of the library's locks across fork(), then sort out the contexts
 * in the parent and in the child.
 */
#include <errno.h>

#include "cancel.h"
#include "context.h"
#include "fork.h"
#include "memory.h"
#include "teec_private.h"

static int handlers_error = -1;

/*
 * Other threads may be anywhere in the library. With all locks taken, the child gets
 * consistent lists.
 */
static void lock_all(void)
{
	teec_cancel_lock_all();
	teec_context_lock_all();
}

static void unlock_in_parent(void)
{
	teec_context_unlock_all(false, teec_memory_forked_parent);
	teec_cancel_unlock_all();
}

static void unlock_in_child(void)
{
	teec_context_unlock_all(true, teec_memory_forked_child);
	teec_cancel_unlock_all();
}

static void add_handlers(void)
{
	handlers_error = pthread_atfork(lock_all, unlock_in_parent, unlock_in_child);
}

int teec_fork_prepare(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, add_handlers);
	return handlers_error ? -ENOMEM : 0;
}
