/* SPDX-License-Identifier: BSD-2-Clause */
/* dl_iterate_phdr() as OP-TEE has it: a value other than 0 doesn't end the iteration. */
#ifndef SOFTTEED_LINK_H
#define SOFTTEED_LINK_H

#include_next <link.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default)

/**
 * tee_dl_iterate_phdr() - call a function for each loaded object
 * @callback:	the function, with its arguments as in <link.h>
 * @data:	its last argument
 *
 * Return: what the last call returned.
 */
int tee_dl_iterate_phdr(int (*callback)(struct dl_phdr_info *info, size_t size, void *data),
			void *data);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#define dl_iterate_phdr(callback, data)	tee_dl_iterate_phdr(callback, data)

#endif
