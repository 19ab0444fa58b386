/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dlopen() as OP-TEE has it: a file name is the UUID of a library from the directories with
 * applications, e.g. "01234567-89ab-4def-8123-456789abcdef". NULL stands for the application
 * and the libraries opened with RTLD_GLOBAL.
 */
#ifndef SOFTTEED_DLFCN_H
#define SOFTTEED_DLFCN_H

#include_next <dlfcn.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default)

/**
 * tee_dlopen() - load a library
 * @filename:	its UUID, or NULL
 * @flags:	RTLD_NOW or RTLD_LAZY, and RTLD_GLOBAL or RTLD_LOCAL
 *
 * Return: a handle for dlsym() and dlclose(), or NULL; dlerror() says why.
 */
void *tee_dlopen(const char *filename, int flags);

/** tee_dlerror() - describe the last error. Return: the text, or NULL if there was none. */
char *tee_dlerror(void);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#define dlopen(filename, flags)	tee_dlopen(filename, flags)
#define dlerror()		tee_dlerror()

#endif
