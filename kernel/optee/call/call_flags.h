/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Flags of a call, which select its class and how long it may wait.
 */
#ifndef OPTEE_CALL_FLAGS_H
#define OPTEE_CALL_FLAGS_H

#include <linux/sched.h>
#include <linux/tee_core.h>
#include <linux/tee_wait.h>

/* Class of a call, in the two low bits of its flags. */
enum optee_class {
	OPTEE_NORMAL,	/* call of a client */
	OPTEE_CLEANUP,	/* undo operation; made even while the driver is being removed */
	OPTEE_SYSTEM,	/* call in a system session; a thread is kept for this class */
	OPTEE_NOTIFIER,	/* call that secure world requested; another thread is kept for it */
	OPTEE_CLASSES,
};

#define OPTEE_CLASS_MASK	0x3
#define OPTEE_SUPP_NOWAIT	0x4	/* do not wait for a supplicant to be started */
#define OPTEE_STAY		0x8	/* neither a signal nor a timeout ends a wait */
#define OPTEE_HASTY		0x10	/* the caller must not be delayed; see OPTEE_HASTY_MS */

static inline unsigned int optee_wait_mode_flags(enum tee_wait_mode wait_mode)
{
	switch (wait_mode) {
	case TEE_WAIT_MODE_BRIEF:
		return OPTEE_HASTY;
	case TEE_WAIT_MODE_UNLIMITED:
		return OPTEE_STAY | OPTEE_SUPP_NOWAIT;
	default:
		return 0;
	}
}

/* Maximum time that an OPTEE_HASTY call waits for something that usually is immediate, ms. */
#define OPTEE_HASTY_MS		100

static inline enum optee_class optee_class(unsigned int flags)
{
	return flags & OPTEE_CLASS_MASK;
}

/*
 * Task states for the waits of clients' calls, of calls with OPTEE_STAY, and of the
 * supplicant. All are freezable: after suspend, the tasks continue to wait. A kernel
 * client or the core may hold locks while it is frozen; tasks that need these locks wait
 * with it.
 */
#define OPTEE_WAIT_KILLABLE	TEE_WAIT_KILLABLE
#define OPTEE_WAIT_CLEANUP	TEE_WAIT_CLEANUP
#define OPTEE_WAIT_RECEIVER	(TASK_INTERRUPTIBLE | TASK_FREEZABLE)

/* Get the task state in which a call waits. */
static inline unsigned int optee_wait_state(unsigned int flags)
{
	return flags & OPTEE_STAY ? OPTEE_WAIT_CLEANUP : OPTEE_WAIT_KILLABLE;
}

#endif /* OPTEE_CALL_FLAGS_H */
