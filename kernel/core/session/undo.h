/* SPDX-License-Identifier: GPL-2.0-only */
/* Deferred undo operations, see undo.c. */
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
 * tee_current_wait_mode() - pick a wait mode for undoing something in this task
 * @ctx:	the client that the session or memory belongs to
 *
 * Return: TEE_WAIT_MODE_BRIEF if the process is exiting, if we're a kernel thread that
 * closes a program's fd (and may have other programs' fds to close), or if the fd was
 * passed to another user's process. Otherwise TEE_WAIT_MODE_KILLABLE.
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
