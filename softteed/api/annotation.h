/* SPDX-License-Identifier: BSD-2-Clause */
/* What parameters of the API's functions may refer to (Internal Core API 1.3, section 3.4) */
#ifndef SOFTTEED_API_ANNOTATION_H
#define SOFTTEED_API_ANNOTATION_H

#include "softteed/instance/runtime.h"

/**
 * annotation_require_own() - panic if memory is a client's, who can change it at any time
 * @at:		its address, not NULL
 * @size:	its size in bytes
 * @what:	what it is, for the panic's reason, e.g. "the size"
 * @function:	the API function
 *
 * For all parameters but the contents of buffers. It makes no system call and doesn't find out
 * whether the memory is there: if it isn't, the access to it ends the instance.
 */
static inline void annotation_require_own(const void *at, size_t size, const char *what,
					  const char *function)
{
	uint32_t access;

	if (!at)
		runtime_panic(TEE_ERROR_BAD_PARAMETERS, function, "NULL for %s", what);
	if (runtime_client_memory(at, size, &access))
		runtime_panic(TEE_ERROR_ACCESS_DENIED, function,
			      "the client can change %s at any time", what);
}

#endif
