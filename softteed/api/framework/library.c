// SPDX-License-Identifier: BSD-2-Clause
/* What OP-TEE does differently from <dlfcn.h> and <link.h> */

#include "softteed/instance/runtime.h"
#include "ta/softteed/include/dlfcn.h"
#include "ta/softteed/include/link.h"
#include "tee_internal_api_extensions.h"

/* Why the last tee_dlopen() failed, until tee_dlerror() has told it */
static const char *error;

void *tee_dlopen(const char *filename, int flags)
{
	void *object = NULL;
	TEE_UUID uuid;

	error = NULL;
	if (!filename || tee_uuid_from_str(&uuid, filename))
		return (dlopen)(filename, flags);
	error = runtime_open_library(&uuid, flags, &object);
	return object;
}

char *tee_dlerror(void)
{
	const char *told = error;

	error = NULL;
	return told ? (char *)(uintptr_t)told : (dlerror)();
}

struct iteration {
	int (*callback)(struct dl_phdr_info *info, size_t size, void *data);
	void *data;
	int last;
};

static int visit(struct dl_phdr_info *info, size_t size, void *data)
{
	struct iteration *iteration = data;

	iteration->last = iteration->callback(info, size, iteration->data);
	return 0;
}

int tee_dl_iterate_phdr(int (*callback)(struct dl_phdr_info *info, size_t size, void *data),
			void *data)
{
	struct iteration iteration = { .callback = callback, .data = data };

	(dl_iterate_phdr)(visit, &iteration);
	return iteration.last;
}
