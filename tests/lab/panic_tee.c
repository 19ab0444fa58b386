// SPDX-License-Identifier: BSD-2-Clause
/* Panic OP-TEE: its test pseudo TA doesn't check for a null memory reference. */

#include "harness.h"
#include "tee.h"

HELPER(panic_tee)
{
	int fd = tee_open(), id;
	struct invoke_arg invoke;

	CHECK_OK(shm_alloc(fd, 4096, &id));
	invoke_arg_init(&invoke, session_open(fd, uuid_invoke_tests),
			INVOKE_TESTS_CMD_PARAMS, 1);
	param_value(&invoke.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT, 0, 0,
		    (uint64_t)id);
	return call_invoke(fd, &invoke);
}
