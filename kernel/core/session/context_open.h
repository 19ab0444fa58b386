/* SPDX-License-Identifier: GPL-2.0-only */
/* Opening, shutting and closing contexts */
#ifndef TEE_CONTEXT_OPEN_H
#define TEE_CONTEXT_OPEN_H

#include <linux/tee_core.h>

struct tee_context *tee_context_open(struct tee_device *teedev, bool kernel, bool keep_driver);
void tee_context_close(struct tee_context *ctx);
void tee_context_shut(struct tee_context *ctx, enum tee_wait_mode wait_mode);

#endif /* TEE_CONTEXT_OPEN_H */
