// SPDX-License-Identifier: BSD-2-Clause
/* Translation of errno values */
#include <errno.h>

#include "result.h"

TEEC_Result teec_result_of_errno(int error)
{
	switch (error) {
	case 0:
		return TEEC_SUCCESS;
	case EINVAL:
		return TEEC_ERROR_BAD_PARAMETERS;
	case ENOMEM:
	case EDQUOT:
	case ENOSPC: /* no more sessions in this TEE */
	case EMFILE:
	case ENFILE:
		return TEEC_ERROR_OUT_OF_MEMORY;
	case EPERM:
	case EACCES:
		return TEEC_ERROR_ACCESS_DENIED;
	case ENOENT:
		return TEEC_ERROR_ITEM_NOT_FOUND;
	case EOPNOTSUPP:
	case ENOTTY:
		return TEEC_ERROR_NOT_SUPPORTED;
	case EBUSY:
		return TEEC_ERROR_BUSY;
	case ENODEV: /* driver unbound */
	case EPIPE: /* broker has exited */
		return TEEC_ERROR_TARGET_DEAD;
	case EPROTO: /* not a broker, or one of another version */
		return TEEC_ERROR_COMMUNICATION;
	case EBADFD: /* the connection is the parent process's */
		return TEEC_ERROR_BAD_STATE;
	default:
		return TEEC_ERROR_GENERIC;
	}
}
