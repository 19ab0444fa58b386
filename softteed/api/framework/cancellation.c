// SPDX-License-Identifier: BSD-2-Clause
/* Cancellation of the running call (TEE Internal Core API, section 4.10) */

#include "softteed/instance/runtime.h"
#include "tee_internal_api.h"

bool TEE_GetCancellationFlag(void)
{
	return runtime_is_cancelled();
}

bool TEE_MaskCancellation(void)
{
	return runtime_mask_cancellation(true);
}

bool TEE_UnmaskCancellation(void)
{
	return runtime_mask_cancellation(false);
}
