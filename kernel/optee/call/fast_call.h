/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fast calls, i.e. those that run without an OP-TEE thread
 */
#ifndef OPTEE_FAST_CALL_H
#define OPTEE_FAST_CALL_H

#include <linux/types.h>

struct optee;
struct tee_conduit_result;

void optee_fast_call(struct optee *optee, u32 function, unsigned long a1,
		     struct tee_conduit_result *result);

#endif /* OPTEE_FAST_CALL_H */
