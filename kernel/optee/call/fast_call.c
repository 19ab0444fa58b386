// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fast calls: short, and OP-TEE runs them without allocating a thread
 */

#include <linux/tee_conduit.h>

#include "optee/call/fast_call.h"
#include "optee/optee.h"
#include "optee/optee_smc.h"

/**
 * optee_fast_call() - issue a fast call
 * @optee:	the OP-TEE
 * @function:	OPTEE_SMC_*
 * @a1:		argument, passed in register a1
 * @result:	returned registers; a[0] is OPTEE_SMC_RETURN_UNKNOWN if the call failed
 */
void optee_fast_call(struct optee *optee, u32 function, unsigned long a1,
		     struct tee_conduit_result *result)
{
	const struct tee_conduit_args args = { .a = { function, a1 } };

	*result = (struct tee_conduit_result){ .a = { OPTEE_SMC_RETURN_UNKNOWN } };
	tee_conduit_call(optee->conduit, &args, result);
	/* The interface is 32-bit, don't rely on the upper half */
	result->a[0] = (u32)result->a[0];
}
