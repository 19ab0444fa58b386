/* SPDX-License-Identifier: GPL-2.0-only */
/* Fairness among clients waiting to open a session, see opener.c. */
#ifndef TEE_OPENER_H
#define TEE_OPENER_H

#include <linux/tee_core.h>
#include <linux/uuid.h>

/**
 * struct tee_opener - a kernel client waiting to open a session
 * @link:	entry in tee_device.openers, added on the first refusal; guarded by
 *		tee_device.lock
 * @ctx:	the client
 * @ta:		the application
 * @has_priority: a session with @ta was closed since the last attempt, so it's our
 *		turn; guarded by tee_device.lock
 */
struct tee_opener {
	struct list_head link;
	struct tee_context *ctx;
	uuid_t ta;
	bool has_priority;
};

void tee_openers_yield(struct tee_context *ctx, const uuid_t *ta);
void tee_openers_answered(struct tee_context *ctx, const uuid_t *ta, bool busy);
void tee_openers_forget(struct tee_context *ctx);
void tee_openers_closed(struct tee_device *teedev, const uuid_t *ta);
int tee_opener_begin(struct tee_opener *opener, struct tee_context *ctx, const u8 *ta,
		     unsigned long end);
int tee_opener_wait(struct tee_opener *opener, unsigned long end);
void tee_opener_end(struct tee_opener *opener);

#endif /* TEE_OPENER_H */
