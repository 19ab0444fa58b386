/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SHIM_REFCOUNT_H
#define SHIM_REFCOUNT_H
#include <linux/types.h>
typedef struct {
	atomic_t refs;
} refcount_t;
#endif
