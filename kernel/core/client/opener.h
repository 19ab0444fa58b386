/* SPDX-License-Identifier: GPL-2.0-only */
/* Turns of kernel clients that wait to open a session. */
#ifndef TEE_TURN_H
#define TEE_TURN_H

#include <linux/tee_core.h>
#include <linux/uuid.h>

/**
 * struct tee_turn - a kernel client that waits to open a session
 * @link:	entry in tee_device.turns once the client has been refused; guarded by
 *		tee_device.lock
 * @ctx:	the client
 * @ta:		the application
 * @owed:	a session with the application was closed since the client was refused, so
 *		the client has priority for its next request; guarded by tee_device.lock
 */
struct tee_turn {
	struct list_head link;
	struct tee_context *ctx;
	uuid_t ta;
	bool owed;
};

void tee_turn_let_pass(struct tee_context *ctx, const uuid_t *ta);
void tee_turn_answered(struct tee_context *ctx, const uuid_t *ta, bool busy);
void tee_turn_forget(struct tee_context *ctx);
void tee_turn_closed(struct tee_device *teedev, const uuid_t *ta);
int tee_turn_begin(struct tee_turn *turn, struct tee_context *ctx, const u8 *ta,
		   unsigned long end);
int tee_turn_wait(struct tee_turn *turn, unsigned long end);
void tee_turn_end(struct tee_turn *turn);

#endif /* TEE_TURN_H */
