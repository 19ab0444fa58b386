/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The flags of a call: its class, and how long it may wait.
 */
#ifndef OPTEE_CALL_FLAGS_H
#define OPTEE_CALL_FLAGS_H

#include <linux/sched.h>
#include <linux/tee_core.h>
#include <linux/tee_wait.h>

/* The class of a call: the two low bits of the call's flags. */
enum optee_class {
	OPTEE_NORMAL,	/* a client's */
	OPTEE_CLEANUP,	/* undoes something: made also while the driver goes */
	OPTEE_SYSTEM,	/* a system session's: a thread is kept for these */
	OPTEE_NOTIFIER,	/* secure world has asked for it: another thread is kept for these */
	OPTEE_CLASSES,
};

#define OPTEE_CLASS_MASK	0x3
#define OPTEE_SUPP_NOWAIT	0x4	/* no supplicant: do not wait for one */
#define OPTEE_STAY		0x8	/* no signal and no time ends a wait */
#define OPTEE_HASTY		0x10	/* the caller does not wait: see OPTEE_HASTY_MS */

static inline unsigned int optee_patience_flags(enum tee_patience patience)
{
	switch (patience) {
	case TEE_PATIENCE_NONE:
		return OPTEE_HASTY;
	case TEE_PATIENCE_ALL:
		return OPTEE_STAY | OPTEE_SUPP_NOWAIT;
	default:
		return 0;
	}
}

/* How long a caller in haste waits for what usually takes no time, ms. */
#define OPTEE_HASTY_MS		100

static inline enum optee_class optee_class(unsigned int flags)
{
	return flags & OPTEE_CLASS_MASK;
}

/*
 * The states that a client's wait, a cleanup's and the supplicant's are spent in.
 * All are freezable: a suspended machine wakes into the same waits. A client in
 * the kernel, or the core, may hold locks meanwhile; who needs them waits as well.
 */
#define OPTEE_WAIT_KILLABLE	TEE_WAIT_KILLABLE
#define OPTEE_WAIT_CLEANUP	(TASK_IDLE | TASK_FREEZABLE_UNSAFE)
#define OPTEE_WAIT_RECEIVER	(TASK_INTERRUPTIBLE | TASK_FREEZABLE)

/* The state in which a call waits. */
static inline unsigned int optee_wait_state(unsigned int flags)
{
	return flags & OPTEE_STAY ? OPTEE_WAIT_CLEANUP : OPTEE_WAIT_KILLABLE;
}

#endif /* OPTEE_CALL_FLAGS_H */
