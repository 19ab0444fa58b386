/* SPDX-License-Identifier: GPL-2.0-only */
/* Parameter checks for kernel client calls. */
#ifndef TEE_CLIENT_H
#define TEE_CLIENT_H

#include <linux/types.h>

struct tee_context;
struct tee_param;

bool tee_client_params_are_sound(struct tee_context *ctx, u32 num_params,
				 const struct tee_param *params);

#endif /* TEE_CLIENT_H */
