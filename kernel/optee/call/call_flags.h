/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Call flags: which class a call belongs to, and how long it may wait
 */
#ifndef OPTEE_CALL_FLAGS_H
#define OPTEE_CALL_FLAGS_H

#include <linux/sched.h>
#include <linux/tee_core.h>
#include <linux/tee_wait.h>

/* Call class, the two low flag bits */
enum optee_class {
	OPTEE_NORMAL,	/* ordinary client call */
	OPTEE_CLEANUP,	/* undo operation, allowed even while the driver is being removed */
	OPTEE_SYSTEM,	/* in a system session; a thread is kept for these */
	OPTEE_NOTIFIER,	/* bottom half that secure world asked for; another thread is kept for it */
	OPTEE_CLASSES,
};

#define OPTEE_CLASS_MASK	0x3
#define OPTEE_SUPP_NOWAIT	0x4	/* don't wait for a supplicant to start */
#define OPTEE_STAY		0x8	/* no signal or timeout ends a wait */
#define OPTEE_HASTY		0x10	/* don't hold up the caller; see OPTEE_HASTY_MS */

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

/* How long an OPTEE_HASTY call waits for things that usually take no time, ms */
#define OPTEE_HASTY_MS		100

static inline enum optee_class optee_class(unsigned int flags)
{
	return flags & OPTEE_CLASS_MASK;
}

/*
 * Task states for waiting clients, for OPTEE_STAY calls and for the supplicant. They
 * are all freezable, and the wait goes on after resume. Note that a frozen kernel
 * client (or the core) may hold locks meanwhile. Tasks that want one of those wait with
 * it.
 */
#define OPTEE_WAIT_KILLABLE	TEE_WAIT_KILLABLE
#define OPTEE_WAIT_CLEANUP	TEE_WAIT_CLEANUP
#define OPTEE_WAIT_RECEIVER	(TASK_INTERRUPTIBLE | TASK_FREEZABLE)

static inline unsigned int optee_wait_state(unsigned int flags)
{
	return flags & OPTEE_STAY ? OPTEE_WAIT_CLEANUP : OPTEE_WAIT_KILLABLE;
}

#endif /* OPTEE_CALL_FLAGS_H */
