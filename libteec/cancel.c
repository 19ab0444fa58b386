// SPDX-License-Identifier: BSD-2-Clause
/*
 * TEEC_RequestCancellation(), called by one thread while another one waits for the
 * operation.
 *
 * While we're busy cancelling, the operation might finish and its session and context might
 * be closed. To prevent that, teec_cancel_forbid() blocks on a lock until the TEE has been
 * notified. The lock is picked by the operation's address, to keep contention between
 * unrelated operations low.
 */
#include "cancel.h"
#include "context.h"
#include "teec_private.h"

#define LOCK_BITS	4
#define LOCKS		(1 << LOCK_BITS)

static pthread_mutex_t locks[LOCKS] = {
	[0 ... LOCKS - 1] = PTHREAD_MUTEX_INITIALIZER,
};

static pthread_mutex_t *lock_of(const TEEC_Operation *operation)
{
	/* Fibonacci hashing, for neighbours on a stack or in an array to get different locks */
	return &locks[(uint32_t)((uintptr_t)operation >> 3) * 2654435769u >>
		      (32 - LOCK_BITS)];
}

static uint32_t new_name(void)
{
	static uint32_t last;
	uint32_t name;

	do {
		name = __atomic_add_fetch(&last, 1, __ATOMIC_RELAXED);
	} while (!name);
	return name;
}

uint32_t teec_cancel_allow(TEEC_Operation *operation, TEEC_Session *session)
{
	uint32_t name;

	if (!operation)
		return 0;
	name = new_name();
	pthread_mutex_lock(lock_of(operation));
	operation->started = name;
	operation->imp.session = session;
	pthread_mutex_unlock(lock_of(operation));
	return name;
}

void teec_cancel_forbid(TEEC_Operation *operation)
{
	if (!operation)
		return;
	pthread_mutex_lock(lock_of(operation));
	operation->imp.session = NULL;
	pthread_mutex_unlock(lock_of(operation));
}

TEEC_EXPORT void TEEC_RequestCancellation(TEEC_Operation *operation)
{
	struct tee_ioctl_cancel_arg arg = { 0 };
	struct teec_context *context;
	TEEC_Session *session;

	if (!operation)
		return;
	pthread_mutex_lock(lock_of(operation));
	/* Before the first use, programs initialize @started and nothing else. */
	session = operation->started ? operation->imp.session : NULL;
	context = session ? teec_context_find(session->imp.ctx) : NULL;
	if (context) {
		arg.cancel_id = operation->started;
		arg.session = session->imp.session_id;
		/* Whether it worked shows in the operation's own result. */
		context->door.ops->cancel(&context->door, &arg);
	}
	pthread_mutex_unlock(lock_of(operation));
}

void teec_cancel_lock_all(void)
{
	for (int n = 0; n < LOCKS; n++)
		pthread_mutex_lock(&locks[n]);
}

void teec_cancel_unlock_all(void)
{
	for (int n = LOCKS - 1; n >= 0; n--)
		pthread_mutex_unlock(&locks[n]);
}
