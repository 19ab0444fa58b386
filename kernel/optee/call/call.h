/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Yielding calls into secure world, i.e. those that carry a message
 */
#ifndef OPTEE_CALL_H
#define OPTEE_CALL_H

#include <linux/types.h>

struct optee;
struct optee_slot;
struct tee_call;

struct optee_slot *optee_call_begin(struct optee *optee, u32 num_params,
				    unsigned int flags);
void optee_call_end(struct optee *optee, struct optee_slot *slot);
int optee_call(struct optee *optee, struct optee_slot *slot, unsigned int flags,
	       struct tee_call *call);
int optee_call_simple(struct optee *optee, u32 cmd, u32 session, u32 cancel_id,
		      unsigned int flags, struct tee_call *call);

#endif /* OPTEE_CALL_H */
