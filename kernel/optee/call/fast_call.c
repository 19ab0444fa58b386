// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls that take no thread of secure world.
 */

#include <linux/tee_conduit.h>

#include "optee/call/fast_call.h"
#include "optee/optee.h"
#include "optee/optee_smc.h"

/**
 * optee_fast_call() - make a call that does not take a thread
 * @optee:	the OP-TEE
 * @function:	OPTEE_SMC_*
 * @a1:		its argument
 * @result:	what came back
 */
void optee_fast_call(struct optee *optee, u32 function, unsigned long a1,
		     struct tee_conduit_result *result)
{
	const struct tee_conduit_args args = { .a = { function, a1 } };

	*result = (struct tee_conduit_result){ .a = { OPTEE_SMC_RETURN_UNKNOWN } };
	tee_conduit_call(optee->conduit, &args, result);
	/* Upper halves are of no meaning to a 32-bit interface. */
	result->a[0] = (u32)result->a[0];
}
