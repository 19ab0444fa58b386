/* SPDX-License-Identifier: GPL-2.0-only */
/* Deferred undo operations: a worker runs those that could not be completed immediately. */
#ifndef TEE_UNDO_H
#define TEE_UNDO_H

#include <linux/sched.h>
#include <linux/tee_core.h>

#include "core/session/user.h"

int tee_undo_init(void);
void tee_undo_exit(void);
void tee_undo_prepare(struct tee_undo *undo, void (*again)(struct tee_undo *undo));
void tee_undo_now(struct tee_undo *undo);
void tee_undo_later(struct tee_undo *undo, void (*again)(struct tee_undo *undo));

/**
 * tee_current_wait_mode() - get how long the current task may wait for an undo operation
 * @ctx:	the client that owns the session or the memory
 *
 * Return: TEE_WAIT_MODE_BRIEF for a process that exits, for a kernel thread that closes a
 * program's descriptor, because that thread may also have to close those of other
 * programs, and for another user's process to which the descriptor was passed; otherwise
 * TEE_WAIT_MODE_KILLABLE.
 */
static inline enum tee_wait_mode tee_current_wait_mode(struct tee_context *ctx)
{
	if (current->flags & PF_EXITING)
		return TEE_WAIT_MODE_BRIEF;
	if (!ctx->kernel && ((current->flags & PF_KTHREAD) || !tee_user_is_current(ctx)))
		return TEE_WAIT_MODE_BRIEF;
	return TEE_WAIT_MODE_KILLABLE;
}

#endif /* TEE_UNDO_H */
